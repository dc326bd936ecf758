"""A check, and the ways to judge a value: its form, its shape, its numbers, each with what is probably behind a
fault.
"""

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

RELATIVE, ABSOLUTE = 1e-5, 1e-6  # how far numbers may be off: as much as a small number inside a logarithm changes

Suspects = Iterable[tuple[ArrayLike, str]]
NO_RETURN = "It returned None. Is there a `return` at its end, and is it reached?"


@dataclass(frozen=True)
class Fault:
    """Why a check has not passed."""

    said: str
    came: str = ""
    wanted: str = ""


@dataclass(frozen=True)
class Check:
    """One thing to look at.

    name: what is looked at. given: what goes in, in words. calls: which calls of the learner's function it needs.
    judge: what is wrong with what they returned, None where nothing is; asked only where no call failed.
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
    """Whether a part of what was returned has this shape. like: of what it has the shape, such as
    "the shape of `w`".
    """
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
    """What often is behind a shape, whatever the part."""
    if not wanted and all(side == 1 for side in came):
        return "One number in brackets is still an array: `np.sum` adds up to a number, `np.squeeze` takes it out."
    if not wanted:
        return "Is `np.sum` missing, or does it have an `axis` too much?"
    if not came:
        return "Everything was added up to one number: was that meant?"
    if came == wanted[::-1]:
        return "It lies on its side: `.T` turns it, or the two factors are the wrong way round."
    if len(came) < len(wanted) and np.prod(came) == np.prod(wanted):
        return f"One axis got lost: `keepdims=True` keeps it, `.reshape{wanted}` brings it back."
    return ""


def _shape(shape: tuple[int, ...]) -> str:
    return f"shape {shape}" if shape else "a number"


def close(one: ArrayLike, other: ArrayLike) -> bool:
    """Whether two arrays are equal, but for rounding."""
    a, b = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    return a.shape == b.shape and bool(np.allclose(a, b, RELATIVE, ABSOLUTE))


def equals(name: str, value: object, wanted: ArrayLike, suspects: Suspects = (), hint: str = "") -> Fault | None:
    """Whether the numbers are these; if not, the first suspicion whose numbers they are, or what can be seen of them.

    hint: what is said where there is no suspicion.
    """
    came, target = as_array(value), np.asarray(wanted, dtype=float)
    if came is None or came.shape != target.shape:
        return shape_is(name, value, target.shape, {})
    if close(came, target):
        return None
    return Fault(_why(name, came, target, suspects) or _where(name, came, target, hint), shown(came), shown(target))


def _why(name: str, came: Any, target: Any, suspects: Suspects) -> str:
    if not np.isfinite(came).all():
        what = "nan, which is no number" if np.isnan(came).any() else "infinite"
        return (
            f"{name} is {what}. The logarithm of 0, a division by 0 and `np.exp` of a large number do that: print the"
            " parts, and look for the first that is not finite."
        )
    for wrong, why in suspects:
        if close(came, wrong):
            return why
    if close(came, -target):
        return f"{name} has the wrong sign: all else agrees. Which minus is missing, or one too many?"
    factor = _factor(came, target)
    return (
        f"{name} is {figure(factor)} times what it should be. Which factor, or which division, is it?" if factor else ""
    )


def _factor(came: Any, target: Any) -> float | None:
    """By which one number all are too large, if they are and there are several; of a single number it says nothing."""
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
    place = tuple(int(each) for each in np.argwhere(off)[0])
    part = f"{name.rstrip(',')}, at place {list(place)},"
    return f"{part} is {figure(float(came[place]))}; it should be {figure(float(target[place]))}. {hint}".strip()


def unchanged(arguments: Sequence[str], results: Sequence[Result]) -> Fault | None:
    """Whether the calls left what they were given as it was. arguments: their names, in order."""
    places = sorted({place for result in results for place in result.changed if place < len(arguments)})
    if not places:
        return None
    names = listed([f"`{arguments[place]}`" for place in places])
    first = arguments[places[0]]
    was, has, it = ("was", "has", "it") if len(places) == 1 else ("were", "have", "them")
    return Fault(
        f"{names} {was} changed in place, and the caller still needs {it}. `{first} -= ...` and `{first}[...] = ...`"
        f" write into the array that was given; `{first} = {first} - ...` makes a new one.",
        f"{names} {has} other numbers than before",
        "the same numbers as before",
    )
