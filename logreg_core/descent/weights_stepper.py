"""What is alike in the steps that carry weights and bias, and read the images anew for each."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from .spaces import WeightsSpace
from .stepper import State, Stepper, dots


class WeightsStepper(Stepper):
    """Carries weights and bias, and what one pass over all images has seen at this place, until a step is taken."""

    _seen: Any

    def __init__(self, space: WeightsSpace, y: NDArray, shares: NDArray, w: NDArray, b: NDArray) -> None:
        super().__init__(y, shares)
        shape = space.X.shape[0], len(b)
        self._space, self._seen = space, None
        self._state = (np.broadcast_to(w, shape).copy() if w.shape[1] else np.zeros(shape)), b.astype(float)

    def beside(self, others: Sequence[Self]) -> Self:
        family = super().beside(others)
        family._seen = None
        return family

    def stand(self, moving: State) -> None:
        super().stand(moving)
        self._seen = None

    def threads(self) -> AbstractContextManager[None]:
        return nullcontext()

    def see(self) -> None:
        self._seen = self._seen or self._pass(None)

    def refresh(self) -> None:
        """Nothing: only the weights are in hand."""

    @property
    def z_test(self) -> NDArray:
        return self._space.test_scores(self.coefficients) + self.b

    def weights(self, coefficients: NDArray) -> NDArray:
        return coefficients.copy()

    def squares(self, coefficients: NDArray, z: NDArray, b: NDArray) -> NDArray:
        return dots(coefficients, coefficients)

    def _scores_of(self, state: State) -> NDArray:
        return self._space.scores(state[0]) + state[1]

    def _bias_of(self, state: State) -> NDArray:
        return state[1]

    @abstractmethod
    def _pass(self, batch: NDArray | None) -> Any:
        """What one pass over some or all images sees."""
