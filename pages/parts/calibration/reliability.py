"""Predicted probabilities against actual shares."""

from __future__ import annotations

import streamlit as st
from numpy.typing import NDArray

from logreg_core.evaluate import Judged, brier, calibration
from logreg_core.export import palette
from pages.figures import calibration as drawn
from pages.shared.bursts import say_how_many_are_cut
from pages.shared.chart import chart
from pages.shared.guess import guess_first
from pages.shared.judged import choose_images
from pages.shared.words import as_text, count, number, percent

FEW = 100  # images; with fewer, five points are more reliable than ten
COLOURS = {"test": palette.TEST["color"]}  # all others are in the training set


def show_calibration(judged: Judged, threshold: float) -> None:
    """Show predicted against actual shares, and the numbers of images of each class."""
    red = judged.classifier.class_names[1]
    part = choose_images(judged, "calibration.part")
    z, labels = judged.z[part], judged.labels(part)
    points, bars = bars_of(z, labels, 5 if len(z) < FEW else 10), bars_of(z, labels)
    if part == "test":
        say_how_many_are_cut(judged.dataset)
    if judged.bursts(part) is not None:
        st.caption("Pictures of a burst are nearly one: the bars below are too short.")
    left, right = st.columns(2, gap="large")
    with left:
        st.header("Predicted and actual", anchor=False)
        st.caption(
            "Below the dotted line the neuron says too much, above it too little. The number counts a point's images;"
            " where its bar crosses the line, that could be chance."
        )
        chart(
            drawn.reliability(points, judged.classifier.class_names, COLOURS.get(part, palette.TRAIN["color"])),
            key="calibration.reliability",
            alt="; ".join(
                f"said {percent(bar.predicted)}, true {percent(bar.share)} of {sum(bar.counts)}" for bar in points
            ),
        )
    with right:
        st.header("Distribution of predictions", anchor=False)
        st.caption(f"Coloured by what the images show. All to the right of the threshold is called {as_text(red)}.")
        chart(
            drawn.predictions(bars, judged.classifier.class_names, threshold),
            key="calibration.said",
            alt="; ".join(
                f"{percent(bar.low)} to {percent(bar.high)}: {count(sum(bar.counts), 'image')}" for bar in bars
            ),
        )
    st.markdown(
        f"The **Brier score** is {number(brier(z, labels))}: the mean squared difference of probability and truth. 0 is"
        " perfect, and always saying 50 % scores 0.25."
    )
    with st.expander("Why would a neuron say too much?"):
        st.markdown(
            "The longer it trains on few images, the larger its weights grow, and with them every score: its"
            " probabilities run towards 0 and 100 %. That fits the training images. On new ones it is as sure, and less"
            " often right. Fewer iterations or a penalty on large weights help."
        )


def guess_how_sure(judged: Judged) -> None:
    """Ask how sure the neuron is when it is wrong; nothing if it never is."""
    z, labels = judged.z["test"], judged.labels("test")
    if ((z > 0) != labels).any():
        guess_first(
            "how sure is it when it is wrong?",
            "calibration.guess",
            {"sure_when_wrong": (lambda: (z, labels), [judged])},
        )


def bars_of(z: NDArray, labels: NDArray, bins: int = 10) -> list[drawn.Bar]:
    """Return the scores in bins for the figures."""
    return [
        drawn.Bar(
            each.low,
            each.high,
            each.said,
            (each.truth.total - each.truth.correct, each.truth.correct),
            each.truth.interval,
        )
        for each in calibration(z, labels, bins)
    ]
