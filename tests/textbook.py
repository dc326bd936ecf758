"""What the course's own code learns from zero weights, for tests to compare the app and the engine with."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logreg_core import Classifier, Dataset, Split, initialize, optimize, prepare


def weights_after(split: Split, iterations: int, rate: float = 0.005) -> tuple[NDArray[np.float64], float]:
    """The weights ``(n_x, 1)`` and the bias of `optimize`."""
    X = prepare(split.images)
    if not iterations:
        return initialize(len(X))
    parameters, _, _ = optimize(*initialize(len(X)), X, split.labels[np.newaxis], iterations, rate)
    return parameters["w"], float(parameters["b"])


def neuron_after(dataset: Dataset, iterations: int, rate: float = 0.005) -> Classifier:
    """A neuron of these weights, from the dataset's training images."""
    about = (dataset.image_shape, dataset.class_names, dataset.name, dataset.digest)
    return Classifier(*weights_after(dataset.train, iterations, rate), *about)
