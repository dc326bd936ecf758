"""What learners of the course write works behind the wall, as it would without one."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from classroom.exercise import language, wire
from classroom.exercise.language import names as listed
from classroom.exercise.run import Call, Result, run_here
from classroom.exercise.runtime_guards import NUMPY
from tests.core.learner import attempts, run_all, whole

# Whatever else the language refuses, these must work, each as it would without a wall.
LEGITIMATE = r"""
return sum(x * x for x in range(10))
---
w = np.zeros((3, 1))
assert(w.shape == (3, 1))
b = 0.
assert(isinstance(b, float) or isinstance(b, int))
return w, b
---
d = {"w": np.ones((2, 1))}
d["w"] -= 0.5
d["n"] = 1
d["n"] += 2
return d["w"], d["n"]
---
A = np.zeros((1, 4))
for i in range(A.shape[1]):
    if i > 1:
        A[0, i] = 1
    A[0, i] += 2
A[:, 0] *= 3
A[0][1] **= 2
return A
---
def sigmoid(z: np.ndarray, k: "a number" = 1) -> np.ndarray:
    s: float = 1 / (1 + np.exp(-k * z))
    return s
x: int
return sigmoid(np.array([0, 2]))
---
i, cost = 100, 0.5
print("Cost after iteration %i: %f" % (i, cost))
print("train accuracy: {} %".format(100 - np.mean(np.abs(np.ones((1, 4)) - 0.75)) * 100))
print(f"{cost:.3f} and {np.ones((2, 2)).shape} {i!r:>5}")
print("a", "b", sep="-", end="!\n")
return None
---
costs = []
for i in range(300):
    if i % 100 == 0:
        costs.append(1 / (i + 1))
costs = np.squeeze(costs)
return costs
---
g = lambda x, y=2: x ** y
return [g(x) for x in range(4)], {str(x): g(x) for x in [1]}, sorted([3, 1, 2], key=lambda x: -x)
---
try:
    1 / 0
except ZeroDivisionError as error:
    found = str(error)
finally:
    done = True
return found, done
---
try:
    raise ValueError("no")
except (ValueError, TypeError):
    return "caught"
---
if (n := 5) > 3:
    return n
---
def count():
    global total
    total = 7
    return total
return count()
---
a, *c = 1, 2, 3
b = 4
a, b = b, a
(x, y), z = np.array([[1, 2], [3, 4]]), 5
return a, b, c, x, y, z
---
return [a + b for a, b in zip([1, 2], [3, 4])], [i for i, x in enumerate("ab", 1)], list(map(abs, [-1, 2]))
---
X = np.arange(24).reshape(2, 3, 2, 2)
flat = X.reshape(X.shape[0], -1).T / 255.
return flat.shape, flat[0], X.reshape(2, -1).T.shape
---
np.random.seed(1)
w = np.random.randn(4, 1) * 0.01
return w, np.random.rand(2), np.linalg.norm(w)
---
Y = np.array([[1, 0, 1]])
A = np.array([[0.9, 0.2, 0.7]])
m = Y.shape[1]
cost = (-1 / m) * np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A))
return np.squeeze(np.array(cost)), cost, -np.mean(np.multiply(Y, np.log(A)))
---
A = np.array([[0.9, 0.2]])
yes = (A > 0.5).astype(int), np.where(A > 0.5, 1.0, 0.0), (A > 0.5) * 1
return yes, np.float64(A[0, 0]), A.astype("float32").dtype.name
---
x = np.ones(2)
return type(x) == np.ndarray, type(1.0) == float, type(x[0]) is np.float64, isinstance(1, (int, float))
---
return np.dot(np.ones((2, 3)), np.ones((3, 1))), np.matmul(np.ones((1, 2)), np.ones((2, 1))), np.ones(3) @ np.ones(3)
---
w = np.ones((2, 1))
v = w.copy()
v -= 1
w2 = np.copy(w)
return w, v, w2
---
X = np.array([[1.0, 2.0, 3.0]])
return X[:, 1:], X[..., 0], X[X > 1], X[0, [0, 2]], X[:, np.newaxis].shape, X[::-1], X[-1]
---
total = 0
i = 0
while True:
    i += 1
    if i == 3:
        continue
    if i > 5:
        break
    total += i
else:
    total = -1
return total
---
def f2(*args, **kwargs):
    return args, kwargs
return f2(*[1, 2], **{"a": 3}), f2(1, b=2)
---
grads = dict(dw=np.zeros(2), db=0.0)
return [key for key in grads], list(grads.items())[1], grads.get("x", 5), "dw" in grads, len(grads)
---
x = [1, 2, 3]
del x[0]
x[0:1] = [9, 9]
x.sort(reverse=True)
y = max(x), min(x), abs(-1), round(2.567, 1), divmod(7, 2), any(x), all(x)
return x, y, "a,b".split(","), ", ".join(["a", "b"])
---
x = np.clip([0.0, 1.0], 1e-10, 1 - 1e-10)
return np.isnan(np.log(np.array([-1.0]))), x, np.maximum(0, [-1, 2]), np.e, np.pi, np.inf
---
return np.empty((2, 2)), np.empty_like([1.0, 2.0]), np.zeros_like([1, 2]), np.full((1, 2), 7)
---
x = np.array([[1, 2], [3, 4]])
y = np.mean(x, axis=1, keepdims=True), np.sum(np.ones((2, 3)), axis=0)
return y, np.argmax([1, 3, 2]), np.concatenate([[1], [2]], axis=0)
---
def optimize(w, b, steps):
    "Says what it does."
    for _ in range(steps):
        w = w - 0.1 * w
        b -= 0.1
    params = {"w": w,
              "b": b}
    return params
return optimize(np.ones((2, 1)), 1.0, 3)["w"]
---
if not isinstance("a", int) and (1 < 2 <= 3 or None is not None):
    pass
return 5 if True else 6, 7 // 2, 7 % 4, 2 ** 3, -1, +1, ~1, 1 << 2, 6 & 3, 6 | 1, 6 ^ 2, not 1, "a" "b", 1j.real
---
X, w, b = np.array([[2.0, 1], [0, 3]]), np.array([[1.0], [-1]]), np.atleast_1d(0.5)
A = 1.0 / (1.0 + np.exp(-np.atleast_2d(np.vdot(w, X[:, 0]) + b)))
Z = np.tensordot(w, X, axes=(0, 0)) + b, np.einsum("ij,ik->jk", w, X)
return A, Z, np.heaviside(A - 0.5, 0.0), np.column_stack([X[:, 0], X[:, 1]]), np.true_divide(X, 255.0), X.swapaxes(0, 1)
---
X = np.arange(24).reshape(2, 2, 2, 3)
return np.moveaxis(X, 0, -1).reshape(-1, 2), np.swapaxes(X, 0, 3).shape, np.atleast_2d([1, 0, 1]).T
---
# whole, with the import under another name
import numpy
import numpy as xp

def helper(x):
    return xp.exp(x)

def f():
    return helper(numpy.zeros(2))
"""
ALL_LEGITIMATE = [
    *attempts(LEGITIMATE),
    "# whole, other line ends and tabs\r\nimport numpy as np\r\ndef f():\r\n\tx = 2\r\n\treturn x\r\n",
    "größe = 3\nreturn größe * 2",
]


@pytest.mark.parametrize("attempt", ALL_LEGITIMATE)
def test_what_learners_write_works_as_without_a_wall(attempt: str, worked: dict[str, Result]) -> None:
    result = worked[attempt]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        [plainly] = run_here(whole(attempt), [Call("f", ())], trace=True)
    assert plainly.failure is None, plainly.failure
    assert result.failure is None, result.failure
    assert result.printed == plainly.printed
    if "np.empty" not in attempt:
        assert str(result.value) == str(plainly.value)
    assert [each for each in result.trace if each.kind != "function"] == [
        each for each in plainly.trace if each.kind != "function"
    ]


@pytest.fixture(scope="module")
def worked() -> dict[str, Result]:
    found = run_all([whole(attempt) for attempt in ALL_LEGITIMATE])
    return dict(zip(ALL_LEGITIMATE, map(wire.result_of, found), strict=True))


def test_memory_as_it_was_found_is_not_handed_out(worked: dict[str, Result]) -> None:
    [attempt] = [attempt for attempt in ALL_LEGITIMATE if "np.empty" in attempt]
    empty, like, *_ = worked[attempt].value  # type: ignore[misc]
    assert not np.any(empty)
    assert not np.any(like)


def test_every_function_of_the_table_works_after_all_files_are_gone() -> None:
    """NumPy loads some of its parts at their first use."""
    with_two = set("power add subtract multiply divide mod maximum minimum dot matmul outer inner logaddexp".split())
    with_two |= {"true_divide", "vdot", "tensordot", "heaviside"}
    with_two |= {
        name for name in listed(language.NUMPY) if name.startswith(("equal", "not_e", "grea", "less", "logical_"))
    }
    with_two |= {"append", "tile", "repeat", "allclose", "isclose", "array_equal"} - {"logical_not"}
    special = {
        "arange": "3",
        "linspace": "0, 1, 3",
        "zeros": "3",
        "ones": "3",
        "empty": "3",
        "eye": "3",
        "identity": "3",
        "full": "(2, 2), 3",
        "full_like": "x, 3",
        "clip": "x, 1, 2",
        "reshape": "x, (4,)",
        "expand_dims": "x, 0",
        "swapaxes": "x, 0, 1",
        "moveaxis": "x, 0, 1",
        "where": "x > 1",
        "einsum": "'ij,jk', x, x",
        "tile": "x, 2",
        "repeat": "x, 2",
    }
    called = [
        f"np.{name}({special.get(name) or ('x, x' if name in with_two - {'logical_not'} else 'x')})"
        for name in sorted(listed(language.NUMPY))
    ]
    called += [
        "np.random.rand(2)",
        "np.random.randn(2)",
        "np.random.seed(0)",
        "np.linalg.norm(x)",
        "np.linalg.norm(x, 2)",
    ]
    texts = [
        f"import numpy as np\nx = np.array([[1.0, 2.0], [3.0, 4.0]])\ndef f():\n    return {call}" for call in called
    ]
    failed = {call: each["failure"] for call, each in zip(called, run_all(texts), strict=True) if each["failure"]}
    assert failed == {}
    assert set(NUMPY.entries) >= listed(language.NUMPY)


def test_the_list_of_the_language_has_no_name_twice() -> None:
    for groups in (language.NUMPY, language.BUILTINS, language.SYNTAX, language.ARRAY, language.KEYWORDS):
        every = [name for _, names in groups for name in names.split()]
        assert sorted(every) == sorted(set(every))
