"""The state of a visit: one dictionary in the session's state. Slots are declared in the modules that use them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any, Generic, Literal, Protocol, TypeVar

import streamlit as st

from logreg_core import Dataset

T = TypeVar("T")

Change = Literal["dataset", "model", "neuron", "view", "pictures"]
MEANS: dict[Change, tuple[Change, ...]] = {
    "dataset": ("model", "neuron", "view"),
    "model": ("neuron",),
    "neuron": (),
    "view": (),
    "pictures": (),
}

VISIT = "visit"  # the key of the session's state
_declared: dict[str, Slot[Any]] = {}


def values() -> dict[str, Any]:
    """Return the values of all slots that are not empty, by the slot's name. Streamlit never iterates over this
    dictionary.
    """
    visit: dict[str, Any] = st.session_state.get(VISIT, {})
    return visit


class Keep(Protocol):
    """How a browser stores a slot; `persistence` implements it."""

    def declare(self, slot: Slot[Any]) -> None:
        """This is the slot."""


class Slot(Generic[T]):
    """A value of the visit, until the visit ends or another value changes.
    name: unique. empty: the default.
    reset_on: the changes that reset it. "dataset": of the current dataset. "model": of the current run or model, also
    by a change of dataset. "neuron": of the current model or the iteration in the run. "view": of the shown images or
    classes. "pictures": the visitor deletes all their own pictures.
    pictures: what a page calls the pictures in it, and a function of the value to their bytes. keep: how the visitor's
    browser stores it, so that a reload keeps it.
    """

    def __init__(
        self,
        name: str,
        empty: T,
        *,
        reset_on: Collection[Change] = (),
        pictures: tuple[str, Callable[[T], int]] | None = None,
        keep: Keep | None = None,
    ) -> None:
        self.name, self.empty, self.reset_on, self.pictures = name, empty, frozenset(reset_on), pictures
        _declared[name] = self
        if keep is not None:
            keep.declare(self)

    def get(self) -> T:
        """Return the value, or ``empty``."""
        value: T = values().get(self.name, self.empty)
        return value

    def set(self, value: T) -> None:
        """Replace the value."""
        if VISIT not in st.session_state:
            st.session_state[VISIT] = {}
        values()[self.name] = value

    def clear(self) -> None:
        """Make the slot empty."""
        values().pop(self.name, None)


class Field(Slot[T]):
    """The value of a widget that other modules read or set. The widget gets `shown` as its key, and no value."""

    def __init__(self, name: str, empty: T, *, reset_on: Collection[Change] = ()) -> None:
        super().__init__(name, empty, reset_on=reset_on)
        self._renewed = Slot(f"{name}.renewed", 0)

    @property
    def key(self) -> str:
        """The widget's key."""
        return f"{self.name}.{turn}" if (turn := self._renewed.get()) else self.name

    def get(self) -> T:
        """Return the widget's value, or ``empty``."""
        value: T = st.session_state.get(self.key, self.empty)
        return value

    def set(self, value: T) -> None:
        """Replace the widget's value."""
        st.session_state[self.key] = value

    def clear(self) -> None:
        """Reset the widget to its default value."""
        if self.key in st.session_state:
            del st.session_state[self.key]

    def shown(self, start: T | None = None) -> str:
        """Return the widget's key. The widget shows the current value; at first ``start``, or the default."""
        if self.key not in st.session_state:
            self.set(self.empty if start is None else start)
        return self.key

    def renew(self, value: T) -> None:
        """Set a value while the widget may be on the page, and give the widget a new key. With the old key, a browser
        that has not yet received the value would send its own value with the next click.
        """
        self._renewed.set(self._renewed.get() + 1)
        self.set(value)


class Recall(Generic[T]):
    """A result with its inputs; it is valid while they are the same. Datasets are compared by their marks, neurons by
    their digests, other inputs by equality.
    """

    def __init__(self, name: str, *, reset_on: Collection[Change] = (), keep: Keep | None = None) -> None:
        self.name = name
        self._kept: Slot[tuple[tuple[object, ...], T] | None] = Slot(name, None, reset_on=reset_on, keep=keep)

    def of(self, *inputs: object) -> T | None:
        """Return the result with these inputs; None if it was computed with others, or not at all."""
        kept = self._kept.get()
        return kept[1] if kept is not None and kept[0] == marks_of(inputs) else None

    def remember(self, value: T, *inputs: object) -> None:
        """Store the result with these inputs; it replaces the one before."""
        self._kept.set((marks_of(inputs), value))

    def clear(self) -> None:
        """Delete the result."""
        self._kept.clear()


def marks_of(inputs: Iterable[object]) -> tuple[object, ...]:
    """Return what identifies the inputs: the mark of a dataset, the digest of a neuron, or the input itself."""
    return tuple(each.mark if isinstance(each, Dataset) else getattr(each, "digest", each) for each in inputs)


def clear(change: Change) -> None:
    """Reset all slots that depend on this change."""
    changed = {change, *MEANS[change]}
    for slot in tuple(_declared.values()):
        if slot.reset_on & changed:
            slot.clear()


def picture_bytes() -> dict[str, int]:
    """Return the bytes of the pictures in all slots, by what a page calls them."""
    return {slot.pictures[0]: slot.pictures[1](slot.get()) for slot in tuple(_declared.values()) if slot.pictures}
