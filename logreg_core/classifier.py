"""A classifier is what training leaves behind: the weights, and all that is needed to use them on a picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from .errors import ArgumentError
from .logistic import sigmoid
from .representation import represent, size_of

BLOCK = 2**21  # numbers that are prepared at once


@dataclass(frozen=True, eq=False)
class Classifier:
    """A trained neuron. Nothing in it can be changed.

    w: ``(n, 1)``, read-only, one weight for each number of the representation; b: the bias.
    image_shape: ``(h, w, c)`` of the pictures that it reads.
    class_names: the names of class 0 and class 1.
    threshold: from 0 to 1; the answer is class 1 where the probability is greater.
    dataset_name, dataset_digest: what it was trained on.
    settings: how it was trained: hyperparameters by their names in `settings`, such as ``num_iterations``; read-only.
        One that was changed on the way is not among them.
    representation: what it is shown of a picture, by its name in `representation`: ``pixels``, with
        ``n = h * w * c``, or another one.

    Raises ArgumentError when the parts do not fit together.
    """

    w: NDArray[np.float64]
    b: float
    image_shape: tuple[int, int, int]
    class_names: tuple[str, str]
    dataset_name: str
    dataset_digest: str
    settings: Mapping[str, float]
    threshold: float = 0.5
    representation: str = "pixels"

    def __post_init__(self) -> None:
        w = np.array(self.w, dtype=np.float64)
        n = size_of(self.representation, self.image_shape)
        if w.shape != (n, 1):
            raise ArgumentError(
                f"w must have the shape ({n}, 1) for the representation {self.representation!r} of images of"
                f" {self.image_shape}. Got {w.shape}."
            )
        if not (np.isfinite(w).all() and np.isfinite(self.b)):
            raise ArgumentError("w and b must be finite. Train with a smaller learning rate.")
        if not 0 <= self.threshold <= 1:
            raise ArgumentError(f"threshold must be between 0 and 1. Got {self.threshold}.")
        w.setflags(write=False)
        object.__setattr__(self, "w", w)
        object.__setattr__(self, "settings", MappingProxyType(dict(self.settings)))
        object.__setattr__(self, "b", float(self.b))

    @property
    def checksum(self) -> str:
        """Eight letters and digits that follow from ``w`` and ``b`` to four digits of the largest of them: two machines
        that did the same training get the same, although their last digits differ, unless steps were longer than is
        safe: they make differences of rounding grow.
        """
        numbers = np.append(self.w[:, 0], self.b)
        shares = numbers / (np.abs(numbers).max() or 1.0)
        return blake2b(np.round(shares * 10_000).astype("<i2").tobytes(), digest_size=4).hexdigest()

    def scores(self, images: NDArray[np.uint8]) -> NDArray[np.float64]:
        """``z = w.T x + b`` for each image, ``x`` its representation: uint8 ``(m, h, w, c)`` to ``(m,)``.

        Raises ArgumentError when the images do not have the size that the weights were trained on.
        """
        images = np.asarray(images)
        if images.ndim != 4 or images.shape[1:] != self.image_shape or images.dtype != np.uint8:
            raise ArgumentError(
                f"Images must be uint8 of the shape (m, h, w, c) with (h, w, c) = {self.image_shape}, as in training."
                f" Got {images.dtype} {images.shape}. photo.fit brings a photo to that size."
            )
        scores = np.empty(len(images))
        step = max(1, BLOCK // images[:1].size)
        for start in range(0, len(images), step):  # so that many images need little memory
            some = slice(start, start + step)
            scores[some] = (self.w.T @ represent(images[some], self.representation))[0] + self.b  # (n, some) -> (some,)
        return scores

    def probabilities(self, images: NDArray[np.uint8]) -> NDArray[np.float64]:
        """How likely each image is of class 1, says this neuron: ``(m,)``, from 0 to 1. Raises as `scores`."""
        return np.asarray(sigmoid(self.scores(images)))

    def answers(self, images: NDArray[np.uint8]) -> NDArray[np.int64]:
        """0 or 1 for each image: 1 where the probability is greater than the threshold. Raises as `scores`."""
        return (self.probabilities(images) > self.threshold).astype(np.int64)
