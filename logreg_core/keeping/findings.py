"""What work has found on a dataset, as bytes, and back: a sweep, the experiments, the representations, and what more.

All go through `values`. What differs from one to the next stands in the table FINDINGS: its type, and the lengths in it
that must agree. Whether its numbers are plausible is not asked: a visitor can only deceive herself.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..dataset import Dataset
from ..descent import Combination
from ..errors import ArgumentError, UploadError
from ..experiments import Leaks, LearningCurve, Memorisation, PenaltyPath, PixelsUsed, RandomWeights, Resplits
from ..explain import Absence
from ..features import Finding
from .parcel import pack, unpack
from .values import value_of, written

INFLATED = 2**22  # bytes
LONGEST_INPUTS = 64  # characters


class Kind(NamedTuple):
    """kind: the type of a finding. shapes: of its arrays and tuples, a letter for each axis. Axes with the same letter
    have the same length; m is the number of training images.
    """

    kind: Any
    shapes: Mapping[str, str] = MappingProxyType({})


def pack_finding(name: str, found: Any, dataset: Dataset, inputs: str) -> bytes:
    """A finding of this name in FINDINGS, on this dataset.

    inputs: a short text that is another one wherever it was found with other settings.

    Raises UploadError where it is too large, or what `finding_of` would not read.
    """
    arrays: dict[str, NDArray] = {}
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
    if not _fits(name, found, dataset):
        raise parcel.refusal(f"lengths that agree with each other and with {dataset.name!r:.60}", name)
    return found, parcel.text("inputs", LONGEST_INPUTS)


def _fits(name: str, found: Any, dataset: Dataset) -> bool:
    """Whether there is one at least, and all lengths of it agree, with those of the dataset too."""
    values = found if isinstance(found, list) else [found]
    lengths = {"m": len(dataset.train)}
    for value, (field, letters) in product(values, FINDINGS[name].shapes.items()):
        shape = np.shape(getattr(value, field) if field else value)
        if len(shape) != len(letters) or any(
            n != lengths.setdefault(a, n) for a, n in zip(letters, shape, strict=True)
        ):
            return False
    return bool(values) and min(lengths.values()) > 0


FINDINGS: Mapping[str, Kind] = {
    "sweep": Kind(list[Combination], {"fold_costs": "f", "fold_accuracies": "f", "held_out": "m"}),
    "features": Kind(list[Finding], {"strengths": "s", "costs": "s"}),
    "resplits": Kind(Resplits, {"test": "r", "train": "r"}),
    "resplits_features": Kind(Resplits, {"test": "r", "train": "r"}),
    "memorisation": Kind(Memorisation, {"cost": "r", "train": "r"}),
    "learning_curve": Kind(LearningCurve, {"sizes": "s", "test": "sr", "train": "sr"}),
    "leaks": Kind(Leaks),
    "pixels_used": Kind(PixelsUsed, {"sizes": "s", "test": "sr", "train": "sr", "cost": "sr"}),
    "penalty_path": Kind(
        PenaltyPath, {"l2s": "p", "length": "p", "cost": "p", "stops": "s", "stop_length": "s", "stop_cost": "s"}
    ),
    "random_weights": Kind(RandomWeights, {"test": "r", "others": "r"}),
    "absence": Kind(Absence, {"coefficients": "mm", "b": "m", "z": "m", "z_without": "m", "labels": "m"}),
    "crossed": Kind(NDArray[np.float64], {"": "m"}),
}
