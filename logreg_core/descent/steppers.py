"""Where runs stand, and the steps they take: one stepper for each of the two `spaces`.

A step of gradient descent is linear in the gradient, so whatever follows linearly from weights and bias can be carried
along instead of being worked out anew. The **sample stepper** carries the scores ``z`` of all training images beside
the coefficients ``a`` of ``w = X a``. With the errors ``E`` of a step, each times its share in the cost, and
``K_b = X.T X + 1``, the products of the images with a 1 below each for the bias, it is

    E = s (A - Y)        a = a - rate E        z = z - rate K_b E

and the bias, which moves by the sum of what ``a`` moves by, need not be touched: ``b = sum a + beyond``, where only the
start and the penalty, which spares the bias, make ``beyond`` other than 0. A mini-batch has zeros in the place of all
other errors, and needs these columns of ``K_b`` alone.

The six last arguments of `dsymv` say: no offsets, no gaps, from the lower triangle, into the vector that is given. By
name, as a step of a few microseconds cannot afford, they are ``offx, incx, offy, incy, lower, overwrite_y``.

The **feature stepper** carries ``w`` and ``b``, and reads the images twice for a step, forward and backward.

Either way the state is a few arrays, and so is a gradient: each array of the state is moved by its own. Velocities are
the same arrays again.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from copy import copy
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.blas import daxpy, ddot, dgemm, dscal, dsymv
from scipy.special import expit

from ..errors import ArgumentError
from .spaces import ALL, FeatureSpace, Images, SampleSpace, WeightsSpace
from .threads import threads_for

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
            family._velocity = _side_by_side([each._velocity or _still(each._state) for each in all_of])
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
            self._velocity = _still(self._state)

    def take(self, steps: int, deal: Deal | None = None, watch: Watch | None = None) -> None:
        """Take so many steps, on the images that each is dealt; without ``deal`` on all of them."""
        rate, momentum = _one_for_all(self.rate), _one_for_all(self.momentum)
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


class SampleStepper(Stepper):
    """Carries coefficients, the bias beyond their sum, and all scores.

    A start other than zero is one coefficient more, which begins as 1 and only the penalty can shrink.
    """

    def __init__(self, space: SampleSpace, y: NDArray, shares: NDArray, w: NDArray, b: NDArray) -> None:
        super().__init__(y, shares)
        m, k, self._space = len(y), len(b), space
        self._start = space.start(w) if w.shape[1] else None
        coefficients, z = np.zeros((m, k)), np.zeros((m, k))
        if self._start is not None:
            coefficients, z = np.vstack([coefficients, np.ones((1, k))]), z + self._start.train
        self._state, self._ones = (coefficients, b.astype(float), z + b), np.ones(m)

    def take(self, steps: int, deal: Deal | None = None, watch: Watch | None = None) -> None:
        if deal is not None:
            super().take(steps, deal, watch)
        elif self._velocity is None:
            (self._take_one if len(self.rate) == 1 else self._take_many)(steps, watch)
        else:
            (self._take_one_moving if len(self.rate) == 1 else self._take_many_moving)(steps, watch)

    def _take_one(self, steps: int, watch: Watch | None) -> None:
        """The steps of a single run on all images, without momentum: four calls each, or seven with a penalty."""
        (a, beyond, z), K_b, m = _columns(self._state), self._space.K_b, len(self._y)
        rate, l2 = float(self.rate[0]), float(self.l2[0])
        length, kept = -rate * self._share, 1 - rate * l2
        for error in self._errors_of_one(steps, watch):
            if l2:
                total = ddot(a, self._ones, m)
                dsymv(length, K_b, error, kept, z, 0, 1, 0, 1, 1, 1)
                np.add(z, rate * l2 * (total + beyond), z)
                dscal(kept, a)
                beyond += rate * l2 * total
            else:
                dsymv(length, K_b, error, 1.0, z, 0, 1, 0, 1, 1, 1)
            daxpy(error, a, m, length)

    def _take_one_moving(self, steps: int, watch: Watch | None) -> None:
        """The same with momentum."""
        assert self._velocity is not None
        (a, beyond, z), (v, v_beyond, v_z) = _columns(self._state), _columns(self._velocity)
        K_b, m, size = self._space.K_b, len(z), len(a)
        rate, l2, momentum, share = float(self.rate[0]), float(self.l2[0]), float(self.momentum[0]), self._share
        for error in self._errors_of_one(steps, watch):
            dsymv(share, K_b, error, momentum, v_z, 0, 1, 0, 1, 1, 1)
            dscal(momentum, v)
            daxpy(error, v, m, share)
            v_beyond *= momentum
            if l2:
                total = ddot(a, self._ones, m)
                daxpy(z, v_z, m, l2)
                np.subtract(v_z, l2 * (total + beyond), v_z)
                daxpy(a, v, size, l2)
                v_beyond -= l2 * total
            daxpy(v_z, z, m, -rate)
            daxpy(v, a, size, -rate)
            beyond -= rate * v_beyond

    @property
    def _share(self) -> float:
        """What is still to be multiplied with the errors of a single run: where all images count alike, their share."""
        return float(self._shares[0, 0]) if len(self._shares) == 1 else 1.0

    def _errors_of_one(self, steps: int, watch: Watch | None) -> Iterator[NDArray]:
        """Before each step of a single run the errors over `_share`, ``(m,)``, in memory that the next ones take."""
        _, _, z = _columns(self._state)
        y, shares, m = self._y[:, 0], self._shares[:, 0], len(z)
        error, alike, share = np.empty(m), len(shares) == 1, self._share
        for _ in range(steps):
            expit(z, error)
            daxpy(y, error, m, -1.0)
            if not alike:
                np.multiply(error, shares, error)
            if watch is not None:
                watch(share * error[:, np.newaxis])
            yield error

    def _take_many(self, steps: int, watch: Watch | None) -> None:
        """The steps of several runs side by side on all images, without momentum."""
        (coefficients, beyond, z), K_b, shrink = self._state, self._space.K_b, self.rate * self.l2
        a, rate = coefficients[: len(z)], _spread(-self.rate, z)
        kept, kept_z = _spread(1 - shrink, coefficients), _spread(1 - shrink, z)
        for error in self._errors_of_many(steps, watch):
            np.multiply(error, rate, error)
            if self._penalized:
                total = a.sum(axis=0)
                np.multiply(z, kept_z, z)
                z += shrink * (total + beyond)
                np.multiply(coefficients, kept, coefficients)
                beyond += shrink * total
            dgemm(1.0, error.T, K_b, 1.0, z.T, overwrite_c=1)
            np.add(a, error, a)

    def _take_many_moving(self, steps: int, watch: Watch | None) -> None:
        """The same with momentum."""
        assert self._velocity is not None
        (a, beyond, z), (v, v_beyond, v_z), m = self._state, self._velocity, len(self._y)
        some, some_z, K_b = np.empty_like(a), np.empty_like(z), self._space.K_b
        (rate, l2, kept), (rate_z, l2_z, kept_z) = (
            [_spread(each, like) for each in (self.rate, self.l2, self.momentum)] for like in (a, z)
        )
        for error in self._errors_of_many(steps, watch):
            np.multiply(v_z, kept_z, v_z)
            dgemm(1.0, error.T, K_b, 1.0, v_z.T, overwrite_c=1)
            np.multiply(v, kept, v)
            np.add(v[:m], error, v[:m])
            v_beyond *= self.momentum
            if self._penalized:
                total = a[:m].sum(axis=0)
                np.add(v, np.multiply(a, l2, some), v)
                np.subtract(z, total + beyond, some_z)
                np.add(v_z, np.multiply(some_z, l2_z, some_z), v_z)
                v_beyond -= self.l2 * total
            np.subtract(z, np.multiply(v_z, rate_z, some_z), z)
            np.subtract(a, np.multiply(v, rate, some), a)
            beyond -= self.rate * v_beyond

    def _errors_of_many(self, steps: int, watch: Watch | None) -> Iterator[NDArray]:
        """Before each step of several runs the errors ``(m, k)``, in memory that the next ones take."""
        z, y = self._state[2], self._y
        error, shares = np.empty_like(z), np.zeros_like(z) + self._shares
        for _ in range(steps):
            expit(z, error)
            np.subtract(error, y, error)
            np.multiply(error, shares, error)
            if watch is not None:
                watch(error)
            yield error

    def threads(self) -> AbstractContextManager[None]:
        return threads_for(len(self._y) ** 2 * len(self.rate))

    def see(self) -> None:
        """Nothing: the scores are in hand."""

    def refresh(self) -> None:
        coefficients, beyond, z = self._state
        z[:] = self._space.with_bias_times(coefficients[: len(z)]) + beyond
        if self._start is not None:
            z += coefficients[-1] * self._start.train

    @property
    def z_test(self) -> NDArray:
        z = self._space.test_scores(self.coefficients) + self.b
        return z if self._start is None else z + self.coefficients[-1] * self._start.test

    def weights(self, coefficients: NDArray) -> NDArray:
        w = self._space.weights(coefficients)
        return w if self._start is None else w + coefficients[-1] * self._start.w

    def squares(self, coefficients: NDArray, z: NDArray, b: NDArray) -> NDArray:
        a = coefficients[: len(z)]
        if self._start is None:
            return dots(a, z) - b * self._sums(a)
        s = coefficients[-1]
        return dots(a, z - b + s * self._start.train) + s**2 * dots(self._start.w, self._start.w)

    def _scores_of(self, state: State) -> NDArray:
        return state[2]

    def _bias_of(self, state: State) -> NDArray:
        return self._sums(state[0]) + state[1]

    def _sums(self, coefficients: NDArray) -> NDArray:
        """The sum of the coefficients of all images for each run, ``(k,)``."""
        a = coefficients[: len(self._y)]
        return np.array([ddot(a[:, 0], self._ones)]) if a.shape[1] == 1 else a.sum(axis=0)

    def _gradient(self, batch: NDArray | None, watch: Watch | None) -> State:
        (coefficients, beyond, z), images, m = self._state, ALL if batch is None else batch, len(self._y)
        error = self._errors(z[images], images, self._shares_in(batch))
        if watch is not None:
            watch(error)
        slope, slope_beyond = error, np.zeros_like(beyond)
        if batch is not None or len(coefficients) > m:
            slope = np.zeros_like(coefficients)
            slope[:m][images] = error
        slope_z = self._space.with_bias_times(error, batch)
        if self._penalized:
            total, l2 = self._sums(coefficients), _one_for_all(self.l2)
            slope = slope + l2 * coefficients
            slope_z += l2 * (z - (total + beyond))
            slope_beyond -= l2 * total
        return slope, slope_beyond, slope_z


class WeightsStepper(Stepper):
    """Carries weights and bias, and what one pass over all images has seen at this place, until a step is taken."""

    _seen: Any

    def __init__(self, space: WeightsSpace, y: NDArray, shares: NDArray, w: NDArray, b: NDArray) -> None:
        super().__init__(y, shares)
        shape = space.X.shape[0], len(b)
        self._space, self._seen = space, None
        self._state = (np.broadcast_to(w, shape).copy() if w.shape[1] else np.zeros(shape)), b.astype(float)

    def beside(self, others: Sequence[Self]) -> Self:
        family = super().beside(others)
        family._seen = None
        return family

    def stand(self, moving: State) -> None:
        super().stand(moving)
        self._seen = None

    def threads(self) -> AbstractContextManager[None]:
        return nullcontext()

    def see(self) -> None:
        self._seen = self._seen or self._pass(None)

    def refresh(self) -> None:
        """Nothing: only the weights are in hand."""

    @property
    def z_test(self) -> NDArray:
        return self._space.test_scores(self.coefficients) + self.b

    def weights(self, coefficients: NDArray) -> NDArray:
        return coefficients.copy()

    def squares(self, coefficients: NDArray, z: NDArray, b: NDArray) -> NDArray:
        return dots(coefficients, coefficients)

    def _scores_of(self, state: State) -> NDArray:
        return self._space.scores(state[0]) + state[1]

    def _bias_of(self, state: State) -> NDArray:
        return state[1]

    @abstractmethod
    def _pass(self, batch: NDArray | None) -> Any:
        """What one pass over some or all images sees."""


class FeatureStepper(WeightsStepper):
    """The images are in the memory: what is seen are scores, errors and their part of the gradient."""

    _space: FeatureSpace
    _seen: tuple[NDArray, NDArray, NDArray] | None

    def take(self, steps: int, deal: Deal | None = None, watch: Watch | None = None) -> None:
        if deal is None and len(self.rate) == 1 and self._space.is_one_block:
            self._take_one(steps, watch)
        else:
            super().take(steps, deal, watch)

    def _take_one(self, steps: int, watch: Watch | None) -> None:
        """The steps of a single run on all images where these are one block, in memory that is made once.

        With so little arithmetic a step takes as long as the calls it is made of.
        """
        (w, b), X, divisor = _columns(self._state), self._space.held, self._space.divisor
        (n_x, m), y, shares = X.shape, self._y[:, 0], self._shares[:, 0]
        rate, l2, momentum = float(self.rate[0]), float(self.l2[0]), float(self.momentum[0])
        z, error, gradient = np.empty(m), np.empty(m), np.empty(n_x)
        v, v_b = _columns(self._velocity or _still(self._state))
        for _ in range(steps):
            np.dot(w / divisor, X, z)
            z += b
            expit(z, error)
            error -= y
            error *= shares
            np.dot(X, error, gradient)
            gradient /= divisor
            if watch is not None:
                self._seen = z[:, np.newaxis], error[:, np.newaxis], gradient[:, np.newaxis]
                watch(self._seen[1])
            if l2:
                gradient += l2 * w
            v *= momentum
            v += gradient
            v_b *= momentum
            v_b += error.sum()
            w -= rate * v
            b -= rate * v_b
            self._seen = None

    @property
    def z(self) -> NDArray:
        return self._seen[0] if self._seen else self._scores_of(self._state)

    def _gradient(self, batch: NDArray | None, watch: Watch | None) -> State:
        if batch is None:
            self.see()
        _, error, gradient = self._seen or self._pass(batch)
        if watch is not None:
            watch(error)
        self._seen = None
        return gradient + self.l2 * self.coefficients if self._penalized else gradient, error.sum(axis=0)

    def _pass(self, batch: NDArray | None) -> tuple[NDArray, NDArray, NDArray]:
        (w, b), shares = self._state, self._shares_in(batch)
        return self._space.descend(w, b, lambda z, images: self._errors(z, images, shares), batch)


def _one_for_all(values: NDArray) -> Any:
    """The number of all runs where it is the same: to multiply by it takes half the time."""
    return float(values[0]) if (values == values[0]).all() else values


def _spread(values: NDArray, like: NDArray) -> Any:
    """A number for each run as an array of the same shape, or one for all: quicker than one row for all rows."""
    one = _one_for_all(values)
    return np.zeros_like(like) + one if isinstance(one, np.ndarray) else one


def _columns(state: State) -> tuple[NDArray, ...]:
    """The arrays of a single run without the axis of the runs, but for that of one number."""
    return tuple(each[:, 0] if each.ndim == 2 else each for each in state)


def _still(state: State) -> State:
    return tuple(np.zeros_like(each) for each in state)


def _side_by_side(states: Sequence[State]) -> State:
    return tuple(np.ascontiguousarray(np.concatenate(each, axis=-1)) for each in zip(*states, strict=True))


def dots(A: NDArray, B: NDArray) -> NDArray:
    """The inner product of each column of ``A`` with that of ``B``."""
    if A.shape[1] == 1:
        return np.array([ddot(A[:, 0], B[:, 0])])
    dots: NDArray = np.einsum("ij,ij->j", A, B)
    return dots
