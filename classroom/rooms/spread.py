"""The distribution of a room's guesses, shown before the right answer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated

import numpy as np
from msgspec import Meta

from logreg_core.errors import ArgumentError

from ..exercise.guesses import Guess, Question
from ..untrusted import Count, Finite, Value

BINS = 10


class Spread(Value, frozen=True, array_like=True):
    """The distribution of the guesses of one round.

    answers: their number. labels, counts: the answers of a choice, or ten bins of equal width for a number. quartiles:
    one triple for a number, one at each of `truths.PLACES` for a curve; none without answers and none for a choice.
    """

    answers: Count
    labels: Annotated[tuple[str, ...], Meta(max_length=BINS)] = ()
    counts: Annotated[tuple[Count, ...], Meta(max_length=BINS)] = ()
    quartiles: Annotated[tuple[tuple[Finite, Finite, Finite], ...], Meta(max_length=BINS)] = ()

    def __post_init__(self) -> None:
        if len(self.labels) != len(self.counts):
            raise ArgumentError(f"A spread must have a count for each label. Got {len(self.counts)}.")


def spread_of(question: Question, guesses: Sequence[Guess]) -> Spread:
    """The distribution. guesses: from ``question.read``."""
    if question.kind == "choice":
        choices = list(guesses)
        return Spread(len(choices), question.answers, tuple(choices.count(answer) for answer in question.answers))
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
