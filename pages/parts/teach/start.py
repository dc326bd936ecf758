"""How a lesson begins: with nothing, as one of those that come with the app, or as one in a file."""

from __future__ import annotations

import streamlit as st

from logreg_core import LessonError
from logreg_core.lessons import read, shipped
from pages.shared.uploads import file_field, take
from pages.shared.words import as_text, count
from pages.visit import draft
from pages.visit.store import Slot

_refusal = Slot("teach.refusal", "")  # why the last file was refused


def choose_start() -> None:
    """The three ways. What is being written gives way to none that is refused, and can be brought back."""
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
    if _refusal.get():
        kept = " What you were writing is still there." if draft.is_there() else ""
        st.error(as_text(_refusal.get()) + kept)


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
    _refusal.let_go()
    if name:
        draft.begin(shipped()[name])
    else:
        draft.begin()


def _load() -> None:
    file = st.file_uploader(
        "A lesson (.toml)", ["toml"], key=file_field("lesson"), max_upload_size=1, label_visibility="collapsed"
    )
    if file is None:
        return
    (content,) = take(file)
    try:
        draft.begin(read(content, file.name))
    except LessonError as error:
        _refusal.set(str(error))
    else:
        _refusal.let_go()
    st.rerun()
