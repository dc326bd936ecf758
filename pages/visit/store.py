"""The state of a visit: one dictionary in the session's state, with slots that are declared where they belong."""

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
    """The values of all slots that are not empty, by the slot's name. Streamlit never iterates over this dictionary."""
    visit: dict[str, Any] = st.session_state.get(VISIT, {})
    return visit


class Keep(Protocol):
    """How a browser keeps a slot, as `persistence` has it."""

    def declare(self, slot: Slot[Any]) -> None:
        """This is the slot."""


class Slot(Generic[T]):
    """One thing that a visitor has in hand, for as long as the visit, or until something else changes.

    name: no other slot has it. empty: what is there before anything was put.
    until: what lets go of it. "dataset": another dataset in hand. "model": another run or model in hand, or none; so a
    change of dataset is one too. "neuron": another neuron in hand: of another model, or at another place in the run.
    "view": another part or class of the images is looked at, or other images.
    "pictures": the visitor wants all pictures of their own forgotten.
    pictures: what a page calls the pictures in it, and how many bytes they take, where it holds some.
    keep: how the visitor's browser keeps it, where it does, so that a reload loses nothing.
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
    """What a widget shows, where others read or set it. The widget is given `shown` as its key, and no value."""

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
        """Let the widget begin with its default value again."""
        if self.key in st.session_state:
            del st.session_state[self.key]

    def shown(self, start: T | None = None) -> str:
        """The key for the widget, which shows the value that is there; at first ``start``, or what it is when empty."""
        if self.key not in st.session_state:
            self.set(self.empty if start is None else start)
        return self.key

    def renew(self, value: T) -> None:
        """Set a value while the widget may be on the page, and give the widget a new key.

        An old one whose browser has not heard of the value yet would bring its own one back with the next click, as if
        the visitor had chosen that.
        """
        self._renewed.set(self._renewed.get() + 1)
        self.set(value)


class Recall(Generic[T]):
    """What was made from other things, for as long as these are the same.

    Datasets are the same when their marks are, neurons when their digests are, and other things when they are equal.
    """

    def __init__(self, name: str, *, reset_on: Collection[Change] = (), keep: Keep | None = None) -> None:
        self.name = name
        self._kept: Slot[tuple[tuple[object, ...], T] | None] = Slot(name, None, reset_on=reset_on, keep=keep)

    def of(self, *inputs: object) -> T | None:
        """What was made from these; None when that was something else, or nothing."""
        kept = self._kept.get()
        return kept[1] if kept is not None and kept[0] == marks_of(inputs) else None

    def remember(self, value: T, *inputs: object) -> None:
        """Keep what was made from these, in the place of what was made before."""
        self._kept.set((marks_of(inputs), value))

    def clear(self) -> None:
        """Forget what was made."""
        self._kept.clear()


def marks_of(inputs: Iterable[object]) -> tuple[object, ...]:
    """What says whether inputs are the same: of a dataset its mark, of others their digest, or they themselves."""
    return tuple(each.mark if isinstance(each, Dataset) else getattr(each, "digest", each) for each in inputs)


def clear(change: Change) -> None:
    """Let go of all that holds only until this changes."""
    changed = {change, *MEANS[change]}
    for slot in tuple(_declared.values()):
        if slot.reset_on & changed:
            slot.clear()


def picture_bytes() -> dict[str, int]:
    """How much memory the pictures take that slots hold, by what a page calls them."""
    return {slot.pictures[0]: slot.pictures[1](slot.get()) for slot in tuple(_declared.values()) if slot.pictures}
