"""Neurons to compare with: what the course's own code learns from zero weights, and random ones."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logreg_core import Classifier, Dataset, Split, Unrepeatable, initialize, optimize, prepare
from logreg_core.representation import size_of


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


def stranger(
    representation: str,
    shape: tuple[int, int, int],
    names: tuple[str, str] = ("no", "yes"),
    *,
    threshold: float = 0.6,
) -> Classifier:
    """A neuron of random weights, whose scores are neither small nor large."""
    n = size_of(representation, shape)
    w = np.random.default_rng(n).normal(size=(n, 1)) * 4 / np.sqrt(n)
    made = Unrepeatable("it was drawn from a seed", representation=representation)
    return Classifier(w, 0.1, shape, names, "noise", "00" * 32, made, threshold=threshold)
