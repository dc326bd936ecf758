"""Another share of class 1: a new bias, a slope for overconfident scores, and their effects."""

from __future__ import annotations

from math import isinf, isnan

import streamlit as st

from logreg_core.evaluate import (
    MEASURES,
    Judged,
    calibration_slope,
    confusion,
    log_odds_shift,
    recalibrated,
    scores_in_mix,
)
from pages.figures import calibration as drawn
from pages.shared import frame
from pages.shared.chart import chart
from pages.shared.judged import cross
from pages.shared.terms import term
from pages.shared.words import as_text, count, number, percent, signed
from pages.shared.work import work
from pages.visit import acts, findings
from pages.visit.store import Field

from .reliability import bars_of

RARE = 10  # images of class 1 in 100
used_share: Field[int | None] = Field("calibration.used_share", None, reset_on={"dataset"})


def show_shift(judged: Judged, threshold: float) -> None:
    """Move the bias to another share of class 1, and show the effects."""
    red = as_text(judged.classifier.class_names[1])
    dataset = judged.dataset
    learned = dataset.train.count(1) / len(dataset.train)
    tested = dataset.test.count(1) / len(dataset.test)
    st.markdown(
        f"Of the training images {percent(learned)} show “{red}”, of the test images {percent(tested)}. Where that"
        f" {term('prior', 'share')} is another one, and each class looks as it does here, one number added to the bias"
        " fits the neuron to it."
    )
    as_learned = min(max(round(100 * learned), 1), 99)
    chosen = st.slider(
        f"Of 100 images where it is used, how many show “{red}”?",
        1,
        99,
        key=used_share.shown(as_learned),
        persist_state="session",
    )
    st.button(
        f"As in the test images: {round(100 * tested)}",
        on_click=used_share.set,
        args=(min(max(round(100 * tested), 1), 99),),
        disabled=tested in (0, 1),
        help="A peek at the right answers. In earnest you must know this share from elsewhere.",
    )
    if chosen != as_learned and min(chosen, 100 - chosen) <= RARE:
        acts.did("rare class")
    used = learned if chosen == as_learned else chosen / 100
    shift = log_odds_shift(learned, used)
    z, labels = judged.z["test"], judged.labels("test")
    bias = judged.classifier.b
    st.caption(
        f"The bias changes by log({used:.3g} / {1 - used:.3g}) − log({learned:.3g} / {1 - learned:.3g}) ="
        f" {signed(shift)}. It was {signed(bias)}, and becomes {signed(bias + shift)}."
    )
    scores = {"as it is": z, "bias": z + shift}
    if "crossed" in judged.z:
        offset, slope = recalibrated(judged.z["crossed"], judged.labels("crossed"), share=used)
        scores["bias and slope"] = offset + slope * z
    left, right = st.columns(2, gap="large")
    with left:
        if 0 < tested < 1:
            in_mix = {name: scores_in_mix(each, labels, threshold, share=used) for name, each in scores.items()}
            st.html(moved(in_mix))
            st.caption(
                f"The test images, weighted to {percent(used)} “{red}”. ROC AUC cannot move: no image passes another."
            )
        else:
            st.info("Another mix needs test images of both classes.")
        show_slope(judged)
    with right:
        bars = bars_of(z + shift, labels)
        chart(
            drawn.predictions(bars, judged.classifier.class_names, threshold),
            key="calibration.shifted",
            alt="; ".join(
                f"{percent(bar.low)} to {percent(bar.high)}: {count(sum(bar.counts), 'image')}" for bar in bars
            ),
        )
        called = int(confusion(z + shift, labels, threshold)[:, 1].sum())
        st.caption(f"With the new bias, {called:,} of {len(labels):,} test images are called “{red}”.")


def show_slope(judged: Judged) -> None:
    """Compute the calibration slope and show it."""
    if "crossed" not in judged.z:
        if judged.can_cross:
            work(findings.crossed, "Find a slope too", cross, judged.classifier, judged.dataset)
            st.caption("For a neuron that is too sure: found on training images, judged by neurons without them.")
        return
    slope = calibration_slope(judged.z["crossed"], judged.labels("crossed"), bursts=judged.dataset.train.groups)
    if slope is not None:
        st.caption(slope_in_words(*slope))


def slope_in_words(slope: float, interval: tuple[float, float]) -> str:
    """Return the slope with its interval, and a judgement if 1 is outside the interval."""
    low, high = interval
    value = f"{slope:.3g} (95 % interval {low:.3g} to {high:.3g})".replace("-", "−")
    if isinf(slope):
        value = f"at {f'least {low:.3g}' if slope > 0 else f'most {high:.3g}'} (95 % confidence)".replace("-", "−")
    judgement = ": on new images it is too sure" if high < 1 else ": on new images it could be surer" if low > 1 else ""
    return f"Calibration slope {value}, from cross-validation{judgement}."


def moved(in_mix: dict[str, dict[str, float]]) -> str:
    """Return a table of the measures in the new mix, a column for each version of the scores."""
    head = "".join(f'<th scope="col">{name}</th>' for name in in_mix)
    rows = "".join(
        f'<tr><th scope="row">{measure.title}</th>'
        + "".join(f"<td>{said(measures[measure.name], measure.is_share)}</td>" for measures in in_mix.values())
        + "</tr>"
        for measure in MEASURES
    )
    return (
        f'{frame.TABLE_STYLE}<table class="scores short"><thead><tr><th scope="col">In that mix</th>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def said(value: float, is_share: bool) -> str:
    """Format a value for the page."""
    return "–" if isnan(value) else percent(value) if is_share else number(value)
