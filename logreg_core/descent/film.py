"""A film of a run: the same descent once more, with a snapshot of the weights at each of its frames."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .checkpoints import frames_of
from .record import Record
from .run import Descent

TOGETHER = 2**21  # weights that are looked at together: 16 MB


@dataclass(frozen=True, eq=False)
class Film:
    """How a run went, frame by frame.

    records: how the neuron did at each frame, in order; seen: what was made of its weights there, ``(frames, ...)``;
    b: its bias there, ``(frames,)``.
    """

    records: tuple[Record, ...]
    seen: NDArray
    b: NDArray


def film(
    make: Callable[[], Descent],
    iterations: int,
    look: Callable[[NDArray], NDArray],
    rates: Sequence[tuple[int, Any]] = (),
    frames: int = 60,
) -> Film:
    """Run the descent that ``make`` gives, a single one from zero, and look at it at `frames_of`.

    look: what is kept of the weights of some frames: from ``(n_x, some)`` to ``(some, ...)``.
    rates: ``(iteration, learning rate)`` pairs, as `Descent.rates` lists them, for a run whose rate was changed.

    The film ends early where the weights leave all numbers. Weights come from many snapshots in one product, since a
    space turns many columns of coefficients into weights at little more than the price of one; but from no more than
    TOGETHER weights, so that large images need no more memory than small ones.

    Raises ArgumentError as `frames_of` does.
    """
    run, stops = make(), set(frames_of(iterations, frames))
    changes = {iteration: rate for iteration, rate in rates if iteration < iterations}
    together = max(1, TOGETHER // run.space.X.shape[0])
    records, snapshots, seen, b = [], [], [], []
    for stop in sorted(stops | set(changes)):
        if stop > run.iteration:
            run.advance(stop - run.iteration)
        if stop in stops:
            coefficients = run.coefficients
            if not np.isfinite(coefficients).all():
                break
            records.append(run.now)
            b.append(run.b)
            snapshots.append(coefficients)
            if len(snapshots) == together:
                seen.append(look(run.space.weights(np.hstack(snapshots))))
                snapshots.clear()
        if stop in changes:
            run.learning_rate = changes[stop]
        if run.stopped:
            break
    if snapshots:
        seen.append(look(run.space.weights(np.hstack(snapshots))))
    return Film(tuple(records), np.concatenate(seen), np.array(b))
