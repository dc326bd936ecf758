"""Attempts to break out of the language of learners' code: each is refused, or comes to nothing.

An attempt is the body of a function `f`, or a whole text where it begins with ``# whole``. Of each it is asserted that
no secret came out (one lies in a file, one in the memory of the process), that nothing of the interpreter's came out,
and that the process is afterwards what it was before.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from logreg_core.exercise import run
from logreg_core.exercise.run import Call, run_calls
from tests.core.learner import SECRET, attempts, memory_here, run_all, whole

# NumPy's ways to files, code, memory, callbacks and other kinds of arrays, each asked for by name.
NUMPYS = """
load loadtxt genfromtxt fromfile fromregex fromstring frombuffer fromiter fromfunction from_dlpack memmap save savez
savez_compressed savetxt frompyfunc vectorize piecewise apply_along_axis apply_over_axes pad lib ctypeslib testing f2py
ma core char strings rec record recarray void object_ bytes_ str_ dtype generic matrix asmatrix bmat nditer ndindex
ndenumerate broadcast broadcast_to errstate seterr seterrcall geterrcall setbufsize get_include show_config
show_runtime info test exceptions emath fft polynomial typing datetime64 timedelta64 set_printoptions printoptions
array2string array_repr array_str format_float_positional block put copyto place putmask require may_share_memory
shares_memory byte_bounds ufunc busdaycalendar poly1d iterable nested_iters lexsort select mask_indices trim_zeros
random.default_rng random.bytes random.RandomState random.Generator random.get_state random.set_state random.mtrand
random.BitGenerator random.MT19937 random.choice random.shuffle linalg.linalg linalg.inv linalg.LinAlgError
linalg.lapack_lite linalg._umath_linalg
""".split()
ARRAYS = """
tofile dump dumps tobytes tostring data ctypes base view flags setflags byteswap newbyteorder getfield setfield put
resize strides flat itemset partition choose device to_device searchsorted take compress diagonal trace mT
argpartition itemsize nbytes
""".split()
BUILTINS = """
open input eval exec compile getattr setattr delattr hasattr id globals locals vars dir iter next super object property
classmethod staticmethod memoryview bytes bytearray breakpoint help exit quit callable hash
""".split()

REFUSED = r"""
return ().__class__.__bases__[0].__subclasses__()
---
return f.__globals__
---
return f.__code__.co_consts
---
return (lambda: 0).__globals__
---
return "".__class__.__mro__
---
return np.__loader__
---
return np.__builtins__["open"]
---
return np.zeros.__closure__
---
return np.zeros.__wrapped__
---
return np.ones(2).__array_interface__
---
return np.ones(2).__reduce__()
---
return np.ndarray.__new__
---
return np.float64.__base__
---
return [].__reduce_ex__(4)
---
return print.__self__
---
return print.taken
---
return len.__self__
---
return [].append.__self__
---
return f.__defaults__
---
try:
    1 / 0
except Exception as error:
    return error.__traceback__.tb_frame.f_back
---
try:
    1 / 0
except Exception as error:
    return error.tb_frame
---
try:
    (1).nothing
except AttributeError as error:
    return error.obj
---
try:
    nothing
except NameError as error:
    return error.name
---
try:
    1 / 0
except Exception as error:
    return error.args
---
try:
    1 / 0
except Exception as error:
    return error.with_traceback(None)
---
g = (x for x in [1])
return g.gi_frame.f_back.f_globals
---
g = (x for x in [1])
return g.gi_code
---
g = (x for x in [1])
return g.gi_yieldfrom
---
g = (x for x in [1])
return g.send(None)
---
g = (x for x in [1])
return g.throw(ValueError)
---
g = (x for x in [1])
return g.close()
---
n = np
return n.load
---
for n in [np]:
    return n.lib
---
return [np][0].memmap
---
return dict(a=np)["a"].fromfile
---
return (lambda n: n.ctypeslib)(np)
---
return (n := np).f2py
---
n, m = np, 1
return n.testing
---
return (np if 1 else 0).core
---
return np.random.mtrand.RandomState
---
r = np.random
return r.bytes(4)
---
n = np.linalg
return n.inv
---
return np.array([f])
---
return np.array([lambda: 1], dtype="object")
---
return np.array([np])
---
return np.array(np)
---
return np.array(f)
---
return np.array(x for x in [1, 2])
---
return np.full(3, f)
---
return np.array([None, 1])
---
return np.array([[1], [2, 3]], dtype="O")
---
return np.zeros(3, dtype="O")
---
return np.zeros(3, dtype="S10")
---
return np.zeros(3, dtype="V8")
---
return np.zeros(3, dtype="U4")
---
return np.zeros(3, dtype="M8[s]")
---
return np.zeros(3, dtype="m8[s]")
---
return np.zeros(3, dtype=[("a", "f8")])
---
return np.zeros(3, dtype={"names": ["a"], "formats": ["O"], "offsets": [0]})
---
return np.ones(2).astype("O")
---
return np.ones(2).astype(str)
---
return np.ones(2).astype("V")
---
return np.array(["a", "b"])
---
return np.array([10**30])
---
x = [10**30] * np.ones(1, int)
return x.sum()
---
x = [10**30] * np.ones(1, int)
return np.sum(x)
---
return np.asarray({"a": 1})
---
return np.array([{1, 2}])
---
return np.array([1], like=np.ones(1))
---
return np.zeros(3, **{"![x](http://example.com)": 1})
---
return np.zeros(3, dtype=[("![x](http://example.com)", "f8")])
---
return np.array([1], subok=True)
---
return np.ones(2).sum(like=1)
---
return np.exp([1.0], casting="unsafe")
---
return np.exp([1.0], signature="d->d")
---
return np.exp([1.0], extobj=[8192, 7, f])
---
return np.copy(np.ones(2), subok=True)
---
return np.random.seed(f)
---
return np.where(f)
---
return np.ones(2).sum(f)
---
return np.clip(np.ones(2), f, 1)
---
return "{0.__class__}".format(1)
---
return "{0[0]}".format([1])
---
return "{a.b}".format(a=1)
---
return "{0.shape}".format(np.ones(2))
---
return "{0:{1.real}}".format(1, 2)
---
return "{0!r:{1[0]}}".format(1, [2])
---
return "{.__class__}".format(f)
---
return "{a[__class__]}".format(a={})
---
return str.format("{0.__class__}", 1)
---
return "{a}".format_map({"a": 1})
---
return "a".encode()
---
return "a".translate({97: "b"})
---
return "a".maketrans("a", "b")
---
return str.maketrans("a", "b")
---
return f"{f.__globals__}"
---
return f"{np.load!r}"
---
return f"{1:{f.__name__}}"
---
return type(f)
---
return type(np)
---
return type(int)
---
return type(type(1))
---
return type(x for x in [1])
---
return type(ValueError("a"))
---
return int.from_bytes("a", "big")
---
return float.fromhex("1p3")
---
return dict.fromkeys([1])
---
return list.append
---
return int.mro()
---
return ValueError.mro()
---
return type(1).mro()
---
return list[int]
---
return int.to_bytes(1, 2)
---
return (1).to_bytes(2, "big")
---
return (1).bit_length
---
return 1.0.hex()
---
return np.float64(1).data
---
return np.float64(1).tobytes()
---
return np.float64(1).base
---
return np.float64(1).view("i8")
---
return np.float64.mro()
---
return np.ones(2).dtype.type
---
return np.ones(2).dtype.fields
---
return np.ones(2).dtype.metadata
---
return np.ones(2).dtype.newbyteorder()
---
return np.ones(2).dtype.descr
---
class A:
    pass
---
with open("secret") as file:
    return 1
---
with np as n:
    return 1
---
yield 1
---
yield from [1]
---
@np.vectorize
def g(x):
    return x
---
@f
def g():
    return 1
---
match 1:
    case int(real=x):
        return x
---
async def g():
    return 1
---
# whole
async def f():
    await f()
---
def g():
    nonlocal x
---
try:
    return 1
except* ValueError as group:
    return group
---
from numpy import load
---
from os import system
---
from numpy import *
---
import os
---
import os as np
---
import numpy.lib as np
---
import numpy.ctypeslib
---
import sys, numpy as np
---
import copy
---
import numpy as _np
---
import numpy as __builtins__
---
# whole
from __future__ import annotations
---
np.load = 1
---
np.ones(2).shape = (1, 2)
---
del np.load
---
f.x = 1
---
f.x += 1
---
for f.x in [1]:
    pass
---
[f.x for f.x in [1]]
---
(f.x, y) = (1, 2)
---
return b"bytes"
---
global __builtins__
__builtins__ = {}
---
global _getattr_
---
def __init__():
    return 1
---
def g(_x):
    return _x
---
return lambda __x: __x
---
return f(__x=1)
---
return f(**{"a": 1}, __b=2)
---
try:
    1 / 0
except Exception as __error:
    return 1
---
return [__x for __x in [1]]
---
return __import__("os")
---
return __builtins__
---
return __name__
---
return _getattr_
---
_write_ = f
---
_getitem_ = lambda a, b: a
---
return _inplacevar_
---
return _numpy_
---
return _seen_
---
(_x := 1)
---
print = f
---
def print(x):
    return x
---
def printed():
    return 1
---
return printed
---
builtins = 1
---
return ｎp.ｌoad
---
return np.einsum(f)
---
return np.ones(2, dtype=f)
---
return np.ones(f)
---
# whole
import numpy as np
f = np.load if False else np.zeros
---
return ｏpen("secret")
---
def g(a: __import__("os")) -> __import__("sys"):
    return a
---
x: np.load = 1
---
def g(*, _a=1, **_b):
    return _a
---
def g(a=().__class__):
    return a
---
return [x for x in ().__class__.__mro__]
---
return {**np.__dict__}
---
assert ().__class__, f.__code__
---
raise f.__class__
---
del f.__code__
---
return np.ones(2)[().__class__]
---
return [1, 2][f.__code__ : 1]
---
return (x async for x in [1])
---
# whole
def f():
    return {x async for x in [1]}
---
lambda: (yield)
---
return [(yield x) for x in [1]]
---
x = set(range(100))
x.update(x.clear() or y for y in range(10))
return len(x)
---
a = np.ones(4)
return np.add(a, 1, out=f)
---
a = np.ones(2, int) * [10**30, 1]
return a.T
---
a = np.ones(2, int) * [10**30, 1]
a[0] = np
return a[0].load
---
return np.where([True], "a", "b")
---
return np.where([True], f, 1)
---
return np.concatenate([np.ones(2), [f]])
---
return np.concatenate([np.ones(2), ["a"]])
---
return np.stack([["a"], ["b"]])
---
return np.append(1, f)
---
return np.append(1, "a")
---
return np.unique(["a", "b"])
---
return np.sort(["b", "a"])
---
return np.full(2, "a")
---
return np.tile("ab", 3)
---
return np.repeat("ab", 3)
---
return np.transpose("ab")
---
return np.squeeze([f])
---
return np.squeeze("ab")
---
return np.size(f)
---
return np.shape(f)
---
return np.copy(f)
---
return np.copy("a")
---
return np.diag(["a"])
---
return np.array_equal(f, f)
---
return np.logical_and([f], [1])
---
return np.nan_to_num("a")
---
return np.linspace(f, 1)
---
return np.random.rand(f)
---
return np.linalg.norm([["a"]], f)
---
return np.log(f)
---
return np.abs([10**30])
---
return type(np.ones(1).dtype)
---
return type([].append)
---
return type({}.keys())
---
return {}.keys().mapping
---
return {}.items().isdisjoint
---
return (x for x in [1]).gi_running
---
return range(3).start
---
return [1, 2, 3].__getitem__(0)
---
def g(): return 1
g.a = 1
---
return [i async for i in f]
---
lambda *a: (await a)
---
return __debug__
---
return True.real
---
return "{0.}".format(1)
---
return "{0..a}".format(1)
---
return "{[a]}".format({"a": 1})
---
return "{ 0}".format(1)
---
return "{-1}".format(1)
---
return "{_a}".format(_a=1)
"""

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
a[0] = a
return a == a
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


def is_there(holder: object, name: str) -> bool:
    """Whether a module or a class lists this name, or a module in it does."""
    first, _, rest = name.partition(".")
    return first in dir(holder) and (not rest or is_there(getattr(holder, first), rest))


ALL_REFUSED = [
    *attempts(REFUSED),
    *(f"return np.{name}" for name in NUMPYS if is_there(np, name)),
    *(f"return np.ones(2).{name}" for name in ARRAYS if is_there(np.ndarray, name)),
    *(f"return {name}" for name in BUILTINS),
    *(f"x = {name}\nreturn x" for name in ("open", "eval", "getattr", "object")),
    'return getattr(np, "lo" + "ad")',
    'return np.ones(2).tofile("secret")',
    'return np.vectorize(np.ones(2).tofile)(["secret"])',
    "return np.lib.stride_tricks.as_strided(np.ones(1), (1000,))",
    'return np.f2py.os.listdir("/")',
    'return np.ma.core.inspect.os.listdir("/")',
    'return np.lib.npyio.DataSource().open("secret").read()',
    'return np.testing.runstring("1", {})',
    'return np.ctypeslib.load_library("libc", "/")',
]
ALL_HARMLESS = [
    *attempts(HARMLESS),
    *(f"return np.{name}" for name in NUMPYS if not is_there(np, name)),  # in other versions of NumPy
    *(f"return np.ones(2).{name}" for name in ARRAYS if not is_there(np.ndarray, name)),
]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, dict[str, Any]]]:
    folder = tmp_path_factory.mktemp("escapes")
    (folder / "secret").write_text(SECRET + "?")
    tried = list(dict.fromkeys([*ALL_REFUSED, *ALL_HARMLESS]))
    texts = [whole(attempt).replace('"secret"', repr(str(folder / "secret"))) for attempt in tried]
    yield dict(zip(tried, run_all(texts), strict=True))
    assert [path.name for path in folder.iterdir()] == ["secret"]


LEAKS = (SECRET, "<frame", "<module", "<code", "<class 'type'>", "posix", "/usr", "/lib", "site-packages", "swordfish")


def assert_nothing_came_out(outcome: dict[str, Any]) -> None:
    told = json.dumps({key: value for key, value in outcome.items() if key != "failure"})
    said = (outcome["failure"] or {"message": ""})["message"]
    assert not [leak for leak in LEAKS if leak in told or leak in said]
    assert len(told) < 30_000
    assert len(said) <= 500
    assert outcome["untouched"], "the process is not what it was"


@pytest.mark.parametrize("attempt", dict.fromkeys(ALL_REFUSED))
def test_it_is_refused_with_its_line_and_a_remedy(attempt: str, outcomes: dict[str, dict[str, Any]]) -> None:
    outcome = outcomes[attempt]
    assert outcome["failure"], outcome
    assert outcome["failure"]["kind"] == "refused", outcome
    assert outcome["failure"]["message"].startswith(f"Line {outcome['failure']['line']}: ")
    assert outcome["failure"]["message"].count(".") >= 2, "a rule and a remedy"
    assert outcome["value"] is None
    assert_nothing_came_out(outcome)


@pytest.mark.parametrize("attempt", ALL_HARMLESS)
def test_it_comes_to_nothing(attempt: str, outcomes: dict[str, dict[str, Any]]) -> None:
    outcome = outcomes[attempt]
    failure = outcome["failure"] or {"kind": ""}
    assert failure["kind"] in ("", "error", "name", "shape", "memory", "output", "syntax"), outcome
    assert_nothing_came_out(outcome)


@pytest.mark.parametrize("attempt", [attempt for attempt in ALL_REFUSED if "![" in attempt])
def test_a_refusal_shows_the_learners_own_words_as_code(attempt: str, outcomes: dict[str, dict[str, Any]]) -> None:
    assert "![" not in "".join(outcomes[attempt]["failure"]["message"].split("`")[::2])


def test_the_corpus_is_large_and_each_attempt_stands_in_it_once() -> None:
    assert len(set(ALL_REFUSED)) == len(ALL_REFUSED)
    assert len(set(ALL_HARMLESS)) == len(ALL_HARMLESS)
    assert len(ALL_REFUSED) + len(ALL_HARMLESS) + len(HEAVY) > 600


def test_without_the_wall_the_secret_is_found() -> None:
    """So the tests before this one can fail."""
    [memory, changed] = run_all(
        [
            "# no wall\ndef f():\n    return __import__('__main__').secret",
            "# no wall\ndef f():\n    import numpy\n    numpy.zeros = 1",
        ]
    )
    with pytest.raises(AssertionError):
        assert_nothing_came_out(memory)
    with pytest.raises(AssertionError, match="not what it was"):
        assert_nothing_came_out(changed)


# What takes memory, time or the parser itself: each in a process of its own, as a visitor's check runs.
HEAVY = {
    "an endless loop": "while True:\n    pass",
    "one that catches what ends it": "while True:\n    try:\n        f()\n    except:\n        pass",
    "one that catches it and goes on": "while 1:\n    try:\n        sum(range(10**9))\n    finally:\n        continue",
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
    "products of large matrices": "x = np.ones((3000, 3000))\nwhile True:\n    x = x @ x",
    "sorting without end": "while True:\n    np.sort(np.random.randn(10**6))",
    "many exceptions": "while True:\n    try:\n        raise ValueError\n    except ValueError:\n        pass",
    "generators in generators": "g = [1]\nfor i in range(10**5):\n    g = (x for x in g)\nreturn sum(g)",
    "functions in functions": "g = abs\nfor i in range(10**5):\n    g = (lambda h: lambda x: h(x))(g)\nreturn g(1)",
    "arrays in arrays, printed": "a = np.ones(2, int) * [10**30, 1]\nfor i in range(20000):\n"
    "    b = np.ones(2, int) * [10**30, 1]\n    b[0] = a\n    a = b\nprint(a)",
    "lists in lists, let go": "x = []\nfor i in range(10**6):\n    x = [x]\nx = 1",
    "a flood of words": 'while True:\n    print("flood" * 1000)',
    "minus minus": "return " + "-" * 30_000 + "1",
    "not not": "return " + "not " * 10_000 + "1",
    "one and one": "return 1" + " + 1" * 14_000,
    "attributes of attributes": "return f" + ".a" * 20_000,
    "parts of parts": "return f" + "[0]" * 15_000,
    "calls of calls": "return f" + "()" * 20_000,
    "functions without a name": "return " + "lambda: " * 7_000 + "1",
    "comparisons": "return 1" + " < 1" * 14_000,
    "if else": "return 1" + " if 1 else 1" * 4_500,
    "blocks in blocks": "\n".join(" " * n + "if 1:" for n in range(99)) + "\n" + " " * 99 + "pass",
    "a number of 50,000 digits": "return " + "9" * 50_000,
    "folded constants": "return " + "(" * 50 + "9" + "**9)" * 50,
    "folded texts": 'return "a" * 4096 * 4096 * 4096 * 4096',
    "many names": "return [" + ", ".join(f"a{n}" for n in range(9000)) + "]",
    "many targets": " = ".join(f"a{n}" for n in range(8000)) + " = 1",
    "many functions": "\n".join(f"def g{n}(): pass" for n in range(2900)),
    "f-strings": "return " + "f'{" * 3 + "1" + "}'" * 3,
    "open brackets": "return " + "(" * 50_000,
    "a backslash at the end": "return 1 \\",
    "a million lines": "\n" * 10**6,
    "a million signs": "x" * 10**6,
    "NUL": "return 1\0",
    "half a pair": "return '\ud800'",
    "only a byte order mark": "\ufeff",
    "form feeds": "\f" * 1000,
    "lines that end as on an old Mac": "return 1\r" * 100,
}


@pytest.mark.parametrize("name", HEAVY)
def test_time_memory_and_the_parser_are_bounded(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "GRACE_SECONDS", 0.3)
    before, start = memory_here(), time.perf_counter()
    [result] = run_calls(whole(HEAVY[name]), [Call("f", ())], seconds=0.3)
    assert time.perf_counter() - start < 30, "killed 0.6 seconds after its start, on a busy machine later"
    assert memory_here() - before < 30 * 2**20
    assert result.failure is None or result.failure.message
    assert len(str(result.value)) < 2**16, "on a fast machine some of them end in time, and have little to say"
