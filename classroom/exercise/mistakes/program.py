"""The program that is broken: the textbook from pictures to accuracies, as text that runs."""

from __future__ import annotations

from collections.abc import Sequence

from logreg_core.errors import ArgumentError

Change = tuple[str, str]  # text of the program, and what stands in its place

PROGRAM = """\
def prepare(images):
    m = images.shape[0]
    X = images.reshape(m, -1).T
    X = X / 255
    return X


def initialize(n_x):
    w = np.zeros((n_x, 1))
    b = 0.0
    return w, b


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def propagate(w, b, X, Y):
    m = X.shape[1]
    A = sigmoid(w.T @ X + b)
    cost = -1 / m * np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A))
    dZ = A - Y
    dw = X @ dZ.T / m
    db = np.sum(dZ) / m
    return dw, db, cost


def optimize(w, b, X, Y, num_iterations, learning_rate):
    for i in range(num_iterations):
        dw, db, cost = propagate(w, b, X, Y)
        w = w - learning_rate * dw
        b = b - learning_rate * db
    return w, b


def predict(w, b, X):
    A = sigmoid(w.T @ X + b)
    return (A > 0.5).astype(int)


def accuracy(predicted, Y):
    return 1 - np.mean(np.abs(predicted - Y))


def model(train_images, Y_train, test_images, Y_test):
    X_train = prepare(train_images)
    X_test = prepare(test_images)
    w, b = initialize(X_train.shape[0])
    w, b = optimize(w, b, X_train, Y_train, num_iterations=2000, learning_rate=0.005)
    train_predicted = predict(w, b, X_train)
    test_predicted = predict(w, b, X_test)
    train_accuracy = accuracy(train_predicted, Y_train)
    test_accuracy = accuracy(test_predicted, Y_test)
    return w, b, train_predicted, test_predicted, train_accuracy, test_accuracy
"""


def changed(changes: Sequence[Change], program: str = PROGRAM) -> str:
    """The program with other lines. Raises ArgumentError unless each text that is replaced is in it exactly once."""
    for old, new in changes:
        if (found := program.count(old)) != 1:
            raise ArgumentError(f"What is replaced must be in the program exactly once. It is {found} times: {old!r}.")
        program = program.replace(old, new)
    return program


def functions_of(program: str) -> dict[str, str]:
    """The texts of its functions, by their names."""
    return {text[len("def ") : text.index("(")]: text for text in program.strip("\n").split("\n\n\n")}
