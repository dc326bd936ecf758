"""What can be scored without looking, or with half-closed eyes: a neuron has learned something only above that."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from ..dataset import Dataset
from ..preprocess import channel_names
from .accuracy import Accuracy, accuracy, bigger_class

THUMBNAIL = 8  # pixels on a side
MOST_TRAINING = 5000  # images that a baseline learns from: more change little, and cost seconds
BLOCK = 2**22  # pixels that are averaged at once


@dataclass(frozen=True)
class Baseline:
    """A way to answer that hardly looks: what it is called, what it does in a sentence, and how it does on the test."""

    title: str
    meaning: str
    accuracy: Accuracy


def baselines(dataset: Dataset) -> list[Baseline]:
    """Three of them, all fitted on the training images alone and judged on the test images.

    The first always gives the more frequent answer *of the test images*: the most that can be had without looking. The
    others are scikit-learn's logistic regression (L2, ``C = 1``) on a few standardised numbers of each image: the mean
    of each channel, and a thumbnail of THUMBNAIL pixels on a side.
    """
    label, always = bigger_class(dataset.test.labels)
    colours = channel_names(dataset.image_shape[2])
    means = "One number: the mean brightness" if len(colours) == 1 else f"Three numbers: the mean {_and(colours)}"
    height, width = (min(side, THUMBNAIL) for side in dataset.image_shape[:2])
    return [
        Baseline(
            f"Always “{dataset.class_names[label]}”",
            "Gives the more frequent answer of the test images, whatever the image shows.",
            always,
        ),
        Baseline(
            means,
            "Another neuron, which is shown nothing but the colour of the whole image mixed together."
            if len(colours) > 1
            else "Another neuron, which is shown nothing but how bright the whole image is.",
            _judged(dataset, 1, 1),
        ),
        Baseline(
            f"A thumbnail of {width} × {height} pixels",
            "Another neuron, which is shown a picture so small that hardly a shape is left.",
            _judged(dataset, height, width),
        ),
    ]


def shrunk(images: NDArray[np.uint8], height: int, width: int) -> NDArray[np.float64]:
    """Averages over blocks that divide the images as evenly as whole pixels allow: ``(m, height * width * c)``."""
    m, rows, columns, channels = images.shape
    small = np.empty((m, height, width, channels))
    tops, lefts = np.arange(height) * rows // height, np.arange(width) * columns // width
    sizes = np.diff(np.append(tops, rows))[:, np.newaxis] * np.diff(np.append(lefts, columns))
    step = max(1, BLOCK // (rows * columns * channels))
    for start in range(0, m, step):  # so that many images need little memory
        some = slice(start, start + step)
        sums = np.add.reduceat(np.add.reduceat(images[some], tops, axis=1, dtype=np.int64), lefts, axis=2)
        small[some] = sums / sizes[:, :, np.newaxis]
    return small.reshape(m, -1)


def _judged(dataset: Dataset, height: int, width: int) -> Accuracy:
    neuron = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
    chosen = _some(dataset.train.labels)
    neuron.fit(shrunk(dataset.train.images[chosen], height, width), dataset.train.labels[chosen])
    return accuracy(neuron.predict(shrunk(dataset.test.images, height, width)), dataset.test.labels)


def _some(labels: NDArray) -> NDArray[np.int64]:
    """The positions of MOST_TRAINING images spread evenly over those of each class, or all of them: ``(k,)``."""
    by_class = np.argsort(labels, kind="stable")
    if len(labels) <= MOST_TRAINING:
        return by_class
    return by_class[np.linspace(0, len(labels) - 1, MOST_TRAINING).astype(int)]


def _and(words: tuple[str, ...]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}"
