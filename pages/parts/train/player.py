"""The run, played in the browser: its curves, its weights and one picture move together on the screen's own clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from logreg_core.container import pack_arrays
from logreg_core.figures import palette
from pages.shared import browser

COLOURS = {
    "classes": palette.CLASS_COLOURS,
    "train": palette.TRAIN,
    "test": palette.TEST,
    "validation": palette.VALIDATION,
    "pale": palette.pale(palette.TRAIN["color"]),
    "quiet": palette.QUIET,
    "diverging": [palette.diverging(dark) for dark in (False, True)],
}
ONE = ("run", "picture", "here", "here_picture")
MANY = ("pale", "what_if")

_mount = browser.component("player", __file__, isolate_styles=False)  # Plotly's style sheet reaches no shadow root


def player(
    data: Mapping[str, Any],
    *,
    key: str,
    on_place: Callable[[], None],
    on_leave: Callable[[], None],
    on_pick: Callable[[], None],
) -> None:
    """Show a run and let the visitor play it.

    data: all bytes in it are those of `Recording.to_bytes`, `PictureFrames.to_bytes` and the like, or None.
        ``run``: the recording. ``version``: which run, and how far it has been computed; ``more``: whether it goes on,
        towards ``goal``. ``place``: the iteration where it stands; ``kept``: the one whose neuron is in
        hand there. ``play``: when this counter grows, it is played from the start. ``names``: of class 0 and
        class 1. ``told``: its curves in words.
        ``picture``: one picture at the frames of the run, whose header has a ``title`` and the ``truth``, 0, 1 or None,
        and whose ``pixels`` are uint8 ``(h, w, c)``. ``here`` and ``here_picture``: both at the place alone, exactly.
        ``pale`` and ``what_if``: lists of curves beside it, whose headers have a ``name``.
        ``show``: what of this is to be seen: ``log``, ``scores``, ``slope``, ``what_if`` and ``pale``, each True or
        False, and ``floor``, a cost or None.
        ``back``: the name of the ``visit``; ``isBack``, whether what is in hand was in hand before it: then a run that
        was being played is played on; ``isKept``, whether the tab may note where.
    on_place: called when the visitor has come to stand at another iteration; the state then has under ``key`` a
        ``place`` with ``version`` and ``iteration``, and nothing of it is sure: it comes from a browser.
    on_leave: called when the visitor leaves while it plays; the state has the same under ``leave``.
    on_pick: called when the visitor wants another picture; the state has a ``pick`` of 1 or -1.
    """
    _mount(
        key=key,
        data=packed(data, key),
        on_place_change=on_place,
        on_leave_change=on_leave,
        on_pick_change=on_pick,
    )


def packed(data: Mapping[str, Any], key: str) -> bytes:
    """All that the player is given in one container, since a component takes bytes alone or not at all."""
    parts = {name: data[name] for name in ONE if data.get(name)}
    parts |= {f"{name}{i}": part for name in MANY for i, part in enumerate(data.get(name) or ())}
    header = {name: value for name, value in data.items() if name not in (*ONE, *MANY)}
    header |= {name: len(data.get(name) or ()) for name in MANY} | {"key": key, "colours": COLOURS}
    return pack_arrays(header, {name: np.frombuffer(part, np.uint8) for name, part in parts.items()})
