"""Datasets that all visitors share, and what is measured on them: made once for the whole server, and read-only."""

from __future__ import annotations

import streamlit as st

from logreg_core import Dataset, Descent, flatten
from logreg_core.evaluate import Accuracy
from logreg_core.preprocess import PIXEL_MAX
from logreg_core.settings import ITERATIONS, LEARNING_RATE
from logreg_core.sources import drawings
from logreg_core.sources.catalog import CATALOG
from logreg_core.sources.drawings import Difficulty


@st.cache_resource(show_spinner=False)
def built_in(key: str) -> Dataset:
    """A built-in dataset by its key. Raises DownloadError when it is not here and cannot be fetched."""
    return CATALOG[key].load()


@st.cache_data(show_spinner=False, max_entries=2000)
def coping(difficulty: Difficulty, seed: int, test: int) -> Accuracy:
    """How many of so many test drawings a neuron gets right that has learned from 209 with the default settings."""
    dataset = drawings.load(difficulty, test=test, seed=seed)
    descent = Descent(
        flatten(dataset.train.images),
        dataset.train.labels.reshape(1, -1),
        X_test=flatten(dataset.test.images),
        Y_test=dataset.test.labels.reshape(1, -1),
        learning_rate=LEARNING_RATE.default,
        record_every=int(ITERATIONS.default),
        divisor=PIXEL_MAX,
    )
    descent.advance(int(ITERATIONS.default))
    return Accuracy(round(descent.now.test_accuracy * test), test)
