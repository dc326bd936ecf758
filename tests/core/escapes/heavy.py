"""Programs that take memory, time or the parser itself, and what may come of each."""

from __future__ import annotations

# Loops that never end: only the clock does.
ENDLESS = {
    "an endless loop": "while True:\n    pass",
    "one that catches what ends it": "while True:\n    try:\n        f()\n    except:\n        pass",
    "one that catches it and goes on": "while 1:\n    try:\n        sum(range(10**9))\n    finally:\n        continue",
    "sorting without end": "while True:\n    np.sort(np.random.randn(10**6))",
    "many exceptions": "while True:\n    try:\n        raise ValueError\n    except ValueError:\n        pass",
    "a flood of words": 'while True:\n    print("flood" * 1000)',
}
# What grows until there is no more memory or no more time, whichever is first.
GROWING = {
    "products of large matrices": "x = np.ones((3000, 3000))\nwhile True:\n    x = x @ x",
    "a list that grows while a loop runs over it": "x = [1]\nfor y in x:\n    x.append(y)",
    "a text that doubles": 'x = "a"\nwhile True:\n    x += x',
    "an array that doubles": "x = np.ones(9)\nwhile True:\n    x = np.concatenate([x, x])",
    "dicts in dicts": "x = {}\nwhile True:\n    x = {'a': x, 'b': [x] * 1000}",
    "a number that squares itself": "x = 3\nwhile True:\n    x *= x",
    "a power": "return 10 ** 10 ** 8",
    "rounded away": "return round(10**5000, -(10**9))",
    "the sum of a vast range": "return sum(range(10**12))",
    "a vast range searched": "return 1.5 in range(10**12)",
    "all at once": "return [x for x in range(10**12)]",
    "folded constants": "return " + "(" * 50 + "9" + "**9)" * 50,
    "folded texts": 'return "a" * 4096 * 4096 * 4096 * 4096',
}
# Values in values, so deep that Python may give up, or be brought down.
DEEP = {
    "generators in generators": "g = [1]\nfor i in range(10**5):\n    g = (x for x in g)\nreturn sum(g)",
    "functions in functions": "g = abs\nfor i in range(10**5):\n    g = (lambda h: lambda x: h(x))(g)\nreturn g(1)",
    "arrays in arrays, printed": "a = np.ones(2, int) * [10**30, 1]\nfor i in range(20000):\n"
    "    b = np.ones(2, int) * [10**30, 1]\n    b[0] = a\n    a = b\nprint(a)",
    "an array in itself, compared": "a = np.ones(2, int) * [10**30, 1]\na[0] = a\nreturn a == a",
}
# Texts of expressions in expressions.
NESTED = {
    "minus minus": "return " + "-" * 30_000 + "1",
    "not not": "return " + "not " * 10_000 + "1",
    "one and one": "return 1" + " + 1" * 14_000,
    "attributes of attributes": "return f" + ".a" * 20_000,
    "parts of parts": "return f" + "[0]" * 15_000,
    "calls of calls": "return f" + "()" * 20_000,
    "functions without a name": "return " + "lambda: " * 7_000 + "1",
    "if else": "return 1" + " if 1 else 1" * 4_500,
}
# Texts that are no Python.
NO_PYTHON = {
    "blocks in blocks": "\n".join(" " * n + "if 1:" for n in range(99)) + "\n" + " " * 99 + "pass",
    "a number of 50,000 digits": "return " + "9" * 50_000,
    "a backslash at the end": "return 1 \\",
    "only a byte order mark": "\ufeff",
    "form feeds": "\f" * 1000,
}
# Texts that are longer than any honest one, or hold what belongs to no text.
NO_TEXT = {
    "open brackets": "return " + "(" * 50_000,
    "a million lines": "\n" * 10**6,
    "a million signs": "x" * 10**6,
    "NUL": "return 1\0",
    "half a pair": "return '\ud800'",
}
# Much of something harmless: it works, given time.
WIDE = {
    "lists in lists, let go": "x = []\nfor i in range(10**6):\n    x = [x]\nx = 1",
    "comparisons": "return 1" + " < 1" * 14_000,
    "many targets": " = ".join(f"a{n}" for n in range(7000)) + " = 1",
    "many functions": "\n".join(f"def g{n}(): pass" for n in range(2500)),
    "lines that end as on an old Mac": "return 1\r" * 100,
}
# Names, none of which is known.
NAMELESS = {
    "many names": "return [" + ", ".join(f"a{n}" for n in range(8000)) + "]",
}
# What later versions of Python read and earlier ones do not.
NEW = {
    "f-strings": "return " + "f'{" * 3 + "1" + "}'" * 3,
}

# Which programs, for how many seconds each may run, and the kinds of failure that may end it ("" for none).
HEAVY: tuple[tuple[dict[str, str], float, frozenset[str]], ...] = (
    (ENDLESS, 0.3, frozenset({"time"})),
    (GROWING, 0.3, frozenset({"time", "memory"})),
    (DEEP, 0.3, frozenset({"time", "memory", "error"})),
    (NESTED, 20, frozenset({"refused"})),
    (NO_PYTHON, 20, frozenset({"syntax"})),
    (NO_TEXT, 20, frozenset({"refused"})),
    (WIDE, 20, frozenset({""})),
    (NAMELESS, 20, frozenset({"name"})),
    (NEW, 20, frozenset({"", "syntax"})),
)
