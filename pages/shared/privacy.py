"""What becomes of the pictures that a visitor brings, in one sentence, and the button that forgets them."""

from __future__ import annotations

import streamlit as st

from pages.visit.store import let_go

from .uploads import renew_fields

SENTENCE = (
    "Your pictures are sent to the computer that runs this app and kept only in the memory of your session, without"
    " their metadata: they are never written to a disk, no other visitor can see them, and they are gone when you press"
    " “Forget my pictures” or, at the latest, a few minutes after you close the page."
)


def show_privacy() -> None:
    """The sentence, where pictures are brought."""
    st.caption(SENTENCE)


def offer_to_forget() -> None:
    """A button that lets go of every picture that the visitor brought as a photo."""
    st.button(
        "Forget my pictures",
        on_click=_forget,
        icon=":material/delete:",
        help="The picture in hand, the table of many photos, and every file field. The model and the dataset stay.",
    )


def _forget() -> None:
    let_go("pictures")
    renew_fields()
