"""The images that experiments use, and a loop that trains, reports progress, and can be cancelled."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..data.dataset import Dataset, Split
from ..descent import Descent
from ..errors import Cancelled
from .features import some_of

MAX_IMAGES = 600  # a hundred runs on so many take about ten seconds
STEPS = 50  # iterations between two reports of progress

Progress = Callable[[float], object]


def parts(dataset: Dataset, seed: int, most: int = MAX_IMAGES) -> tuple[Split, Split]:
    """Return the training and test images of an experiment: all, or a seeded sample of ``most`` in the same
    proportions.
    """
    images = len(dataset.train) + len(dataset.test)
    share = min(1.0, most / images)
    train, test = (some_of(part, max(2, round(share * len(part))), seed) for part in (dataset.train, dataset.test))
    return train, test


def stack(train: Split, test: Split) -> Split:
    """Return both sets as one, training images first, with bursts if both sets have them.

    An image and its mirrored copy stay together in any division.
    """
    bursts = None if train.bursts is None or test.bursts is None else np.concatenate([train.bursts, test.bursts])
    twins = None
    if train.twins is not None:
        twins = np.concatenate([train.twins, train.twins.max() + 1 + np.arange(len(test))])
    images, labels = (np.concatenate([getattr(part, each) for part in (train, test)]) for each in ("images", "labels"))
    return Split(images, labels, bursts, twins)


def advance(run: Descent, iterations: int, progress: Progress) -> None:
    """Take the steps and report progress. Raises Cancelled if the report returns False."""
    while run.iteration < iterations:
        run.advance(min(STEPS, iterations - run.iteration))
        report(run.iteration, iterations, progress)


def report(done: int, total: int, progress: Progress) -> None:
    """Report the completed share. Raises Cancelled if the report returns False."""
    if progress(done / total) is False:
        raise Cancelled(f"The experiment was cancelled after {done:,} of {total:,} steps.")
