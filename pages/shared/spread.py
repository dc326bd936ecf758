"""The guesses of a class in both rounds, as a chart and in words."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from classroom.exercise.guesses import Question
from classroom.rooms import Outcome, Spread
from classroom.rooms.spread import BINS
from pages.figures import classroom
from pages.figures.chart_style import Figure

from .chart import chart
from .words import as_text, count


def show_spread(question: Question, spreads: Sequence[Spread], key: str, outcome: Outcome | None = None) -> None:
    """Show the guesses of a question, first round first, and the right answer if revealed. key: of the chart."""
    if any(spread.answers for spread in spreads):
        chart(_figure(question, spreads, outcome), alt=spread_in_words(question, spreads), key=key)
    if outcome is not None:
        st.markdown(f"**Right: {as_text(question.said(outcome.answer))}.** {as_text(outcome.words)}".rstrip())


def spread_in_words(question: Question, spreads: Sequence[Spread]) -> str:
    """``First guess, 3 guesses: “It falls.” 2, “It rises.” 1.`` and so on, as a text alternative."""
    sentences = []
    for name, spread in zip(classroom.ROUNDS, spreads, strict=False):
        begin = f"{name.capitalize()}, {count(spread.answers, 'guess', 'guesses')}"
        sentences.append(f"{begin}: {_of(question, spread)}." if spread.answers else f"{begin}.")
    return " ".join(sentences)


def _of(question: Question, spread: Spread) -> str:
    if question.kind == "choice":
        return ", ".join(f"“{label}” {number}" for label, number in zip(spread.labels, spread.counts, strict=True))
    scale = question.axes.scale if question.axes else question.scale
    assert scale is not None
    if question.scale:
        low, middle, high = (scale.words(each) for each in spread.quartiles[0])
        return f"half of them below {middle}, and half of them from {low} to {high}"
    begin, end = (scale.words(spread.quartiles[place][1]) for place in (0, -1))
    return f"half of the curves begin below {begin} and end below {end}"


def _figure(question: Question, spreads: Sequence[Spread], outcome: Outcome | None) -> Figure:
    if question.kind == "choice":
        counts = [_counts(each, len(question.answers)) for each in spreads]
        return classroom.choices(question.answers, counts, right=None if outcome is None else str(outcome.answer))
    right = None if outcome is None else outcome.answer
    if question.scale:
        labels, scale = spreads[0].labels, question.scale
        part = int((right - scale.low) / (scale.high - scale.low) * BINS) if isinstance(right, float) else None
        counts = [_counts(each, len(labels)) for each in spreads]
        return classroom.numbers(labels, counts, right=part if part is None else min(part, BINS - 1))
    assert question.axes is not None
    axes = question.axes
    ends, heights = (axes.left, axes.right), (axes.scale.low, axes.scale.high)
    curve = right if isinstance(right, tuple) else ()
    return classroom.curves((axes.x, axes.y), ends, heights, [each.quartiles for each in spreads], curve)


def _counts(spread: Spread, parts: int) -> Sequence[int]:
    return spread.counts or [0] * parts
