"""The visitor's seat in a room: take it by word and nickname, or leave it."""

from __future__ import annotations

import time

import streamlit as st

from logreg_core import LogregError
from pages.shared.words import as_text, count, duration
from pages.visit import room
from pages.visit.store import Field

LINK = "room"  # the parameter in the address that a teacher shares

_word: Field[str] = Field("join.word", "")
_nickname: Field[str] = Field("join.nickname", "")


def ask_for_the_word() -> None:
    """Show a form that takes a seat, and why if it cannot."""
    st.markdown("Your teacher tells you the word of the room. There is no account.")
    with st.form("join.form", enter_to_submit=True, width=420):
        st.text_input(
            "Word",
            key=_word.shown(st.query_params.get(LINK, "")[:4].upper()),
            max_chars=8,
            placeholder="Four letters",
            autocomplete="off",
        )
        st.text_input(
            "Nickname",
            key=_nickname.shown(),
            placeholder="Optional. Without one you are “visitor 12” or similar",
            autocomplete="off",
        )
        wanted = st.form_submit_button("Join", type="primary")
    if not wanted:
        return
    try:
        room.join(_word.get(), _nickname.get())
    except LogregError as error:
        st.error(as_text(str(error)))
        return
    st.rerun()


def show_seat() -> None:
    """Show the visitor's room and name, with a button to leave."""
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
    st.markdown("Work on any page. Your teacher's questions appear at the top.")
    st.button("Leave the room", on_click=room.leave, icon=":material/logout:")
