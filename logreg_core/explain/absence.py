"""What if an image had not been there? The neuron trained again without it: really, and for each image in one run.

The share that an image has of a score (`authors`) is a part of a sum. It is not what its absence changes: without it
the others would have learned something else. That is found out by training again. In terms of the images all ``m``
neurons cost little: each is a column of coefficients, ``w = X a``, and a step of all of them is one product with the
Gram matrix ``K = X.T X``; an image that is absent has the weight 0 in the cost of its column.

What a neuron that has not seen image ``i`` says of image ``i`` is its leave-one-out answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh

from ..checks import check_count
from ..data.dataset import Dataset
from ..data.preprocess import columns_of
from ..descent import Change, Descent, SampleSpace, inner_products, optimum
from ..errors import ArgumentError, Cancelled
from ..recipe import Recipe
from ..training import validation_part

REPORTS = 100
RANK = 1e-12  # of the largest eigenvalue of K: smaller ones are rounding
Progress = Callable[[float], object]


@dataclass(frozen=True, eq=False)
class Absence:
    """``m`` neurons, each trained without one of ``m`` images.

    coefficients: ``a``, ``(m, m)``; column ``i`` belongs to the neuron without image ``i``. b: their biases, ``(m,)``.
    z: the scores of the images by the neuron that was trained with all; z_without: each by the neuron that was trained
    without it. labels: 0 or 1. All ``(m,)``.
    """

    coefficients: NDArray[np.float64]
    b: NDArray[np.float64]
    z: NDArray[np.float64]
    z_without: NDArray[np.float64]
    labels: NDArray[np.int64]

    def scores(self, products: NDArray[np.float64]) -> NDArray[np.float64]:
        """What each of the neurons says of a picture with these inner products with the images: both ``(m,)``."""
        return np.asarray(products @ self.coefficients + self.b)

    @property
    def right(self) -> tuple[int, int]:
        """How many images are right at 50 %: by the neuron of all, and by the one without the image."""
        with_it, without = (int(np.sum((z > 0) == self.labels)) for z in (self.z, self.z_without))
        return with_it, without

    def words(self) -> str:
        """The leave-one-out answers as a sentence."""
        with_it, without = self.right
        return (
            f"Of the {len(self.b):,} training images {with_it:,} are right, judged by the neuron that learned from"
            f" them; {without:,}, each judged by the neuron that was trained without it."
        )


def without_each(
    dataset: Dataset,
    recipe: Recipe,
    changes: Sequence[Change],
    iterations: int,
    progress: Progress = lambda share: None,
) -> Absence:
    """A training once more without each training image.

    changes: what was set on the way, as `Descent.changes`; iterations: at which the weights were taken. With patience,
    the images that are only watched are no part of it, and the iteration stays.

    Raises ArgumentError for mini-batches, which would be dealt out otherwise without an image, for centred inputs,
    whose mean would be another one, and for other numbers than pixels; and as `by_steps`.
    """
    if recipe.batch_size or recipe.inputs or recipe.representation != "pixels":
        raise ArgumentError(
            "Only a training on the pixels as they are, with all images in each step, can be repeated without an image."
            f" Got {recipe.representation}, {recipe.batch_size} images in a step, inputs {recipe.inputs}. Train without"
            " mini-batches, with the inputs as they are."
        )
    aside = validation_part(dataset.train, recipe)
    return by_steps(
        **columns_of(dataset.train),
        learning_rate=recipe.learning_rate,
        iterations=iterations,
        l2=recipe.l2,
        momentum=recipe.momentum,
        changes=changes,
        learned=None if aside is None else ~aside,
        progress=progress,
    )


def by_steps(
    X: NDArray,
    Y: NDArray,
    *,
    learning_rate: float,
    iterations: int,
    l2: float = 0.0,
    momentum: float = 0.0,
    changes: Sequence[Change] = (),
    learned: NDArray[np.bool_] | None = None,
    divisor: float = 1.0,
    space: SampleSpace | None = None,
    progress: Progress = lambda share: None,
) -> Absence:
    """The same descent on all images, so many steps from zero, once without each image.

    X: ``(n_x, m)``, taken as divided by ``divisor``; Y: ``(1, m)`` of 0 and 1.
    learning_rate, l2, momentum: as it began; changes: what was set on the way, as `Descent.changes`.
    learned: which images a step looks at, ``(m,)``; all, unless a part was only watched.
    space: of these images, if there is one already.
    progress: called with the share that is done, from 0 to 1. When it returns False, the work ends with Cancelled.

    Raises ArgumentError as `Descent`, and when one image is all there is; and Cancelled.
    """
    check_count("iterations", iterations)
    m = X.shape[1]
    counted = np.ones(m, bool) if learned is None else learned
    if counted.sum() < 2:
        raise ArgumentError(f"There must be at least 2 images to learn from, so that one can be left out. Got {m}.")
    weights = np.column_stack([counted[:, np.newaxis] & ~np.eye(m, dtype=bool), counted])  # the last one misses none
    run = Descent(
        X,
        Y,
        learning_rate=learning_rate,
        l2=l2,
        momentum=momentum,
        example_weights=weights,
        record_every=iterations + 1,
        divisor=divisor,
        space=SampleSpace(X, X[:, :0], divisor) if space is None else space,
    )
    step = max(1, iterations // REPORTS)
    ends = [*range(step, iterations, step), iterations]
    for end in ends:
        run.follow(changes, end)
        if progress(end / iterations) is False:
            raise Cancelled(f"Cancelled after {end:,} of {iterations:,} iterations.")
    z, labels = run.z, np.asarray(Y).ravel().astype(np.int64)
    return Absence(run.coefficients[:, :m], run.b[:m], z[:, m], np.diag(z[:, :m]).copy(), labels)


def at_minimum(
    X: NDArray, Y: NDArray, *, l2: float, divisor: float = 1.0, progress: Progress = lambda share: None
) -> Absence:
    """The neuron of the smallest penalised cost, as `optimum` finds it, once without each image.

    X, Y, divisor, progress: as in `by_steps`. l2: the penalty, greater than 0, or there may be no minimum.

    With ``K = U D U.T`` the columns of ``sqrt(D) U.T`` are images of ``m`` numbers with the same products between them.

    Raises ArgumentError when l2 is not positive, or a class has a single image; and Cancelled.
    """
    labels = np.asarray(Y).ravel().astype(np.int64)
    m = len(labels)
    if not l2 > 0:
        raise ArgumentError(f"l2 must be greater than 0, or there may be no minimum. Got {l2}. Try 0.01.")
    if min(np.bincount(labels, minlength=2)) < 2:
        raise ArgumentError("Each class must have at least 2 images, so that one can be left out.")
    values, U = eigh(inner_products(X, X[:, :0], divisor)[0])
    kept = values > RANK * max(values[-1], RANK)
    root = np.sqrt(values[kept])
    images = (U[:, kept] * root).T  # (rank, m)
    whole = optimum(images, labels[np.newaxis], l2=l2)
    c, b = np.empty((len(images), m)), np.empty(m)
    for i in range(m):
        rest = np.arange(m) != i
        without = optimum(images[:, rest], labels[np.newaxis, rest], l2=l2)
        c[:, [i]], b[i] = without.w, without.b
        if progress((i + 1) / m) is False:
            raise Cancelled(f"Cancelled after {i + 1:,} of {m:,} images.")
    z, z_without = (whole.w.T @ images)[0] + whole.b, (images * c).sum(axis=0) + b
    return Absence(U[:, kept] @ (c / root[:, np.newaxis]), b, z, z_without, labels)
