"""Examples for the checks, worked out without NumPy and without the textbook's code.

You can follow the first two on paper. Three images of two numbers each, with the labels yes, no, yes::

            image 1   image 2   image 3
        X      2         1         3
               0         1         2
        Y      1         0         1

**Zero weights** (``w = 0, b = 0``): every z is 0 and every a is 1/2. So each image costs log 2, and so
does the mean. ``A - Y`` is -1/2, 1/2, -1/2. The first number of dw is (2 (-1/2) + 1 (1/2) + 3 (-1/2)) / 3 = -2/3, the
second (0 (-1/2) + 1 (1/2) + 2 (-1/2)) / 3 = -1/6, and db is (-1/2 + 1/2 - 1/2) / 3 = -1/6. One step with the learning
rate 0.6 leads to w = 0.4 and 0.1, b = 0.1.

**A neuron with weights** log 3 and -log 3 and the bias -log 3, chosen so that every a is a fraction: z is log 3 times
2 - 0 - 1 = 1, 1 - 1 - 1 = -1 and 3 - 2 - 1 = 0, and as e^(log 3) is 3, a is 3/4, 1/4 and 1/2. The images cost
-log 3/4, -log(1 - 1/4) and -log 1/2, in the mean log(32/9) / 3. ``A - Y`` is -1/4, 1/4, -1/2. The first number of dw is
(2 (-1/4) + 1 (1/4) + 3 (-1/2)) / 3 = -7/12, the second (0 (-1/4) + 1 (1/4) + 2 (-1/2)) / 3 = -1/4, and db is
(-1/4 + 1/4 - 1/2) / 3 = -1/6.

The third has seven images of four numbers: enough to measure a gradient by small changes of the weights.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LOG_3 = math.log(3)
STEP = 1e-3  # change of a weight that measures the slope of the cost


@dataclass(frozen=True)
class Example:
    """Images, labels and a neuron. words: a description of them."""

    words: str
    w: NDArray[np.float64]
    b: float
    X: NDArray[np.float64]
    Y: NDArray[np.float64]


def _of(words: str, w: list[float], b: float, X: list[list[float]], Y: list[float]) -> Example:
    return Example(words, np.array(w)[:, None], b, np.array(X, dtype=float), np.array([Y], dtype=float))


IMAGES = [[2.0, 1, 3], [0.0, 1, 2]]
LABELS = [1.0, 0, 1]
IN_WORDS = "X = [[2, 1, 3], [0, 1, 2]], Y = [[1, 0, 1]]"

KNOWS_NOTHING = _of(f"{IN_WORDS}, w = [[0], [0]], b = 0", [0.0, 0], 0.0, IMAGES, LABELS)
COST_OF_NOTHING = math.log(2)
DW_OF_NOTHING = [-2 / 3, -1 / 6]
DB_OF_NOTHING = -1 / 6
RATE = 0.6
W_AFTER_A_STEP = [0.4, 0.1]
B_AFTER_A_STEP = 0.1

WITH_WEIGHTS = _of(
    f"{IN_WORDS}, w = [[log 3], [-log 3]], b = -log 3 (log 3 is 1.0986)", [LOG_3, -LOG_3], -LOG_3, IMAGES, LABELS
)
ANSWERS = [3 / 4, 1 / 4, 1 / 2]
COST = math.log(32 / 9) / 3
DW = [-7 / 12, -1 / 4]
DB = -1 / 6

SEVEN = _of(
    "4 numbers of each of 7 images: X (4, 7), Y (1, 7), w (4, 1), b = 0.3",
    [0.5, -0.2, 0.1, -0.4],
    0.3,
    [
        [0.8, -1.2, 0.3, 1.9, -0.7, 0.1, 1.1],
        [1.5, 0.4, -0.9, 0.2, 0.6, -1.7, 0.5],
        [-0.3, 0.9, 1.4, -1.1, 0.2, 0.8, -0.6],
        [0.7, -0.5, 1.2, 0.4, -1.3, 0.9, 0.1],
    ],
    [1, 0, 0, 1, 1, 0, 1],
)

# Six training and four test images of three numbers each.
TRAIN_X = np.array([[1.0, 2, -1, 0, -2, 1], [0, 1, 1, -1, 2, -1], [2, 0, 1, 1, 0, -1]])
TRAIN_Y = np.array([[1.0, 1, 0, 0, 0, 1]])
TEST_X = np.array([[2.0, -1, 1, -2], [1, 0, -1, 1], [0, 1, 2, -1]])
TEST_Y = np.array([[1.0, 1, 1, 0]])
DATA_IN_WORDS = "6 training and 4 test images of 3 numbers each"


@dataclass(frozen=True)
class Descended:
    """The result of a descent by hand. dw, db: the gradient of the last step; costs: before each step."""

    w: list[float]
    b: float
    dw: list[float]
    db: float
    costs: list[float]


def descend(
    example: Example, steps: int, rate: float, *, moving_b: bool = True, fresh: bool = True, from_start: bool = False
) -> Descended:
    """Gradient descent in plain Python, image by image and number by number.

    moving_b, fresh, from_start: other values reproduce learners' mistakes: the bias stays, the gradient is computed
    once, every step begins at the start.
    """
    columns, labels = example.X.T.tolist(), example.Y[0].tolist()
    start = w = example.w[:, 0].tolist()
    b, dw, db, costs = float(example.b), [0.0] * len(w), 0.0, []
    for step in range(steps):
        if fresh or step == 0:
            dw, db, cost = [0.0] * len(w), 0.0, 0.0
            for x, y in zip(columns, labels, strict=True):
                z = sum(weight * number for weight, number in zip(w, x, strict=True)) + b
                a = 1 / (1 + math.exp(-z))
                cost -= math.log(a if y else 1 - a) / len(labels)
                dw = [slope + number * (a - y) / len(labels) for slope, number in zip(dw, x, strict=True)]
                db += (a - y) / len(labels)
            costs.append(cost)
        w = [weight - rate * slope for weight, slope in zip(start if from_start else w, dw, strict=True)]
        b = b - rate * db if moving_b else b
    return Descended(w, b, dw, db, costs)
