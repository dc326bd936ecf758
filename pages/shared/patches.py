"""A picture under a grid of patches that can be switched off by mouse, touch or keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

import streamlit as st

from pages.visit.store import Slot

from . import browser

MAX_NAME = 60  # characters of a log's name
MAX_AT_ONCE = 1_000  # maximum presses in a log; a person makes fewer


@dataclass
class Heard:
    """How many presses of a browser's log were processed.

    name: identifies the picture and the time it was shown.
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
    """Show a picture with its patches, numbered row by row. A switch causes a rerun.

    source: the picture's address. sizes: the heights of the rows and the widths of the columns, in pixels.
    words: for each patch. pressed: the numbers of the patches that are off. keep: stores the new numbers in one step;
    without it nothing can be switched. of: identifies the picture. most: how many can be off. help: the effect of a
    click.
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
    log = _mount(key=key, data=data, on_presses_change=lambda: None).presses
    if keep is None or not _is_log(log) or log["of"] != of:
        return
    heard = _heard.get()
    if heard is None or heard.name != (of, log["mount"]):
        heard = Heard((of, log["mount"]))
        _heard.set(heard)
    new = log["numbers"][heard.count :]
    if new:
        known = [number for number in new[:MAX_AT_ONCE] if type(number) is int and 0 <= number < len(words)]
        keep(switched(pressed, known, most))
        heard.count += len(new)  # changed in place: an interrupted rerun has stored both or neither
        st.rerun()


def switched(pressed: Sequence[int], numbers: Sequence[int], most: int | None = None) -> tuple[int, ...]:
    """Return the patches that are off after these presses, each of which switches one; at most ``most``."""
    now = list(pressed)
    for number in numbers:
        if number in now:
            now.remove(number)
        elif most is None or len(now) < most:
            now.append(number)
    return tuple(now)


def _is_log(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether an untrusted value is a log."""
    return (
        isinstance(value, dict)
        and isinstance(value.get("mount"), str)
        and len(value["mount"]) <= MAX_NAME
        and isinstance(value.get("numbers"), list)
    )
