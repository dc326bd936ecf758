"""The receipt of the visitor's work, as a page and as JSON."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import streamlit as st
from msgspec.structs import replace

from classroom.receipts import MAX_NICKNAME, WHEN, Receipt, Signed, as_json, page, proof, server_key, sign
from pages.shared.download import download
from pages.shared.words import count, listed
from pages.visit.receipt import receipt
from pages.visit.store import Field

_name = Field("keep.receipt.name", "")
KINDS: tuple[tuple[str, Callable[[Signed], str], str, str], ...] = (
    ("Take the receipt", page, "receipt.html", "receipt_long"),
    ("Take it as JSON", as_json, "receipt.json", "data_object"),
)


def take_receipt() -> None:
    """Show the content, a field for a name, both downloads, and what they prove."""
    st.markdown(
        "What you did here and when: your lesson, the current run, your guesses, code and goals. Your name only if you"
        " type it."
    )
    st.text_input("Name or nickname", key=_name.shown(), max_chars=MAX_NICKNAME, persist_state="session")
    so_far = receipt(_name.get())
    st.caption(f"So far: {_in_it(so_far)}.")
    with st.container(horizontal=True):
        for label, write, file_name, icon in KINDS:
            download(label, _written(so_far, write), file_name, icon=icon)
    with st.expander("What does it prove?"):
        st.markdown(" ".join(proof(sign(so_far, server_key()))).replace("_", "\\_"))


def _written(so_far: Receipt, write: Callable[[Signed], str]) -> Callable[[], bytes]:
    """Return a function that makes the file after the press, with the time of the press."""

    def written() -> bytes:
        now = replace(so_far, when=f"{datetime.now(UTC):{WHEN}}")
        return write(sign(now, server_key())).encode("utf-8", "replace")

    return written


def _in_it(so_far: Receipt) -> str:
    lesson, mistakes = so_far.lesson, so_far.mistakes
    parts = [
        f"{lesson.done} of {count(len(lesson.steps), 'step')} of a lesson" if lesson else "",
        "a run" if so_far.run else "no run",
        count(len(so_far.guesses) + mistakes.guessed, "guess", "guesses"),
        f"{count(len(so_far.passed), 'function')} that passed all checks",
        count(len(so_far.goals), "goal"),
    ]
    return listed([part for part in parts if part])
