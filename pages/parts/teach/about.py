"""What is said of a lesson: its title, for whom it is, and how long it takes."""

from __future__ import annotations

import streamlit as st

from logreg_core.lessons.files import LENGTHS, MOST_MINUTES
from pages.visit import draft


def write_about() -> None:
    """Three fields in a row, and whether it is for computers that others use too."""
    now, key = draft.lesson(), draft.revision()
    title, audience, minutes = st.columns([4, 4, 1.4])
    draft.tell(
        title=title.text_input("Title", now.title, LENGTHS["title"], key=f"teach.title.{key}"),
        audience=audience.text_input("For whom", now.audience, LENGTHS["audience"], key=f"teach.audience.{key}"),
        minutes=int(minutes.number_input("Minutes", 1, MOST_MINUTES, now.minutes, key=f"teach.minutes.{key}")),
    )
    shared = st.checkbox(
        "On shared computers: once it begins, nothing of a student's visit is kept there",
        not now.keeps,
        key=f"teach.keeps.{key}",
    )
    draft.tell(keeps=not shared)
