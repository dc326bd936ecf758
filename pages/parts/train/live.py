"""The curve and the numbers of a run, drawn again while it goes on."""

from __future__ import annotations

import numpy as np
import streamlit as st

from logreg_core.figures.curves import training_curves
from pages.shared import frame
from pages.shared.chart import chart
from pages.shared.story import curve_in_words, turn_in_words
from pages.shared.words import cost, duration, percent
from pages.visit import runs
from pages.visit.watched import WatchedRun

from .trouble import show_trouble


def show_live(run: WatchedRun) -> None:
    """The curve and the numbers so far. While the run goes on, this part of the page is drawn again at every tick."""
    was_running = run.running
    if run.running:
        run.tick()
    now = run.descent.now
    records = [*run.descent.records, now]
    above, curve, below = st.container(), st.container(), st.container()
    with (below if frame.is_phone() else above).container(horizontal=True):  # a phone shows the curve first
        st.metric(f"Iteration, of {run.goal:,}", f"{now.iteration:,}", width=160)
        st.metric("Training cost", cost(now.cost), width=160)
        if run.recipe.l2:
            st.metric("Training cost + penalty", cost(now.objective), width=190)
        st.metric("Test cost", cost(now.test_cost), width=160)
        st.metric("Training images right", percent(now.train_accuracy), width=160)
        st.metric("Test images right", percent(now.test_accuracy), width=160)
    before = [kept for kept in runs.kept() if kept.number < run.number and kept.dataset_digest == run.dataset.digest]
    rates = [(start, float(np.asarray(rate))) for start, rate in run.descent.rates]
    with curve:
        chart(
            training_curves(
                records,
                room_for(run),
                rates,
                turns=run.descent.turns,
                ghost=before[-1].records if before else (),
            ),
            key="train.curves",
            alt=f"Cost and accuracy over the iterations. {curve_in_words(records)}",
        )
    if run.running and run.seconds_left > 5:
        st.caption(f"About {duration(run.seconds_left)} left.")
    show_trouble(run)
    if not run.running and run.result.iteration == now.iteration and (warning := turn_in_words(records)):
        st.markdown(f"{warning}. *Patience*, under “More settings”, looks for such a turn on images set aside.")
    if was_running and not run.running:
        if run.finished:
            runs.keep(run)
        st.rerun()  # the whole page, so that the buttons and the sidebar know that it is over


def room_for(run: WatchedRun) -> int:
    """Where the axis ends: at the goal while the run is under way, nearer while only a few steps have been taken."""
    return run.goal if run.running else min(run.goal, max(20, 5 * run.iteration // 4))
