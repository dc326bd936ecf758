"""How good is it? Scores with their intervals, beside what is scored with half-closed eyes."""

from __future__ import annotations

import html
from math import isnan

import streamlit as st

from logreg_core.evaluate import MEASURES, Accuracy, Baseline, Judged, Score, confusion
from logreg_core.figures import intervals
from logreg_core.settings import THRESHOLD
from pages.shared import frame
from pages.shared.bursts import say_bursts_are_cut
from pages.shared.chart import chart
from pages.shared.judged import TITLES, baselines_of
from pages.shared.words import as_text, count, number, percent


def show_headline(judged: Judged, threshold: float) -> None:
    """The test accuracy with its interval, beside what can be scored with half-closed eyes."""
    counts = confusion(judged.z["test"], judged.labels("test"), threshold)
    neuron = Accuracy(int(counts.trace()), int(counts.sum()))
    baselines = baselines_of(judged.dataset.digest, judged.dataset)
    low, high = neuron.interval
    st.markdown(
        f"**{neuron.correct:,} of {neuron.total:,} test images are right: {percent(neuron.share)}.** With this many"
        f" images the true share plausibly lies between **{percent(low)} and {percent(high)}** (95 % interval): that is"
        " how far chance alone can move it."
    )
    rows = [("This neuron", neuron), *((baseline.title, baseline.accuracy) for baseline in baselines)]
    chart(
        intervals.intervals([(name, score.share, *score.interval) for name, score in rows]),
        alt="; ".join(f"{name}: {percent(score.share)}, {between(score.interval)}" for name, score in rows),
    )
    say_what_it_shows(low, high, baselines, threshold)
    with st.expander("What are the grey ones?"):
        st.markdown(
            "They know next to nothing, so they say how easy the question is. Only what a neuron scores above them has"
            " to do with the shapes in a picture. Those that are neurons learned from the training images: where the"
            " classes are mixed otherwise in the test images, that misleads them as well.\n\n"
            + "\n".join(f"- **{as_text(baseline.title)}.** {as_text(baseline.meaning)}" for baseline in baselines)
        )


def say_what_it_shows(low: float, high: float, baselines: list[Baseline], threshold: float) -> None:
    """Whether the interval from ``low`` to ``high`` shows that the neuron is better than the best comparison."""
    if threshold != THRESHOLD.default:
        st.markdown(
            f"**The threshold was moved to {threshold:.2f}.** Whoever moves it while looking at the test images lets"
            " them choose it, and then their score flatters, and proves nothing. Below, what an error costs chooses it,"
            " on training images."
        )
        return
    best = max(baselines, key=lambda baseline: baseline.accuracy.share)
    share = percent(best.accuracy.share)
    if low > best.accuracy.share:
        st.markdown(f"Its whole interval lies above the best of the comparisons ({share}): **it learned something.**")
    elif high < best.accuracy.share:
        st.markdown(f"**It is worse than *{as_text(best.title)}* ({share}),** which hardly looks at the picture.")
    else:
        st.markdown(
            f"Its interval contains {share}, the score of *{as_text(best.title)}*: **these test images do not show that"
            " it is better than that.**"
        )


def show_scores(judged: Judged, threshold: float) -> None:
    """Seven measures with their intervals for each part, each with a sentence on what it is."""
    blue, red = (html.escape(name) for name in judged.classifier.class_names)
    parts = {part: title for part, title in TITLES.items() if part in judged.z}
    scores = {part: judged.scores(part, threshold) for part in parts}
    head = "".join(
        f'<th scope="col">{title}<small>{count(len(judged.z[part]), "image")}</small></th>'
        for part, title in parts.items()
    )
    rows = "".join(
        f'<tr><th scope="row"><b>{measure.title}</b><small>{measure.meaning.format(red=red, blue=blue)}</small></th>'
        + "".join(f"<td>{as_cell(scores[part][measure.name], measure.is_share)}</td>" for part in parts)
        + "</tr>"
        for measure in MEASURES
    )
    st.html(
        f'{frame.TABLE_STYLE}<table class="scores"><thead><tr><th scope="col">At a threshold of {threshold:.2f}</th>'
        f"{head}</tr></thead><tbody>{rows}</tbody></table>"
    )
    if "validation" in parts:
        say_bursts_are_cut(judged.dataset, "The validation part")
    with st.expander("Why so many numbers, and where do the intervals come from?"):
        st.markdown(
            "No single number is fair to every question. Accuracy is flattered by a bigger class; precision and recall"
            " look at the two errors one by one; ROC AUC does not care where the threshold is; log loss also judges how"
            " sure the neuron was.\n\nThe neuron has learned from the training images, so it may know them by heart:"
            " only the test column says how it does on pictures that are new to it.\n\nThe small print is a 95 %"
            " interval. For accuracy, precision and recall it is Wilson's, which knows how counting varies. For the"
            " others the images are drawn again and again, 2,000 times (fewer for very many images), with"
            " replacement and class by class, and the middle 95 % of the results are the interval (bootstrap). It says"
            " what other test images would change, and not what other training images would."
            + (
                "\n\nThe validation images were set aside from the training images, to say when to stop."
                if "validation" in judged.z
                else ""
            )
            + (
                f"\n\n*Held out* are the training images once more: {judged.folds} neurons were trained, each without"
                f" one part in {judged.folds} of them, and judge that part (cross-validation)."
                if "crossed" in judged.z
                else ""
            )
        )


def as_cell(score: Score, is_share: bool) -> str:
    """A value with its interval in small print, or the reason why there is none."""
    value = "–" if isnan(score.value) else percent(score.value) if is_share else number(score.value)
    if score.interval is None:
        small_print = f"<small>{html.escape(score.why)}</small>"
    else:
        small_print = f'<small class="range">{between(score.interval, is_share)}</small>'
    return f"{value}{small_print}".replace(" %", "\u00a0%")


def between(interval: tuple[float, float], is_share: bool = True) -> str:
    """``56.2 to 80.9 %``."""
    low, high = (percent(end) if is_share else number(end) for end in interval)
    return f"{low.removesuffix(' %')} to {high}"
