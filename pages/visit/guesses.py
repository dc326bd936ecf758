"""The visitor's guesses, and whether they were right. The browser keeps them."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated, Any, NamedTuple, TypeVar

from msgspec import Meta

from classroom.exercise.guesses import QUESTIONS, Guess
from classroom.exercise.truths import Truth
from classroom.untrusted import Value, read
from logreg_core import ArgumentError

from . import data
from .persistence import Plain
from .store import Slot

MAX_QUESTIONS = 100  # questions from a browser
MAX_CHARACTERS = 400  # characters of a sentence
MAX_SEEN = 3 * MAX_CHARACTERS
T = TypeVar("T")

Seen = dict[str, object]  # "answer" and "words": the last right answer, and on which images
Entry = dict[str, str | bool]  # "said", "happened" and "true"; empty if the answer was only shown


class Told(NamedTuple):
    """A guess, the right answer, and whether they agree."""

    said: str
    happened: str
    came_true: bool


class _Told(Value, frozen=True):
    said: Annotated[str, Meta(max_length=MAX_CHARACTERS)]
    happened: Annotated[str, Meta(max_length=MAX_CHARACTERS)]
    true: bool


class _Seen(Value, frozen=True):
    answer: Any
    words: Annotated[str, Meta(max_length=MAX_SEEN)]


def _clean(brought: dict[str, Entry]) -> dict[str, Entry]:
    for name, entry in brought.items():
        if entry:
            read(entry, _Told, f"the guess {name:.40}")
    return {name: entry for name, entry in brought.items() if name in QUESTIONS}


def _clean_seen(brought: dict[str, Seen]) -> dict[str, Seen]:
    """Return the entries that are valid answers of their questions."""
    clean = {}
    for name in brought.keys() & QUESTIONS.keys():
        with suppress(ArgumentError):
            clean[name] = _spelled(QUESTIONS[name].read(brought[name]["answer"]), str(brought[name]["words"]))
    return clean


def _join(mine: dict[str, T], brought: dict[str, T]) -> dict[str, T]:
    return brought | mine


def _spelled(answer: Guess, words: str) -> Seen:
    """Return the guess as JSON restores it, so that it equals the stored one."""
    return {"answer": list(answer) if isinstance(answer, tuple) else answer, "words": words[:MAX_SEEN]}


_keep = Plain(Annotated[dict[str, dict[str, str | bool]], Meta(max_length=MAX_QUESTIONS)], _clean, join=_join)
_keep_seen = Plain(Annotated[dict[str, _Seen], Meta(max_length=MAX_QUESTIONS)], _clean_seen, join=_join)
_guesses: Slot[dict[str, Entry]] = Slot("guesses", {}, keep=_keep)
_happened: Slot[dict[str, Seen]] = Slot("happened", {}, keep=_keep_seen)
_no_more: Slot[bool] = Slot("no_more_questions", False, keep=Plain(bool))
_waiting: Slot[dict[str, Guess]] = Slot("guesses_waiting", {}, reset_on={"dataset"})  # until the right answer is shown
_drawn: Slot[dict[str, Guess]] = Slot("guesses_drawn", {})  # curves, shown beside the real ones


def is_open(name: str) -> bool:
    """Return whether this question is still to be asked."""
    return not (_no_more.get() or name in _guesses.get() or name in _waiting.get())


def is_over(name: str) -> bool:
    """Return whether the right answer was shown."""
    return name in _guesses.get()


def is_waiting(name: str) -> bool:
    """Return whether there is a guess whose right answer was not shown yet."""
    return name in _waiting.get()


def say(name: str, guess: Guess) -> None:
    """Store a guess. It is scored when the right answer is shown; another dataset discards it before."""
    _waiting.set({**_waiting.get(), name: guess})


def see(name: str) -> None:
    """Skip the guess. The question is not asked again."""
    if not is_over(name):
        _guesses.set({**_guesses.get(), name: {}})


def settle(name: str, truth: Truth) -> None:
    """Score the guess against the right answer; without a guess, record that the answer was shown."""
    words = f"On “{data.dataset().name}”: {truth.happened} {truth.lesson}"
    seen = _spelled(truth.answer, words)
    if _happened.get().get(name) != seen:
        _happened.set({**_happened.get(), name: seen})
    waiting = dict(_waiting.get())
    guess = waiting.pop(name, None)
    if guess is None:
        see(name)
        return
    question = QUESTIONS[name]
    entry: Entry = {
        "said": question.said(guess)[:MAX_CHARACTERS],
        "happened": truth.happened[:MAX_CHARACTERS],
        "true": question.came_true(guess, truth),
    }
    _waiting.set(waiting)
    _drawn.set({**_drawn.get(), name: guess})
    _guesses.set({**_guesses.get(), name: entry})


def happened(name: str) -> tuple[Guess, str] | None:
    """Return the last shown right answer, with a few sentences on where and why; None if it was not shown."""
    seen = _happened.get().get(name)
    return None if seen is None else (QUESTIONS[name].read(seen["answer"]), str(seen["words"]))


def told(name: str) -> Told | None:
    """Return the scored guess; None without one, or before its answer was shown."""
    entry = _guesses.get().get(name)
    return Told(str(entry["said"]), str(entry["happened"]), entry["true"] is True) if entry else None


def drawn(name: str) -> Guess | None:
    """Return a guess of this visit as a value, not in words."""
    return _drawn.get().get(name)


def all_told() -> dict[str, Told]:
    """Return all scored guesses by the names of their questions."""
    return {name: result for name in _guesses.get() if (result := told(name)) is not None}


def forget() -> None:
    """Discard all guesses, so that the questions are asked again."""
    for slot in (_guesses, _happened, _waiting, _drawn):
        slot.clear()


def are_wanted() -> bool:
    """Return whether questions are asked at all."""
    return not _no_more.get()


def want(*, them: bool) -> None:
    """Set whether questions are asked."""
    _no_more.set(not them)
