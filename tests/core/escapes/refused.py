"""Attempts that break a rule of the language: each is refused with its line and a remedy."""

from __future__ import annotations

import numpy as np

from tests.core.learner import attempts

from .names import ARRAYS, BUILTINS, NUMPYS, is_there

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
