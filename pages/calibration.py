"""Calibration: whether the neuron's probabilities can be believed, and what becomes of them in another world."""

from math import isnan

import streamlit as st
from numpy.typing import NDArray

from logreg_core.evaluate import MEASURES, Score, brier, calibration, confusion, log_odds_shift, scores_of
from logreg_core.figures import calibration as drawn
from logreg_core.figures import palette
from logreg_core.settings import THRESHOLD
from pages.shared import frame, state
from pages.shared.judged import Judged, choose_images
from pages.shared.words import as_text, number, percent, signed

FEW = 100  # images: with fewer of them five points say more than ten
COLOURS = {"test": palette.TEST["color"]}  # the others are of the training set


def bars_of(z: NDArray, labels: NDArray, bins: int = 10) -> list[drawn.Bar]:
    """The scores in bins, as the figures take them."""
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


def show_calibration(judged: Judged, threshold: float) -> None:
    """What is said against what is true, and how many images of each class are behind it."""
    red = judged.classifier.class_names[1]
    part = choose_images(judged, state.CALIBRATED_PART)
    z, labels = judged.z[part], judged.labels(part)
    points, bars = bars_of(z, labels, 5 if len(z) < FEW else 10), bars_of(z, labels)
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("Said and true", anchor=False)
        st.caption(
            "A point on the dotted line can be believed. Below it, the neuron says too much; above it, too little. The"
            " number is how many images it stands for, the bar how sure we can be."
        )
        st.plotly_chart(
            drawn.reliability(points, judged.classifier.class_names, COLOURS.get(part, palette.TRAIN["color"])),
            config={"displayModeBar": False},
            alt="; ".join(
                f"said {percent(bar.said)}, true {percent(bar.share)} of {sum(bar.counts)}" for bar in points
            ),
        )
    with right:
        st.subheader("How often it says what", anchor=False)
        st.caption(
            "The images by their probability, coloured by what they show. The line is the threshold: all to its right"
            f" is called {as_text(red)}. A neuron that is never unsure has all its images at the two ends."
        )
        st.plotly_chart(
            drawn.said(bars, judged.classifier.class_names, threshold),
            config={"displayModeBar": False},
            alt="; ".join(f"{percent(bar.low)} to {percent(bar.high)}: {sum(bar.counts)} images" for bar in bars),
        )
    st.markdown(
        f"The **Brier score** is {number(brier(z, labels))}: the mean squared difference of probability and truth. 0 is"
        " perfect, and always saying 50 % scores 0.25."
    )
    with st.expander("Why would a neuron say too much?"):
        st.markdown(
            "The longer it trains on few images, the larger its weights grow, and with them every score: the"
            " probabilities of the images that it knows run towards 0 and 100 %. On the training images that is true."
            " On new images it is as sure, and less often right. Fewer iterations or a penalty on large weights help."
        )


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
        as_learned,
        key=state.USED_SHARE,
        persist_state="session",
    )
    st.button(
        f"As in the test images: {round(100 * tested)}",
        on_click=state.choose_used_share,
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
        st.plotly_chart(
            drawn.said(bars, judged.classifier.class_names, threshold),
            config={"displayModeBar": False},
            key=state.SHIFTED_CHART,  # without a shift it is the same chart as above
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


st.title("Can its probabilities be believed?")
judged = frame.need_judged()
threshold = state.setting(THRESHOLD)
red = as_text(judged.classifier.class_names[1])
st.markdown(
    f"When the neuron says 80 %, it should be right in 8 of 10 such cases. Here its probabilities of “{red}” are put"
    " to the test: of all images that got about 80 %, how many show it?"
)
show_calibration(judged, threshold)
st.header("What if it were used elsewhere?")
show_shift(judged, threshold)
frame.onward("card.py", "Write it all down on one page")
