"""The lesson that the visitor is writing. It may still lack things, and her browser keeps it."""

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

USE_SETTINGS = ("step", "train", "sweep", "experiments", "code")  # pages on which the settings of a run do something
FILLER = "…"  # stands where a text is still to be written, while all else is checked
EMPTY = Lesson("", "", 20, ())

Written = dict[str, Any]  # a lesson as `_as_value` spells it; nothing in it where none is being written


class Gone(NamedTuple):
    """What is no longer there, and what it was called: a step with the position that it had, or the whole lesson."""

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
_numbers: Slot[tuple[int, ...]] = Slot("draft_numbers", ())  # of its steps, in their order
_next = Slot("draft_next_number", 1)
_begun = Slot("draft_begun", 0)
_gone: Slot[Gone | None] = Slot("draft_gone", None)
_tried: Slot[Lesson | None] = Slot("draft_tried", None)


def is_there() -> bool:
    """Whether a lesson is being written."""
    return bool(_written.get())


def is_open() -> bool:
    """Whether the pages offer to become a step of it."""
    return is_there() and _written.get()["open"] is True


def lesson() -> Lesson:
    """It as far as it is written."""
    return _as_lesson(_written.get()) if is_there() else EMPTY


def _put(changed: Lesson) -> None:
    _written.set(_as_value(changed, is_open=True))


def begin(start: Lesson = EMPTY) -> None:
    """Write another one, which begins as this one. The one before can be brought back."""
    before, title = lesson(), lesson().title
    _gone.set(Gone(f"The lesson “{title}”" if title else "The lesson before", before) if before != EMPTY else None)
    _put(replace(start, name=""))
    _numbers.clear()
    _begun.set(_begun.get() + 1)


def revision() -> int:
    """Another number whenever another lesson is being written."""
    return _begun.get() + persistence.is_brought()


def end() -> None:
    """Write no lesson any more. It can be brought back."""
    begin()
    _written.set({})


def offer(*, them: bool) -> None:
    """Have the pages offer to become a step, or not."""
    if is_there():
        _written.set({**_written.get(), "open": them})


def tell(**changes: Any) -> None:
    """Change what is said of the lesson: its title, audience, minutes, or whether it keeps anything."""
    _put(replace(lesson(), **_plain(changes)))


def _plain(changes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: plain(value, name) if name in LENGTHS else value for name, value in changes.items()}


def plain(text: str, name: str) -> str:
    """A text as a lesson may have it under this name: of signs that can be seen, and not too long."""
    allowed = JOINERS + ("\n" if name == "why" else "")
    return "".join(sign if sign.isprintable() or sign in allowed else " " for sign in text)[: LENGTHS[name]].strip()


def numbers() -> tuple[int, ...]:
    """A number for each step, in their order. A step keeps it wherever it is moved."""
    if len(_numbers.get()) != len(lesson().steps):  # another lesson, or one that the browser has brought
        _numbers.set(tuple(_new_number() for _ in lesson().steps))
    return _numbers.get()


def _new_number() -> int:
    _next.set(_next.get() + 1)
    return _next.get()


def step(number: int) -> Step:
    """The step with this number."""
    return lesson().steps[numbers().index(number)]


def add(page: str) -> None:
    """Add the page as it stands as the last step. Nothing happens where there is no room for one more."""
    if has_room():
        _set_steps([*_steps(), (_new_number(), as_it_stands(page))])


def has_room() -> bool:
    """Whether there may be one more step."""
    return len(lesson().steps) < MAX_STEPS


def change(number: int, **changes: Any) -> None:
    """Change what a step says; texts become `plain`."""
    changed = _plain(changes)
    _set_steps([(each, replace(what, **changed) if each == number else what) for each, what in _steps()])


def move(number: int, by: int) -> None:
    """Move a step by so many places, as far as there are any."""
    steps, here = _steps(), numbers().index(number)
    steps.insert(max(0, here + by), steps.pop(here))
    _set_steps(steps)


def delete(number: int) -> None:
    """Take a step out. It can be brought back."""
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
    """What was deleted last, or what another lesson took the place of."""
    return _gone.get()


def bring_back() -> None:
    """Bring it back: a step to its place, a lesson in the place of the one that is there, which is gone then."""
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
    """The page as it is with what is in hand: data that come with the app, the settings that are not at their defaults,
    or that an earlier step moves, and what the neuron is shown if that is not pixels.
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
    """Whether a lesson may lead to this page."""
    return page in PLACES


def missing() -> str:
    """What it still lacks, in words; empty when it is whole."""
    now = lesson()
    lacks = [
        *(["a title"] if not now.title else []),
        *(["for whom it is"] if not now.audience else []),
        *(["a step"] if not now.steps else []),
        *(f"the task of step {number}" for number, each in enumerate(now.steps, 1) if not each.task),
    ]
    return listed(lacks)


def whole() -> Lesson:
    """The lesson as others will read it. Raises LessonError where it lacks something, or is too long."""
    return read(write(lesson()))


def named(whole: Lesson) -> Lesson:
    """With its name, where it is one that comes with the app as it is."""
    return next((each for each in shipped().values() if replace(each, name="") == whole), whole)


def packed() -> str:
    """It as a link and a room carry it; empty where none is written, or it is not whole."""
    try:
        return "" if not is_there() or missing() else progress.spelled(named(whole()))
    except LessonError:
        return ""


def try_out(tried: Lesson | None) -> None:
    """It is tried now as a student would meet it; None: no longer."""
    _tried.set(tried)


def tried(current: Lesson | None) -> Lesson | None:
    """It as it is tried. current: the lesson in hand; after a reload that tells it."""
    if (held := _tried.get()) is not None:
        return held
    return current if current is not None and current == as_tried(lesson()) else None


def as_tried(whole: Lesson) -> Lesson:
    """As it is tried: on a computer that keeps what else is on it."""
    return replace(whole, keeps=True)
