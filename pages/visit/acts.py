"""What the visitor did since the step of the lesson began, where nothing else in hand tells it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from .store import Slot

_done: Slot[set[str] | None] = Slot("acts", None)


def done() -> frozenset[str]:
    """The names of what was done: see `lessons.conditions.ACTS`."""
    return frozenset(_done.get() or ())


def did(name: str) -> None:
    """The visitor has done this now."""
    recorder(name)()


def recorder(name: str) -> Callable[[], None]:
    """Called when the visitor does this, also by a thread that has no session."""
    held = _done.get()
    if held is None:
        _done.set(held := set())
    return partial(held.add, name)


def begin_again() -> None:
    """A step begins: what was done before does not count."""
    _done.clear()
