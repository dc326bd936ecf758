"""Drawn animals with adjustable difficulty."""

from __future__ import annotations

from dataclasses import asdict, fields

import streamlit as st

from logreg_core.sources import drawings
from logreg_core.sources.drawings import Difficulty
from pages.visit.store import Field

from .dataset import SHOWN, make_it, seed_field, show_some
from .difficulty import EVERY_RESPECT, show_coping

_chosen = {name: Field(f"build.difficulty.{name}", amount) for name, amount in asdict(drawings.MEDIUM).items()}
LEVELS = {"Easy": drawings.EASY, "Medium": drawings.MEDIUM, "Hard": drawings.HARD}


def choose(level: Difficulty) -> None:
    """Set the sliders to a level of difficulty."""
    for name, amount in asdict(level).items():
        _chosen[name].renew(amount)


def draw() -> None:
    """Show drawn animals, as different as the learner likes."""
    st.markdown(
        "Is it a cat? The app draws these animals, and you say how much they may differ. Begin easy, train, and make"
        " them harder in one respect after the other, until **a single neuron does not cope any more**."
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for title, level in LEVELS.items():
            st.button(title, on_click=choose, args=(level,))
    places = [*st.columns(3), *st.columns(3)]  # row by row, also on a phone
    chosen = {}
    for each, place in zip(fields(Difficulty), places, strict=False):
        with place:
            chosen[each.name] = st.slider(
                each.name.capitalize(),
                0.0,
                1.0,
                step=0.05,
                key=_chosen[each.name].shown(),
                persist_state="session",
                help=EVERY_RESPECT[each.name],
            )
    with places[-1]:
        seed = seed_field("The same seed draws the same animals, at every difficulty.")
    difficulty = Difficulty(**chosen)
    show_some(drawings.load(difficulty, train=SHOWN, test=1, seed=seed))
    make_it("Use 209 + 50 of these", lambda: drawings.load(difficulty, seed=seed))
    show_coping(difficulty, seed)
    with st.expander("What is hard about it?"):
        st.markdown(
            "The neuron has one weight for every place in the picture. While an ear is always in the same place, noise,"
            " turning or other colours alone do little harm. When the faces move, the same place shows an ear in one"
            " picture and the background in the next; when the colours change too, the ear is now brighter and now"
            " darker than the background. Then no single set of weights works for new pictures. Try position and colour"
            " together."
        )
