"""The bias for another share of class 1, and what moves with it."""

from __future__ import annotations

from math import isnan

import streamlit as st

from logreg_core.evaluate import MEASURES, Judged, Score, confusion, log_odds_shift, scores_of
from logreg_core.figures import calibration as drawn
from pages.shared import frame
from pages.shared.chart import chart
from pages.shared.words import as_text, number, percent, signed
from pages.visit.store import Field

from .reliability import bars_of

used_share: Field[int | None] = Field("calibration.used_share", None, until={"dataset"})


def show_shift(judged: Judged, threshold: float) -> None:
    """Move the bias to another share of class 1, and see what moves with it."""
    red = as_text(judged.classifier.class_names[1])
    dataset = judged.dataset
    learned = dataset.train.count(1) / len(dataset.train)
    tested = dataset.test.count(1) / len(dataset.test)
    st.markdown(
        f"In training {percent(learned)} of the images showed “{red}”, and the neuron expects that everywhere. In the"
        f" test images it is {percent(tested)}. When you know how common “{red}” is where the neuron is used, you can"
        " tell it without training: add one number to the bias."
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
        help="A peek at the right answers, for the lesson. In earnest you must know this share from elsewhere.",
    )
    used = learned if chosen == as_learned else chosen / 100
    shift = log_odds_shift(learned, used)
    z, labels = judged.z["test"], judged.labels("test")
    bias = judged.classifier.b
    st.caption(
        f"The bias changes by log({used:.3g} / {1 - used:.3g}) − log({learned:.3g} / {1 - learned:.3g}) ="
        f" {signed(shift)}: the log-odds there less those in training. It was {signed(bias)}, and becomes"
        f" {signed(bias + shift)}."
    )
    left, right = st.columns(2, gap="large")
    with left:
        st.html(moved(judged.scores("test", threshold), scores_of(z + shift, labels, threshold)))
    with right:
        bars = bars_of(z + shift, labels)
        chart(
            drawn.said(bars, judged.classifier.class_names, threshold),
            key="calibration.shifted",  # without a shift it is the same chart as above
            alt="; ".join(f"{percent(bar.low)} to {percent(bar.high)}: {sum(bar.counts)} images" for bar in bars),
        )
        called = int(confusion(z + shift, labels, threshold)[:, 1].sum())
        st.caption(
            f"The test images after the shift: {called:,} of {len(labels):,} are called “{red}”. Every image moves the"
            " same way, and none passes another."
        )
    st.markdown(
        "**ROC AUC cannot move.** It asks only which of two images has the higher score, and the same number added to"
        " both changes no order. So a shift makes the neuron fit another world, and does not teach it anything."
    )


def moved(before: dict[str, Score], after: dict[str, Score]) -> str:
    """A table of the measures on the test images, as trained and after the shift."""
    rows = "".join(
        f'<tr><th scope="row">{measure.title}</th><td>{said(before[measure.name], measure.is_share)}</td>'
        f"<td><b>{said(after[measure.name], measure.is_share)}</b></td></tr>"
        for measure in MEASURES
    )
    return (
        f'{frame.TABLE_STYLE}<table class="scores short"><thead><tr><th scope="col">Test images</th>'
        f'<th scope="col">as trained</th><th scope="col">shifted</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def said(score: Score, is_share: bool) -> str:
    """A value as a page shows it."""
    return "–" if isnan(score.value) else percent(score.value) if is_share else number(score.value)
