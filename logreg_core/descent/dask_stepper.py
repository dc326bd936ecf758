"""The steps of runs on images that are elsewhere: weights and bias here, and sums from there."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Self

import numpy as np
from numpy.typing import NDArray

from .dask_space import Columns, DaskSpace, Sums
from .steppers import State, Stepper, Watch, dots


class DaskStepper(Stepper):
    """Carries weights and bias. Scores are brought here only where somebody asks for them.

    aside: how much each image counts among those that are set aside, or None.
    """

    SPACE = DaskSpace
    is_far = True

    def __init__(
        self, space: DaskSpace, y: NDArray, shares: NDArray, w: NDArray, b: NDArray, aside: NDArray | None
    ) -> None:
        super().__init__(y, shares)
        shape = space.X.shape[0], len(b)
        self._space, self._aside = space, aside is not None
        self._dealt = space.dealt(Columns(y, shares, np.zeros((1, 1)) if aside is None else aside))
        self._seen: Sums | None = None
        self._state = (np.broadcast_to(w, shape).copy() if w.shape[1] else np.zeros(shape)), b.astype(float)

    def beside(self, others: Sequence[Self]) -> Self:
        family = super().beside(others)
        family._seen = None
        return family

    def threads(self) -> AbstractContextManager[None]:
        return nullcontext()

    def see(self) -> None:
        self._seen = self._seen or self._pass(None)

    def refresh(self) -> None:
        """Nothing: only the weights are in hand."""

    def measures(self, y_test: NDArray) -> list[NDArray]:
        self._seen = seen = self._seen or self._pass(None)
        measures = [seen.losses, seen.right]
        if len(y_test):
            alike = Columns(y_test, np.full((1, 1), 1 / len(y_test)), np.zeros((1, 1)))
            (w, b), dealt = self._state, self._space.dealt(alike, test=True)
            tested = self._space.sums(w, b, dealt, test=True)
            measures += [tested.losses, tested.right]
        else:
            measures += 2 * [np.full(len(seen.losses), np.nan)]
        return measures + ([seen.losses_aside, seen.right_aside] if self._aside else [])

    @property
    def z_test(self) -> NDArray:
        return self._space.test_scores(self.coefficients) + self.b

    @property
    def penalty(self) -> NDArray:
        return self.l2 / 2 * dots(self.coefficients, self.coefficients)

    def weights(self, coefficients: NDArray) -> NDArray:
        return coefficients.copy()

    def squares(self, coefficients: NDArray, z: NDArray, b: NDArray) -> NDArray:
        return dots(coefficients, coefficients)

    def _scores_of(self, state: State) -> NDArray:
        return self._space.scores(state[0]) + state[1]

    def _bias_of(self, state: State) -> NDArray:
        return state[1]

    def _gradient(self, batch: NDArray | None, watch: Watch | None) -> State:
        seen = self._pass(batch) if batch is not None else self._seen or self._pass(None)
        self._seen = None
        return seen.gradient + self.l2 * self.coefficients, seen.errors

    def _pass(self, batch: NDArray | None) -> Sums:
        w, b = self._state
        found = self._space.sums(w, b, self._dealt, batch)
        if batch is None:
            return found
        # the shares of a batch add up to 1
        whole = len(batch) / len(self._y) if len(self._shares) == 1 else self._shares[batch].sum(axis=0)
        whole = np.where(np.asarray(whole) > 0, whole, 1.0)
        return found._replace(gradient=found.gradient / whole, errors=found.errors / whole)
