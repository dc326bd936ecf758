"""Gradient descent as in the textbook, resumable and fast, for one run or many side by side.

It follows the path of `logistic.optimize` up to rounding, and can stop and continue after any step. `spaces` explains
the speed. Many runs are the columns of one matrix, so a comparison of learning rates or a cross-validation needs one
matrix product per step.

A run minimises the textbook's cost with two additions, both off by default:

    J = sum_i s_i loss_i / sum_i s_i  +  l2/2 |w|^2

``s`` are example weights: a held-out image has weight 0. The penalty applies to ``w``, not to ``b``, and is not divided
by the number of images; its gradient is ``l2 w``. A step uses classical momentum (B. T. Polyak, 1964):

    v = momentum v + gradient
    w = w - learning_rate v

and the same for ``b``. When momentum is switched on, ``v`` starts at 0.

With a ``batch_size`` each step uses that many images, and both sums of ``J`` are over the batch. The order is shuffled
with ``seed`` for each epoch; the last batch of an epoch may be smaller.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from functools import cached_property
from itertools import count
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..checks import check_count
from ..errors import ArgumentError
from ..settings import INPUTS, LOOK_EVERY
from .arguments import (
    checked_start,
    checked_test,
    checked_training,
    checked_validation,
    momentum_row,
    number_of_runs,
    penalties_row,
    rates_row,
    row,
)
from .choice import make_space, stepper_of
from .examples import Examples, Sight
from .inputs import Inputs
from .minibatches import MiniBatches
from .next_step import NextStep, ahead
from .overshoot import Rises, Trouble, Turn, trouble_in
from .patience import Best, Patience
from .record import Change, Record, RunState, plain
from .spaces import Space, is_dask

REFRESH_EVERY = 1000  # iterations
MAX_NUMBERS = 2**14  # scores to measure together


class Descent:
    """Gradient descent from ``w = 0``, ``b = 0``: one run, or ``k`` runs if a hyperparameter is a sequence of ``k``.

    X: ``(n_x, m)``, one column per image; Y: ``(1, m)`` of 0 and 1, or ``(k, m)`` with one row per run. X_test, Y_test:
        the same for a test set, or None.
    learning_rate, l2, momentum: numbers, or sequences of ``k``. They can be set between steps.
    batch_size: images per step; None for all. seed: of the shuffles.
    example_weights: ``(m,)``, or ``(m, k)`` with one column per run; at least 0. None: all weights are equal.
    start: the initial ``(w, b)``, ``w`` of shape ``(n_x, 1)`` or ``(n_x, k)``, ``b`` a number or a sequence of ``k``.
    validation: a boolean mask ``(m,)`` of the validation set, as `validation_of` returns it. These images are in no
        batch, and their example weights count only in the validation cost.
    patience: stop after so many checks in a row without a better validation cost. look_every: checks happen at the
        iterations 0, ``look_every``, 2 ``look_every``, ..., independent of the records. `best` is the best of these
        checks and of the current iteration.
    record_every: keep a `Record` at the iterations 0, ``record_every``, 2 ``record_every``, ...
    record_first: also keep a record of each of the first so many iterations.
    divisor: images are divided by it in use, so that uint8 pixels can stay uint8 (255).
    inputs: raw, centred or standardised, see `settings.INPUTS` and `inputs`; the mean is over the training images,
        weighted by their example weights. ``start``, `w`, `b` and `best_weights` always refer to the raw images.
    space: a space that `make_space` built from the same images, to share between runs; its divisor and inputs apply.

    `changes` lists the settings changed during the run, in order: iteration, name, value. `paces` does the same for
    ``record_every``, which affects no step, and starts with the initial value.

    Steps that are far too long can diverge to infinity or NaN; `trouble` reports it. Other runs are not affected.

    Raises ArgumentError for shapes that do not fit, a label other than 0 or 1, a pixel that is not finite, or a
    hyperparameter out of range.
    """

    def __init__(
        self,
        X: NDArray,
        Y: NDArray,
        *,
        learning_rate: ArrayLike,
        X_test: NDArray | None = None,
        Y_test: NDArray | None = None,
        l2: ArrayLike = 0.0,
        momentum: ArrayLike = 0.0,
        batch_size: int | None = None,
        seed: int = 0,
        example_weights: ArrayLike | None = None,
        start: tuple[NDArray, ArrayLike] | None = None,
        validation: NDArray | None = None,
        patience: int | None = None,
        look_every: int = LOOK_EVERY,
        record_every: int = 100,
        record_first: int = 0,
        divisor: float = 1.0,
        inputs: float = INPUTS.default,
        space: Space | None = None,
    ) -> None:
        X, y = checked_training(X, Y, many=True)
        n_x, m = X.shape
        X_test, y_test = checked_test(X_test, Y_test, X)
        w0, b0 = checked_start(start, n_x)
        self._examples = Examples(y, y_test, example_weights, checked_validation(validation, m))
        shares = self._examples.shares

        settings = (learning_rate, l2, momentum, b0)
        columns = {each.shape[1] for each in (shares, w0, y, y_test)} - {0, 1}
        self._runs = number_of_runs([*(np.size(value) for value in settings if np.ndim(value)), *columns])
        self._rate, self._l2 = rates_row(learning_rate, self._k), penalties_row(l2, self._k)
        self._momentum = momentum_row(momentum, self._k)
        self._initial = {"learning_rate": learning_rate, "l2": l2, "momentum": momentum}
        self._patience = Patience(patience, look_every)
        if patience is not None and (validation is None or self._runs):
            raise ArgumentError("patience needs a validation mask, and a single run.")
        self._batches = MiniBatches(self._examples.learned_from, batch_size, seed)

        self.space = self._made_space(X, X_test, divisor, inputs) if space is None else space
        if self.space.X.shape != X.shape or (X_test.size and self.space.X_test.shape != X_test.shape):
            raise ArgumentError(
                f"space must be made from X and X_test. Its images have the shape {self.space.X.shape}."
            )
        self._from_zero = not w0.shape[1]
        w0, biases = self.space.inner(w0, row("b", b0, self._k))
        self._stepper = stepper_of(self.space, y, shares, w0, biases, self._examples.aside)

        check_count("record_every", record_every)
        self._record_every, self.record_first = record_every, record_first
        watched = not (self._runs or self._batches.are_dealt or self._stepper.is_far)
        self._rises = Rises(y, shares) if watched else None
        self._was_long = False
        self.iteration = 0
        self._records: list[Record] = []
        self._unjudged: list[Sight] = []  # scores of the next records
        self.changes: list[Change] = []
        self.paces: list[Change] = [(0, "record_every", record_every)]
        self._now: Record | None = None
        self._first: Record | None = None  # the first record under the current penalty, if it was changed
        self._apply_settings()

    def _made_space(self, X: NDArray, X_test: NDArray, divisor: float, inputs: float) -> Space:
        """Raises ArgumentError for inputs that cannot be centred or standardised."""
        if not INPUTS.check(inputs):
            return make_space(X, X_test, divisor=divisor)
        shares = self._examples.shares
        if shares.shape[1] > 1 or is_dask(X):
            raise ArgumentError(
                f"inputs must be {INPUTS.default} for runs side by side on different images, and for Dask"
                f" arrays. Got {inputs!r}. Train one run after the other."
            )
        counted = np.broadcast_to(shares, (X.shape[1], 1))[:, 0]
        return make_space(X, X_test, divisor=divisor, inputs=Inputs.of(inputs, X, counted, divisor))

    @property
    def _k(self) -> int:
        return max(self._runs, 1)

    def fork(self, *, records: bool = True) -> Self:
        """Return an independent copy, which reaches the same weights to the last digit with the same settings.

        The images, their products and other constants are shared. records: whether to copy the records too.
        """
        other = copy(self)
        other._stepper = self._stepper.fork()
        other._batches, other._patience = self._batches.fork(), copy(self._patience)
        other._rises = None if self._rises is None else self._rises.fork()
        other.records = self.records.copy() if records else []
        other.changes, other.paces = self.changes.copy(), self.paces.copy()
        return other

    @property
    def state(self) -> RunState:
        """The current state, for `restore` in another run on the same images with the same settings.

        Raises ArgumentError for several runs side by side, with patience, and if a setting was changed during the run.
        """
        self._check_plain()
        return RunState(self.iteration, self._stepper.moving, self._batches.dealing)

    def restore(self, state: RunState) -> None:
        """Restore the state of another run with the same initial settings and images: both then continue identically.

        The records do not change; the history of overshooting steps is not restored. Raises ArgumentError, and changes
        nothing, if the state does not fit this run.
        """
        self._check_plain()
        if (state.dealing is not None) != self._batches.are_dealt:
            raise ArgumentError("The state must use mini-batches if this run does, and none otherwise.")
        if state.dealing is not None:
            self._batches.check(state.dealing)
        self._stepper.restore(state.moving)
        if state.dealing is not None:
            self._batches.restore(state.dealing)
        self.iteration, self._now, self._was_long = state.iteration, None, False
        self._apply_settings()

    def _check_plain(self) -> None:
        if self._runs or self._patience.pace is not None or self.changes:
            raise ArgumentError("Only the state of a single run without patience and without changes can be saved.")

    def beside(self, *others: Descent) -> Descent:
        """Return this run and others on the same images as the columns of one: a fork whose settings are sequences.

        Only weights and settings are combined. Iteration and batches are those of this run, there is no patience, and
        records start empty. Raises ArgumentError for several runs.
        """
        runs = (self, *others)
        if any(run._runs or run.space is not self.space for run in runs):
            raise ArgumentError("beside needs single runs that share one space.")
        family = self.fork()
        family._runs, family._patience = len(runs), Patience(None, LOOK_EVERY)
        family._rises, family._now, family._first = None, None, None
        family._stepper = self._stepper.beside([run._stepper for run in others])
        for name in ("_rate", "_l2", "_momentum"):
            setattr(family, name, np.concatenate([getattr(run, name) for run in runs]))
        family.__dict__.pop("safe_learning_rate", None)
        family.records = []
        family._apply_settings()
        return family

    @property
    def nbytes(self) -> int:
        """The approximate memory of a `fork`, in bytes."""
        best = 0 if self._patience.pace is None else self._stepper.coefficients.nbytes
        return self._stepper.nbytes + best + 8 * len(self._examples.y) + 8 * len(self.records)

    @property
    def rates(self) -> list[tuple[int, Any]]:
        """The learning rates with their first iterations."""
        changed = {iteration: rate for iteration, name, rate in self.changes if name == "learning_rate"}
        return list(({0: self._initial["learning_rate"]} | changed).items())

    def _change(self, name: str, value: ArrayLike) -> None:
        """Record a new value of a setting from this iteration on. It replaces a value that no step used."""
        self.changes = [each for each in self.changes if each[:2] != (self.iteration, name)]
        before = self._initial | {known: value for _, known, value in self.changes}
        if np.any(np.not_equal(before[name], value)):
            self.changes.append((self.iteration, name, value))
        self._apply_settings()

    def _apply_settings(self) -> None:
        """Apply the three settings to the next steps."""
        self._stepper.set(self._rate, self._l2, self._momentum)
        self._long = self._may_be_long()

    @property
    def learning_rate(self) -> Any:
        """The learning rate of the next steps. Raises ArgumentError when set to anything but positive numbers."""
        return self._plain(self._rate)

    @learning_rate.setter
    def learning_rate(self, rate: ArrayLike) -> None:
        self._rate = rates_row(rate, self._k)
        self._change("learning_rate", rate)

    @property
    def l2(self) -> Any:
        """The penalty of the next steps. Raises ArgumentError when it is set to anything but numbers of at least 0."""
        return self._plain(self._l2)

    @l2.setter
    def l2(self, l2: ArrayLike) -> None:
        penalties = penalties_row(l2, self._k)
        self._check_last_step()
        self._l2, self._now = penalties, None
        self.__dict__.pop("safe_learning_rate", None)
        self._change("l2", l2)
        self._first = self.now

    @property
    def momentum(self) -> Any:
        """The momentum of the next steps. Raises ArgumentError when it is set to anything but numbers in [0, 1)."""
        return self._plain(self._momentum)

    @momentum.setter
    def momentum(self, momentum: ArrayLike) -> None:
        self._momentum = momentum_row(momentum, self._k)
        self._change("momentum", momentum)

    @property
    def record_every(self) -> int:
        """The number of iterations between records from now on."""
        return self._record_every

    @record_every.setter
    def record_every(self, pace: int) -> None:
        self.paces = [each for each in self.paces if each[0] < self.iteration]
        if not self.paces or self.paces[-1][2] != pace:
            self.paces.append((self.iteration, "record_every", pace))
        self._record_every = pace

    def advance(self, iterations: int) -> None:
        """Take ``iterations`` steps, or fewer if early stopping ends the run. Raises ArgumentError unless a whole
        number from 1.
        """
        check_count("iterations", iterations)
        goal = self.iteration + iterations
        with np.errstate(over="ignore", invalid="ignore"), self._stepper.threads():
            while self.iteration < goal and not self.stopped:
                if self._recorded or self._looks:
                    self._keep()
                if not self.stopped:
                    self._take(self._next_stop(goal) - self.iteration)

    def follow(self, changes: Iterable[Change], until: int) -> None:
        """Advance to the iteration ``until`` and apply the `changes` of another run on the way, in order.

        It stops where patience ends the run. Changes before the current iteration are ignored.
        """
        for iteration, name, value in [each for each in changes if self.iteration <= each[0] < until]:
            if iteration > self.iteration:
                self.advance(iteration - self.iteration)
            if self.stopped:
                return
            setattr(self, name, value)
        if until > self.iteration:
            self.advance(until - self.iteration)

    def _next_stop(self, goal: int) -> int:
        """Return the iteration of the next pause: a record, a check, a refresh, or the goal."""
        following = self.iteration + 1
        paces = [self.record_every, REFRESH_EVERY, *filter(None, [self._patience.pace])]
        return (
            following if following < self.record_first else min(goal, *(-(-following // pace) * pace for pace in paces))
        )

    def _take(self, steps: int) -> None:
        """Take ``steps`` steps, and check those that may be too long."""
        deal = self._batches.deal if self._batches.are_dealt else None
        if self._rises is None or not (self._long or self._was_long):
            self._stepper.take(steps, deal)
        else:
            watched, iterations = steps if self._long else 1, count(self.iteration)
            self._stepper.take(watched, deal, lambda error: self._look(next(iterations), error))
            self._stepper.take(steps - watched, deal)
        self.iteration += steps
        if self.iteration % REFRESH_EVERY == 0:
            self._stepper.refresh()

    def _check_last_step(self) -> None:
        """Check the last step under its own penalty, because a new penalty changes the objective."""
        if self._rises is None:
            return
        if self._was_long:
            with np.errstate(over="ignore", invalid="ignore"):
                self._stepper.direction(watch=lambda error: self._look(self.iteration, error))
        self._rises.reset()
        self._was_long = False

    def _look(self, iteration: int, error: NDArray) -> None:
        if self._rises is not None:
            z, penalty = self._stepper.z[:, 0].copy(), float(self._stepper.penalty[0])
            self._rises.look(iteration, z, error[:, 0], penalty, len(self._records) + len(self._unjudged))
        self._was_long = self._long

    def _may_be_long(self) -> bool:
        """Whether a step may raise the objective, by a bound that needs no curvature.

        A rate up to 2 / trace is below `safe_learning_rate`, because no eigenvalue exceeds the trace.
        """
        if self._rises is None:
            return False
        trace = (self._examples.shares[:, 0] * (1 + self.space.squared_lengths)).sum()
        return self._stepper.has_velocity or bool(self._rate[0] * (trace / 4 + self._l2[0]) > 2)

    @property
    def records(self) -> list[Record]:
        """The records so far, in order."""
        self._judge()
        return self._records

    @records.setter
    def records(self, records: list[Record]) -> None:
        self._records, self._unjudged = records, []

    @property
    def costs(self) -> list[Any]:
        """The training costs of the records; with ``record_every=100``, the list that the textbook returns."""
        return [record.cost for record in self.records]

    @property
    def now(self) -> Record:
        """The record of the current iteration."""
        if self._now is None or self._now.iteration != self.iteration:
            with np.errstate(over="ignore", invalid="ignore"):
                far = self._stepper.is_far
                self._now = self._measured() if far else self._examples.judged([self._sight()], self._runs)[0]
        return self._now

    @property
    def z(self) -> NDArray:
        """The current scores of all training images: ``(m, k)``."""
        return self._stepper.z.copy()

    @property
    def coefficients(self) -> NDArray:
        """A copy of the coefficients of `space`, ``(size, k)``; in the sample space after a start from zero, the
        coefficient of each training image in ``w``.
        """
        return self._stepper.coefficients.copy()

    @property
    def w(self) -> NDArray:
        """A copy of the weights, ``(n_x, 1)`` or ``(n_x, k)``."""
        return self._weights_and_bias()[0]

    @property
    def b(self) -> Any:
        """The bias: a number, or ``(k,)``."""
        bias = self._stepper.b if self.space.inputs is None else self._weights_and_bias()[1]
        return self._plain(bias)

    def _weights_and_bias(self) -> tuple[NDArray, NDArray]:
        return self.space.plain(self._stepper.weights(self._stepper.coefficients), self._stepper.b)

    @property
    def sample_coefficients(self) -> NDArray | None:
        """``a`` of ``w = X @ a / divisor``, a copy ``(m, k)``: the coefficient of each training image in the weights.

        None in the feature space, after a start other than zero, and for standardised inputs.
        """
        return self._of_the_images(self.coefficients)

    def _of_the_images(self, coefficients: NDArray) -> NDArray | None:
        if self.space.name != "sample" or not self._from_zero:
            return None
        return coefficients if self.space.inputs is None else self.space.inputs.coefficients(coefficients)

    @property
    def stopped(self) -> bool:
        """Whether early stopping has ended the run."""
        return self._patience.has_ended

    @property
    def _best(self) -> Best | None:
        """The best of the checks and the current iteration. Checks happen only when a step leaves an iteration: the
        last iteration of a run gets none, so that the result does not depend on pauses.
        """
        best = self._patience.best
        if self._patience.pace is None or not (best is None or self.now.validation_cost < best[0].validation_cost):
            return best
        return self.now, self.coefficients, float(self._stepper.b[0])

    @property
    def best(self) -> Record | None:
        """The record with the best validation cost; None without patience."""
        best = self._best
        return None if best is None else best[0]

    @property
    def best_sample_coefficients(self) -> NDArray | None:
        """`sample_coefficients` at the best validation cost, or None."""
        best = self._best
        return None if best is None else self._of_the_images(best[1].copy())

    @property
    def best_weights(self) -> tuple[NDArray, float] | None:
        """``(w, b)`` at the best validation cost; None without patience."""
        best = self._best
        if best is None:
            return None
        w, b = self.space.plain(self._stepper.weights(best[1]), np.array([best[2]]))
        return w, float(b[0])

    @cached_property
    def safe_learning_rate(self) -> Any:
        """``2 / (L + l2)``: up to this rate, plain descent on all images never raises the objective.

        `Space.curvature` derives ``L``; the penalty adds ``l2`` to the curvature in every direction of ``w``.
        """
        shares = self._examples.shares
        if len(shares) == 1:
            curvatures = np.array([self.space.curvature])
        else:
            curvatures = np.array([self.space.weighted_curvature(each) for each in shares.T])
        return self._plain(2 / (curvatures + self._l2))

    @property
    def trouble(self) -> Trouble | None:
        """The signs of overshooting steps; None if the objective has only fallen.

        It counts every step of a single full-batch run. With mini-batches or several runs it counts only the records
        and the current iteration since the last change of the penalty.
        """
        first = self._first or (self.records[0] if self.records else self.now)
        if self._rises is not None:
            return self._rises.trouble(first, self.now)
        return trouble_in([first, *(each for each in self.records if each.iteration > first.iteration), self.now])

    @property
    def turns(self) -> list[Turn]:
        """The lowest and the highest step between two records where the objective rose between them.

        Only for a single full-batch run; otherwise empty.
        """
        return [] if self._rises is None else self._rises.turns

    @property
    def slope(self) -> Any:
        """The norm of the gradient of the objective over ``w`` and ``b``, always on all images."""
        with np.errstate(over="ignore", invalid="ignore"):
            gradient, z, b = self._stepper.direction(momentum=False)
            return self._plain(np.sqrt(self._stepper.squares(gradient, z, b) + b**2))

    def next_step(self, points: int = 81) -> NextStep:
        """Return the effect of the next full-batch step at ``points`` learning rates.

        Raises ArgumentError for several runs side by side.
        """
        if self._runs:
            raise ArgumentError("next_step needs a single run.")
        return ahead(self._stepper, self._examples, self.space, self.safe_learning_rate, points)

    def _sight(self) -> Sight:
        stepper = self._stepper
        return Sight(self.iteration, stepper.z.copy(), stepper.z_test, stepper.penalty)

    def _judge(self) -> None:
        if self._unjudged:
            self._records += self._examples.judged(self._unjudged, self._runs)
            self._unjudged = []

    def _measured(self) -> Record:
        """Return the current record if the scores are on a cluster."""
        measures = [*map(self._plain, self._stepper.measures(self._examples.y_test)), np.nan, np.nan]
        return Record(self.iteration, *(*measures[:6], self._plain(self._stepper.penalty)))

    @property
    def _recorded(self) -> bool:
        return self.iteration % self.record_every == 0 or self.iteration < self.record_first

    @property
    def _looks(self) -> bool:
        return self._patience.looks_at(self.iteration)

    def _keep(self) -> None:
        if not self._batches.are_dealt:
            self._stepper.see()
        if not self._looks and not self._stepper.is_far:
            self._unjudged.append(self._sight())
            if len(self._unjudged) * self._unjudged[0].z.size >= MAX_NUMBERS:
                self._judge()
            return
        record = self.now
        if self._recorded:
            self.records.append(record)
        if self._looks:
            self._patience.look(record, lambda: (self.coefficients, float(self._stepper.b[0])))

    def _plain(self, values: NDArray) -> Any:
        return plain(values, self._runs)
