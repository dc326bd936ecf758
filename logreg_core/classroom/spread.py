"""How the guesses of a room are spread, before anybody is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from ..exercise.guesses import Guess, Question
from .written import is_list_of

BINS = 10


@dataclass(frozen=True)
class Spread:
    """The guesses of one round, counted.

    answers: how many there are. labels, counts: of a choice its answers, of a number ten ranges of the same width.
    quartiles: a quarter, a half and three quarters of the guesses lie below; of a number once, of a curve at each of
    `truths.PLACES`; none without answers, and none of a choice.
    """

    answers: int
    labels: tuple[str, ...] = ()
    counts: tuple[int, ...] = ()
    quartiles: tuple[tuple[float, float, float], ...] = ()


def spread_of(question: Question, guesses: Sequence[Guess]) -> Spread:
    """guesses: as ``question.read`` returns them."""
    if question.kind == "choice":
        said = list(guesses)
        return Spread(len(said), question.answers, tuple(said.count(answer) for answer in question.answers))
    heights = np.array([np.atleast_1d(guess) for guess in guesses], dtype=float)
    quartiles = np.quantile(heights, (0.25, 0.5, 0.75), axis=0).T if len(guesses) else np.empty((0, 3))
    rows = tuple((float(low), float(middle), float(high)) for low, middle, high in quartiles)
    if question.scale is None:
        return Spread(len(guesses), quartiles=rows)
    edges = np.linspace(question.scale.low, question.scale.high, BINS + 1)
    counts, _ = np.histogram(heights, edges)
    labels = tuple(
        f"{low:.{question.scale.digits}f} to {question.scale.words(high)}" for low, high in pairwise(map(float, edges))
    )
    return Spread(len(guesses), labels, tuple(map(int, counts)), rows)


def as_value(spread: Spread) -> list[Any]:
    """What JSON can hold of it."""
    return [spread.answers, list(spread.labels), list(spread.counts), [list(row) for row in spread.quartiles]]


def read(value: object) -> Spread | None:
    """A spread again; None where it is none."""
    if not (isinstance(value, list) and len(value) == 4 and type(value[0]) is int):
        return None
    answers, labels, counts, rows = value
    if not (is_list_of(labels, str, most=BINS) and is_list_of(counts, int, most=BINS) and len(labels) == len(counts)):
        return None
    if not (
        is_list_of(rows, list, most=BINS) and all(is_list_of(row, float, most=3) and len(row) == 3 for row in rows)
    ):
        return None
    return Spread(answers, tuple(labels), tuple(counts), tuple((row[0], row[1], row[2]) for row in rows))
