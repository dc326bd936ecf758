"""The lesson that the visitor is writing. It may be incomplete; the browser keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, NamedTuple

from classroom.lessons import PLACES, Lesson, Step, read, shipped, write
from classroom.lessons.files import JOINERS, LENGTHS, MAX_STEPS
from logreg_core import ArgumentError, LessonError, LogregError
from logreg_core.settings import RUN_SETTINGS
from logreg_core.words import listed

from . import data, model, persistence, progress, settings
from .persistence import Plain
from .store import Slot

USE_SETTINGS = ("step", "train", "sweep", "experiments", "code")  # pages that use the settings of a run
FILLER = "…"  # a placeholder for a missing text, while everything else is checked
EMPTY = Lesson("", "", 20, ())

Written = dict[str, Any]  # a lesson from `_as_value`; empty without a draft


class Gone(NamedTuple):
    """What was deleted: a step with its position, or the whole lesson."""

    words: str
    what: Step | Lesson
    position: int = 0


def _as_value(lesson: Lesson, *, is_open: bool) -> Written:
    about = {name: getattr(lesson, name) for name in ("title", "audience", "minutes", "keeps")}
    return {**about, "steps": [_step_as_value(step) for step in lesson.steps], "open": is_open}


def _step_as_value(step: Step) -> dict[str, Any]:
    values = {each.name: getattr(step, each.name) for each in fields(step)}
    return {**values, "settings": dict(step.settings), "show": None if step.show is None else list(step.show)}


def _as_lesson(value: Mapping[str, Any]) -> Lesson:
    steps = tuple(
        Step(**{**each, "show": None if each["show"] is None else tuple(each["show"])}) for each in value["steps"]
    )
    return Lesson(value["title"], value["audience"], value["minutes"], steps, keeps=value["keeps"])


def _clean(value: Written) -> Written:
    try:
        given = _as_lesson(value)
        checked = _unfilled(read(write(_filled(given))), is_empty=not given.steps)
        return _as_value(checked, is_open=value["open"] is True)
    except (LogregError, TypeError, ValueError, KeyError, AttributeError, RecursionError):
        raise ArgumentError("A lesson that is being written must be as this app keeps it.") from None


def _filled(lesson: Lesson) -> Lesson:
    steps = tuple(replace(step, task=step.task or FILLER) for step in lesson.steps)
    title, audience = lesson.title or FILLER, lesson.audience or FILLER
    return replace(lesson, title=title, audience=audience, steps=steps or (Step("home", FILLER),))


def _unfilled(lesson: Lesson, *, is_empty: bool) -> Lesson:
    def without(text: str) -> str:
        return "" if text == FILLER else text

    steps = () if is_empty else tuple(replace(step, task=without(step.task)) for step in lesson.steps)
    return replace(lesson, title=without(lesson.title), audience=without(lesson.audience), steps=steps)


_keep = Plain(dict[str, Any], _clean)
_written: Slot[Written] = Slot("draft", {}, keep=_keep)
_numbers: Slot[tuple[int, ...]] = Slot("draft_numbers", ())  # of the steps, in order
_next = Slot("draft_next_number", 1)
_begun = Slot("draft_begun", 0)
_gone: Slot[Gone | None] = Slot("draft_gone", None)
_tried: Slot[Lesson | None] = Slot("draft_tried", None)


def is_there() -> bool:
    """Return whether a lesson is being written."""
    return bool(_written.get())


def is_open() -> bool:
    """Return whether pages offer to become a step."""
    return is_there() and _written.get()["open"] is True


def lesson() -> Lesson:
    """Return the draft."""
    return _as_lesson(_written.get()) if is_there() else EMPTY


def _put(changed: Lesson) -> None:
    _written.set(_as_value(changed, is_open=True))


def begin(start: Lesson = EMPTY) -> None:
    """Start another draft from this lesson. The one before can be restored."""
    before, title = lesson(), lesson().title
    _gone.set(Gone(f"The lesson “{title}”" if title else "The lesson before", before) if before != EMPTY else None)
    _put(replace(start, name=""))
    _numbers.clear()
    _begun.set(_begun.get() + 1)


def revision() -> int:
    """Return a number that changes with each new draft."""
    return _begun.get() + persistence.is_brought()


def end() -> None:
    """Discard the draft. It can be restored."""
    begin()
    _written.set({})


def offer(*, them: bool) -> None:
    """Set whether pages offer to become a step."""
    if is_there():
        _written.set({**_written.get(), "open": them})


def tell(**changes: Any) -> None:
    """Change the title, audience, minutes, or whether the lesson keeps anything."""
    _put(replace(lesson(), **_plain(changes)))


def _plain(changes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: plain(value, name) if name in LENGTHS else value for name, value in changes.items()}


def plain(text: str, name: str) -> str:
    """Return the text with visible characters only, cut to the length that this field allows."""
    allowed = JOINERS + ("\n" if name == "why" else "")
    return "".join(sign if sign.isprintable() or sign in allowed else " " for sign in text)[: LENGTHS[name]].strip()


def numbers() -> tuple[int, ...]:
    """Return one number per step, in order. A step keeps its number when it moves."""
    if len(_numbers.get()) != len(lesson().steps):  # another lesson, or a restored one
        _numbers.set(tuple(_new_number() for _ in lesson().steps))
    return _numbers.get()


def _new_number() -> int:
    _next.set(_next.get() + 1)
    return _next.get()


def step(number: int) -> Step:
    """Return the step with this number."""
    return lesson().steps[numbers().index(number)]


def add(page: str) -> None:
    """Add the current page as the last step, if there is room for one more."""
    if has_room():
        _set_steps([*_steps(), (_new_number(), as_it_stands(page))])


def has_room() -> bool:
    """Return whether one more step is allowed."""
    return len(lesson().steps) < MAX_STEPS


def change(number: int, **changes: Any) -> None:
    """Change the fields of a step; texts become `plain`."""
    changed = _plain(changes)
    _set_steps([(each, replace(what, **changed) if each == number else what) for each, what in _steps()])


def move(number: int, by: int) -> None:
    """Move a step by so many positions, at most to the first or last."""
    steps, index = _steps(), numbers().index(number)
    steps.insert(max(0, index + by), steps.pop(index))
    _set_steps(steps)


def delete(number: int) -> None:
    """Delete a step. It can be restored."""
    position = numbers().index(number)
    what = step(number)
    _set_steps([each for each in _steps() if each[0] != number])
    _gone.set(Gone(f"The step “{what.task}”" if what.task else f"Step {position + 1}", what, position))


def _steps() -> list[tuple[int, Step]]:
    return list(zip(numbers(), lesson().steps, strict=True))


def _set_steps(steps: list[tuple[int, Step]]) -> None:
    _put(replace(lesson(), steps=tuple(what for _, what in steps)))
    _numbers.set(tuple(number for number, _ in steps))


def gone() -> Gone | None:
    """Return the last deletion, or the draft that another one replaced."""
    return _gone.get()


def bring_back() -> None:
    """Undo the last deletion: a step returns to its position, a lesson replaces the present draft, which can be
    restored in turn.
    """
    held = _gone.get()
    if held is None:
        return
    if isinstance(held.what, Lesson):
        begin(held.what)
    elif has_room():
        steps = _steps()
        steps.insert(held.position, (_new_number(), held.what))
        _set_steps(steps)
        _gone.clear()


def as_it_stands(page: str) -> Step:
    """Return the current page as a step: a built-in dataset, the settings that differ from their defaults or that an
    earlier step changes, and the representation if it is not pixels.
    """
    neuron = model.classifier()
    moved = {name for each in lesson().steps for name in each.settings}
    values = {each.name: settings.setting(each) for each in RUN_SETTINGS}
    differs = {each.name: values[each.name] for each in RUN_SETTINGS if values[each.name] != each.default}
    back = {each.name: each.default for each in RUN_SETTINGS if each.name in moved}
    return Step(
        page,
        "",
        data="" if data.is_own() else data.key(),
        settings=back | differs if page in USE_SETTINGS else {},
        representation="" if neuron is None or neuron.representation == "pixels" else neuron.representation,
    )


def can_be_a_step(page: str) -> bool:
    """Return whether a lesson may include this page."""
    return page in PLACES


def missing() -> str:
    """Return what is missing, in words; empty when the lesson is complete."""
    now = lesson()
    lacks = [
        *(["a title"] if not now.title else []),
        *(["for whom it is"] if not now.audience else []),
        *(["a step"] if not now.steps else []),
        *(f"the task of step {number}" for number, each in enumerate(now.steps, 1) if not each.task),
    ]
    return listed(lacks)


def whole() -> Lesson:
    """Return the finished lesson. Raises LessonError if it is incomplete or too long."""
    return read(write(lesson()))


def named(whole: Lesson) -> Lesson:
    """Return the lesson with its name, if it is an unchanged lesson of the app."""
    return next((each for each in shipped().values() if replace(each, name="") == whole), whole)


def packed() -> str:
    """Return the lesson packed for a link or a room; empty without a complete draft."""
    try:
        return "" if not is_there() or missing() else progress.spelled(named(whole()))
    except LessonError:
        return ""


def try_out(tried: Lesson | None) -> None:
    """Start a trial of the lesson as a student; None ends it."""
    _tried.set(tried)


def tried(current: Lesson | None) -> Lesson | None:
    """Return the lesson on trial. current: the current lesson, which identifies it after a reload."""
    if (held := _tried.get()) is not None:
        return held
    return current if current is not None and current == as_tried(lesson()) else None


def as_tried(whole: Lesson) -> Lesson:
    """Return the lesson for a trial, which keeps what the browser holds."""
    return replace(whole, keeps=True)
