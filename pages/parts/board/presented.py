"""The projector's view: large, one topic at a time, no names, no answers before the teacher reveals them."""

from __future__ import annotations

import streamlit as st

from classroom.rooms import Board, Rooms
from pages.shared import browser
from pages.shared.guess import text_of
from pages.shared.qr import code_of, show_code
from pages.shared.spread import show_spread
from pages.shared.words import as_text, count
from pages.visit import board

from .address import way_in
from .click import click, say_what_was_refused
from .pictures import show_shown
from .programme import following, lesson_in
from .put import answered, show_ways_on, step_in_words
from .runs import show_dots

MAX_IN_A_ROW = 3  # pictures
THINGS = ("Put to all", "Join", "All runs", "Pictures")


def show_presented(held: Board) -> None:
    """Show one topic, and below it the buttons, most of which have a key."""
    st.html(f"{browser.style(__file__)}<span></span>")  # inside this view, so that it disappears with the view
    say_what_was_refused()
    stage = st.container(key="board.stage")
    with st.container(horizontal=True, vertical_alignment="center", key="board.desk"):
        st.markdown(f"**{held.word}**, {count(len(held.members), 'student')}", width="content")
        thing = st.segmented_control(
            "Show", THINGS, default=THINGS[0], key="board.thing", label_visibility="collapsed", required=True
        )
        _show_keys(held)
    with stage:
        if thing == "All runs":
            _show_runs(held)
        elif thing == "Pictures":
            _show_pictures(held)
        elif thing == "Join" or (held.step is None and held.question is None):
            _show_door(held)
        else:
            _show_what_is_put(held)


def _show_door(held: Board) -> None:
    left, right = st.columns([3, 2], vertical_alignment="center", gap="large")
    with left:
        st.header(as_text(way_in()), anchor=False)
        st.html(f'<p class="board-word" aria-label="The word: {held.word}">{held.word}</p>')
        st.markdown(f"{count(len(held.members), 'student')} joined.")
    with right:
        show_code(code_of(way_in(held.word)), alt=f"A code that leads to {way_in(held.word)}")


def _show_what_is_put(held: Board) -> None:
    if held.step is not None:
        st.markdown(step_in_words(held, lesson_in(held)))
    if held.question is None:
        return
    question = held.question
    st.header(text_of(question), anchor=False)
    if held.is_revealed:
        show_spread(question, held.spreads, "board.stage_spread", held.outcome)
        return
    for answer in question.answers:
        st.markdown(f"- {as_text(answer)}")
    st.markdown(answered(held))
    if held.is_frozen:
        st.markdown("The answers are frozen. **Talk about them with a neighbour.**")
    elif held.round > 1:
        st.markdown("**Guess again**, now that you have talked about it.")


def _show_runs(held: Board) -> None:
    st.header("All runs", anchor=False)
    if held.runs:
        show_dots(held, "board.stage_runs")
    else:
        st.markdown("No run has ended yet.")


def _show_pictures(held: Board) -> None:
    shown = [each for each in held.pictures if each.is_shown]
    st.header("Pictures", anchor=False)
    if shown:
        show_shown(shown, MAX_IN_A_ROW)
    else:
        st.markdown("None is shown.")


def _show_keys(held: Board) -> None:
    onward = following(held, lesson_in(held))
    st.button("Next", key="board.next", on_click=click, args=(Rooms.put,), kwargs=onward)
    show_ways_on(held)
    st.button("Leave this view", key="board.leave", on_click=board.present, kwargs={"on": False})
