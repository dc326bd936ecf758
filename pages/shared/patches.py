"""A picture under a grid of patches, each of which can be switched off with mouse, finger or keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from . import browser

_mount = browser.component("patches", __file__)


def patches(
    source: str,
    sizes: tuple[Sequence[int], Sequence[int]],
    words: Sequence[str],
    pressed: Sequence[int],
    *,
    alt: str,
    help: str,  # noqa: A002
    key: str,
) -> int | None:
    """Show a picture with its patches, numbered row by row. Returns the number of a patch in the run that clicks it.

    source: the picture's address. sizes: the heights of the rows and the widths of the columns, in pixels.
    words: for each patch. pressed: the numbers of those that are switched off. help: what a click does.
    """
    data = {
        "source": source,
        "heights": [int(size) for size in sizes[0]],
        "widths": [int(size) for size in sizes[1]],
        "patches": list(words),
        "pressed": list(pressed),
        "words": alt,
        "help": help,
    }
    return _mount(key=key, data=data, on_toggled_change=lambda: None).toggled
