"""The checks of what a learner writes: each usual mistake is found and named, and no right way is blamed."""

from __future__ import annotations

import pytest

from classroom.exercise.checks import CHECKS, calls_for, check
from classroom.exercise.functions import EXERCISES, NAMES
from classroom.exercise.report import Outcome, Report
from classroom.exercise.results import Call, Result
from classroom.exercise.run import run_here
from logreg_core import logistic
from tests.core.learner import at_most_more_memory

pytestmark = pytest.mark.filterwarnings("ignore")  # a learner's code may warn

BODIES = {
    "sigmoid": "def sigmoid(z):\n    return 1 / (1 + np.exp(-z))\n",
    "initialize": "def initialize(dim):\n    return np.zeros((dim, 1)), 0.0\n",
    "propagate": """
def propagate(w, b, X, Y):
    m = X.shape[1]
    Z = w.T @ X + b
    A = sigmoid(Z)
    cost = -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / m
    dw = X @ (A - Y).T / m
    db = np.sum(A - Y) / m
    return {"dw": dw, "db": db}, cost
""",
    "optimize": """
def optimize(w, b, X, Y, num_iterations=2000, learning_rate=0.5, print_cost=False):
    costs = []
    for i in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        w = w - learning_rate * grads["dw"]
        b = b - learning_rate * grads["db"]
        if i % 100 == 0:
            costs.append(cost)
    return {"w": w, "b": b}, grads, costs
""",
    "predict": """
def predict(w, b, X):
    A = sigmoid(w.T @ X + b)
    return (A > 0.5).astype(int)
""",
    "model": """
def model(X_train, Y_train, X_test, Y_test, num_iterations=2000, learning_rate=0.5, print_cost=False):
    w, b = initialize(X_train.shape[0])
    params, grads, costs = optimize(w, b, X_train, Y_train, num_iterations, learning_rate, print_cost)
    w, b = params["w"], params["b"]
    Y_pred_train = predict(w, b, X_train)
    Y_pred_test = predict(w, b, X_test)
    train_accuracy = 100 * np.mean(Y_pred_train == Y_train)
    test_accuracy = 100 * np.mean(Y_pred_test == Y_test)
    return {"costs": costs, "train_accuracy": train_accuracy, "test_accuracy": test_accuracy, "w": w, "b": b,
            "learning_rate": learning_rate, "num_iterations": num_iterations,
            "Y_pred_train": Y_pred_train, "Y_pred_test": Y_pred_test}
""",
}


def changed(function: str, old: str, new: str) -> str:
    assert BODIES[function].count(old) >= 1, old
    return BODIES[function].replace(old, new)


def checked(function: str, text: str) -> Report:
    return check(function, {function: text}, run_here)


def first_wrong(report: Report) -> Outcome:
    return next(outcome for outcome in report.outcomes if not outcome.passed)


# What a learner writes in the place of what, and what the report must name: where it is seen first, and why it is so.
MISTAKES = [
    ("sigmoid", "np.exp(-z)", "np.exp(z)", "value", "`np.exp(z)` instead of `np.exp(-z)`"),
    ("sigmoid", "1 / (1 + np.exp(-z))", "1 / 1 + np.exp(-z)", "value", "needs brackets"),
    ("sigmoid", "1 / (1 + np.exp(-z))", "1 / np.exp(-z)", "value", "Is `1 +` missing"),
    ("sigmoid", "1 / (1 + np.exp(-z))", "1 + np.exp(-z)", "value", "1 / (1 + ...)"),
    ("sigmoid", "1 / (1 + np.exp(-z))", "np.exp(-z)", "value", "That is only `np.exp(-z)`"),
    ("sigmoid", "1 / (1", "1 // (1", "value", "Is it `//`, which divides and rounds down"),
    ("sigmoid", "1 / (1 + np.exp(-z))", "np.tanh(z)", "value", "That is tanh"),
    ("sigmoid", "1 / (1 + np.exp(-z))", "np.maximum(0, z)", "value", "ReLU"),
    ("sigmoid", "1 / (1 + np.exp(-z))", "z", "value", "returned unchanged"),
    ("sigmoid", "1 / (1 + np.exp(-z))", "np.round(1 / (1 + np.exp(-z)))", "value", "rounded"),
    ("sigmoid", "return 1", "a = 1", "shape", "Is there a `return`"),
    ("sigmoid", "return 1", "print(1", "shape", "closed"),
    ("sigmoid", "1 / (1 + np.exp(-z))", "np.exp(z) / (1 + np.exp(z))", "edge", "NaN far from 0"),
    ("sigmoid", "1 / (1 + np.exp(-z))", "np.squeeze(1 / (1 + np.exp(-z)))", "shape", "must stay a row"),
    ("sigmoid", "1 / (1 + np.exp(-z))", "np.sum(1 / (1 + np.exp(-z)))", "shape", "added up to one number"),
    ("sigmoid", "1 / (1 + np.exp(-z))", "[1 / (1 + np.exp(-z))]", "shape", "is a list of 1"),
    ("sigmoid", "    return", "    z *= -1\n    return", "value", "`np.exp(z)` instead of `np.exp(-z)`"),
    ("sigmoid", "return 1 / (1 + np.exp(-z))", "z *= -1\n    return 1 / (1 + np.exp(z))", "edge", "changed in place"),
    ("sigmoid", "1 / (1 + np.exp(-z))", "0.5 + z / 8", "value", "at index"),
    ("sigmoid", "np.exp", "exp", "shape", "`np.exp`"),
    ("sigmoid", "np.exp(-z)", "math.exp(-z)", "shape", "`math` is not defined"),
    ("sigmoid", "def sigmoid(z):", "def sigmoid():", "shape", "more arguments than its first line names"),
    ("sigmoid", "(-z)", "(-x)", "shape", "`x` is not defined at this line. Assign it"),
    ("initialize", "np.zeros((dim, 1))", "np.zeros(dim)", "shape", "one axis only"),
    ("initialize", "np.zeros((dim, 1))", "np.zeros((1, dim))", "shape", "It is a row"),
    ("initialize", "np.zeros((dim, 1))", "np.zeros(dim, 1)", "shape", "a tuple in its own brackets"),
    ("initialize", "np.zeros((dim, 1))", "np.zeros((dim, dim))", "shape", "One weight for each number"),
    ("initialize", "np.zeros((dim, 1))", "np.zeros((4, 1))", "shape", "Is `dim` used?"),
    ("initialize", "np.zeros((dim, 1))", "np.ones((dim, 1))", "value", "These are ones"),
    ("initialize", "np.zeros((dim, 1))", "np.random.randn(dim, 1)", "value", "A single neuron starts at 0"),
    ("initialize", "np.zeros((dim, 1)), 0.0", "0.0, np.zeros((dim, 1))", "shape", "The bias came first"),
    ("initialize", "np.zeros((dim, 1)), 0.0", "np.zeros((dim, 1))", "shape", "`return w, b`"),
    ("initialize", "0.0", "np.zeros((1, 1))", "shape", "`b = 0.0` is enough"),
    ("initialize", "0.0", "1.0", "value", "should be 0"),
    ("initialize", "return", "w, b =", "shape", "Is there a `return`"),
    ("propagate", "X @ (A - Y).T / m", "np.sum(X * (A - Y), axis=1) / m", "shape", "One axis got lost"),
    ("propagate", "X @ (A - Y).T / m", "X * (A - Y) / m", "shape", "X by `dZ.T`"),
    ("propagate", "X @ (A - Y).T / m", "(A - Y) @ X.T / m", "shape", "It is transposed"),
    ("propagate", "X @ (A - Y).T / m", "X @ X.T / m", "shape", "combined with each other"),
    ("propagate", "X @ (A - Y).T / m", "(A - Y) / m", "shape", "a number for each image"),
    ("propagate", "X @ (A - Y).T / m", "np.sum(X * (A - Y)) / m", "shape", "one for each number"),
    ("propagate", "X @ (A - Y).T / m", "X @ (A - Y) / m", "shape", "`X` is (2, 3) and `(A - Y)` is (1, 3)"),
    ("propagate", "X @ (A - Y).T / m", "np.dot(X, A - Y) / m", "shape", "the inner dimensions must agree"),
    ("propagate", "w.T @ X", "w @ X", "shape", "`w` is (2, 1) and `X` is (2, 3)"),
    ("propagate", "w.T @ X", "np.dot(w, X)", "shape", "`w` is (2, 1) and `X` is (2, 3)"),
    ("propagate", "w.T @ X", "w * X", "shape", "`w * X` does not"),
    ("propagate", "w.T @ X", "w.T * X", "shape", "do not fit elementwise"),
    ("propagate", "X @ (A - Y).T / m", "X @ (A - Y).T", "value", "`dw` is the sum over the images, 3 times too large"),
    ("propagate", "X @ (A - Y).T / m", "X @ (A - Y).T // m", "value", "Is it `//`, which divides and rounds down"),
    ("propagate", "dw = X @ (A - Y)", "dw = X @ (Y - A)", "value", "is it Y - A?"),
    ("propagate", "dw = X @ (A - Y)", "dw = X @ (Z - Y)", "value", "sigmoid is missing"),
    ("propagate", "dw = X @ (A - Y)", "dw = X @ A", "value", "`dw` is computed without the labels"),
    ("propagate", "dw = X @ (A - Y)", "dw = X @ ((A - Y) * A * (1 - A))", "value", "squared error"),
    ("propagate", "m = X.shape[1]", "m = X.shape[0]", "value", "`X.shape[0]` counts their rows"),
    ("propagate", "m = X.shape[1]", "m = X.size", "value", "times what it should be"),
    ("propagate", "m = X.shape[1]", "m = len(Y)", "value", "Divide by m"),
    ("propagate", "db = np.sum(A - Y) / m", "db = np.sum(A - Y)", "value", "`db` is the sum over the images"),
    ("propagate", "db = np.sum(A - Y) / m", "db = np.sum(Y - A) / m", "value", "is it Y - A?"),
    ("propagate", "db = np.sum(A - Y) / m", "db = np.sum(A) / m", "value", "without the labels"),
    ("propagate", "db = np.sum(A - Y) / m", "db = np.sum(dw)", "value", "db needs no X"),
    ("propagate", "db = np.sum(A - Y) / m", "db = 0.0", "value", "`db`"),
    ("propagate", "db = np.sum(A - Y) / m", "db = (A - Y) / m", "shape", "add them up"),
    ("propagate", "np.sum(A - Y) / m", "np.sum(A - Y, axis=1) / m", "shape", "axis=1"),
    ("propagate", "np.sum(A - Y) / m", "np.sum(A - Y, axis=0) / m", "shape", "axis=0"),
    ("propagate", "np.sum(A - Y) / m", "np.sum(A - Y, axis=1, keepdims=True) / m", "shape", "keepdims=True"),
    ("propagate", "np.sum(A - Y) / m", "np.mean(np.abs(A - Y))", "value", "`np.abs`"),
    ("propagate", "cost = -np", "cost = np", "value", "the minus before the sum is missing"),
    ("propagate", "np.log(1 - A)) / m", "np.log(1 - A))", "value", "The cost is the sum over the images"),
    ("propagate", " + (1 - Y) * np.log(1 - A)", "", "value", "label 1 are counted"),
    ("propagate", "Y * np.log(A) + ", "", "value", "label 0 are counted"),
    ("propagate", "np.log(A) + (1", "np.log(A) - (1", "value", "two parts are added"),
    ("propagate", "(1 - Y) *", "1 - Y *", "value", "needs its brackets"),
    ("propagate", "np.log(", "np.log2(", "value", "`np.log2`"),
    ("propagate", "np.log(", "np.log10(", "value", "`np.log10`"),
    (
        "propagate",
        "Y * np.log(A) + (1 - Y) * np.log(1 - A)",
        "Y * np.log(1 - A) + (1 - Y) * np.log(A)",
        "value",
        "swapped",
    ),
    (
        "propagate",
        "np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / m",
        "np.sum(Y * np.log(A).T + (1 - Y) * np.log(1 - A).T) / m",
        "value",
        "table (m, m)",
    ),
    (
        "propagate",
        "-np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / m",
        "-(Y @ np.log(A).T + (1 - Y) @ np.log(1 - A).T) / m",
        "shape",
        "`np.squeeze` takes it out",
    ),
    (
        "propagate",
        "-np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / m",
        "np.mean((A - Y) ** 2)",
        "value",
        "squared error",
    ),
    ("propagate", "cost = -np.sum(Y", "cost = -(Y", "shape", "add them up"),
    ("propagate", "sigmoid(Z)", "1 / (1 + np.exp(Z))", "value", "`np.exp(z)` instead of `np.exp(-z)`"),
    ("propagate", "sigmoid(Z)", "sigmoid", "shape", "without its brackets"),
    ("propagate", " + b", "", "value", "b is missing"),
    ("propagate", "return {", "result = {", "shape", "Is there a `return`"),
    (
        "propagate",
        'return {"dw": dw, "db": db}, cost',
        'return cost, {"dw": dw, "db": db}',
        "shape",
        "The cost came first",
    ),
    ("propagate", 'return {"dw": dw, "db": db}, cost', 'return {"dw": dw, "db": db}', "shape", "Only the dictionary"),
    ("propagate", 'return {"dw": dw, "db": db}, cost', "return dw, db, cost", "shape", "three values"),
    ("propagate", 'return {"dw": dw, "db": db}, cost', "return dw, db", "shape", "not a dictionary"),
    ("propagate", '"db": db}', '"dB": db}', "shape", '"db" is missing'),
    ("propagate", "    m = ", "    X -= 0.5\n    m = ", "value", ""),
    ("propagate", "    return {", "    w -= 0.1 * dw\n    return {", "edge", "`w` was changed in place"),
    ("propagate", "    return {", "    X /= 255\n    return {", "edge", "`X` was changed in place"),
    (
        "propagate",
        "    return {",
        "    w -= 1\n    X /= 255\n    return {",
        "edge",
        "`w` and `X` were changed in place",
    ),
    ("propagate", "sigmoid(Z)", "signoid(Z)", "shape", "Do you mean `sigmoid`?"),
    ("propagate", "np.sum(A", "sum(A", "shape", "axis"),
    ("propagate", "A = sigmoid(Z)", "A = 1 if sigmoid(Z) > 0.5 else 0", "shape", "neither true nor false"),
    ("propagate", "X.shape[1]", "X.shape[2]", "shape", "shorter than that"),
    ("propagate", "m = X.shape[1]", "m = X.shape", "shape", "Is m the whole shape"),
    ("propagate", "m = X.shape[1]", "m = X.shape(1)", "shape", "Brackets follow a tuple"),
    ("optimize", "w = w - learning_rate", "w = w + learning_rate", "value", "goes uphill"),
    ("optimize", "b = b - learning_rate", "b = b + learning_rate", "value", "b goes uphill"),
    ("optimize", '        b = b - learning_rate * grads["db"]\n', "", "value", "b did not change"),
    ("optimize", '        w = w - learning_rate * grads["dw"]\n', "", "value", "w did not change"),
    ("optimize", "w = w - learning_rate * ", "w = w - ", "value", "`learning_rate` is missing"),
    ("optimize", "b = b - learning_rate * ", "b = b - ", "value", "`learning_rate` is missing"),
    ("optimize", "w = w - learning_rate * ", "w = w - 0.005 * ", "value", "the rate 0.005"),
    (
        "optimize",
        'w = w - learning_rate * grads["dw"]',
        'w = w - grads["dw"] / learning_rate',
        "value",
        "divided by the learning",
    ),
    ("optimize", "w = w - learning_rate *", "w = learning_rate *", "value", "uphill"),
    ("optimize", "w = w -", "w -=", "edge", "`w` was changed in place"),
    ("optimize", "range(num_iterations)", "range(1, num_iterations)", "shape", "no value yet"),
    ("optimize", "range(num_iterations)", "range(num_iterations + 1)", "value", "two steps instead of one"),
    ("optimize", "range(num_iterations)", "num_iterations", "shape", "`for i in range(...)` counts"),
    (
        "optimize",
        "    for i in range(num_iterations):\n        grads, cost = propagate(w, b, X, Y)\n",
        "    grads, cost = propagate(w, b, X, Y)\n    for i in range(num_iterations):\n",
        "value",
        "Call `propagate` in the loop",
    ),
    ("optimize", "propagate(w, b, X, Y)", "propagate(w * 0, b * 0, X, Y)", "value", ""),
    ("optimize", "        if i % 100 == 0:\n    ", "", "value", "at every iteration"),
    ("optimize", "if i % 100 == 0:", "if i % 100 == 0 and i > 0:", "value", "0 % 100 is 0"),
    ("optimize", "if i % 100 == 0:", "if i % 10 == 0:", "value", "should have 3"),
    ("optimize", "if i % 100 == 0:", "if i % 100 = 0:", "shape", "`==` compares"),
    ("optimize", "costs.append(cost)", "costs = cost", "shape", "Only one cost"),
    ("optimize", "costs.append(cost)", "costs.append(propagate(w, b, X, Y)[1])", "value", "the costs after each step"),
    ("optimize", "grads, costs", "grads, np.array(costs)", "shape", "it should be a list"),
    ("optimize", "    return {", "        return {", "value", "inside the loop"),
    ("optimize", '{"w": w, "b": b}, grads, costs', "w, b, costs", "shape", "should be a dictionary with w and b"),
    ("optimize", '{"w": w, "b": b}, grads, costs', '{"w": w, "b": b}, costs, grads', "shape", "The second value is"),
    ("optimize", '{"w": w, "b": b}, grads, costs', 'grads, {"w": w, "b": b}, costs', "shape", "swapped"),
    (
        "optimize",
        '{"w": w, "b": b}, grads, costs',
        '{"w": w, "b": b}, grads',
        "shape",
        "it should return two dictionaries",
    ),
    ("optimize", "return {", "result = {", "shape", "Is there a `return`"),
    ("optimize", "grads, cost = propagate", "grads = propagate", "shape", "A tuple is indexed by a name"),
    ("optimize", "grads, cost = propagate", "grads, cost, more = propagate", "shape", "expects 3 values"),
    ("optimize", 'grads["dw"]', 'grads["dW"]', "shape", "no `dW`"),
    (
        "optimize",
        "    return {",
        "    grads, cost = propagate(w, b, X, Y)\n    return {",
        "value",
        "gradient after the last step",
    ),
    ("optimize", "num_iterations=2000, learning_rate=0.5", "iterations=2000, rate=0.5", "shape", "`num_iterations`"),
    ("predict", "A > 0.5", "A >= 0.5", "edge", "`>`, not `>=`"),
    ("predict", "A > 0.5", "A > 0", "value", "Everything is yes"),
    ("predict", "A > 0.5", "A > 1", "value", "Everything is no"),
    ("predict", "A > 0.5", "A < 0.5", "value", "Yes and no are swapped"),
    ("predict", "(A > 0.5).astype(int)", "A > 0.5", "value", "`.astype(int)` makes numbers"),
    ("predict", "(A > 0.5).astype(int)", "A", "value", "These are the probabilities"),
    ("predict", "sigmoid(w.T @ X + b)", "w.T @ X + b", "value", "was sigmoid forgotten"),
    ("predict", "@ X + b", "@ X", "value", "b is forgotten"),
    ("predict", "sigmoid(w.T @ X + b)", "sigmoid(X.T @ w + b)", "shape", "It is transposed"),
    ("predict", "w.T @ X", "w * X", "shape", "one answer for each image"),
    ("predict", "w.T @ X", "w @ X", "shape", "the inner dimensions must agree"),
    ("predict", "(A > 0.5).astype(int)", "(A > 0.5).astype(int)[0]", "shape", "must stay a row"),
    ("predict", "(A > 0.5).astype(int)", "np.squeeze((A > 0.5).astype(int))", "shape", "must stay a row"),
    ("predict", "(A > 0.5).astype(int)", "np.where(A > 0.5, 1, -1)", "value", "not -1"),
    ("predict", "return (A > 0.5)", "A = (A > 0.5)", "shape", "Is there a `return`"),
    ("predict", "return (A > 0.5).astype(int)", "return 1 if A > 0.5 else 0", "shape", "neither true nor false"),
    ("predict", "sigmoid(w.T @ X + b)", "1 / (1 + np.exp(w.T @ X + b))", "value", "Yes and no are swapped"),
    ("model", "100 * np.mean(Y_pred_train", "np.mean(Y_pred_train", "value", "a share, from 0 to 1"),
    ("model", "100 * np.mean(Y_pred_test == Y_test)", "100 * np.mean(Y_pred_test != Y_test)", "value", "wrong answers"),
    ("model", "np.mean(Y_pred_test == Y_test)", "np.mean(Y_pred_test == Y_test.T)", "value", "4 x 4"),
    (
        "model",
        "100 * np.mean(Y_pred_train == Y_train)",
        "100 - 100 * np.mean(np.abs(Y_pred_train - Y_train.T))",
        "value",
        "6 x 6",
    ),
    ("model", "100 * np.mean(Y_pred_test == Y_test)", "np.sum(Y_pred_test == Y_test)", "value", "how many are right"),
    ("model", "100 * np.mean(Y_pred_test == Y_test)", "train_accuracy", "value", "accuracy on the training images"),
    ("model", "Y_pred_train = predict(w, b, X_train)", "Y_pred_train = predict(w, b, X_test)", "shape", "4 meets 6"),
    ("model", "b, X_train, Y_train, num", "b, X_test, Y_test, num", "value", "learned from the test images"),
    ("model", "b, X_train, Y_train, num", "b, X_train, 1 - Y_train, num", "value", "labels swapped"),
    (
        "model",
        "optimize(w, b, X_train, Y_train, num_iterations, learning_rate, print_cost)",
        "optimize(w, b, X_train, Y_train)",
        "value",
        "2,000 iterations at the rate 0.5",
    ),
    ("model", "num_iterations, learning_rate, print_cost)", "num_iterations)", "value", "at the rate 0.5"),
    (
        "model",
        "num_iterations, learning_rate, print_cost)",
        "learning_rate=learning_rate)",
        "value",
        "2,000 iterations",
    ),
    ("model", '    w, b = params["w"], params["b"]\n', "", "value", "it is still 0"),
    (
        "model",
        "optimize(w, b, X_train, Y_train,",
        "optimize(w, b, np.hstack([X_train, X_test]), np.hstack([Y_train, Y_test]),",
        "value",
        "training and test images together",
    ),
    ("model", '"num_iterations": num_iterations', '"num_iterations": 2000', "value", "what the caller asked for"),
    ("model", '"costs": costs, ', "", "shape", 'lacks "costs"'),
    ("model", '"Y_pred_test": Y_pred_test', '"Y_prediction_test": Y_pred_test', "shape", "not needed"),
    ("model", "initialize(X_train.shape[0])", "initialize(X_train.shape[1])", "shape", "must agree"),
    ("model", "w, b = initialize(", "w = initialize(", "shape", "no value yet"),
    ("model", "return {", "d = {", "shape", "Is there a `return`"),
    ("model", "    return {", "    Y_train -= 0\n    X_train -= 1\n    return {", "edge", "`X_train` was changed"),
]


@pytest.mark.parametrize(("function", "old", "new", "kind", "named"), MISTAKES)
def test_a_usual_mistake_is_found_and_named(function: str, old: str, new: str, kind: str, named: str) -> None:
    report = checked(function, changed(function, old, new))
    assert not report.passed
    assert first_wrong(report).kind == kind, report.words()
    assert named in " ".join(outcome.said for outcome in report.outcomes), report.words()


def test_without_the_bias_nothing_is_said_of_greater_or_equal() -> None:
    said = checked("predict", changed("predict", "@ X + b", "@ X")).words()
    assert ">=" not in said
    assert said.count("b is forgotten") == 1, "the second time, the reason is the same"


# Ways to write it that are right, however they look.
RIGHT = {
    "sigmoid": [
        "def sigmoid(z):\n    s = 1.0 / (1.0 + np.exp(-1 * z))\n    return s\n",
        "def sigmoid(z): return np.power(1 + np.exp(-z), -1)\n",
        "def sigmoid(z):\n\treturn 1 / (1 + np.exp(-z))\n",
        "def sigmoid(x):\n    '''Other names.'''\n    e = np.exp(-x)\n    return 1 / (1 + e)\n",
        "def sigmoid(z):\n    return 0.5 * (1 + np.tanh(z / 2))\n",
        "def sigmoid(z):\n    small = np.exp(-np.abs(z))\n    return np.where(z >= 0, 1, small) / (1 + small)\n",
        "def sigmoid(z):\n    z = np.clip(z, -500, 500)\n    return 1 / (1 + np.exp(-z))\n",
        "import numpy as np\ndef sigmoid(z):\n    z = np.array(z)\n    return 1 / (1 + np.exp(-z))\n",
        "sigmoid = lambda z: 1 / (1 + np.exp(-z))\n",
        "def sigmoid(z: np.ndarray) -> np.ndarray:\n    return 1 / (1 + np.exp(-z))\r\n",
    ],
    "initialize": [
        "def initialize(dim):\n    w = np.zeros((dim, 1))\n    b = 0\n    return w, b\n",
        "def initialize(dim):\n    return np.zeros(shape=(dim, 1)), float(0)\n",
        "def initialize(dim):\n    return (np.zeros([dim, 1]), np.float64(0))\n",
        "def initialize(dim):\n    w = np.zeros(dim).reshape(dim, 1)\n    return [w, 0.0]\n",
        "def initialize(dim):\n    w = np.array([[0.0]] * dim)\n    b = 0.\n    assert w.shape == (dim, 1)\n   "
        " return w, b\n",
        "def initialize(dim):\n    return np.zeros((dim, 1), dtype=int), 0\n",
    ],
    "propagate": [
        changed("propagate", "w.T @ X", "np.dot(w.T, X)"),
        changed("propagate", "X @ (A - Y).T / m", "(1 / m) * np.dot(X, (A - Y).T)"),
        changed("propagate", "X @ (A - Y).T / m", "((A - Y) @ X.T / m).T"),
        changed("propagate", "X @ (A - Y).T / m", "np.sum(X * (A - Y), axis=1, keepdims=True) / m"),
        changed("propagate", "X @ (A - Y).T / m", "np.mean(X * (A - Y), axis=1).reshape(-1, 1)"),
        changed("propagate", "np.sum(A - Y) / m", "np.mean(A - Y)"),
        changed("propagate", "np.sum(A - Y) / m", "float(np.sum(A - Y)) / m"),
        changed("propagate", "np.sum(A - Y) / m", "np.squeeze(np.sum(A - Y, axis=1, keepdims=True) / m)"),
        changed("propagate", "m = X.shape[1]", "n_x, m = X.shape"),
        changed("propagate", "m = X.shape[1]", "m = Y.size"),
        changed("propagate", "m = X.shape[1]", "m = len(X[0])"),
        changed("propagate", "np.log(", "np.log(1e-8 + "),
        changed("propagate", "sigmoid(Z)", "1 / (1 + np.exp(-Z))"),
        changed("propagate", 'return {"dw": dw, "db": db}, cost', "return dict(dw=dw, db=db), cost"),
        changed("propagate", 'return {"dw": dw, "db": db}, cost', 'return {"dw": dw, "db": db, "A": A}, float(cost)'),
        changed(
            "propagate",
            "-np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / m",
            "np.squeeze(-(Y @ np.log(A).T + (1 - Y) @ np.log(1 - A).T) / m)",
        ),
        changed(
            "propagate",
            "-np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / m",
            "np.sum(np.logaddexp(0, (1 - 2 * Y) * Z)) / m",
        ),
        changed(
            "propagate",
            "np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / m",
            "np.mean(np.log(np.where(Y == 1, A, 1 - A)))",
        ),
        """
def propagate(w, b, X, Y):
    n, m = X.shape
    dw = np.zeros((n, 1))
    db, cost = 0.0, 0.0
    for j in range(m):
        z = b
        for i in range(n):
            z += w[i, 0] * X[i, j]
        a = 1 / (1 + np.exp(-z))
        y = Y[0, j]
        cost += -(y * np.log(a) + (1 - y) * np.log(1 - a))
        for i in range(n):
            dw[i, 0] += X[i, j] * (a - y)
        db += a - y
    return {"dw": dw / m, "db": db / m}, cost / m
""",
        """
def cost_of(A, Y):
    return -np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A))


def propagate(w, b, X, Y):
    A = sigmoid(np.matmul(np.transpose(w), X) + b)
    dZ = A - Y
    grads = {}
    grads["dw"] = X.dot(dZ.T) / Y.shape[1]
    grads["db"] = dZ.mean()
    return (grads, cost_of(A, Y))
""",
    ],
    "optimize": [
        changed("optimize", "    costs = []\n", "    costs = []\n    w = w.copy()\n").replace("w = w -", "w -="),
        changed("optimize", "    costs = []\n", "    costs = []\n    w = np.copy(w)\n    b = float(b)\n"),
        changed("optimize", "if i % 100 == 0:", "if not i % 100:"),
        changed("optimize", "costs.append(cost)", "costs = costs + [cost]"),
        changed(
            "optimize",
            "costs.append(cost)",
            "costs.append(cost)\n            if print_cost:\n                print(i, cost)",
        ),
        changed(
            "optimize",
            "costs.append(cost)",
            "costs.append(float(cost))\n            if print_cost: print(f'{i}: {cost:.3f}')",
        ),
        changed(
            "optimize",
            '{"w": w, "b": b}, grads, costs',
            '({"w": w, "b": b}, {"dw": grads["dw"], "db": grads["db"]}, costs)',
        ),
        """
def optimize(w, b, X, Y, num_iterations=100, learning_rate=0.009, print_cost=False):
    costs = []
    i = 0
    while i < num_iterations:
        grads, cost = propagate(w, b, X, Y)
        dw = grads["dw"]
        db = grads["db"]
        w = w - dw * learning_rate
        b = b - db * learning_rate
        if i % 100 == 0:
            costs.append(cost)
        i += 1
    params = {"w": w,
              "b": b}
    grads = {"dw": dw,
             "db": db}
    return params, grads, costs
""",
        """
def optimize(w, b, X, Y, num_iterations=2000, learning_rate=0.5, print_cost=False):
    m = X.shape[1]
    costs = []
    for i in range(num_iterations):
        A = 1 / (1 + np.exp(-(w.T @ X + b)))
        if i % 100 == 0:
            costs += [-np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A))]
        dw, db = X @ (A - Y).T / m, np.mean(A - Y)
        w, b = w - learning_rate * dw, b - learning_rate * db
    return {"w": w, "b": b}, {"dw": dw, "db": db}, costs
""",
    ],
    "predict": [
        changed("predict", "(A > 0.5).astype(int)", "(A > 0.5) * 1"),
        changed("predict", "(A > 0.5).astype(int)", "(A > 0.5) * 1.0"),
        changed("predict", "(A > 0.5).astype(int)", "np.where(A > 0.5, 1, 0)"),
        changed("predict", "(A > 0.5).astype(int)", "np.round(A)"),
        changed("predict", "(A > 0.5).astype(int)", "np.array(A > 0.5, dtype=int)"),
        "def predict(w, b, X): return (w.T @ X + b > 0).astype(int)\n",
        "def predict(w, b, X):\n    return (sigmoid(np.dot(w.T, X) + b) > .5).astype(float)\n",
        "def predict(w, b, X):\n    return 1 - (sigmoid(w.T @ X + b) <= 0.5)\n",
        """
def predict(w, b, X):
    m = X.shape[1]
    Y_prediction = np.zeros((1, m))
    w = w.reshape(X.shape[0], 1)
    A = sigmoid(np.dot(w.T, X) + b)
    for i in range(A.shape[1]):
        if A[0, i] > 0.5:
            Y_prediction[0, i] = 1
        else:
            Y_prediction[0, i] = 0
    assert(Y_prediction.shape == (1, m))
    return Y_prediction
""",
        "def predict(w, b, X):\n    A = sigmoid(w.T @ X + b)\n    return np.array([[1 if a > 0.5 else 0 for a"
        " in A[0]]])\n",
    ],
    "model": [
        changed(
            "model", "100 * np.mean(Y_pred_train == Y_train)", "100 - np.mean(np.abs(Y_pred_train - Y_train)) * 100"
        ),
        changed(
            "model", "100 * np.mean(Y_pred_test == Y_test)", "float(np.sum(Y_pred_test == Y_test)) / Y_test.size * 100"
        ),
        changed("model", "100 * np.mean(Y_pred_test == Y_test)", "(Y_pred_test == Y_test).mean() * 100"),
        changed("model", "initialize(X_train.shape[0])", "np.zeros((X_train.shape[0], 1)), 0.0"),
        changed("model", "learning_rate, print_cost)", "learning_rate=learning_rate, print_cost=print_cost)"),
        changed("model", '"costs": costs,', '"costs": costs, "grads": grads, "more": None,'),
    ],
}


@pytest.mark.parametrize(("function", "text"), [(name, text) for name, texts in RIGHT.items() for text in texts])
def test_no_right_way_to_write_it_is_blamed(function: str, text: str) -> None:
    report = checked(function, text)
    assert report.passed, report.words()
    said, _, printed = report.words().partition("\n  printed:\n")
    assert said == f"{function}: all {len(report.outcomes)} checks passed"
    assert bool(printed) == ("print(" in text)


@pytest.mark.parametrize("name", NAMES)
def test_the_ways_and_the_plain_texts_of_these_tests_pass(name: str) -> None:
    way = next(exercise.way for exercise in EXERCISES if exercise.name == name)
    for text in (way, BODIES[name]):
        assert checked(name, text).passed


def test_the_textbook_itself_passes_all_checks() -> None:
    def run(code: str, calls: list[Call], trace: bool = False) -> list[Result]:
        return [Result(getattr(logistic, call.function)(*call.arguments, **call.keywords)) for call in calls]

    for name in NAMES:
        assert check(name, {name: "written elsewhere"}, run).passed


@pytest.mark.parametrize("name", NAMES)
def test_shapes_come_before_values_and_values_before_edges(name: str) -> None:
    kinds = [each.kind for each in CHECKS[name]]
    assert kinds == sorted(kinds, key=["shape", "value", "edge"].index)
    assert set(kinds) == {"shape", "value", "edge"}
    assert len({each.name for each in CHECKS[name]}) == len(kinds)
    assert len(calls_for(name)) == len({id(call) for each in CHECKS[name] for call in each.calls})


@pytest.mark.parametrize("name", NAMES)
def test_a_vast_array_without_numbers_is_no_vast_list(name: str) -> None:
    """As nested lists it would take a gigabyte of the process that judges it, and there are vaster ones."""
    vast = f"def {name}(*values, **named):\n    vast = np.zeros((2**24, 0))\n    return "
    with at_most_more_memory(60 * 2**20):
        for returned in ("vast", "[vast]", "(vast, vast)"):
            assert not check(name, {name: vast + returned}).passed
