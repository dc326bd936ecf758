"""Start a lesson: empty, from a lesson of the app, or from a file."""

from __future__ import annotations

import streamlit as st

from classroom.lessons import shipped
from pages.shared import aloud
from pages.shared.lesson_file import forget_refusal, say_refusal, take_lesson
from pages.shared.words import as_text, count
from pages.visit import draft

FIELD = "teach.file"


def choose_start() -> None:
    """Show the three ways. A refused file leaves the draft unchanged; otherwise the old draft can be restored."""
    empty, changed, loaded = st.columns(3, gap="medium")
    with empty:
        st.markdown("**An empty one**")
        st.button("Begin an empty lesson", key="teach.begin", on_click=_begin, args=("",))
    with changed:
        st.markdown("**One that is there, changed**")
        _choose_one()
    with loaded:
        st.markdown("**One in a file**")
        _load()
    say_refusal(FIELD, kept="What you were writing is still there." if draft.is_there() else "")


def _choose_one() -> None:
    lessons = shipped()
    name = st.selectbox(
        "Lesson",
        list(lessons),
        index=None,
        key="teach.shipped",
        format_func=lambda each: f"{lessons[each].title}: {count(len(lessons[each].steps), 'step')}",
        placeholder="Choose a lesson",
        label_visibility="collapsed",
    )
    st.button("Take it and change it", key="teach.take", disabled=name is None, on_click=_begin, args=(name,))


def _begin(name: str) -> None:
    forget_refusal()
    if name:
        draft.begin(shipped()[name])
    else:
        draft.begin()


def _load() -> None:
    uploaded = take_lesson(FIELD)
    if uploaded is not None:
        draft.begin(uploaded)
        st.rerun()


def say_what_is_gone() -> None:
    """Show what was deleted last, with a button that restores it."""
    if (gone := draft.gone()) is not None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(f"{as_text(gone.words)} is no longer here.", width="content")
            st.button(
                "Bring it back",
                key="teach.bring_back",
                on_click=aloud.done,
                args=("It is back.", draft.bring_back),
                type="tertiary",
            )
