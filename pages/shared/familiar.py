"""The badge that stands beside a probability: whether the neuron has learned from anything like this picture."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from logreg_core import Classifier
from logreg_core.explain import Familiarity, Usual, familiarity, unfamiliar, usual_distances
from logreg_core.explain.neighbours import QUANTILE
from pages.visit import data

from .words import percent

CANNOT_TELL = (
    "Whether a picture looks unlike what this model was trained on cannot be told here: its training images are not in"
    " hand."
)


@st.cache_resource(max_entries=32, show_spinner="Measuring the training images")
def _usual(digest: str, _images: NDArray[np.uint8]) -> Usual:
    return usual_distances(_images)


def can_tell(classifier: Classifier) -> bool:
    """Whether what the model learned from is in hand, so that a picture can be compared with it."""
    dataset = data.dataset()
    return (classifier.dataset_digest, classifier.image_shape) == (dataset.digest, dataset.image_shape)


def familiarity_of(classifier: Classifier, seen: NDArray[np.uint8]) -> Familiarity | None:
    """How the pixels that the model sees lie to what it learned from; None when that is not in hand."""
    if not can_tell(classifier):
        return None
    images = data.dataset().train.images
    return familiarity(images, seen, _usual(classifier.dataset_digest, images))


def unlike_training(classifier: Classifier, seen: NDArray[np.uint8]) -> list[bool] | None:
    """Whether each of the pictures that the model sees, uint8 ``(m, h, w, c)``, would get the badge; None as above."""
    if not can_tell(classifier):
        return None
    images = data.dataset().train.images
    return unfamiliar(images, seen, _usual(classifier.dataset_digest, images)).tolist()


def show_familiarity(classifier: Classifier, seen: NDArray[np.uint8]) -> None:
    """The badge where a picture is farther than usual from all training images, and one quiet sentence elsewhere, also
    where it cannot be told."""
    found = familiarity_of(classifier, seen)
    if found is None:
        st.caption(CANNOT_TELL)
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
