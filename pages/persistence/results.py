"""Finished runs for a comparison as bytes, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from classroom.untrusted import Value, short
from logreg_core.classifier import Classifier
from logreg_core.descent import Record, Turn
from logreg_core.descent.curve import MAX_RECORDS
from logreg_core.errors import ArgumentError
from logreg_core.recipe import CHANGED, Recipe

from .archive import Archive, Digest, pack, printable, unpack
from .parts import OfRecipe, neuron_arrays, neurons_of, records_of, rows_of, turn_rows_of, turns_of

MAX_RUNS = 12
MAX_NAME = 200
INFLATED = 2**26  # bytes
MAX_NUMBER = 10**9


@dataclass(frozen=True, eq=False)
class Result:
    """A finished run.

    number: of the run. name: from the page or the visitor. pinned: whether it stays when newer runs need the room.
    dataset_name, dataset_digest: of its training data. recipe: at its start. changed: the settings that changed later;
    with any, the run cannot be repeated from its recipe.
    records, turns: points of its curve, including the last record. result: the scores of its neuron.
    classifier: its neuron; None if its weights are not finite.
    start: the neuron whose weights it started from; None for zero weights.
    """

    number: int
    name: str
    pinned: bool
    dataset_name: str
    dataset_digest: str
    recipe: Recipe
    changed: tuple[str, ...]
    records: tuple[Record, ...]
    result: Record
    classifier: Classifier | None
    start: Classifier | None = None
    turns: tuple[Turn, ...] = ()


class _OfResult(OfRecipe, frozen=True):
    number: Annotated[int, Meta(ge=1, le=MAX_NUMBER)]
    name: Annotated[str, Meta(max_length=MAX_NAME)]
    pinned: bool
    dataset_name: Annotated[str, Meta(max_length=MAX_NAME)]
    dataset_digest: Digest
    changed: Annotated[tuple[str, ...], Meta(max_length=len(CHANGED))]
    start: Annotated[int, Meta(ge=-1)]

    def __post_init__(self) -> None:
        if not set(self.changed) <= set(CHANGED):
            raise ArgumentError(f"The settings that can change are {', '.join(CHANGED)}. Got {short(self.changed)}.")


class _Header(Value, frozen=True):
    runs: Annotated[tuple[_OfResult, ...], Meta(max_length=MAX_RUNS)]


def pack_results(results: Sequence[Result]) -> bytes:
    """Return at most MAX_RUNS finished runs as bytes. Raises UploadError if they are too large."""
    starts = {each.start.digest: each.start for each in results if each.start is not None}
    order = {digest: i for i, digest in enumerate(starts)}
    header = _Header(
        tuple(
            _OfResult(
                each.recipe.settings,
                each.recipe.representation,
                each.number,
                printable(each.name, MAX_NAME),
                each.pinned,
                printable(each.dataset_name, MAX_NAME),
                each.dataset_digest,
                each.changed,
                -1 if each.start is None else order[each.start.digest],
            )
            for each in results
        )
    )
    arrays = {f"records_{i}": rows_of(each.records) for i, each in enumerate(results)}
    arrays |= {f"turns_{i}": turn_rows_of(each.turns) for i, each in enumerate(results)}
    arrays |= {f"result_{i}": rows_of([each.result]) for i, each in enumerate(results)}
    arrays |= neuron_arrays([each.classifier for each in results], "neurons", "neuron_sizes")
    arrays |= neuron_arrays([*starts.values()], "starts", "start_sizes")
    return pack("comparison", header, arrays)


def results_of(data: bytes) -> tuple[Result, ...]:
    """Return the finished runs in untrusted bytes. Raises UploadError if they hold none."""
    parcel = unpack("comparison", data, _Header, most=INFLATED)
    runs = parcel.header.runs
    neurons = neurons_of(parcel, "neurons", "neuron_sizes", MAX_RUNS)
    starts = neurons_of(parcel, "starts", "start_sizes", MAX_RUNS)
    if len(neurons) != len(runs) or len({each.number for each in runs}) < len(runs):
        raise parcel.refusal("runs of different numbers, and a neuron, or none, for each", len(neurons))
    return tuple(_result(parcel, i, neurons[i], starts) for i in range(len(runs)))


def _result(parcel: Archive[_Header], i: int, neuron: Classifier | None, starts: Sequence[Classifier | None]) -> Result:
    its = parcel.header.runs[i]
    records, results = (records_of(parcel, f"{name}_{i}", most=4 * MAX_RECORDS) for name in ("records", "result"))
    if not records or len(results) != 1 or its.start >= len(starts):
        raise parcel.refusal("records, one result, and a start that is there", its.start)
    return Result(
        number=its.number,
        name=its.name,
        pinned=its.pinned,
        dataset_name=its.dataset_name,
        dataset_digest=its.dataset_digest,
        recipe=its.recipe,
        changed=its.changed,
        records=tuple(records),
        result=results[0],
        classifier=neuron,
        start=None if its.start < 0 else starts[its.start],
        turns=turns_of(parcel, f"turns_{i}", most=4 * MAX_RECORDS),
    )
