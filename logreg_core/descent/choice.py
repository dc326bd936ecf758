"""Which space suits the images, and which stepper the space."""

from __future__ import annotations

from typing import Literal

from numpy.typing import NDArray

from .feature_stepper import FeatureStepper
from .inputs import Inputs
from .sample_stepper import SampleStepper
from .spaces import FeatureSpace, SampleSpace, Space, is_dask
from .stepper import Stepper

LARGEST_GRAM = 64 * 2**20  # bytes
PRODUCT_GAIN = 10  # how many times faster one multiplication is in a matrix product than in a matrix-vector product


def choose_space(n_x: int, m: int, m_test: int, iterations: int) -> Literal["sample", "feature"]:
    """The space in which ``iterations`` iterations are estimated to take less time, if its matrices fit.

    In multiplications of a matrix-vector product: the sample space pays ``m^2`` per iteration, and once
    ``m (m + m_test) n_x`` for its matrices, which a matrix product does about ten times faster. The feature space pays
    ``2 m n_x`` per iteration.
    """
    sample = iterations * m * m + m * (m + m_test) * n_x / PRODUCT_GAIN
    feature = iterations * 2 * m * n_x
    fits = 8 * m * (m + m_test) <= LARGEST_GRAM
    return "sample" if fits and sample <= feature else "feature"


def make_space(
    X: NDArray,
    X_test: NDArray | None = None,
    *,
    divisor: float = 1.0,
    iterations: int = 2000,
    inputs: Inputs | None = None,
) -> Space:
    """The better space for a run of about ``iterations`` iterations.

    X: ``(n_x, m)``; X_test: ``(n_x, m_test)`` or None; both are taken as divided by ``divisor``. inputs: as of `Space`.
    """
    if X_test is None:
        X_test = X[:, :0]
    if is_dask(X) or is_dask(X_test):
        from .dask_space import DaskSpace  # Dask is there only where such images are

        return DaskSpace(X, X_test, divisor)
    kind = choose_space(X.shape[0], X.shape[1], X_test.shape[1], iterations)
    return (SampleSpace if kind == "sample" else FeatureSpace)(X, X_test, divisor, inputs)


def stepper_of(
    space: Space, y: NDArray, shares: NDArray, w: NDArray, b: NDArray, aside: NDArray | None = None
) -> Stepper:
    """Runs that begin at ``w`` ``(n_x, 1)`` or ``(n_x, k)``, or ``(n_x, 0)`` for zero, and at ``b`` ``(k,)``.

    aside: how much each image counts among those that are set aside, or None.
    """
    if isinstance(space, SampleSpace):
        return SampleStepper(space, y, shares, w, b)
    if isinstance(space, FeatureSpace):
        return FeatureStepper(space, y, shares, w, b)
    from .dask_space import DaskSpace  # Dask is there only where its images are
    from .dask_stepper import DaskStepper

    assert isinstance(space, DaskSpace)
    return DaskStepper(space, y, shares, w, b, aside)
