"""What the visitor did since the current lesson step began, where no other state shows it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from .store import Slot

_done: Slot[set[str] | None] = Slot("acts", None)


def done() -> frozenset[str]:
    """The names of what was done: see `lessons.conditions.ACTS`."""
    return frozenset(_done.get() or ())


def did(name: str) -> None:
    """Record that the visitor did this."""
    recorder(name)()


def recorder(name: str) -> Callable[[], None]:
    """Return a callback that records this act; any thread may call it."""
    held = _done.get()
    if held is None:
        _done.set(held := set())
    return partial(held.add, name)


def begin_again() -> None:
    """Reset the acts at the start of a step."""
    _done.clear()
