"""From a training to what is played of it: the run, a picture as its neuron saw it on the way, and what if.

The run and the picture come from the checkpoints that the training kept: no run is taken twice. Many checkpoints are
looked at as the columns of one run, which costs little more than one of them.
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

TOGETHER = 2**21  # coefficients or scores that are looked at together: 16 MB
FEW = 8  # weight vectors of which each is made


@dataclass(frozen=True, eq=False)
class PictureFrames:
    """One picture as a neuron saw it at some iterations.

    frames: the iterations, ``(f,)``; z: its scores there, ``(f,)``.
    pushes: pixel times weight, the channels added up, as small pictures of whole numbers from -127 to 127,
        ``(f, h, w)``; scale: the size of a push that is 127. ``(f, 0, 0)`` where a weight belongs to no pixel.
    pixels: the picture itself, uint8 ``(h, w, c)``.
    """

    frames: NDArray[np.int64]
    z: NDArray[np.float64]
    pushes: NDArray[np.int8]
    scale: float
    pixels: NDArray[np.uint8]

    def to_bytes(self, **words: str | int | None) -> bytes:
        """A `container`: in its header ``scale`` and these words or numbers; its arrays are ``frames`` i4, ``z`` f8,
        ``pushes`` i1 and ``pixels`` u1.
        """
        frames = self.frames.astype(np.int32)
        arrays: dict[str, NDArray] = {"frames": frames, "z": self.z, "pushes": self.pushes, "pixels": self.pixels}
        return pack_arrays({"scale": self.scale, **words}, arrays)


def recording_of(training: Training) -> Recording:
    """The run as far as it has come. Its frames end where the weights leave all numbers; each has its record."""
    run, checkpoints = training.descent, training.checkpoints
    records = {record.iteration: record for record in [*run.records, run.now]}
    frames = [each.descent.now for each in checkpoints]
    return _recording(training, checkpoints, *thinned([*records.values()], run.turns, frames))


def picture_of(training: Training, image: NDArray[np.uint8]) -> PictureFrames:
    """A picture ``(h, w, c)`` at the frames of `recording_of`.

    Raises ArgumentError when it is not of the size of the training images.
    """
    return _picture(training, training.checkpoints, image)


def place_of(
    training: Training, image: NDArray[np.uint8], like: Recording | None = None
) -> tuple[Recording, PictureFrames]:
    """The training as it stands, and a picture as it sees it: one frame of each, and one record, which is exact.

    There is no frame where the weights left all numbers.
    like: a recording between whose edges the scores are counted; those beyond are counted at the ends.

    Raises ArgumentError as `picture_of` does.
    """
    here, edges = training.checkpoints[-1:], None if like is None else like.edges
    return _recording(training, here, (training.descent.now,), edges=edges), _picture(training, here, image)


def what_if(training: Training, factors: Sequence[float] = (10, 0.1)) -> tuple[Curve, ...]:
    """The same run as far as it has come, without patience, at its learning rate times each of these factors.

    What was changed on the way is changed at the same iterations, a learning rate by the same factors.
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
    """Why a run is where it is."""
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
    looks = [each.look for each in seen if each.look]
    maps, scale = _in_bytes([look.map for look in looks])
    edges, histogram = _counted([look.z for look in looks], training.dataset.train.labels, edges)
    return Recording(
        goal=training.goal,
        end=end_of(training),
        records=records,
        turns=turns,
        changes=tuple(training.descent.changes),
        frames=np.array([each.iteration for each in seen], dtype=np.int64),
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
    frames = np.array([each.iteration for each in seen], dtype=np.int64)
    return PictureFrames(frames, np.concatenate(z), *_in_bytes(pushes), np.asarray(image))


def _seen(training: Training, checkpoints: Sequence[Checkpoint]) -> list[Checkpoint]:
    """The checkpoints at which there is something to see, each with its look: asked again, it is there."""
    for some, runs in _together([each for each in checkpoints if each.look is None]):
        maps = _small_pictures(training, runs, np.ones(runs.space.X.shape[0]))
        with np.errstate(over="ignore"):
            z = runs.z.T.astype(np.float32)
        for each, *look in zip(some, maps, runs.slope.tolist(), z, strict=True):
            each.look = Look(*look)
    return [each for each in checkpoints if each.look and each.look.is_finite]


def _together(checkpoints: Sequence[Checkpoint]) -> Iterator[tuple[Sequence[Checkpoint], Descent]]:
    """Some checkpoints at a time, and their runs side by side."""
    if not checkpoints:
        return
    first = checkpoints[0].descent
    step = max(1, TOGETHER // max(len(first.coefficients), first.space.X.shape[1]))
    for start in range(0, len(checkpoints), step):
        some = checkpoints[start : start + step]
        first, *others = [each.descent for each in some]
        yield some, first.beside(*others)


def _scores_of(runs: Descent, x: NDArray[np.float64]) -> NDArray[np.float64]:
    """The score of one image ``(n_x, 1)`` by each run, ``(k,)``."""
    a, space = _coefficients_of(runs), runs.space
    z = x.T @ runs.w if a is None or not isinstance(space, SampleSpace) else space.products_with(x).T @ a
    return np.asarray(z[0] + runs.b)


def _coefficients_of(runs: Descent) -> NDArray[np.float64] | None:
    """`sample_coefficients`, where the images of the space are those as they are."""
    return None if runs.space.inputs else runs.sample_coefficients


def _small_pictures(training: Training, runs: Descent, factors: NDArray[np.float64]) -> NDArray[np.float32]:
    """The weights of each run times these factors ``(n_x,)``, as `shrunken_maps` ``(k, h, w)``.

    A picture of the weights follows from pictures of the training images as the weights do from the images: there are
    fewer numbers in those. ``(k, 0, 0)`` where a weight belongs to no pixel.
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
    """Signed pictures as whole numbers from -127 to 127, ``(f, h, w)``, and what 127 stands for."""
    numbers = np.stack(pictures) if pictures else np.empty((0, 0, 0), np.float32)
    scale = float(max(numbers.max(initial=0), -numbers.min(initial=0))) or 1.0
    numbers /= scale
    numbers *= STEPS
    return np.rint(numbers, out=numbers).astype(np.int8), scale


def _counted(
    z: Sequence[NDArray[np.float32]], labels: NDArray[np.int64], edges: NDArray[np.float64] | None
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The edges ``(31,)``, and how many scores of each class lie between two of them, ``(f, 2, 30)``."""
    scores = np.array(z).reshape(len(z), len(labels))
    if edges is None:
        edges = _rounded_up(float(np.abs(scores).max(initial=0)) or 1.0) * np.arange(-15, 16) / 15
    bins = np.searchsorted(edges[1:-1], scores, side="right") + BINS * labels
    bins += 2 * BINS * np.arange(len(z))[:, np.newaxis]
    return edges, np.bincount(bins.ravel(), minlength=2 * BINS * len(z)).reshape(len(z), 2, BINS)


def _rounded_up(number: float) -> float:
    """The next number with two digits."""
    unit = 10.0 ** (floor(log10(number)) - 1)
    return float(np.ceil(number / unit) * unit)
