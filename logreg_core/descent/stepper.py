"""The state of runs and their steps: the code that all `spaces` share.

A step of gradient descent is linear in the gradient, so any linear function of weights and bias can be updated instead
of recomputed. The state is a few arrays; the gradient and the velocities have one array for each of them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from copy import copy
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.blas import ddot
from scipy.special import expit

from ..errors import ArgumentError
from .spaces import Images

State = tuple[NDArray, ...]
Deal = Callable[[], NDArray]  # the images of the next step, by their positions
Watch = Callable[[NDArray], object]  # receives the errors of all images, (m, k), before each step


class Stepper(ABC):
    """The state of ``k`` runs on the images of one space, and its update.

    y: the labels ``(m, 1)`` or ``(m, k)``; shares: the weight of each image, ``(1, 1)``, ``(m, 1)`` or ``(m, k)``.
    rate, l2, momentum: one number per run, ``(k,)``; they can be set between steps.
    """

    is_far = False  # whether the scores are on a cluster, and only their sums are local
    rate: NDArray
    l2: NDArray
    momentum: NDArray
    _penalized: bool
    _state: State  # the last axis is that of the runs; the first array is the coefficients (size, k)

    def __init__(self, y: NDArray, shares: NDArray) -> None:
        self._y, self._shares, self._velocity = y, shares, None

    _velocity: State | None

    def fork(self) -> Self:
        """Return an independent copy."""
        other = copy(self)
        other._state = tuple(each.copy() for each in self._state)
        other._velocity = None if self._velocity is None else tuple(each.copy() for each in self._velocity)
        return other

    def beside(self, others: Sequence[Self]) -> Self:
        """Return this and other steppers with the same images, labels and shares as the columns of one."""
        family, all_of = copy(self), (self, *others)
        family._state = _side_by_side([each._state for each in all_of])
        if any(each._velocity for each in all_of):
            family._velocity = _side_by_side([each._velocity or still(each._state) for each in all_of])
        for name in ("rate", "l2", "momentum"):
            setattr(family, name, np.concatenate([getattr(each, name) for each in all_of]))
        return family

    @property
    def nbytes(self) -> int:
        """The memory of a `fork`, in bytes."""
        return sum(each.nbytes for each in (*self._state, *(self._velocity or ())))

    @property
    def coefficients(self) -> NDArray:
        """The coefficients of the space, ``(size, k)``: not a copy."""
        return self._state[0]

    @property
    def has_velocity(self) -> bool:
        """Whether it has, or had, momentum."""
        return self._velocity is not None

    @property
    def moving(self) -> State:
        """Copies of the arrays that a step changes, followed by the velocities with momentum."""
        return tuple(each.copy() for each in (*self._state, *(self._velocity or ())))

    def restore(self, moving: State) -> None:
        """Restore arrays from `moving`. Raises ArgumentError for other shapes."""
        shapes = [each.shape for each in self._state]
        if [each.shape for each in moving] not in (shapes, 2 * shapes):
            raise ArgumentError(
                f"The state of a run must have arrays of the shapes {shapes}. Got {[each.shape for each in moving]}."
            )
        held = tuple(np.array(each, dtype=float, order="C") for each in moving)
        self._state, self._velocity = held[: len(shapes)], held[len(shapes) :] or None

    def set(self, rate: NDArray, l2: NDArray, momentum: NDArray) -> None:
        """Set the hyperparameters of the next steps. Velocities start at 0."""
        self.rate, self.l2, self.momentum = rate, l2, momentum
        self._penalized = bool(l2.any())
        if self._velocity is None and momentum.any():
            self._velocity = still(self._state)

    def take(self, steps: int, deal: Deal | None = None, watch: Watch | None = None) -> None:
        """Take ``steps`` steps, each on the images that ``deal`` returns, or on all images without it."""
        rate, momentum = one_for_all(self.rate), one_for_all(self.momentum)
        for _ in range(steps):
            move = self._gradient(None if deal is None else deal(), watch)
            if self._velocity is not None:
                for velocity, gradient in zip(self._velocity, move, strict=True):
                    velocity *= momentum
                    velocity += gradient
                move = self._velocity
            for array, direction in zip(self._state, move, strict=True):
                array -= rate * direction

    def direction(self, momentum: bool = True, watch: Watch | None = None) -> tuple[NDArray, NDArray, NDArray]:
        """Return the change of a full-batch step at rate 1, which a step subtracts: from the coefficients ``(size,
        k)``, all scores ``(m, k)`` and the bias ``(k,)``. Without momentum it is the gradient of the objective.
        """
        move = self._gradient(None, watch)
        if momentum and self._velocity is not None:
            move = tuple(self.momentum * old + new for old, new in zip(self._velocity, move, strict=True))
        return move[0], self._scores_of(move), self._bias_of(move)

    @abstractmethod
    def threads(self) -> AbstractContextManager[None]:
        """Return a context with the best number of threads for the products of a step."""

    @abstractmethod
    def see(self) -> None:
        """Compute in one pass the data that `z` and the next full-batch step need."""

    @abstractmethod
    def refresh(self) -> None:
        """Recompute the derived arrays from the coefficients, so that no rounding accumulates."""

    @property
    def z(self) -> NDArray:
        """The scores of all training images, ``(m, k)``: not a copy."""
        return self._scores_of(self._state)

    @property
    def b(self) -> NDArray:
        """The bias of each run, ``(k,)``."""
        return self._bias_of(self._state)

    def measures(self, y_test: NDArray) -> list[NDArray]:
        """Return costs and accuracies, ``(k,)`` each, of the training, test and validation sets.

        Only for scores on a cluster.
        """
        raise NotImplementedError

    @property
    @abstractmethod
    def z_test(self) -> NDArray:
        """The scores of the test images, ``(m_test, k)``."""

    @abstractmethod
    def weights(self, coefficients: NDArray) -> NDArray:
        """Return the weights for these coefficients, ``(n_x, k)``, as a copy."""

    @property
    def penalty(self) -> NDArray:
        """``l2/2 |w|^2`` for each run, ``(k,)``."""
        if not self._penalized:
            return np.zeros(len(self.l2))
        return self.l2 / 2 * self.squares(self.coefficients, self.z, self.b)

    @abstractmethod
    def squares(self, coefficients: NDArray, z: NDArray, b: NDArray) -> NDArray:
        """Return ``|w|^2`` per run, ``(k,)``, from coefficients and their scores and bias."""

    @abstractmethod
    def _scores_of(self, state: State) -> NDArray:
        """Return the scores of a state or a direction."""

    @abstractmethod
    def _bias_of(self, state: State) -> NDArray:
        """Return the bias of a state or a direction."""

    @abstractmethod
    def _gradient(self, batch: NDArray | None, watch: Watch | None) -> State:
        """Return the gradient of the objective on a batch or all images, in the arrays of the state."""

    def _errors(self, z: NDArray, images: Images, shares: NDArray) -> NDArray:
        """Return ``s (A - Y)`` of some images from their scores, with the shares from `_shares_in`."""
        error: NDArray = expit(z)
        error -= self._y[images]
        error *= shares if len(shares) == 1 else shares[images]
        return error

    def _shares_in(self, batch: NDArray | None) -> NDArray:
        """Return the weight of each image in a step: the shares of a batch sum to 1."""
        if batch is None:
            return self._shares
        if len(self._shares) == 1:
            return np.full((1, 1), 1 / len(batch))
        total = self._shares[batch].sum(axis=0)
        return self._shares / np.where(total > 0, total, 1.0)


def one_for_all(values: NDArray) -> Any:
    """Return one number if all are equal: multiplying by it takes half the time."""
    return float(values[0]) if (values == values[0]).all() else values


def columns(state: State) -> tuple[NDArray, ...]:
    """Return the arrays of a single run without the axis of the runs."""
    return tuple(each[:, 0] if each.ndim == 2 else each for each in state)


def still(state: State) -> State:
    """Return zero velocities for a state."""
    return tuple(np.zeros_like(each) for each in state)


def _side_by_side(states: Sequence[State]) -> State:
    return tuple(np.ascontiguousarray(np.concatenate(each, axis=-1)) for each in zip(*states, strict=True))


def dots(A: NDArray, B: NDArray) -> NDArray:
    """Return the inner products of the columns of ``A`` and ``B``."""
    if A.shape[1] == 1:
        return np.array([ddot(A[:, 0], B[:, 0])])
    dots: NDArray = np.einsum("ij,ij->j", A, B)
    return dots
