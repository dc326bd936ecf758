"""Python's and NumPy's own messages, raised by real programs, in plain words with the shapes at that line."""

from __future__ import annotations

import re
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classroom.exercise.results import Call, Failure
from classroom.exercise.run import run_here
from classroom.exercise.translate import RULES, SYNTAX, located, translated

pytestmark = pytest.mark.filterwarnings("ignore")

ARRAYS = (np.zeros((4, 1)), 0.5, np.zeros((4, 7)), np.zeros((1, 7)))


def failure_of(body: str) -> tuple[Failure, str]:
    """What a function of these lines fails with, given w (4, 1), b, X (4, 7), Y (1, 7); and the whole text."""
    lines = "\n".join(f"    {line}" for line in body.split("\n"))
    text = f"import numpy as np\ndef sigmoid(z):\n    a = 1 / (1 + np.exp(-z))\ndef propagate(w, b, X, Y):\n{lines}\n"
    (result,) = run_here(text, [Call("propagate", ARRAYS)])
    assert result.failure is not None, result.value
    return result.failure, text


SAID = [
    (
        "w @ X",
        "`w` is (4, 1) and `X` is (4, 7): for `w @ X` the inner dimensions must agree, and 1 is not 4. Which of"
        " them needs",
    ),
    ("X @ w", "`X` is (4, 7) and `w` is (4, 1): for `X @ w` the inner dimensions must agree, and 7 is not 4."),
    (
        "w.T @ X.T",
        "`w.T` is (1, 4) and `X.T` is (7, 4): for `w.T @ X.T` the inner dimensions must agree, and 4 is not 7.",
    ),
    (
        "A = w.T @ X\nX @ (A - Y)",
        "`X` is (4, 7) and `(A - Y)` is (1, 7): for `X @ (A - Y)` the inner dimensions must agree",
    ),
    ("A = w.T @ X\nX.T @ (A - Y).T", "`X.T` is (7, 4) and `(A - Y).T` is (7, 1)"),
    ("np.dot(w, X)", "`w` is (4, 1) and `X` is (4, 7): for `np.dot(w, X)` the inner dimensions must agree"),
    ("np.dot(X, Y)", "`X` is (4, 7) and `Y` is (1, 7)"),
    ("np.matmul(X, w)", "`X` is (4, 7) and `w` is (4, 1)"),
    (
        "np.exp(w) @ np.exp(X)",
        "the inner dimensions must agree. 1 is not 4. `w` is (4, 1) and `X` is (4, 7).",
    ),
    ("np.exp(w).dot(np.exp(X))", "The left array is (4, 1) and the right one (4, 7)"),
    ("np.zeros((4, 6)) @ Y.T", "the inner dimensions"),
    ("b @ X", "one side is a single number. Use `*` with a number. `X` is (4, 7)."),
    ("X + w.T", "`X` (4, 7) and (1, 4) do not fit elementwise: from the right, 7 meets 4"),
    ("X * X.T", "do not fit elementwise: from the right, 7 meets 4"),
    ("A = np.zeros((1, 6))\nA - Y", "`A` (1, 6) and `Y` (1, 7) do not fit elementwise: from the right, 6 meets 7"),
    ("w -= X", "The result is (4, 7) and does not fit into the target array (4, 1)"),
    ("w[:] = X", "The result is (4, 7) and does not fit into the target array (4, 1)"),
    ("np.sum(Y, axis=2)", "There is no axis 2: the array has 2"),
    ("Y[0, 7]", "Index 7 of axis 1 does not exist: there are 7, from 0 to 6. `Y` is (1, 7)."),
    ("Y[0, 0, 0]", "more indices than the array has axes (2)"),
    ("Y.reshape(4, 1)", "7 numbers do not fill the shape (4, 1)"),
    ("if Y > 0.5:\n    return 1", "neither true nor false"),
    ("Y > 0 and Y < 1", "neither true nor false"),
    ("A, B = sigmoid(Y)", "`sigmoid` returned None, so there is nothing to unpack. Does it have a `return`"),
    ("A, B = b", "returned one value, a number, and the line expects several"),
    ("A, B, C = X.shape", "`A, B, C` expects 3 values"),
    ("A, B = 1, 2, 3", "`A, B` expects 2 values"),
    ("np.sum(exp(X))", "`exp` alone is not defined. It belongs to NumPy: `np.exp`."),
    ("math.log(b)", "`math` is not defined. Use NumPy"),
    ("sigmod(X)", "Do you mean `sigmoid`?"),
    ("costs = []\nreturn cost", "Do you mean `costs`?"),
    ("return x", "Do you mean `X`?"),
    ("return qqq", "`qqq` is not defined at this line. Assign it above"),
    ("A = A + 1", "`A` has no value yet at this line"),
    ("np.sigmoid(X)", "NumPy has no `sigmoid`. It is one of your own functions"),
    ("np.zeross(3)", "Do you mean `np.zeros`?"),
    ("np.qqqqq(3)", "NumPy has no `qqqqq`."),
    ("X.tranpose()", "An array has no `.tranpose`"),
    ("b.T", "A single number has no `.T`"),
    ("[1, 2].shape", "A list has no `.shape`"),
    ("sigmoid(X).T", "None has no `.T`"),
    ("sigmoid(X) - Y", "`-` has None on one side"),
    ("sigmoid(b) * 2.0", "`*` has None on one side"),
    ("np.log(sigmoid(X))", "is None: a function without `return` gives None"),
    ("sigmoid(X)[0]", "is None"),
    ("np.log(sigmoid)", "A function is used without its brackets"),
    ("sigmoid - 1", "A function is used without its brackets"),
    ("{'a': 1} - 1", "`-` is between a dict and a whole number"),
    ("'w' - 1", "`-` is between a text and a whole number. Are there too many quotation marks?"),
    ("[1, 2] * 0.5", "A list cannot be multiplied elementwise"),
    ("[1] + 1", "`+` joins a list to another"),
    ("b(X)", "Brackets follow a number"),
    ("X(1)", "Brackets follow an array"),
    ("X.shape(1)", "Brackets follow a tuple"),
    ("propagate(w, b, X)", "`propagate` is called without 'Y'. Compare the call with the first line"),
    ("sigmoid(X, Y)", "`sigmoid` is called with more arguments than its first line names"),
    ("sigmoid(X, rate=1)", "`sigmoid` has no argument called `rate`"),
    ("np.zeros(4, 1)", "The shape is one argument, a tuple in its own brackets"),
    ("np.zeros((4.0, 1))", "A whole number is needed here"),
    ("range(7 / 2)", "`//` gives a whole number"),
    ("float(X)", "This needs a single number and got an array"),
    ("A = np.zeros((1, 7))\nA[0, 0] = Y", "An array is assigned where one number belongs"),
    ("grads = ({'dw': 1}, 2)\ngrads['dw']", "A tuple is indexed by a name"),
    ("[1]['dw']", "A list is indexed by a name"),
    ("X['dw']", "An array is indexed by a name"),
    ("X.shape[2]", "The tuple is shorter than that"),
    ("[][0]", "The list is shorter than that"),
    ("for i in 7:\n    pass", "A loop cannot go through a whole number. `for i in range(...)` counts."),
    ("b[0]", "Square brackets follow a value without items"),
    ("np.sum(X)[0]", "Square brackets follow a single number"),
    ("len(b)", "`len` does not work for a value without items"),
    ("-[1]", "The sign - is before a value that is neither"),
    ("n = np.zeros(3, dtype=int)\nn -= 0.5", "The array holds whole numbers"),
    ("np.exp('a')", "got a value that is neither a number nor an array"),
    ("{'dw': 1}['db']", "The dictionary has no `db`"),
    ("1 / 0", "It divides by 0"),
    ("propagate(w, b, X, Y)", "calls itself without end"),
    ("import math\nmath.log(0)", "has no logarithm or root" if sys.version_info < (3, 14) else ""),
    ("import nosuchthing", "`nosuchthing` is not available"),
]


@pytest.mark.parametrize(("body", "words"), SAID)
def test_a_message_is_put_in_plain_words(body: str, words: str) -> None:
    failure, text = failure_of(body)
    said = translated(failure, text)
    assert words in said, said
    assert "Python stopped here" not in said
    assert failure.message not in said, "Python's own words stand beside it"


WRONG = [
    ("def f(x)\n    return x\n", "A colon is missing"),
    ("def f(x):\n    if x\n        return 1\n", "A colon is missing"),
    ("x = (1 + 2\ny = 3\n", "The bracket `(` is opened and never closed"),
    ("x = 1 + 2)\n", "The bracket `)` closes, but none is open"),
    ("x = (1 + 2]\n", "does not match the open one"),
    ("def f():\nreturn 1\n", "Indent the line after a colon"),
    ("def f():\n    x = 1\n      y = 2\n", "is indented further than the line above"),
    ("def f():\n        x = 1\n    y = 2\n", "indentation is between two levels"),
    ("def f():\n\tx = 1\n        y = 2\n", "Tabs and spaces are mixed"),
    ("x = 'abc\n", "The quotation mark of a text is not closed"),
    ('x = """abc\n', "three quotation marks"),
    ("return 1\n", "`return` is outside a function"),
    ("if x = 1:\n    pass\n", "`==` compares"),
    ("f() = 1\n", "The left side of `=`"),
    ("1 = x\n", "The left side of `=`"),
    ("x = [1 2]\n", "an operator or a comma is missing"),
    ("x = 2 × 3\n", "The character `'×' (U+00D7)` is not valid in Python"),
    ("x = 2X\n", "A name starts with a digit"),
    ("print 1\n", "`print` needs brackets"),
    ("f(x=1, 2)\n", "Arguments without a name come before"),
    ("def f(x, x):\n    pass\n", "The argument `x` is named twice"),
    ("break\n", "`break` is outside a loop"),
    ("x = = 1\n", "Python cannot read this line"),
    ("try:\n    x = 1\n", "`try:` needs an `except:`"),
    ("x = 01\n", "cannot start with 0"),
]


@pytest.mark.parametrize(("text", "words"), WRONG)
def test_a_text_that_is_no_python_is_put_in_plain_words(text: str, words: str) -> None:
    with pytest.raises(SyntaxError) as raised:
        compile(text, "t", "exec")
    failure = Failure("syntax", raised.value.msg, raised.value.lineno, type(raised.value).__name__)
    assert words in translated(failure, text)


@pytest.mark.parametrize("kind", ["refused", "time", "memory", "output", "busy", "unavailable"])
def test_a_sentence_of_ours_stays_as_it_is(kind: str) -> None:
    assert translated(Failure(kind, "It is not defined.", 1), "x") == "It is not defined."


def test_what_is_unknown_is_said_as_python_says_it() -> None:
    assert translated(Failure("error", "no such luck", 1, "LuckError"), "x") == (
        "Python stopped here: LuckError: `no such luck`"
    )
    assert translated(Failure("error", "", None, "AssertionError"), "") == "Python stopped here: AssertionError."


def test_a_place_is_a_line_and_its_code() -> None:
    assert located(3, "    A = w @ X  ") == "Line 3, `A = w @ X`:"
    assert located(3, "", "sigmoid") == "Line 3 of `sigmoid`:"
    assert len(located(3, "x" * 1000)) < 100


MESSAGES = [pattern for pattern, _ in (*RULES, *SYNTAX)]
names = st.dictionaries(st.text(max_size=4), st.lists(st.integers(0, 9), max_size=4).map(tuple), max_size=4)


@given(
    st.sampled_from(["error", "shape", "name", "syntax", "nonsense"]),
    st.one_of(st.text(max_size=60), *(st.from_regex(pattern) for pattern in MESSAGES)),
    st.none() | st.integers(-3, 9),
    names,
    st.text(max_size=60),
)
def test_any_failure_has_words(kind: str, message: str, line: int | None, named: Any, source: str) -> None:
    said = translated(Failure(kind, message, line, "SomeError", named), source)
    assert said
    assert len(said) < 2000 + 2 * len(message)


@pytest.mark.parametrize(
    "line", ["(" * 400, "a@" * 200, "@" * 400, "a." * 200 + "T@b", "np.dot(" * 60, "((((a)))@" * 40]
)
def test_a_strange_line_costs_no_time(line: str) -> None:
    failure = Failure(
        "shape", "matmul: Input operand 1 has a mismatch in its core dimension 0", 1, "ValueError", {"a": (4, 7)}
    )
    assert "inner dimensions" in translated(failure, line * 2000)


EVIL = "`![](http://example.org/x)` **b** <img src=x>\n# t"


@pytest.mark.parametrize("raised", ["ValueError", "KeyError", "SyntaxError"])
@pytest.mark.parametrize("message", [EVIL, repr(EVIL), f"invalid character {EVIL!r}"])
def test_text_of_a_learners_own_stays_code_on_a_page(raised: str, message: str) -> None:
    line = f"x = 1, 2 # {EVIL.splitlines()[0]}"
    said = f"{located(1, line)} {translated(Failure('error', message, 1, raised), line)}"
    assert "http" not in re.sub(r"`[^`]*`", "", said), said
    assert said.count("`") % 2 == 0


LINK = "![x](http://example.com)"


@pytest.mark.parametrize(
    "message",
    [
        f"bad operand type for unary {LINK}:",
        f"f() missing 1 required positional argument: {LINK}",
        f"`{LINK}() got an unexpected keyword argument 'a'",
        f"`{LINK}() takes 1 positional argument but 2 were given",
        f"unsupported operand type(s) for `{LINK}`: 'int' and 'int'",
        f"cannot unpack non-iterable {LINK} object",
        f"{LINK}`{LINK}",
    ],
)
def test_what_a_program_raises_is_shown_as_code_and_makes_no_link(message: str) -> None:
    said = translated(Failure("error", message, 1, "TypeError"), "f()")
    assert LINK not in "".join(said.split("`")[::2]), "outside of what stands between two backticks"


def test_a_long_name_is_not_compared_with_other_long_ones() -> None:
    """Two seconds of the server's, for each check that failed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("difflib.SequenceMatcher.ratio", lambda self: pytest.fail("compared"))
        translated(Failure("name", f"name '{'a' * 198}' is not defined", 1, "NameError"), " ".join(["a" * 197 + "b"]))
