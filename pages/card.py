"""Card: the model card, what to know about the model before use, for download."""

import streamlit as st

from logreg_core.export.card import Card
from logreg_core.settings import THRESHOLD
from pages.shared import browser, frame
from pages.shared.carded import card_of
from pages.shared.download import download
from pages.shared.terms import term
from pages.visit import claims, settings

MAX_TEXT = 600  # characters


def ask() -> None:
    """Ask for what only a person can say about the model."""
    author, purpose, limits = (field.shown() for field in (claims.author, claims.purpose, claims.limits))
    st.text_input("Who made it", key=author, persist_state="session", max_chars=80)
    left, right = st.columns(2)
    left.text_area("What it is for", key=purpose, persist_state="session", max_chars=MAX_TEXT)
    right.text_area("What it must not be used for", key=limits, persist_state="session", max_chars=MAX_TEXT)


def offer(card: Card) -> None:
    """Show both downloads."""
    with st.container(horizontal=True):
        in_html = "One file with the pictures in it. Open it in a browser and print it."
        download("Download HTML", lambda: card.page, "model-card.html", about=in_html)
        in_text = "Plain text, without the pictures."
        download("Download Markdown", lambda: card.markdown, "model-card.md", about=in_text)


st.html(browser.style(__file__))
st.title("The model on one page")
judged = frame.need_judged()
st.markdown(
    f"A **{term('model card')}** says what a model learned from, how good it is, and where it fails. The numbers are"
    " filled in; add what only you know."
)
ask()
card = card_of(judged, settings.setting(THRESHOLD), claims.texts())
offer(card)
with st.container(border=True, key="card.sheet"):
    st.html(card.body)
frame.onward("many.py", "Try many pictures at once")
