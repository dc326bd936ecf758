"""The effect of the next step at this learning rate and others, and the curvature at the current weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from .examples import Examples
from .record import judge
from .spaces import Space
from .stepper import Stepper


@dataclass(frozen=True, eq=False)
class NextStep:
    """The objective along the direction of the next step, for learning rates from 0.

    rates, objectives: ``(n,)`` each, the first rate is 0; rate, landing: the run's learning rate and its next
    objective. curvature: the largest second derivative of the objective at the current weights, in any direction; at
    most ``2 / safe`` anywhere. safe: the `safe_learning_rate`.

    Along a direction of curvature ``c`` a step of plain descent multiplies the distance to the minimum of a parabola by
    ``1 - rate c``: above ``rate = 2 / c`` it lands higher on the other side.
    """

    rate: float
    landing: float
    rates: NDArray
    objectives: NDArray
    curvature: float
    safe: float


def ahead(stepper: Stepper, examples: Examples, space: Space, safe: float, points: int) -> NextStep:
    """Return the effect of a full-batch step of a single run at ``points`` rates, up to beyond its own and the safe
    rate.
    """
    rate, l2 = float(stepper.rate[0]), float(stepper.l2[0])

    def objective(length: float) -> float:
        coefficients, z, b = (now - length * change for now, change in zip(current, step, strict=True))
        penalty = l2 / 2 * stepper.squares(coefficients, z, b)[0]
        return float(judge(z, examples.y, examples.shares)[0][0] + penalty)

    with np.errstate(over="ignore", invalid="ignore"):
        step = stepper.direction()
        current = stepper.coefficients, stepper.z, stepper.b
        rates = np.linspace(0, 1.3 * max(rate, safe), points)
        a = expit(stepper.z)
        bend = (4 * a * (1 - a) * examples.shares)[:, 0]
        curvature = space.weighted_curvature(bend) + l2
        return NextStep(rate, objective(rate), rates, np.array([objective(each) for each in rates]), curvature, safe)
