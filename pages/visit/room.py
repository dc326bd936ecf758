"""The visitor's seat in the room of a class: its reports to the room, and the teacher's prompts."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from math import inf, isfinite
from typing import Annotated, Any

from msgspec import Meta

from classroom.exercise.guesses import QUESTIONS, Guess, Question
from classroom.lessons import Lesson
from classroom.rooms import Call, Report, Run, Seat
from classroom.untrusted import Count, Value, read
from logreg_core import ArgumentError, LogregError, NoRoom

from . import code, guesses, lesson, model, progress, road
from .classroom import rooms, who
from .persistence import Plain
from .store import Slot

MAX_NAME = 40  # characters of a nickname, and of the name of a question
MAX_ANSWER = 300  # characters


class _Seat(Value, frozen=True):
    """The seat. began: an id of the server's start. said: the question, the round and the answer of this visitor, not
    yet checked against the question.
    """

    word: Annotated[str, Meta(pattern=r"^[A-Z]{4}\Z")]
    member: Count
    token: Annotated[str, Meta(pattern=r"^[\w-]{20,100}\Z")]
    nickname: Annotated[str, Meta(max_length=MAX_NAME)]
    began: Annotated[str, Meta(max_length=MAX_NAME)]
    said: tuple[Annotated[str, Meta(max_length=MAX_NAME)], Count, Any] | None

    def __post_init__(self) -> None:
        if len(repr(self.said)) > MAX_NAME + MAX_ANSWER:
            raise ArgumentError(f"An answer has at most {MAX_ANSWER} characters.")


def _clean(brought: dict[str, Any]) -> dict[str, Any]:
    """Return the seat. Raises ArgumentError if it is invalid."""
    read({"began": "", "said": None} | brought, _Seat, "a seat in a room")
    return brought


_seat: Slot[dict[str, Any]] = Slot("seat", {}, keep=Plain(dict[str, Any], _clean))
_reported: Slot[Report | None] = Slot("room_reported", None)
_lesson = Slot("room_lesson", "")  # the room's lesson, as `progress.spelled` returns it
_over = Slot("room_over", "")  # the word of a room that has ended
_is_anew = Slot("room_is_anew", False)  # whether that room is gone because the server was restarted
_is_lost = Slot("room_is_lost", False)


def seat() -> Seat | None:
    """Return the visitor's seat, if any."""
    held = _seat.get()
    return Seat(str(held["word"]), int(held["member"]), str(held["token"]), str(held["nickname"])) if held else None


def join(word: str, nickname: str) -> None:
    """Take a seat. Raises ClassroomError, and ArgumentError if the nickname is too long."""
    began, taken = rooms().began(), rooms().join(word, nickname, who=who())
    leave()
    _over.clear()
    _seat.set(
        {"word": taken.word, "member": taken.member, "token": taken.token, "nickname": taken.nickname}
        | {"began": began}
    )


def leave() -> None:
    """Leave the room, if any; the room deletes everything from the seat."""
    if held := seat():
        with suppress(LogregError):  # it has ended, or cannot be reached: then it expires
            rooms().leave(held)
    _stand_up()


def look() -> Call | None:
    """Return the teacher's current prompt; None without a seat, and while the room cannot be reached."""
    held = seat()
    if held is None:
        return None
    try:
        call = rooms().call(held)
    except NoRoom:
        _end(held.word)
    except LogregError:
        _is_lost.set(True)
    else:
        _is_lost.set(False)
        _lesson.set(call.lesson)
        return call
    return None


def name() -> str:
    """Return the visitor's name on the board; the nickname if the room cannot be reached."""
    held = seat()
    if held is None:
        return ""
    try:
        return rooms().name_of(held)
    except LogregError:
        return held.nickname


def report() -> None:
    """Report the visitor's state to the room if it changed. A failed report is retried the next time."""
    held = seat()
    if held is None:
        return
    now = _report()
    if now == _reported.get():
        return
    try:
        rooms().report(held, now)
    except NoRoom:
        _end(held.word)
    except LogregError:
        return  # too fast, or not reachable, which `look` reports
    else:
        _reported.set(now)


def answer(question: str, turn: int, guess: Guess) -> None:
    """Answer the current question in this round, and record the guess for its page. Raises ClassroomError if no answer
    is accepted now.
    """
    held = seat()
    if held is None:
        return
    rooms().answer(held, guess, to=(question, turn))
    _seat.set({**_seat.get(), "said": [question, turn, list(guess) if isinstance(guess, tuple) else guess]})
    if question in QUESTIONS and not guesses.is_over(question):
        guesses.say(question, guess)


def said(question: Question, turn: int) -> Guess | None:
    """Return the last answer, also from before a reload."""
    known = _seat.get().get("said")
    try:
        return question.read(known[2]) if known and known[:2] == [question.name, turn] else None
    except ArgumentError:
        return None  # untrusted


def send_picture(png: bytes, caption: str) -> None:
    """Send a picture to the board. Raises ClassroomError, and ArgumentError if it is not a small PNG."""
    if held := seat():
        rooms().send_picture(held, png, caption)


def is_lost() -> bool:
    """Return whether the last request to the room failed."""
    return _is_lost.get()


def over() -> str:
    """Return the word of the room that ended during the visitor's stay; empty without one, or once that was read."""
    return _over.get()


def is_anew() -> bool:
    """Return whether that room is gone because the server was restarted."""
    return _is_anew.get()


def read_that_it_is_over() -> None:
    """Record that the visitor has read that the room has ended."""
    _over.clear()


def lesson_of(call: Call) -> Lesson | None:
    """Return the lesson of the room; None without one, and if this app cannot read it."""
    try:
        return progress.lesson_of(call.lesson) if call.lesson else None
    except LogregError:
        return None


def is_in_its_lesson() -> bool:
    """Return whether the current lesson is the room's."""
    held = lesson.current()
    return held is not None and bool(_lesson.get()) and progress.spelled(held) == _lesson.get()


def go_to(its: Lesson, step: int | None = None) -> None:
    """Begin the room's lesson at this step, or where it was left. The page changes with the next rerun."""
    lesson.begin(its)
    if step is not None:
        lesson.go(step)


def _report() -> Report:
    now = Report(where=road.here(), run=_run(), failing=code.failing.get())
    return replace(now, step=lesson.position(), done=lesson.done()) if is_in_its_lesson() else now


def _run() -> Run | None:
    """Return the current run, at its end."""
    run = model.run()
    if run is None or run.running or run.whole is None or not run.whole.iteration:
        return None
    end = run.whole.descent.now
    right = [float(each) if isfinite(each) else None for each in (end.train_accuracy, end.test_accuracy)]
    cost = float(end.cost) if isfinite(end.cost) else inf
    return Run(float(run.whole.recipe.learning_rate), int(end.iteration), cost, *right)


def _end(word: str) -> None:
    try:
        _is_anew.set(rooms().began_anew(str(_seat.get().get("began", ""))))
    except LogregError:
        _is_anew.set(False)
    _stand_up()
    _over.set(word)


def _stand_up() -> None:
    for slot in (_seat, _reported, _lesson, _is_lost):
        slot.clear()
