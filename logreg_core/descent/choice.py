"""The choice of space and stepper for a set of images, and an estimate of the running time."""

from __future__ import annotations

from typing import Literal

from numpy.typing import NDArray

from .inputs import Inputs
from .sample_stepper import SampleStepper
from .spaces import FeatureSpace, SampleSpace, Space, is_dask
from .stepper import Stepper
from .weights_stepper import FeatureStepper

MAX_GRAM = 64 * 2**20  # bytes
PRODUCT_GAIN = 10  # how many times faster one multiplication is in a matrix product than in a matrix-vector product
# Estimates for an ordinary laptop, in seconds, rounded up. They do not depend on the load of the machine, so that the
# same settings always get the same treatment.
PER_ITERATION = 20e-6
PER_PRODUCT = 1 / 2e9  # one multiplication in a matrix-vector product
PER_SETUP_PRODUCT = 1 / 1e10  # one in the matrix product that prepares the sample space


def choose_space(n_x: int, m: int, m_test: int, iterations: int) -> Literal["sample", "feature"]:
    """Return the faster space for ``iterations`` iterations, by estimate, if its matrices fit in memory.

    Cost in multiplications of a matrix-vector product. Sample space: ``m^2`` per iteration, and once ``m (m + m_test)
    n_x`` for its matrices, as a matrix product that is about ten times faster. Feature space: ``2 m n_x`` per
    iteration.
    """
    sample = iterations * m * m + m * (m + m_test) * n_x / PRODUCT_GAIN
    feature = iterations * 2 * m * n_x
    fits = 8 * m * (m + m_test) <= MAX_GRAM
    return "sample" if fits and sample <= feature else "feature"


def make_space(
    X: NDArray,
    X_test: NDArray | None = None,
    *,
    divisor: float = 1.0,
    iterations: int = 2000,
    inputs: Inputs | None = None,
) -> Space:
    """Return the faster space for a run of about ``iterations`` iterations.

    X: ``(n_x, m)``; X_test: ``(n_x, m_test)`` or None. Both are divided by ``divisor`` in use. inputs: see `Space`.
    """
    if X_test is None:
        X_test = X[:, :0]
    if is_dask(X) or is_dask(X_test):
        from .dask_space import DaskSpace  # Dask is optional

        return DaskSpace(X, X_test, divisor)
    kind = choose_space(X.shape[0], X.shape[1], X_test.shape[1], iterations)
    return (SampleSpace if kind == "sample" else FeatureSpace)(X, X_test, divisor, inputs)


def stepper_of(
    space: Space, y: NDArray, shares: NDArray, w: NDArray, b: NDArray, aside: NDArray | None = None
) -> Stepper:
    """Return a stepper for runs that start at ``w`` ``(n_x, 1)``, ``(n_x, k)``, or ``(n_x, 0)`` for zero, and ``b``
    ``(k,)``.

    aside: the weight of each image in the validation set, or None.
    """
    if isinstance(space, SampleSpace):
        return SampleStepper(space, y, shares, w, b)
    if isinstance(space, FeatureSpace):
        return FeatureStepper(space, y, shares, w, b)
    from .dask_space import DaskSpace  # Dask is optional
    from .dask_stepper import DaskStepper

    assert isinstance(space, DaskSpace)
    return DaskStepper(space, y, shares, w, b, aside)


def estimated_seconds(n_x: int, m: int, m_test: int, *, iterations: int, batch_size: int = 0) -> float:
    """Return the seconds of ``iterations`` iterations in the space of `choose_space`, with the setup of the space.

    n_x: numbers per image; m, m_test: number of images; batch_size: images per step, 0 for all.
    """
    seen = min(batch_size, m) or m
    if choose_space(n_x, m, m_test, iterations) == "sample":
        setup = m * (m + m_test) * n_x * PER_SETUP_PRODUCT
        return setup + iterations * (PER_ITERATION + m * seen * PER_PRODUCT)
    return iterations * (PER_ITERATION + 2 * n_x * seen * PER_PRODUCT)


def estimated_sweep_seconds(n_x: int, m: int, *, runs: int, iterations: int) -> float:
    """Return the estimated seconds of ``runs`` runs side by side on the same images."""
    if choose_space(n_x, m, 0, iterations) == "sample":
        setup = m * m * n_x * PER_SETUP_PRODUCT
        return setup + iterations * (PER_ITERATION + m * m * runs * PER_SETUP_PRODUCT)
    return iterations * (PER_ITERATION + 2 * n_x * m * runs * PER_SETUP_PRODUCT)
