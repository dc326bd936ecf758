"""The stepper for images on a cluster: weights and bias are local, sums come from the workers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .dask_space import Columns, DaskSpace, Sums
from .stepper import State, Watch, dots
from .weights_stepper import WeightsStepper


class DaskStepper(WeightsStepper):
    """A pass returns sums. Scores are fetched only on request.

    aside: the weight of each image in the validation set, or None.
    """

    is_far = True
    _space: DaskSpace
    _seen: Sums | None

    def __init__(
        self, space: DaskSpace, y: NDArray, shares: NDArray, w: NDArray, b: NDArray, aside: NDArray | None
    ) -> None:
        super().__init__(space, y, shares, w, b)
        self._aside = aside is not None
        self._dealt = space.dealt(Columns(y, shares, np.zeros((1, 1)) if aside is None else aside))

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
    def penalty(self) -> NDArray:
        return self.l2 / 2 * dots(self.coefficients, self.coefficients)

    def _gradient(self, batch: NDArray | None, watch: Watch | None) -> State:
        seen = self._pass(batch) if batch is not None else self._seen or self._pass(None)
        self._seen = None
        return seen.gradient + self.l2 * self.coefficients, seen.errors

    def _pass(self, batch: NDArray | None) -> Sums:
        w, b = self._state
        sums = self._space.sums(w, b, self._dealt, batch)
        if batch is None:
            return sums
        # the shares of a batch sum to 1
        whole = len(batch) / len(self._y) if len(self._shares) == 1 else self._shares[batch].sum(axis=0)
        whole = np.where(np.asarray(whole) > 0, whole, 1.0)
        return sums._replace(gradient=sums.gradient / whole, errors=sums.errors / whole)
