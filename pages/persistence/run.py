"""A run as bytes, and back: its recipe, which trains it again to the last digit, and its state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, NamedTuple

import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from classroom.untrusted import Finite
from logreg_core.classifier import Classifier
from logreg_core.data.dataset import Dataset
from logreg_core.descent import Change, Curve, Record
from logreg_core.descent.curve import MAX_RECORDS as MAX_POINTS
from logreg_core.errors import UploadError
from logreg_core.export import load_classifier, save_classifier
from logreg_core.recipe import CHANGED, Recipe
from logreg_core.settings import ITERATIONS, RUN_SETTINGS

from .archive import Archive, Digest, pack, printable, unpack
from .parts import OfRecipe, records_of, rows_of, turn_rows_of, turns_of

MAX_CHANGES = 3000
MAX_GIVEN_UP = 3
MAX_LINE = 120  # characters of a name
MAX_NUMBER = 10**9
INFLATED = 2**25  # bytes


Iteration = Annotated[int, Meta(ge=0, le=int(ITERATIONS.largest))]


class Stood(NamedTuple):
    """The visitor's position in a run, the scores there, and the neuron; None if its weights are not finite."""

    iteration: int
    record: Record
    classifier: Classifier | None


@dataclass(frozen=True, eq=False)
class PersistedRun:
    """How to train a run again.

    recipe, start: as of `Training`. changes: its `Training.plan`. ended: whether the visitor stopped it early.
    given_up: curves from before its changes, at most MAX_GIVEN_UP. number: of the visitor's runs.
    stood: stored beside the recipe if training takes long.
    """

    recipe: Recipe
    start: Classifier | None = None
    changes: tuple[Change, ...] = ()
    ended: bool = False
    given_up: tuple[Curve, ...] = ()
    number: int = 0
    stood: Stood | None = None


class _Header(OfRecipe, frozen=True):
    dataset: Digest
    changes: Annotated[tuple[tuple[Iteration, str, Finite], ...], Meta(max_length=MAX_CHANGES)]
    ended: bool
    given_up: Annotated[tuple[Annotated[str, Meta(max_length=MAX_LINE)], ...], Meta(max_length=MAX_GIVEN_UP)]
    number: Annotated[int, Meta(ge=0, le=MAX_NUMBER)]
    stood: Annotated[int, Meta(ge=-1, le=int(ITERATIONS.largest))]


def pack_run(run: PersistedRun, dataset: Dataset) -> bytes:
    """Return a run on this dataset as bytes. Raises UploadError if it is too large."""
    header = _Header(
        run.recipe.settings,
        run.recipe.representation,
        dataset.digest,
        run.changes,
        run.ended,
        tuple(printable(each.name, MAX_LINE) for each in run.given_up),
        run.number,
        -1 if run.stood is None else run.stood.iteration,
    )
    arrays = {f"given_up_{i}": rows_of(each.records) for i, each in enumerate(run.given_up)}
    arrays |= {f"given_up_turns_{i}": turn_rows_of(each.turns) for i, each in enumerate(run.given_up)}
    arrays |= _file("start", run.start)
    if run.stood is not None:
        arrays |= {"stood": rows_of([run.stood.record]), **_file("neuron", run.stood.classifier)}
    return pack("run", header, arrays)


def _file(name: str, neuron: Classifier | None) -> dict[str, NDArray]:
    return {} if neuron is None else {name: np.frombuffer(save_classifier(neuron), np.uint8)}


def run_of(data: bytes, dataset: Dataset) -> PersistedRun:
    """Return the run in untrusted bytes, on its training data.

    Raises UploadError if they hold none, or one on another dataset.
    """
    parcel = unpack("run", data, _Header, most=INFLATED)
    header = parcel.header
    if header.dataset != dataset.digest:
        raise UploadError(
            f"The kept run learned from another dataset than {dataset.name!r:.60}. Choose that one, and train."
        )
    recipe, start, stood = header.recipe, _neuron(parcel, "start"), _stood(parcel)
    for each in (start, None if stood is None else stood.classifier):
        if each and (each.image_shape, each.representation) != (dataset.image_shape, recipe.representation):
            raise parcel.refusal(f"neurons on the {recipe.representation} of {dataset.image_shape}", each.image_shape)
    return PersistedRun(
        recipe=recipe,
        start=start,
        changes=_changes(parcel),
        ended=header.ended,
        given_up=_given_up(parcel),
        number=header.number,
        stood=stood,
    )


def neuron_in(data: bytes) -> Classifier | None:
    """Return the neuron of the run in untrusted bytes, whatever its training data; None if there is none.

    Raises UploadError if they hold no run.
    """
    return _neuron(unpack("run", data, _Header, most=INFLATED), "neuron")


def _neuron(parcel: Archive[_Header], name: str) -> Classifier | None:
    return load_classifier(parcel.array(name, "u1", (None,)).tobytes()) if parcel.has(name) else None


def _stood(parcel: Archive[_Header]) -> Stood | None:
    iteration = parcel.header.stood
    records = records_of(parcel, "stood", most=1) if iteration >= 0 else []
    return Stood(iteration, records[0], _neuron(parcel, "neuron")) if records else None


def _given_up(parcel: Archive[_Header]) -> tuple[Curve, ...]:
    names = parcel.header.given_up
    lines = [records_of(parcel, f"given_up_{i}", most=4 * MAX_POINTS) for i in range(len(names))]
    if not all(lines):
        raise parcel.refusal("records of each line", names)
    turns = [turns_of(parcel, f"given_up_turns_{i}", most=4 * MAX_POINTS) for i in range(len(names))]
    return tuple(Curve(name, tuple(line), rises) for name, line, rises in zip(names, lines, turns, strict=True))


def _changes(parcel: Archive[_Header]) -> tuple[Change, ...]:
    known = {each.name: each for each in RUN_SETTINGS if each.name in CHANGED} | {"record_every": ITERATIONS}
    for at, name, value in parcel.header.changes:
        if name not in known or not known[name].allows(value):
            raise parcel.refusal("changes: an iteration, a setting, and its value in its range", (at, name, value))
    return tuple((at, name, known[name].check(value)) for at, name, value in parcel.header.changes)
