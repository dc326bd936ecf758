"""The results of a right and a wrong program, side by side."""

from __future__ import annotations

import numpy as np
import streamlit as st

from classroom.exercise.mistakes import Pair, Symptom
from logreg_core import Dataset
from logreg_core.explain import shrunken_maps
from pages.figures.exercise import costs_beside
from pages.shared.chart import chart
from pages.shared.pictures import show_signed
from pages.shared.terms import term
from pages.shared.words import as_text, cost, count, percent, unbroken

MAP = 150  # pixels; two fit side by side on a phone
NO_NUMBER = "no number"


def show_beside(dataset: Dataset, pair: Pair, key: str) -> None:
    """Show the curves, the numbers and the weights."""
    left, right = st.columns(2, gap="medium")
    with left:
        chart(costs_beside(pair.right.costs, pair.wrong.costs), key=key, alt=_curves_in_words(pair))
    with right:
        st.markdown(_table(pair))
    with left, st.container(horizontal=True):
        _show_map(dataset, pair.right, "right")
        _show_map(dataset, pair.wrong, "with the mistake")
    with right:
        _say_how_it_was_run(dataset, pair)


def _curves_in_words(pair: Pair) -> str:
    words = [
        f"{name}: the cost goes from {_cost(seen.costs[0])} to {_cost(seen.costs[-1])}"
        f" in {count(len(seen.costs), 'iteration')}"
        + ("" if seen.breaks_at is None else f", and is first no number in iteration {seen.breaks_at:,}")
        for name, seen in (("Right", pair.right), ("With the mistake", pair.wrong))
    ]
    return ". ".join(words)


def _table(pair: Pair) -> str:
    rows = {
        term("cost", "First cost"): lambda seen: _cost(seen.costs[0]),
        "Last cost": lambda seen: _cost(seen.costs[-1]),
        "Costs that are no number": _broken,
        term("accuracy", "Training accuracy"): lambda seen: percent(seen.train_accuracy),
        "Test accuracy": lambda seen: percent(seen.test_accuracy),
        "Yes to training images": lambda seen: percent(seen.train_yes.mean()),
        "Yes to test images": lambda seen: percent(seen.test_yes.mean()),
        term("weight", "Largest weight"): lambda seen: (
            f"{seen.largest:.3g}" if np.isfinite(seen.largest) else NO_NUMBER
        ),
    }
    lines = ["| What | Right | With the mistake |", "| --- | ---: | ---: |"]
    return unbroken(
        "\n".join(lines + [f"| {name} | {say(pair.right)} | {say(pair.wrong)} |" for name, say in rows.items()])
    )


def _cost(value: float) -> str:
    return NO_NUMBER if not np.isfinite(value) else cost(value) if value >= 0 else f"−{cost(-value)}"


def _broken(seen: Symptom) -> str:
    if seen.breaks_at is None:
        return "none"
    return f"{np.count_nonzero(~np.isfinite(seen.costs)):,} of {len(seen.costs):,}, from iteration {seen.breaks_at:,}"


def _show_map(dataset: Dataset, seen: Symptom, title: str) -> None:
    if not np.isfinite(seen.w).all():
        st.caption(f"Weights, {title}: {NO_NUMBER}")
        return
    with st.container(width=MAP):
        weights = shrunken_maps(seen.w, dataset.image_shape)[0]
        show_signed(weights, 2 * MAP, of=f"The weights, {title}", width="100%")
        st.caption(f"Weights, {title}")


def _say_how_it_was_run(dataset: Dataset, pair: Pair) -> None:
    train, test = len(pair.right.train_yes), len(pair.right.test_yes)
    some = "" if (train, test) == (len(dataset.train), len(dataset.test)) else ", drawn at random from all,"
    warned = f" NumPy warned: {', '.join(pair.wrong.warnings)}." if pair.wrong.warnings else ""
    blue, red = map(as_text, dataset.class_names)
    st.caption(
        f"{train:,} training and {test:,} test images{some} as the program itself counts them. Yes is “{red}”."
        f" In the maps red pushes towards “{red}” and blue towards “{blue}”, each in its own scale.{warned}"
    )
