"""The current lesson: its current step, what a step sets at its start, and when a step is done."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import streamlit as st

from classroom.lessons import Lesson, State, Step, is_done, shipped
from logreg_core import ArgumentError, Classifier, LogregError, Recipe, train
from logreg_core.settings import RUN_SETTINGS
from logreg_core.sources.catalog import CATALOG

from . import acts, data, guesses, link, model, progress, road, settings
from . import lesson_state as facts
from .persistence import Plain, is_hand_brought
from .shared import once
from .store import Slot
from .watched import is_instant

LINK = "lesson"  # the link's parameter: a name, or the packed lesson
KEEPS = ("keeps", "no")  # the parameter of a visit that stores nothing, also after its lesson was left
Waits = Literal["", "own", "fetch"]  # own: the visitor has own data; fetch: the data must be downloaded
Where = tuple[str, int]  # a lesson, as `progress.spelled` says it, and the position of a step


_in_hand: Slot[str] = Slot("lesson", "", keep=Plain(str, lambda text: progress.spelled(progress.lesson_of(text))))
_left: Slot[tuple[str, str]] = Slot("lesson_left", ("", ""))  # the lesson, and the page on which it was left
_link_read = Slot("lesson_link", "")
_offered = Slot("lesson_offered", "")  # the lesson that a link offers
_refusal: Slot[tuple[str, str]] = Slot("lesson_refusal", ("", ""))  # why a link is invalid, and the page that says so
_was_chosen = Slot("lesson_chosen", False)  # whether it was chosen in this visit, not restored
_goes = Slot("lesson_goes", False)  # whether the visitor is on the way to the step's page
_begun: Slot[Where | None] = Slot("lesson_step", None)  # the step whose settings are set
_before: Slot[int] = Slot("lesson_run_before", 0)  # the number of an earlier run, by other settings
_early: Slot[Where | None] = Slot("lesson_early", None)  # a step that was done before it began
_missing = Slot("lesson_missing", "")  # why the step's data or neuron could not be loaded
_waits: Slot[Waits] = Slot("lesson_waits", "")
_shown: Slot[Where | None] = Slot("lesson_shown", None)  # the step whose page was open
_looks: Slot[dict[str, Where]] = Slot("lesson_looks", {})
_keeps_nothing = Slot("lesson_keeps_nothing", False)


def current() -> Lesson | None:
    """Return the current lesson."""
    return progress.lesson_of(text) if (text := _in_hand.get()) else None


def position() -> int:
    """Return the position of the current step."""
    return progress.of(_in_hand.get())["step"]


def step() -> Step | None:
    """Return the current step; None without a lesson."""
    lesson = current()
    return None if lesson is None else lesson.steps[position()]


def done() -> frozenset[int]:
    """Return the positions of the steps that are done."""
    return frozenset(progress.of(_in_hand.get())["done"])


def pages() -> tuple[str, ...]:
    """Return the addresses of the pages that the lesson uses, in order."""
    lesson = current()
    return () if lesson is None else tuple(dict.fromkeys(each.page for each in lesson.steps))


def pages_done() -> list[str]:
    """Return those pages of the lesson whose steps are all done."""
    lesson, over = current(), done()
    open_ones = {each.page for number, each in enumerate(lesson.steps if lesson else ()) if number not in over}
    return [page for page in pages() if page not in open_ones]


def begin(lesson: Lesson) -> None:
    """Begin a lesson, or continue it, and go to its page."""
    _in_hand.set(progress.spelled(lesson))
    _keeps_nothing.set(_keeps_nothing.get() or not lesson.keeps)
    _offered.clear()
    _refusal.clear()
    go(position())


def begin_again(lesson: Lesson) -> None:
    """Begin a lesson at its first step, with no step done."""
    progress.keep(progress.Progress(lesson=progress.spelled(lesson), step=0, done=[]))
    begin(lesson)


def go(position: int) -> None:
    """Go to the step at this position, and to its page. Its settings are set on arrival."""
    lesson, text = current(), _in_hand.get()
    if lesson is not None:
        target = max(0, min(position, len(lesson.steps) - 1))
        if target != progress.of(text)["step"]:
            pass_by()
        progress.keep({**progress.of(text), "step": target})
        _was_chosen.set(True)
        _goes.set(True)
        _begun.clear()


def is_going() -> bool:
    """Return whether the visitor is on the way to the page of the step."""
    return _goes.get()


def leave() -> None:
    """Leave the lesson. Its progress is stored, and `come_back` continues it."""
    pass_by()
    _left.set((_in_hand.get(), road.here()))
    _in_hand.set("")
    st.query_params.pop(LINK, None)  # a reload would begin the lesson again


def pass_by() -> None:
    """Leave the current step: a step that only shows something is done if its page was open."""
    now, where = step(), (_in_hand.get(), position())
    if now is not None and now.only_shows and _shown.get() == where:
        _tick()


def forget(lesson: Lesson) -> None:
    """Leave a lesson and delete its progress."""
    text = _in_hand.get() if current() == lesson else progress.spelled(lesson)
    progress.forget(text)
    if _in_hand.get() == text:
        _in_hand.set("")
    if _left.get()[0] == text:
        _left.clear()


def left() -> Lesson | None:
    """Return the lesson that was left on this page."""
    text, page = _left.get()
    return progress.lesson_of(text) if text and page == road.here() and not _in_hand.get() else None


def come_back() -> None:
    """Continue the lesson that was left."""
    _in_hand.set(_left.get()[0])
    _left.clear()


def read() -> None:
    """Apply the visitor's link once: its lesson, and whether the browser may store anything. If the visitor has data, a
    model or a lesson already, the lesson of the link is only offered.
    """
    if _says_no():
        keep_nothing()
    text = st.query_params.get(LINK, "")
    if not text or text == _link_read.get():
        return
    _link_read.set(text)
    try:
        wanted = progress.lesson_of(text)
    except LogregError as error:
        _refusal.set((str(error), ""))
        return
    held, spelled = _in_hand.get(), progress.spelled(wanted)
    if held == spelled:
        return
    if held or data.is_own() or model.run() is not None or model.taken_classifier() is not None:
        _offered.set(spelled)
    else:
        begin(wanted)


def hold_in_address() -> None:
    """Write into the address of every page that the browser may store nothing, and the current lesson if it says so: a
    reload begins a visit that has no other source.
    """
    if _keeps_nothing.get() and not _says_no():
        st.query_params[KEEPS[0]] = KEEPS[1]
    held, text = current(), _in_hand.get()
    if held is not None and not held.keeps and st.query_params.get(LINK) != text:
        _link_read.set(text)
        st.query_params[LINK] = text


def offered() -> Lesson | None:
    """Return the lesson of a link that waits for the visitor's answer."""
    return progress.lesson_of(text) if (text := _offered.get()) else None


def decline() -> None:
    """Decline the offered lesson."""
    _offered.clear()


def refusal() -> str:
    """Return why the lesson of a link is invalid, on the page to which the link led; else empty."""
    return _refusal.get()[0]


def enter() -> str:
    """Enter a page. A step that begins sets its data and settings. Returns the page to go to, or empty.
    If the current step is done and the visitor opens the page of the next step by the menu, the next step begins.
    """
    lesson, here = current(), road.here()
    why, page = _refusal.get()
    _refusal.set((why, here) if page in ("", here) else _refusal.empty)
    if lesson is None:
        return ""
    at, goes = position(), _goes.get()
    _goes.clear()
    if here != lesson.steps[at].page:
        pass_by()
    following = at + 1
    goes_on = not goes and at in done() and here != lesson.steps[at].page and following < len(lesson.steps)
    if goes_on and here == lesson.steps[following].page:
        go(following)
        _goes.clear()
        at = following
    now = lesson.steps[at]
    if here == now.page:
        _shown.set((_in_hand.get(), at))
    if _begun.get() != (_in_hand.get(), at):
        _begun.set((_in_hand.get(), at))
        _set_what(now)
    return now.page if goes and now.page != here else ""


def _set_what(step: Step) -> None:
    """Set its data and settings if the lesson was chosen in this visit: after a reload, the link may be newer."""
    for slot in (_before, _early, _missing, _waits):
        slot.clear()
    acts.begin_again()
    if not _was_chosen.get() and (link.is_given() or is_hand_brought()):
        return
    was_done = position() not in done() and _is_done_elsewhere(step)
    for setting in RUN_SETTINGS if step.settings else ():
        settings.set_setting(setting, step.settings.get(setting.name, setting.default))
    if step.data and step.data != data.key():
        _waits.set("own" if data.is_own() else "" if CATALOG[step.data].is_local() else "fetch")
    if not _waits.get():
        take()
    run = model.run()
    if step.settings and run is not None and run.recipe != settings.recipe():
        _before.set(run.number)
    if was_done and _is_done_elsewhere(step):
        _early.set((_in_hand.get(), position()))


def _is_done_elsewhere(step: Step) -> bool:
    """Return whether the step is done by more than an open page."""
    return is_done(step, replace(state(), page=""))


def take() -> None:
    """Make the dataset of the current step the current one, and load its representation."""
    now = step()
    if now is None:
        return
    _waits.clear()
    _missing.clear()
    try:
        if now.data:
            data.choose(now.data)
        if now.representation:
            _take_neuron(now.representation)
    except LogregError as error:
        _missing.set(str(error))


def _take_neuron(representation: str) -> None:
    """Load a neuron on this representation. Raises ArgumentError if that takes long or the images do not suit it."""
    held, dataset, recipe = model.classifier(), data.dataset(), settings.recipe()
    if held is not None and held.representation == representation and held.dataset_digest == dataset.digest:
        return
    if not is_instant(dataset, recipe):
        raise ArgumentError(f"A neuron on {representation} takes long here. Make one on Features.")
    recipe = replace(recipe, representation=representation)
    model.take_classifier(train(dataset, recipe) if data.is_own() else _trained(data.key(), recipe))


@once(20)
def _trained(key: str, recipe: Recipe) -> Classifier:
    return train(data.built_in(key), recipe)


def waits() -> Waits:
    """Return why the step's dataset is loaded only when the visitor confirms; empty if it was loaded."""
    return _waits.get()


def missing() -> str:
    """Return why the step's data or neuron could not be loaded; empty if they were."""
    return _missing.get()


def look() -> bool:
    """Mark the current step as done if it is; this is never undone. Returns whether it is newly done."""
    now = step()
    if now is None or now.only_shows or position() in done() or not is_done(now, state()):
        return False
    _tick()
    return True


def _tick() -> None:
    held = progress.of(_in_hand.get())
    progress.keep({**held, "done": sorted({*held["done"], position()})})


def state() -> State:
    """Return the state that the conditions test.
    A run from before the step with other settings than the step's does not count. If the visitor wants no questions,
    the step's question counts as answered.
    """
    now, current_state = step(), facts.state(without_run=_before.get())
    if now is not None and now.guess and not guesses.are_wanted():
        current_state = replace(current_state, found_out=current_state.found_out | {now.guess})
    return current_state


def was_early() -> bool:
    """Return whether the current step was done before it began."""
    return _early.get() == (_in_hand.get(), position())


def shown(page: str) -> frozenset[str] | None:
    """Return the names of the controls of a page that the current step shows. None: all, as on any other page."""
    now = step()
    return frozenset(now.show) if now is not None and now.page == page and now.show is not None else None


def guess() -> str:
    """Return the name of the current step's question; empty without one."""
    now = step()
    return now.guess if now is not None else ""


def first_look(what: str, page: str) -> Step | None:
    """Return the current step when a part of its page asks for the first time; then None. what: a name for the part."""
    now, current_position = step(), (_in_hand.get(), position())
    if now is None or now.page != page or _looks.get().get(what) == current_position:
        return None
    _looks.set({**_looks.get(), what: current_position})
    return now


def may_keep() -> bool:
    """Return whether the browser may store anything of this visit."""
    return not _keeps_nothing.get()


def keep_nothing() -> None:
    """Forbid the browser to store anything of this visit."""
    _keeps_nothing.set(True)


def link_keeps() -> bool:
    """Return whether the visitor's link and its lesson allow the browser to store anything; true without a link."""
    text = st.query_params.get(LINK, "")
    try:
        return not _says_no() and (not text or progress.lesson_of(text).keeps)
    except LogregError:
        return True


def _says_no() -> bool:
    name, value = KEEPS
    return bool(st.query_params.get(name) == value)


def known() -> dict[str, tuple[Lesson, progress.Progress]]:
    """Return the app's lessons, then others that were begun, each with its progress."""
    texts = dict.fromkeys([*shipped(), *(each["lesson"] for each in progress.begun())])
    return {text: (progress.lesson_of(text), progress.of(text)) for text in texts}
