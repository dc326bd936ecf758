"""A room is opened: for how long, and with which lesson."""

from __future__ import annotations

import streamlit as st

from logreg_core import LogregError
from logreg_core.classroom.limits import LONGEST, SHORTEST
from pages.shared.words import as_text
from pages.visit import board

USUAL = 180  # minutes


def offer_a_room() -> None:
    """The form that opens one; where a room has just ended, that it has."""
    if word := board.over():
        st.info(f"The room {as_text(word)} has ended. Nothing of it is left, here or on the server.")
    st.markdown(
        "Open a room for your class. Students join by a word of four letters or by a code for their phones, without"
        " accounts. You see how far they are, put questions and steps to all, and show what they guessed and found."
    )
    with st.form("board.form", width=420):
        minutes = st.number_input("Minutes", SHORTEST, LONGEST, USUAL, 15, key="board.minutes")
        wanted = st.form_submit_button("Open a room", type="primary")
    st.caption("The room ends after these minutes, or when you end it. All that was in it is gone then.")
    if not wanted:
        return
    try:
        board.open_one(int(minutes), "")
    except LogregError as error:
        st.error(as_text(str(error)))
        return
    st.rerun()
