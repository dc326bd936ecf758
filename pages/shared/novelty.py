"""The badge beside a probability: whether the picture is far from all training images."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from logreg_core import Classifier, Split
from logreg_core.explain import Novelty, Reference
from pages.visit import data
from pages.visit.shared import once_each

FAR = "Pixels far from all training images"
CANNOT_TELL = (
    "Whether its pixels lie far from all training images cannot be told here: the current dataset is not the one that"
    " this model learned from."
)


@once_each
def _reference(train: Split) -> Reference:
    with st.spinner("Measuring the training images"):
        return Reference(train)


def can_tell(classifier: Classifier) -> bool:
    """Whether the current dataset is the model's training data, so that a picture can be compared with it."""
    dataset = data.dataset()
    return (classifier.dataset_digest, classifier.image_shape) == (dataset.digest, dataset.image_shape)


def novelty_of(classifier: Classifier, seen: NDArray[np.uint8]) -> Novelty | None:
    """Return the novelty of the pixels that the model sees; None without the training data."""
    return _reference(data.dataset().train).novelty(seen) if can_tell(classifier) else None


def which_are_far(classifier: Classifier, seen: NDArray[np.uint8]) -> list[bool] | None:
    """Return whether each of the pictures that the model sees, uint8 ``(m, h, w, c)``, would get the badge; None as
    above."""
    return _reference(data.dataset().train).far(seen).tolist() if can_tell(classifier) else None


def show_novelty(classifier: Classifier, seen: NDArray[np.uint8]) -> None:
    """Show the badge if a picture is far from all training images, and one sentence in any case."""
    novelty = novelty_of(classifier, seen)
    if novelty is None:
        st.caption(CANNOT_TELL)
        return
    if novelty.far:
        st.badge(FAR, icon=":material/help:", color="orange")
    st.caption(novelty.words() + (" It must answer anyway: do not trust the probability." if novelty.far else ""))
