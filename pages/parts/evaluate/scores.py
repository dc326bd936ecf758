"""Scores with intervals, and a comparison with baselines."""

from __future__ import annotations

import html
from math import isnan

import numpy as np
import streamlit as st

from logreg_core.evaluate import MEASURES, Baseline, Comparison, Judged, Score, images_needed
from logreg_core.explain import weight_map
from logreg_core.settings import THRESHOLD
from pages.figures.evaluate import leads
from pages.shared import frame
from pages.shared.bursts import say_bursts_are_cut, say_how_many_are_cut
from pages.shared.chart import chart
from pages.shared.judged import TITLES, baselines_of, compared_with
from pages.shared.pictures import show_signed
from pages.shared.terms import term
from pages.shared.words import as_text, count, listed, number, percent, unbroken

from .thresholds import is_the_cheapest


def show_headline(judged: Judged, threshold: float) -> None:
    """Show the test accuracy with its interval."""
    accuracy = judged.scores("test", threshold)["accuracy"]
    total, bursts = len(judged.z["test"]), judged.bursts("test")
    assert accuracy.interval is not None
    low, high = map(percent, accuracy.interval)
    many = f"{count(total, 'image')} from {count(len(np.unique(bursts)), 'burst')}" if bursts is not None else "images"
    st.markdown(
        unbroken(
            f"**{round(accuracy.value * total):,} of {total:,} test images are right: {percent(accuracy.value)}.**"
            f" Other such {many} may give another share; the true one plausibly lies between **{low} and {high}**."
        )
    )
    say_how_many_are_cut(judged.dataset)


def show_simpler_ways(judged: Judged, threshold: float) -> None:
    """Show the baselines' results on the same images."""
    baselines, compared = baselines_of(judged.dataset), compared_with(judged, threshold)
    say_what_it_shows(judged, compared, threshold)
    rows = [
        (each.title, f"{percent(other.accuracy.share)} right; {each.words()}", each.ahead, each.behind)
        for each, other in zip(compared, baselines, strict=True)
    ]
    chart(
        leads(rows),
        key="evaluate.leads",
        alt="; ".join(
            f"{title}, {words}: only this neuron {ahead}, only the other {behind}"
            for title, words, ahead, behind in rows
        ),
    )
    with st.expander("What are these, and what is p?", key="evaluate.baselines", on_change="rerun") as fold:
        if fold.open:
            show_baselines(judged, baselines)


def say_what_it_shows(judged: Judged, compared: list[Comparison], threshold: float) -> None:
    """Show whether the neuron is better than each baseline, and how many images it would take to show it."""
    if threshold != THRESHOLD.default and not is_the_cheapest(judged, threshold):
        st.markdown(
            f"**The threshold was moved to {threshold:.2f}.** If the test images were looked at meanwhile, they chose"
            " it, and their score says less."
        )
        return
    worse = [each for each in compared if each.verdict == "worse"]
    open_ones = [each for each in compared if each.verdict == "no clear difference"]
    if worse:
        st.markdown(f"**On these images it is worse than {names_of(worse)}.**")
    elif not open_ones:
        st.markdown("**Better than each of these on these images.**")
    else:
        st.markdown(
            f"**These images do not show that it is better than {names_of(open_ones, 'or')}.**" + needed(open_ones)
        )


def names_of(compared: list[Comparison], last: str = "and") -> str:
    """``*A template* and *A linear discriminant*``, or with another last conjunction."""
    return listed([f"*{as_text(each.title)}*" for each in compared], last)


def needed(compared: list[Comparison]) -> str:
    """Return how many images it would take to show the largest undecided lead."""
    best = max(compared, key=lambda each: each.lead)
    if best.lead <= 0 or best.bursts is not None:
        return ""
    images = images_needed(best.ahead / best.total, best.behind / best.total, comparisons=len(compared))
    if images <= best.total:
        return ""
    return (
        f" To show a lead of {100 * best.lead:.1f} points over *{as_text(best.title)}*, about"
        f" {float(f'{images:.2g}'):,.0f} test images are needed (80 % power)."
    )


def show_baselines(judged: Judged, baselines: list[Baseline]) -> None:
    """Show what each baseline does, the weights of linear ones, and how they are compared."""
    st.markdown("\n".join(f"- **{as_text(each.title)}.** {as_text(each.meaning)}" for each in baselines))
    pictures = {each.title: each.weights.sum(axis=2) for each in baselines if each.weights is not None}
    if judged.classifier.representation == "pixels":
        pictures = {"This neuron": weight_map(judged.classifier).total, **pictures}
    for column, (title, weights) in zip(st.columns(len(pictures)), pictures.items(), strict=True):
        with column:
            show_signed(weights, 150, of=f"The weights of: {title}")
            st.caption(as_text(title))
    exchanged = "the two are exchanged burst by burst" if judged.bursts("test") is not None else term("McNemar's test")
    st.markdown(
        f"These are {term('baseline', 'baselines')}. The first counts the labels of the test images; the others learn"
        f" from the training images{_limits(baselines[1:], len(judged.dataset.train))}. Only images on which just one"
        f" of two is right tell them apart. **p** (the {term('p-value')}) is how often chance would divide these as"
        f" unevenly if neither were better ({exchanged}), made larger for {len(baselines)} comparisons at once (Holm)."
        " *Better* and *worse* are said below 0.05."
    )


def _limits(baselines: list[Baseline], trained: int) -> str:
    """Return in brackets which baselines learn from fewer training images, and from how many."""
    fewer = [
        f"*{as_text(each.title)}* from {each.images:,} of {trained:,}" for each in baselines if each.images < trained
    ]
    return f" ({'; '.join(fewer)})" if fewer else ""


def show_scores(judged: Judged, threshold: float) -> None:
    """Show seven measures for each part, each with its meaning, and intervals where they apply."""
    blue, red = (html.escape(name) for name in judged.classifier.class_names)
    parts = {part: title for part, title in TITLES.items() if part in judged.z}
    scores = {part: judged.scores(part, threshold) for part in parts}
    head = "".join(
        f'<th scope="col">{title}<small>{count(len(judged.z[part]), "image")}</small></th>'
        for part, title in parts.items()
    )
    rows = "".join(
        f'<tr><th scope="row"><b>{measure.title}</b><small>{measure.meaning.format(red=red, blue=blue)}</small></th>'
        + "".join(f"<td>{as_cell(scores[part][measure.name], measure.is_share, part == 'test')}</td>" for part in parts)
        + "</tr>"
        for measure in MEASURES
    )
    st.html(
        f'{frame.TABLE_STYLE}<table class="scores"><thead><tr><th scope="col">At a threshold of {threshold:.2f}</th>'
        f"{head}</tr></thead><tbody>{rows}</tbody></table>"
    )
    if "validation" in parts:
        say_bursts_are_cut(judged.dataset, "The validation set")
    in_bursts = judged.bursts("test") is not None
    with st.expander("Why so many numbers, and what is the small print?"):
        st.markdown(
            f"{term('accuracy', 'Accuracy')} is flattered by a bigger class. {term('precision', 'Precision')} and"
            f" {term('recall')} look at one kind of error each. ROC {term('AUC')} does not depend on the threshold. Log"
            f" loss (the {term('cross-entropy')}) judges how sure the neuron was.\n\nThe small print is a 95 %"
            f" {term('interval')}: of 100 such test sets about 95"
            + (" (in simulation 90 to 100, where at most 99.5 % are right)" if in_bursts else "")
            + " give one that holds the true value. What other training images would change is not in it."
            + (
                "\n\nThe pictures of a burst are nearly one. So the intervals are about pictures of *new* bursts, and"
                " wider than for as many single images."
                if in_bursts
                else ""
            )
            + (
                "\n\nThe validation images are training images that were set aside to say when to stop."
                if "validation" in judged.z
                else ""
            )
            + (
                f"\n\n*Held out*: the training images once more, each of {judged.folds} parts judged by a neuron that"
                " was trained without it (cross-validation)."
                if "crossed" in judged.z
                else ""
            )
        )


def as_cell(score: Score, is_share: bool, with_interval: bool) -> str:
    """Return a value with its interval in small print, or the reason why it is missing."""
    value = "–" if isnan(score.value) else percent(score.value) if is_share else number(score.value)
    if isnan(score.value) or (with_interval and score.interval is None):
        value += f"<small>{html.escape(score.why)}</small>"
    elif with_interval and score.interval is not None:
        value += f'<small class="range">{between(score.interval, is_share)}</small>'
    return unbroken(value)


def between(interval: tuple[float, float], is_share: bool = True) -> str:
    """``56.2 to 80.9 %``."""
    low, high = (percent(end) if is_share else number(end) for end in interval)
    return f"{low.removesuffix(' %')} to {high}"
