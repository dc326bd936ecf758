"""The editor of a lesson: its title, its steps, and the open step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import streamlit as st

from classroom.lessons import PLACES
from classroom.lessons.files import LENGTHS, MAX_MINUTES, MAX_STEPS
from pages.shared import browser
from pages.shared.words import page_title
from pages.visit import draft
from pages.visit.store import Slot

from .start import say_what_is_gone
from .step import write_step

_open = Slot("teach.open", 0)  # the number of the open step; 0 for none
_mount = browser.component("lesson_lines", __file__)


class Line(NamedTuple):
    """A step: its number, its page and its task."""

    number: int
    page: str
    task: str


class Act(NamedTuple):
    """An action on a step: ``"open"``, ``"up"``, ``"down"`` or ``"delete"``."""

    what: str
    number: int


def write() -> None:
    """Show the editor: the lines of all steps, with the newest texts, above the open step."""
    write_about()
    lines = st.container()
    _add_step()
    if _open.get() in draft.numbers():
        write_step(_open.get())
    with lines:
        _list_steps()
        say_what_is_gone()


def _list_steps() -> None:
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
    """Show the button that adds a page with its current settings as the last step, and opens it."""
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
            help=None if draft.has_room() else f"A lesson has at most {MAX_STEPS} steps.",
            on_click=_add,
            args=(page,),
        )


def _add(page: str) -> None:
    draft.add(page)
    _open.set(draft.numbers()[-1])


def write_about() -> None:
    """Show three fields in a row, and the switch for shared computers."""
    now, key = draft.lesson(), draft.revision()
    title, audience, minutes = st.columns([4, 4, 1.4])
    draft.tell(
        title=title.text_input("Title", now.title, LENGTHS["title"], key=f"teach.title.{key}"),
        audience=audience.text_input("For whom", now.audience, LENGTHS["audience"], key=f"teach.audience.{key}"),
        minutes=int(minutes.number_input("Minutes", 1, MAX_MINUTES, now.minutes, key=f"teach.minutes.{key}")),
    )
    shared = st.checkbox(
        "On shared computers: once it begins, nothing of a student's visit is kept there",
        not now.keeps,
        key=f"teach.keeps.{key}",
    )
    draft.tell(keeps=not shared)


def show_lines(lines: Sequence[Line], is_open: int, *, key: str) -> Act | None:
    """Show the lines. Returns the visitor's action once. is_open: the number of the open step."""
    data = {"lines": [line._asdict() for line in lines], "open": is_open}
    said = _mount(key=key, data=data, height="content", on_act_change=lambda: None).act
    if said is None or said.get("what") not in ("open", "up", "down", "delete"):
        return None
    return next((Act(said["what"], line.number) for line in lines if line.number == said.get("number")), None)
