"""A check, and how a value's shape and numbers are judged, with the likely cause of a fault."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from logreg_core.words import listed

from ..report import Kind
from ..results import Call, Result
from ..values import as_array, figure, said, shape_of, shown

RELATIVE, ABSOLUTE = 1e-5, 1e-6  # tolerance: allows for a small number added inside a logarithm

Suspects = Iterable[tuple[ArrayLike, str]]
NO_RETURN = "It returned None. Is there a `return` at the end, and is it reached?"


@dataclass(frozen=True)
class Fault:
    """Why a check failed."""

    said: str
    came: str = ""
    wanted: str = ""


@dataclass(frozen=True)
class Check:
    """One check of a function.

    name: what is checked. given: the input, in words. calls: the calls of the learner's function that it needs.
    judge: returns the fault of their results, or None; called only if no call failed.
    """

    name: str
    kind: Kind
    given: str
    calls: tuple[Call, ...]
    judge: Callable[[Sequence[Result]], Fault | None]


def shape_is(
    name: str,
    value: object,
    wanted: tuple[int, ...],
    suspects: Mapping[tuple[int, ...], str],
    like: str = "",
) -> Fault | None:
    """The fault if a value does not have this shape, or None. like: the shape in words, such as "the shape of `w`"."""
    came, target = shape_of(value), _shape(wanted)
    if came == wanted:
        return None
    if came is None:
        what = f"{name} is {said(value)}; it should be {'a number' if not wanted else f'an array of shape {wanted}'}."
        hint = ""
        if value is None:
            hint = " Was it computed and returned?"
        elif isinstance(value, list | tuple):
            hint = " `np.array(...)` makes an array of a list." if wanted else " Take the number out of it."
        return Fault(what + hint, said(value), target)
    what = f"{name} {'is a number' if not came else f'has shape {came}'}; it should"
    what += f" have {like}, {wanted}." if like else " be a number." if not wanted else f" have shape {wanted}."
    return Fault(f"{what} {suspects.get(came) or _why_shape(came, wanted)}".strip(), _shape(came), target)


def _why_shape(came: tuple[int, ...], wanted: tuple[int, ...]) -> str:
    """The usual cause of a wrong shape, for any value."""
    if not wanted and all(side == 1 for side in came):
        return "One number in brackets is still an array: `np.sum` adds up to a number, `np.squeeze` takes it out."
    if not wanted:
        return "Is `np.sum` missing, or does it have an `axis` that it does not need?"
    if not came:
        return "Everything was added up to one number: is that what you want?"
    if came == wanted[::-1]:
        return "It is transposed: use `.T`, or swap the two factors."
    if len(came) < len(wanted) and np.prod(came) == np.prod(wanted):
        return f"One axis got lost: `keepdims=True` keeps it, `.reshape{wanted}` restores it."
    return ""


def _shape(shape: tuple[int, ...]) -> str:
    return f"shape {shape}" if shape else "a number"


def close(one: ArrayLike, other: ArrayLike) -> bool:
    """Whether two arrays are equal, but for rounding."""
    a, b = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    return a.shape == b.shape and bool(np.allclose(a, b, RELATIVE, ABSOLUTE))


def equals(name: str, value: object, wanted: ArrayLike, suspects: Suspects = (), hint: str = "") -> Fault | None:
    """The fault if the numbers differ, or None: the first suspect with these numbers, or else what differs.

    hint: added if no suspect matches.
    """
    came, target = as_array(value), np.asarray(wanted, dtype=float)
    if came is None or came.shape != target.shape:
        return shape_is(name, value, target.shape, {})
    if close(came, target):
        return None
    return Fault(_why(name, came, target, suspects) or _where(name, came, target, hint), shown(came), shown(target))


def _why(name: str, came: Any, target: Any, suspects: Suspects) -> str:
    if not np.isfinite(came).all():
        what = "NaN, not a number" if np.isnan(came).any() else "infinite"
        return (
            f"{name} is {what}. The logarithm of 0, a division by 0 and `np.exp` of a large number do that: print the"
            " terms, and find the first that is not finite."
        )
    for wrong, why in suspects:
        if close(came, wrong):
            return why
    if close(came, -target):
        return f"{name} has the wrong sign; the rest is right. Is a minus missing, or one too many?"
    factor = _factor(came, target)
    return f"{name} is {figure(factor)} times what it should be. Which factor or division is wrong?" if factor else ""


def _factor(came: Any, target: Any) -> float | None:
    """The one factor by which all numbers of an array are too large, or None."""
    if not target.shape:
        return None
    large = np.abs(target) > ABSOLUTE
    if not large.any() or not close(came[~large], target[~large]):
        return None
    factors = came[large] / target[large]
    factor = float(factors.flat[0])
    return factor if close(factors, np.full_like(factors, factor)) and abs(factor) > ABSOLUTE else None


def _where(name: str, came: Any, target: Any, hint: str) -> str:
    if not came.shape:
        return f"{name} is {figure(float(came))}; it should be {figure(float(target))}. {hint}".strip()
    off = ~np.isclose(came, target, RELATIVE, ABSOLUTE)
    index = tuple(int(each) for each in np.argwhere(off)[0])
    entry = f"{name.rstrip(',')}, at index {list(index)},"
    return f"{entry} is {figure(float(came[index]))}; it should be {figure(float(target[index]))}. {hint}".strip()


def unchanged(arguments: Sequence[str], results: Sequence[Result]) -> Fault | None:
    """The fault if a call changed an argument in place, or None. arguments: their names, in order."""
    indices = sorted({index for result in results for index in result.changed if index < len(arguments)})
    if not indices:
        return None
    names = listed([f"`{arguments[index]}`" for index in indices])
    first = arguments[indices[0]]
    was, has, it = ("was", "has", "it") if len(indices) == 1 else ("were", "have", "them")
    return Fault(
        f"{names} {was} changed in place, and the caller still needs {it}. `{first} -= ...` and `{first}[...] = ...`"
        f" write into the caller's array; `{first} = {first} - ...` makes a new one.",
        f"{names} {has} different numbers than before",
        "the same numbers as before",
    )
