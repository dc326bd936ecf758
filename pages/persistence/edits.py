"""Changes to a dataset as bytes, and back. The bytes hold no pictures: those are in the original dataset."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated

import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from classroom.untrusted import Count, Value
from logreg_core.data.dataset import Dataset
from logreg_core.data.edits import Edits
from logreg_core.errors import DatasetError, UploadError

from .archive import Archive, ClassName, Digest, pack, unpack

MAX_STEPS = 40
MAX_CHANGES = 2000  # of one dataset
MAX_SENTENCE = 400
MAX_ORIGIN = 100
INFLATED = 2**26  # bytes


class _Header(Value, frozen=True):
    origin: Annotated[str, Meta(max_length=MAX_ORIGIN)]
    original: Digest
    class_names: Annotated[tuple[tuple[ClassName, ClassName], ...], Meta(max_length=MAX_STEPS)]
    changes: Annotated[tuple[Count, ...], Meta(max_length=MAX_STEPS)]
    mirrored: Annotated[tuple[bool, ...], Meta(max_length=MAX_STEPS)]


def pack_edits(steps: tuple[Edits, ...], origin: str) -> bytes:
    """Return a dataset's changes, all of the same original, as bytes. Raises UploadError if there are too many.

    origin: the name by which `edits_of` finds the original.
    """
    histories = [step.history for step in steps]
    whole = max(histories, key=len)  # each step holds the changes of the step before, and one of its own
    if any(history != whole[: len(history)] for history in histories) or len(whole) > MAX_CHANGES:
        raise UploadError(f"Changes can be kept that follow one another, at most {MAX_CHANGES}. These are others.")
    header = _Header(
        origin,
        steps[0].original.digest,
        tuple(step.class_names for step in steps),
        tuple(map(len, histories)),
        tuple(step.mirrored for step in steps),
    )
    arrays: dict[str, NDArray] = {"history": np.frombuffer("\n".join(whole).encode(), np.uint8)}
    for i, step in enumerate(steps):
        arrays |= {
            f"labels_{i}": step.labels.astype(np.uint8),
            f"train_{i}": step.train.astype(np.int32),
            f"test_{i}": step.test.astype(np.int32),
        }
    return pack("edited dataset", header, arrays)


def edits_of(data: bytes, find: Callable[[str], Dataset]) -> tuple[tuple[Edits, ...], str]:
    """Return the changes in untrusted bytes, and the name of the original dataset.

    find: returns a dataset by its name, which may be any printable text, or raises a LogregError.
    Raises what ``find`` raises, and UploadError if the bytes hold no changes, or changes of another dataset.
    """
    parcel = unpack("edited dataset", data, _Header, most=INFLATED)
    header = parcel.header
    original = find(header.origin)
    if header.original != original.digest:
        raise UploadError(
            f"The kept changes were made to another dataset than {original.name!r:.60}. Change this one again."
        )
    history, lengths = _sentences(parcel), list(header.changes)
    if not len(header.class_names) == len(header.mirrored) == len(lengths) > 0:
        raise parcel.refusal("class names, changes and mirrored copies for each step", lengths)
    if lengths != sorted(set(lengths)) or lengths[-1] > len(history):
        raise parcel.refusal(f"numbers of changes that ascend to at most {len(history)}", lengths)
    try:
        steps = (_step(parcel, original, i, history[: lengths[i]]) for i in range(len(lengths)))
        return tuple(replace(step, mirrored=each) for step, each in zip(steps, header.mirrored, strict=True)), (
            header.origin
        )
    except DatasetError as error:
        raise UploadError(f"A kept edited dataset must be one. {error}") from error


def _sentences(parcel: Archive[_Header]) -> tuple[str, ...]:
    data = parcel.array("history", "u1", (None,)).tobytes()
    try:
        sentences = data.decode().split("\n") if data else []
    except UnicodeDecodeError as error:
        raise parcel.refusal("its history as text", "other bytes") from error
    right = all(len(each) <= MAX_SENTENCE and each.isprintable() and each.strip() for each in sentences)
    if not right or len(sentences) > MAX_CHANGES:
        raise parcel.refusal(f"at most {MAX_CHANGES} printable sentences as its history", f"{len(sentences)}")
    return tuple(sentences)


def _step(parcel: Archive[_Header], original: Dataset, i: int, history: tuple[str, ...]) -> Edits:
    called = Dataset("", parcel.header.class_names[i], original.train, original.test).class_names  # checked
    m = len(original.train) + len(original.test)
    labels = parcel.array(f"labels_{i}", "u1", (m,))
    train, test = (parcel.array(f"{part}_{i}", "i4", (None,)).astype(np.int64) for part in ("train", "test"))
    both = np.concatenate([train, test])
    if not np.isin(labels, (0, 1)).all() or np.any(both < 0) or np.any(both >= m) or len(np.unique(both)) < len(both):
        raise parcel.refusal(f"labels 0 and 1, and each of {m:,} images once at most", f"{len(both):,} numbers")
    return Edits(original, called, labels.astype(np.int64), train, test, history)
