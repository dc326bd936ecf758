"""What the browser keeps: its size, a button that deletes it, and a switch that turns it off."""

from __future__ import annotations

import streamlit as st

from pages.shared import browser, persistence
from pages.visit import board, lesson, room
from pages.visit.store import Field

WHY = {
    "forbidden": "This browser lets the app keep nothing, so a reload loses your work.",
    "full": "The store of this browser is full, so a reload loses your work.",
    "forgotten": "In another tab you let this browser forget everything. Nothing of this tab has been kept since, and a"
    " reload starts over.",
    "off": "In another tab you chose to keep nothing on this computer, so a reload loses your work.",
    "newer": "A newer version of this app keeps things here, and this one changes none of them. Reload the page.",
}
_switch = Field("keep_no_browser", False)
_amount = browser.component("amount", __file__)


def show_what_the_browser_keeps() -> None:
    """Show what the browser keeps, in few words."""
    st.header("In this browser")
    if not lesson.may_keep():
        st.markdown(
            "A lesson, or the address, says that others use this computer too: nothing more is kept in this browser,"
            " and a reload loses it. To forget what was kept before, type the address of the app alone into a new tab,"
            " and open this page there."
        )
        return
    if persistence.is_off():
        st.markdown("Nothing is kept on this computer, so a reload loses your work. Save what you need.")
    elif why := persistence.trouble():
        st.warning(WHY.get(why, WHY["forbidden"]))
    else:
        _show_what_is_kept()
    _switch.set(persistence.is_off())
    with st.container(horizontal=True, vertical_alignment="center"):
        st.toggle("Keep nothing on this computer", key=_switch.key, on_change=_turn)
        with st.popover("Forget everything", icon=":material/delete:"):
            st.markdown(
                "Your current work goes too. Other open tabs have theirs until you close them, and keep nothing"
                " more. Streamlit, which draws these pages, may keep the width of the menu and its colours."
            )
            st.button("Forget everything in this browser", key="keep.forget", type="primary", on_click=_forget)


def _show_what_is_kept() -> None:
    st.markdown(
        "Your data, pictures, neuron, runs, findings, receipts, settings, code, answers, lessons and place in a class"
        " stay in this browser when you reload or come back. On a shared computer, forget them when you are done."
    )
    if unkept := persistence.what_is_not_kept():
        st.warning(f"It does not keep {unkept}: that is too large, or was forgotten in another tab. A reload loses it.")
    if word := board.word():
        st.markdown(f"With them goes your way to the board of the room **{word}**, unless you saved its secret link.")
    _amount(key="keep.amount", height="content")


def _turn() -> None:
    persistence.turn(on=persistence.is_off())


def _forget() -> None:
    room.leave()  # otherwise the seat would stay taken
    persistence.forget()
