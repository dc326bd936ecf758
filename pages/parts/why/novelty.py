"""Is the picture familiar? The nearest training images."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from logreg_core import Classifier
from logreg_core.explain.novelty import LEVEL
from pages.shared.guess import guess_first
from pages.shared.novelty import CANNOT_TELL, novelty_of
from pages.shared.thumbnails import show_thumbnails
from pages.shared.words import percent
from pages.visit import data


def has_it_seen_this(seen: NDArray[np.uint8], classifier: Classifier) -> None:
    """Show the nearest training images, and how usual their distance is."""
    st.header("Has it seen anything like this?", anchor=False)
    noise = {"something_else": (lambda: (classifier,), [classifier])}
    guess_first("a picture of nothing", "why.guess", noise)
    novelty = novelty_of(classifier, seen)
    if novelty is None:
        st.info(CANNOT_TELL)
        return
    dataset = data.dataset()
    distances = dict(zip(novelty.nearest.tolist(), novelty.distances.tolist(), strict=True))
    if novelty.same is not None:
        st.markdown(f"**It has seen this very picture**: it is training image {novelty.same}.")
    st.markdown("The nearest training images, once brightness and contrast are taken away:")
    show_thumbnails(dataset.train, novelty.nearest, lambda i: f"distance {distances[i]:.2f}", dataset.class_names)
    st.markdown(novelty.words())
    with st.expander("What does that tell, and what not?"):
        bursts = (
            " These were taken in bursts, so each is measured with its own burst left out. With few bursts that is"
            " rough: in simulations with four in each class, 7 to 10 of 100 pictures of a new burst got the badge; with"
            " two, 10 to 22."
            if novelty.by_burst
            else " Each is measured without its mirrored copy."
            if dataset.train.twins is not None
            else ""
        )
        st.markdown(
            "The distance is 0 for the same pattern of light and dark, 1.41 for two that have nothing in common, and 2"
            f" for its negative. *p* is the share of the training images, this picture counted in, that lie as far from"
            f" their nearest neighbour. At {percent(LEVEL)} or less it gets the badge, so about one in twenty"
            f" pictures of the same kind gets it too.{bursts} It knows pixels and not things: an even grey picture"
            " and noise get it, and a dog may not."
        )
