"""The neuron as a scikit-learn estimator: descent or the exact minimum behind ``fit``, ``predict`` and ``score``."""

from __future__ import annotations

import warnings
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils.metaestimators import available_if
from sklearn.utils.multiclass import check_classification_targets, type_of_target
from sklearn.utils.validation import check_is_fitted, validate_data

from .data.division import validation_of
from .descent import Descent, make_space, optimum
from .errors import ArgumentError
from .logistic import sigmoid
from .recipe import Recipe
from .settings import (
    BATCH_SIZE,
    INPUTS,
    ITERATIONS,
    L2,
    LEARNING_RATE,
    LOOK_EVERY,
    MOMENTUM,
    PATIENCE,
    RUN_SETTINGS,
    SEED,
    VALIDATION,
)

MAX_INPUT = 1e100  # maximum number in X: squares of its products with the weights must stay finite


def _takes_steps(neuron: NeuronClassifier) -> bool:
    if neuron.inputs != INPUTS.default:
        raise AttributeError(
            f"partial_fit sees a few examples, and inputs={neuron.inputs!r} needs the mean of all. Use inputs=0."
        )
    if neuron.solver != "descent":
        raise AttributeError(
            "partial_fit takes a step of descent, and solver='minimum' takes none. Use solver='descent'."
        )
    return True


class NeuronClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc] # scikit-learn has no types
    """Logistic regression of two classes: one neuron, as an estimator of scikit-learn.

    ``X`` is ``(m, n)`` here, one *row* for each example, and ``y`` holds two kinds of labels, of any type.

    learning_rate, num_iterations, l2, momentum, batch_size, patience, validation_share, seed, inputs: those of a
        `Recipe`, as the table in `settings` explains them, with its defaults and ranges. The cost is the mean loss plus
        ``l2/2 |w|^2``, so that ``l2`` is ``1 / (C m)`` of scikit-learn's LogisticRegression, or
        ``1 / (C sum(sample_weight))``. With standardised inputs, ``w`` is for the standardised columns; ``coef_`` is
        for the columns as they are.
    solver: ``"descent"`` takes the textbook's steps; ``"minimum"`` finds what they lead to at last, by Newton's method,
        and ignores all other settings than ``l2``.

    After `fit`: ``coef_`` ``(1, n)`` and ``intercept_`` ``(1,)``; ``classes_``, the two labels in order, the second of
    which is class 1; ``n_features_in_``; ``n_iter_``, the number of steps to the weights, with patience those
    with the lowest validation cost; ``loss_curve_``, the penalised cost before the steps 0, 10, 20, ..., or that
    of the minimum alone.
    """

    _move: tuple[NDArray, float]  # the last partial_fit's change of weights and bias

    def __init__(
        self,
        *,
        learning_rate: float = LEARNING_RATE.default,
        num_iterations: int = int(ITERATIONS.default),
        l2: float = L2.default,
        momentum: float = MOMENTUM.default,
        batch_size: int = int(BATCH_SIZE.default),
        patience: int = int(PATIENCE.default),
        validation_share: float = VALIDATION.default,
        seed: int = int(SEED.default),
        inputs: int = int(INPUTS.default),
        solver: Literal["descent", "minimum"] = "descent",
    ) -> None:
        self.learning_rate = learning_rate
        self.num_iterations = num_iterations
        self.l2 = l2
        self.momentum = momentum
        self.batch_size = batch_size
        self.patience = patience
        self.validation_share = validation_share
        self.seed = seed
        self.inputs = inputs
        self.solver = solver

    def fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Train from zero on ``X`` ``(m, n)`` and ``y`` ``(m,)``. An example with weight 0 counts as absent.

        Raises ArgumentError, a ValueError, if a setting is out of range, if not exactly two classes count, if the
        weights are not finite, and as `Descent`, `validation_of` and `optimum` do. Warns with a ConvergenceWarning if
        the steps more than doubled the cost.
        """
        recipe = self._recipe()
        columns, Y, weights = self._examples(X, y, sample_weight, classes=None, first=True)
        if len(np.unique(Y)) < 2:
            raise ArgumentError(
                "Both classes must have an example of a sample_weight above 0. Got 1 class that counts."
            )
        if self.solver == "minimum":
            minimum = optimum(columns, Y, l2=recipe.l2, example_weights=weights)
            self.n_iter_, self.loss_curve_ = minimum.steps, [minimum.cost]
            return self._hold(minimum.w, minimum.b)
        return self._descend(columns, Y, weights, recipe)

    def _descend(self, X: NDArray, Y: NDArray, weights: NDArray | None, recipe: Recipe) -> Self:
        patience = recipe.patience or None
        run = Descent(
            X,
            Y,
            **recipe.steps,
            example_weights=weights,
            validation=validation_of(Y, recipe.validation_share, recipe.seed) if patience else None,
            patience=patience,
            record_every=LOOK_EVERY,
            space=None if recipe.inputs else make_space(X, iterations=recipe.num_iterations),
        )
        run.advance(recipe.num_iterations)
        self._hold(*(run.best_weights or (run.w, run.b)))
        taken = run.best or run.now
        self.n_iter_, self.loss_curve_ = taken.iteration, [record.objective for record in run.records]
        if taken.objective > 2 * self.loss_curve_[0]:
            warnings.warn(
                f"The steps are too long for these numbers: the cost was {self.loss_curve_[0]:.3g} at the start and is"
                f" {taken.objective:.3g} now. Scale X, with StandardScaler say, or choose a smaller learning_rate.",
                ConvergenceWarning,
                stacklevel=3,
            )
        return self

    @available_if(_takes_steps)  # type: ignore[untyped-decorator]
    def partial_fit(
        self, X: ArrayLike, y: ArrayLike, classes: ArrayLike | None = None, sample_weight: ArrayLike | None = None
    ) -> Self:
        """Take one step of descent on exactly these examples, from zero or from the current weights.

        The caller makes the batches and decides when to stop; k calls with all examples equal a `fit` of k iterations.
        After a `fit` it continues from its weights, with velocity zero. ``classes``: both labels; the first call needs
        them unless ``y`` holds both. ``loss_curve_`` gets the cost of these examples before the step.

        Raises ArgumentError as `fit` does, and for a label outside ``classes``.
        """
        recipe, first = self._recipe(), not hasattr(self, "coef_")
        columns, Y, weights = self._examples(X, y, sample_weight, classes, first)
        if first:
            self.n_iter_, self.loss_curve_ = 0, []
            self._hold(np.zeros((len(columns), 1)), 0.0)
        w, b = self.coef_.T, float(self.intercept_[0])
        run = Descent(
            columns,
            Y,
            learning_rate=recipe.learning_rate,
            l2=recipe.l2,
            example_weights=weights,
            start=(w, b),
            space=make_space(columns, iterations=1),
        )
        run.advance(1)
        # Momentum adds a share of the last move: at one rate that is the velocity of `descent.run`.
        share, (last_w, last_b) = recipe.momentum, self._move
        move = run.w - w + share * last_w, run.b - b + share * last_b
        self._hold(w + move[0], b + move[1])
        self._move = move
        self.n_iter_ += 1
        self.loss_curve_.append(run.records[0].objective)
        return self

    def decision_function(self, X: ArrayLike) -> NDArray[np.float64]:
        """Return the scores ``z = X w + b``, ``(m,)``: positive means the second class."""
        check_is_fitted(self)
        rows = validate_data(self, X, dtype=np.float64, reset=False)
        return np.asarray(rows @ self.coef_[0] + self.intercept_[0])

    def predict_proba(self, X: ArrayLike) -> NDArray[np.float64]:
        """Return the probability of each class, ``(m, 2)``, in the order of ``classes_``."""
        z = self.decision_function(X)
        return np.column_stack([sigmoid(-z), sigmoid(z)])

    def predict(self, X: ArrayLike) -> NDArray:
        """Return the answers ``(m,)``: the second class if its probability is above 0.5, else the first."""
        z = self.decision_function(X)
        return np.asarray(self.classes_[(z > 0).astype(int)])

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        return tags

    def _recipe(self) -> Recipe:
        if self.solver not in ("descent", "minimum"):
            raise ArgumentError(f"solver must be 'descent' or 'minimum'. Got {self.solver!r}.")
        return Recipe(**{setting.name: getattr(self, setting.name) for setting in RUN_SETTINGS})

    def _examples(
        self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None, classes: ArrayLike | None, first: bool
    ) -> tuple[NDArray, NDArray, NDArray | None]:
        """Return the inputs of the engine: the examples with positive weight as columns ``(n, m)``, ``Y`` ``(1, m)``,
        and their weights."""
        rows, labels = self._read(X, y, first)
        if first:
            self.classes_ = _two_classes(labels if classes is None else np.asarray(classes))
        elif classes is not None and not np.array_equal(np.unique(classes), self.classes_):
            raise ArgumentError(f"classes must stay {self.classes_.tolist()}. Got {np.unique(classes).tolist()}.")
        strangers = np.setdiff1d(labels, self.classes_)
        if len(strangers):
            raise ArgumentError(f"y must hold only the classes {self.classes_.tolist()}. Got {strangers[:5].tolist()}.")
        Y = (labels == self.classes_[1])[np.newaxis].astype(float)
        if sample_weight is None:
            return rows.T, Y, None
        weights = _checked_weights(sample_weight, len(rows))
        counted = weights > 0
        return rows[counted].T, Y[:, counted], weights[counted]

    def _read(self, X: ArrayLike, y: ArrayLike, first: bool) -> tuple[NDArray, NDArray]:
        rows, labels = validate_data(self, X, y, dtype=np.float64, order="C", reset=first)
        check_classification_targets(labels)
        largest = float(max(rows.max(), -rows.min()))
        if largest > MAX_INPUT:
            raise ArgumentError(
                f"X must hold numbers of at most {MAX_INPUT:g} in size. Got {largest:g}. Scale them first."
            )
        return rows, labels

    def _hold(self, w: NDArray, b: float) -> Self:
        """Take these weights, at rest. Raises ArgumentError when they are not finite."""
        if not (np.isfinite(w).all() and np.isfinite(b)):
            raise ArgumentError(
                "The weights are not finite. Scale X, with StandardScaler say, or choose a smaller learning_rate or l2."
            )
        self.coef_, self.intercept_ = w.T.copy(), np.array([b])
        self._move = np.zeros_like(w), 0.0
        return self


def _two_classes(labels: NDArray) -> NDArray:
    kinds = np.unique(labels)
    if len(kinds) > 2:
        raise ArgumentError(
            f"Only binary classification is supported. The type of the target is {type_of_target(labels)}, with"
            f" {len(kinds)} classes. Choose two of them, or let OneVsRestClassifier make a neuron for each."
        )
    if len(kinds) < 2:
        raise ArgumentError(f"There must be two classes. Got 1 class, {kinds.tolist()}. Add examples of another one.")
    return kinds


def _checked_weights(sample_weight: ArrayLike, m: int) -> NDArray[np.float64]:
    weights = np.asarray(sample_weight, dtype=float)
    if weights.shape != (m,) or not np.isfinite(weights).all() or (weights < 0).any() or not weights.any():
        raise ArgumentError(
            f"sample_weight must be {m} finite numbers of at least 0, and not all zero. Got the shape {weights.shape}."
        )
    return weights
