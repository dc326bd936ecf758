"""Attempts that break no rule before they run, and come to nothing: a value, or an error of Python's own."""

from __future__ import annotations

import numpy as np

from tests.core.learner import attempts

from .names import ARRAYS, NUMPYS, is_there

HARMLESS = r"""
return np.nothing
---
return np.sigmoid
---
return np.random.nothing
---
return np.exp.reduce
---
return np.exp.at
---
return np.float64(1).newbyteorder
---
return np.zeros.tofile
---
return np.ndarray((2,))
---
return np.ndarray.tofile
---
return type(np.ones(2)).tofile
---
return np.floating(1)
---
for x in np:
    return x
---
for x in f:
    return x
---
return np[0]
---
return f[0]
---
return np()
---
np["load"] = 1
---
f[0] = 1
---
(1, 2)[0] = 1
---
return 1 .nothing
---
return type("A", (), {})
---
return type("A", (f,), {"__init__": f})
---
return isinstance(1, "int")
---
return isinstance(np.ones(1), (np.ndarray, (int,)))
---
raise SystemExit
---
raise KeyboardInterrupt
---
raise GeneratorExit
---
raise StopIteration
---
raise f
---
raise "text"
---
raise ValueError from f
---
raise ValueError("x" * 10**7)
---
raise ValueError(np.ones(10**6))
---
raise KeyError(f)
---
return f
---
return np
---
return np.exp
---
return np.ndarray
---
return print
---
return len
---
return ValueError
---
return ValueError("a")
---
return (x for x in [1])
---
return {1, 2}
---
return {1: 2}
---
return {f: 1}
---
return 1j
---
return np.array([1j])
---
return 10**400
---
return 10**5000
---
return [10**20]
---
return float("nan")
---
return np.array([np.inf, np.nan])
---
x = []
x.append(x)
return x
---
x = {}
x["x"] = x
return x
---
x = []
for i in range(100000):
    x = [x]
return x
---
x = []
for i in range(100000):
    x = [x]
return x == x
---
x = []
for i in range(100000):
    x = [x]
print(x)
---
x = ()
for i in range(100000):
    x = (x,)
return len(x)
---
x = [1]
for i in range(20000):
    x = map(abs, x)
return x
---
x = [1]
for i in range(20000):
    x = zip(x)
return len(x)
---
x = [1]
for i in range(20000):
    x = enumerate(x)
return len(x)
---
x = [1]
for i in range(20000):
    x = filter(None, x)
return x
---
x = [1]
for i in range(20000):
    x = reversed(x)
return x
---
return f()
---
g = lambda: g()
return g()
---
g = lambda x: [g(x) for y in [1]]
return g(1)
---
return max([1], key=lambda x: f())
---
return [0] * 10**11
---
return "a" * 10**11
---
return (0,) * 10**11
---
return np.zeros(10**12)
---
return np.ones((10**5, 10**5))
---
return np.eye(10**6)
---
return np.arange(1e15)
---
return np.linspace(0, 1, 10**12)
---
return np.tile([1.0], 10**12)
---
return np.repeat([1.0], 10**12)
---
return np.ones(2).repeat(10**12)
---
return np.outer(np.ones(10**6), np.ones(10**6))
---
return np.random.randn(10**6, 10**6)
---
return np.full((10**6, 10**6), 1.0)
---
return np.zeros((0, 10**18))
---
return np.zeros((2**62, 4))
---
return np.zeros([1] * 100)
---
return np.ones(3).reshape((1,) * 64)
---
return "{:99999999999}".format(1)
---
return "%99999999999d" % 1
---
return f"{1:99999999999}"
---
return format(1, "99999999999")
---
return "a".ljust(10**12)
---
return "a".zfill(10**12)
---
return "a".center(10**12)
---
return ("a" * 10**6).replace("a", "b" * 10**6)
---
return 1 << 10**12
---
return range(10**18)[10**17]
---
return len(range(10**18))
---
return int("9" * 5000)
---
return str(10**5000)
---
return str(np.ones(2), "utf-8")
---
return str(np.ones(2), "idna")
---
return str(np.ones(2), "unicode_escape")
---
return str(f)
---
return repr(np)
---
return "%s" % np
---
return "%(a)s" % {"a": f}
---
return "{}".format(f)
---
print(f, np, print, np.exp)
---
print("x" * 10**7)
---
for i in range(20000):
    print("flood")
---
print('{"results": []}')
---
print("\n.\n.{}")
---
print(1, file=f)
---
print(sep=f)
---
print(end="\0" * 5000)
---
x = np.ones(2)
x[0] = f
---
x = np.ones(2)
x[[[0]]] = "a"
---
x = np.ones(2)
return x[np.array([10**9])]
---
return np.ones(2)["a"]
---
return np.ones(2) @ [f, f]
---
return np.ones(2) + "a"
---
return np.ones(2) * [10**30, 1]
---
return np.ones(2) == [f, f]
---
return np.ones(2) / 0
---
return np.log(np.zeros(2))
---
return np.array([1, 2]) // 0
---
return np.einsum("ij,jk", [1], [2])
---
return np.einsum("a" * 10000, [1])
---
return np.zeros.＿＿globals＿＿
---
return sorted([1, 2], key=f)
---
x = [3, 1, 2]
x.sort(key=lambda y: x.append(y))
---
x = [1]
x.sort(key=lambda y: x.clear())
---
x = {1: 1}
for y in x:
    x[y + 1] = 1
---
x = {"a": 1}
x.update(x, **x)
return x
---
return dict([[1, 2]] * 3)
---
return dict(np.ones((2, 2)))
---
global np
np = f
return np()
---
global len
len = f
return 1
---
del np
---
global f
del f
---
np = 5
return np
---
(a, b), c = 1, 2
---
a, *b = []
---
a, b = (x for x in range(10**6))
---
[a, b] = f
---
for a, b in [1]:
    pass
---
for a, (b, c) in [(1, (2, 3))]:
    return c
---
return f(*10**6 * [1])
---
return f(**{"a" * 10**6: 1})
---
return f(**{1: 2})
---
return (lambda *a, **k: (a, k))(*[1], **{"__class__": 2})
---
try:
    return f.nothing
except:
    return 1
---
try:
    raise ValueError
finally:
    return 1
---
while True:
    break
else:
    return 0
---
return sum([[1]] * 1000, [])
---
return sum(10**6 * ["a"])
---
return any(x for x in [0, f])
---
return divmod(1, 0)
---
return pow(2, -1, 0)
---
return 0.0 ** -1
---
return complex("nanj")
---
return abs(f)
---
return min()
---
return [1, 2, 3][f]
---
return [1, 2, 3][:: 0]
---
return "abc"[5]
---
return ...
---
return np.ones((2, 2))[..., 0]
---
return not_there
---
x = 1
x += "a"
---
x = {}
x["a"] += 1
---
f["a"] += 1
---
np["a"] -= 1
---
x = (1, 2)
x[0] += 1
---
x = "abc"
x[0] += "d"
---
x = [1]
x[0:1] += [2]
return x
---
return "a" in f
---
return 1 in np
---
return 1 < f
---
return -np
---
return ~1.5
---
return f is f
---
assert False, "x" * 10**6
---
assert f, np
---
return np.array(["1", "2"], dtype=float)
---
return np.float64("1e400")
---
return np.float64("abc")
---
return np.float64(f)
---
return np.uint8(300)
---
return np.ones(2, dtype="nothing")
---
return np.unique([3, 1, 1], return_counts=True)
---
return np.reshape([1, 2], [[f]])
---
return np.concatenate([[1], [f]], 5)
---
return np.max([])
---
return np.random.seed(-1)
---
return np.random.randn(-1)
---
return np.random.randn("a")
---
return np.linalg.norm([f])
---
return np.linalg.norm([[1]], ord="nothing")
---
# whole
def f(a, b):
    return 1
---
# whole
f = 5
---
# whole
x = 1
---
# whole
---
# whole
f = np
---
# whole
def f():
    return x
x = f()
---
# whole
while True:
    raise ValueError
---
# whole
f = lambda: [f for f in [f]][0]
---
x = [1, 2, 3]
x.extend(x.clear() or y for y in [1, 2, 3])
return x
---
x = list(range(1000))
x[0:500] = (x.clear() or 1 for y in range(10))
return x
---
x = {str(i): i for i in range(100)}
x.update((x.clear() or (str(y), y)) for y in range(10))
return x
---
x = list(range(100))
return "".join(str(x.pop()) if x else "" for y in range(200))
---
x = list(range(100))
return max(x, key=lambda y: x.clear() or y)
---
x = list(range(100))
x.sort(key=lambda y: (x.append(1), -y)[1])
return x
---
x = list(range(100))
return sorted(x, key=lambda y: x.clear() or y)
---
x = [1, 2, 3]
return sum(x.clear() or y for y in x)
---
x = {1, 2}
return [x.add(y + 1000) for y in x]
---
def g():
    return g
return max([g] * 3, key=lambda y: 1)
---
a = np.ones(10)
a.sort()
b = a[:5]
a.fill(3)
return b
---
a = np.ones(4)
b = a.reshape(2, 2)
np.add(a, 1, out=a)
return b
---
a = np.ones(4)
np.add(a, 1, out=(a,))
return a
---
a = np.ones(4)
return np.add(a, 1, out=[a])
---
a = np.ones(4, dtype="O") if False else np.zeros(4)
return np.add(a, [f, f, f, f])
---
a = np.ones(2)
a[0] = [[1]]
return a
---
a = np.ones(2)
a += [10**30, 1]
return a
---
a = np.ones(2, int)
a = a * [10**30, 1]
return a[0]
---
a = np.ones(2, int) * [10**30, 1]
return [x for x in a]
---
a = np.ones(2, int) * [10**30, 1]
print(a)
return f"{a}"
---
a = np.ones(2, int) * [10**30, 1]
a[0] = f
return a[0]
---
a = np.ones(2, int) * [10**30, 1]
a[0] = f
return str(a)
---
a = np.ones(2, int) * [10**30, 1]
a[0] = a
return str(a)
---
a = np.ones(2, int) * [10**30, 1]
for i in range(2000):
    b = np.ones(2, int) * [10**30, 1]
    b[0] = a
    a = b
return a + 1
---
a = np.ones(2, int) * [10**30, 1]
a = a @ a
return a
---
a = np.ones(2, int) * ["a", "b"]
---
a = np.ones(2) == "abc"
return a
---
return np.ones(2).dtype == f
---
return np.ones(2).dtype == "O"
---
return np.ones(2).dtype == [("a", "f8")]
---
return np.ones(2).dtype == "(2,3)f8,{}"
---
return np.ones(2).dtype == "__import__('os'),f8"
---
return np.zeros(2, dtype="(__import__('os'),)f8")
---
return np.zeros(2, dtype="f8" * 10000)
---
return np.zeros(2, dtype="," * 10000)
---
return np.zeros(2, dtype="(" * 50 + ")" * 50 + "f8")
---
return np.zeros(2, dtype="(2147483647,)f8")
---
return np.zeros((), dtype="(3,)f8")
---
return np.array([1.5], dtype="f2")
---
return np.array([1.5], dtype=">f8").dtype.name
---
return np.array([1.5], dtype="g")
---
return np.array([1], dtype=">i2")
---
return np.array([1.5], dtype=np.ones(1).dtype)
---
return np.array([1], dtype="c16").astype("f8")
---
return np.ones((2, 2)).T.dtype
---
return np.ones(2).item
---
return np.ones(2).sum.real
---
x = np.ones(2).sum
return x.tofile
---
return [].append.append
---
return "".join.real
---
return print(print)
---
return str(str)
---
return dict(str)
---
return bool(np.ones(2))
---
return float(np.ones(2))
---
return int("0x" + "f" * 100000, 16)
---
return int("1" * 4000) ** 3000
---
return str(3 ** 100000)
---
return "%d" % (3 ** 100000)
---
return f"{3 ** 100000}"
---
return [*np]
---
return {**np}
---
print(*np)
---
print(**np)
---
x = "a"
x %= f
return x
---
return "%r" % (np.ones(2),)
---
return "%c" % 10**9
---
return "%.*f" % (10**9, 1.0)
---
return "{:.1000000000f}".format(1.0)
---
return f"{1.0:.1000000000f}"
---
return round(10, -10**6)
---
return [1] * 10**9 == [1] * 10**9
---
return np.ones(10**7).tolist() == 1
---
return np.where(np.ones(2), [[]], 1)
---
return np.max(["b", "a"])
---
return np.sum(["b", "a"])
---
return np.sum([[1], f])
---
return np.mean([f])
---
return np.dot([f], [f])
---
return np.outer(["a"], [2])
---
return np.einsum("i,i", ["a"], ["b"])
---
return np.full(2, [1, 2])
---
return np.shape([f, [f]])
---
return np.ndim("abc")
---
return np.count_nonzero(["a", ""])
---
return np.isclose("a", "b")
---
return np.array_equal([f], [f])
---
return np.any([f])
---
return np.equal(["a"], ["a"])
---
return np.argmax(["a", "b"])
---
return np.arange("a")
---
return np.linspace("a", "b")
---
return np.eye(3, k=10**30)
---
return np.random.seed("a")
---
return np.random.rand(10**10)
---
return np.linalg.norm("a")
---
return np.clip("a", 1, 2)
---
return np.exp("a")
---
return np.exp(10**30)
---
return np.exp([10**30])
---
return np.power(2, 10**30)
---
return np.sign(10**40)
---
return np.maximum(10**40, 1)
---
return np.multiply(10**40, 2)
---
return np.power([2], [10**40])
---
x = lambda: x
y = x()()()()
return y
---
x = [print] * 3
return x[0](5)
---
return (1).real.real.imag.conjugate()
---
try:
    raise ValueError("a") from TypeError("b")
except ValueError as e:
    raise e
---
try:
    f.x
except AttributeError as e:
    raise ValueError(e)
---
try:
    f()
except RecursionError:
    return 1
---
try:
    f()
except RuntimeError:
    return 1
---
try:
    [0] * 10**11
except Exception as e:
    return str(e)
---
e = ValueError
try:
    1 / 0
except (e, ZeroDivisionError) as g:
    return str(g), repr(g), f"{g!r:>40}"
---
try:
    1 / 0
except f:
    return 1
---
try:
    1 / 0
except np.ndarray:
    return 1
---
try:
    1 / 0
except "a":
    return 1
---
return isinstance(f, type(1))
---
return isinstance(1, np.number), isinstance(np.float64(1), np.floating)
---
return np.number
---
return type(None)()
---
return slice(1)
---
return [1, 2, 3][slice]
---
x = [1, 2]
x[True] = 5
x[-1:] = "ab"
return x
---
x = np.ones((2, 2))
x[:, 0], x[:, 1] = x[:, 1], x[:, 0]
return x
---
x = {}
x[np.ones(2)] = 1
---
x = {}
x[(1, 2)] = 1
return x
---
x = {1: 2}
del x[1], x
return 1
---
a = (b, c) = (1, 2)
return a, b, c
---
i = 0
x = [0, 0, 0]
i, x[i] = 1, 5
return x
---
for i, x[0] in []:
    pass
---
x = [0]
for x[0] in range(3):
    pass
return x
---
[x[0] for x[0] in [1]]
---
x = [0]
return [x for x[0] in [1]]
---
return NotImplemented
---
return Ellipsis
---
return None.x
---
return "".format.x
---
return "{}".format
---
return "{0}{1}{0}".format(1, 2), "{:>5}|{!r}|{x}".format(1, "a", x=3), "{{}}".format()
---
return "{}{0}".format(1, 2)
---
return "{a!x}".format(a=1)
---
return "{:{}}".format("a", 5), "{:{w}}".format("a", w=4)
---
return "{a}".format(**{"a": f})
---
return "{" * 1000
---
return ("{" * 1000).format(1)
---
return ("{:" * 100 + "}" * 100).format(*range(100))
---
return "{:{:{}}}".format(1, 2, 3)
"""

ALL_HARMLESS = [
    *attempts(HARMLESS),
    *(f"return np.{name}" for name in NUMPYS if not is_there(np, name)),  # in other versions of NumPy
    *(f"return np.ones(2).{name}" for name in ARRAYS if not is_there(np.ndarray, name)),
]
