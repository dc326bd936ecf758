"""Recordings of a training for the player: the run, a picture as its neuron saw it, and runs at other rates.

The run and the picture come from the checkpoints of the training, without training again. Many checkpoints are
evaluated as the columns of one run, which costs little more than one checkpoint.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.blas import sgemm

from logreg_core.container import pack_arrays
from logreg_core.descent import Checkpoint, Curve, Descent, Look, Record, Recording, SampleSpace, Turn, thinned
from logreg_core.descent.recording import BINS, STEPS, End
from logreg_core.errors import ArgumentError
from logreg_core.explain import shrunken_maps
from logreg_core.representation import represent
from logreg_core.settings import LEARNING_RATE
from logreg_core.training import Training, descent_of

TOGETHER = 2**21  # coefficients or scores in one batch: 16 MB
FEW = 8  # up to so many weight vectors are calculated one by one


@dataclass(frozen=True, eq=False)
class PictureFrames:
    """One picture as a neuron saw it at some iterations.

    frames: the iterations, ``(f,)``; z: its scores there, ``(f,)``.
    pushes: pixel times weight, summed over the channels, as small pictures of whole numbers from -127 to 127,
        ``(f, h, w)``; scale: the value of 127. ``(f, 0, 0)`` if weights do not belong to pixels.
    pixels: the picture, uint8 ``(h, w, c)``.
    """

    frames: NDArray[np.int64]
    z: NDArray[np.float64]
    pushes: NDArray[np.int8]
    scale: float
    pixels: NDArray[np.uint8]

    def to_bytes(self, **words: str | int | None) -> bytes:
        """A `container` with ``scale`` and these words or numbers in its header, and the arrays ``frames`` i4, ``z``
        f8, ``pushes`` i1 and ``pixels`` u1.
        """
        frames = self.frames.astype(np.int32)
        arrays: dict[str, NDArray] = {"frames": frames, "z": self.z, "pushes": self.pushes, "pixels": self.pixels}
        return pack_arrays({"scale": self.scale, **words}, arrays)


def recording_of(training: Training) -> Recording:
    """The run so far. Its frames end where the weights are no longer finite; each has its record."""
    run, checkpoints = training.descent, training.checkpoints
    records = {record.iteration: record for record in [*run.records, run.now]}
    frames = [checkpoint.descent.now for checkpoint in checkpoints]
    return _recording(training, checkpoints, *thinned([*records.values()], run.turns, frames))


def picture_of(training: Training, image: NDArray[np.uint8]) -> PictureFrames:
    """A picture ``(h, w, c)`` at the frames of `recording_of`.

    Raises ArgumentError if its size is not that of the training images.
    """
    return _picture(training, training.checkpoints, image)


def moment_of(
    training: Training, image: NDArray[np.uint8], like: Recording | None = None
) -> tuple[Recording, PictureFrames]:
    """The current state of the training, and a picture as it sees it: one frame of each, and one exact record.

    No frame if the weights are not finite.
    like: a recording with the edges for counting the scores; scores outside count in the end bins.

    Raises ArgumentError, as `picture_of`.
    """
    latest, edges = training.checkpoints[-1:], None if like is None else like.edges
    return _recording(training, latest, (training.descent.now,), edges=edges), _picture(training, latest, image)


def what_if(training: Training, factors: Sequence[float] = (10, 0.1)) -> tuple[Curve, ...]:
    """The run so far, without patience, at its learning rate times each of these factors.

    Changes of settings happen at the same iterations; changes of the learning rate get the same factor.
    """
    return tuple(_at_other_rates(training, factor) for factor in factors)


def _at_other_rates(training: Training, factor: float) -> Curve:
    descent, first = training.descent, training.checkpoints[0].descent
    w, b = first.w, first.b
    given: dict[str, Any] = {"start": (w, b)} if w.any() or b else {}
    given |= {"record_every": descent.record_every, "record_first": descent.record_first, "patience": None}
    rate, data = training.recipe.learning_rate * factor, training.dataset
    run = descent_of(data.train, training.recipe, data.test, space=descent.space, learning_rate=rate, **given)
    changes = [
        (at, name, value * factor if name == LEARNING_RATE.name else value) for at, name, value in descent.changes
    ]
    run.follow(changes, training.iteration)
    return Curve(f"rate {rate:g}", *thinned([*run.records, run.now], run.turns))


def end_of(training: Training) -> End:
    """The reason why a run is at its current iteration."""
    if not np.isfinite(training.descent.coefficients).all():
        return "not finite"
    if training.descent.stopped:
        return "patience"
    if training.ended:
        return "stopped"
    return "goal" if training.finished else "under way"


def _recording(
    training: Training,
    checkpoints: Sequence[Checkpoint],
    records: tuple[Record, ...],
    turns: tuple[Turn, ...] = (),
    edges: NDArray[np.float64] | None = None,
) -> Recording:
    seen = _seen(training, checkpoints)
    looks = [one.look for one in seen if one.look]
    maps, scale = _in_bytes([look.map for look in looks])
    edges, histogram = _counted([look.z for look in looks], training.dataset.train.labels, edges)
    return Recording(
        goal=training.goal,
        end=end_of(training),
        records=records,
        turns=turns,
        changes=tuple(training.descent.changes),
        frames=np.array([checkpoint.iteration for checkpoint in seen], dtype=np.int64),
        maps=maps,
        scale=scale,
        slope=np.array([look.slope for look in looks]),
        edges=edges,
        histogram=histogram,
    )


def _picture(training: Training, checkpoints: Sequence[Checkpoint], image: NDArray[np.uint8]) -> PictureFrames:
    if np.shape(image) != training.dataset.image_shape:
        raise ArgumentError(f"image must have the shape {training.dataset.image_shape}. Got {np.shape(image)}.")
    seen, z, pushes = _seen(training, checkpoints), [np.empty(0)], list[NDArray]()
    x = represent(np.asarray(image)[np.newaxis], training.recipe.representation)  # (n_x, 1)
    for _, runs in _together(seen):
        z.append(_scores_of(runs, x))
        pushes.extend(_small_pictures(training, runs, x[:, 0]))
    frames = np.array([checkpoint.iteration for checkpoint in seen], dtype=np.int64)
    return PictureFrames(frames, np.concatenate(z), *_in_bytes(pushes), np.asarray(image))


def _seen(training: Training, checkpoints: Sequence[Checkpoint]) -> list[Checkpoint]:
    """The checkpoints with finite weights, each with its look, which is cached."""
    for some, runs in _together([one for one in checkpoints if one.look is None]):
        maps = _small_pictures(training, runs, np.ones(runs.space.X.shape[0]))
        with np.errstate(over="ignore"):
            z = runs.z.T.astype(np.float32)
        for checkpoint, *look in zip(some, maps, runs.slope.tolist(), z, strict=True):
            checkpoint.look = Look(*look)
    return [one for one in checkpoints if one.look and one.look.is_finite]


def _together(checkpoints: Sequence[Checkpoint]) -> Iterator[tuple[Sequence[Checkpoint], Descent]]:
    """Batches of checkpoints, with their runs side by side."""
    if not checkpoints:
        return
    first = checkpoints[0].descent
    step = max(1, TOGETHER // max(len(first.coefficients), first.space.X.shape[1]))
    for start in range(0, len(checkpoints), step):
        some = checkpoints[start : start + step]
        first, *others = [checkpoint.descent for checkpoint in some]
        yield some, first.beside(*others)


def _scores_of(runs: Descent, x: NDArray[np.float64]) -> NDArray[np.float64]:
    """The score of one image ``(n_x, 1)`` in each run, ``(k,)``."""
    a, space = _coefficients_of(runs), runs.space
    z = x.T @ runs.w if a is None or not isinstance(space, SampleSpace) else space.products_with(x).T @ a
    return np.asarray(z[0] + runs.b)


def _coefficients_of(runs: Descent) -> NDArray[np.float64] | None:
    """`sample_coefficients`, if the space holds the images unchanged."""
    return None if runs.space.inputs else runs.sample_coefficients


def _small_pictures(training: Training, runs: Descent, factors: NDArray[np.float64]) -> NDArray[np.float32]:
    """The weights of each run times these factors ``(n_x,)``, as `shrunken_maps` ``(k, h, w)``.

    Weights are linear combinations of images, so their pictures combine the smaller pictures of the training images.
    ``(k, 0, 0)`` if weights do not belong to pixels.
    """
    space, a, shape = runs.space, _coefficients_of(runs), training.dataset.image_shape
    if training.recipe.representation != "pixels":
        return np.empty((len(runs.b), 0, 0), np.float32)
    with np.errstate(over="ignore", invalid="ignore"):
        if a is None or a.shape[1] <= FEW:
            return shrunken_maps(runs.w, shape, factors=factors)
        basis = shrunken_maps(space.X, shape, factors=factors / space.divisor)  # (m, h, w)
        flat = sgemm(1.0, basis.reshape(len(basis), -1).T, a.astype(np.float32))  # (h * w, k)
        return flat.T.reshape(-1, *basis.shape[1:])


def _in_bytes(pictures: Sequence[NDArray[np.float32]]) -> tuple[NDArray[np.int8], float]:
    """Signed pictures as whole numbers from -127 to 127, ``(f, h, w)``, and the value of 127."""
    numbers = np.stack(pictures) if pictures else np.empty((0, 0, 0), np.float32)
    scale = float(max(numbers.max(initial=0), -numbers.min(initial=0))) or 1.0
    numbers /= scale
    numbers *= STEPS
    return np.rint(numbers, out=numbers).astype(np.int8), scale


def _counted(
    z: Sequence[NDArray[np.float32]], labels: NDArray[np.int64], edges: NDArray[np.float64] | None
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The edges ``(31,)``, and the number of scores of each class in each bin, ``(f, 2, 30)``."""
    scores = np.array(z).reshape(len(z), len(labels))
    if edges is None:
        edges = _rounded_up(float(np.abs(scores).max(initial=0)) or 1.0) * np.arange(-15, 16) / 15
    bins = np.searchsorted(edges[1:-1], scores, side="right") + BINS * labels
    bins += 2 * BINS * np.arange(len(z))[:, np.newaxis]
    return edges, np.bincount(bins.ravel(), minlength=2 * BINS * len(z)).reshape(len(z), 2, BINS)


def _rounded_up(number: float) -> float:
    """The number rounded up to two significant digits."""
    unit = 10.0 ** (floor(log10(number)) - 1)
    return float(np.ceil(number / unit) * unit)
