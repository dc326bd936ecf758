"""The curves of several runs in one chart."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from logreg_core.export import palette
from logreg_core.settings import L2
from pages.figures.comparison import comparison
from pages.figures.curves import is_steep
from pages.shared.chart import chart
from pages.shared.floor import floor_of, why_no_floor
from pages.shared.terms import term
from pages.shared.words import as_text, percent
from pages.visit import data
from pages.visit.runs import ComparedRun

from .names import field, labels_of

Scale = Literal["linear", "log"]
SCALES: list[Scale] = ["linear", "log"]
MEASURES: list[Literal["cost", "accuracy"]] = ["cost", "accuracy"]


def show_chart(runs: tuple[ComparedRun, ...]) -> None:
    """Show the curves of the chosen runs, on the chosen axes."""
    labels = labels_of(runs)
    most = len(palette.RUNS)
    preferred = sorted(runs, key=lambda run: (run.pinned, run.number), reverse=True)[: min(4, most)]
    chosen = st.multiselect(
        f"Runs in the chart, at most {most}",
        [run.number for run in reversed(runs)],
        [run.number for run in preferred],
        format_func=labels.__getitem__,
        max_selections=most,
        key=field("chart", runs),
    )
    with st.container(horizontal=True, gap="large"):
        measure = st.segmented_control("Measure", MEASURES, default="cost", required=True)
        of_all = [run for run in runs if run.number in chosen]
        steep = is_steep(
            [each for run in of_all for each in run.records], [each for run in of_all for each in run.turns]
        )
        usual: Scale = "log" if steep else "linear"
        y_scale = st.segmented_control("Vertical axis", SCALES, default=usual, required=True)
        x_scale = st.segmented_control("Iterations", SCALES, default="linear", required=True)
    shown = {labels[run.number]: run for run in runs if run.number in chosen}
    if not shown:
        st.caption("Choose at least one run.")
        return
    floors = {
        label: floor
        for label, run in shown.items()
        if not _why_not_this(run) and (floor := floor_of(data.dataset(), run.recipe))
    }
    chart(
        comparison(
            {label: run.records for label, run in shown.items()},
            turns={label: run.turns for label, run in shown.items()},
            floors=floors,
            measure=measure,
            x_scale=x_scale,
            y_scale=y_scale,
        ),
        key="compare.comparison",
        alt="; ".join(
            f"{label}: {percent(run.result.test_accuracy)} of the test images right" for label, run in shown.items()
        ),
    )
    band = measure == "cost" and any(record.penalty for run in shown.values() for record in run.records)
    st.caption(
        f"Solid: training images{'; a pale band above them is the penalty' if band else ''}. Dashed: test images, with"
        " a star where they fared best. **To choose the number of iterations by the star is cheating:** then the test"
        f" images have taken part in the training. {term('early stopping', 'Early stopping')}, on Train, is the honest"
        " way."
    )
    if measure == "cost":
        newton = term("Newton's method")
        st.caption(
            f"A thin line is the {term('floor')}: no weights have a smaller cost + penalty, with a penalty of that"
            f" strength. {newton} finds it."
            if floors
            else say_why_no_floor(shown)
        )


def say_why_no_floor(shown: dict[str, ComparedRun]) -> str:
    """Show why none of these runs, given by label, has a floor; one sentence for each reason."""
    with_it: dict[str, list[str]] = {}
    for label, run in shown.items():
        reason = _why_not_this(run) or why_no_floor(data.dataset(), run.recipe)
        with_it.setdefault(reason, []).append(as_text(label))
    if len(with_it) == 1:
        whose = "This run has no" if len(shown) == 1 else "None of these runs has a"
        return f"{whose} floor to show: {next(iter(with_it))}."
    each = (f"{', '.join(labels)}: {reason}." for reason, labels in with_it.items())
    return f"None of these runs has a floor to show. {' '.join(each)}"


def _why_not_this(run: ComparedRun) -> str:
    """Return why the floor of its recipe does not apply to a run, as the end of a sentence; empty if it does."""
    if run.dataset_digest != data.dataset().digest:
        return "it is worked out only for runs on the current dataset"
    return "its penalty was changed on the way" if L2.name in run.changed else ""
