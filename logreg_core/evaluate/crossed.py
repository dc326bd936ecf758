"""What neurons that have not seen a training image say about it, so that a choice need not touch the test images."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ..checks import check_count
from ..descent import Descent, folds_of
from ..errors import Cancelled

REPORTS = 50
MOST_READ = 1_000_000_000  # pixels that are read between two reports, so that a large set can be cancelled soon


def crossed_scores(
    X: NDArray,
    Y: NDArray,
    *,
    learning_rate: float,
    iterations: int,
    l2: float = 0.0,
    momentum: float = 0.0,
    batch_size: int | None = None,
    folds: int = 5,
    seed: int = 0,
    divisor: float = 1.0,
    progress: Callable[[float], object] = lambda share: None,
) -> NDArray[np.float64]:
    """The scores of all training images, ``(m,)``, each by a neuron that was trained without the fold it lies in.

    X: ``(n_x, m)``, taken as divided by ``divisor``; Y: ``(1, m)`` of 0 and 1. The neurons of all folds are trained
    side by side, with the hyperparameters as `Descent` takes them. ``seed`` divides the images into folds.
    progress: called with the share that is done, from 0 to 1. When it returns False, the work ends with Cancelled.

    Raises ArgumentError as `Descent` and `folds_of` do, and Cancelled.
    """
    check_count("iterations", iterations)
    fold = folds_of(Y, folds, seed)
    run = Descent(
        X,
        Y,
        learning_rate=np.full(folds, float(learning_rate)),
        l2=l2,
        momentum=momentum,
        batch_size=batch_size,
        seed=seed,
        example_weights=fold[:, np.newaxis] != np.arange(folds),  # (m, folds)
        record_every=iterations + 1,
        divisor=divisor,
    )
    step = max(1, min(iterations // REPORTS, MOST_READ // np.size(X)))
    while run.iteration < iterations:
        run.advance(min(step, iterations - run.iteration))
        if progress(run.iteration / iterations) is False:
            raise Cancelled(f"Cancelled after {run.iteration:,} of {iterations:,} iterations.")
    return run.z[np.arange(len(fold)), fold]
