"""A picture under a grid of patches that can be switched off by mouse, touch or keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

import streamlit as st

from pages.visit.store import Slot

from . import browser

MAX_NAME = 60  # of a log
MAX_AT_ONCE = 1_000  # presses that count; a hand makes fewer


@dataclass
class Heard:
    """How many presses were heard of a log that the browser keeps.

    name: which picture the log belongs to, and which time that this one was shown.
    """

    name: tuple[str, str] = ("", "")
    count: int = 0


_heard: Slot[Heard | None] = Slot("patches", None)
_mount = browser.component("patches", __file__)


def patches(
    source: str,
    sizes: tuple[Sequence[int], Sequence[int]],
    words: Sequence[str],
    pressed: Sequence[int],
    keep: Callable[[tuple[int, ...]], None] | None,
    *,
    of: str,
    most: int | None = None,
    alt: str,
    help: str,  # noqa: A002
    key: str,
) -> None:
    """Show a picture with its patches, numbered row by row. When some were switched, the page runs anew.

    source: the picture's address. sizes: the heights of the rows and the widths of the columns, in pixels.
    words: for each patch. pressed: the numbers of those that are switched off. keep: puts away which are so then, in
    one step; without it nothing can be switched. of: another picture has another one. most: how many can be switched
    off. help: what a click does.
    """
    data = {
        "source": source,
        "heights": [int(size) for size in sizes[0]],
        "widths": [int(size) for size in sizes[1]],
        "patches": list(words),
        "pressed": list(pressed),
        "words": alt,
        "help": help,
        "of": of,
    }
    told = _mount(key=key, data=data, on_presses_change=lambda: None).presses
    if keep is None or not _is_log(told) or told["of"] != of:
        return
    heard = _heard.get()
    if heard is None or heard.name != (of, told["mount"]):
        heard = Heard((of, told["mount"]))
        _heard.set(heard)
    new = told["numbers"][heard.count :]
    if new:
        known = [number for number in new[:MAX_AT_ONCE] if type(number) is int and 0 <= number < len(words)]
        keep(switched(pressed, known, most))
        heard.count += len(new)  # changed where it is: a run that the next click ends has kept both, or none
        st.rerun()


def switched(pressed: Sequence[int], numbers: Sequence[int], most: int | None = None) -> tuple[int, ...]:
    """Which patches are switched off after these presses, each of which switches one off or on; ``most`` at once."""
    now = list(pressed)
    for number in numbers:
        if number in now:
            now.remove(number)
        elif most is None or len(now) < most:
            now.append(number)
    return tuple(now)


def _is_log(told: object) -> TypeGuard[dict[str, Any]]:
    """Whether what a browser says is a log. It may say anything."""
    return (
        isinstance(told, dict)
        and isinstance(told.get("mount"), str)
        and len(told["mount"]) <= MAX_NAME
        and isinstance(told.get("numbers"), list)
    )
