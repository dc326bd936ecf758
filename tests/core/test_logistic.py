"""The textbook against a worked example, finite differences, a published table and another library's optimum."""

from __future__ import annotations

import inspect
import warnings

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from logreg_core import ArgumentError, Dataset, LogregError, initialize, model, optimize, predict, propagate, sigmoid
from logreg_core import logistic as textbook
from logreg_core.data.preprocess import prepare

# The cost on the course's cats at learning rate 0.005, as it is published with the exercise and its many solutions.
PUBLISHED_COSTS = (
    "0.693147 0.584508 0.466949 0.376007 0.331463 0.303273 0.279880 0.260042 0.242941 0.228004 "
    "0.214820 0.203078 0.192544 0.183033 0.174399 0.166521 0.159305 0.152667 0.146542 0.140872"
).split()

# Three images of two pixels, small enough for pencil and paper.
X = np.array([[1.0, 2.0, -1.0], [3.0, 4.0, -3.2]])
Y = np.array([[1, 0, 1]])
W = np.array([[1.0], [2.0]])
B = 2.0


@pytest.fixture(scope="module")
def cat_columns(cats: Dataset) -> tuple[np.ndarray, ...]:
    train, test = cats.train, cats.test
    return prepare(train.images), train.labels.reshape(1, -1), prepare(test.images), test.labels.reshape(1, -1)


def random_problem(seed: int = 3, n_x: int = 5, m: int = 40) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    return generator.normal(size=(n_x, m)), generator.integers(0, 2, (1, m))


def test_a_newborn_neuron_has_zero_weights_and_a_plain_zero_bias() -> None:
    w, b = initialize(3)
    assert w.shape == (3, 1)
    assert not w.any()
    assert type(b) is float
    assert b == 0.0


def test_sigmoid_has_its_known_values() -> None:
    assert sigmoid(0) == 0.5
    assert sigmoid(np.log(3)) == pytest.approx(0.75, abs=1e-15)
    np.testing.assert_allclose(sigmoid([0, 2]), [0.5, 0.8807970779778823], rtol=1e-15)
    assert sigmoid(-40) == pytest.approx(np.exp(-40), rel=1e-12), "a small probability keeps its digits"


def test_sigmoid_keeps_the_shape_and_gives_a_scalar_for_a_scalar() -> None:
    assert sigmoid(np.zeros((2, 3))).shape == (2, 3)
    assert np.ndim(sigmoid(1.5)) == 0
    assert isinstance(sigmoid(1.5), float)


def test_sigmoid_and_the_cost_survive_every_finite_score_without_a_warning() -> None:
    largest = np.finfo(float).max
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert sigmoid(np.array([-largest, -1e4, 1e4, largest])).tolist() == [0, 0, 1, 1]
        for score in (-1e300, -800.0, 800.0, 1e300):
            for label in (0, 1):
                _, cost = propagate(np.array([[score]]), 0.0, np.ones((1, 3)), np.full((1, 3), label))
                assert np.isfinite(cost)


def test_one_pass_gives_what_pencil_and_paper_give() -> None:
    # z = w.T x + b = (9, 12, -5.4); a = 1 / (1 + exp(-z)); cost = -(log a1 + log(1 - a2) + log a3) / 3
    a = [1 / (1 + np.exp(-9)), 1 / (1 + np.exp(-12)), 1 / (1 + np.exp(5.4))]
    error = [a[0] - 1, a[1] - 0, a[2] - 1]
    grads, cost = propagate(W, B, X, Y)
    assert cost == pytest.approx(-(np.log(a[0]) + np.log(1 - a[1]) + np.log(a[2])) / 3, rel=1e-9)
    assert grads["dw"][0, 0] == pytest.approx((1 * error[0] + 2 * error[1] - 1 * error[2]) / 3, rel=1e-12)
    assert grads["dw"][1, 0] == pytest.approx((3 * error[0] + 4 * error[1] - 3.2 * error[2]) / 3, rel=1e-12)
    assert grads["db"] == pytest.approx(sum(error) / 3, rel=1e-12)
    assert grads["dw"].shape == (2, 1)
    for scalar in (grads["db"], cost):  # as the course's notebook asserts of its learners
        assert isinstance(scalar, np.float64)
        assert scalar.shape == ()
        assert scalar.dtype == float


def test_the_gradient_agrees_with_finite_differences() -> None:
    X, Y = random_problem()
    generator = np.random.default_rng(1)
    w, b, h = generator.normal(size=(5, 1)), 0.3, 1e-6
    grads, _ = propagate(w, b, X, Y)
    for i in range(5):
        nudge = np.zeros((5, 1))
        nudge[i] = h
        slope = (propagate(w + nudge, b, X, Y)[1] - propagate(w - nudge, b, X, Y)[1]) / (2 * h)
        assert grads["dw"][i, 0] == pytest.approx(slope, abs=1e-8)
    slope = (propagate(w, b + h, X, Y)[1] - propagate(w, b - h, X, Y)[1]) / (2 * h)
    assert grads["db"] == pytest.approx(slope, abs=1e-8)


@pytest.mark.parametrize("kind", [bool, np.uint8, int, float])
def test_labels_of_any_numeric_kind_give_the_same_cost(kind: type) -> None:
    assert propagate(W, B, X, Y.astype(kind))[1] == propagate(W, B, X, Y)[1]


def test_small_integers_do_not_wrap_around() -> None:
    w, x = np.full((2, 1), 200, dtype=np.uint8), np.full((2, 3), 250, dtype=np.uint8)
    assert propagate(w, 0.0, x, Y)[1] == pytest.approx(propagate(w.astype(float), 0.0, x.astype(float), Y)[1])


def test_one_step_moves_against_the_gradient_and_leaves_the_inputs_alone() -> None:
    w, x = W.copy(), X.copy()
    grads, cost = propagate(W, B, X, Y)
    params, last, costs = optimize(w, B, x, Y, num_iterations=1, learning_rate=0.1)
    np.testing.assert_allclose(params["w"], W - 0.1 * grads["dw"], rtol=1e-15)
    assert params["b"] == pytest.approx(B - 0.1 * grads["db"], rel=1e-15)
    assert last["db"] == grads["db"]
    assert costs == [cost]
    np.testing.assert_array_equal(w, W)
    np.testing.assert_array_equal(x, X)


@pytest.mark.parametrize(("iterations", "records"), [(1, 1), (100, 1), (101, 2), (201, 3)])
def test_the_cost_is_kept_before_the_steps_0_100_200(iterations: int, records: int) -> None:
    assert len(optimize(W, B, X, Y, iterations, 0.009)[2]) == records


def test_print_cost_reports_a_line_every_100_iterations(capsys: pytest.CaptureFixture[str]) -> None:
    optimize(*initialize(2), X, Y, 101, 0.001, print_cost=True)
    first, second = capsys.readouterr().out.splitlines()
    assert first == "Cost after iteration 0: 0.693147"
    assert second.startswith("Cost after iteration 100: 0.")
    lines: list[str] = []
    optimize(*initialize(2), X, Y, 101, 0.001, print_cost=True, report=lines.append)
    assert lines == [first, second]
    optimize(*initialize(2), X, Y, 101, 0.001)
    assert capsys.readouterr().out == ""


def test_predict_answers_1_only_above_one_half() -> None:
    answers = predict(np.array([[1.0]]), 0.0, np.array([[-1.0, 0.0, 1.0]]))
    assert answers.tolist() == [[0, 0, 1]]
    assert answers.dtype.kind == "i"
    assert answers.shape == (1, 3)


def test_descent_reaches_the_optimum_that_scikit_learn_finds() -> None:
    X, Y = random_problem()
    params, _, _ = optimize(*initialize(5), X, Y, 20_000, 0.5)
    theirs = LogisticRegression(C=1e10, tol=1e-12, max_iter=10_000).fit(X.T, Y[0])
    np.testing.assert_allclose(params["w"][:, 0], theirs.coef_[0], atol=1e-5)
    assert params["b"] == pytest.approx(theirs.intercept_[0], abs=1e-5)


def test_the_published_table_comes_out_digit_by_digit(cat_columns: tuple[np.ndarray, ...]) -> None:
    result = model(*cat_columns, num_iterations=2000, learning_rate=0.005)
    assert [f"{cost:.6f}" for cost in result["costs"]] == PUBLISHED_COSTS
    assert f"{result['train_accuracy']:.2f}" == "99.04"
    assert f"{result['test_accuracy']:.1f}" == "70.0"
    assert result["w"].shape == (12_288, 1)
    assert result["Y_pred_train"].shape == (1, 209)
    assert result["Y_pred_test"].shape == (1, 50)
    assert (result["learning_rate"], result["num_iterations"]) == (0.005, 2000)


def test_a_learning_rate_of_one_half_keeps_a_finite_cost_where_the_usual_code_gives_nan(
    cat_columns: tuple[np.ndarray, ...],
) -> None:
    costs = model(*cat_columns, num_iterations=2000, learning_rate=0.5)["costs"]
    assert np.isfinite(costs).all()
    assert costs[-1] == pytest.approx(7.7e-5, rel=0.2), "the path is chaotic, so only its size is certain"


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: initialize(0), "dim must be a whole number"),
        (lambda: propagate(W, B, X, Y[0]), r"Y must have the shape \(1, m\) with m = 3.*Got \(3,\)"),
        (lambda: propagate(W, B, X, Y[:, :2]), r"Y must have the shape \(1, m\)"),
        (lambda: propagate(W, B, X, Y + 1), r"only 0 and 1. Got \[1, 2\]"),
        (lambda: propagate(W, B, X, np.array([[0.0, np.nan, 1.0]])), "only 0 and 1"),
        (lambda: propagate(W[:1], B, X, Y), r"w must have the shape \(n_x, 1\) with n_x = 2.*Got \(1, 1\)"),
        (lambda: propagate(W[:, 0], B, X, Y), "w must have the shape"),
        (lambda: propagate(W, B, X[:, :0], Y[:, :0]), "not be empty"),
        (lambda: propagate(W, B, X[0], Y), r"of the shape \(n_x, m\)"),
        (lambda: predict(W, B, X[:1]), "w must have the shape"),
        (lambda: predict(W, B, np.array([["a"], ["b"]])), "X must be numbers"),
        (lambda: optimize(W, B, X, Y, 0, 0.1), "num_iterations must be a whole number of at least 1. Got 0"),
        (lambda: optimize(W, B, X, Y, 10.5, 0.1), "num_iterations"),
        (lambda: optimize(W, B, X, Y, True, 0.1), "num_iterations"),
        (lambda: optimize(W, B, X, Y, 10, -0.1), "learning_rate must be a number greater than 0. Got -0.1"),
        (lambda: optimize(W, B, X, Y, 10, 0.0), "learning_rate"),
        (lambda: optimize(W, B, X, Y, 10, float("nan")), "learning_rate"),
        (lambda: optimize(W, B, X, Y, 10, "fast"), "learning_rate"),
        (lambda: model(X, Y, X[:1], Y), "w must have the shape"),
        (lambda: model(X, Y, X, Y + 1), "only 0 and 1"),
    ],
)
def test_a_wrong_argument_raises_our_error_with_the_rule_and_the_value(call, words: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ArgumentError, match=words) as caught:
        call()
    assert isinstance(caught.value, LogregError)
    assert isinstance(caught.value, ValueError)


def test_the_textbook_fits_in_one_sitting() -> None:
    assert len(inspect.getsource(textbook).splitlines()) < 200
    own = [
        name for name, part in inspect.getmembers(textbook, inspect.isfunction) if part.__module__ == textbook.__name__
    ]
    assert own == sorted(["initialize", "sigmoid", "propagate", "optimize", "predict", "model"])
