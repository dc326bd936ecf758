"""The results of a sweep: a grid, the best combination, and a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from logreg_core.data.division import folds_and_bursts
from logreg_core.descent import Combination, winner_of
from logreg_core.evaluate import bigger_class
from logreg_core.settings import BATCH_SIZE, L2, LEARNING_RATE, MOMENTUM, PATIENCE
from pages.figures.grid import sweep_grid, sweep_line
from pages.shared import described, frame
from pages.shared.chart import chart
from pages.shared.terms import term
from pages.shared.words import as_text, count, percent
from pages.visit import data, model, settings, training
from pages.visit.store import Field, Slot

_is_swept = Slot("swept", False, reset_on={"model"})  # whether the current run was started here
_chart: Field[dict[str, Any]] = Field("sweep.chart", {})


def show(combinations: Sequence[Combination]) -> None:
    """Show the grid, the best combination, and a table."""
    dataset = data.dataset()
    train = dataset.train
    _, bursts = folds_and_bursts(train.Y, 2, dataset.train_bursts)
    winner = winner_of(combinations, train.Y, bursts=bursts)
    best, (low, high) = winner.combination, winner.interval
    label, always = bigger_class(train.labels)
    corrected = (
        f"corrected for being the best of {len(combinations)}: {percent(winner.accuracy)}, "
        if len(combinations) > 1
        else ""
    )
    st.markdown(
        f"**Lowest held-out cost: a learning rate of {best.learning_rate:g} with a penalty of {best.l2:g}.** On"
        f" average {percent(best.accuracy)} of the held-out images are right ({corrected}plausibly {percent(low)} to"
        f" {percent(high)} on new images mixed as these). Always giving the same answer: {percent(always.share)}."
    )
    if low <= always.share:
        st.markdown(f"**It is not shown to beat always answering “{as_text(dataset.class_names[label])}”.**")

    def load_clicked() -> None:
        load(combinations[_chart.get()["pick"]])

    st.markdown("Choose a cell to train with its settings.")
    chart(
        sweep_grid(combinations, best, numbers=not frame.is_phone()),
        on_pick=load_clicked,
        picks=[in_words(each) for each in combinations],
        key=_chart.key,
        alt=f"A cell for each of {count(len(combinations), 'combination')}; the lowest cost has a learning rate of"
        f" {best.learning_rate:g} and a penalty of {best.l2:g}.",
    )
    if len({each.l2 for each in combinations}) == 1 and len(combinations) > 1:
        chart(
            sweep_line(combinations),
            key="sweep.line",
            alt="Accuracy on held-out and on training images over the learning rate.",
        )
    if (run := model.run()) and _is_swept.get() and (run.whole is None or run.whole.steady):
        chosen = f"a learning rate of {run.recipe.learning_rate:g} and a penalty of {run.recipe.l2:g}"
        if run.whole is not None and run.whole.finished:
            right = f"{percent(run.whole.result.test_accuracy)} of the test images are right"
            st.success(f"Trained with {chosen}: {right}.", icon=":material/check:")
        else:
            st.info(f"In training with {chosen}.", icon=":material/trending_down:")
        st.page_link("train.py", label="Look at this run on Train", icon=":material/trending_down:")
    with st.expander("The same as a table"):
        show_table(combinations)
    with st.expander("Why not simply the best test score?"):
        st.markdown(
            "Who keeps the setting with the best test score let the test images choose, and their score is too good."
            " So each combination is judged on training images that it has not learned from"
            f" ({term('cross-validation')}). Look at"
            " the test score once, at the end.\n\nThe best of many is a little lucky on held-out images, too. So the"
            " choice is repeated on images drawn with replacement, and judged on those that were not drawn (BBC-CV):"
            " the corrected score is the mean, and 95 % of them lie in the range."
        )


def show_table(combinations: Sequence[Combination]) -> None:
    """Show all numbers, and a choice with a button."""
    described.dataframe(
        pd.DataFrame(
            {
                "Learning rate": each.learning_rate,
                "Penalty": each.l2,
                "Held-out right": each.accuracy,
                "Spread": each.spread,
                "Held-out cost": each.cost,
                "Training right": each.train_accuracy,
                "Training cost": each.train_cost,
            }
            for each in combinations
        ),
        hide_index=True,
        column_config=dict.fromkeys(
            ("Held-out right", "Spread", "Training right"), st.column_config.NumberColumn(format="percent")
        ),
        alt="Every combination with its scores.",
    )
    names = [f"rate {each.learning_rate:g}, penalty {each.l2:g}" for each in combinations]
    chosen = st.selectbox("Combination", range(len(combinations)), format_func=names.__getitem__)
    st.button("Train with it", on_click=load, args=(combinations[chosen],))


def in_words(combination: Combination) -> str:
    """Return the meaning of a cell of the grid in words."""
    return (
        f"Train with a learning rate of {combination.learning_rate:g} and a penalty of {combination.l2:g}: held-out"
        f" cost {combination.cost:.3f}, {percent(combination.accuracy)} of the held-out images right"
    )


def load(combination: Combination) -> None:
    """Train with these settings: at once if that is quick, else in the background."""
    settings.set_setting(LEARNING_RATE, combination.learning_rate)
    settings.set_setting(L2, combination.l2)
    for plain in (MOMENTUM, BATCH_SIZE, PATIENCE):
        settings.set_setting(plain, plain.default)
    training.begin()
    _is_swept.set(True)
