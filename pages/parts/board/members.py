"""The members of the class: their page, progress and failed checks; names only on request."""

from __future__ import annotations

import streamlit as st

from classroom.rooms import Board
from pages.figures import classroom
from pages.shared import frame
from pages.shared.chart import chart
from pages.shared.words import as_text, count, duration, short

from .programme import lesson_in

MAX_BARS = 8  # the most frequent pages or checks in a chart
GONE = 60  # seconds without a poll until a member may have left
MAX_SIGNS, ON_A_PHONE = 70, 40  # characters of a task above its bar


def show_places(held: Board) -> None:
    """Show how many members are on which page."""
    st.header("Where they are", anchor=False)
    if not held.places:
        st.caption("Nobody is here yet.")
        return
    rows = [(address.capitalize() or "Home", number) for address, number in held.places.items()][:MAX_BARS]
    _show(rows, held, "board.places", "Where they are")


def show_steps(held: Board) -> None:
    """Show how many have done each step of the lesson."""
    lesson = lesson_in(held)
    if lesson is None:
        return
    st.header("Done with each step", anchor=False)
    rows = [(f"{index + 1}. {_short(step.task)}", held.steps.get(index, 0)) for index, step in enumerate(lesson.steps)]
    _show(rows, held, "board.steps", "Steps that are done")


def show_failing(held: Board) -> None:
    """Show the checks of Code that most members fail."""
    if held.failing:
        st.header("What fails on Code", anchor=False)
        _show(list(held.failing.items())[:MAX_BARS], held, "board.failing", "Checks that fail")


def show_names(held: Board) -> None:
    """Show all members by name, in an expander."""
    with st.expander("Who is here, by name", icon=":material/group:"):
        st.table(
            [
                {
                    "Name": as_text(each.nickname),
                    "Page": as_text(each.where.capitalize()),
                    "Steps done": len(each.done),
                    "Answered": "yes" if each.has_answered else "",
                    "Last sign": f"{duration(each.seen_ago)} ago" if each.seen_ago > GONE else "now",
                }
                for each in held.members
            ]
        )


def _show(rows: list[tuple[str, int]], held: Board, key: str, what: str) -> None:
    sentence = ", ".join(f"{words} {number}" for words, number in rows)
    alt = f"{what}, of {count(len(held.members), 'student')}: {sentence}."
    chart(classroom.counted(rows, len(held.members)), alt=alt, key=key)


def _short(task: str) -> str:
    return short(task, ON_A_PHONE if frame.is_phone() else MAX_SIGNS)
