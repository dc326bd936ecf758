"""Plain values of a hand, and those that wait until what they are about is there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any

from logreg_core import ArgumentError, LogregError
from logreg_core.settings import THRESHOLD

from .. import data, kept, mistakes, model, photos, rounds, settings
from ..kept import Kept
from ..photos import Photo
from ..store import Slot

_waiting: Slot[dict[str, Any]] = Slot("hand_waiting", {})


class Value(Kept[Any]):
    """A plain value that is held elsewhere.

    held: gives it; ``empty`` where there is nothing to keep. bring: takes what a browser brought, or raises a
    LogregError.
    """

    def __init__(self, name: str, empty: Any, held: Callable[[], Any], bring: Callable[[Any], None]) -> None:
        super().__init__(f"hand_{name}", empty, read=lambda value: value, of="tab")
        self._held, self._bring = held, bring

    def get(self) -> Any:
        """What is held."""
        return self._held()

    def bring(self, value: object) -> None:
        """Take over what the browser brought. Raises ArgumentError where it cannot be."""
        try:
            self._bring(value)
        except LogregError as error:
            raise ArgumentError(str(error)) from error


def take_back(text: object, brought: Mapping[str, bytes], names: object = ()) -> tuple[str, ...]:
    """Take in hand again what a browser has kept of a tab; arguments as of `kept.bring_hand`. Returns what could not be
    read, in words, each once.
    """
    lost = kept.bring_hand(text, brought, names)
    settle()
    _waiting.let_go()
    return tuple(dict.fromkeys(lost))


def settle() -> None:
    """Put what was brought where it belongs, as far as that is there by now; each once."""
    waiting = dict(_waiting.get())
    if not waiting:
        return
    if waiting.get("dataset", data.key()) == data.key():
        waiting.pop("dataset", None)
        if "threshold" in waiting:
            settings.set_setting(THRESHOLD, waiting.pop("threshold"))
        if "reading" in waiting:
            mistakes.read_on(waiting.pop("reading"))
        images, number = data.dataset().test.images, waiting.pop("test_image", None)
        if number is not None and number < len(images):
            photos.take_photo(Photo(images[number], f"Test image {number}", number))
    if model.classifier() is not None and "rounds" in waiting:
        seed, answers = waiting.pop("rounds")
        rounds.seed.set(seed)
        rounds.answers.set(answers)
    if photos.photo() is not None:
        for name, value in waiting.pop("part", {}).items():
            photos.PART[name].set(value)
    _waiting.set(waiting)


def waits_for(name: str) -> Any:
    """What waits under this name; None where nothing does."""
    return _waiting.get().get(name)


def wait(name: str, value: Any) -> None:
    """Let a value wait until `settle` can put it where it belongs."""
    _waiting.set(_waiting.get() | {name: value})
    settle()


def whole(value: object, most: int) -> int:
    """A whole number from 0 to the most. Raises ArgumentError."""
    if type(value) is not int or not 0 <= value <= most:
        raise ArgumentError(f"A number that was kept must be whole, from 0 to {most:,}. Got {value!r:.40}.")
    return value


def number(value: object, most: float) -> float:
    """A finite number, at most so large in size. Raises ArgumentError."""
    if type(value) not in (int, float) or not abs(value) <= most or not isfinite(value):  # type: ignore[arg-type]
        raise ArgumentError(f"A number that was kept must be finite, and at most {most:g} in size. Got {value!r:.40}.")
    return float(value)  # type: ignore[arg-type]


def table(value: object) -> dict[str, object]:
    """A table. Raises ArgumentError."""
    if type(value) is not dict:
        raise ArgumentError(f"What was kept must be a table. Got {value!r:.40}.")
    return value
