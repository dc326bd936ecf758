"""The progress of a training in a file: a killed training continues with exactly the same weights."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..container import pack_arrays, unpack_arrays
from ..descent import Dealing, Descent, Record, RunState
from ..errors import ArgumentError


@dataclass(frozen=True, eq=False)
class SavedProgress:
    """The state of a run, and its records so far."""

    standing: RunState
    records: list[Record]


def keep(path: Path, descent: Descent, mark: str) -> None:
    """Write the state of a run, and replace the previous file. A complete file exists at any time.

    mark: of the images and settings, so that no other run continues from this file.
    """
    state = descent.state
    header: dict[str, Any] = {
        "mark": mark,
        "iteration": state.iteration,
        "moving": len(state.moving),
    }
    arrays = {f"moving_{i}": each for i, each in enumerate(state.moving)}
    arrays["records"] = np.array([astuple(each) for each in descent.records], float)
    if state.dealing is not None:
        header["dealing"] = [f"{state.dealing.state:x}", state.dealing.spare]
        arrays["deck"] = state.dealing.deck.astype(np.int32)
    write_whole(path, pack_arrays(header, arrays))


def write_whole(path: Path, data: bytes) -> None:
    """Replace a file atomically: the old one stays until the new one is complete.

    Raises OSError if it cannot be written.
    """
    beside = path.with_name(f"{path.name}.new")
    try:
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        raise OSError(f"{path} could not be written: {error}") from error


def take_up(path: Path, mark: str) -> SavedProgress | None:
    """Return the saved state of the run from this file; None without a file.

    Raises ArgumentError if the file belongs to another run, or is no such file.
    """
    if not path.exists():
        return None
    try:
        header, arrays = unpack_arrays(path.read_bytes())
        is_other = header["mark"] != mark
        dealing = header.get("dealing")
        kept = SavedProgress(
            RunState(
                iteration=header["iteration"],
                moving=tuple(arrays[f"moving_{i}"] for i in range(header["moving"])),
                dealing=None
                if dealing is None
                else Dealing(int(dealing[0], 16), dealing[1], arrays["deck"].astype(int)),
            ),
            [Record(int(each[0]), *each[1:]) for each in arrays["records"].tolist()],
        )
    except (LookupError, OverflowError, TypeError, ValueError) as error:
        raise ArgumentError(f"{path} is no file of a run under way. Name another file. ({error})") from error
    if is_other:
        raise ArgumentError(f"{path} is of a run on other images, or with other settings. Name another file.")
    return kept


def mark_of(**values: object) -> str:
    """Return a fingerprint of the images and settings."""
    return json.dumps(values, sort_keys=True)
