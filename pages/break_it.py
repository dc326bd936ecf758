"""Break it: a line or two of the textbook are wrong. What will you see?"""

import streamlit as st

from pages.parts.break_it.line_first import forget_guesses, show_line_first
from pages.parts.break_it.symptom_first import forget_round, show_symptom_first
from pages.shared import browser, frame
from pages.shared.ways import choose_way
from pages.shared.words import count
from pages.visit import data, mistakes

WAYS = dict(zip(mistakes.WAYS, (show_line_first, show_symptom_first), strict=True))


def count_anew() -> None:
    """Forget all guesses."""
    mistakes.reset()
    forget_guesses()
    forget_round()


st.html(browser.style(__file__))
st.title("Break it")
st.markdown("A line or two of the textbook were changed. Guess what that does, then run it beside the right one.")
WAYS[choose_way("break_it", "What comes first", WAYS, mistakes.way)](data.dataset())
true, guesses = mistakes.came_true()
with st.container(horizontal=True, vertical_alignment="center"):
    st.caption(f"{true} of {count(guesses, 'guess', 'guesses')} right." if guesses else "No guesses yet.")
    if guesses:
        st.button("Reset the score", key="break_it.reset", type="tertiary", on_click=count_anew)
frame.onward(is_done=bool(guesses))
