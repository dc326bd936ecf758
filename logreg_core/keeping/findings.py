"""What work has found on a dataset, as bytes, and back: a sweep, the experiments, the representations, and what more.

All go through `values`. What differs from one to the next stands in the table FINDINGS: its type, and whether a value
of it can have been found on a dataset. What cannot is neither written nor read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise, product
from math import inf, isnan
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..classifier import LARGEST
from ..dataset import Dataset
from ..descent import Combination
from ..errors import ArgumentError, UploadError
from ..evaluate import Accuracy
from ..experiments import (
    MOST_IMAGES,
    Leaks,
    LearningCurve,
    Memorisation,
    Pair,
    PenaltyPath,
    PixelsUsed,
    RandomWeights,
    Resplits,
)
from ..experiments.leaks import MOST_PAIRS
from ..explain import Absence
from ..features import Finding, suits
from ..recipe import Minimum
from ..representation import size_of
from ..settings import ITERATIONS, L2, LEARNING_RATE
from .parcel import pack, unpack
from .values import value_of, written

INFLATED = 2**22  # bytes
LONGEST_INPUTS = 64  # signs
ROUNDING = 1e-9
ROUNDED_UP = 4  # images more than that may take part: at least two of each part, and whole ones


@dataclass(frozen=True)
class Kind:
    """kind: the type of a finding. is_of: whether such a value can have been found on a dataset."""

    kind: Any
    is_of: Callable[[Any, Dataset], bool]


def pack_finding(name: str, found: Any, dataset: Dataset, inputs: str) -> bytes:
    """A finding of this name in FINDINGS, on this dataset.

    inputs: a short text that is another one wherever it was found with other settings.

    Raises UploadError where it is too large, or what `finding_of` would not read.
    """
    arrays: dict[str, NDArray] = {}
    if not _is_of(name, found, dataset):
        raise UploadError(f"A finding can be kept that is one: {name} on {dataset.name!r:.60}. This is none.")
    about = {"name": name, "dataset": dataset.digest, "inputs": inputs}
    try:
        data = pack("finding", {**about, "found": written(found, FINDINGS[name].kind, "found", arrays)}, arrays)
    except ArgumentError as error:
        raise UploadError(f"A finding must be smaller to be kept. {error}") from error
    finding_of(name, data, dataset)  # what cannot come back is refused now
    return data


def finding_of(name: str, data: bytes, dataset: Dataset) -> tuple[Any, str]:
    """The finding of this name in untrusted bytes, and its inputs.

    Raises UploadError when they hold none, or one that cannot have been found on this dataset.
    """
    parcel = unpack("finding", data, most=INFLATED)
    if parcel.text("name", LONGEST_INPUTS) != name:
        raise parcel.refusal(f"the name {name}", parcel.header["name"])
    if parcel.text("dataset", 64) != dataset.digest:
        raise UploadError(f"It was found on another dataset than {dataset.name!r:.60}. Find it anew.")
    try:
        found = value_of(parcel, parcel.header.get("found"), FINDINGS[name].kind, "found")
    except ArgumentError as error:
        raise UploadError(f"A kept finding must be one. {error}") from error
    if not _is_of(name, found, dataset):
        raise parcel.refusal(f"numbers that fit together, and {dataset.name!r:.60}", name)
    return found, parcel.text("inputs", LONGEST_INPUTS)


def _is_of(name: str, found: Any, dataset: Dataset) -> bool:
    return bool(FINDINGS[name].is_of(found, dataset))


def _are_shares(*numbers: ArrayLike) -> bool:
    """Whether all are from 0 to 1, but for rounding."""
    return all(bool(np.all((np.asarray(each) >= 0) & (np.asarray(each) <= 1 + ROUNDING))) for each in numbers)


def _are_costs(*numbers: ArrayLike) -> bool:
    """Whether all are numbers that one can calculate with, and none is negative."""
    return _are_sound(*numbers) and all(bool(np.all(np.asarray(each) >= 0)) for each in numbers)


def _are_sound(*numbers: ArrayLike) -> bool:
    """Whether all are numbers that one can calculate with."""
    return all(bool(np.all(np.abs(each) <= LARGEST)) for each in numbers)


def _ascend(numbers: tuple[int, ...], least: int, most: int) -> bool:
    return bool(numbers) and least <= numbers[0] and numbers[-1] <= most and all(a < b for a, b in pairwise(numbers))


def _is_table(one: NDArray, other: NDArray, *shape: int) -> bool:
    """Whether both have this shape and one axis more, which is as long in both and not empty."""
    return one.shape == other.shape and one.shape[:-1] == shape and one.size > 0


def _images(dataset: Dataset) -> int:
    return len(dataset.train) + len(dataset.test)


def _is_sweep(found: list[Combination], dataset: Dataset) -> bool:
    rates, l2s = (sorted({pair[i] for pair in _pairs(found)}) for i in (0, 1))
    folds = {len(each) for one in found for each in (one.fold_costs, one.fold_accuracies)}
    return (
        bool(found)
        and sorted(_pairs(found)) == [*product(rates, l2s)]
        and all(map(LEARNING_RATE.allows, rates))
        and all(map(L2.allows, l2s))
        and len(folds) == 1
        and folds <= {*range(2, len(dataset.train) + 1)}
        and all(each.held_out.shape == (len(dataset.train),) for each in found)
        and all(_are_shares(each.train_accuracy, each.fold_accuracies) for each in found)
        and not any(cost < 0 for each in found for cost in (each.train_cost, *each.fold_costs))  # may have no end
    )


def _pairs(found: list[Combination]) -> list[tuple[float, float]]:
    return [(each.learning_rate, each.l2) for each in found]


def _are_resplits(found: Resplits, dataset: Dataset) -> bool:
    parts = (dataset.train, dataset.test)
    return (
        all(map(len, parts))
        and _is_table(found.test, found.train)
        and _are_shares(found.test, found.train, found.here_test, found.here_train)
        and _are_shares(found.bigger_class, found.here_bigger_class)
        and 0 < found.test_images < found.images <= _images(dataset)
        and found.ones == tuple(part.count(1) / len(part) for part in parts)
        and found.class_names == dataset.class_names
    )


def _is_memorisation(found: Memorisation, dataset: Dataset) -> bool:
    dealt = [number for unit in found.units for number in unit]
    return (
        _is_table(found.cost, found.train)
        and _are_costs(found.cost, found.real_cost)
        and _are_shares(found.train, found.real_train, found.bigger_class)
        and min(dealt, default=-1) >= 0
        and 0 < sum(dealt) <= min(_images(dataset), MOST_IMAGES + ROUNDED_UP)
        and not (found.by_burst and dataset.bursts is None)
    )


def _is_learning_curve(found: LearningCurve, dataset: Dataset) -> bool:
    return (
        len(found.sizes) > 1
        and _ascend(found.sizes, 2, _images(dataset))
        and _is_table(found.test, found.train, len(found.sizes))
        and found.test.shape[1] > 1
        and _are_shares(found.test, found.train)
        and 0 < found.test_images < _images(dataset)
        and (isnan(found.reach) or 0 < found.reach < inf)
    )


def _are_pixels_used(found: PixelsUsed, dataset: Dataset) -> bool:
    return (
        _ascend(found.sizes, 1, dataset.n_x)
        and found.sizes[-1] == dataset.n_x
        and _is_table(found.test, found.train, len(found.sizes))
        and found.cost.shape == found.test.shape
        and _are_shares(found.test, found.train)
        and _are_costs(found.cost)
        and 0 <= found.swapped <= found.images
        and 0 < found.images <= len(dataset.train)
    )


def _is_penalty_path(found: PenaltyPath, dataset: Dataset) -> bool:
    penalties, stops = len(found.l2s), len(found.stops)
    return (
        penalties > 0
        and all(a < b for a, b in pairwise((0.0, *found.l2s)))
        and _ascend(found.stops, 1, int(ITERATIONS.largest))
        and found.length.shape == found.cost.shape == (penalties,)
        and found.stop_length.shape == found.stop_cost.shape == (stops,)
        and _are_costs(found.length, found.cost, found.stop_length, found.stop_cost, found.l2s, [found.rate])
        and found.rate > 0
        and 0 < found.images <= len(dataset.train)
    )


def _are_random_weights(found: RandomWeights, dataset: Dataset) -> bool:
    return (
        _is_table(found.test, found.others)
        and _are_shares(found.test, found.others)
        and found.test_images == len(dataset.test)
    )


def _are_leaks(found: Leaks, dataset: Dataset) -> bool:
    return (
        0 < found.alike <= 1 and len(found.pairs) <= MOST_PAIRS and all(_is_pair(each, dataset) for each in found.pairs)
    )


def _is_pair(pair: Pair, dataset: Dataset) -> bool:
    places = pair.first, pair.second
    lengths = {"train": len(dataset.train), "test": len(dataset.test)}
    if not all(0 <= position < lengths.get(part, 0) for part, position in places):
        return False
    one, other = (getattr(dataset, part).images[position] for part, position in places)
    in_order = (places[0][0] == "test", places[0][1]) < (places[1][0] == "test", places[1][1])
    return in_order and 0 < pair.likeness <= 1 and not (pair.exact and not np.array_equal(one, other))


def _are_representations(found: list[Finding], dataset: Dataset) -> bool:
    names = [each.representation for each in found]
    return bool(found) and len({*names}) == len(names) and all(_is_representation(each, dataset) for each in found)


def _is_representation(found: Finding, dataset: Dataset) -> bool:
    name, neuron = found.representation, found.classifier
    return (
        isinstance(neuron.recipe, Minimum)
        and (neuron.recipe.l2, neuron.recipe.representation) == (found.l2, name)
        and (neuron.image_shape, neuron.class_names) == (dataset.image_shape, dataset.class_names)
        and neuron.dataset_digest == dataset.digest
        and suits(name, dataset)
        and found.n == size_of(name, dataset.image_shape)
        and 0 < found.images <= len(dataset.train)
        and 0 < len(found.costs) == len(found.strengths)
        and _are_costs(found.costs, found.strengths)
        and found.l2 == found.strengths[int(np.argmin(found.costs))]
        and _is_accuracy(found.held_out, found.images)
        and _is_accuracy(found.train, found.images)
        and _is_accuracy(found.test, len(dataset.test))
    )


def _is_accuracy(found: Accuracy, images: int) -> bool:
    return found.total == images and 0 <= found.correct <= images


def _is_absence(found: Absence, dataset: Dataset) -> bool:
    m = len(dataset.train)
    return (
        found.coefficients.shape == (m, m)
        and all(each.shape == (m,) for each in (found.b, found.z, found.z_without))
        and _are_sound(found.coefficients, found.b, found.z, found.z_without)
        and np.array_equal(found.labels, dataset.train.labels)
    )


def _are_crossed(found: NDArray[np.float64], dataset: Dataset) -> bool:
    return found.shape == (len(dataset.train),) and _are_sound(found)


FINDINGS: Mapping[str, Kind] = {
    "sweep": Kind(list[Combination], _is_sweep),
    "features": Kind(list[Finding], _are_representations),
    "resplits": Kind(Resplits, _are_resplits),
    "resplits_features": Kind(Resplits, _are_resplits),
    "memorisation": Kind(Memorisation, _is_memorisation),
    "learning_curve": Kind(LearningCurve, _is_learning_curve),
    "leaks": Kind(Leaks, _are_leaks),
    "pixels_used": Kind(PixelsUsed, _are_pixels_used),
    "penalty_path": Kind(PenaltyPath, _is_penalty_path),
    "random_weights": Kind(RandomWeights, _are_random_weights),
    "absence": Kind(Absence, _is_absence),
    "crossed": Kind(NDArray[np.float64], _are_crossed),
}
