"""Why centre the inputs? How the cost bends in all directions, and how far the steps come that this allows."""

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
    """The cost around zero, where the training images are shown in one way.

    inputs: a value of `settings.INPUTS`. curvatures: of the cost at zero in all directions in which it bends, the
    largest first. safe_rate: up to which no step can raise the cost. cost: after STEPS steps at it, without a penalty.
    """

    inputs: int
    curvatures: NDArray[np.float64]
    safe_rate: float
    cost: float

    @property
    def condition(self) -> float:
        """The condition number: the sharpest bend over the least. Across it steps zigzag, along it they creep."""
        return float(self.curvatures[0] / self.curvatures[-1])


def valleys(dataset: Dataset, representation: str = "pixels") -> list[Valley]:
    """The valley for each of the inputs, of all training images.

    It takes the products of all images. Raises ArgumentError as `represent` does.
    """
    found = []
    for inputs in map(int, INPUTS.stops):
        recipe = Recipe(inputs=inputs, representation=representation)
        start = descent_of(dataset.train, recipe)
        rate = float(start.safe_learning_rate)
        start.learning_rate = rate
        start.advance(STEPS)
        found.append(Valley(inputs, start.space.curvatures, rate, float(start.now.cost)))
    return found
