"""Leave-one-out training: the neuron trained again without each training image, all in one run.

The share of an image in a score (`authors`) is a term of a sum, not the effect of its absence: without it the others
would have other coefficients. Only training again shows the effect. In the sample space ``m`` neurons cost little: each
is a column of coefficients, ``w = X a``, and a step of all is one product with the Gram matrix ``K = X.T X``; an absent
image has weight 0 in the cost of its column.

The answer for image ``i`` of the neuron trained without image ``i`` is its leave-one-out answer.
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

    coefficients: ``a``, ``(m, m)``; column ``i`` is the neuron without image ``i``. b: their biases, ``(m,)``. z: the
    scores by the neuron trained with all images; z_without: each by the neuron trained without this image. labels: 0 or
    1. All ``(m,)``.
    """

    coefficients: NDArray[np.float64]
    b: NDArray[np.float64]
    z: NDArray[np.float64]
    z_without: NDArray[np.float64]
    labels: NDArray[np.int64]

    def scores(self, products: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the scores of each neuron for a picture with these inner products with the images: both ``(m,)``."""
        return np.asarray(products @ self.coefficients + self.b)

    @property
    def right(self) -> tuple[int, int]:
        """The number of correct images at 50 %: by the neuron of all, and leave-one-out."""
        with_it, without = (int(np.sum((z > 0) == self.labels)) for z in (self.z, self.z_without))
        return with_it, without

    def words(self) -> str:
        """Return the leave-one-out result as a sentence."""
        with_it, without = self.right
        return (
            f"Of the {len(self.b):,} training images {with_it:,} are right. Leave-one-out: {without:,}, each judged by"
            " a neuron trained without it."
        )


def without_each(
    dataset: Dataset,
    recipe: Recipe,
    changes: Sequence[Change],
    iterations: int,
    progress: Progress = lambda share: None,
) -> Absence:
    """Repeat a training without each training image.

    changes: the settings changed during the training, as `Descent.changes`; iterations: the iteration of the weights.
    With early stopping, the validation images are left out, and the iteration stays the same.

    Raises ArgumentError for mini-batches, whose batches would change without an image; for centred inputs, whose mean
    would change; for other numbers than pixels; and as `by_steps` does.
    """
    if recipe.batch_size or recipe.inputs or recipe.representation != "pixels":
        raise ArgumentError(
            "Only a training on the pixels as they are, without mini-batches, can be repeated without an image."
            f" Got {recipe.representation}, batch size {recipe.batch_size}, inputs {recipe.inputs}. Train without"
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
    """Repeat the same full-batch descent from zero without each image.

    X: ``(n_x, m)``, divided by ``divisor`` in use; Y: ``(1, m)`` of 0 and 1. learning_rate, l2, momentum: initial
    values; changes: made during the run, as `Descent.changes`. learned: a mask ``(m,)`` of the images outside the
    validation set; None: all. space: of these images, or None. progress: called with the completed share, from 0 to 1.
    When it returns False, the work ends with Cancelled.

    Raises ArgumentError as `Descent` does, and for fewer than two images; and Cancelled.
    """
    check_count("iterations", iterations)
    m = X.shape[1]
    counted = np.ones(m, bool) if learned is None else learned
    if counted.sum() < 2:
        raise ArgumentError(f"There must be at least 2 images to learn from, so that one can be left out. Got {m}.")
    weights = np.column_stack([counted[:, np.newaxis] & ~np.eye(m, dtype=bool), counted])  # the last run uses all
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
    """Return the neuron of the smallest penalised cost, from `optimum`, without each image.

    X, Y, divisor, progress: as in `by_steps`. l2: the penalty, greater than 0, because without it there may be no
    minimum.

    With ``K = U D U.T`` the columns of ``sqrt(D) U.T`` are images of ``m`` numbers with the same inner products.

    Raises ArgumentError if l2 is not positive, or a class has a single image; and Cancelled.
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
