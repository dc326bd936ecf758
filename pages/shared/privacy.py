"""One sentence on what happens to the visitor's pictures, and the button that deletes them."""

from __future__ import annotations

import streamlit as st

from pages.server.browser_blobs import MAX_BYTES
from pages.server.executor import here
from pages.server.where import anywhere
from pages.visit import painting, photos, room
from pages.visit.rows import photo_rows
from pages.visit.store import clear

from . import persistence
from .uploads import renew_fields

PICTURES = {"photo", "rows"}  # names in the browser of the current picture and those of Many
KEPT_MB = MAX_BYTES // 2**20  # the largest picture or dataset that the visitor's browser keeps
GONE = "within minutes after you close the page"


def never_shown() -> str:
    """Return words that nobody else sees a picture, with the exception of sending it in a room."""
    unless = ", unless you send it to the board of your class" if room.seat() else ""
    return f"never shown to another visitor{unless}"


def kept_too(what: str, until: str = "you forget it on the page Keep") -> str:
    """Return the sentence that the visitor's own browser keeps it too; empty if it keeps nothing."""
    return f" Your own browser keeps {what} too, until {until}." if persistence.may_keep() else ""


def computers() -> str:
    """Return where uploads are, in words."""
    return "computer that runs this app" if anywhere() is here else "computers that run this app"


def show_privacy(what: str = "the current picture", more: str = "") -> None:
    """Show the sentence on privacy where pictures are uploaded. what: that the browser keeps. more: further
    sentences."""
    st.caption(
        f"A picture that you take or upload is sent to the {computers()}, and kept without its metadata in"
        f" the memory of your session: never on a disk, {never_shown()}. It is gone when you press “Forget my"
        f" pictures”, or {GONE}.{kept_too(what, 'you press that')} {more}".rstrip()
    )


def offer_to_forget() -> None:
    """Show a button that deletes every photo of the visitor."""
    st.button(
        "Forget my pictures",
        on_click=_forget,
        icon=":material/delete:",
        disabled=not (photos.photo() or photos.refusal.get() or photo_rows.get() or painting.is_of_a_picture()),
        help="The current picture, the table of many photos, and every file field. The model and the dataset stay.",
    )


def _forget() -> None:
    clear("pictures")
    renew_fields()
    persistence.forget_bytes(PICTURES)
