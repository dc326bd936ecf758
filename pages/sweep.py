"""Sweep: many learning rates and penalties at once, judged on training images that were held out."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from logreg_core.descent import Combination, estimated_sweep_seconds, sweep
from logreg_core.evaluate import Accuracy, bigger_class
from logreg_core.figures.grid import sweep_grid, sweep_line
from logreg_core.preprocess import PIXEL_MAX, flatten
from logreg_core.settings import BATCH_SIZE, ITERATIONS, L2, LEARNING_RATE, MOMENTUM, PATIENCE, SEED
from pages.shared import frame, state
from pages.shared.bursts import say_bursts_are_cut
from pages.shared.controls import choose_number
from pages.shared.training import is_instant
from pages.shared.words import as_text, count, duration, percent
from pages.shared.work import Progress, work

LONGEST = 60  # seconds that a sweep may take on a server that others use too
RATES = (0.0005, 0.05)
PENALTIES = (0.0, 0.01, 0.1)
FOLDS = (3, 5, 10)


def load(combination: Combination) -> None:
    """Train with these settings: at once where that takes a blink, else on the page Train."""
    state.set_setting(LEARNING_RATE, combination.learning_rate)
    state.set_setting(L2, combination.l2)
    for plain in (MOMENTUM, BATCH_SIZE, PATIENCE):
        state.set_setting(plain, plain.default)
    if is_instant(state.dataset(), state.run_settings()):
        state.train_at_once()
    else:
        state.begin_training().go()
    state.mark_swept()


def ask() -> tuple[list[float], list[float], int]:
    """Which learning rates, which penalties, how many folds."""
    left, right = st.columns(2, gap="large")
    with left:
        low, high = st.select_slider(
            "Learning rates", LEARNING_RATE.stops, RATES, format_func=lambda rate: f"{rate:g}", key=state.SWEEP_RATES
        )
        choose_number(ITERATIONS, lambda _: None)
    with right:
        l2s = st.multiselect(
            "Penalties (L2)",
            L2.stops,
            PENALTIES,
            max_selections=6,
            format_func="{:g}".format,
            key=state.SWEEP_PENALTIES,
        )
        folds = st.segmented_control(
            "Folds",
            FOLDS,
            default=5,
            required=True,
            help="The training images are dealt into so many parts. Each part is held out once, and judged by a"
            " neuron that has learned from the others.",
        )
    return [rate for rate in LEARNING_RATE.stops if low <= rate <= high], sorted(l2s), folds


def find(
    rates: list[float], l2s: list[float], folds: int, iterations: int, *, allowed: bool
) -> list[Combination] | None:
    """Train them all, side by side; None until that is done."""
    seed = int(state.setting(SEED))
    train = state.dataset().train

    def do(progress: Progress) -> list[Combination]:
        return sweep(
            flatten(train.images),
            train.labels.reshape(1, -1),
            learning_rates=rates,
            l2s=l2s,
            folds=folds,
            iterations=iterations,
            seed=seed,
            divisor=PIXEL_MAX,
            progress=progress,
        )

    settings = (tuple(rates), tuple(l2s), folds, iterations, seed)
    return work("sweep", settings, "Sweep", do, disabled=not allowed)


def show(found: Sequence[Combination]) -> None:
    """The grid, the best of it, and the same as a table."""
    best = max(found, key=lambda each: (each.accuracy, -each.cost))
    dataset = state.dataset()
    label, always = bigger_class(dataset.train.labels)
    st.markdown(
        f"**Best: a learning rate of {best.learning_rate:g} with a penalty of {best.l2:g}.** On average"
        f" {percent(best.accuracy)} of the held-out images are right, give or take {percent(best.spread)} from fold to"
        f" fold. Always giving the same answer: {percent(always.share)}."
    )
    if not beats(best, always):
        st.markdown(f"**None of these is shown to beat always answering “{as_text(dataset.class_names[label])}”.**")
    near = sum(each.accuracy >= best.accuracy - best.spread for each in found) - 1
    if near:
        others = "Another combination is" if near == 1 else f"{near} other combinations are"
        st.markdown(f"{others} within that spread of the best: these images cannot tell them apart.")

    def load_clicked() -> None:
        if (place := state.clicked_square()) is not None:
            load(found[place])

    st.markdown("Click a cell to train with its settings.")
    st.plotly_chart(
        sweep_grid(found, best),
        config={"displayModeBar": False},
        on_select=load_clicked,
        selection_mode="points",
        key=state.SWEEP_CHART,
        alt=f"A cell for each of {count(len(found), 'combination')}; the best has a learning rate of"
        f" {best.learning_rate:g} and a penalty of {best.l2:g}.",
    )
    if len({each.l2 for each in found}) == 1 and len(found) > 1:
        st.plotly_chart(
            sweep_line(found),
            config={"displayModeBar": False},
            alt="Accuracy on held-out and on training images over the learning rate.",
        )
    if run := state.swept():
        settings = f"a learning rate of {run.settings[LEARNING_RATE.name]:g} and a penalty of {run.settings[L2.name]:g}"
        if run.finished:
            right = f"{percent(run.result.test_accuracy)} of the test images are right"
            st.success(f"Trained with {settings}: {right}.", icon=":material/check:")
        else:
            st.info(f"In training with {settings}.", icon=":material/trending_down:")
        st.page_link("train.py", label="Look at this run on Train", icon=":material/trending_down:")
    with st.expander("The same as a table, for the keyboard"):
        show_table(found)
    with st.expander("Why not simply the best test score?"):
        st.markdown(
            "Who tries many settings and keeps the one with the best test score has let the test images choose, and"
            " their score is too good. Here the test images take no part: each combination is judged on training"
            " images that it has not learned from (cross-validation). The test score is looked at once, at the end."
        )


def beats(best: Combination, always: Accuracy) -> bool:
    """Whether the 95 % interval of its held-out accuracy lies above always giving the same answer.

    Each training image is held out once, so the mean over the folds is a share of all of them.
    """
    return Accuracy(round(best.accuracy * always.total), always.total).interval[0] > always.share


def show_table(found: Sequence[Combination]) -> None:
    """All numbers, and a choice with a button."""
    st.dataframe(
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
            for each in found
        ),
        hide_index=True,
        column_config=dict.fromkeys(
            ("Held-out right", "Spread", "Training right"), st.column_config.NumberColumn(format="percent")
        ),
        alt="Every combination with its scores.",
    )
    names = [f"rate {each.learning_rate:g}, penalty {each.l2:g}" for each in found]
    chosen = st.selectbox("Combination", range(len(found)), format_func=names.__getitem__)
    st.button("Train with it", on_click=load, args=(found[chosen],))


st.title("Let a sweep find the settings")
st.markdown(
    "Which learning rate, and which penalty on large weights? Try them all at once, and judge each on training images"
    " that it has not learned from."
)
rates, l2s, folds = ask()
dataset = state.dataset()
runs, iterations = len(rates) * len(l2s) * (folds + 1), int(state.setting(ITERATIONS))
seconds = estimated_sweep_seconds(dataset.n_x, len(dataset.train), runs=runs, iterations=iterations)
too_long = "" if seconds <= LONGEST else f", which is too long. Choose fewer, until it is {LONGEST} s"
st.caption(
    f"{count(runs, 'run')} of {count(iterations, 'iteration')}, side by side:"
    f" about {duration(max(1, seconds))}{too_long}."
)
say_bursts_are_cut(dataset, "The folds of a sweep")
found = find(rates, l2s, folds, iterations, allowed=bool(runs) and not too_long)
if found is not None:
    show(found)
frame.onward("weights.py", "See what it learned")
