"""The current prompt: a question with its rounds, or a lesson step, with buttons to freeze, reveal and ask again."""

from __future__ import annotations

import streamlit as st
from msgspec.structs import replace

from classroom.exercise.guesses import QUESTIONS, Question
from classroom.lessons import Lesson
from classroom.rooms import Board, Outcome, Rooms, own_question
from classroom.rooms.own import ANSWER, MOST, TEXT
from logreg_core import ArgumentError
from pages.shared.guess import text_of
from pages.shared.spread import show_spread
from pages.shared.words import as_text, count, page_title
from pages.visit import guesses, road
from pages.visit.store import Field

from .click import click
from .programme import lesson_in, questions, title

_question: Field[str | None] = Field("board.question", None)
_step: Field[int | None] = Field("board.step", None)
_own: Field[bool] = Field("board.own", False)
_text: Field[str] = Field("board.own_text", "")
_answers: Field[str] = Field("board.own_answers", "")
_right: Field[str | None] = Field("board.own_right", None)


def show_what_is_put(held: Board) -> None:
    """Show the current prompt, and the choice of another."""
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
    with st.expander("Ask a question of your own", key=_own.shown(), on_change="rerun") as fold:
        if fold.open:
            _ask_your_own()
    if lesson is not None:
        _choose_a_step(lesson)


def step_in_words(held: Board, lesson: Lesson | None) -> str:
    """Return the current step in words, and how many have done it."""
    if held.step is None or lesson is None or held.step >= len(lesson.steps):
        return "A step of a lesson that this page does not know."
    over = held.steps.get(held.step, 0)
    task = as_text(lesson.steps[held.step].task)
    return f"**Step {held.step + 1} of {len(lesson.steps)}.** {task} Done by {over} of {len(held.members)}."


def show_question(held: Board) -> None:
    """Show the current question, its guesses, and its buttons."""
    question = held.question
    assert question is not None
    st.markdown(f"**{as_text(question.title)}.** {text_of(question)}")
    turn = "First round" if held.round == 1 else "Second round"
    state = "revealed" if held.is_revealed else "frozen" if held.is_frozen else "open"
    st.markdown(f"{turn}, {state}: {answered(held)}")
    show_spread(question, held.spreads, "board.spread", held.outcome if held.is_revealed else outcome_of(held))
    if held.outcome is None:
        _say_what_reveal_shows(question, held)
    with st.container(horizontal=True):
        show_ways_on(held)


def outcome_of(held: Board) -> Outcome | None:
    """Return the right answer to the current question, once the teacher has seen it on its page."""
    if held.question is None or held.question.name not in QUESTIONS:
        return None
    seen = guesses.happened(held.question.name)
    return None if seen is None else Outcome(held.question.name, *seen)


def _say_what_reveal_shows(question: Question, held: Board) -> None:
    if question.place and outcome_of(held) is None:
        st.caption("You have not seen yet what happens. Once you have, the class can be shown which answer is right.")
        st.page_link(road.script(question.place), label=f"See what happens: {page_title(question.place)}")
    elif not held.is_revealed:
        st.caption("“Reveal” shows this to the class.")


def answered(held: Board) -> str:
    """``12 of 24 have answered.``"""
    return f"{held.answers} of {count(len(held.members), 'student')} answered."


def show_ways_on(held: Board) -> None:
    """Show the buttons freeze, guess again and reveal, each when it applies."""
    asked, outcome = held.question is not None, outcome_of(held)
    shows_more = not held.is_revealed or (held.outcome is None and outcome is not None)
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
        "Show the answer" if held.is_revealed and shows_more else "Reveal",
        key="board.reveal",
        help="All see how the guesses are spread, and which answer is right where you have seen what happens.",
        type="primary",
        on_click=click,
        args=(Rooms.reveal,),
        kwargs={"outcome": outcome},
        disabled=not asked or not shows_more,
    )


def _choose_a_question(lesson: Lesson | None) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "A question",
            questions(lesson),
            key=_question.shown(),
            format_func=lambda name: title(name, lesson),
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


def _ask_your_own() -> None:
    """Show fields for text, answers and the right answer; if they make no valid question, say why."""
    text = st.text_input("Question", key=_text.shown(), placeholder=f"At most {TEXT} characters")
    lines = st.text_area(
        "Answers, each on its own line",
        key=_answers.shown(),
        placeholder=f"Two to {MOST} answers, each of at most {ANSWER} characters",
    ).splitlines()
    own = None
    try:
        own = own_question(text, lines)
    except ArgumentError as error:
        if text or lines:
            st.caption(as_text(str(error)))
    answers = () if own is None else own.answers
    if _right.get() not in answers:
        _right.clear()
    right = st.selectbox(
        "The right answer", (None, *answers), key=_right.shown(), format_func=lambda each: each or "None"
    )
    if own is not None and right is not None:
        own = replace(own, right=answers.index(right))
    st.button(
        "Put your question",
        key="board.put_own",
        on_click=click,
        args=(Rooms.put,),
        kwargs={"own": own},
        disabled=own is None,
    )


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
