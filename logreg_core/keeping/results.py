"""Runs that are over and stay for a comparison, as bytes, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..classifier import Classifier
from ..descent import Record, Turn
from ..descent.curve import MOST_RECORDS
from ..errors import ArgumentError, UploadError
from ..recipe import CHANGED, Recipe
from .parcel import Parcel, pack, printable, unpack
from .parts import neuron_arrays, neurons_of, recipe_header, recipe_of, records_of, rows_of, turn_rows_of, turns_of

MOST_RUNS = 12
LONGEST_NAME = 200
INFLATED = 2**26  # bytes
LARGEST_NUMBER = 10**9


@dataclass(frozen=True, eq=False)
class Result:
    """A finished run.

    number: of the run; name: given by the page or the visitor; pinned: whether it stays when newer ones need the room.
    dataset_name, dataset_digest: what it learned from; recipe: as it began; changed: the names of the
    settings that had another value later, by which it cannot be made again.
    records, turns: points of its curve, the last record included; result: how its neuron does.
    classifier: its neuron; None where it has left all numbers.
    start: the neuron at whose weights it began; None: at zero.
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


def pack_results(results: Sequence[Result]) -> bytes:
    """Finished runs, at most MOST_RUNS. Raises UploadError where they are too large."""
    starts = {each.start.digest: each.start for each in results if each.start is not None}
    order = {digest: i for i, digest in enumerate(starts)}
    header = {
        "runs": [
            {
                "number": each.number,
                "name": printable(each.name, LONGEST_NAME),
                "pinned": each.pinned,
                "dataset_name": printable(each.dataset_name, LONGEST_NAME),
                "dataset_digest": each.dataset_digest,
                **recipe_header(each.recipe),
                "changed": list(each.changed),
                "start": -1 if each.start is None else order[each.start.digest],
            }
            for each in results
        ]
    }
    arrays = {f"records_{i}": rows_of(each.records) for i, each in enumerate(results)}
    arrays |= {f"turns_{i}": turn_rows_of(each.turns) for i, each in enumerate(results)}
    arrays |= {f"result_{i}": rows_of([each.result]) for i, each in enumerate(results)}
    arrays |= neuron_arrays([each.classifier for each in results], "neurons", "neuron_sizes")
    arrays |= neuron_arrays([*starts.values()], "starts", "start_sizes")
    return pack("comparison", header, arrays)


def results_of(data: bytes) -> tuple[Result, ...]:
    """The finished runs in untrusted bytes. Raises UploadError when they hold none."""
    parcel = unpack("comparison", data, most=INFLATED)
    tables = parcel.listed("runs", MOST_RUNS)
    neurons = neurons_of(parcel, "neurons", "neuron_sizes", MOST_RUNS)
    starts = neurons_of(parcel, "starts", "start_sizes", MOST_RUNS)
    if len(neurons) != len(tables) or any(type(each) is not dict for each in tables):
        raise parcel.refusal("a neuron, or none, for each of its runs", len(neurons))
    try:
        results = tuple(
            _result(Parcel(parcel.kind, table, parcel.arrays), i, neurons[i], starts) for i, table in enumerate(tables)
        )
    except ArgumentError as error:
        raise UploadError(f"A kept comparison must hold runs. {error}") from error
    if len({each.number for each in results}) < len(results):
        raise parcel.refusal("runs of different numbers", [each.number for each in results])
    return results


def _result(parcel: Parcel, i: int, neuron: Classifier | None, starts: Sequence[Classifier | None]) -> Result:
    records, results = (records_of(parcel, f"{name}_{i}", most=4 * MOST_RECORDS) for name in ("records", "result"))
    changed, start = parcel.texts("changed", len(CHANGED), 40), parcel.whole("start", -1, len(starts) - 1)
    if not records or len(results) != 1 or not set(changed) <= set(CHANGED):
        raise parcel.refusal("records, one result, and names of settings", changed)
    return Result(
        number=parcel.whole("number", 1, LARGEST_NUMBER),
        name=parcel.text("name", LONGEST_NAME),
        pinned=parcel.yes("pinned"),
        dataset_name=parcel.text("dataset_name", LONGEST_NAME),
        dataset_digest=parcel.text("dataset_digest", 64),
        recipe=recipe_of(parcel),
        changed=changed,
        records=tuple(records),
        result=results[0],
        classifier=neuron,
        start=None if start < 0 else starts[start],
        turns=turns_of(parcel, f"turns_{i}", most=4 * MOST_RECORDS),
    )
