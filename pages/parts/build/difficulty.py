"""Accuracy as drawings get harder in one respect."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from logreg_core import Recipe, train
from logreg_core.evaluate import Accuracy, accuracy
from logreg_core.sources import drawings
from logreg_core.sources.drawings import Difficulty
from pages.figures.shares import coping as coping_chart
from pages.shared.chart import chart
from pages.shared.guess import ask, tell
from pages.shared.words import percent
from pages.shared.work import may_be_left
from pages.visit.shared import once
from pages.visit.store import Slot

_asked: Slot[tuple[str, Difficulty, int] | None] = Slot("coping", None)  # the chosen difficulty
_is_wanted = Slot("coping_is_wanted", False)  # the button was pressed
AMOUNTS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
RECIPE = Recipe()
TESTED = 200  # drawings at each of these amounts
EVERY_RESPECT = {
    "position": "How far a face may be from the middle.",
    "rotation": "How far it may be turned.",
    "size": "How much larger or smaller it may be.",
    "colour": "How much the colours of coat and background may differ.",
    "noise": "How much every pixel may be off.",
}


def show_coping(difficulty: Difficulty, seed: int) -> None:
    """Raise one difficulty from 0 to 1, the others as on the sliders, and show the neuron's accuracy."""
    st.header("Where does a single neuron stop coping?", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        respect = st.segmented_control(
            "Raise from 0 to 1, the others as they are",
            EVERY_RESPECT,
            default="position",
            required=True,
            key="build.respect",
            persist_state="session",
        )
        question = (respect, difficulty, seed)
        st.button("Find out", icon=":material/trending_down:", on_click=_is_wanted.set, args=(True,))
        if _is_wanted.get():
            _is_wanted.clear()
            _asked.set(question)
    if _asked.get() != question:
        ask("harder_drawings", show=partial(_asked.set, question))
        return
    results = []
    bar = st.progress(0.0)
    may_be_left()
    for amount in AMOUNTS:
        bar.progress(amount, f"Drawing, training and testing at {amount:.1f}")
        results.append(coping(replace(difficulty, **{respect: amount}), seed, TESTED))
    bar.empty()
    tell("harder_drawings", results)
    chart(
        coping_chart(respect, AMOUNTS, [each.share for each in results], [each.interval for each in results]),
        key="build.coping",
        alt=f"Test drawings right as the difficulty in {respect} grows: "
        + ", ".join(f"{percent(each.share)} at {amount:.1f}" for amount, each in zip(AMOUNTS, results, strict=True)),
    )
    st.caption(
        f"At each point a new neuron learns from 209 drawings, for 2,000 iterations, and is tested on {TESTED} others."
        " The bars say where its true share plausibly lies."
    )


@once(2000)
def coping(difficulty: Difficulty, seed: int, test: int) -> Accuracy:
    """Return how many test drawings a neuron gets right after learning from 209 with the default settings."""
    dataset = drawings.load(difficulty, test=test, seed=seed)
    return accuracy(train(dataset, RECIPE).answers(dataset.test.images), dataset.test.labels)
