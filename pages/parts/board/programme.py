"""The steps of the lesson and the questions that a teacher can present."""

from __future__ import annotations

from classroom.exercise.guesses import QUESTIONS
from classroom.lessons import Lesson
from classroom.rooms import Board
from pages.shared.words import page_title
from pages.visit.progress import lesson_of
from pages.visit.store import Slot

_last: Slot[tuple[str, int]] = Slot("board_last_step", ("", -1))  # the room and its step


def lesson_in(held: Board) -> Lesson | None:
    """Return the lesson of the room. Raises LessonError if this app cannot read it."""
    return lesson_of(held.lesson) if held.lesson else None


def questions(lesson: Lesson | None) -> list[str]:
    """Return the names of all questions: those of the lesson, then the others in the order of the pages."""
    of_the_lesson = [step.guess for step in lesson.steps if step.guess in QUESTIONS] if lesson else []
    return list(dict.fromkeys([*of_the_lesson, *QUESTIONS]))


def title(name: str, lesson: Lesson | None) -> str:
    """Return a question's line in the list: its page, or the lesson whose step asks it, and its title."""
    is_its = lesson is not None and any(step.guess == name for step in lesson.steps)
    return f"{'This lesson' if is_its else page_title(QUESTIONS[name].place)}: {QUESTIONS[name].title}"


def remember(held: Board) -> None:
    """Remember the last prompted step, also while a question is prompted."""
    if held.step is not None:
        _last.set((held.word, held.step))


def following(held: Board, lesson: Lesson | None) -> dict[str, int | str | None]:
    """Return the prompt for the key “next”: the next step of the lesson with its question; without a lesson, the next
    question.

    None after the last one.
    """
    if lesson is not None:
        word, last = _last.get()
        step = last + 1 if word == held.word else 0
        if step >= len(lesson.steps):
            return {}
        return {"step": step, "question": lesson.steps[step].guess or None}
    names = questions(None)
    asked = held.question.name if held.question is not None else ""
    index = names.index(asked) + 1 if asked in names else 0
    return {"question": names[index]} if index < len(names) else {}
