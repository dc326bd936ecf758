"""The smallest changes that flip the answer, with real and with whole grey levels."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from logreg_core import Classifier
from logreg_core.explain import Change, smallest_flip
from pages.shared.pictures import show_pixels, show_signed
from pages.shared.words import as_text, chance, count

SIDE = 240  # pixels across a picture


def what_would_flip_it(seen: NDArray[np.uint8], classifier: Classifier) -> None:
    """Show the picture before and after each of the smallest changes that give the other answer."""
    st.header("The smallest change that flips the answer", anchor=False)
    flip = smallest_flip(classifier, seen)
    if flip is None:
        st.info("No change flips it: the weights are all zero, or the threshold is 0 or 1.")
        return
    before = float(classifier.probabilities(seen[np.newaxis])[0])
    said, other = (as_text(classifier.class_names[label]) for label in (flip.said, flip.other))
    st.markdown(f"From **{said}** to **{other}**. {flip.words()}")
    for name, change in (("Shortest", flip.shortest), ("Spread evenly", flip.even)):
        show_change(name, change, seen, before, other)
    with st.expander("How are they found?"):
        st.markdown(
            "All pictures with the same score lie on a flat sheet, perpendicular to the weights. The shortest way to"
            " the sheet of the threshold goes straight along the weights: *x′* = *x* − (*z* − *t*) *w* / |*w*|², where"
            " *t* is the score at which the probability is the threshold. The change that moves no number by more than"
            " it must goes by the sign of each weight: *x′* = *x* − (*z* − *t*) sign(*w*) / Σ|*w*|. Where a number"
            " would become darker than black or brighter than white, it stops there, and the others go farther. Many"
            " changes that are hard to see add up to another answer: large networks are fooled the same way."
        )


def show_change(name: str, change: Change, seen: NDArray[np.uint8], before: float, other: str) -> None:
    """Show the picture before, the change, and the picture after."""
    left, middle, right = st.columns(3, gap="medium")
    with left:
        st.markdown(f"**{name}**: before")
        show_pixels(seen, SIDE, width="stretch", alt="The picture as the neuron sees it")
        st.caption(f"Probability {chance(before)}.")
    with middle:
        st.markdown("**The change, enlarged**")
        shown = change.change if change.shown is None else change.shown
        changed = shown.sum(axis=2)
        show_signed(changed, SIDE, of="The change, brighter above 0", width="100%")
        st.caption(
            "Red: brighter. Blue: darker."
            + (f" {count(change.outside, 'number')} would leave the range." if change.outside else "")
        )
    with right:
        st.markdown("**After, in whole levels**")
        if change.picture is None or change.probability is None:
            st.caption(f"No picture on this way is called {other}.")
            return
        show_pixels(change.picture, SIDE, width="stretch", alt="The changed picture")
        moved = np.abs(change.picture.astype(int) - seen)
        st.caption(
            f"{100 * change.probability:.2f} %: {other}. {count(int(np.count_nonzero(moved)), 'number')} changed, by"
            f" {moved.max()} at most."
        )
