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

LINK = "lesson"  # what a link calls it: a name, or the lesson packed
KEEPS = ("keeps", "no")  # in the address of a visit of which nothing is kept, also once its lesson was left
Waits = Literal["", "own", "fetch"]  # the visitor's own data are in hand; the data are not here yet
Where = tuple[str, int]  # a lesson, as `progress.spelled` says it, and the position of a step


_in_hand: Slot[str] = Slot("lesson", "", keep=Plain(str, lambda text: progress.spelled(progress.lesson_of(text))))
_left: Slot[tuple[str, str]] = Slot("lesson_left", ("", ""))  # which, and on which page
_link_read = Slot("lesson_link", "")
_offered = Slot("lesson_offered", "")  # by a link
_refusal: Slot[tuple[str, str]] = Slot("lesson_refusal", ("", ""))  # of a link, and on which page it is said
_was_chosen = Slot("lesson_chosen", False)  # in this visit, and not brought by the browser
_goes = Slot("lesson_goes", False)  # to the page of the step
_begun: Slot[Where | None] = Slot("lesson_step", None)  # the step that has set what it sets
_before: Slot[int] = Slot("lesson_run_before", 0)  # the number of an earlier run, by other settings
_early: Slot[Where | None] = Slot("lesson_early", None)  # a step that was done before it began
_missing = Slot("lesson_missing", "")  # why the data or the neuron of the step is not in hand
_waits: Slot[Waits] = Slot("lesson_waits", "")
_shown: Slot[Where | None] = Slot("lesson_shown", None)  # the step whose page was open
_looks: Slot[dict[str, Where]] = Slot("lesson_looks", {})
_keeps_nothing = Slot("lesson_keeps_nothing", False)


def current() -> Lesson | None:
    """The current lesson."""
    return progress.lesson_of(text) if (text := _in_hand.get()) else None


def position() -> int:
    """The position of the current step."""
    return progress.of(_in_hand.get())["step"]


def step() -> Step | None:
    """The current step; None without a lesson."""
    lesson = current()
    return None if lesson is None else lesson.steps[position()]


def done() -> frozenset[int]:
    """The positions of the steps that are done."""
    return frozenset(progress.of(_in_hand.get())["done"])


def pages() -> tuple[str, ...]:
    """The addresses of the pages that the lesson uses, in their order."""
    lesson = current()
    return () if lesson is None else tuple(dict.fromkeys(each.page for each in lesson.steps))


def pages_done() -> list[str]:
    """Those of them whose steps are all done."""
    lesson, over = current(), done()
    open_ones = {each.page for number, each in enumerate(lesson.steps if lesson else ()) if number not in over}
    return [page for page in pages() if page not in open_ones]


def begin(lesson: Lesson) -> None:
    """Take a lesson in hand, where it was left, and go to its page."""
    _in_hand.set(progress.spelled(lesson))
    _keeps_nothing.set(_keeps_nothing.get() or not lesson.keeps)
    _offered.clear()
    _refusal.clear()
    go(position())


def begin_again(lesson: Lesson) -> None:
    """The same, from its first step; nothing of it is done."""
    progress.keep(progress.Progress(lesson=progress.spelled(lesson), step=0, done=[]))
    begin(lesson)


def go(position: int) -> None:
    """Go to the step at this position, and to its page. What it sets is set when it is there."""
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
    """Whether the visitor is on the way to the page of the step."""
    return _goes.get()


def leave() -> None:
    """Let go of the lesson. How far it is stays, and `come_back` takes it in hand again."""
    pass_by()
    _left.set((_in_hand.get(), road.here()))
    _in_hand.set("")
    st.query_params.pop(LINK, None)  # or a reload would begin it again


def pass_by() -> None:
    """The visitor leaves the current step: one that only shows something is done, once its page was open."""
    now, where = step(), (_in_hand.get(), position())
    if now is not None and now.only_shows and _shown.get() == where:
        _tick()


def forget(lesson: Lesson) -> None:
    """Let go of a lesson and of how far it is, as if it had never begun."""
    text = _in_hand.get() if current() == lesson else progress.spelled(lesson)
    progress.forget(text)
    if _in_hand.get() == text:
        _in_hand.set("")
    if _left.get()[0] == text:
        _left.clear()


def left() -> Lesson | None:
    """The lesson that was left on this page."""
    text, page = _left.get()
    return progress.lesson_of(text) if text and page == road.here() and not _in_hand.get() else None


def come_back() -> None:
    """Use this model again what was left, as it was."""
    _in_hand.set(_left.get()[0])
    _left.clear()


def read() -> None:
    """Take over what a link says of a browser, and its lesson, once. That is only offered to who has something in hand
    already.
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
    """Have the address of every page say that a browser may keep nothing, and name the current lesson that lets it:
    nothing else would say so to the visit that begins with a reload.
    """
    if _keeps_nothing.get() and not _says_no():
        st.query_params[KEEPS[0]] = KEEPS[1]
    held, text = current(), _in_hand.get()
    if held is not None and not held.keeps and st.query_params.get(LINK) != text:
        _link_read.set(text)
        st.query_params[LINK] = text


def offered() -> Lesson | None:
    """A lesson of a link that waits for a word of the visitor."""
    return progress.lesson_of(text) if (text := _offered.get()) else None


def decline() -> None:
    """Not now."""
    _offered.clear()


def refusal() -> str:
    """Why the lesson of a link cannot be used, on the page to which it led; else empty."""
    return _refusal.get()[0]


def enter() -> str:
    """The visitor is on a page now: a step that begins sets what it sets. Returns the page to go to, if any.

    Who goes to the page of the next step by the menu goes on to that step, once the one in hand is done.
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
    """Set what a step sets, in a visit in which it was chosen; after a reload a link may hold something later."""
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
    """Whether it is done by more than to see its page."""
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
    """Raises ArgumentError where it would take long, or the images do not suit it."""
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
    """Why the step does not take its dataset in hand before the visitor says so; empty where it did."""
    return _waits.get()


def missing() -> str:
    """Why what the step wants is not in hand; empty when it is."""
    return _missing.get()


def look() -> bool:
    """Mark the current step as done when it is. Once done, it stays so. Returns whether that is new."""
    now = step()
    if now is None or now.only_shows or position() in done() or not is_done(now, state()):
        return False
    _tick()
    return True


def _tick() -> None:
    held = progress.of(_in_hand.get())
    progress.keep({**held, "done": sorted({*held["done"], position()})})


def state() -> State:
    """What the conditions are asked about.

    Of a run that was made before the step by other settings than the step sets, nothing is told. Who wants no questions
    has seen that of the step.
    """
    now, current_state = step(), facts.state(without_run=_before.get())
    if now is not None and now.guess and not guesses.are_wanted():
        current_state = replace(current_state, found_out=current_state.found_out | {now.guess})
    return current_state


def was_early() -> bool:
    """Whether the current step was done before it began."""
    return _early.get() == (_in_hand.get(), position())


def shown(page: str) -> frozenset[str] | None:
    """The names of the controls of a page that the current step shows. None: all, as on a page that is not its own."""
    now = step()
    return frozenset(now.show) if now is not None and now.page == page and now.show is not None else None


def guess() -> str:
    """The name of the question that is asked with the current step, if any."""
    now = step()
    return now.guess if now is not None else ""


def first_look(what: str, page: str) -> Step | None:
    """The current step, the first time that a part of its page asks for it. what: a name for the part."""
    now, current_position = step(), (_in_hand.get(), position())
    if now is None or now.page != page or _looks.get().get(what) == current_position:
        return None
    _looks.set({**_looks.get(), what: current_position})
    return now


def may_keep() -> bool:
    """Whether the browser may keep anything of this visit."""
    return not _keeps_nothing.get()


def keep_nothing() -> None:
    """Let the browser keep nothing of this visit."""
    _keeps_nothing.set(True)


def link_keeps() -> bool:
    """Whether the visitor's link, and the lesson in it, let a browser keep anything; so does a link without one."""
    text = st.query_params.get(LINK, "")
    try:
        return not _says_no() and (not text or progress.lesson_of(text).keeps)
    except LogregError:
        return True


def _says_no() -> bool:
    name, value = KEEPS
    return bool(st.query_params.get(name) == value)


def known() -> dict[str, tuple[Lesson, progress.Progress]]:
    """The lessons that come with the app, then others that were begun, each with how far it is."""
    texts = dict.fromkeys([*shipped(), *(each["lesson"] for each in progress.begun())])
    return {text: (progress.lesson_of(text), progress.of(text)) for text in texts}
