"""Switches for what the player shows beside the curves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import streamlit as st

from logreg_core import Recipe
from pages.shared.floor import floor_of, why_no_floor
from pages.shared.words import cost
from pages.visit.store import Field
from pages.visit.watched import WatchedRun, is_instant

Axis = Literal["automatic", "linear", "log"]
AXES: list[Axis] = ["automatic", "linear", "log"]
WIDTH = 320  # pixels: the width of a sentence under a switch

_axis: Field[Axis] = Field("train.axis", "automatic")
_earlier = Field("train.earlier", True)
_scores = Field("train.scores", False)
_slope = Field("train.slope", False)
_floor = Field("train.floor", False)
_what_if = Field("train.what_if", False)


@dataclass(frozen=True)
class Shown:
    """axis: of the cost. floor: the smallest cost of any weights, if it is drawn."""

    axis: Axis
    scores: bool
    slope: bool
    floor: float | None
    what_if: bool
    earlier: bool


def choose_what_is_shown(run: WatchedRun) -> Shown:
    """Show a popover with a switch for each. They are drawn when it opens."""
    recipe = run.recipe if run.here is None else replace(run.recipe, l2=float(run.here.descent.l2))
    instant = is_instant(run.dataset, run.recipe)
    with st.popover("Show", icon=":material/visibility:", key="train.show", on_change="rerun") as switches:
        if switches.open:
            _choose(run, recipe, instant)
    return Shown(
        _axis.get(),
        _scores.get(),
        _slope.get(),
        floor_of(run.dataset, recipe) if _floor.get() else None,
        _what_if.get() and instant,
        _earlier.get(),
    )


def _choose(run: WatchedRun, recipe: Recipe, instant: bool) -> None:
    st.segmented_control(
        "Axis of the cost",
        AXES,
        required=True,
        key=_axis.shown(),
        help="Automatic: a log scale where the costs differ by more than 300 times.",
        persist_state="session",
    )
    _switch("Earlier runs, pale", _earlier, "The last ones on the same images.")
    _switch("Score histogram by class", _scores, "How the scores *z* of the training images move apart.")
    _switch("Length of the slope", _slope, "Of the gradient: how steep it is where the neuron stands.")
    floor = floor_of(run.dataset, recipe)
    _switch("Floor of the cost", _floor, "With its penalty: no weights have a smaller one.", can=floor is not None)
    st.caption(
        f"No floor: {why_no_floor(run.dataset, recipe)}."
        if floor is None
        else f"No weights have a smaller training cost{' + penalty' if recipe.l2 else ''} than {cost(floor)}."
        if floor
        else "It is 0: some weights answer all training images right, and as they grow, the cost comes as near to 0 as"
        " one likes.",
        width=WIDTH,
    )
    _switch("What if: rate times ten, and a tenth", _what_if, "Two thin lines.", can=instant)
    if not instant:
        st.caption("Two more runs of this length would take too long.", width=WIDTH)


def _switch(label: str, held: Field[bool], why: str, *, can: bool = True) -> None:
    st.toggle(label, key=held.shown(), help=why, disabled=not can, persist_state="session")
