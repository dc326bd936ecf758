"""Where runs stand, and the steps they take: what is alike in each of the `spaces`.

A step of gradient descent is linear in the gradient, so whatever follows linearly from weights and bias can be carried
along instead of being worked out anew. The state is a few arrays, and so is a gradient: each array of the state is
moved by its own. Velocities are the same arrays again.
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
Watch = Callable[[NDArray], object]  # hears of the errors of all images, (m, k), before the step that they lead to


class Stepper(ABC):
    """``k`` runs on the images of one space: what they have in hand, and how it moves.

    y: the labels ``(m, 1)`` or ``(m, k)``; shares: how much each image counts, ``(1, 1)``, ``(m, 1)`` or ``(m, k)``.
    rate, l2, momentum: one number for each run, ``(k,)``; they are set between steps.
    """

    is_far = False  # whether the scores are elsewhere, and only sums of them here
    rate: NDArray
    l2: NDArray
    momentum: NDArray
    _penalized: bool
    _state: State  # arrays whose last axis is that of the runs; the coefficients (size, k) are the first

    def __init__(self, y: NDArray, shares: NDArray) -> None:
        self._y, self._shares, self._velocity = y, shares, None

    _velocity: State | None

    def fork(self) -> Self:
        """Another one at this place, that goes on by itself."""
        other = copy(self)
        other._state = tuple(each.copy() for each in self._state)
        other._velocity = None if self._velocity is None else tuple(each.copy() for each in self._velocity)
        return other

    def beside(self, others: Sequence[Self]) -> Self:
        """This one and others on the same images, labels and shares as the columns of one."""
        family, all_of = copy(self), (self, *others)
        family._state = _side_by_side([each._state for each in all_of])
        if any(each._velocity for each in all_of):
            family._velocity = _side_by_side([each._velocity or still(each._state) for each in all_of])
        for name in ("rate", "l2", "momentum"):
            setattr(family, name, np.concatenate([getattr(each, name) for each in all_of]))
        return family

    @property
    def nbytes(self) -> int:
        """How much memory a `fork` has to itself, in bytes."""
        return sum(each.nbytes for each in (*self._state, *(self._velocity or ())))

    @property
    def coefficients(self) -> NDArray:
        """What the space holds the weights as, ``(size, k)``: not a copy."""
        return self._state[0]

    @property
    def has_velocity(self) -> bool:
        """Whether it has, or had, some momentum."""
        return self._velocity is not None

    @property
    def moving(self) -> State:
        """Copies of the arrays that a step moves, and of the velocities, where it has momentum."""
        return tuple(each.copy() for each in (*self._state, *(self._velocity or ())))

    def stand(self, moving: State) -> None:
        """Take these arrays over, as `moving` gives them. Raises ArgumentError when they are of other shapes."""
        shapes = [each.shape for each in self._state]
        if [each.shape for each in moving] not in (shapes, 2 * shapes):
            raise ArgumentError(f"Where a run stands must be arrays {shapes}. Got {[each.shape for each in moving]}.")
        held = tuple(np.array(each, dtype=float, order="C") for each in moving)
        self._state, self._velocity = held[: len(shapes)], held[len(shapes) :] or None

    def set(self, rate: NDArray, l2: NDArray, momentum: NDArray) -> None:
        """The settings of the steps to come. What is given momentum for the first time begins at rest."""
        self.rate, self.l2, self.momentum = rate, l2, momentum
        self._penalized = bool(l2.any())
        if self._velocity is None and momentum.any():
            self._velocity = still(self._state)

    def take(self, steps: int, deal: Deal | None = None, watch: Watch | None = None) -> None:
        """Take so many steps, on the images that each is dealt; without ``deal`` on all of them."""
        rate, momentum = one_for_all(self.rate), one_for_all(self.momentum)
        for _ in range(steps):
            move = self._gradient(None if deal is None else deal(), watch)
            if self._velocity is not None:
                for velocity, gradient in zip(self._velocity, move, strict=True):
                    velocity *= momentum
                    velocity += gradient
                move = self._velocity
            for each, way in zip(self._state, move, strict=True):
                each -= rate * way

    def direction(self, momentum: bool = True, watch: Watch | None = None) -> tuple[NDArray, NDArray, NDArray]:
        """What a step from here on all images subtracts, at a rate of 1: from the coefficients ``(size, k)``, from all
        scores ``(m, k)`` and from the bias ``(k,)``. Without momentum it is the gradient of the objective.
        """
        move = self._gradient(None, watch)
        if momentum and self._velocity is not None:
            move = tuple(self.momentum * old + new for old, new in zip(self._velocity, move, strict=True))
        return move[0], self._scores_of(move), self._bias_of(move)

    @abstractmethod
    def threads(self) -> AbstractContextManager[None]:
        """As many threads as the products of a step are worth."""

    @abstractmethod
    def see(self) -> None:
        """Work out at once what both `z` and the next step on all images need."""

    @abstractmethod
    def refresh(self) -> None:
        """Work out from the coefficients what was carried along, so that no rounding adds up."""

    @property
    def z(self) -> NDArray:
        """The scores of all training images, ``(m, k)``: not a copy."""
        return self._scores_of(self._state)

    @property
    def b(self) -> NDArray:
        """The bias of each run, ``(k,)``."""
        return self._bias_of(self._state)

    def measures(self, y_test: NDArray) -> list[NDArray]:
        """Costs and accuracies, ``(k,)`` each, of the images, the test images, and those that are set aside.

        Only where the scores are elsewhere.
        """
        raise NotImplementedError

    @property
    @abstractmethod
    def z_test(self) -> NDArray:
        """The scores of the test images, ``(m_test, k)``."""

    @abstractmethod
    def weights(self, coefficients: NDArray) -> NDArray:
        """The weights that coefficients stand for, ``(n_x, k)``, in memory of their own."""

    @property
    def penalty(self) -> NDArray:
        """``l2/2 |w|^2`` for each run, ``(k,)``."""
        if not self._penalized:
            return np.zeros(len(self.l2))
        return self.l2 / 2 * self.squares(self.coefficients, self.z, self.b)

    @abstractmethod
    def squares(self, coefficients: NDArray, z: NDArray, b: NDArray) -> NDArray:
        """``|w|^2`` for each run, ``(k,)``, from coefficients and the scores and the bias that belong to them."""

    @abstractmethod
    def _scores_of(self, state: State) -> NDArray:
        """The scores that belong to a state, or to a direction."""

    @abstractmethod
    def _bias_of(self, state: State) -> NDArray:
        """The bias that belongs to a state, or to a direction."""

    @abstractmethod
    def _gradient(self, batch: NDArray | None, watch: Watch | None) -> State:
        """The gradient of the objective on some or all images, as what the state is moved along."""

    def _errors(self, z: NDArray, images: Images, shares: NDArray) -> NDArray:
        """``s (A - Y)`` of some images from their scores, with the shares that `_shares_in` gives."""
        error: NDArray = expit(z)
        error -= self._y[images]
        error *= shares if len(shares) == 1 else shares[images]
        return error

    def _shares_in(self, batch: NDArray | None) -> NDArray:
        """How much each image counts in a step: the shares of those in a batch add up to 1."""
        if batch is None:
            return self._shares
        if len(self._shares) == 1:
            return np.full((1, 1), 1 / len(batch))
        total = self._shares[batch].sum(axis=0)
        return self._shares / np.where(total > 0, total, 1.0)


def one_for_all(values: NDArray) -> Any:
    """The number of all runs where it is the same: to multiply by it takes half the time."""
    return float(values[0]) if (values == values[0]).all() else values


def columns(state: State) -> tuple[NDArray, ...]:
    """The arrays of a single run without the axis of the runs, but for that of one number."""
    return tuple(each[:, 0] if each.ndim == 2 else each for each in state)


def still(state: State) -> State:
    """The velocities of a state at rest."""
    return tuple(np.zeros_like(each) for each in state)


def _side_by_side(states: Sequence[State]) -> State:
    return tuple(np.ascontiguousarray(np.concatenate(each, axis=-1)) for each in zip(*states, strict=True))


def dots(A: NDArray, B: NDArray) -> NDArray:
    """The inner product of each column of ``A`` with that of ``B``."""
    if A.shape[1] == 1:
        return np.array([ddot(A[:, 0], B[:, 0])])
    dots: NDArray = np.einsum("ij,ij->j", A, B)
    return dots
