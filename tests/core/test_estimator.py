"""The estimator: scikit-learn's own checks and its minimum, the textbook's steps, and numbers that are not scaled."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.datasets import load_breast_cancer
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, KFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import check_estimator

from logreg_core import ArgumentError, initialize, optimize
from logreg_core.data.division import validation_of
from logreg_core.estimator import NeuronClassifier
from logreg_core.settings import RUN_SETTINGS

CELLS, TUMOUR = load_breast_cancer(return_X_y=True)
CELLS, TUMOUR = CELLS[:500], TUMOUR[:500]
SCALED = StandardScaler().fit_transform(CELLS)
NAMES = np.array(["malignant", "benign"])[TUMOUR]  # of which "benign" is the first in order
WEIGHTS = np.random.default_rng(0).random(500) * np.where(np.arange(500) % 5, 3, 0)  # every fifth counts nothing
COUNTED = WEIGHTS > 0
SETTINGS = [{}, {"batch_size": 32, "momentum": 0.5}, {"patience": 2, "learning_rate": 1.0}]
DESCENTS = [{"num_iterations": 60, **settings} for settings in SETTINGS]
BOTH_SOLVERS = [*DESCENTS, {"solver": "minimum", "l2": 0.01}]


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")  # some checks train on numbers unscaled
@pytest.mark.parametrize(
    "settings", [{}, {"momentum": 0.9, "num_iterations": 300}, {"solver": "minimum", "l2": 0.01}], ids=str
)
def test_scikit_learns_own_checks_pass_without_exception(settings: dict, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCIPY_ARRAY_API", "1")  # else one check is skipped
    checks = check_estimator(NeuronClassifier(**settings))
    assert len(checks) > 50
    assert {check["status"] for check in checks} == {"passed"}


def test_its_parameters_are_those_of_the_settings_and_a_solver() -> None:
    expected = {setting.name: setting.default for setting in RUN_SETTINGS} | {"solver": "descent"}
    found = {name: value.default for name, value in inspect.signature(NeuronClassifier).parameters.items()}
    assert found == expected
    assert {name: type(value) for name, value in found.items()} == {k: type(v) for k, v in expected.items()}


def test_descent_takes_the_textbooks_steps() -> None:
    neuron = NeuronClassifier(learning_rate=0.1, num_iterations=300).fit(SCALED, TUMOUR)
    book, _, costs = optimize(*initialize(30), SCALED.T, TUMOUR[np.newaxis], 300, 0.1)
    np.testing.assert_allclose(neuron.coef_, book["w"].T, atol=1e-12)
    np.testing.assert_allclose(neuron.intercept_, [book["b"]], atol=1e-12)
    np.testing.assert_allclose(neuron.loss_curve_[::10], costs, atol=1e-12)
    assert neuron.n_iter_ == 300


@pytest.mark.parametrize("l2", [1e-3, 0.1])
@pytest.mark.parametrize("weights", [None, WEIGHTS], ids=["alike", "weighted"])
def test_the_minimum_is_scikit_learns(l2: float, weights: np.ndarray | None) -> None:
    neuron = NeuronClassifier(solver="minimum", l2=l2).fit(SCALED, NAMES, sample_weight=weights)
    C = 1 / (l2 * (500 if weights is None else weights.sum()))
    theirs = LogisticRegression(C=C, tol=1e-12, max_iter=1000, solver="newton-cholesky").fit(SCALED, NAMES, weights)
    np.testing.assert_allclose(neuron.coef_, theirs.coef_, atol=1e-8)
    np.testing.assert_allclose(neuron.intercept_, theirs.intercept_, atol=1e-8)
    np.testing.assert_array_equal(neuron.predict(SCALED), theirs.predict(SCALED))
    np.testing.assert_allclose(neuron.predict_proba(SCALED), theirs.predict_proba(SCALED), atol=1e-8)
    np.testing.assert_allclose(neuron.decision_function(SCALED), theirs.decision_function(SCALED), atol=1e-7)
    assert neuron.classes_.tolist() == theirs.classes_.tolist() == ["benign", "malignant"]
    assert neuron.score(SCALED, NAMES) == theirs.score(SCALED, NAMES)


def test_long_descent_with_weights_arrives_at_scikit_learns_minimum() -> None:
    neuron = NeuronClassifier(learning_rate=0.3, momentum=0.9, l2=0.1, num_iterations=3000)
    neuron.fit(SCALED, TUMOUR, sample_weight=WEIGHTS)
    theirs = LogisticRegression(C=1 / (0.1 * WEIGHTS.sum()), tol=1e-12, max_iter=1000, solver="newton-cholesky")
    theirs.fit(SCALED, TUMOUR, WEIGHTS)
    np.testing.assert_allclose(neuron.coef_, theirs.coef_, atol=1e-8)


@pytest.mark.parametrize("settings", BOTH_SOLVERS, ids=str)
def test_an_example_without_weight_is_absent_and_only_the_ratios_of_weights_count(settings: dict) -> None:
    neuron = NeuronClassifier(**settings).fit(SCALED, TUMOUR, sample_weight=WEIGHTS)
    without = clone(neuron).fit(SCALED[COUNTED], TUMOUR[COUNTED], sample_weight=7 * WEIGHTS[COUNTED])
    alike = clone(neuron).fit(SCALED, TUMOUR)
    np.testing.assert_allclose(neuron.coef_, without.coef_, atol=1e-9)
    assert neuron.n_iter_ == without.n_iter_
    assert np.abs(neuron.coef_ - alike.coef_).max() > 1e-3


@pytest.mark.parametrize("weights", [None, WEIGHTS], ids=["alike", "weighted"])
def test_patience_keeps_the_weights_that_did_best_on_the_part_that_it_set_aside(weights: np.ndarray | None) -> None:
    s = np.ones(500) if weights is None else weights
    X, y, s = SCALED[s > 0], TUMOUR[s > 0], s[s > 0]
    neuron = NeuronClassifier(learning_rate=0.5, patience=3, seed=4, validation_share=0.3).fit(SCALED, TUMOUR, weights)
    aside = validation_of(y, 0.3, 4)

    def validation_cost(steps: int) -> float:
        z = NeuronClassifier(learning_rate=0.5, num_iterations=steps).fit(X[~aside], y[~aside], s[~aside])
        if steps == neuron.n_iter_:
            np.testing.assert_allclose(z.coef_, neuron.coef_, atol=1e-9)
        return float(np.average(np.logaddexp(0, (1 - 2 * y) * z.decision_function(X))[aside], weights=s[aside]))

    looks = range(neuron.n_iter_ - 20, neuron.n_iter_ + 31, 10)
    assert min(looks, key=validation_cost) == neuron.n_iter_
    assert len(neuron.loss_curve_) == neuron.n_iter_ // 10 + 4  # and it stopped after three more looks


@pytest.mark.parametrize("momentum", [0.0, 0.9])
@pytest.mark.parametrize("weights", [None, WEIGHTS], ids=["alike", "weighted"])
def test_so_many_partial_fits_are_a_fit_of_so_many_steps(momentum: float, weights: np.ndarray | None) -> None:
    neuron = NeuronClassifier(learning_rate=0.1, momentum=momentum, l2=0.2, num_iterations=25)
    steps = clone(neuron)
    for _ in range(25):
        steps.partial_fit(SCALED, NAMES, sample_weight=weights)
    neuron.fit(SCALED, NAMES, sample_weight=weights)
    np.testing.assert_allclose(steps.coef_, neuron.coef_, atol=1e-12)
    np.testing.assert_allclose(steps.intercept_, neuron.intercept_, atol=1e-12)
    np.testing.assert_allclose(steps.loss_curve_[::10], neuron.loss_curve_, atol=1e-12)
    assert steps.n_iter_ == 25


@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_who_deals_the_batches_to_partial_fit_as_fit_does_gets_what_fit_gets(momentum: float) -> None:
    neuron = NeuronClassifier(learning_rate=0.1, momentum=momentum, batch_size=8, num_iterations=100, seed=3)
    by_hand, draws = clone(neuron), np.random.default_rng(3)
    deck = np.concatenate([np.append(draws.permutation(500), [-1] * 4) for _ in range(2)]).reshape(-1, 8)
    for batch in deck[:100]:
        some = batch[batch >= 0]
        by_hand.partial_fit(SCALED[some], TUMOUR[some], classes=[0, 1])
    np.testing.assert_allclose(by_hand.coef_, neuron.fit(SCALED, TUMOUR).coef_, atol=1e-12)


def test_partial_fit_goes_on_where_fit_ended() -> None:
    ended = NeuronClassifier(learning_rate=0.1, num_iterations=10).fit(SCALED, TUMOUR).partial_fit(SCALED, TUMOUR)
    longer = NeuronClassifier(learning_rate=0.1, num_iterations=11).fit(SCALED, TUMOUR)
    np.testing.assert_allclose(ended.coef_, longer.coef_, atol=1e-12)
    assert ended.n_iter_ == longer.n_iter_


def test_only_descent_has_a_partial_fit() -> None:
    assert hasattr(NeuronClassifier(), "partial_fit")
    assert not hasattr(NeuronClassifier(solver="minimum"), "partial_fit")


def test_in_a_pipeline_under_cross_validation_it_tells_tumours_apart() -> None:
    pipeline = make_pipeline(StandardScaler(), NeuronClassifier(learning_rate=0.5, num_iterations=300))
    scores = cross_val_score(pipeline, CELLS, NAMES, cv=5)
    assert scores.min() > 0.93
    with pytest.raises(NotFittedError):
        pipeline.predict(CELLS)


def test_a_grid_search_finds_what_scikit_learns_grid_search_finds() -> None:
    strengths, folds = np.array([1e-4, 1e-3, 1e-2, 0.1, 1.0]), KFold(5)  # 400 examples in training, each time
    ours = GridSearchCV(NeuronClassifier(solver="minimum"), {"l2": strengths}, cv=folds, scoring="neg_log_loss")
    newton = LogisticRegression(solver="newton-cholesky", tol=1e-10)
    theirs = GridSearchCV(newton, {"C": 1 / (400 * strengths)}, cv=folds, scoring="neg_log_loss")
    np.testing.assert_allclose(
        ours.fit(SCALED, TUMOUR).cv_results_["mean_test_score"],
        theirs.fit(SCALED, TUMOUR).cv_results_["mean_test_score"],
        atol=1e-6,
    )
    assert 1e-4 < ours.best_params_["l2"] < 1.0


def test_a_clone_has_the_settings_and_none_of_the_weights() -> None:
    neuron = NeuronClassifier(l2=0.5, batch_size=16, seed=7, num_iterations=3).fit(SCALED, TUMOUR)
    copy = clone(neuron)
    assert copy.get_params() == neuron.get_params()
    with pytest.raises(NotFittedError):
        copy.predict(SCALED)


@pytest.mark.parametrize("labels", [["b", "a"], [8, 3], [True, False], [0.0, -1.0]], ids=str)
def test_labels_may_be_of_any_two_kinds(labels: list) -> None:
    y = np.array(labels)[TUMOUR]
    neuron = NeuronClassifier(num_iterations=100, learning_rate=0.5).fit(SCALED, y)
    assert neuron.classes_.tolist() == sorted(labels)
    assert neuron.predict(SCALED).dtype == y.dtype
    assert neuron.score(SCALED, y) > 0.95


@pytest.mark.parametrize("shape", [(60, 5), (20, 60)], ids=["tall", "wide"])
@pytest.mark.parametrize("size", [1e3, 1e9, 1e50, 1e99, 1e150, 1e300])
@pytest.mark.parametrize("settings", [*BOTH_SOLVERS, {"l2": 10.0, "momentum": 0.9}, {"solver": "minimum"}], ids=str)
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_huge_numbers_end_in_a_sentence_or_in_finite_weights(shape: tuple, size: float, settings: dict) -> None:
    generator = np.random.default_rng(1)
    X = generator.normal(size=shape)
    y = X[:, 0] + generator.normal(size=len(X)) > 0
    without_minimum = settings == {"solver": "minimum"} and shape == (20, 60)  # any labels can be told apart
    if size > 1e100 or without_minimum:
        with pytest.raises(ArgumentError, match=r"at most 1e\+100 in size|Without a penalty"):
            NeuronClassifier(**settings).fit(X * size, y)
        return
    neuron = NeuronClassifier(**settings).fit(X * size, y)
    assert np.isfinite(neuron.predict_proba(X * size)).all()
    assert np.isfinite(neuron.loss_curve_).all()


def test_steps_that_are_too_long_are_warned_of() -> None:
    with pytest.warns(ConvergenceWarning, match="Scale X, with StandardScaler say, or choose a smaller learning_rate"):
        NeuronClassifier(num_iterations=50).fit(CELLS, TUMOUR)


def test_steps_beyond_all_numbers_are_an_error_and_leave_a_sentence() -> None:
    with pytest.raises(ArgumentError, match="The weights are not finite. Scale X"):
        NeuronClassifier(learning_rate=10.0, l2=10.0).fit(SCALED, TUMOUR)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"solver": "lbfgs"}, "solver must be 'descent' or 'minimum'. Got 'lbfgs'"),
        ({"learning_rate": 0.0}, "learning_rate must be between 1e-06 and 10. Got 0.0"),
        ({"num_iterations": 2.5}, "num_iterations must be a whole number between 1 and 100000. Got 2.5"),
        ({"l2": np.nan}, "l2 must be between 0 and 10. Got nan"),
        ({"solver": "minimum", "seed": -1}, "seed must be a whole number between 0 and 9999. Got -1"),
    ],
)
def test_a_setting_out_of_range_is_refused(settings: dict, words: str) -> None:
    with pytest.raises(ArgumentError, match=words):
        NeuronClassifier(**settings).fit(SCALED, TUMOUR)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: NeuronClassifier().fit(SCALED, np.arange(500) % 3), "with 3 classes. Choose two of them"),
        (lambda: NeuronClassifier().fit(SCALED, np.ones(500)), "must be two classes. Got 1 class"),
        (
            lambda: NeuronClassifier().fit(SCALED, TUMOUR, TUMOUR),
            "Both classes must have an example of a sample_weight",
        ),
        (lambda: NeuronClassifier().fit(SCALED, TUMOUR, -WEIGHTS), "500 finite numbers of at least 0"),
        (lambda: NeuronClassifier().fit(SCALED, TUMOUR, np.zeros(500)), "not all zero"),
        (lambda: NeuronClassifier().fit(SCALED, TUMOUR, WEIGHTS[:9]), r"500 finite numbers .* Got the shape \(9,\)"),
        (lambda: NeuronClassifier(patience=1).fit(SCALED[18:21], [0, 1, 1]), "at least 2 images"),
        (lambda: NeuronClassifier().partial_fit(SCALED[:5], TUMOUR[:5], classes=[1, 2]), r"only the classes \[1, 2\]"),
        (
            lambda: NeuronClassifier().partial_fit(SCALED, TUMOUR).partial_fit(SCALED, TUMOUR, classes=[0, 2]),
            r"classes must stay \[0, 1\]. Got \[0, 2\]",
        ),
    ],
)
def test_what_is_not_a_training_set_is_refused(call, words: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ArgumentError, match=words):
        call()


def test_who_does_not_use_it_does_not_wait_for_scikit_learn() -> None:
    root = Path(__file__).resolve().parents[2]
    script = "import sys, logreg_core; assert not [name for name in sys.modules if name.split('.')[0] == 'sklearn']"
    subprocess.run([sys.executable, "-c", script], cwd=root, check=True, timeout=120)
