"""The labels of all images, their weights, and the validation set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .arguments import shares_of
from .record import Record, judge, plain


class Sight(NamedTuple):
    """The data of a record: training and test scores, ``(m, k)`` and ``(m_test, k)``, and the penalties."""

    iteration: int
    z: NDArray
    z_test: NDArray
    penalty: NDArray


class Examples:
    """The labels of the training images ``y``, ``(m, 1)`` or ``(m, k)``, and of the test images, ``y_test``.

    weights: of the training images, ``(m,)`` or ``(m, k)``; None: all equal. validation: a boolean mask ``(m,)`` of the
    validation set, or None.

    `shares` are the weights in a step, as `arguments.shares_of` returns them. Raises ArgumentError as it does.
    """

    def __init__(
        self, y: NDArray, y_test: NDArray, weights: ArrayLike | None, validation: NDArray[np.bool_] | None
    ) -> None:
        self.y, self.y_test, self._validation = y, y_test, validation
        self.shares = shares_of(weights, validation, len(y))
        self._shares_aside = None
        if validation is not None and weights is not None:
            self._shares_aside = shares_of(weights, ~validation, len(y))[validation]

    @property
    def learned_from(self) -> NDArray[np.int64]:
        """The positions of the images outside the validation set."""
        return np.arange(len(self.y)) if self._validation is None else np.flatnonzero(~self._validation)

    @property
    def aside(self) -> NDArray | None:
        """The weight of each image in the validation set, ``(m, 1)`` or ``(m, k)``; None without one."""
        if self._validation is None:
            return None
        shares, mask = self._shares_aside, self._validation
        aside = np.zeros((len(mask), 1 if shares is None else shares.shape[1]))
        aside[mask] = 1 / mask.sum() if shares is None else shares
        return aside

    @np.errstate(over="ignore", invalid="ignore")
    def judged(self, sights: Sequence[Sight], runs: int) -> list[Record]:
        """Return the records for these scores; for a single run all at once, which takes little longer than one.

        runs: the number of runs side by side; 0 for a single run.
        """
        if runs and len(sights) > 1:
            return [record for sight in sights for record in self.judged([sight], runs)]
        z, z_test = np.hstack([sight.z for sight in sights]), np.hstack([sight.z_test for sight in sights])
        measures: list[NDArray] = [*judge(z, self.y, self.shares), *judge(z_test, self.y_test)]
        if self._validation is not None:
            measures += judge(z[self._validation], self.y[self._validation], self._shares_aside)
        rows = [[plain(each, runs) for each in measures]] if runs else np.array(measures).T.tolist()
        return [
            Record(sight.iteration, *(*[*row, np.nan, np.nan][:6], plain(sight.penalty, runs)))
            for sight, row in zip(sights, rows, strict=True)
        ]
