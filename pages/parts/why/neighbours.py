"""Has it seen anything like this? The nearest training images."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from logreg_core import Classifier
from logreg_core.explain.neighbours import QUANTILE
from pages.shared.familiar import familiarity_of
from pages.shared.words import count, percent
from pages.visit import data

from .thumbnails import show_thumbnails


def has_it_seen_this(seen: NDArray[np.uint8], classifier: Classifier) -> None:
    """The nearest training images, and how usual their distance is."""
    st.header("Has it seen anything like this?", anchor=False)
    found = familiarity_of(classifier, seen)
    if found is None:
        st.info("What this model learned from is not in hand, so its training images cannot be asked.")
        return
    dataset = data.dataset()
    distances = dict(zip(found.nearest.tolist(), found.distances.tolist(), strict=True))
    if found.distances[0] == 0:
        st.markdown(f"**It has seen this very picture**: it is training image {found.nearest[0]}.")
    st.markdown(f"Of {count(found.looked_at, 'training image')}, the pixels of these lie nearest:")
    show_thumbnails(dataset.train, found.nearest, lambda i: f"distance {distances[i]:.1f}", dataset.class_names)
    st.markdown(
        f"{percent(found.share)} of the training images are nearer to their own nearest neighbour than this picture is"
        f" to its. Above {percent(QUANTILE)}, the page says that it looks unlike anything the neuron was trained on."
    )
    with st.expander("What does that tell, and what not?"):
        st.markdown(
            "The distance is the length of the difference between two pictures: the root of the sum of all squared"
            " differences of their numbers, from 0 to 1. What is usual, the training images say themselves: each is"
            " left out once and measured to its nearest neighbour among the rest. So about one in twenty pictures of"
            " the same kind gets the badge too. It knows pixels and not things: noise and"
            " checkers stand out, but an even grey picture is near to everything, and a dog can lie nearer to a cat"
            " than another cat does."
        )
