"""The steps of a lesson, a line each: opened, moved and deleted by mouse or by keys, which stay on the moved one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pages.shared import browser

_mount = browser.component("lesson_lines", __file__)


class Line(NamedTuple):
    """One step: its number, its page and its task."""

    number: int
    page: str
    task: str


class Act(NamedTuple):
    """What is to be done with a step: ``"open"``, ``"up"``, ``"down"`` or ``"delete"``."""

    what: str
    number: int


def show_lines(lines: Sequence[Line], is_open: int, *, key: str) -> Act | None:
    """Show them. Returns what the visitor wants, once. is_open: the number of the step that is being written."""
    data = {"lines": [line._asdict() for line in lines], "open": is_open}
    said = _mount(key=key, data=data, height="content", on_act_change=lambda: None).act
    if said is None or said.get("what") not in ("open", "up", "down", "delete"):
        return None
    return next((Act(said["what"], line.number) for line in lines if line.number == said.get("number")), None)
