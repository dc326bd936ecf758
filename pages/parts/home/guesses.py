"""How many guesses were right."""

from __future__ import annotations

import streamlit as st

from classroom.exercise.guesses import QUESTIONS
from pages.shared.words import as_text, count
from pages.visit import guesses


def show_guesses() -> None:
    """Show one line, and in an expander the guesses and results; nothing without guesses."""
    results = guesses.all_told()
    if not results and guesses.are_wanted():
        return
    right = sum(each.came_true for each in results.values())
    line = f"{right} of {count(len(results), 'guess', 'guesses')} right" if results else "Guesses are off"
    with st.expander(line, icon=":material/psychology_alt:", key="home.guesses", on_change="rerun") as fold:
        if not fold.open:
            return
        for name, each in results.items():
            icon, how = (
                (":material/check:", "You guessed right.")
                if each.came_true
                else (":material/close:", "You guessed wrong.")
            )
            st.markdown(
                f"{icon} **{QUESTIONS[name].title}:** you said {as_text(each.said)}. {as_text(each.happened)} {how}"
            )
        wanted = st.toggle("Ask me to guess first", guesses.are_wanted(), key="home.questions")
        if wanted != guesses.are_wanted():
            guesses.want(them=wanted)
        if results:
            st.button("Forget my guesses", on_click=guesses.forget, help="The questions are asked again.")
