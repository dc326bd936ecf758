"""Results of computations on a dataset as bytes, and back: sweeps, experiments, representations and others.

Each finding is a tree of dataclasses, tuples, lists, texts, numbers, arrays and classifiers, read by the types of its
fields. The table FINDINGS has the type of each, and which lengths in it must agree.
The reader does not check whether numbers are plausible: visitors can deceive only themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from itertools import product
from math import isfinite
from types import MappingProxyType
from typing import Annotated, Any, NamedTuple, get_args, get_origin

import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from classroom.untrusted import Value, read, short
from logreg_core.classifier import Classifier
from logreg_core.data.dataset import Dataset
from logreg_core.descent import Combination
from logreg_core.errors import ArgumentError, UploadError
from logreg_core.experiments import Leaks, LearningCurve, Memorisation, PenaltyPath, PixelsUsed, RandomWeights, Resplits
from logreg_core.experiments.features import Finding
from logreg_core.explain import Absence
from logreg_core.export import load_classifier, save_classifier

from .archive import Archive, Digest, pack, printable, unpack

INFLATED = 2**22  # bytes
MAX_TEXT = 200  # characters
MAX_LISTED = 2000  # values in one list
MAX_NUMBER = 2**53  # the largest whole number


class Kind(NamedTuple):
    """kind: the type of a finding. shapes: of its arrays and tuples, one letter per axis. Axes with the same letter
    have the same length; m is the number of training images.
    """

    kind: Any
    shapes: Mapping[str, str] = MappingProxyType({})


class _Header(Value, frozen=True):
    name: Annotated[str, Meta(max_length=MAX_TEXT)]
    dataset: Digest
    inputs: Annotated[str, Meta(max_length=MAX_TEXT)]
    found: Any


def pack_finding(name: str, finding: Any, dataset: Dataset, inputs: str) -> bytes:
    """Return a finding on this dataset as bytes. name: a key of FINDINGS.

    inputs: a fingerprint of the settings; different settings give a different fingerprint.

    Raises UploadError if it is too large, or `finding_of` could not read it.
    """
    arrays: dict[str, NDArray] = {}
    try:
        data = pack("finding", _Header(name, dataset.digest, inputs, _written(finding, "found", arrays)), arrays)
    except ArgumentError as error:
        raise UploadError(f"A finding must be smaller to be kept. {error}") from error
    finding_of(name, data, dataset)  # refuse now what could not be read later
    return data


def finding_of(name: str, data: bytes, dataset: Dataset) -> tuple[Any, str]:
    """Return the finding of this name in untrusted bytes, and its inputs.

    Raises UploadError if the bytes hold no finding that fits this dataset.
    """
    parcel = unpack("finding", data, _Header, most=INFLATED)
    if parcel.header.name != name:
        raise parcel.refusal(f"the name {name}", parcel.header.name)
    if parcel.header.dataset != dataset.digest:
        raise UploadError(f"It was computed on another dataset than {dataset.name!r:.60}. Compute it again.")
    try:
        whole = _with_arrays(parcel, parcel.header.found, "found")
        finding = read(whole, FINDINGS[name].kind, "the finding", lambda kind, path: _array(parcel, kind, path))
    except ArgumentError as error:
        raise UploadError(f"A kept finding must be one. {error}") from error
    if _written(finding, "found", {}) != parcel.header.found or not _fits(name, finding, dataset):
        raise parcel.refusal(
            f"all its parts, of lengths that agree with each other and with {dataset.name!r:.60}", name
        )
    return finding, parcel.header.inputs


def _written(value: Any, path: str, arrays: dict[str, NDArray]) -> Any:
    """Return the value for JSON. Arrays, classifiers and numbers that are not finite become None there, and join
    ``arrays`` under their path.
    """
    if is_dataclass(value) and not isinstance(value, Classifier):
        return {each.name: _written(getattr(value, each.name), f"{path}.{each.name}", arrays) for each in fields(value)}
    if isinstance(value, tuple | list):
        return [_written(each, f"{path}.{i}", arrays) for i, each in enumerate(value)]
    if isinstance(value, Classifier):
        arrays[path] = np.frombuffer(save_classifier(value), np.uint8)
    elif isinstance(value, np.ndarray):
        arrays[path] = value.astype("i4" if value.dtype.kind == "i" else "f8")
    elif isinstance(value, float) and not isfinite(value):
        arrays[path] = np.array(value)
    else:
        value = value.item() if isinstance(value, np.generic) else value
        return printable(value, MAX_TEXT) if isinstance(value, str) else value
    return None


def _with_arrays(parcel: Archive[_Header], value: Any, path: str) -> Any:
    """Undo `_written` for classifiers, numbers that are not finite, and arrays, which are looked up by their path."""
    if _is_large(value):
        raise parcel.refusal(f"{path}, neither long nor large", short(value))
    if isinstance(value, dict):
        return {name: _with_arrays(parcel, each, f"{path}.{name}") for name, each in value.items()}
    if isinstance(value, list):
        return [_with_arrays(parcel, each, f"{path}.{i}") for i, each in enumerate(value)]
    if value is not None or not parcel.has(path):
        return value
    array = parcel.arrays[path]
    if array.dtype == np.uint8 and array.ndim == 1:
        return load_classifier(array.tobytes())
    return path if array.ndim else float(parcel.array(path, "f8", (), finite=False))


def _is_large(value: object) -> bool:
    match value:
        case str():
            return len(value) > MAX_TEXT
        case list():
            return len(value) > MAX_LISTED
        case int():
            return abs(value) > MAX_NUMBER
    return False


def _array(parcel: Archive[_Header], kind: type, path: object) -> NDArray:
    """Return the array that `_written` stored for a field of this type."""
    if get_origin(kind) is not np.ndarray or type(path) is not str or not parcel.has(path):
        raise parcel.refusal("its arrays in their places", short(path))
    of_whole = np.dtype[np.int64] in get_args(kind)
    array = parcel.array(path, "i4" if of_whole else "f8", [None] * parcel.arrays[path].ndim, finite=False)
    return array.astype(np.int64) if of_whole else array


def _fits(name: str, finding: Any, dataset: Dataset) -> bool:
    """Whether the finding is not empty, and all its lengths agree with each other and with the dataset."""
    values = finding if isinstance(finding, list) else [finding]
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
