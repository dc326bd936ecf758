"""Changes to a dataset as bytes, and back. The pictures are not in them: they are those of the dataset before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..dataset import LONGEST_CLASS_NAME, Dataset
from ..edits import Edits
from ..errors import DatasetError, UploadError
from .parcel import Parcel, pack, unpack

MOST_STEPS = 40
MOST_CHANGES = 2000  # in the history of one dataset
LONGEST_SENTENCE = 400
LONGEST_ORIGIN = 100
INFLATED = 2**26  # bytes


def pack_edits(steps: tuple[Edits, ...], origin: str) -> bytes:
    """A dataset's way through its changes, all of the same original. Raises UploadError where it is too long.

    origin: the name by which `edits_of` finds that one again.
    """
    histories = [step.history for step in steps]
    whole = max(histories, key=len)  # each step has the changes of the one before, and its own
    if any(history != whole[: len(history)] for history in histories) or len(whole) > MOST_CHANGES:
        raise UploadError(f"Changes can be kept that follow one another, at most {MOST_CHANGES}. These are others.")
    header = {
        "origin": origin,
        "original": steps[0].original.digest,
        "class_names": [list(step.class_names) for step in steps],
        "changes": [len(history) for history in histories],
        "mirrored": [step.mirrored for step in steps],
    }
    arrays: dict[str, NDArray] = {"history": np.frombuffer("\n".join(whole).encode(), np.uint8)}
    for i, step in enumerate(steps):
        arrays |= {
            f"labels_{i}": step.labels.astype(np.uint8),
            f"train_{i}": step.train.astype(np.int32),
            f"test_{i}": step.test.astype(np.int32),
        }
    return pack("edited dataset", header, arrays)


def edits_of(data: bytes, find: Callable[[str], Dataset]) -> tuple[tuple[Edits, ...], str]:
    """The changes in untrusted bytes, and the name of the dataset that they began with.

    find: gives a dataset by such a name, which may be any printable text, or raises a LogregError.
    Raises what it raises, and UploadError when the bytes hold no changes, or they began with another dataset.
    """
    parcel = unpack("edited dataset", data, most=INFLATED)
    origin = parcel.text("origin", LONGEST_ORIGIN)
    original = find(origin)
    if parcel.text("original", 64) != original.digest:
        raise UploadError(
            f"The kept changes were made to another dataset than {original.name!r:.60}. Change this one anew."
        )
    names, lengths = parcel.listed("class_names", MOST_STEPS), parcel.listed("changes", MOST_STEPS)
    history = _sentences(parcel)
    if not names or len(names) != len(lengths):
        raise parcel.refusal("class names for each step", names)
    if not all(type(each) is int and 0 <= each <= len(history) for each in lengths) or lengths != sorted(set(lengths)):
        raise parcel.refusal(f"numbers of changes that ascend to at most {len(history)}", lengths)
    mirrored = parcel.header.get("mirrored", [False] * len(names))  # older parcels have none
    if type(mirrored) is not list or [type(each) for each in mirrored] != [bool] * len(names):
        raise parcel.refusal("whether there are mirrored copies, for each step", mirrored)
    try:
        steps = (_step(parcel, original, i, history[: lengths[i]]) for i in range(len(names)))
        return tuple(replace(step, mirrored=each) for step, each in zip(steps, mirrored, strict=True)), origin
    except DatasetError as error:
        raise UploadError(f"A kept edited dataset must be one. {error}") from error


def _sentences(parcel: Parcel) -> tuple[str, ...]:
    data = parcel.array("history", "u1", (None,)).tobytes()
    try:
        sentences = data.decode().split("\n") if data else []
    except UnicodeDecodeError as error:
        raise parcel.refusal("its history as text", "other bytes") from error
    right = all(len(each) <= LONGEST_SENTENCE and each.isprintable() and each.strip() for each in sentences)
    if not right or len(sentences) > MOST_CHANGES:
        raise parcel.refusal(f"at most {MOST_CHANGES} printable sentences as its history", f"{len(sentences)}")
    return tuple(sentences)


def _step(parcel: Parcel, original: Dataset, i: int, history: tuple[str, ...]) -> Edits:
    names = parcel.header["class_names"][i]
    if type(names) is not list or not all(type(each) is str and len(each) <= LONGEST_CLASS_NAME for each in names):
        raise parcel.refusal(f"class names of at most {LONGEST_CLASS_NAME} characters", names)
    called = Dataset("", tuple(names), original.train, original.test).class_names  # checked
    m = len(original.train) + len(original.test)
    labels = parcel.array(f"labels_{i}", "u1", (m,))
    train, test = (parcel.array(f"{part}_{i}", "i4", (None,)).astype(np.int64) for part in ("train", "test"))
    both = np.concatenate([train, test])
    if not np.isin(labels, (0, 1)).all() or np.any(both < 0) or np.any(both >= m) or len(np.unique(both)) < len(both):
        raise parcel.refusal(f"labels 0 and 1, and each of {m:,} images once at most", f"{len(both):,} numbers")
    return Edits(original, called, labels.astype(np.int64), train, test, history)
