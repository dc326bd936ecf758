"""The textbook's code of one iteration, and the engine's way to compute it."""

from __future__ import annotations

import inspect

import streamlit as st

from logreg_core import Training, logistic
from logreg_core.descent import Space

SOURCE = inspect.getsource(logistic.propagate) + "\n\n" + inspect.getsource(logistic.optimize)


def show_code(training: Training | None) -> None:
    """Show the textbook's code, and the way of computing that the engine chose for a run."""
    with st.expander("The code of one iteration", icon=":material/code:", key="train.code", on_change="rerun") as fold:
        if not fold.open:  # the syntax highlighter takes a browser a second
            return
        st.markdown(
            "This is the textbook, `logreg_core/logistic.py`, that the app is tested against: where the training cost"
            " can never rise, a plain run has the same weights but for rounding."
        )
        if training is not None:
            st.markdown(space_in_words(training.descent.space))
        st.code(SOURCE, wrap_lines=True)


def space_in_words(space: Space) -> str:
    """Return the way of computing that the engine chose, and the reason, in one line."""
    n_x, m = space.X.shape
    if space.name == "sample":
        return (
            f"Calculated with one number for each of the {m:,} images instead of {n_x:,} weights (the sample space):"
            f" {2 * n_x / m:,.0f} times less arithmetic in an iteration, for the same steps."
        )
    return (
        f"Calculated on the {n_x:,} weights themselves (the feature space): with {m:,} images, a number for each of"
        " them and a table of all their pairs would be more work, or too large."
    )
