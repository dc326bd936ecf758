"""The effect of centring: the curvatures of the cost for each kind of inputs, and the descent that they allow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..data.dataset import Dataset
from ..recipe import Recipe
from ..settings import INPUTS
from ..training import descent_of

STEPS = 200


@dataclass(frozen=True, eq=False)
class Valley:
    """The shape of the cost around zero weights and bias, for one kind of inputs.

    inputs: a value of `settings.INPUTS`. curvatures: the positive curvatures of the cost at zero, in descending order.
    safe_rate: the largest learning rate at which the cost never rises. cost: after STEPS steps at safe_rate, without a
    penalty.
    """

    inputs: int
    curvatures: NDArray[np.float64]
    safe_rate: float
    cost: float

    @property
    def condition(self) -> float:
        """The condition number: the largest curvature over the smallest. Steps zigzag along the former and creep along
        the latter.
        """
        return float(self.curvatures[0] / self.curvatures[-1])


def valleys(dataset: Dataset, representation: str = "pixels") -> list[Valley]:
    """Return the `Valley` of the cost over all training images for each kind of inputs.

    Slow: it computes the products of the images. Raises ArgumentError as `represent` does.
    """
    results = []
    for inputs in map(int, INPUTS.stops):
        recipe = Recipe(inputs=inputs, representation=representation)
        start = descent_of(dataset.train, recipe)
        rate = float(start.safe_learning_rate)
        start.learning_rate = rate
        start.advance(STEPS)
        results.append(Valley(inputs, start.space.curvatures, rate, float(start.now.cost)))
    return results
