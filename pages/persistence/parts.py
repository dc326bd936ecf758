"""Parts of several kinds of archives: recipes, records and neurons, to bytes and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, fields
from typing import Annotated, Any

import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from classroom.untrusted import Finite, Value
from logreg_core.classifier import Classifier
from logreg_core.descent import Record, Turn
from logreg_core.errors import ArgumentError, UploadError
from logreg_core.export import load_classifier, save_classifier
from logreg_core.recipe import Recipe
from logreg_core.settings import ITERATIONS, RUN_SETTINGS, SILENT

from .archive import Archive

MEASURES = tuple(each.name for each in fields(Record))


class OfRecipe(Value, frozen=True):
    """A recipe in a header: its settings and its representation."""

    settings: dict[str, Finite]
    representation: Annotated[str, Meta(max_length=100)]

    @property
    def recipe(self) -> Recipe:
        """Return the recipe. Raises UploadError if a setting is outside its range."""
        if {*self.settings, *SILENT} != {each.name for each in RUN_SETTINGS}:
            raise UploadError(f"A kept run must have the settings of a run. Got {[*self.settings][:10]!r:.120}.")
        try:
            return Recipe.of(self.settings, self.representation)
        except ArgumentError as error:
            raise UploadError(f"A kept run must have a recipe. {error}") from error


def rows_of(records: Sequence[Record]) -> NDArray[np.float64]:
    """Return the records as numbers, ``(r, 8)``."""
    return np.array([astuple(each) for each in records], float).reshape(-1, len(MEASURES))


def records_of(parcel: Archive[Any], name: str, *, most: int) -> list[Record]:
    """Return the records in an array, by ascending iteration. Raises UploadError."""
    rows = parcel.array(name, "f8", (None, len(MEASURES)), finite=False)
    iterations, shares = rows[:, 0], rows[:, (2, 4, 6)]
    if not np.all((iterations >= 0) & (iterations <= ITERATIONS.largest) & (iterations == np.floor(iterations))):
        raise parcel.refusal(f"records ({name}) at iterations up to {ITERATIONS.largest:,}", "others")
    if np.any(shares < 0) or np.any(shares > 1 + 1e-9):
        raise parcel.refusal(f"records ({name}) with accuracies from 0 to 1", "others")
    if len(rows) > most or np.any(np.diff(iterations) <= 0):
        raise parcel.refusal(f"at most {most:,} records ({name}) whose iterations ascend", len(rows))
    return [Record(int(row[0]), *row[1:]) for row in rows.tolist()]


def turn_rows_of(turns: Sequence[Turn]) -> NDArray[np.float64]:
    """Return the turns as numbers, ``(t, 3)``."""
    return np.array([astuple(each) for each in turns], float).reshape(-1, 3)


def turns_of(parcel: Archive[Any], name: str, *, most: int) -> tuple[Turn, ...]:
    """Return the turns in an array, by ascending iteration; none if the array is missing. Raises UploadError."""
    rows = parcel.array(name, "f8", (None, 3), finite=False) if parcel.has(name) else np.empty((0, 3))
    iterations = rows[:, 0]
    within = (iterations >= 0) & (iterations <= ITERATIONS.largest) & (iterations == np.floor(iterations))
    if len(rows) > most or not within.all() or np.any(np.diff(iterations) <= 0):
        raise parcel.refusal(f"at most {most:,} turns ({name}) whose iterations ascend", len(rows))
    return tuple(Turn(int(iteration), cost, penalty) for iteration, cost, penalty in rows.tolist())


def neurons_of(parcel: Archive[Any], name: str, lengths: str, most: int) -> list[Classifier | None]:
    """Return the neurons saved one after the other in an array; None for each without bytes. Raises UploadError."""
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
    """Return arrays of neurons for `neurons_of`."""
    files = [b"" if each is None else save_classifier(each) for each in neurons]
    return {
        lengths: np.array([len(each) for each in files], np.int32),
        name: np.frombuffer(b"".join(files), np.uint8),
    }
