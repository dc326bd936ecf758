"""The teacher's prompt at the top of every page of the class."""

from __future__ import annotations

import streamlit as st

from classroom.exercise.guesses import Guess, Question
from classroom.exercise.truths import Truth
from classroom.rooms import Call
from logreg_core import LogregError
from logreg_core.plugins import Around
from pages.visit import lesson, road, room
from pages.visit.store import Slot

from .guess import answer_field, text_of
from .spread import show_spread
from .words import as_text, page_title

POLL_SECONDS = 2.0  # seconds between two polls of the prompt

_refusal = Slot("room_refusal", "")
_seen: Slot[tuple[object, ...]] = Slot("room_seen", ())  # the last announced prompt
_changes = Slot("room_changes", False)  # whether the visitor is changing their answer


def show_room() -> None:
    """Show the prompt to members of a room, and the end of the room to former members. Without a room, do not poll."""
    with st.container(key="room"):  # always present, so that nothing moves when a seat is restored
        if word := room.over():
            _say_that_it_is_over(word)
        if room.seat() is not None:
            st.fragment(_look, run_every=POLL_SECONDS)()


def _say_that_it_is_over(word: str) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="room.over"):
        what = (
            f"The server was restarted, and the room {as_text(word)} is lost. Your teacher can open another one."
            if room.is_anew()
            else f"The room {as_text(word)} has ended, and nothing of it is left; or you have left it in another tab."
        )
        st.markdown(f"{what} Your work stays.", width="content")
        st.button("Close", key="room.close", on_click=room.read_that_it_is_over)


def _look() -> None:
    call = room.look()
    if room.over() or lesson.is_going():
        st.rerun()  # rerun the whole page, which may change
    if room.is_lost():
        st.caption("The room cannot be reached at the moment. You can go on working.")
    room.report()
    if call is None:
        return
    _tell(call)
    if call.step is not None:
        _show_step(call, call.step)
    if call.question is not None:
        with st.container(border=True):
            _show_question(call.question, call)


def _tell(call: Call) -> None:
    """Announce news at the head of the page to visitors who have scrolled down."""
    now = (call.question and call.question.name, call.step, call.round, call.is_revealed)
    if now == _seen.get():
        return
    _seen.set(now)
    if call.question is not None:
        st.toast(
            "At the top of the page: what the class guessed."
            if call.is_revealed
            else "At the top of the page: your teacher asks the class.",
            icon=":material/groups:",
        )
    elif call.step is not None:
        st.toast("At the top of the page: the step of your class.", icon=":material/groups:")


def _show_step(call: Call, step: int) -> None:
    """Show the teacher's step and a link to it, unless the visitor is at this step."""
    its = room.lesson_of(call)
    if its is None or step >= len(its.steps) or (room.is_in_its_lesson() and lesson.position() == step):
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="room.step"):
        st.markdown(
            f"**Your teacher is at step {step + 1} of {len(its.steps)}.** {as_text(its.steps[step].task)}",
            width="content",
        )
        st.button("Go there", key="room.go", on_click=room.go_to, args=(its, step))


def _show_question(question: Question, call: Call) -> None:
    """Show the teacher's question in its state: open, frozen or revealed."""
    words, mine = f"**Your teacher asks.** {text_of(question)}", room.said(question, call.round)
    if call.is_revealed:
        st.markdown(words)
        show_spread(question, call.spreads, "room.spread", call.outcome)
        if mine is not None and call.answered:
            st.markdown(f"You said {as_text(question.said(mine))}.{_judged(question, call, mine)}")
        if place := question.place:
            st.page_link(
                road.script(place), label=f"See what happens: {page_title(place)}", icon=":material/arrow_forward:"
            )
    elif call.is_frozen:
        st.markdown(words)
        st.markdown(f"{_what_was_said(question, call, mine)} The answers are frozen. Talk about them with a neighbour.")
    elif call.answered and not _changes.get():
        st.markdown(words)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                f"{_what_was_said(question, call, mine)} It can be changed until the answers are frozen.",
                width="content",
            )
            st.button("Change it", key="room.change", on_click=_changes.set, args=(True,))
    else:
        _ask(question, call, words)


def _judged(question: Question, call: Call, mine: Guess) -> str:
    """Return whether the guess is right, if the answer is revealed."""
    if call.outcome is None:
        return ""
    is_right = question.came_true(mine, Truth(call.outcome.answer, "", ""))
    return " **That is right.**" if is_right else " That is not right."


def _what_was_said(question: Question, call: Call, mine: Guess | None) -> str:
    if not call.answered:
        return "You have not answered."
    return "You have answered." if mine is None else f"**You said {as_text(question.said(mine))}.**"


def _ask(question: Question, call: Call, words: str) -> None:
    again = " **Guess again**, now that you have talked about it." if call.round > 1 else ""
    guess = answer_field(question, words + again, f"room.{question.name}.{call.round}")
    st.button(
        "That is my guess",
        key="room.say",
        type="primary",
        on_click=_answer,
        args=(question, call.round, guess),
        disabled=guess is None,
    )
    if refusal := _refusal.get():
        _refusal.clear()
        st.warning(as_text(refusal))


def _answer(question: Question, turn: int, guess: Guess) -> None:
    try:
        room.answer(question.name, turn, guess)
        _changes.clear()
    except LogregError as error:
        _refusal.set(str(error))


AROUND = Around(show_room, after=room.report)
