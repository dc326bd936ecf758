"""Guess first: a question before a result is shown, and the guess beside the result.

The question never blocks: a button beside it shows the result without a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import streamlit as st

from classroom.exercise.guesses import QUESTIONS, Guess, Question
from classroom.exercise.truths import Truth
from logreg_core import ArgumentError, LogregError
from pages.visit import guesses, lesson
from pages.visit.store import Field, Recall

from .guess_curve import draw_curve, heights_of, show_curves
from .words import as_text

_truths: dict[str, Recall[Truth]] = {name: Recall(f"truth_{name}") for name in QUESTIONS}

Values = Callable[[], Sequence[object]]


def ask(*names: str, show: Callable[[], object] | None = None) -> None:
    """Ask the first open question of these, if any.

    show: shows the result. Called after the last answer, or when the visitor just wants to see it.
    """
    still_open = _lessons_first(name for name in names if guesses.is_open(name))
    if not still_open:
        return
    question, is_last = QUESTIONS[still_open[0]], len(still_open) == 1
    with st.container(border=True):
        guess = answer_field(question, f"**Guess first.** {question.text}", f"guess.{question.name}")
        with st.container(horizontal=True):
            st.button(
                "That is my guess",
                key=f"guess.{question.name}.say",
                on_click=_say,
                args=(question.name, guess, show if is_last else None),
                disabled=guess is None,
            )
            st.button(
                "I just want to see",
                key=f"guess.{question.name}.see",
                on_click=_see,
                args=(still_open, show),
                type="tertiary",
            )
            st.button(
                "Stop asking me to guess",
                key=f"guess.{question.name}.no_more",
                on_click=guesses.want,
                kwargs={"them": False},
                type="tertiary",
                help="On no page. At the foot of Home they can be switched on again.",
            )


def _lessons_first(names: Iterable[str]) -> list[str]:
    """Return the names with the question of the lesson's step first."""
    return sorted(names, key=lambda name: name != lesson.guess())


@cache
def _fold(key: str) -> Field[bool]:
    return Field(key, False)


def fold(title: str, key: str, names: Collection[str]) -> Any:
    """Return an expander for these questions, open at first if the lesson's step asks one of them.

    title: their topic.
    """
    held, asked = _fold(key), lesson.guess()
    if asked in names and lesson.first_look(key, QUESTIONS[asked].place):
        held.renew(value=True)
    return st.expander(f"Guess first: {title}", icon=":material/psychology_alt:", key=held.shown(), on_change="rerun")


def text_of(question: Question) -> str:
    """Return the text of a question as Markdown. A teacher's own question is untrusted text."""
    return question.text if question.name in QUESTIONS else as_text(question.text)


def answer_field(question: Question, words: str, key: str) -> Guess | None:
    """Show a field for the answer and return the answer, or None. words: above the field, as Markdown."""
    answer: object
    if question.kind == "choice":
        spelled = str if question.name in QUESTIONS else as_text
        answer = st.radio(words, question.answers, index=None, key=key, format_func=spelled)
    elif question.scale:
        low, high = float(question.scale.low), float(question.scale.high)
        unit = question.scale.unit.replace("%", "%%")
        number = st.slider(words, low, high, low, 1.0, format=f"%.0f {unit}", key=key)
        answer = None if number == low else number  # the start value means no answer
    else:
        assert question.axes is not None
        st.markdown(words)
        answer = heights_of(question.axes, draw_curve(question.axes, label=question.text, key=key))
    if question.rule:
        st.caption(question.rule)
    try:
        return None if answer is None else question.read(answer)
    except ArgumentError:
        return None  # the value is untrusted


def _say(name: str, guess: Guess, show: Callable[[], object] | None) -> None:
    guesses.say(name, guess)
    if show is not None:
        show()


def _see(names: Sequence[str], show: Callable[[], object] | None) -> None:
    for name in names:
        guesses.see(name)
    if show is not None:
        show()


def settle(name: str, *values: object) -> Truth | None:
    """Compare the guess with the result. Returns the truth, or None if these values have none.

    values: the inputs of the question's truth.
    """
    try:
        truth = QUESTIONS[name].truth(*values)
    except ArgumentError:
        return None
    guesses.settle(name, truth)
    return truth


def tell(name: str, *values: object) -> None:
    """Call `settle`, and if there was a guess about this result, show the guess, the result and the reason."""
    truth = settle(name, *values)
    told = guesses.told(name)
    if truth is None or told is None or told.happened != truth.happened:
        return
    _tell(QUESTIONS[name], truth, told)


def _tell(question: Question, truth: Truth, told: guesses.Told | None) -> None:
    if told is None:
        st.markdown(f"**{question.title}.** {as_text(truth.happened)} {as_text(truth.lesson)}")
        return
    guess = guesses.drawn(question.name)
    compared = "" if guess is None else f" {question.compared(guess, truth)}".rstrip()
    icon, how = (
        (":material/check:", "You guessed right.") if told.came_true else (":material/close:", "You guessed wrong.")
    )
    with st.container(border=True):
        st.markdown(
            f"{icon} **You said {as_text(told.said)}.** {as_text(truth.happened)} **{how}**{compared}"
            f" {as_text(truth.lesson)}"
        )
        if question.axes and isinstance(guess, tuple) and isinstance(truth.answer, tuple):
            show_curves(
                question.axes,
                guess,
                truth.answer,
                label=f"You drew {told.said}. {truth.happened}{compared}",
                key=f"guess.{question.name}.both",
            )


def guess_first(title: str, key: str, questions: Mapping[str, tuple[Values, Sequence[object]]]) -> bool:
    """Show an expander with questions, one after the other. The answer to each is computed after the guess.

    Returns whether a question is being asked.

    title: their topic. key: of the expander. questions: by name, a function that computes the inputs of the truth, and
    its own inputs; the truth is remembered until one of these changes.
    """
    if not any(guesses.is_open(name) or guesses.is_over(name) or guesses.is_waiting(name) for name in questions):
        return False
    with fold(title, key, questions) as opened:
        if not opened.open:
            return False
        for name in _lessons_first(questions):
            values, inputs = questions[name]
            if guesses.is_open(name):
                ask(name)
                return True
            if not (guesses.is_over(name) or guesses.is_waiting(name)):
                continue
            truth = _truth_of(name, values, inputs)
            if truth is None:
                continue
            guesses.settle(name, truth)
            told = guesses.told(name)
            _tell(QUESTIONS[name], truth, told if told and told.happened == truth.happened else None)
    return False


def _truth_of(name: str, values: Values, inputs: Sequence[object]) -> Truth | None:
    if (kept := _truths[name].of(*inputs)) is not None:
        return kept
    try:
        with st.spinner("Finding out"):
            truth = QUESTIONS[name].truth(*values())
    except LogregError as error:
        st.caption(as_text(str(error)))
        return None
    _truths[name].remember(truth, *inputs)
    return truth
