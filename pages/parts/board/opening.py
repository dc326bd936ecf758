"""A room is opened: for how long, and with which lesson."""

from __future__ import annotations

from contextlib import suppress

import streamlit as st

from logreg_core import LessonError, LogregError
from logreg_core.classroom.limits import LESSON, LONGEST, SHORTEST
from logreg_core.lessons import shipped
from pages.shared.words import as_text
from pages.visit import board, draft
from pages.visit.progress import spelled

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
        titles = lessons()
        lesson = st.selectbox(
            "Lesson to begin with",
            titles,
            key="board.lesson",
            index=None,
            format_func=titles.__getitem__,
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


def lessons() -> dict[str, str]:
    """The lessons that a room can begin with, as `progress.spelled` says them, and what they are called here.

    They are those that come with the app, and the one that is being written, once it is whole and short enough.
    """
    found = {name: each.title for name, each in shipped().items()}
    with suppress(LessonError):
        own = draft.whole()
        if len(text := spelled(own)) <= LESSON:
            found = {text: f"{own.title} (yours)", **found}
    return found
