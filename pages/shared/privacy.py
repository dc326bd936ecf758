"""What becomes of the pictures that a visitor brings, in one sentence, and the button that forgets them."""

from __future__ import annotations

import streamlit as st

from pages.visit import board, kept, lesson, room
from pages.visit.store import let_go

from .uploads import renew_fields

GONE = "within minutes after you close the page"


def never_shown() -> str:
    """That nobody else sees a picture; in a room of a class there is one way, which the visitor has in hand."""
    unless = ", unless you send it to the board of your class" if room.seat() else ""
    return f"never shown to another visitor{unless}"


def show_privacy(more: str = "") -> None:
    """The sentence, where pictures are brought, and what else is true there."""
    st.caption(
        "A picture that you take or upload is sent to the computer that runs this app and kept, without its metadata,"
        f" only in the memory of your session: never on a disk, {never_shown()}. It is gone when you press “Forget my"
        f" pictures”, and {GONE}. {more}".rstrip()
    )


def offer_to_forget() -> None:
    """A button that lets go of every picture that the visitor brought as a photo."""
    st.button(
        "Forget my pictures",
        on_click=_forget,
        icon=":material/delete:",
        help="The picture in hand, the table of many photos, and every file field. The model and the dataset stay.",
    )


def offer_to_forget_what_is_kept() -> None:
    """What outlives the visit, where there is some of it, and a button that lets go of it."""
    if not kept.as_text():
        return
    st.header("In this browser")
    if not lesson.may_keep():
        st.markdown(
            "A lesson of this visit is for computers that others use too: since it began, nothing more is kept in this"
            " browser, and a reload loses it. To forget what was kept before, open this page in a new tab."
        )
        return
    st.markdown(
        "Your code, your answers, a lesson that you write, your place in the room of a class and how far you have come"
        " stay in this browser, so that a reload loses nothing. On a computer that others use too, forget them when you"
        " are done."
    )
    if word := board.word():
        st.markdown(f"With them goes your way to the board of the room **{word}**, unless you saved its secret link.")
    st.button("Forget them", on_click=_forget_what_is_kept, icon=":material/delete:", help="Here, and in this browser.")


def _forget_what_is_kept() -> None:
    room.leave()  # or the seat would stay taken by nobody
    kept.forget()


def _forget() -> None:
    let_go("pictures")
    renew_fields()
