"""The line first: the visitor guesses what a broken line does."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import streamlit as st

from classroom.exercise.mistakes import MISTAKES, Mistake, Pair
from logreg_core import Dataset
from pages.shared.work import begin, work
from pages.visit import data, mistakes
from pages.visit.store import Recall

from .beside import show_beside
from .runs import compare

LEVELS = {1: "Plain to see", 2: "Less so", 3: "Hard to foresee"}

_found: Recall[Pair] = Recall("break_it.pair")


def show_line_first(dataset: Dataset) -> None:
    """Show a broken line, the guess, its effect, and the lesson from it."""
    offered = [mistake for mistake in MISTAKES if mistake.suits(dataset)]
    mistake = chosen(offered)
    _show(dataset, offered, mistake)
    show_choice(offered, mistake, _again)


def forget_guesses() -> None:
    """Ask again."""
    mistakes.guesses.clear()


def _show(dataset: Dataset, offered: list[Mistake], mistake: Mistake) -> None:
    st.header(mistake.title)
    st.code(mistake.difference, language="diff", wrap_lines=True)
    guess = mistakes.guesses.get().get(mistake.name)
    if guess is None:
        _ask(mistake)
        return
    if mistakes.reads_on():
        begin(_found)
    pair = work(_found, "Run both", compare, dataset, mistake.name, data.is_own())
    if pair is None:
        return
    _say_what_came(mistake, guess, pair)
    show_beside(dataset, pair, key="break_it.costs")
    st.markdown(f"{mistake.lesson}\n\n**Where to look next time.** {mistake.where}")
    st.button(
        "Next mistake",
        type="primary",
        key="break_it.next",
        icon=":material/arrow_forward:",
        on_click=choose,
        args=(following(offered, mistake), _again),
    )


def _again(mistake: Mistake) -> None:
    """Show an earlier guess again without asking."""
    if mistake.name in mistakes.guesses.get():
        begin(_found)


def _ask(mistake: Mistake) -> None:
    st.markdown("**What will you see?**")
    answers = list(mistake.answers)
    random.Random(mistake.name).shuffle(answers)  # a fixed order, which gives nothing away
    for number, answer in enumerate(answers):
        st.button(
            answer.text,
            key=f"break_it.answer.{mistake.name}.{number}",
            width="stretch",
            on_click=_guess,
            args=(mistake, answer.text),
        )
    st.button(
        "I just want to see",
        key=f"break_it.see.{mistake.name}",
        type="tertiary",
        icon=":material/visibility:",
        on_click=_guess,
        args=(mistake, ""),
    )


def _guess(mistake: Mistake, text: str) -> None:
    mistakes.guesses.set({**mistakes.guesses.get(), mistake.name: text})
    choose(mistake, _again)  # otherwise the next unseen mistake would replace it


def _say_what_came(mistake: Mistake, guess: str, pair: Pair) -> None:
    true = mistake.true(pair)
    if len(true) != 1:
        mistakes.tell(mistake.name, mistakes.SEEN)
        st.info(f"On these images {len(true) or 'none'} of the four answers hold, so no guess counts here.")
        return
    came = mistakes.SEEN if not guess else mistakes.TRUE if guess == true[0].text else mistakes.FALSE
    mistakes.tell(mistake.name, came)
    yours = "You guessed right" if came == mistakes.TRUE else "What came"
    said = f"{yours}: **{true[0].text}**"
    if came == mistakes.FALSE:
        (tempting,) = (answer.tempting for answer in mistake.answers if answer.text == guess)
        said += f"\n\nYou said: {guess} *{tempting}*"
    st.info(said, icon=":material/visibility:")  # announced by screen readers


def chosen(offered: Sequence[Mistake]) -> Mistake:
    """Return the current mistake: the chosen one, by default the first unseen one."""
    by_name = {mistake.name: mistake for mistake in offered}
    return by_name.get(mistakes.chosen.get()) or following(offered, None)


def following(offered: Sequence[Mistake], after: Mistake | None) -> Mistake:
    """Return the next unseen mistake; if all were seen, the next one."""
    start = 0 if after is None else offered.index(after) + 1
    order = [*offered[start:], *offered[:start]]
    return next((mistake for mistake in order if not mistakes.is_seen(mistake.name)), order[0])


def choose(mistake: Mistake, then: Callable[[Mistake], None]) -> None:
    """Choose a mistake."""
    mistakes.chosen.set(mistake.name)
    then(mistake)


def show_choice(offered: Sequence[Mistake], here: Mistake, then: Callable[[Mistake], None]) -> None:
    """Show a button for each; ``then`` is called with the pressed one."""
    seen = sum(mistakes.is_seen(mistake.name) for mistake in offered)
    with st.expander(f"All {len(offered)} mistakes, {seen} seen", icon=":material/list:"):
        for level, words in LEVELS.items():
            st.caption(words)
            with st.container(horizontal=True):
                for mistake in offered:
                    if mistake.level == level:
                        st.button(
                            mistake.title,
                            key=f"break_it.choose.{mistake.name}",
                            type="primary" if mistake is here else "secondary",
                            icon=":material/check:" if mistakes.is_seen(mistake.name) else None,
                            on_click=choose,
                            args=(mistake, then),
                        )
