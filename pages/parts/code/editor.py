"""A field for Python in the page: a textarea over the same text in colours, with line numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from logreg_core.export import palette
from pages.shared import browser, persistence

COLOURS = dict(zip(("keyword", "string", "number", "defined"), (palette.RUNS[i] for i in (0, 1, 2, 5)), strict=True))

_mount = browser.component("editor", __file__)


@dataclass(frozen=True)
class Marks:
    """What was found out about a text, to be shown beside it.

    notes: words beside lines, by their numbers, from 1. bad: the line that failed, or None where the text failed
    without one, and why; None where nothing failed.
    """

    notes: Mapping[int, str] = field(default_factory=dict)
    bad: tuple[int | None, str] | None = None


def editor(
    name: str,
    text: str,
    marks: Marks,
    *,
    revision: str,
    limit: int,
    key: str,
    on_written: Callable[[], None],
    on_check: Callable[[], None],
) -> None:
    """Show the text of a function to be written.

    name: of the function. revision: when it or the name is another one, the field takes ``text``; else it keeps what is
    typed in it. The marks are shown as long as the field holds ``text``. limit: bytes that it may have.
    on_written: called when the visitor stopped typing or left the field; the state has under ``key`` a ``written`` of
    ``name``, ``revision`` and ``text``, and nothing of it is sure: it comes from a browser. on_check: called when she
    pressed Ctrl and Enter; the state has the same as ``check``.
    """
    line, words = marks.bad or (None, "")
    _mount(
        key=key,
        data={
            "name": name,
            "text": text,
            "revision": revision,
            "label": f"Python code of the function {name}",
            "notes": sorted(marks.notes.items()),
            "bad": {"line": line, "words": words} if marks.bad else None,
            "limit": limit,
            "keeps": persistence.may_keep(),
            "colours": COLOURS,
        },
        on_written_change=on_written,
        on_check_change=on_check,
    )
