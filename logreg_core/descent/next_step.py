"""What the very next step would do at this learning rate and at others, and how sharply the valley bends here."""

from __future__ import annotations

from dataclasses import dataclass

from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class NextStep:
    """The objective along the direction of the next step, for learning rates from 0 on.

    rates, objectives: ``(n,)`` each, the first at 0; rate, landing: of the run, and the objective that it leads to.
    curvature: the largest second derivative of the objective here, in any direction; at most ``2 / safe`` anywhere.
    safe: the `safe_learning_rate`.

    Along a direction of curvature ``c`` a step of plain descent multiplies the distance to the bottom of a parabola by
    ``1 - rate c``: beyond ``rate = 2 / c`` it lands further up the other side than it came from.
    """

    rate: float
    landing: float
    rates: NDArray
    objectives: NDArray
    curvature: float
    safe: float
