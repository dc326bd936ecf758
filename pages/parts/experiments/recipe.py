"""How the neuron of an experiment is trained, and how often."""

from __future__ import annotations

from typing import Any

import streamlit as st

from logreg_core import Dataset
from logreg_core.settings import ITERATIONS, LEARNING_RATE
from pages.visit import model, settings

MOST_ITERATIONS = 2000  # of each run
RUNS = (20, 50, 100, 200)


def recipe() -> dict[str, Any]:
    """How the textbook's neuron is trained here: as the model in hand was, or as the settings say.

    Never with more than MOST_ITERATIONS, so that it does not take minutes.
    """
    classifier = model.classifier()
    used = classifier.settings if classifier and ITERATIONS.name in classifier.settings else {}
    iterations, rate = (used.get(of.name) or settings.setting(of) for of in (ITERATIONS, LEARNING_RATE))
    return {
        "iterations": min(int(iterations), MOST_ITERATIONS),
        "learning_rate": float(rate),
        "l2": float(used.get("l2", 0.0)),
    }


def choose_runs(words: str, default: int, key: str) -> int:
    """How many times the neuron is trained."""
    return st.segmented_control(words, RUNS, default=default, required=True, key=key, persist_state="session")


def say_how_many(images: int, dataset: Dataset) -> None:
    """Where not all images took part."""
    if images < len(dataset.train) + len(dataset.test):
        st.caption(f"{images:,} images took part, drawn at random, so that it does not take minutes.")
