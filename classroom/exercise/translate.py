"""Explains Python's and NumPy's messages in plain words, with the shapes on that line."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from logreg_core.words import listed

from .functions import NAMES
from .results import Failure
from .values import quoted

Shape = tuple[int, ...]
Shapes = Mapping[str, Shape]

NAME = r"[A-Za-z_]\w*"
OPERAND = rf"(?:{NAME}|\([^()]*\))(?:\.T)?"
PRODUCTS = (
    re.compile(rf"(?P<a>{OPERAND})\s*@\s*(?P<b>{OPERAND})(?![\w.(\[])"),
    re.compile(rf"np\.(?:dot|matmul)\(\s*(?P<a>{OPERAND})\s*,\s*(?P<b>{OPERAND})\s*\)"),
)
OURS = ("refused", "time", "memory", "output", "busy", "unavailable")  # their message is our own sentence
OF_NUMPY = ("exp", "log", "zeros", "ones", "sum", "mean", "dot", "abs", "sqrt", "where", "squeeze", "array", "random")
KNOWN = ("range", "len", "print", "return", "np", "True", "False", "None", "append", *NAMES)
PLAIN = {"NoneType": "None", "float": "a number", "int": "a whole number", "float64": "a number", "str": "a text"}
MAX_READ = 400  # characters of a line
MAX_NAME = 40  # characters of a name that others are compared with, in quadratic time
MAX_SEARCHED = 20_000  # characters of a function


def located(line: int, code: str, function: str = "") -> str:
    """Return where an error is, in words: ``Line 3, `A = w @ X`:``. function: the name of its function, if it is not
    the checked one.
    """
    where = f"Line {line} of `{function}`" if function else f"Line {line}"
    return f"{where}, {quoted(code)}:" if code.strip() else f"{where}:"


def translated(failure: Failure, source: str) -> str:
    """The meaning of a failure, in one or two sentences.

    source: the text of ``failure.line``. Python's own message stays in ``failure.message``.
    """
    if failure.kind in OURS:
        return failure.message
    lines = source.split("\n")
    line = lines[failure.line - 1][:MAX_READ] if failure.line and 1 <= failure.line <= len(lines) else ""
    if failure.kind == "syntax" or failure.raised in ("SyntaxError", "IndentationError", "TabError"):
        return _first(SYNTAX, failure, line, source) or (
            f"Python cannot read this line, or the end of the line above: {quoted(failure.message, 200)}. Is a"
            " bracket, a colon or an operator missing?"
        )
    said = _first(RULES, failure, line, _function_around(lines, failure.line))
    return said or f"Python stopped here: {failure.raised or 'an error'}" + (
        f": {quoted(failure.message, 300)}" if failure.message else "."
    )


def _first(rules: Rules, failure: Failure, line: str, source: str) -> str:
    for pattern, rule in rules:
        if match := re.search(pattern, failure.message):
            if not isinstance(rule, str):
                return rule(match, failure.names, line, source)
            return rule.replace("{0}", quoted(match.group(1))[1:-1]) if "{0}" in rule else rule
    return ""


def _function_around(lines: Sequence[str], line: int | None) -> str:
    """The text of the function around a line, from its ``def`` on; the whole text outside a function."""
    if not line or not 1 <= line <= len(lines):
        return "\n".join(lines)
    starts = [number for number in range(line) if lines[number].startswith("def ")]
    start = starts[-1] if starts else 0
    ends = [number for number in range(line, len(lines)) if lines[number].startswith("def ")]
    return "\n".join(lines[start : ends[0] if ends else None])


Rule = Callable[[re.Match[str], Shapes, str, str], str]
Rules = Sequence[tuple[str, str | Rule]]


# Shapes


def _shape_of(operand: str, names: Shapes) -> Shape | None:
    """The shape of ``X``, ``X.T`` or ``(A - Y).T``, if the shapes of the names in it say so."""
    turned = operand.endswith(".T")
    inner = operand.removesuffix(".T")
    if inner.startswith("("):
        if not re.fullmatch(r"[\w\s.+\-*/]*", inner[1:-1]):
            return None
        words = re.findall(NAME, inner)
        if not words or not all(word in names for word in words):
            return None
        try:
            shape = np.broadcast_shapes(*(names[word] for word in words))
        except ValueError:
            return None
    elif inner in names:
        shape = names[inner]
    else:
        return None
    return tuple(shape[::-1]) if turned else tuple(shape)


def _inner(shape: Shape, first: bool) -> int:
    return shape[-1] if first or len(shape) == 1 else shape[-2]


def _product(match: re.Match[str], names: Shapes, line: str, source: str) -> str:
    for pattern in PRODUCTS:
        for product in pattern.finditer(line):
            a, b = product["a"], product["b"]
            left, right = _shape_of(a, names), _shape_of(b, names)
            if not left or not right or _inner(left, True) == _inner(right, False):
                continue
            whole = f"{a} @ {b}" if "@" in product.group() else product.group()
            return (
                f"`{a}` is {left} and `{b}` is {right}: for `{whole}` the inner dimensions must agree, and"
                f" {_inner(left, True)} is not {_inner(right, False)}. {_turn(a, left, b, right)}"
            )
    shapes = re.search(r"shapes \(([\d, ]*)\) and \(([\d, ]*)\) not aligned", match.string)
    if shapes:
        left, right = _read(shapes[1]), _read(shapes[2])
        return (
            f"The left array is {left} and the right one {right}: in a product the inner dimensions must"
            f" agree.{_all(names)}"
        )
    sizes = re.search(r"size (\d+) is different from (\d+)", match.string)
    between = f" {sizes[2]} is not {sizes[1]}." if sizes else ""
    return f"In a product with `@` the inner dimensions must agree.{between}{_all(names)}"


def _turn(a: str, left: Shape, b: str, right: Shape) -> str:
    """A hint whether a `.T` would make two factors fit, without saying on which."""
    turned = [(left[::-1], right), (left, right[::-1]), (left[::-1], right[::-1])]
    fits = any(_inner(one, True) == _inner(other, False) for one, other in turned)
    if fits:
        return "Which of them needs a `.T`, or should have none?"
    if _inner(right, True) == _inner(left, False):
        return "Are the two swapped?"
    return "Did you mean elementwise `*`, or another array?"


def _not_deep(match: re.Match[str], names: Shapes, line: str, source: str) -> str:
    return f"`@` multiplies arrays, and one side is a single number. Use `*` with a number.{_all(names)}"


def _read(text: str) -> Shape:
    return tuple(int(each) for each in text.replace(" ", "").split(",") if each)


def _all(names: Shapes) -> str:
    """The shapes of the arrays on the line, as a sentence."""
    if not names:
        return ""
    parts = [f"`{name}` is {tuple(shape)}" for name, shape in list(names.items())[:6]]
    return f" {listed(parts)}."


def _broadcast(match: re.Match[str], names: Shapes, line: str, source: str) -> str:
    shapes = [_read(each) for each in re.findall(r"\(([\d, ]*)\)", match.string)]
    for one, other in itertools.combinations(shapes, 2):
        met = [(a, b) for a, b in zip(one[::-1], other[::-1], strict=False) if a != b and 1 not in (a, b)]
        if met:
            break
    else:
        return f"These shapes do not fit elementwise.{_all(names)}"
    called = [
        next((f"`{name}` {shape}" for name, at_ in names.items() if tuple(at_) == shape), str(shape))
        for shape in (one, other)
    ]
    known = "" if all("`" in each for each in called) else _all(names)
    return (
        f"{called[0]} and {called[1]} do not fit elementwise: from the right, {met[0][0]} meets"
        f" {met[0][1]}, and dimensions must be equal or one of them 1.{known} Is a `.T` missing, or do you mean `@`?"
    )


def _into(match: re.Match[str], names: Shapes, line: str, source: str) -> str:
    shapes = [_read(each) for each in re.findall(r"\(([\d, ]+)\)", match.string)]
    if len(shapes) != 2:
        return f"The result does not fit into the target array.{_all(names)}"
    result, into = shapes[::-1] if match.group().startswith("non") else shapes
    return f"The result is {result} and does not fit into the target array {into}.{_all(names)}"


def _axis(match: re.Match[str], names: Shapes, line: str, source: str) -> str:
    return f"There is no axis {match[1]}: the array has {match[2]}, counted from 0.{_all(names)}"


def _bounds(match: re.Match[str], names: Shapes, line: str, source: str) -> str:
    last = int(match[3]) - 1
    return f"Index {match[1]} of axis {match[2]} does not exist: there are {match[3]}, from 0 to {last}.{_all(names)}"


def _reshape(match: re.Match[str], names: Shapes, line: str, source: str) -> str:
    shape = f"({', '.join(match[2].replace(' ', '').strip(',').split(','))})"
    return (
        f"{match[1]} numbers do not fill the shape {shape}: the product of its dimensions must be"
        f" {match[1]}.{_all(names)}"
    )


def _indices(match: re.Match[str], names: Shapes, line: str, source: str) -> str:
    return f"There are more indices than the array has axes ({match[1]}).{_all(names)}"


# Names and calls


def _unknown(match: re.Match[str], names: Shapes, line: str, source: str) -> str:
    name = match[1]
    if name == "np":
        return "`np` is not defined: `import numpy as np` belongs at the top."
    if name == "math":
        return "`math` is not defined. Use NumPy: `np.exp`, `np.log`."
    if name in OF_NUMPY:
        return f"`{name}` alone is not defined. It belongs to NumPy: `np.{name}`."
    others = sorted({*re.findall(NAME, source[:MAX_SEARCHED])} - {name})
    guesses = [word for word in others if word.lower() == name.lower()]
    if not guesses and len(name) <= MAX_NAME:
        words = [word for word in others if 1 < len(word) <= MAX_NAME]
        guesses = difflib.get_close_matches(name, [*KNOWN, *words], 1, 0.7)
    if guesses:
        return f"`{name}` is not defined at this line. Do you mean `{guesses[0]}`?"
    return f"`{name}` is not defined at this line. Assign it above, or make it an argument."


def _unbound(match: re.Match[str], names: Shapes, line: str, source: str) -> str:
    return (
        f"`{match[1]}` has no value yet at this line. It is assigned elsewhere in this function, so Python looks for it"
        " only there: assign it before this line, and not only inside an `if`."
    )


def _called(line: str) -> str:
    """The function whose result a line unpacks or reads, as ``` `propagate` ```."""
    known = [name for name in re.findall(rf"({NAME})\(", line.partition("=")[2] or line) if name in NAMES]
    return f"`{known[0]}`" if known else "the function that is called there"


def _unpack_none(match: re.Match[str], names: Shapes, line: str, source: str) -> str:
    return f"{_upper(_called(line))} returned None, so there is nothing to unpack. Does it have a `return` with values?"


def _unpack_one(match: re.Match[str], names: Shapes, line: str, source: str) -> str:
    return f"{_upper(_called(line))} returned one value, {_kind(match[1])}, and the line expects several: `a, b = ...`."


def _unpack_count(match: re.Match[str], names: Shapes, line: str, source: str) -> str:
    wanted = match[1]
    left = line.partition("=")[0].strip()
    what = f"{quoted(left)} expects {wanted} values" if left and "," in left else f"{wanted} values are expected"
    return f"{what}, and {_called(line)} returns another number. Count the values after its `return`."


def _upper(text: str) -> str:
    return text[0].upper() + text[1:]


def _kind(name: str) -> str:
    name = name.rpartition(".")[2].strip("'\"")
    if name in ("ndarray", "array"):
        return "an array"
    return PLAIN.get(name, f"a {name}")


def _none_part(match: re.Match[str], names: Shapes, line: str, source: str) -> str:
    return f"A value on this line is None: a function without `return` gives None. Check what {_called(line)} returns."


def _operands(match: re.Match[str], names: Shapes, line: str, source: str) -> str:
    sign, left, right = match[1].strip(), match[2], match[3]
    if "NoneType" in (left, right):
        return f"`{sign}` has None on one side. {_none_part(match, names, line, source)}"
    if "dict" in (left, right) or "tuple" in (left, right) or "list" in (left, right):
        return f"`{sign}` is between {_kind(left)} and {_kind(right)}. First take out the array or the number."
    if "str" in (left, right):
        return f"`{sign}` is between {_kind(left)} and {_kind(right)}. Are there too many quotation marks?"
    return f"`{sign}` does not work between {_kind(left)} and {_kind(right)}."


def _attribute(match: re.Match[str], names: Shapes, line: str, source: str) -> str:
    kind, name = match[1], match[2]
    if kind == "NoneType":
        return f"None has no `.{name}`. {_none_part(match, names, line, source)}"
    if kind in ("float", "int", "float64"):
        return f"A single number has no `.{name}`; only arrays have it.{_all(names)}"
    if kind in ("list", "tuple", "dict"):
        return f"A {kind} has no `.{name}`. `np.array(...)` turns a list into an array."
    return f"{_upper(_kind(kind))} has no `.{name}`. Is the spelling right?"


def _no_numpy(match: re.Match[str], names: Shapes, line: str, source: str) -> str:
    if match[1] in NAMES:
        return f"NumPy has no `{match[1]}`. It is one of your own functions: `{match[1]}(...)`, without `np.`"
    near = difflib.get_close_matches(match[1], dir(np), 1, 0.7)
    return f"NumPy has no `{match[1]}`." + (f" Do you mean `np.{near[0]}`?" if near else "")


def _not_callable(match: re.Match[str], names: Shapes, line: str, source: str) -> str:
    what = _kind(match[1])
    return (
        f"Brackets follow {what}, as if it were a function. Is a `*` or `@` missing before them, or was a"
        " function's name reassigned?"
    )


def _missing(match: re.Match[str], names: Shapes, line: str, source: str) -> str:
    return (
        f"{_upper(_name(match[1]))} is called without {match[2]}. Compare the call with the first line of the function."
    )


def _too_many(match: re.Match[str], names: Shapes, line: str, source: str) -> str:
    return f"{_upper(_name(match[1]))} is called with more arguments than its first line names. Compare the two."


def _keyword(match: re.Match[str], names: Shapes, line: str, source: str) -> str:
    return (
        f"{_upper(_name(match[1]))} has no argument called `{match[2]}`. Its first line must name it,"
        " with this spelling."
    )


def _name(text: str) -> str:
    return f"`{text.rpartition('.')[2]}`"


def _key(match: re.Match[str], names: Shapes, line: str, source: str) -> str:
    return f"The dictionary has no {quoted(match[1])}. Which keys does the function that made it use?"


def _not_iterable(match: re.Match[str], names: Shapes, line: str, source: str) -> str:
    if re.search(r"\bfor\b", line) and "range" not in line:
        return f"A loop cannot go through {_kind(match[1])}. `for i in range(...)` counts."
    if "=" in line and "," in line.partition("=")[0]:
        return _unpack_one(match, names, line, source)
    return f"{_upper(_kind(match[1]))} has no items to loop over."


def _text_index(match: re.Match[str], names: Shapes, line: str, source: str) -> str:
    if match[1] == "tuple":
        return (
            "A tuple is indexed by a name. A function that returns two values gives a tuple: unpack it first, as in"
            " `grads, cost = propagate(w, b, X, Y)`."
        )
    return f"A {match[1]} is indexed by a name; only a dictionary can be. Is it the right variable?"


RULES: Rules = (
    (r"matmul: Input operand \d does not have enough dimensions|scalar operands are not allowed", _not_deep),
    (r"matmul: .*mismatch in its core dimension|not aligned", _product),
    (r"operands could not be broadcast together|shape mismatch: objects cannot be broadcast", _broadcast),
    (r"non-broadcastable output|could not broadcast input array", _into),
    (r"axis (-?\d+) is out of bounds for array of dimension (\d+)", _axis),
    (r"index (-?\d+) is out of bounds for axis (\d+) with size (\d+)", _bounds),
    (r"cannot reshape array of size (\d+) into shape \(([\d, -]+)\)", _reshape),
    (r"too many indices for array: array is (\d)-dimensional", _indices),
    (
        r"truth value of an array",
        "An array of several numbers is neither true nor false, so `if`, `and`, `or` and `not` cannot use it."
        " `A > 0.5` compares each number; `np.where` or `.astype(int)` turns that into answers.",
    ),
    (r"cannot unpack non-iterable NoneType", _unpack_none),
    (r"cannot unpack non-iterable ([\w.]+) object", _unpack_one),
    (r"(?:not enough|too many) values to unpack \(expected (\d+)", _unpack_count),
    (r"^name '(\w+)' is not defined", _unknown),
    (r"cannot access local variable '(\w+)'|^local variable '(\w+)'", _unbound),
    (r"'NoneType' object is not (?:subscriptable|iterable|callable)", _none_part),
    (
        r"of type (?:function|builtin_function_or_method)|'function'",
        "A function is used without its brackets: `sigmoid` instead of `sigmoid(Z)`.",
    ),
    (r"argument 0 of type NoneType|'NoneType' object cannot|must be real number, not NoneType", _none_part),
    (r"unsupported operand type\(s\) for ([^`]+?): '([\w.]+)' and '([\w.]+)'", _operands),
    (
        r"can't multiply sequence by non-int",
        "A list cannot be multiplied elementwise. `np.array(...)` turns it into an array.",
    ),
    (
        r"can only concatenate (\w+)",
        "`+` joins a {0} to another. `np.array(...)` turns a list into an array.",
    ),
    (r"module 'numpy' has no attribute '(\w+)'", _no_numpy),
    (r"'([\w.]+)' object has no attribute '(\w+)'", _attribute),
    (r"'([\w.]+)' object is not callable", _not_callable),
    (r"([\w.<>]+)\(\) missing \d+ required (?:positional|keyword-only) arguments?: ([\w', ]+)$", _missing),
    (r"([\w.<>]+)\(\) takes (?:from \d+ to )?\d+ positional arguments? but", _too_many),
    (r"([\w.<>]+)\(\) got an unexpected keyword argument '(\w+)'", _keyword),
    (r"unexpected keyword argument '(\w+)'", "There is no argument called `{0}`. Is the spelling right?"),
    (
        r"Cannot interpret '.+' as a data type",
        "The second argument would be the dtype. The shape is one argument, a tuple in its own brackets:"
        " `np.zeros((dim, 1))`.",
    ),
    (
        r"object cannot be interpreted as an integer",
        "A whole number is needed here, for a shape, an index or `range`. `/` always gives a float; `//` gives a whole"
        " number.",
    ),
    (
        r"only (?:length-1|size-1|0-dimensional) arrays can be converted",
        "This needs a single number and got an array. `math` and `float` take no arrays; `np.exp` and `np.log` do.",
    ),
    (
        r"setting an array element with a sequence",
        "An array is assigned where one number belongs. Is a sum or an index missing?",
    ),
    (r"^(list|tuple|string) ind(?:ices|ex) must be integers", _text_index),
    (
        r"only integers, slices",
        "An array is indexed by a name or a float. Only a dictionary has names.",
    ),
    (
        r"^(list|tuple|string) index out of range",
        "The {0} is shorter than that. Indices count from 0, so the last is its length minus 1.",
    ),
    (r"'([\w.]+)' object is not iterable", _not_iterable),
    (
        r"'([\w.]+)' object is not subscriptable|'([\w.]+)' object does not support item",
        "Square brackets follow a value without items. Is it a single number, or a function without its"
        " round brackets?",
    ),
    (
        r"object of type '([\w.]+)' has no len",
        "`len` does not work for a value without items, such as a single number.",
    ),
    (r"invalid index to scalar variable", "Square brackets follow a single number, which has no items."),
    (
        r"bad operand type for unary ([-+~]):",
        "The sign {0} is before a value that is neither a number nor an array.",
    ),
    (
        r"Cannot cast ufunc|same_kind",
        "The array holds whole numbers, and the result is a float. `w = w - ...` makes a new array, which can hold it.",
    ),
    (
        r"ufunc '?(\w+)'? not supported for the input types",
        "`np.{0}` got a value that is neither a number nor an array.",
    ),
    (r"^'([^']{1,60})'$", _key),
    (r"division by zero", "It divides by 0. Which number counts the images, and is it computed before?"),
    (r"maximum recursion depth", "The function calls itself without end. Do you mean another function?"),
    (r"math domain error", "This number has no logarithm or root: it is 0 or negative."),
    (r"No module named '([\w.]+)'", "`{0}` is not available. You only need `import numpy as np`."),
)

SYNTAX: Rules = (
    (
        r"expected ':'",
        "A colon is missing at the end: `def f(...)`, `for ... in ...`, `if ...` and `else` need a `:`.",
    ),
    (r"'([(\[{])' was never closed", "The bracket `{0}` is opened and never closed."),
    (r"unmatched '([)\]}])'", "The bracket `{0}` closes, but none is open."),
    (
        r"closing parenthesis '(.)' does not match",
        "The bracket `{0}` does not match the open one. Round brackets are for calls, square ones for indices, curly"
        " ones for dictionaries.",
    ),
    (
        r"inconsistent use of tabs and spaces",
        "Tabs and spaces are mixed at the start of the lines. They look alike, but differ for Python: use spaces.",
    ),
    (
        r"expected an indented block",
        "Indent the line after a colon by four more spaces. Is a function or a loop empty? Then write `pass`.",
    ),
    (r"unexpected indent", "This line is indented further than the line above, which has no colon."),
    (
        r"unindent does not match",
        "The indentation is between two levels. Use as many spaces as the lines it belongs to.",
    ),
    (
        r"unterminated triple-quoted",
        'A text starts with three quotation marks and is not closed: """ must end it too.',
    ),
    (
        r"unterminated (?:f-)?string|EOL while scanning",
        "The quotation mark of a text is not closed on this line.",
    ),
    (r"'return' outside function", "`return` is outside a function: is the line indented too little?"),
    (r"'(break|continue)' (?:outside|not properly)", "`{0}` is outside a loop."),
    (
        r"cannot assign to .*(?:==|comparison)",
        "The left side of `=` cannot be assigned to. `==` compares.",
    ),
    (r"cannot assign to (.+?)(?: here|\.|$)", "The left side of `=` must be a name, not {0}."),
    (r"Maybe you meant '==' or ':='", "`=` assigns. `==` compares."),
    (
        r"Perhaps you forgot a comma",
        "Between two values an operator or a comma is missing, or a bracket around the line is not closed.",
    ),
    (
        r"invalid (?:non-printable )?character (.+)",
        "The character `{0}` is not valid in Python. Was it copied from a text? `*`, `-` and `'` have look-alikes.",
    ),
    (r"invalid decimal literal", "A name starts with a digit, or a `*` is missing after a number: `2 * X`."),
    (r"leading zeros", "A whole number cannot start with 0."),
    (r"Missing parentheses in call to 'print'", "`print` needs brackets: `print(...)`."),
    (r"positional argument follows keyword", "Arguments without a name come before arguments with a name."),
    (r"duplicate argument '(\w+)'", "The argument `{0}` is named twice."),
    (r"null byte", "The text contains a NUL character. Write the line again."),
    (r"unexpected EOF|was never closed", "The text ends too early. Which bracket is still open?"),
    (r"expected '(?:except|finally)", "`try:` needs an `except:` after it."),
    (r"too many statically nested|too many nested", "It is nested too deeply. Write it in shorter steps."),
)
