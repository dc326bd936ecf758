"""The editor of a lesson step."""

from __future__ import annotations

import streamlit as st

from classroom.exercise.guesses import QUESTIONS
from classroom.lessons import PLACES, Step
from classroom.lessons.files import LENGTHS
from pages.shared.draft_bar import what_is_set
from pages.shared.words import as_text, page_title
from pages.visit import data, draft

from .condition import choose_condition


def write_step(number: int) -> None:
    """Show the fields of one step, under a line with its number."""
    now = draft.step(number)
    with st.container(border=True):
        st.markdown(f"**Step {draft.numbers().index(number) + 1}: {page_title(now.page)}**")
        draft.change(
            number,
            task=st.text_input("Task, in one sentence", now.task, LENGTHS["task"], key=f"teach.task.{number}"),
            done=choose_condition(now.done, number),
        )
        with st.expander("More about this step", key=f"teach.more.{number}", on_change="rerun") as fold:
            if fold.open:
                _write_more(number, now)


def _write_more(number: int, now: Step) -> None:
    draft.change(
        number,
        why=st.text_area("Why, folded away", now.why, 100, LENGTHS["why"], key=f"teach.why.{number}"),
        show=_choose_controls(number, now),
        guess=_choose_guess(number, now),
    )
    st.markdown(f"When it begins, it sets {as_text(what_is_set(draft.step(number)))}.")
    with st.container(horizontal=True):
        st.button("Use the current settings", key=f"teach.set.{number}", on_click=_set, args=(number,))
        st.button(
            "Set nothing",
            key=f"teach.set_nothing.{number}",
            on_click=draft.change,
            args=(number,),
            kwargs={"data": "", "settings": {}, "representation": ""},
            type="tertiary",
        )
    if data.is_own():
        st.caption("A lesson cannot hold your own dataset: with it, a step leaves the data unchanged.")


def _set(number: int) -> None:
    now = draft.as_it_stands(draft.step(number).page)
    draft.change(number, data=now.data, settings=now.settings, representation=now.representation)


def _choose_controls(number: int, now: Step) -> tuple[str, ...] | None:
    """Show the choice of visible controls on the step's page; None for all."""
    if not (controls := PLACES[now.page]):
        return now.show
    none = "None of them"
    chosen = st.multiselect(
        "Show only these controls",
        [*controls, none],
        [none] if now.show == () else now.show or [],
        format_func=lambda name: controls.get(name, name),
        key=f"teach.show.{number}",
        placeholder="All are shown",
    )
    if none in chosen:
        return ()
    return now.show if set(chosen) == set(now.show or ()) else tuple(chosen) or None


def _choose_guess(number: int, now: Step) -> str:
    """Show the choice of the question to ask first."""
    names = ["", *(name for name, question in QUESTIONS.items() if question.place == now.page)]
    if len(names) == 1:
        return now.guess
    return st.selectbox(
        "Guess first",
        names,
        names.index(now.guess) if now.guess in names else 0,
        format_func=lambda name: QUESTIONS[name].title if name else "No question",
        key=f"teach.guess.{number}",
    )
