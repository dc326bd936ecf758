"""Places of a run as arrays, a row for each: where weights, velocity, early stopping and the images dealt out stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..descent import Change, Dealing, Record, Seen, Standing
from .parcel import Parcel
from .parts import MEASURES, record_rows, records_of, rows_of

MOST_PLACES = 200
MOST_TURNS = 2 * 10**5
MOST_DEALT = 2**22
Turns = tuple[tuple[int, tuple[float, int, float, float], tuple[float, int, float, float]], ...]


def is_finite(there: Standing) -> bool:
    """Whether all numbers of a place are finite."""
    others: list[Any] = [] if there.seen is None or there.seen.last is None else [*there.seen.last[1:3]]
    others += [] if there.best is None else [*there.best[1:]]
    return there.is_finite and all(bool(np.isfinite(each).all()) for each in others)


def thinned(places: Sequence[Standing], room: int) -> list[Standing]:
    """Every so many of them, so that they fit into the room; the last one is always among them."""
    one = sum(each.nbytes for each in places[-1].moving) + (0 if (d := places[-1].dealing) is None else 4 * len(d.deck))
    stride = -(-len(places) * one // room)
    return [*reversed([*reversed(places)][:: max(1, stride)])][-MOST_PLACES:]


def packed(places: Sequence[Standing]) -> tuple[dict[str, Any], dict[str, NDArray]]:
    """The values and the arrays that stand for these places."""
    most = max(len(each.moving) for each in places)
    arrays: dict[str, NDArray] = {"place": np.array([each.iteration for each in places], np.int32)}
    moves = [[*each.moving, *map(np.zeros_like, each.moving)][:most] for each in places]
    arrays |= {f"moving_{j}": np.array([each[j] for each in moves]) for j in range(most)}
    for name, values in {
        "moves": [len(each.moving) for each in places],
        "changed": [len(each.changes) for each in places],
        "stopped": [each.stopped for each in places],
        "was_long": [each.was_long for each in places],
    }.items():
        arrays[name] = np.array(values, np.int32)
    arrays["first"] = rows_of([each.first or _NOTHING for each in places])
    best = {each.best[0].iteration: each.best for each in places if each.best is not None}
    if best:
        order = {iteration: i for i, iteration in enumerate(best)}
        arrays["best_of"] = np.array(
            [-1 if each.best is None else order[each.best[0].iteration] for each in places], np.int32
        )
        arrays["best"] = rows_of([each[0] for each in best.values()])
        arrays["best_moving"] = np.array([each[1] for each in best.values()])
        arrays["best_bias"] = np.array([each[2] for each in best.values()], float)
    return _dealt(places, arrays), arrays | _seen(places)


_NOTHING = Record(-1, *([0.0] * (len(MEASURES) - 1)))


def _seen(places: Sequence[Standing]) -> dict[str, NDArray]:
    seen = [each.seen for each in places]
    held = [each for each in seen if each is not None]
    if len(held) < len(seen):
        return {}
    turns = [(number, *low, *high) for each in held for number, low, high in each.turns]
    lasts = [each.last for each in held if each.last is not None]
    m = len(lasts[0][1]) if lasts else 0
    empty = (-1, np.zeros(m), 0.0, 0)
    filled = [each.last or empty for each in held]
    return {
        "rises": np.array([each.rises for each in held], np.int32),
        "turned": np.array([len(each.turns) for each in held], np.int32),
        "turns": np.array(turns, float).reshape(-1, 9),
        "last": np.array([[at, records] for at, _, _, records in filled], np.int32),
        "last_penalty": np.array([penalty for _, _, penalty, _ in filled], float),
        "last_scores": np.array([z for _, z, _, _ in filled], float).reshape(len(filled), m),
    }


def _dealt(places: Sequence[Standing], arrays: dict[str, NDArray]) -> dict[str, Any]:
    """The values about the order of the images; the decks join the arrays."""
    dealing = [each.dealing for each in places if each.dealing is not None]
    if len(dealing) < len(places):
        return {}
    arrays["decks"] = np.array([len(each.deck) for each in dealing], np.int32)
    arrays["deck"] = np.concatenate([each.deck for each in dealing]).astype(np.int32)
    spares = [-1 if each.spare is None else each.spare for each in dealing]
    return {"generator": [[f"{each.state:x}", spare] for each, spare in zip(dealing, spares, strict=True)]}


def standings_in(parcel: Parcel, goal: int, changes: tuple[Change, ...]) -> list[Standing]:
    """The places in a parcel. Their shapes are checked where they are taken."""
    if not parcel.has("place"):
        return []
    iterations = parcel.array("place", "i4", (None,))
    f = len(iterations)
    if not 0 < f <= MOST_PLACES or np.any(np.diff(iterations, prepend=0) <= 0) or iterations[-1] > goal:
        raise parcel.refusal(f"at most {MOST_PLACES} places that ascend from 1 to {goal:,}", iterations[:5].tolist())
    counts = {name: parcel.array(name, "i4", (f,)) for name in ("moves", "changed", "stopped", "was_long")}
    if np.any(counts["changed"] < 0) or np.any(counts["changed"] > len(changes)):
        raise parcel.refusal(f"up to {len(changes)} changes at each place", counts["changed"][:5].tolist())
    moving = (
        [_moving(parcel, j, f) for j in range(int(counts["moves"].max(initial=0)))] if _few(counts["moves"]) else []
    )
    first = record_rows(parcel, "first", f)
    best, seen, dealing = _best_of(parcel, f), _seen_in(parcel, f), _dealing_in(parcel, f)
    return [
        Standing(
            iteration=int(iterations[i]),
            moving=tuple(each[i] for each in moving[: counts["moves"][i]]),
            changes=changes[: counts["changed"][i]],
            best=best[i],
            stopped=bool(counts["stopped"][i]),
            first=None if first[i].iteration < 0 else first[i],
            was_long=bool(counts["was_long"][i]),
            seen=seen[i],
            dealing=dealing[i],
        )
        for i in range(f)
    ]


def _few(counts: NDArray) -> bool:
    return bool(counts.min(initial=1) > 0 and counts.max(initial=0) <= 6)


def _moving(parcel: Parcel, j: int, f: int) -> NDArray:
    axes = parcel.arrays[f"moving_{j}"].ndim - 1 if parcel.has(f"moving_{j}") else 1
    return parcel.array(f"moving_{j}", "f8", (f, *[None] * axes))


def _best_of(parcel: Parcel, f: int) -> list[tuple[Record, NDArray[np.float64], float] | None]:
    if not parcel.has("best_of"):
        return [None] * f
    which = parcel.array("best_of", "i4", (f,))
    records = records_of(parcel, "best", most=f)
    n = len(records)
    moving, bias = parcel.array("best_moving", "f8", (n, None, None)), parcel.array("best_bias", "f8", (n,))
    if np.any(which < -1) or np.any(which >= n):
        raise parcel.refusal(f"the best of {n} places", which[:5].tolist())
    return [None if i < 0 else (records[i], moving[i].copy(), float(bias[i])) for i in which.tolist()]


def _seen_in(parcel: Parcel, f: int) -> list[Seen | None]:
    if not parcel.has("rises"):
        return [None] * f
    rises, turned, last = (
        parcel.array(*each) for each in (("rises", "i4", (f,)), ("turned", "i4", (f,)), ("last", "i4", (f, 2)))
    )
    penalties, scores = parcel.array("last_penalty", "f8", (f,)), parcel.array("last_scores", "f8", (f, None))
    turns = parcel.array("turns", "f8", (None, 9), finite=False)
    if np.any(rises < 0) or np.any(turned < 0) or turned.sum(dtype=np.int64) != len(turns) or len(turns) > MOST_TURNS:
        raise parcel.refusal(f"at most {MOST_TURNS:,} turns, as many as its places say", len(turns))
    whole = turns[:, (0, 2, 6)]  # the number of records, and the iterations
    if not np.all((whole >= 0) & (whole <= 2**31) & (whole == np.floor(whole))):
        raise parcel.refusal("iterations of turns that are whole numbers", "others")
    found: list[Seen | None] = []
    ends = np.cumsum(turned)
    for i in range(f):
        some: Turns = tuple(
            (int(row[0]), (row[1], int(row[2]), row[3], row[4]), (row[5], int(row[6]), row[7], row[8]))
            for row in turns[ends[i] - turned[i] : ends[i]].tolist()
        )
        at, records = last[i].tolist()
        seen = None if at < 0 else (at, scores[i].copy(), float(penalties[i]), records)
        found.append(Seen(int(rises[i]), some, seen))
    return found


def _dealing_in(parcel: Parcel, f: int) -> list[Dealing | None]:
    if not parcel.has("decks"):
        return [None] * f
    lengths, deck = parcel.array("decks", "i4", (f,)), parcel.array("deck", "i4", (None,)).astype(np.int64)
    states = parcel.listed("generator", MOST_PLACES)
    if np.any(lengths < 0) or lengths.sum(dtype=np.int64) != len(deck) or len(deck) > MOST_DEALT or len(states) != f:
        raise parcel.refusal(f"a deck of images for each of {f} places", len(states))
    ends = np.cumsum(lengths)
    return [_dealing(parcel, states[i], deck[ends[i] - lengths[i] : ends[i]]) for i in range(f)]


def _dealing(parcel: Parcel, state: object, deck: NDArray[np.int64]) -> Dealing:
    match state:
        case [str(digits), int(spare)] if type(spare) is int and len(digits) <= 32 and -1 <= spare < 2**32:
            try:
                return Dealing(int(digits, 16), None if spare < 0 else spare, deck)
            except ValueError:
                pass
    raise parcel.refusal("the state of a generator in hexadecimal digits, and what it has left over", state)
