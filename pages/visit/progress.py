"""The visitor's progress in each lesson they started. The browser keeps it."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated, TypedDict

from msgspec import Meta

from classroom.lessons import Lesson, pack, shipped, unpack
from classroom.untrusted import Value, Whole
from logreg_core import LogregError

from .persistence import Plain
from .store import Slot

MAX_LESSONS = 8  # stored lessons
MAX_READ = 16  # cached lessons: those, the current one, the room's, and offered ones
MAX_TEXT = 100_000  # characters of all their texts but the newest


class Progress(TypedDict):
    """The progress in one lesson. lesson: its text, see `spelled`. step: the position of the current step. done: the
    positions of the steps that are done.
    """

    lesson: str
    step: int
    done: list[int]


_unpacked: Slot[dict[str, Lesson]] = Slot("lessons_unpacked", {})


def lesson_of(text: str) -> Lesson:
    """Return the lesson with this name, or the packed one. Raises LessonError."""
    known = shipped().get(text) or _unpacked.get().get(text)
    if known is not None:
        return known
    lesson = unpack(text)
    _unpacked.set(dict([*_unpacked.get().items(), (text, lesson)][-MAX_READ:]))
    return lesson


def spelled(lesson: Lesson) -> str:
    """Return the shortest text that identifies the lesson: its name if it comes with the app, else the packed form."""
    return lesson.name if shipped().get(lesson.name) == lesson else pack(lesson)


def begun() -> list[Progress]:
    """Return the lessons that were begun, the newest first."""
    return _begun.get()


def of(text: str) -> Progress:
    """Return the progress in this lesson."""
    return next((each for each in begun() if each["lesson"] == text), Progress(lesson=text, step=0, done=[]))


def keep(now: Progress) -> None:
    """Store the progress in a lesson, which becomes the newest one."""
    _begun.set(_bounded([now, *(each for each in begun() if each["lesson"] != now["lesson"])]))


def forget(text: str) -> None:
    """Delete the progress in this lesson."""
    _begun.set([each for each in begun() if each["lesson"] != text])


def _bounded(begun: list[Progress]) -> list[Progress]:
    first, *others = begun[:MAX_LESSONS]
    room, kept = MAX_TEXT - len(first["lesson"]), [first]
    for each in others:
        room -= len(each["lesson"])
        if room >= 0:
            kept.append(each)
    return kept


class _Brought(Value, frozen=True):
    lesson: str
    step: Whole
    done: list[Whole]


def _clean(brought: list[Progress]) -> list[Progress]:
    """Return the entries whose lessons still exist: the app may have changed since."""
    clean = []
    for each in brought:
        with suppress(LogregError):
            lesson = lesson_of(each["lesson"])
            positions = range(len(lesson.steps))
            done = [position for position in positions if position in each["done"]]
            step = each["step"] if each["step"] in positions else 0
            clean.append(Progress(lesson=spelled(lesson), step=step, done=done))
    return clean


def _join(mine: list[Progress], brought: list[Progress]) -> list[Progress]:
    earlier = {each["lesson"]: each for each in brought}
    joined = [_both(each, earlier.pop(each["lesson"], each)) for each in mine]
    return _bounded([*joined, *earlier.values()])


def _both(mine: Progress, brought: Progress) -> Progress:
    """Return both, with the step of this visit, unless the visit has only just begun."""
    done = sorted({*mine["done"], *brought["done"]})
    return Progress(lesson=mine["lesson"], step=mine["step"] or brought["step"], done=done)


_keep = Plain(Annotated[list[_Brought], Meta(max_length=MAX_LESSONS)], _clean, join=_join)
_begun: Slot[list[Progress]] = Slot("lessons", [], keep=_keep)
