"""Which mistake: all of them by difficulty, those that were seen ticked."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from logreg_core.exercise.mistakes import Mistake
from pages.visit import mistakes

LEVELS = {1: "Plain to see", 2: "Less so", 3: "Hard to foresee"}


def chosen(offered: Sequence[Mistake]) -> Mistake:
    """The one in hand: the first that was not seen, until one is chosen."""
    by_name = {mistake.name: mistake for mistake in offered}
    return by_name.get(mistakes.chosen.get()) or following(offered, None)


def following(offered: Sequence[Mistake], after: Mistake | None) -> Mistake:
    """The next one that was not seen; the next one at all where there is none."""
    start = 0 if after is None else offered.index(after) + 1
    order = [*offered[start:], *offered[:start]]
    return next((mistake for mistake in order if not mistakes.is_seen(mistake.name)), order[0])


def choose(mistake: Mistake, then: Callable[[Mistake], None]) -> None:
    """Take one in hand."""
    mistakes.chosen.set(mistake.name)
    then(mistake)


def show_choice(offered: Sequence[Mistake], here: Mistake, then: Callable[[Mistake], None]) -> None:
    """A button for each; ``then`` is called with the one that was pressed."""
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
