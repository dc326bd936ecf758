"""The room's word, address and QR code, and for the teacher the links back and out."""

from __future__ import annotations

import time

import streamlit as st

from classroom.rooms import Board
from pages.shared.qr import code_of, show_code
from pages.shared.words import as_text, count, duration
from pages.visit import board

from .address import address, is_only_here, way_in
from .click import end, say_what_was_refused
from .secret import link_of


def show_ways_out(held: Board) -> None:
    """Show the room and its remaining time, with links to the projector view, back, and to its end."""
    say_what_was_refused()
    with st.container(horizontal=True, vertical_alignment="center", key="board.ways"):
        left = duration(max(held.ends_at - time.time(), 1))
        st.markdown(f"Room **{held.word}**: {count(len(held.members), 'student')}. It ends in {left}.", width="content")
        st.button(
            "Presenter's view",
            key="board.present",
            icon=":material/present_to_all:",
            on_click=board.present,
            kwargs={"on": True},
        )
        with st.popover("Your secret link", icon=":material/key:", key="board.secret_link"):
            st.markdown("It opens this board for whoever has it, so it is for you alone. Keep it off the projector.")
            st.code(link_of(address(), board.secret()), language=None, wrap_lines=True)
        with st.popover("End the room", icon=":material/cancel:", key="board.end"):
            st.markdown("All students are told, and nothing of the room is left.")
            st.button("End it for all", key="board.end_it", type="primary", on_click=end)


def show_door(held: Board) -> None:
    """Show how students join."""
    st.header("Join", anchor=False)
    st.markdown(f"{as_text(way_in())}  \nWord: **{held.word}**")
    show_code(code_of(way_in(held.word)), alt=f"A code that leads to {way_in(held.word)}")
    if is_only_here():
        st.caption(
            "This address works on this computer only. Open this page by the address that the computer has in your"
            " network, and the code and the address are those for the class."
        )
