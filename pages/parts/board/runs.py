"""All runs of the class in one chart."""

from __future__ import annotations

from math import isfinite

import streamlit as st

from classroom.rooms import Board, Run
from pages.figures import classroom
from pages.shared.chart import chart
from pages.shared.words import cost, count, percent


def show_runs(held: Board) -> None:
    """Show each run as a dot: its learning rate against its last training cost."""
    st.header("All runs", anchor=False)
    if not held.runs:
        st.caption("No run has ended yet.")
        return
    show_dots(held, "board.runs")


def show_dots(held: Board, key: str) -> None:
    """Show the chart alone, and the number of runs that it cannot show. key: of the chart."""
    seen = [run for run in held.runs if isfinite(run.cost) and run.learning_rate > 0]
    if seen:
        dots = [(run.learning_rate, run.cost, in_words(run)) for run in seen]
        best = min(seen, key=lambda run: run.cost)
        alt = f"{count(len(seen), 'run')}. The lowest cost: {in_words(best)}"
        chart(classroom.runs(dots), alt=alt, key=key)
    if left := len(held.runs) - len(seen):
        st.caption(f"{count(left, 'run')} whose cost grew too large to calculate with.")


def in_words(run: Run) -> str:
    """``0.005, 2,000 iterations: training cost 0.17, test images right: 84 %.``"""
    right = "" if run.test_accuracy is None else f", and {percent(run.test_accuracy)} of the test images right"
    return (
        f"A learning rate of {run.learning_rate:g} and {count(run.iterations, 'iteration')}: a training cost of"
        f" {cost(run.cost)}{right}."
    )
