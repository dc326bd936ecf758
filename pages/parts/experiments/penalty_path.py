"""The penalty's path: what L2 does to the weights and to the held-out cost, and early stopping beside it."""

from __future__ import annotations

import streamlit as st

from logreg_core import Dataset
from logreg_core.experiments import PenaltyPath, penalty_path
from pages.figures.chosen import penalty_path_figure
from pages.shared.chart import chart
from pages.shared.guess import tell
from pages.shared.terms import term
from pages.shared.words import cost
from pages.shared.work import Progress, work
from pages.visit import findings


def show_penalty_path(dataset: Dataset) -> None:
    """Show the length of the weights and the held-out cost against the penalty, and those of early stopping."""
    st.markdown(
        f"Raise the {term('L2', 'penalty')} on large weights from next to nothing until hardly any weight is left, and"
        " judge on held-out images. Then descend without a penalty, and stop early: t steps are drawn at"
        " a penalty of 1 / (rate · t)."
    )
    path = work(findings.penalty_path, "Walk the path", walk, dataset, guess=["penalty_or_stopping"])
    if path is None:
        return
    tell("penalty_or_stopping", path)
    best, stop = int(path.cost.argmin()), int(path.stop_cost.argmin())
    chart(
        penalty_path_figure(
            path.l2s,
            (path.cost, path.length),
            path.as_penalties,
            (path.stop_cost, path.stop_length),
            path.stops,
        ),
        key="experiments.penalty_path",
        alt=f"With penalties from {path.l2s[0]:g} to {path.l2s[-1]:g} the weights shrink from"
        f" {path.length[0]:.3g} to {path.length[-1]:.3g}; the held-out cost is lowest, {cost(path.cost[best])}, at"
        f" {path.l2s[best]:.2g}. Stopped descent: {cost(path.stop_cost[stop])} after {path.stops[stop]:,} steps",
    )
    st.markdown(
        f"The lowest held-out cost: {cost(path.cost[best])} with a penalty of {path.l2s[best]:.2g}, and"
        f" {cost(path.stop_cost[stop])} by {term('early stopping')} after {path.stops[stop]:,} of"
        f" {path.stops[-1]:,} steps at a rate of {path.rate:.2g}. Both lines are means over the folds of"
        f" {term('cross-validation')}."
    )
    if path.images < len(dataset.train):
        st.caption(f"{path.images:,} training images took part, drawn at random.")


def walk(dataset: Dataset, progress: Progress) -> PenaltyPath:
    """Run `penalty_path` as a job."""
    return penalty_path(dataset, progress=progress)
