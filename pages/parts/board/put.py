"""What is put to all: a question with its rounds, or a step of the lesson; frozen, revealed, asked again."""

from __future__ import annotations

import streamlit as st

from logreg_core.classroom import Board, Rooms
from logreg_core.exercise.guesses import QUESTIONS
from logreg_core.lessons import Lesson
from pages.shared.spread import show_spread
from pages.shared.words import as_text, count
from pages.visit.store import Field

from .click import click
from .programme import lesson_in, questions

_question: Field[str | None] = Field("board.question", None)
_step: Field[int | None] = Field("board.step", None)


def show_what_is_put(held: Board) -> None:
    """What is put now, and what else can be."""
    lesson = lesson_in(held)
    st.header("Put to all", anchor=False)
    if held.step is not None:
        st.markdown(step_in_words(held, lesson))
    if held.question is not None:
        show_question(held)
    if held.step is None and held.question is None:
        st.markdown("Nothing yet. A question or a step appears on the screens of all who are in the room.")
    else:
        st.button("Take it away", key="board.away", on_click=click, args=(Rooms.put,))
    _choose_a_question(lesson)
    if lesson is not None:
        _choose_a_step(lesson)


def step_in_words(held: Board, lesson: Lesson | None) -> str:
    """The step that is put, and how many are done with it."""
    if held.step is None or lesson is None or held.step >= len(lesson.steps):
        return "A step of a lesson that this page does not know."
    over = held.steps.get(held.step, 0)
    task = as_text(lesson.steps[held.step].task)
    return f"**Step {held.step + 1} of {len(lesson.steps)}.** {task} Done by {over} of {len(held.members)}."


def show_question(held: Board) -> None:
    """The question that is put, how its guesses are spread, and what can be done with it."""
    assert held.question is not None
    question = QUESTIONS[held.question]
    st.markdown(f"**{as_text(question.title)}.** {question.text}")
    turn = "First round" if held.round == 1 else "Second round"
    state = "revealed" if held.is_revealed else "frozen" if held.is_frozen else "open"
    st.markdown(f"{turn}, {state}: {answered(held)}")
    if any(spread.answers for spread in held.spreads):
        show_spread(question, held.spreads, "board.spread")
        if not held.is_revealed:
            st.caption("“Reveal” shows this to the class.")
    with st.container(horizontal=True):
        show_ways_on(held)


def answered(held: Board) -> str:
    """``12 of 24 have answered.``"""
    return f"{held.answers} of {count(len(held.members), 'student')} answered."


def show_ways_on(held: Board) -> None:
    """Freeze, guess again, reveal; each where it makes sense."""
    asked = held.question is not None
    st.button(
        "Unfreeze" if held.is_frozen and not held.is_revealed else "Freeze",
        key="board.freeze",
        help="No more answers, so that they can be talked about.",
        on_click=click,
        args=(Rooms.freeze,),
        kwargs={"frozen": not held.is_frozen},
        disabled=not asked or held.is_revealed,
    )
    st.button(
        "Guess again",
        key="board.again",
        help="A second round, after they talked about it. Both are shown side by side.",
        on_click=click,
        args=(Rooms.again,),
        disabled=not asked or held.round > 1,
    )
    st.button(
        "Reveal",
        key="board.reveal",
        help="All see how the guesses are spread.",
        type="primary",
        on_click=click,
        args=(Rooms.reveal,),
        disabled=not asked or held.is_revealed,
    )


def _choose_a_question(lesson: Lesson | None) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "A question",
            questions(lesson),
            key=_question.shown(),
            format_func=lambda name: QUESTIONS[name].title,
            placeholder="Choose a question",
        )
        st.button(
            "Put the question",
            key="board.put_question",
            on_click=click,
            args=(Rooms.put,),
            kwargs={"question": chosen},
            disabled=chosen is None,
        )
    if chosen is not None:
        st.caption(QUESTIONS[chosen].text)


def _choose_a_step(lesson: Lesson) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "A step of the lesson",
            range(len(lesson.steps)),
            key=_step.shown(),
            format_func=lambda step: f"{step + 1}. {lesson.steps[step].task}",
            placeholder="Choose a step",
        )
        st.button(
            "Put the step",
            key="board.put_step",
            on_click=click,
            args=(Rooms.put,),
            kwargs={"step": chosen},
            disabled=chosen is None,
        )
