"""What would flip it? The picture before and after the least change that gives the other answer."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from logreg_core import Classifier
from logreg_core.explain import smallest_flip
from pages.shared import frame
from pages.shared.pictures import show_pixels, signed_picture
from pages.shared.words import as_text, count, percent

SIDE = 240  # pixels of a picture


def what_would_flip_it(seen: NDArray[np.uint8], classifier: Classifier) -> None:
    """The picture before and after the least change that gives the other answer, and their difference."""
    st.header("The smallest change that flips the answer", anchor=False)
    flip = smallest_flip(classifier, seen)
    if flip is None:
        st.info("No change flips it: the weights are all zero, or the threshold is 0 or 1.")
        return
    a = float(classifier.probabilities(seen[np.newaxis])[0])
    other = as_text(classifier.class_names[int(not a > classifier.threshold)])
    largest, mean = (255 * float(number) for number in (np.abs(flip.change).max(), np.abs(flip.change).mean()))
    st.markdown(
        f"To hear **{other}**, each of the {seen.size:,} numbers of the picture must change by {mean:.2g} on average"
        f" and by {largest:.2g} at most, of 255."
    )
    before, difference, after = st.columns(3, gap="medium")
    with before:
        st.markdown("**Before**")
        show_pixels(seen, SIDE, width="stretch", alt="The picture as the neuron sees it")
        st.caption(f"Probability {percent(a)}.")
    shown = flip.change if flip.shown is None else flip.shown
    with difference:
        st.markdown("**The change, enlarged**")
        colours = signed_picture(shown.sum(axis=2), dark=frame.is_dark())
        show_pixels(colours, SIDE, width="stretch", alt="The change, as a picture in the colours of the weights")
        st.caption("Red: brighter. Blue: darker. It has the pattern of the weights.")
    with after:
        st.markdown("**After**")
        if flip.picture is None or flip.rounded is None:
            st.caption("No picture gets the other answer: even black and white in the best places do not suffice.")
        else:
            show_pixels(flip.picture, SIDE, width="stretch", alt="The changed picture")
            st.caption(note_on_rounding(flip.rounded, classifier))
    if flip.outside:
        st.caption(
            f"The shortest way would make {count(flip.outside, 'number')} darker than black or brighter than white. No"
            " picture can do that, so in the picture shown they stop at the end, and the others go a little farther."
        )
    with st.expander("How is it found?"):
        st.markdown(
            "All pictures with the same score lie on a flat sheet, perpendicular to the weights. The shortest way to"
            " the sheet of the threshold goes straight along the weights: *x′* = *x* − (*z* − *t*) *w* / |*w*|², where"
            " *t* is the score at which the probability is the threshold. That many small changes, each hard to see,"
            " add up to another answer is no fault of this neuron alone: large networks are fooled the same way."
        )


def note_on_rounding(rounded: float, classifier: Classifier) -> str:
    """What the neuron says of the changed picture once its numbers are whole again."""
    said = as_text(classifier.class_names[int(rounded > classifier.threshold)])
    return f"In whole pixel values, as any picture has them: {100 * rounded:.2f} %, {said}."
