"""The bar while a lesson is being written: add this page as a step, or return to the editor."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from classroom.lessons import Lesson, Step
from logreg_core.plugins import Around
from logreg_core.settings import SETTINGS
from logreg_core.sources.catalog import CATALOG
from pages.visit import data, draft, lesson, road
from pages.visit.store import Slot

from . import browser
from .words import as_text, count, listed, page_title

_added: Slot[str] = Slot("draft_bar.added", "")  # the page that became a step last


def show() -> None:
    """Show the offer or the way back, while a lesson is being written."""
    page, tried = road.here(), draft.tried(lesson.current())
    if tried is not None and (page == "teach" or lesson.current() not in (None, tried)):
        _end_trial(tried)
        st.rerun()
    if tried is not None:
        with _bar("tried"):
            st.caption("You are trying the lesson that you are writing.", width="content")
            st.button("Back to writing", key="draft_bar.back", on_click=_go_back, args=(tried,))
    elif draft.is_open() and draft.can_be_a_step(page):
        with _bar("offer"):
            _offer(page)
    if _added.get() not in ("", page):
        _added.clear()


def _go_back(tried: Lesson) -> None:
    _end_trial(tried)
    road.lead_to("teach")


def _end_trial(tried: Lesson) -> None:
    draft.try_out(None)
    lesson.forget(tried)


def _bar(name: str) -> DeltaGenerator:
    st.html(browser.style(__file__))
    return st.container(horizontal=True, vertical_alignment="center", key=f"draft_bar.{name}")


def _offer(page: str) -> None:
    now = draft.lesson()
    title = f"“{as_text(now.title)}”" if now.title else "a lesson"
    st.caption(f"Writing {title}: {count(len(now.steps), 'step')}", width="content")
    st.button(
        "Add this page as a step", key="draft_bar.add", on_click=_add, args=(page,), disabled=not draft.has_room()
    )
    st.page_link("teach.py", label="Write on")
    st.button("Not now", key="draft_bar.not_now", on_click=draft.offer, kwargs={"them": False}, type="tertiary")
    if _added.get() == page and now.steps:
        st.caption(as_text(f"{page_title(page)} is step {len(now.steps)}. {_what_it_holds(now.steps[-1])}"))


def _add(page: str) -> None:
    draft.add(page)
    _added.set(page)


def _what_it_holds(step: Step) -> str:
    if data.is_own():
        return "A lesson cannot hold your own dataset: the step leaves the data unchanged."
    return f"It sets {what_is_set(step)}. Its task is written on Teach."


def what_is_set(step: Step) -> str:
    """Return what a step sets at its start, as the end of a sentence."""
    values = [f"{SETTINGS[name].label.lower()} {SETTINGS[name].words(value)}" for name, value in step.settings.items()]
    dataset = [f"the dataset “{CATALOG[step.data].title}”"] if step.data else []
    shown = [f"a neuron that is shown {step.representation}"] if step.representation else []
    return listed([*dataset, *values, *shown]) or "nothing: all stays as it is"


AROUND = Around(show)
