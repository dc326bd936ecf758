"""A run as bytes, and back, so that it goes on exactly: to the same weights, to the last digit.

A run that takes a blink is kept as its plan, and trained anew. Else in the bytes are the recipe, the records, and the
places that the training can be gone back to, thinned where they would be large: where the weights, the velocity, the
order of the images and the early stopping stand. What follows from recipe and dataset is not in them.

A run whose weights have left all numbers is kept at the last place where they had not. From there it goes on, to the
same end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..classifier import Classifier
from ..dataset import Dataset
from ..descent import Change, Curve
from ..descent.curve import MOST_RECORDS as MOST_POINTS
from ..errors import ArgumentError, UploadError
from ..export import load_classifier, save_classifier
from ..recipe import Recipe
from ..settings import ITERATIONS, RUN_SETTINGS
from ..training import Training
from .parcel import Parcel, pack, printable, unpack
from .parts import recipe_header, recipe_of, records_of, rows_of, turn_rows_of, turns_of
from .places import is_finite, packed, standings_in, thinned

ROOM = 2 * 2**20  # bytes that the places of one run may take, about
MOST_RECORDS = 2 * 10**5
MOST_CHANGES = 3000
MOST_GIVEN_UP = 3
LONGEST_LINE = 120  # signs of its name
INFLATED = 2**25  # bytes
LARGEST = 2**53  # of a number in ``about``


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
    places = [there for each in training.checkpoints if each.iteration and is_finite(there := each.descent.standing)]
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
    arrays |= {f"given_up_turns_{i}": turn_rows_of(each.turns) for i, each in enumerate(given_up)}
    if (training.iteration or training.start) and training.classifier is not None:
        arrays["neuron"] = np.frombuffer(save_classifier(training.classifier), np.uint8)
    if places:
        more, moving = packed(thinned(places, room))
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
    places = standings_in(parcel, recipe.num_iterations, changes)
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
    turns = [turns_of(parcel, f"given_up_turns_{i}", most=4 * MOST_POINTS) for i in range(len(names))]
    return tuple(Curve(name, tuple(line), rises) for name, line, rises in zip(names, lines, turns, strict=True))


def neuron_in(data: bytes) -> Classifier | None:
    """The neuron of the run in untrusted bytes, whatever it learned from; None where none is in them.

    Raises UploadError when they hold no run.
    """
    return _neuron(unpack("run", data, most=INFLATED), "neuron")


def _neuron(parcel: Parcel, name: str) -> Classifier | None:
    return load_classifier(parcel.array(name, "u1", (None,)).tobytes()) if parcel.has(name) else None


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
