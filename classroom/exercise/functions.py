"""The six functions of the exercise, in the course's notation: start code, three hints and a solution each.

The solutions follow the formulas closely. So the cost uses the plain logarithm, and is NaN or infinite once ``A`` is
exactly 0 or 1. The textbook, `logreg_core.logistic`, shows how to avoid that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

FIRST_LINE = "import numpy as np"
BLANK = "    # your code here\n    pass\n"


@dataclass(frozen=True)
class Exercise:
    """One function to write.

    name: of the function.
    signature: the lines before its docstring.
    start: the start code: signature, docstring with the shapes, a blank.
    hints: from a question to nearly the line.
    way: a solution, the whole function.
    """

    name: str
    signature: str
    start: str
    hints: tuple[str, str, str]
    way: str


def _exercise(signature: str, says: str, body: str, hints: tuple[str, str, str]) -> Exercise:
    head = f'{signature}\n    """{says.strip()}\n    """\n'
    name = signature.removeprefix("def ").partition("(")[0]
    return Exercise(name, signature, head + BLANK, hints, head + body.strip("\n").rstrip() + "\n")


SIGMOID = _exercise(
    "def sigmoid(z):",
    """
    The sigmoid of the score z, between 0 and 1: 1 / (1 + e^(-z)).

    z: a number, or an array of any shape
    Returns a, of the same shape as z.
    """,
    """
    return 1 / (1 + np.exp(-z))
    """,
    (
        "What is the result for 0? For a score far above 0? For one far below?",
        "`np.exp` computes the exponential of a number or of every number of an array. Which sign must its argument"
        " have, so that a large z gives nearly 1?",
        "One line: `return 1 / (1 + ...)`, where the dots are `np.exp` of -z.",
    ),
)

INITIALIZE = _exercise(
    "def initialize(dim):",
    """
    A neuron before training: all weights and the bias are zero.

    dim: how many numbers an image has
    Returns w, of shape (dim, 1), and b, a number.
    """,
    """
    w = np.zeros((dim, 1))
    b = 0.0
    return w, b
    """,
    (
        "How many weights does a neuron need, and how many biases?",
        "`np.zeros` takes the shape as one argument, a tuple: two pairs of brackets.",
        "`w = np.zeros((..., ...))` with dim rows and one column, then `b = 0.0`, and `return` both, w first.",
    ),
)

PROPAGATE = _exercise(
    "def propagate(w, b, X, Y):",
    """
    One pass forward, to the cost, and one backward, to its gradient.

    w: (n_x, 1)    b: a number    X: (n_x, m), a column for each image
    Y: (1, m), the labels 0 and 1
    Returns {"dw": (n_x, 1), "db": a number}, and the cost, a number.

        A = sigmoid(w^T X + b)                              (1, m)
        cost = -1/m * sum of (Y log A + (1 - Y) log(1 - A))
        dw = 1/m * X (A - Y)^T                              (n_x, 1)
        db = 1/m * sum of (A - Y)
    """,
    """
    m = X.shape[1]
    A = sigmoid(w.T @ X + b)
    cost = -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / m
    dw = X @ (A - Y).T / m
    db = np.sum(A - Y) / m
    return {"dw": dw, "db": db}, cost
    """,
    (
        "How many images are there? Which number in the shape of X is that? What is the shape of A, with one answer per"
        " image?",
        "`@` multiplies matrices, and the inner dimensions must agree: (1, n_x) @ (n_x, m) is (1, m), and"
        " (n_x, m) @ (m, 1) is (n_x, 1). `*` multiplies elementwise, as for Y and log A. `np.sum` adds up everything.",
        "`A = sigmoid(w.T @ X + b)`, then `cost = -np.sum(... + ...) / m`, `dw = X @ (A - Y)... / m` with the bracket"
        " transposed, `db = np.sum(...) / m`, and last the dictionary and the cost: `return {...}, cost`.",
    ),
)

OPTIMIZE = _exercise(
    "def optimize(w, b, X, Y,\n             num_iterations=2000, learning_rate=0.5, print_cost=False):",
    """
    Gradient descent: num_iterations steps downhill.

    w, b, X, Y: as in propagate; they stay unchanged
    Returns {"w": (n_x, 1), "b": a number} after the last step,
    {"dw": (n_x, 1), "db": a number}, the gradient that the last step took,
    and costs, a list: the cost before the steps 0, 100, 200, ...

        w = w - learning_rate * dw
        b = b - learning_rate * db
    """,
    """
    costs = []
    for i in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        w = w - learning_rate * grads["dw"]
        b = b - learning_rate * grads["db"]
        if i % 100 == 0:
            costs.append(cost)
            if print_cost:
                print("Cost after iteration", i, "is", cost)
    return {"w": w, "b": b}, grads, costs
    """,
    (
        "Which function computes the gradient? Must you call it once, or before each step?",
        "A loop, `for i in range(num_iterations)`. In it: call `propagate`, take a step with w and one with b, and keep"
        " the cost when `i % 100 == 0`. `w = w - ...` makes a new array; `w -= ...` would change the caller's.",
        "`grads, cost = propagate(w, b, X, Y)`, then `w = w - learning_rate * grads[...]`, the same for b, then"
        " `costs.append(cost)` at every hundredth i, and after the loop"
        ' `return {"w": w, "b": b}, ..., ...`.',
    ),
)

PREDICT = _exercise(
    "def predict(w, b, X):",
    """
    The answers: 1 where the activation is greater than 0.5, else 0.

    w: (n_x, 1)    b: a number    X: (n_x, m)
    Returns an array of shape (1, m) that holds only 0 and 1.
    """,
    """
    A = sigmoid(w.T @ X + b)
    return (A > 0.5).astype(int)
    """,
    (
        "What does the neuron compute before it answers yes or no? Where have you already written that?",
        "`A > 0.5` compares every number and gives an array of True and False of the same shape.",
        "`A = sigmoid(...)` as in propagate, then `return (A > 0.5)`, converted to whole numbers with `.astype(int)`.",
    ),
)

MODEL = _exercise(
    "def model(X_train, Y_train, X_test, Y_test,\n          num_iterations=2000, learning_rate=0.5, print_cost=False):",
    """
    Everything together: start at zero, train, predict for both sets.

    X_train: (n_x, m_train)    Y_train: (1, m_train)
    X_test: (n_x, m_test)      Y_test: (1, m_test)
    Returns a dictionary with "costs", "train_accuracy" and "test_accuracy"
    (the percentage of right answers), "w", "b", "learning_rate",
    "num_iterations",
    "Y_pred_train": (1, m_train), "Y_pred_test": (1, m_test).
    """,
    """
    w, b = initialize(X_train.shape[0])
    params, grads, costs = optimize(w, b, X_train, Y_train, num_iterations, learning_rate, print_cost)
    w, b = params["w"], params["b"]
    Y_pred_train = predict(w, b, X_train)
    Y_pred_test = predict(w, b, X_test)
    return {
        "costs": costs,
        "train_accuracy": 100 * np.mean(Y_pred_train == Y_train),
        "test_accuracy": 100 * np.mean(Y_pred_test == Y_test),
        "w": w,
        "b": b,
        "learning_rate": learning_rate,
        "num_iterations": num_iterations,
        "Y_pred_train": Y_pred_train,
        "Y_pred_test": Y_pred_test,
    }
    """,
    (
        "You have all the functions. In which order do you call them, and which of them may use the test images?",
        "`initialize` needs the number of rows of X_train. `optimize` returns three values: w and b are in the first."
        " Call `predict` twice. `Y_pred == Y` is True where an answer is right; its mean is the share of right"
        " answers.",
        "`w, b = initialize(X_train.shape[0])`, `params, grads, costs = optimize(w, b, X_train, Y_train,"
        ' num_iterations, learning_rate, print_cost)`, `predict(params["w"], params["b"], ...)` for both sets, and the'
        " accuracies are `100 * np.mean(... == ...)`.",
    ),
)

EXERCISES: tuple[Exercise, ...] = (SIGMOID, INITIALIZE, PROPAGATE, OPTIMIZE, PREDICT, MODEL)
NAMES = tuple(exercise.name for exercise in EXERCISES)


def lines_of(text: str) -> str:
    """The text with line ends as ``\\n``."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def is_blank(exercise: Exercise, text: str) -> bool:
    """Whether the text holds only the start code, apart from comments and empty lines."""
    return _code(text) in ([], _code(exercise.start))


def _code(text: str) -> list[str]:
    lines = (line.strip() for line in lines_of(text).split("\n"))
    return [line for line in lines if line and not line.startswith("#") and line not in ("pass", FIRST_LINE)]


def program(written: Mapping[str, str]) -> tuple[str, dict[str, int]]:
    """All six functions as one text, in order, and the first line of each, from 1.

    written: the learner's code by function name. Missing or blank functions are taken from the solutions.
    """
    text, first = f"{FIRST_LINE}\n", {}
    for exercise in EXERCISES:
        mine = written.get(exercise.name, "")
        mine = exercise.way if is_blank(exercise, mine) else lines_of(mine)
        text += "\n\n"
        first[exercise.name] = text.count("\n") + 1
        text += mine.rstrip() + "\n"
    return text, first
