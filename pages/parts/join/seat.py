"""The seat that the visitor has: in which room, as whom, until when, and the way out."""

from __future__ import annotations

import time

import streamlit as st

from pages.shared.words import as_text, count, duration
from pages.visit import room


def show_seat() -> None:
    """Where the visitor sits, and the button that leaves."""
    seat, call = room.seat(), room.look()
    if seat is None:
        return
    ends = "" if call is None else f" It ends by itself in about {duration(max(call.ends_at - time.time(), 1))}."
    st.markdown(f"You are in the room **{as_text(seat.word)}** as **{as_text(room.name())}**.{ends}")
    if call is not None and (its := room.lesson_of(call)) and not room.is_in_its_lesson():
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(
                f"Your class works on **{as_text(its.title)}**, {count(len(its.steps), 'step')}.", width="content"
            )
            st.button("Begin", key="join.begin", type="primary", on_click=room.go_to, args=(its,))
    st.markdown("Work on any page. What your teacher puts to the class appears at its head.")
    st.button("Leave the room", on_click=room.leave, icon=":material/logout:")
