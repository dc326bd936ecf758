"""The choice of a threshold: curves over all thresholds, and the cost of the two errors."""

from __future__ import annotations

import numpy as np
import streamlit as st

from logreg_core.evaluate import THRESHOLDS, Judged, Part, best_threshold, costs_at, precision_recall, roc
from logreg_core.recipe import is_painted
from logreg_core.settings import THRESHOLD
from pages.figures import evaluate as drawn
from pages.shared.chart import chart
from pages.shared.guess import guess_first, tell
from pages.shared.judged import cross
from pages.shared.terms import term
from pages.shared.words import as_text, number, percent
from pages.shared.work import work
from pages.visit import findings, settings
from pages.visit.store import Field

_alarm: Field[float] = Field("evaluate.false_alarm_cost", 1.0)
_miss: Field[float] = Field("evaluate.miss_cost", 1.0)

FAR = 0.1  # difference between two parts' shares of class 1 above which the page says so
PARTS: dict[str, Part] = {"training": "train", "validation": "validation", "test": "test"}


def show_thresholds(judged: Judged, threshold: float) -> None:
    """Show ROC and precision-recall curves of each part, with the point of the current threshold."""
    shown = {name: part for name, part in PARTS.items() if part in judged.z and has_both(judged, part)}
    if not shown:
        st.info("These curves compare the two classes, and no part has images of both.")
        return
    red = judged.classifier.class_names[1]
    curves = {name: roc(judged.z[part], judged.labels(part), threshold) for name, part in shown.items()}
    hits = {name: precision_recall(judged.z[part], judged.labels(part), threshold) for name, part in shown.items()}
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("ROC", anchor=False)
        st.caption(
            f"{term('ROC curve', 'Each point')} is a threshold. Up: more {as_text(red)} is found. Right: more"
            f" {term('false positive', 'false positives')}. The dotted line is"
            " guessing; the area under the curve is ROC AUC."
        )
        chart(
            drawn.roc_curves(lines(curves), judged.classifier.class_names),
            key="evaluate.roc",
            alt="; ".join(f"{name}: area {number(curve.area)}" for name, curve in curves.items()),
        )
    with right:
        st.subheader("Precision and recall", anchor=False)
        st.caption(
            f"Right: more {as_text(red)} is found. Up: a call of {as_text(red)} can be trusted more. A dotted line is"
            " what blind calls would reach; the area under the curve is the average precision."
        )
        guessing = {name: curve.guessing for name, curve in hits.items() if curve.guessing is not None}
        chart(
            drawn.precision_recall_curves(lines(hits), guessing, judged.classifier.class_names),
            key="evaluate.precision",
            alt="; ".join(f"{name}: average precision {number(curve.area)}" for name, curve in hits.items()),
        )


def guess_another_threshold(judged: Judged) -> bool:
    """Ask what a higher threshold does to the two errors. Returns whether the question is open."""
    z, labels = judged.z["test"], judged.labels("test")
    return guess_first("another threshold", "evaluate.guess", {"another_threshold": (lambda: (z, labels), [judged])})


def has_both(judged: Judged, part: Part) -> bool:
    """Whether a part has both classes."""
    return len(np.unique(judged.labels(part))) == 2


def lines(curves: dict) -> dict[str, drawn.Line]:
    """Return the curves for the figures."""
    return {name: drawn.Line(curve.x, curve.y, curve.thresholds, curve.point) for name, curve in curves.items()}


def held_out_part(judged: Judged) -> Part:
    """Return the training images for the choice of a threshold, held out if the folds were trained."""
    return "crossed" if "crossed" in judged.z else "train"


def is_the_cheapest(judged: Judged, threshold: float) -> bool:
    """Whether the training images chose this threshold, so that the test images had no influence."""
    if judged.can_cross and "crossed" not in judged.z:
        return False
    part = held_out_part(judged)
    return bool(abs(best_threshold(judged.z[part], judged.labels(part), **error_costs()) - threshold) < 0.005)


def error_costs() -> dict[str, float]:
    """Return the costs of a false positive and a false negative, for `best_threshold`."""
    return {"false_alarm": _alarm.get(), "miss": _miss.get()}


def cost_of(label: str, cost: Field[float]) -> float:
    """Show the field for the cost of an error, and return it."""
    return st.number_input(label, 0.0, 1000.0, step=1.0, format="%g", key=cost.shown(), persist_state="session")


def show_costs(judged: Judged, threshold: float, *, asks: bool) -> None:
    """Show the costs of the two errors, and the cheapest threshold on images that are not test images.

    asks: whether to ask the visitor first.
    """
    blue, red = map(as_text, judged.classifier.class_names)
    left, right = st.columns(2)
    with left:
        alarm = cost_of(f"A false alarm costs: {blue}, called {red}", _alarm)
    with right:
        miss = cost_of(f"A miss costs: {red}, called {blue}", _miss)
    costs = {"false_alarm": alarm, "miss": miss}
    if judged.can_cross and "crossed" not in judged.z:
        st.markdown(
            "The test images must not choose the threshold, and the training images were learned from. So"
            f" {judged.folds} neurons are trained, each without one of {judged.folds} parts of the training images, and"
            " judge that part."
        )
        inputs = (judged.classifier, judged.dataset)
        guess = ["cheapest_threshold"] if asks else []
        work(findings.crossed, "Find the cheapest threshold", cross, *inputs, guess=guess)
        return
    part = held_out_part(judged)
    cheapest = best_threshold(judged.z[part], judged.labels(part), **costs)
    if part == "crossed":
        tell("cheapest_threshold", cheapest, alarm, miss)
    paid = {"training": costs_at(judged.z[part], judged.labels(part), **costs)}
    for name in [name for name in ("validation", "test") if PARTS[name] in judged.z]:
        paid[name] = costs_at(judged.z[PARTS[name]], judged.labels(PARTS[name]), **costs)
    now, then = (int(np.argmin(np.abs(THRESHOLDS - value))) for value in (threshold, cheapest))
    how = (
        "each judged by a neuron that was trained without it"
        if part == "crossed"
        else "whose score was seen by whoever painted the neuron, so take it with care"
        if is_painted(judged.classifier.recipe)
        else "from which the neuron learned, so take it with care"
        if judged.own
        else "of which the neuron may have seen some"
    )
    st.markdown(
        f"On the **training images**, {how}, the cheapest threshold is **{cheapest:.2f}**. A *test* image then costs"
        f" {number(paid['test'][then])} on average"
        + ("." if now == then else f", and {number(paid['test'][now])} at {THRESHOLDS[now]:.2f}, where it is now.")
    )
    learned, tested = (float(judged.labels(each).mean()) for each in (part, "test"))
    if abs(learned - tested) > FAR:
        st.markdown(
            f"**The mix differs:** {percent(learned)} of the training images show “{red}”, and {percent(tested)} of the"
            " test images. That misleads such a choice, because the rarer a class is, the fewer"
            f" {term('false negative', 'false negatives')} there are."
        )
    if 0.02 < cheapest < 0.98:
        st.button(
            f"Use {cheapest:.2f}",
            on_click=settings.set_setting,
            args=(THRESHOLD, cheapest),
            disabled=abs(cheapest - threshold) < 0.005,
        )
    else:
        always = min(alarm * (1 - learned), miss * learned)
        lowest = float(np.min(paid["training"]))
        st.markdown(
            "**The cheapest lies at the end of the scale,** so it is not offered."
            + (
                f" Always giving the same answer costs {number(always)} on these images, the neuron {number(lowest)}."
                if always <= 1.1 * lowest
                else ""
            )
        )
    chart(
        drawn.costs(THRESHOLDS, paid, threshold),
        key="evaluate.paid",
        alt=f"Cost of an image against the threshold; the cheapest on the training images is {cheapest:.2f}",
    )
