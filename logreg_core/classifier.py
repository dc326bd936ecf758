"""The classifier: the trained weights, and everything needed to predict a picture."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b, sha256

import numpy as np
from numpy.typing import NDArray

from .data.dataset import Split
from .errors import ArgumentError
from .logistic import sigmoid
from .recipe import NO_RECIPE, Made, Recipe
from .representation import represent, size_of
from .settings import ITERATIONS

BLOCK = 2**21  # numbers prepared at once
MAX_WEIGHT = 1e100  # maximum size of weights and bias, so that no score is infinite


def is_usable(w: NDArray[np.float64], b: float) -> bool:
    """Whether these are valid weights and bias of a classifier: finite, and at most MAX_WEIGHT in size."""
    return bool((np.abs(w) <= MAX_WEIGHT).all() and abs(b) <= MAX_WEIGHT)


@dataclass(frozen=True, eq=False)
class Classifier:
    """A trained neuron. Immutable.

    w: ``(n, 1)``, read-only, one weight for each number of the representation; b: the bias.
    image_shape: ``(h, w, c)`` of the pictures that it reads.
    class_names: the names of class 0 and class 1.
    dataset_name, dataset_digest: of its training data.
    recipe: how it was made: a `Recipe`, a `Minimum`, or why there is none.
    iteration: the number of steps to its weights; None without steps, or if unknown. With early stopping it may be
    smaller than the goal, which is the recipe's number of iterations.
    threshold: from 0 to 1; the answer is class 1 if the probability is greater.

    Raises ArgumentError if the parts do not fit together.
    """

    w: NDArray[np.float64]
    b: float
    image_shape: tuple[int, int, int]
    class_names: tuple[str, str]
    dataset_name: str
    dataset_digest: str
    recipe: Made = NO_RECIPE
    iteration: int | None = None
    threshold: float = 0.5

    def __post_init__(self) -> None:
        w = np.array(self.w, dtype=np.float64)
        n = size_of(self.representation, self.image_shape)
        if w.shape != (n, 1):
            raise ArgumentError(
                f"w must have the shape ({n}, 1) for the representation {self.representation!r} of images of"
                f" {self.image_shape}. Got {w.shape}."
            )
        if not is_usable(w, self.b):
            raise ArgumentError(
                f"w and b must be finite, and at most {MAX_WEIGHT:g} in size. Train with a smaller learning rate."
            )
        if isinstance(self.recipe, Recipe) and self.iteration is None:
            raise ArgumentError("A classifier that was trained by a recipe must say the iteration of its weights.")
        if not 0 <= self.threshold <= 1:
            raise ArgumentError(f"threshold must be between 0 and 1. Got {self.threshold}.")
        w.setflags(write=False)
        object.__setattr__(self, "w", w)
        object.__setattr__(self, "image_shape", tuple(map(int, self.image_shape)))
        object.__setattr__(self, "class_names", tuple(self.class_names))
        object.__setattr__(self, "b", float(self.b))

    @property
    def representation(self) -> str:
        """Its input, a name in `representation`; ``pixels`` has ``n = h * w * c`` numbers."""
        return self.recipe.representation

    @property
    def words(self) -> dict[str, str]:
        """How it was made, as labels and values; with the iteration of its weights if the recipe does not say it."""
        taken = self.iteration is not None and self.iteration != self.recipe.settings.get(ITERATIONS.name)
        return self.recipe.words | ({"Weights of iteration": f"{self.iteration:,}"} if taken else {})

    @cached_property
    def digest(self) -> str:
        """A SHA-256 of all fields: equal if and only if two classifiers are equal to the last bit."""
        sha = sha256(self.w.astype("<f8").tobytes())
        sha.update(repr(self._all_but_the_weights()).encode())
        return sha.hexdigest()

    def _all_but_the_weights(self) -> tuple[object, ...]:
        made = (type(self.recipe).__name__, sorted(self.recipe.settings.items()), getattr(self.recipe, "why", ""))
        kept = (self.b, self.threshold, self.image_shape, self.class_names, self.dataset_name, self.dataset_digest)
        return *made, self.representation, self.iteration, *kept

    @property
    def checksum(self) -> str:
        """Eight letters and digits from ``w`` and ``b``, rounded to four digits of the largest. The same training on
        two machines gives the same checksum, although the last digits differ. Only steps longer than the safe rate can
        enlarge differences of rounding.
        """
        numbers = np.append(self.w[:, 0], self.b)
        shares = numbers / (np.abs(numbers).max() or 1.0)
        return blake2b(np.round(shares * 10_000).astype("<i2").tobytes(), digest_size=4).hexdigest()

    def scores(self, images: NDArray[np.uint8]) -> NDArray[np.float64]:
        """Return ``z = w.T x + b`` for each image, ``x`` its representation: uint8 ``(m, h, w, c)`` to ``(m,)``.

        Raises ArgumentError unless the images have the size of the training images.
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
        """Return the probability of class 1 for each image: ``(m,)``, from 0 to 1. Raises as `scores`."""
        return np.asarray(sigmoid(self.scores(images)))

    def answers(self, images: NDArray[np.uint8]) -> NDArray[np.int64]:
        """Return 0 or 1 for each image: 1 if the probability is greater than the threshold. Raises as `scores`."""
        return (self.probabilities(images) > self.threshold).astype(np.int64)

    def accuracy(self, split: Split) -> float:
        """Return the share of right answers on these images, from 0 to 1. Raises as `scores`."""
        return float((self.answers(split.images) == split.labels).mean())
