"""The form that opens a room: its duration and lesson."""

from __future__ import annotations

import streamlit as st

from classroom.lessons import shipped
from classroom.rooms.limits import LESSON, LONGEST, SHORTEST
from logreg_core import LogregError
from pages.shared.words import as_text
from pages.visit import board, draft
from pages.visit.progress import lesson_of

USUAL = 180  # minutes


def offer_a_room() -> None:
    """Show the form that opens a room, and whether a room has just ended."""
    if word := board.over():
        st.info(
            f"The server was restarted, and the room {as_text(word)} is lost. Open another one."
            if board.is_anew()
            else f"The room {as_text(word)} has ended. Nothing of it is left, here or on the server."
        )
    st.markdown(
        "Students join your room by a word of four letters or by a code for their phones, without"
        " accounts. You see how far they are, put questions and steps to all, and show what they guessed and found."
    )
    with st.form("board.form", width=420):
        minutes = st.number_input("Minutes", SHORTEST, LONGEST, USUAL, 15, key="board.minutes")
        lesson = st.selectbox(
            "Lesson to begin with",
            lessons(),
            key="board.lesson",
            index=None,
            format_func=lambda text: lesson_of(text).title,
            placeholder="None",
        )
        wanted = st.form_submit_button("Open a room", type="primary")
    st.caption("The room ends after these minutes, or when you end it. All that was in it is gone then.")
    if not wanted:
        return
    try:
        board.open_one(int(minutes), lesson or "")
    except LogregError as error:
        st.error(as_text(str(error)))
        return
    st.rerun()


def lessons() -> list[str]:
    """Return the lessons for a room by name: the visitor's draft, once it is complete, and those of the app."""
    written = draft.packed()
    return list(dict.fromkeys([*([written] if 0 < len(written) <= LESSON else []), *shipped()]))
