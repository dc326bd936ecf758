"""The textbook's gradient descent, resumable and fast, for one run or for many side by side.

It walks the same path as `logistic.optimize` to rounding, and may be stopped and continued after any step. `spaces`
says how it can be so much faster. Many runs are the columns of one matrix, so that a whole comparison of learning rates
or a cross-validation is one matrix product per step.

What a run lowers is the textbook's cost with two additions, each absent by default:

    J = sum_i s_i loss_i / sum_i s_i  +  l2/2 |w|^2

``s`` are example weights: a held-out image has the weight 0. The penalty holds for ``w`` and not for ``b``, and is not
divided by the number of images; its gradient is ``l2 w``. A step is that of classical momentum (B. T. Polyak, 1964):

    v = momentum v + gradient
    w = w - learning_rate v

and the same for ``b``; a run that had no momentum so far begins at ``v = 0`` when it is given some.

With a ``batch_size`` a step looks at so many images only, and both sums of ``J`` are over these. They are dealt out in
an order that is drawn from ``seed``, and drawn anew when all have been seen, after an epoch; the last batch of an epoch
may be smaller.
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
MAX_NUMBERS = 2**14  # scores that are judged together


class Descent:
    """Gradient descent from ``w = 0``, ``b = 0``: one run, or ``k`` runs where a hyperparameter is a sequence of ``k``.

    X: ``(n_x, m)``, one column per image; Y: ``(1, m)`` of 0 and 1, or ``(k, m)`` for each run its own. X_test, Y_test:
        the same for a test set, or None.
    learning_rate, l2, momentum: numbers, or sequences of ``k``. They may be set between steps.
    batch_size: how many images a step looks at; None for all. seed: of the order in which they are dealt out.
    example_weights: ``(m,)``, or ``(m, k)`` for each run its own; at least 0. None: all count alike.
    start: ``(w, b)`` to start from, ``w`` of shape ``(n_x, 1)`` or ``(n_x, k)``, ``b`` a number or a sequence of ``k``.
    validation: a boolean mask ``(m,)`` of training images that are only watched, such as `validation_of` gives: they
        are not dealt out, and count by their example weights in the validation cost alone.
    patience: stop after so many looks in a row whose validation cost is no better than the best one before. look_every:
        it looks at the iterations 0, ``look_every``, 2 ``look_every``, ..., whatever is recorded. `best` is the best of
        these looks and of the present iteration.
    record_every: a `Record` is kept at the iterations 0, ``record_every``, 2 ``record_every``, ...
    record_first: so many iterations from the first on have a record each besides.
    divisor: the images are taken as divided by it, so that uint8 pixels can stay uint8 (255).
    inputs: whether the descent sees the images centred, or standardised, as `settings.INPUTS` and `inputs` say; the
        mean is that of the images that are learned from, as their example weights count. ``start``, `w`, `b` and
        `best_weights` are those on the images as they are all the same.
    space: one made before by `make_space` from these very images, when several runs share it; its divisor holds, and
        its inputs.

    `changes` lists what was set on the way, in its order: the iteration from which it held, the name, and the value.
    `paces` does the same for ``record_every``, which changes no step, from the start on.

    Steps that are far too long can lead beyond all numbers; `trouble` says so, and other runs are not touched by it.

    Raises ArgumentError when shapes do not fit together, a label is not 0 or 1, a pixel is not finite, or a
    hyperparameter is out of range.
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
        self._begun = {"learning_rate": learning_rate, "l2": l2, "momentum": momentum}
        self._patience = Patience(patience, look_every)
        if patience is not None and (validation is None or self._runs):
            raise ArgumentError("patience needs a validation mask, and a single run.")
        self._batches = MiniBatches(self._examples.learned_from, batch_size, seed)

        self.space = self._made_space(X, X_test, divisor, inputs) if space is None else space
        if self.space.X.shape != X.shape or (X_test.size and self.space.X_test.shape != X_test.shape):
            raise ArgumentError(f"space must be made from X and X_test. It is made from images {self.space.X.shape}.")
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
        self._unjudged: list[Sight] = []  # what the next records are about
        self.changes: list[Change] = []
        self.paces: list[Change] = [(0, "record_every", record_every)]
        self._now: Record | None = None
        self._first: Record | None = None  # under the present penalty, where that was changed
        self._set_out()

    def _made_space(self, X: NDArray, X_test: NDArray, divisor: float, inputs: float) -> Space:
        """Raises ArgumentError for inputs that cannot be shown otherwise here."""
        if not INPUTS.check(inputs):
            return make_space(X, X_test, divisor=divisor)
        shares = self._examples.shares
        if shares.shape[1] > 1 or is_dask(X):
            raise ArgumentError(
                f"inputs must be {INPUTS.default} where runs side by side learn from different images, and for Dask"
                f" arrays. Got {inputs!r}. Train one run after the other."
            )
        counted = np.broadcast_to(shares, (X.shape[1], 1))[:, 0]
        return make_space(X, X_test, divisor=divisor, inputs=Inputs.of(inputs, X, counted, divisor))

    @property
    def _k(self) -> int:
        return max(self._runs, 1)

    def fork(self, *, records: bool = True) -> Self:
        """Another run at this place, which goes on by itself: to the same weights to the last digit, given the same.

        What no step changes, the images and their products above all, the two share.
        records: whether it has those of this run, which wait to be judged together until somebody asks for them.
        """
        other = copy(self)
        other._stepper = self._stepper.fork()
        other._batches, other._patience = self._batches.fork(), copy(self._patience)
        other._rises = None if self._rises is None else self._rises.fork()
        other.records = self.records.copy() if records else []
        other.changes, other.paces = self.changes.copy(), self.paces.copy()
        return other

    @property
    def standing(self) -> RunState:
        """Where it stands; for another run on the same images with the same settings, which `stand` brings there.

        Raises ArgumentError for several runs side by side, with patience, and where a setting was changed on the way.
        """
        self._check_plain()
        return RunState(self.iteration, self._stepper.moving, self._batches.dealing)

    def stand(self, there: RunState) -> None:
        """Stand where another run stood that began with the same settings on the same images: from there on both go the
        same way, to the last digit. The records are not touched, and of steps that were too long it knows nothing.

        Raises ArgumentError, and stays where it is, when that is no place of such a run.
        """
        self._check_plain()
        if (there.dealing is not None) != self._batches.are_dealt:
            raise ArgumentError("This place is of a run with mini-batches where this one has none, or without them.")
        if there.dealing is not None:
            self._batches.check(there.dealing)
        self._stepper.stand(there.moving)
        if there.dealing is not None:
            self._batches.stand(there.dealing)
        self.iteration, self._now, self._was_long = there.iteration, None, False
        self._set_out()

    def _check_plain(self) -> None:
        if self._runs or self._patience.pace is not None or self.changes:
            raise ArgumentError("A place can be kept of a single run without patience, and without changes on the way.")

    def beside(self, *others: Descent) -> Descent:
        """This run and others on the same images as the columns of one: a fork whose settings are sequences.

        Only the weights and the settings are taken together. Records are its own from here on, and the place is that of
        this run; without patience, and with the batches of this run. Raises ArgumentError for several runs.
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
        family._set_out()
        return family

    @property
    def nbytes(self) -> int:
        """How much memory a `fork` has to itself, in bytes, about."""
        best = 0 if self._patience.pace is None else self._stepper.coefficients.nbytes
        return self._stepper.nbytes + best + 8 * len(self._examples.y) + 8 * len(self.records)

    @property
    def rates(self) -> list[tuple[int, Any]]:
        """The learning rates, and the iterations from which they held."""
        changed = {iteration: rate for iteration, name, rate in self.changes if name == "learning_rate"}
        return list(({0: self._begun["learning_rate"]} | changed).items())

    def _change(self, name: str, value: ArrayLike) -> None:
        """Note that a setting has this value from here on, in the place of one at which no step was taken."""
        self.changes = [each for each in self.changes if each[:2] != (self.iteration, name)]
        before = self._begun | {known: value for _, known, value in self.changes}
        if np.any(np.not_equal(before[name], value)):
            self.changes.append((self.iteration, name, value))
        self._set_out()

    def _set_out(self) -> None:
        """What follows from the three settings, for the steps to come."""
        self._stepper.set(self._rate, self._l2, self._momentum)
        self._long = self._may_be_long()

    @property
    def learning_rate(self) -> Any:
        """The length of the next steps. Raises ArgumentError when it is set to anything but positive numbers."""
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
        self._look_behind()
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
        """How many iterations lie between two records from here on."""
        return self._record_every

    @record_every.setter
    def record_every(self, pace: int) -> None:
        self.paces = [each for each in self.paces if each[0] < self.iteration]
        if not self.paces or self.paces[-1][2] != pace:
            self.paces.append((self.iteration, "record_every", pace))
        self._record_every = pace

    def advance(self, iterations: int) -> None:
        """Take that many steps, fewer when patience ends. Raises ArgumentError unless it is a whole number from 1."""
        check_count("iterations", iterations)
        goal = self.iteration + iterations
        with np.errstate(over="ignore", invalid="ignore"), self._stepper.threads():
            while self.iteration < goal and not self.stopped:
                if self._recorded or self._looks:
                    self._keep()
                if not self.stopped:
                    self._take(self._next_place(goal) - self.iteration)

    def follow(self, changes: Iterable[Change], until: int) -> None:
        """Go on to the iteration ``until``, and make these `changes` of another run on the way, which are in order.

        It ends where patience does. What that run had changed before this place is not made up for.
        """
        for iteration, name, value in [each for each in changes if self.iteration <= each[0] < until]:
            if iteration > self.iteration:
                self.advance(iteration - self.iteration)
            if self.stopped:
                return
            setattr(self, name, value)
        if until > self.iteration:
            self.advance(until - self.iteration)

    def _next_place(self, goal: int) -> int:
        """Where the steps from here must pause next: for a record, a look, a refreshment, or at the goal."""
        following = self.iteration + 1
        paces = [self.record_every, REFRESH_EVERY, *filter(None, [self._patience.pace])]
        return (
            following if following < self.record_first else min(goal, *(-(-following // pace) * pace for pace in paces))
        )

    def _take(self, steps: int) -> None:
        """Take so many steps, and look at those that may be too long: those from here on, or the one to here."""
        deal = self._batches.deal if self._batches.are_dealt else None
        if self._rises is None or not (self._long or self._was_long):
            self._stepper.take(steps, deal)
        else:
            watched, places = steps if self._long else 1, count(self.iteration)
            self._stepper.take(watched, deal, lambda error: self._look(next(places), error))
            self._stepper.take(steps - watched, deal)
        self.iteration += steps
        if self.iteration % REFRESH_EVERY == 0:
            self._stepper.refresh()

    def _look_behind(self) -> None:
        """Look at the step to here under the penalty that it was taken with: another one makes another objective."""
        if self._rises is None:
            return
        if self._was_long:
            with np.errstate(over="ignore", invalid="ignore"):
                self._stepper.direction(watch=lambda error: self._look(self.iteration, error))
        self._rises.begin_anew()
        self._was_long = False

    def _look(self, iteration: int, error: NDArray) -> None:
        if self._rises is not None:
            z, penalty = self._stepper.z[:, 0].copy(), float(self._stepper.penalty[0])
            self._rises.look(iteration, z, error[:, 0], penalty, len(self._records) + len(self._unjudged))
        self._was_long = self._long

    def _may_be_long(self) -> bool:
        """Whether a step may raise the objective, for all that is known without a curvature.

        A rate up to 2 / trace cannot, being no longer than the `safe_learning_rate`: no eigenvalue is above the trace.
        """
        if self._rises is None:
            return False
        trace = (self._examples.shares[:, 0] * (1 + self.space.squared_lengths)).sum()
        return self._stepper.has_velocity or bool(self._rate[0] * (trace / 4 + self._l2[0]) > 2)

    @property
    def records(self) -> list[Record]:
        """What was recorded so far, in the order of the iterations."""
        self._judge()
        return self._records

    @records.setter
    def records(self, records: list[Record]) -> None:
        self._records, self._unjudged = records, []

    @property
    def costs(self) -> list[Any]:
        """The training costs of the records; with ``record_every=100`` the list that the textbook returns."""
        return [record.cost for record in self.records]

    @property
    def now(self) -> Record:
        """How the neuron does after the steps taken so far."""
        if self._now is None or self._now.iteration != self.iteration:
            with np.errstate(over="ignore", invalid="ignore"):
                far = self._stepper.is_far
                self._now = self._measured() if far else self._examples.judged([self._sight()], self._runs)[0]
        return self._now

    @property
    def z(self) -> NDArray:
        """The scores of all training images after the steps taken so far: ``(m, k)``."""
        return self._stepper.z.copy()

    @property
    def coefficients(self) -> NDArray:
        """A snapshot of what `space` holds the weights as, ``(size, k)``: after a start from zero in the sample space
        how much of each training image is in ``w``.
        """
        return self._stepper.coefficients.copy()

    @property
    def w(self) -> NDArray:
        """A snapshot of the weights, ``(n_x, 1)`` or ``(n_x, k)``."""
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
        """``a`` of ``w = X @ a / divisor``, a copy ``(m, k)``: how much of each training image is in the weights.

        None in the feature space, which does not keep them, after a start other than zero, and of standardised inputs.
        """
        return self._of_the_images(self.coefficients)

    def _of_the_images(self, coefficients: NDArray) -> NDArray | None:
        if self.space.name != "sample" or not self._from_zero:
            return None
        return coefficients if self.space.inputs is None else self.space.inputs.coefficients(coefficients)

    @property
    def stopped(self) -> bool:
        """Whether patience has ended."""
        return self._patience.has_ended

    @property
    def _best(self) -> Best | None:
        """The best of the looks and of the present. A look happens when a step leaves an iteration: the last iteration
        of a run gets none, and a run that goes on from here must not depend on where it paused.
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
        """`sample_coefficients` at the record with the best validation cost; None where there are none."""
        best = self._best
        return None if best is None else self._of_the_images(best[1].copy())

    @property
    def best_weights(self) -> tuple[NDArray, float] | None:
        """``(w, b)`` at the record with the best validation cost; None without patience."""
        best = self._best
        if best is None:
            return None
        w, b = self.space.plain(self._stepper.weights(best[1]), np.array([best[2]]))
        return w, float(b[0])

    @cached_property
    def safe_learning_rate(self) -> Any:
        """``2 / (L + l2)``: at this rate and below, plain descent on all images can never raise the objective.

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
        """What is to be said about too long steps; None while the objective has only fallen.

        Of a single run on all images every step counts; with mini-batches or several runs the records and the present,
        since the penalty was changed: a larger one is no rise.
        """
        first = self._first or (self.records[0] if self.records else self.now)
        if self._rises is not None:
            return self._rises.trouble(first, self.now)
        return trouble_in([first, *(each for each in self.records if each.iteration > first.iteration), self.now])

    @property
    def turns(self) -> list[Turn]:
        """The lowest and the highest step between two records where the objective rose between them.

        Of a single run on all images; none of others.
        """
        return [] if self._rises is None else self._rises.turns

    @property
    def slope(self) -> Any:
        """The length of the gradient of the objective, over ``w`` and ``b``; of all images, with mini-batches too."""
        with np.errstate(over="ignore", invalid="ignore"):
            gradient, z, b = self._stepper.direction(momentum=False)
            return self._plain(np.sqrt(self._stepper.squares(gradient, z, b) + b**2))

    def next_step(self, points: int = 81) -> NextStep:
        """What a step from here would do at so many learning rates. With mini-batches it is one that sees all images.

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
        """The record of here, where the scores are elsewhere."""
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
