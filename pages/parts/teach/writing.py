"""The lesson that is being written: what is said of it, its steps as lines, and the one that is open."""

from __future__ import annotations

import streamlit as st

from logreg_core.lessons import PLACES
from logreg_core.lessons.files import MOST_STEPS
from pages.shared.words import page_title
from pages.visit import draft
from pages.visit.store import Slot

from .about import write_about
from .lines import Act, Line, show_lines
from .start import say_what_is_gone
from .step import write_step

_open = Slot("teach.open", 0)  # the number of the step that is open; 0: none


def write() -> None:
    """All of it. The lines are shown above the open step, with what was just written there."""
    write_about()
    lines = st.container()
    _add_step()
    if _open.get() in draft.numbers():
        write_step(_open.get())
    with lines:
        _show_lines()
        say_what_is_gone()


def _show_lines() -> None:
    if not draft.numbers():
        st.caption("No step yet. Add a page below, or go to a page and press “Add this page as a step” there.")
        return
    lines = [
        Line(number, page_title(step.page), step.task)
        for number, step in zip(draft.numbers(), draft.lesson().steps, strict=True)
    ]
    act = show_lines(lines, _open.get(), key="teach.lines")
    if act is not None:
        _do(act)
        st.rerun()


def _do(act: Act) -> None:
    if act.what == "open":
        _open.set(0 if _open.get() == act.number else act.number)
    elif act.what == "delete":
        draft.delete(act.number)
    else:
        draft.move(act.number, -1 if act.what == "up" else 1)


def _add_step() -> None:
    """A page as it stands now becomes the last step, and is open."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        page = st.selectbox(
            "Add a page as it stands now",
            list(PLACES),
            index=None,
            format_func=page_title,
            key="teach.page",
            placeholder="Choose a page",
            width=320,
        )
        st.button(
            "Add a step",
            key="teach.add",
            disabled=page is None or not draft.has_room(),
            help=None if draft.has_room() else f"A lesson has at most {MOST_STEPS} steps.",
            on_click=_add,
            args=(page,),
        )


def _add(page: str) -> None:
    draft.add(page)
    _open.set(draft.numbers()[-1])
