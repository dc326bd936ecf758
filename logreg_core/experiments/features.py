"""A comparison of representations: the same neuron on each, with a penalty chosen by cross-validation.

A penalty keeps the weights small, so that the neuron does not memorise single images. Cross-validation chooses its
strength: the training images are split into folds, and each fold is evaluated by a neuron that did not train on it. The
test images are used once, at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh
from scipy.linalg.blas import dgemm

from ..checks import generator_of
from ..classifier import Classifier
from ..data.dataset import Dataset, Split
from ..data.division import folds_and_bursts, folds_of, some_of_each
from ..descent import inner_products, mixed, optimum
from ..errors import ArgumentError, Cancelled
from ..evaluate import Accuracy, accuracy
from ..recipe import Minimum
from ..representation import REPRESENTATIONS, can_represent, parts_of, represent, size_of

STRENGTHS = (1e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 1e-1)  # of the penalty
FOLDS = 5
MAX_IMAGES = 1000  # training images: each fit solves a system of as many equations
MAX_NUMBERS = 2**23  # in all of them: 67 MB of floating point numbers, a few times over
MIN_IMAGES = 40  # a representation for which fewer images fit into memory is left out
MIN_SPREAD = 0.02  # numbers are from 0 to 1; a smaller spread is not scaled up to 1
TOGETHER = 50  # images represented at a time


@dataclass(frozen=True)
class Finding:
    """The result of the neuron on one representation.

    n: numbers per image; images: the number of training images used. strengths: the tested penalties; costs: the
    cross-validated cost of each. l2: the penalty with the smallest cost. held_out: the cross-validated accuracy at
    ``l2``; train and test: of the neuron trained on all these images.
    """

    representation: str
    n: int
    images: int
    strengths: tuple[float, ...]
    costs: tuple[float, ...]
    l2: float
    held_out: Accuracy
    train: Accuracy
    test: Accuracy
    classifier: Classifier


class Fit(NamedTuple):
    """Weights ``(n, k)`` and biases ``(k,)`` for ``k`` penalties, for the numbers of `represent`."""

    w: NDArray
    b: NDArray

    def scores(self, X: NDArray) -> NDArray:
        """Return ``z = w.T x + b`` for each column of ``X`` ``(n, m)`` and each penalty: ``(m, k)``."""
        return dgemm(1.0, X, self.w, trans_a=1) + self.b


def compare(
    dataset: Dataset,
    names: Iterable[str] | None = None,
    *,
    strengths: Sequence[float] = STRENGTHS,
    folds: int = FOLDS,
    seed: int = 0,
    progress: Callable[[float], object] = lambda share: None,
) -> list[Finding]:
    """Evaluate the neuron on each representation that `suits` the images of the dataset.

    names: of representations; None: all. folds: fewer if a class has fewer images or bursts; bursts are not split if a
    class has two or more. seed: of the folds, and of the sample of training images above MAX_IMAGES or MAX_NUMBERS.
    progress: called with the completed share, from 0 to 1. When it returns False, the comparison ends with Cancelled.

    Raises ArgumentError if a class has fewer than two training images, and Cancelled.
    """
    names = [name for name in names or REPRESENTATIONS if suits(name, dataset)]

    def report(done: float) -> None:
        if progress(min(done / len(names), 1.0)) is False:
            raise Cancelled("The comparison was cancelled.")

    judged: list[Finding] = []
    for name in names:
        train = some_of(dataset.train, min(MAX_IMAGES, MAX_NUMBERS // size_of(name, dataset.image_shape)), seed)
        judged.append(_judge(dataset, train, name, strengths, folds, seed, lambda done: report(len(judged) + done)))
    return judged


def suits(name: str, dataset: Dataset) -> bool:
    """Return whether images are large enough for this representation, and enough of them fit into memory."""
    shape = dataset.image_shape
    return can_represent(name, shape) and size_of(name, shape) <= most_numbers(dataset)


def most_numbers(dataset: Dataset) -> int:
    """Return the largest count of numbers per image with which enough images of this dataset fit into memory."""
    return MAX_NUMBERS // min(MIN_IMAGES, len(dataset.train))


def _judge(
    dataset: Dataset,
    train: Split,
    name: str,
    strengths: Sequence[float],
    folds: int,
    seed: int,
    progress: Callable[[float], object],
) -> Finding:
    X = _represented(train, name, lambda images: progress(0.3 * images / len(train)))
    parts = parts_of(name, dataset.image_shape)
    z = np.empty((len(train), len(strengths)))
    y = train.labels
    folds, whole = folds_and_bursts(train.Y, folds, None if dataset.train_bursts is None else train.groups)
    fold = folds_of(train.Y, folds, seed, whole)
    held_out = int(np.max(fold)) + 1
    for k in range(held_out):
        z[fold == k] = fit(X[:, fold != k], y[fold != k], strengths, parts).scores(X[:, fold == k])
        progress(0.3 + 0.5 * (k + 1) / held_out)
    costs = np.logaddexp(0, (1 - 2 * y[:, np.newaxis]) * z).mean(axis=0)
    best = int(np.argmin(costs))
    fitted = fit(X, y, [strengths[best]], parts)
    classifier = Classifier(
        fitted.w,
        float(fitted.b[0]),
        dataset.image_shape,
        dataset.class_names,
        dataset.name,
        dataset.digest,
        Minimum(strengths[best], name),
    )
    answers = []
    for start in range(0, len(dataset.test), TOGETHER):
        answers.append(classifier.answers(dataset.test.images[start : start + TOGETHER]))
        progress(0.8 + 0.2 * min(1.0, (start + TOGETHER) / len(dataset.test)))
    return Finding(
        name,
        len(X),
        len(train),
        tuple(strengths),
        tuple(costs.tolist()),
        strengths[best],
        accuracy(z[:, best] > 0, y),
        accuracy(fitted.scores(X) > 0, y),
        accuracy(np.concatenate(answers), dataset.test.labels),
        classifier,
    )


def fit(X: NDArray, y: NDArray, strengths: Sequence[float], parts: Sequence[int]) -> Fit:
    """Return the neuron of the smallest penalised cost on standardised numbers for each penalty, for the raw numbers.

    X: ``(n, m)``; y: ``(m,)`` of 0 and 1. parts: how many of the ``n`` numbers belong to each part of the
    representation, so that all parts have equal weight.

    Each number is centred, and divided by its standard deviation (at least MIN_SPREAD) and by the root of the size of
    its part: ``x' = (x - mean) / scale``. An image then has a squared length of about 1 in each part, so that a penalty
    means the same for all representations. For ``z = w'.T x' + b'`` the same neuron on the raw numbers has ``w = w' /
    scale`` and ``b = b' - mean.T w``.

    The minimum lies in the span of the images, ``w' = X' a``. The eigenvectors ``U`` of ``K = X'.T X' = U D U.T`` turn
    images of ``n`` numbers into images of ``m``, the columns of ``sqrt(D) U.T``, with the same products; weights ``c``
    on these are ``a = U c / sqrt(D)``. So each penalty costs little for any ``n``. All products use SciPy, as in the
    engine: the thread pools of NumPy and SciPy would wait for each other.
    """
    if sum(parts) != len(X):
        raise ArgumentError(f"parts must add up to the {len(X)} rows of X. Got {sum(parts)}.")
    mean = X.mean(axis=1, keepdims=True)  # (n, 1)
    scale = np.maximum(X.std(axis=1, keepdims=True), MIN_SPREAD) * np.sqrt(np.repeat(parts, parts))[:, np.newaxis]
    X = (X - mean) / scale
    values, U = eigh(inner_products(X, X[:, :0])[0])
    root = np.sqrt(np.where(values > 1e-10 * values[-1], values, 0))  # (m,); 0 for linearly dependent images
    turned = root[:, np.newaxis] * U.T  # (m, m)
    minima = [optimum(turned, y[np.newaxis], l2=l2) for l2 in strengths]
    inverse = np.divide(1, root, out=np.zeros_like(root), where=root > 0)
    a = dgemm(1.0, U * inverse, np.hstack([minimum.w for minimum in minima]))  # (m, k)
    w = mixed(X, a) / scale  # (n, k)
    return Fit(w, np.array([minimum.b for minimum in minima]) - (mean * w).sum(axis=0))


def some_of(split: Split, most: int, seed: int) -> Split:
    """Return the split, or ``most`` of its images, drawn by a seed with the share of each class, at least one each."""
    if len(split) <= most:
        return split
    counts = [max(1, round(most * split.count(label) / len(split))) for label in (0, 1)]
    return split.take(some_of_each(split.labels, (counts[0], counts[1]), generator_of(seed)))


def _represented(split: Split, name: str, progress: Callable[[int], object]) -> NDArray:
    """Return `represent`, a few images at a time. ``progress`` receives the number of finished images."""
    columns = []
    for start in range(0, len(split), TOGETHER):
        columns.append(represent(split.images[start : start + TOGETHER], name))
        progress(min(start + TOGETHER, len(split)))
    return np.hstack(columns)
