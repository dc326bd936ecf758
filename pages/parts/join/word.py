"""The word of a room and a nickname: nothing else is asked."""

from __future__ import annotations

import streamlit as st

from logreg_core import LogregError
from pages.shared.words import as_text
from pages.visit import room
from pages.visit.store import Field

LINK = "room"  # in the address that a teacher gives out

_word: Field[str] = Field("join.word", "")
_nickname: Field[str] = Field("join.nickname", "")


def ask_for_the_word() -> None:
    """A form that takes a seat; where it cannot, a sentence says why."""
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
            placeholder="None: you are “visitor 12”, or the like",
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
