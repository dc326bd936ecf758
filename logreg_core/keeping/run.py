"""A run as bytes, and back, so that it goes on exactly: to the same weights, to the last digit.

A run that takes a blink is kept as its plan, and trained anew. Else in the bytes are the recipe, the records, and the
places that the training can be gone back to, thinned where they would be large: where the weights, the velocity, the
order of the images and the early stopping stand. What follows from recipe and dataset is not in them.

A run whose weights have left all numbers is kept at the last place where they had not. From there it goes on, to the
same end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..classifier import Classifier
from ..dataset import Dataset
from ..descent import Change, Curve, Dealing, Record, Seen, Standing
from ..descent.curve import MOST_RECORDS as MOST_POINTS
from ..errors import ArgumentError, UploadError
from ..export import load_classifier, save_classifier
from ..recipe import Recipe
from ..settings import ITERATIONS, RUN_SETTINGS
from ..training import Training
from .parcel import Parcel, pack, printable, unpack

ROOM = 2 * 2**20  # bytes that the places of one run may take, about
MOST_PLACES = 200
MOST_RECORDS = 2 * 10**5
MOST_TURNS = 2 * 10**5
MOST_CHANGES = 3000
MOST_DEALT = 2**22
MOST_GIVEN_UP = 3
LONGEST_LINE = 120  # signs of its name
INFLATED = 2**25  # bytes
LARGEST = 2**53  # of a number in ``about``
MEASURES = tuple(each.name for each in fields(Record))
Turns = tuple[tuple[int, tuple[float, int, float, float], tuple[float, int, float, float]], ...]


@dataclass(frozen=True, eq=False)
class KeptRun:
    """A run that came back. recipe, start: as of `Training`; training: as far as it had come, None where it is to be
    trained anew. given_up, about: the lines and the numbers that were kept with it.
    """

    recipe: Recipe
    start: Classifier | None
    training: Training | None
    given_up: tuple[Curve, ...]
    about: Mapping[str, int]


def pack_plan(dataset: Dataset, recipe: Recipe, start: Classifier | None, **about: int) -> bytes:
    """A run that is to be trained anew, and some numbers about it. Raises UploadError where it cannot be kept."""
    return pack("run", _header(dataset, recipe, about) | {"is_plan": True}, _start(start))


def pack_training(training: Training, *, given_up: Sequence[Curve] = (), room: int = ROOM, **about: int) -> bytes:
    """A training, and some numbers about it. Raises UploadError where it is too large, or cannot be kept at all.

    given_up: how it went on before it was changed, at most MOST_GIVEN_UP lines.
    room: bytes that the places take to which it can go back, about; the last one has always room.
    """
    places = [there for each in training.checkpoints if each.iteration and _is_finite(there := each.descent.standing)]
    descent, here = training.descent, places[-1].iteration if places else 0
    is_whole = here == training.iteration
    changes = tuple(descent.changes) if is_whole else places[-1].changes if places else ()
    if len(changes) < len(descent.changes):
        raise UploadError("A run can be kept while its weights are numbers. They have left them. Train it anew.")
    header = {
        "is_plan": False,
        "ended": training.ended and is_whole,
        "record_every": descent.record_every,
        "record_first": descent.record_first,
        "changes": [list(each) for each in changes],
        "given_up": [printable(each.name, LONGEST_LINE) for each in given_up],
    }
    arrays = {"records": rows_of([each for each in descent.records if is_whole or each.iteration < here])}
    arrays |= {f"given_up_{i}": rows_of(each.records) for i, each in enumerate(given_up)}
    if (training.iteration or training.start) and training.classifier is not None:
        arrays["neuron"] = np.frombuffer(save_classifier(training.classifier), np.uint8)
    if places:
        more, moving = _places(_thinned(places, room))
        header |= more
        arrays |= moving
    return pack("run", _header(training.dataset, training.recipe, about) | header, arrays | _start(training.start))


def _header(dataset: Dataset, recipe: Recipe, about: Mapping[str, int]) -> dict[str, Any]:
    return {"dataset": dataset.digest, "about": about, **recipe_header(recipe)}


def _start(start: Classifier | None) -> dict[str, NDArray]:
    return {} if start is None else {"start": np.frombuffer(save_classifier(start), np.uint8)}


def run_of(data: bytes, dataset: Dataset) -> KeptRun:
    """The run in untrusted bytes, on the dataset that it learned from.

    It takes as long as to begin a training. Raises UploadError when they hold none, or one on another dataset.
    """
    parcel = unpack("run", data, most=INFLATED)
    if parcel.text("dataset", 64) != dataset.digest:
        raise UploadError(
            f"The kept run learned from another dataset than {dataset.name!r:.60}. Take that one in hand, and train."
        )
    recipe, about, start = recipe_of(parcel), _about(parcel), _neuron(parcel, "start")
    if parcel.yes("is_plan"):
        return KeptRun(recipe, start, None, (), about)
    changes = _changes(parcel)
    places = _standings(parcel, recipe.num_iterations, changes)
    here = places[-1].iteration if places else 0
    records = records_of(parcel, "records", most=MOST_RECORDS)
    if any(each.iteration > here for each in records[-1:]):  # the last one is here, where patience has ended
        raise parcel.refusal(f"records up to the iteration {here:,}", f"{records[-1].iteration:,}")
    try:
        training = Training.resumed(
            dataset,
            recipe,
            places,
            records,
            start=start,
            ended=parcel.yes("ended"),
            record_every=parcel.whole("record_every", 1, int(ITERATIONS.largest)),
            record_first=parcel.whole("record_first", 0, 1000),
        )
    except ArgumentError as error:
        raise UploadError(f"A kept run must be one. {error}") from error
    return KeptRun(recipe, start, training, _given_up(parcel), about)


def _given_up(parcel: Parcel) -> tuple[Curve, ...]:
    names = parcel.texts("given_up", MOST_GIVEN_UP, LONGEST_LINE)
    lines = [records_of(parcel, f"given_up_{i}", most=4 * MOST_POINTS) for i in range(len(names))]
    if not all(lines):
        raise parcel.refusal("records of each line", names)
    return tuple(Curve(name, tuple(line)) for name, line in zip(names, lines, strict=True))


def neuron_in(data: bytes) -> Classifier | None:
    """The neuron of the run in untrusted bytes, whatever it learned from; None where none is in them.

    Raises UploadError when they hold no run.
    """
    return _neuron(unpack("run", data, most=INFLATED), "neuron")


def _neuron(parcel: Parcel, name: str) -> Classifier | None:
    return load_classifier(parcel.array(name, "u1", (None,)).tobytes()) if parcel.has(name) else None


def _is_finite(there: Standing) -> bool:
    others: list[Any] = [] if there.seen is None or there.seen.last is None else [*there.seen.last[1:3]]
    others += [] if there.best is None else [*there.best[1:]]
    return there.is_finite and all(bool(np.isfinite(each).all()) for each in others)


def _thinned(places: Sequence[Standing], room: int) -> list[Standing]:
    """Every so many of them, so that they fit into the room; the last one is always among them."""
    one = sum(each.nbytes for each in places[-1].moving) + (0 if (d := places[-1].dealing) is None else 4 * len(d.deck))
    stride = -(-len(places) * one // room)
    return [*reversed([*reversed(places)][:: max(1, stride)])][-MOST_PLACES:]


def _places(places: Sequence[Standing]) -> tuple[dict[str, Any], dict[str, NDArray]]:
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


def _standings(parcel: Parcel, goal: int, changes: tuple[Change, ...]) -> list[Standing]:
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
    first = _rows(parcel, "first", f)
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


def _changes(parcel: Parcel) -> tuple[Change, ...]:
    known = {setting.name: setting for setting in RUN_SETTINGS}
    changes = []
    for each in parcel.listed("changes", MOST_CHANGES):
        match each:
            case [int(at), "learning_rate" | "l2" | "momentum" as name, int() | float() as value] if type(at) is int:
                if known[name].allows(value):
                    changes.append((at, name, float(value)))
                    continue
        raise parcel.refusal("changes: an iteration, a setting, and its value in its range", each)
    return tuple(changes)


def _about(parcel: Parcel) -> dict[str, int]:
    about = parcel.table("about").header
    if len(about) > 8 or not all(type(each) is int and abs(each) <= LARGEST for each in about.values()):
        raise parcel.refusal("a few whole numbers about it", about)
    return dict(about)


def recipe_header(recipe: Recipe) -> dict[str, Any]:
    """A recipe as values of a header."""
    return {"settings": recipe.settings, "representation": recipe.representation}


def recipe_of(parcel: Parcel) -> Recipe:
    """The recipe in a header, each of its settings in its range. Raises UploadError."""
    settings = parcel.table("settings").header
    if set(settings) != {each.name for each in RUN_SETTINGS}:
        raise parcel.refusal("the settings of a run", [*settings][:10])
    try:
        return Recipe.of(dict(settings), parcel.text("representation", 100))
    except ArgumentError as error:
        raise UploadError(f"A kept run must have a recipe. {error}") from error


def rows_of(records: Sequence[Record]) -> NDArray[np.float64]:
    """Records as numbers, ``(r, 8)``."""
    return np.array([astuple(each) for each in records], float).reshape(-1, len(MEASURES))


def records_of(parcel: Parcel, name: str, *, most: int) -> list[Record]:
    """The records in an array, in the order of their iterations. Raises UploadError."""
    records = _rows(parcel, name, None)
    iterations = [each.iteration for each in records]
    if len(records) > most or np.any(np.diff(iterations, prepend=-1) <= 0):
        raise parcel.refusal(f"at most {most:,} records ({name}) whose iterations ascend", len(records))
    return records


def _rows(parcel: Parcel, name: str, rows: int | None) -> list[Record]:
    """The records of an array, in any order; where there is none, the iteration is -1."""
    found = parcel.array(name, "f8", (rows, len(MEASURES)), finite=False)
    iterations, shares = found[:, 0], found[:, (2, 4, 6)]
    if not np.all((iterations >= -1) & (iterations <= ITERATIONS.largest) & (iterations == np.floor(iterations))):
        raise parcel.refusal(f"records ({name}) at iterations up to {ITERATIONS.largest:,}", "others")
    if np.any(shares < 0) or np.any(shares > 1 + 1e-9):
        raise parcel.refusal(f"records ({name}) with accuracies from 0 to 1", "others")
    return [Record(int(row[0]), *row[1:]) for row in found.tolist()]


def neurons_of(parcel: Parcel, name: str, lengths: str, most: int) -> list[Classifier | None]:
    """Saved neurons that lie one behind the other in an array; None where one has no bytes. Raises UploadError."""
    sizes = parcel.array(lengths, "i4", (None,))
    data = parcel.array(name, "u1", (None,))
    if len(sizes) > most or np.any(sizes < 0) or sizes.sum(dtype=np.int64) != len(data):
        raise parcel.refusal(f"at most {most} neurons, as long as they say", len(sizes))
    ends = np.cumsum(sizes)
    return [
        load_classifier(data[end - size : end].tobytes()) if size else None
        for end, size in zip(ends.tolist(), sizes.tolist(), strict=True)
    ]


def neuron_arrays(neurons: Sequence[Classifier | None], name: str, lengths: str) -> Mapping[str, NDArray]:
    """Neurons as `neurons_of` reads them."""
    files = [b"" if each is None else save_classifier(each) for each in neurons]
    return {
        lengths: np.array([len(each) for each in files], np.int32),
        name: np.frombuffer(b"".join(files), np.uint8),
    }
