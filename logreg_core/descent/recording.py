"""A recording of a run for playback: the data that a screen shows, as a value and as bytes.

The bytes are a `container`. Its header has ``goal``, ``end``, ``changes`` as ``[[iteration, name, value], ...]``, and
``scale``. Its arrays, with ``r`` records, ``t`` turns and ``f`` frames::

    iteration               i4  (r,)        of the records
    cost, test_cost, train_accuracy, test_accuracy, validation_cost, validation_accuracy, penalty
                            f8  (r,) each   NaN without such a set
    turn_iteration          i4  (t,)        of the turns
    turn_cost, turn_penalty f8  (t,) each
    frames                  i4  (f,)        the iterations of the frames
    maps                    i1  (f, h, w)   the weights as pictures, over scale / 127; (f, 0, 0): no picture
    slope                   f8  (f,)
    edges                   f8  (31,)
    histogram               u2 or i4 (f, 2, 30)     u2 if no number is above 65,535
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, Self, get_args

import numpy as np
from numpy.typing import NDArray

from ..checks import check_count
from ..container import pack_arrays, unpack_arrays
from ..errors import ArgumentError
from .curve import MEASURES, columns, turn_columns
from .overshoot import Turn
from .record import Change, Record

STEPS = 127  # colour steps of a weight on each side of zero
BINS = 30  # of the scores
SETTABLE = ("learning_rate", "l2", "momentum")

End = Literal["goal", "patience", "stopped", "under way", "not finite"]


@dataclass(frozen=True, eq=False)
class Recording:
    """The data of a single run that a screen can show.

    goal: the target iteration; end: why the run stopped.
    records, turns: of the run, `thinned`; changes: as `Descent.changes`.
    frames: the iterations of the following arrays, ascending, ``(f,)``.
    maps: the weights as small pictures, summed over the channels, ``(f, h, w)`` whole numbers from -127 to 127; scale:
        the weight that 127 represents. ``(f, 0, 0)`` if a weight belongs to no pixel.
    slope: the norm of the gradient of the objective over ``w`` and ``b``, ``(f,)``.
    histogram: the number of training images of class 0 and class 1 with a score between two edges, ``(f, 2, 30)``;
        edges: ``(31,)``, ascending. The validation set is included.

    Raises ArgumentError if the parts do not fit together.
    """

    goal: int
    end: End
    records: tuple[Record, ...]
    turns: tuple[Turn, ...]
    changes: tuple[Change, ...]
    frames: NDArray[np.int64]
    maps: NDArray[np.int8]
    scale: float
    slope: NDArray[np.float64]
    edges: NDArray[np.float64]
    histogram: NDArray[np.integer]

    def __post_init__(self) -> None:
        f = len(self.frames)
        shapes = (self.maps.shape[:1], self.slope.shape, self.edges.shape, self.histogram.shape)
        if shapes != ((f,), (f,), (BINS + 1,), (f, 2, BINS)) or self.maps.ndim != 3 or self.maps.dtype != np.int8:
            raise ArgumentError(f"A recording of {f} frames must have a map, a slope and counts of each. Got {shapes}.")
        check_count("goal", self.goal)
        if self.end not in get_args(End) or not self.records or not 0 < self.scale < np.inf:
            raise ArgumentError("A recording must have a record, a finite scale, and say how it ended.")
        if not np.isfinite(self.edges).all() or not (np.diff(self.edges) > 0).all():
            raise ArgumentError(f"The edges of a recording must be finite and ascend. Got {self.edges!s:.60}.")
        for iterations in ([record.iteration for record in self.records], self.frames):
            if np.any(np.diff(iterations, prepend=-1) <= 0):
                raise ArgumentError(
                    f"The iterations of a recording must ascend from 0 or later. Got {iterations!s:.60}."
                )
        for array in (self.frames, self.maps, self.slope, self.edges, self.histogram):
            array.setflags(write=False)

    @property
    def iteration(self) -> int:
        """The last iteration."""
        return self.records[-1].iteration

    @property
    def weights(self) -> NDArray[np.float64]:
        """The maps as weights, ``(f, h, w)``, rounded by at most ``scale / 127 / 2``."""
        return self.maps.astype(np.float64) * (self.scale / STEPS)

    def to_bytes(self) -> bytes:
        """Return the bytes that a browser plays; the module docstring has the format."""
        header = {"goal": self.goal, "end": self.end, "changes": [*map(list, self.changes)], "scale": self.scale}
        few = self.histogram.max(initial=0) < 2**16
        arrays = {
            **columns(self.records),
            **turn_columns(self.turns),
            "frames": self.frames.astype(np.int32),
            "maps": self.maps,
            "slope": self.slope.astype(np.float64),
            "edges": self.edges.astype(np.float64),
            "histogram": self.histogram.astype(np.uint16 if few else np.int32),
        }
        return pack_arrays(header, arrays)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return the recording in these bytes. Raises ArgumentError unless they are as `to_bytes` writes them."""
        header, arrays = unpack_arrays(data)
        try:
            made = cls(
                records=tuple(Record(**each) for each in _rows(arrays, "iteration", *MEASURES)),
                turns=tuple(
                    Turn(*each.values()) for each in _rows(arrays, "turn_iteration", "turn_cost", "turn_penalty")
                ),
                changes=tuple(map(_change, header.pop("changes"))),
                frames=arrays["frames"].astype(np.int64),
                maps=arrays["maps"],
                slope=arrays["slope"],
                edges=arrays["edges"],
                histogram=arrays["histogram"],
                **header,
            )
            exact = made.to_bytes() == data
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            raise ArgumentError(f"Bytes must be a recording. {error!s:.200}") from error
        if not exact:
            raise ArgumentError("Bytes must be a recording as to_bytes writes it. Some differ, or are too many.")
        return made


def _rows(arrays: dict[str, NDArray], *names: str) -> Iterable[dict[str, Any]]:
    """Do the inverse of `columns`."""
    columns = [arrays[name].tolist() for name in names]
    return (dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))


def _change(listed: list[Any]) -> Change:
    iteration, name, value = listed
    if type(iteration) is not int or name not in SETTABLE or isinstance(value, str | bool | list | dict):
        raise ArgumentError(f"A change must be an iteration, a setting and its value. Got {listed!r:.60}.")
    return iteration, name, value
