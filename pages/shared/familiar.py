"""The badge that stands beside a probability: whether the neuron has learned from anything like this picture."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from logreg_core import Classifier
from logreg_core.explain import Familiarity, Usual, familiarity, usual_distances
from logreg_core.explain.neighbours import QUANTILE

from . import state
from .words import percent


@st.cache_resource(max_entries=32, show_spinner="Measuring the training images")
def _usual(digest: str, _images: NDArray[np.uint8]) -> Usual:
    return usual_distances(_images)


def familiarity_of(classifier: Classifier, seen: NDArray[np.uint8]) -> Familiarity | None:
    """How the pixels that the model sees lie to what it learned from; None when that is not in hand."""
    dataset = state.dataset()
    if classifier.dataset_digest != dataset.digest:
        return None
    images = dataset.train.images
    return familiarity(images, seen, _usual(dataset.digest, images))


def show_familiarity(classifier: Classifier, seen: NDArray[np.uint8]) -> None:
    """The badge where a picture is farther than usual from all training images, and one quiet sentence elsewhere."""
    found = familiarity_of(classifier, seen)
    if found is None:
        return
    if found.unfamiliar:
        st.badge("Looks unlike anything I was trained on", icon=":material/help:", color="orange")
        st.caption(
            f"It is farther from its nearest training image than {percent(QUANTILE)} of the training images are from"
            " theirs. The neuron has to answer all the same: do not lean on the probability."
        )
    else:
        st.caption(
            "Its pixels lie as near to a training image as is usual among the training images. That says nothing about"
            " what it shows."
        )
