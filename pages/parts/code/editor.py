"""A Python editor in the page: a textarea over the same text in colours, with line numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from logreg_core.export import palette
from pages.shared import browser, persistence

COLOURS = dict(zip(("keyword", "string", "number", "defined"), (palette.RUNS[i] for i in (0, 1, 2, 5)), strict=True))

_mount = browser.component("editor", __file__)


@dataclass(frozen=True)
class Marks:
    """Results of checks to show beside a text.

    notes: words by line number, from 1. bad: the failed line and the reason; the line is None if no single line failed;
    None if nothing failed.
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
    """Show the editor for a function.

    name: of the function. revision: if it or the name changes, the field takes ``text``; otherwise it keeps what the
    visitor typed. The marks are visible while the field holds ``text``. limit: maximum bytes.
    on_written: called when the visitor stops typing or leaves the field; the state then has under ``key`` an untrusted
    ``written`` of ``name``, ``revision`` and ``text``. on_check: called on Ctrl and Enter; the state has the same as
    ``check``.
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
