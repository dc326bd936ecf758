"""The recipe of an experiment's runs, and their number."""

from __future__ import annotations

from typing import Any

import streamlit as st

from logreg_core import Dataset
from logreg_core.settings import INPUTS, L2, LEARNING_RATE
from pages.visit import model, settings
from pages.visit.findings import RUNS, Choice

MAX_ITERATIONS = 2000  # iterations of each run


def recipe() -> dict[str, Any]:
    """Return the recipe of the runs: that of the current model or of the settings, with the default rate if theirs is
    for prepared inputs.

    At most MAX_ITERATIONS, so that the runs do not take minutes.
    """
    classifier = model.classifier()
    steps = classifier.iteration if classifier else None
    used = classifier.recipe.settings if classifier and steps is not None else {}
    rate = float(used.get(LEARNING_RATE.name, settings.recipe().learning_rate))
    if used.get(INPUTS.name) or (not used and settings.recipe().inputs):  # the rate may be far too large for raw inputs
        rate = LEARNING_RATE.default
    return {
        "iterations": min(steps or settings.recipe().num_iterations, MAX_ITERATIONS),
        "learning_rate": rate,
        "l2": float(used.get(L2.name, 0.0)),
    }


def choose_runs(words: str, chosen: Choice[int]) -> int:
    """Show the field for the number of runs, and return it."""
    st.segmented_control(words, RUNS, required=True, key=chosen.shown(), persist_state="session")
    return chosen.get()


def say_how_many(images: int, dataset: Dataset) -> None:
    """Say so if not all images were used."""
    if images < len(dataset.train) + len(dataset.test):
        st.caption(f"{images:,} images took part, drawn at random, so that it does not take minutes.")
