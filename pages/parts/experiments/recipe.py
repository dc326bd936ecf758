"""The recipe of an experiment's runs, and how many there are."""

from __future__ import annotations

from typing import Any

import streamlit as st

from logreg_core import Dataset
from logreg_core.settings import INPUTS, L2, LEARNING_RATE
from pages.visit import model, settings
from pages.visit.findings import RUNS, Choice

MAX_ITERATIONS = 2000  # of each run


def recipe() -> dict[str, Any]:
    """How the textbook's neuron is trained here: as the current model was, or as the settings say; at the default rate
    where that one is for inputs that are not as they are.

    Never with more than MAX_ITERATIONS, so that it does not take minutes.
    """
    classifier = model.classifier()
    steps = classifier.iteration if classifier else None
    used = classifier.recipe.settings if classifier and steps is not None else {}
    rate = float(used.get(LEARNING_RATE.name, settings.recipe().learning_rate))
    if used.get(INPUTS.name) or (
        not used and settings.recipe().inputs
    ):  # it may be far too long for images as they are
        rate = LEARNING_RATE.default
    return {
        "iterations": min(steps or settings.recipe().num_iterations, MAX_ITERATIONS),
        "learning_rate": rate,
        "l2": float(used.get(L2.name, 0.0)),
    }


def choose_runs(words: str, chosen: Choice[int]) -> int:
    """How many times the neuron is trained."""
    st.segmented_control(words, RUNS, required=True, key=chosen.shown(), persist_state="session")
    return chosen.get()


def say_how_many(images: int, dataset: Dataset) -> None:
    """Where not all images took part."""
    if images < len(dataset.train) + len(dataset.test):
        st.caption(f"{images:,} images took part, drawn at random, so that it does not take minutes.")
