"""The accuracy with its interval, and the accuracy of always giving the same answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import ArgumentError
from .intervals import Interval, of_share


@dataclass(frozen=True)
class Accuracy:
    """``correct`` right answers out of ``total``."""

    correct: int
    total: int

    @property
    def share(self) -> float:
        """The accuracy, from 0 to 1."""
        return self.correct / self.total

    @property
    def interval(self) -> Interval:
        """The 95 % interval of `of_share`."""
        return of_share(self.correct, self.total)


def accuracy(answers: NDArray, labels: NDArray) -> Accuracy:
    """Compare answers ``(m,)`` with labels ``(m,)``, both of 0 and 1.

    Raises ArgumentError if their lengths differ or are 0.
    """
    answers, labels = np.ravel(answers), np.ravel(labels)
    if len(answers) != len(labels) or not len(labels):
        raise ArgumentError(f"There must be one answer per label. Got {len(answers)} for {len(labels)} labels.")
    return Accuracy(int(np.count_nonzero(answers == labels)), len(labels))


def bigger_class(labels: NDArray) -> tuple[int, Accuracy]:
    """Return the more frequent of the labels ``(m,)``, 1 in a tie, and the accuracy of always answering it.

    A model has learned something only if it scores higher.
    """
    labels = np.ravel(labels)
    label = int(2 * np.count_nonzero(labels) >= len(labels))
    return label, accuracy(np.full_like(labels, label), labels)
