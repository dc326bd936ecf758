"""What the player shows beside the curves: switches behind one button."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import streamlit as st

from pages.shared.floor import floor_of, why_no_floor
from pages.shared.words import cost
from pages.visit.watched import WatchedRun, is_instant

Axis = Literal["automatic", "linear", "log"]
AXES: list[Axis] = ["automatic", "linear", "log"]
WIDTH = 320  # pixels, of a sentence under a switch


@dataclass(frozen=True)
class Shown:
    """axis: of the cost. floor: the smallest cost that any weights can have, where it is to be drawn."""

    axis: Axis
    scores: bool
    slope: bool
    floor: float | None
    what_if: bool
    earlier: bool


def choose_what_is_shown(run: WatchedRun) -> Shown:
    """A button behind which there is a switch for each of them."""
    with st.popover("Show", icon=":material/visibility:"):
        axis = st.segmented_control(
            "Axis of the cost",
            AXES,
            default="automatic",
            required=True,
            key="train.axis",
            help="Automatic: a log scale where the costs differ by more than 300 times.",
            persist_state="session",
        )
        earlier = _switch("Earlier runs, pale", "earlier", "The last ones on the same images.", on=True)
        scores = _switch("Scores of both classes", "scores", "How the scores *z* of the training images move apart.")
        slope = _switch("Length of the slope", "slope", "Of the gradient: how steep it is where the neuron stands.")
        floor = _floor(run)
        instant = is_instant(run.dataset, run.recipe)
        what_if = _switch("What if: rate times ten, and a tenth", "what_if", "Two thin lines.", can=instant)
        if not instant:
            st.caption("Two more runs of this length would take too long.", width=WIDTH)
    return Shown(axis, scores, slope, floor, what_if, earlier)


def _switch(label: str, name: str, why: str, *, on: bool = False, can: bool = True) -> bool:
    key = f"train.{name}"
    return st.toggle(label, on, key=key, help=why, disabled=not can, persist_state="session") and can


def _floor(run: WatchedRun) -> float | None:
    """The floor of the cost, where it is found and wanted."""
    recipe = run.recipe if run.here is None else replace(run.recipe, l2=float(run.here.descent.l2))
    floor = floor_of(run.dataset, recipe)
    wanted = _switch(
        "Floor of the cost", "floor", "With its penalty: no weights have a smaller one.", can=floor is not None
    )
    st.caption(
        f"No floor: {why_no_floor(run.dataset, recipe)}."
        if floor is None
        else f"No weights have a smaller training cost{' + penalty' if recipe.l2 else ''} than {cost(floor)}."
        if floor
        else "It is 0: some weights answer all training images right, and as they grow, the cost comes as near to 0 as"
        " one likes.",
        width=WIDTH,
    )
    return floor if wanted else None
