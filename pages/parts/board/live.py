"""The room, refreshed every few seconds: the teacher's view or the projector's."""

from __future__ import annotations

import streamlit as st

from logreg_core import LogregError
from pages.shared.words import as_text
from pages.visit import board

from .door import show_door, show_ways_out
from .members import show_failing, show_names, show_places, show_steps
from .pictures import show_pictures
from .presented import show_presented
from .programme import remember
from .put import show_what_is_put
from .runs import show_runs

POLL_SECONDS = 1.5  # seconds between two polls of the room


def show_live() -> None:
    """Show the visitor's room, as long as the page is open."""
    st.fragment(_look, run_every=POLL_SECONDS)(is_presented=board.is_presented())


def _look(*, is_presented: bool) -> None:
    if board.is_presented() != is_presented:
        st.rerun()  # rerun the whole page, so that the browser stores the view
    try:
        held = board.look()
        if held is None:
            st.rerun()
        remember(held)
        if is_presented:
            show_presented(held)
            return
        show_ways_out(held)
        left, right = st.columns([5, 3], gap="large")
        with left:
            show_what_is_put(held)
        with right:
            show_door(held)
        show_places(held)
        show_steps(held)
        show_runs(held)
        show_failing(held)
        show_pictures(held)
        show_names(held)
    except LogregError as error:
        st.warning(f"{as_text(str(error))} The page looks again by itself; students can go on working.")
