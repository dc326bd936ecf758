"""Simpler classifiers on the same test images, as a baseline for the neuron."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..data.dataset import Dataset, Split
from ..data.preprocess import channel_names, prepare
from .accuracy import Accuracy, bigger_class

THUMBNAIL = 8  # pixels on a side
MAX_TRAINING = 5000  # training images of a baseline: more change little and take seconds
MAX_WEIGHED = 1000  # training images for pixel weights
MAX_NUMBERS = 10_000_000  # and their pixels in total
BLOCK = 2**22  # pixels averaged at once


@dataclass(frozen=True, eq=False)
class Baseline:
    """A simpler classifier.

    title: its name; meaning: its method, in a sentence. right: which test images it answers right, ``(m,)``. images:
    the number of its training images. weights: one per pixel and channel, ``(h, w, c)``, or None.
    """

    title: str
    meaning: str
    right: NDArray[np.bool_]
    images: int
    weights: NDArray[np.float64] | None = None

    @property
    def accuracy(self) -> Accuracy:
        """The accuracy on the test images."""
        return Accuracy(int(self.right.sum()), len(self.right))


def baselines(dataset: Dataset) -> list[Baseline]:
    """Return four or five baselines, fitted on the training images and evaluated on the test images.

    The first always gives the more frequent answer *of the test images*: the best score without looking. Two are
    scikit-learn's logistic regression (L2, ``C = 1``) on a few standardised numbers of each image: the mean of each
    channel, and THUMBNAIL x THUMBNAIL blocks if the image is larger. Two weight every pixel by a formula, without
    descent: `template` and `discriminant`.
    """
    label, _ = bigger_class(dataset.test.labels)
    height, width, channels = dataset.image_shape
    colours = channel_names(channels)
    simple = [
        Baseline(
            f"Always “{dataset.class_names[label]}”",
            "The more frequent answer of the test images, for every image.",
            dataset.test.labels == label,
            0,
        ),
        Baseline(
            "One number: the mean brightness" if channels == 1 else f"Three numbers: the mean {_and(colours)}",
            "A neuron that sees only the brightness of the whole image."
            if channels == 1
            else "A neuron that sees only the mean colour of the whole image.",
            *_by_neuron(dataset, 1, 1),
        ),
    ]
    if max(height, width) > THUMBNAIL:
        small = min(height, THUMBNAIL), min(width, THUMBNAIL)
        simple.append(
            Baseline(
                f"A neuron on {small[1]} × {small[0]} pixels",
                "It sees the mean of each block of pixels.",
                *_by_neuron(dataset, *small),
            )
        )
    return [
        *simple,
        _by_weights(
            dataset, "A template", "The mean image of one class minus that of the other, as weights.", template
        ),
        _by_weights(
            dataset,
            "A linear discriminant",
            "The template, with less weight where pixels vary within a class (LDA).",
            discriminant,
        ),
    ]


def template(x: NDArray, labels: NDArray) -> tuple[NDArray[np.float64], float]:
    """Return weights ``(n,)`` and a bias that predict the class with the nearer mean.

    x: ``(m, n)``; labels: ``(m,)``, of both classes. The score is positive if ``|x - mean_1| < |x - mean_0|``.
    """
    blue, red = (x[labels == label].mean(axis=0) for label in (0, 1))
    w = red - blue
    return w, float(-w @ (red + blue) / 2)


def discriminant(x: NDArray, labels: NDArray) -> tuple[NDArray[np.float64], float]:
    """Return weights ``(n,)`` and a bias of a linear discriminant analysis: ``w = S^-1 (mean_1 - mean_0)``.

    S is the covariance within the classes. There are more pixels than images, so it is shrunk towards a multiple of the
    identity: ``(1 - s) C + s mu I``, with the ``s`` of Ledoit and Wolf. It is never formed: the products of the centred
    images ``D (m, n)`` with each other, ``D D^T (m, m)``, are enough. Source: R. A. Fisher (1936), The use of multiple
    measurements in taxonomic problems; O. Ledoit and M. Wolf (2004), A well-conditioned estimator for large-dimensional
    covariance matrices.
    """
    means = [x[labels == label].mean(axis=0) for label in (0, 1)]
    m, n = x.shape
    centred = x - np.where(labels[:, np.newaxis] == 1, means[1], means[0])
    products = centred @ centred.T
    mu = np.trace(products) / (m * n)
    squares = (products**2).sum() / m**2  # of all entries of the covariance
    away = squares - n * mu**2
    noise = ((np.diag(products) ** 2).sum() / m - squares) / m
    s = min(noise, away) / away if away > 0 else 1.0
    difference, ridge = means[1] - means[0], s * mu or 1.0
    inner = np.linalg.lstsq(products * (1 - s) / m + ridge * np.eye(m), centred @ difference, rcond=None)[0]
    w = (difference - centred.T @ inner * (1 - s) / m) / ridge  # Woodbury's identity
    share = labels.mean()
    return w, float(-w @ (means[0] + means[1]) / 2 + np.log(share / (1 - share)))


def shrunk(images: NDArray[np.uint8], height: int, width: int) -> NDArray[np.float64]:
    """Return the means of blocks of as equal size as whole pixels allow: ``(m, height * width * c)``."""
    m, rows, columns, channels = images.shape
    small = np.empty((m, height, width, channels))
    tops, lefts = np.arange(height) * rows // height, np.arange(width) * columns // width
    sizes = np.diff(np.append(tops, rows))[:, np.newaxis] * np.diff(np.append(lefts, columns))
    step = max(1, BLOCK // (rows * columns * channels))
    for start in range(0, m, step):  # to save memory
        some = slice(start, start + step)
        sums = np.add.reduceat(np.add.reduceat(images[some], tops, axis=1, dtype=np.int64), lefts, axis=2)
        small[some] = sums / sizes[:, :, np.newaxis]
    return small.reshape(m, -1)


def _by_neuron(dataset: Dataset, height: int, width: int) -> tuple[NDArray[np.bool_], int]:
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    neuron = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
    train, test = _some(dataset.train, MAX_TRAINING), dataset.test
    neuron.fit(shrunk(train.images, height, width), train.labels)
    return neuron.predict(shrunk(test.images, height, width)) == test.labels, len(train)


def _by_weights(
    dataset: Dataset,
    title: str,
    meaning: str,
    fit: Callable[[NDArray, NDArray], tuple[NDArray[np.float64], float]],
) -> Baseline:
    train, test = _some(dataset.train, min(MAX_WEIGHED, max(2, MAX_NUMBERS // dataset.n_x))), dataset.test
    w, b = fit(prepare(train.images).T, train.labels)
    step = max(1, BLOCK // dataset.n_x)
    z = np.concatenate([prepare(test.images[start : start + step]).T @ w + b for start in range(0, len(test), step)])
    return Baseline(title, meaning, (z > 0) == test.labels, len(train), w.reshape(dataset.image_shape))


def _some(split: Split, most: int) -> Split:
    """Return at most ``most`` images, spread evenly over those of each class."""
    by_class = np.argsort(split.labels, kind="stable")
    if len(split) <= most:
        return split.take(by_class)
    return split.take(by_class[np.linspace(0, len(split) - 1, most).astype(int)])


def _and(words: tuple[str, ...]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}"
