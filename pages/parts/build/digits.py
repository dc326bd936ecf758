"""One handwritten digit against another, or against all the rest."""

from __future__ import annotations

import streamlit as st

from logreg_core import LogregError
from logreg_core.sources import digits
from pages.shared.words import as_text, count, percent

from .dataset import make_it, seed_field, show_some

ANY_OTHER = -1


def write_digits() -> None:
    """One handwritten digit against another, or against all the rest."""
    st.markdown(
        "Handwritten digits of 8 × 8 pixels: so small that you can read all 64 weights. Some pairs are harder for a"
        " single neuron than others."
    )
    first, second, third = st.columns(3)
    digit = first.selectbox("Digit (class 1)", list(digits.DIGITS), 3, key="build.digit", persist_state="session")
    other = second.selectbox(
        "Against (class 0)",
        [ANY_OTHER, *digits.DIGITS],
        9,
        key="build.other_digit",
        persist_state="session",
        format_func=lambda digit: "any other digit" if digit == ANY_OTHER else str(digit),
    )
    with third:
        seed = seed_field("Which quarter is kept for testing: the same seed, the same images.")
    try:
        dataset = digits.load(digit, None if other == ANY_OTHER else other, seed=seed)
    except LogregError as error:
        st.error(as_text(str(error)))
        return
    show_some(dataset)
    share = (dataset.train.count(1) + dataset.test.count(1)) / (len(dataset.train) + len(dataset.test))
    st.caption(
        f"{count(len(dataset.train) + len(dataset.test), 'image')}, {percent(share)} of them {dataset.class_names[1]}."
        + (
            ""
            if share > 0.3
            else f" A neuron that always says “no” is right on {percent(1 - share)}: look at more than the score."
        )
    )
    make_it("Use these digits", lambda: dataset)
