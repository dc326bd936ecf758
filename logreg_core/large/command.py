"""`python -m logreg_core.large`: a neuron from images that fit into no memory, as a model file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from ..checks import check_count
from ..classifier import Classifier, is_usable
from ..descent import Descent
from ..errors import ArgumentError, DatasetError, LogregError
from ..export import save_classifier
from ..recipe import Unrepeatable
from ..settings import BATCH_SIZE, ITERATIONS, L2, LEARNING_RATE, MOMENTUM, SEED
from .images import Large, open_images
from .progress import keep, mark_of, take_up, write_whole

WHY = "its images were too many for one memory"
INTERRUPTED = 130  # the exit code after Ctrl-C


def main(arguments: Sequence[str] | None = None) -> int:
    """Train with these arguments. Returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        _check(options)
        with _cluster(options.scheduler):
            _train(options)
    except (LogregError, OSError, RuntimeError, ValueError) as error:  # also from a broken file
        sys.stderr.write(f"\n{error}\n")
        return 1
    except KeyboardInterrupt:
        is_kept = options.keep is not None and options.keep.exists()
        sys.stderr.write(f"\nStopped. {f'The same command goes on from {options.keep}.' if is_kept else ''}\n")
        return INTERRUPTED
    return 0


def _check(options: argparse.Namespace) -> None:
    """Check early what would otherwise fail after hours. Raises ArgumentError."""
    check_count("--iterations", options.iterations)
    _names(options)
    paths = [each.resolve() for each in (options.images, options.test, options.out, options.keep) if each is not None]
    if len(set(paths)) < len(paths):
        raise ArgumentError("--images, --test, --out and --keep must be different files.")
    for name, path in (("--out", options.out), ("--keep", options.keep)):
        if path is not None and (path.is_dir() or not path.absolute().parent.is_dir()):
            raise ArgumentError(f"{name} must be a file in a folder that is there. Got {path}.")


def _names(options: argparse.Namespace) -> tuple[str, str]:
    blue, _, red = (part.strip() for part in options.names.partition(","))
    if not (blue and red) or "," in red or blue == red:
        raise ArgumentError(f"--names must be two different names with a comma between them. Got {options.names!r}.")
    return blue, red


@contextmanager
def _cluster(address: str | None) -> Iterator[None]:
    """Compute on this cluster, if any, inside the context. Raises OSError if the cluster fails."""
    if address is None:
        yield
        return
    from distributed import Client
    from distributed.scheduler import KilledWorker

    try:
        with Client(address):
            yield
    except (CancelledError, KilledWorker) as error:
        raise OSError(f"The cluster could not go on: {error}") from error


def _train(options: argparse.Namespace) -> None:
    images = open_images(options.images)
    test = None if options.test is None else open_images(options.test)
    if images.labels.min() == images.labels.max():
        raise DatasetError(f"The training images must show both classes. All of them are {images.labels[0]}.")
    given = {
        LEARNING_RATE.name: options.rate,
        L2.name: options.l2,
        MOMENTUM.name: options.momentum,
        BATCH_SIZE.name: options.batch_size,
        SEED.name: options.seed,
    }
    descent = descent_of(images, test, given, record_every=options.record_every)
    digest = images.digest()
    watched = None if test is None or options.keep is None else test.digest()
    mark = mark_of(images=digest, test=watched, record_every=options.record_every, **given)
    if options.keep is not None and (kept := take_up(options.keep, mark)) is not None:
        descent.restore(kept.standing)
        descent.records = kept.records
        sys.stderr.write(f"It goes on from iteration {descent.iteration:,}.\n")
        if descent.iteration > options.iterations:
            raise ArgumentError(f"That is beyond --iterations {options.iterations:,}. Name another --keep, or more.")
    _advance(descent, options, mark)
    made = Unrepeatable(WHY, {**given, ITERATIONS.name: descent.iteration}, "pixels")
    about = (images.image_shape, _names(options), options.images.stem, digest)
    write_whole(options.out, save_classifier(Classifier(descent.w, descent.b, *about, made, descent.iteration)))
    sys.stderr.write(f"\n{options.out}: {descent.now.train_accuracy:.1%} of the training images right.\n")


def descent_of(images: Large, test: Large | None, given: dict[str, float], *, record_every: int) -> Descent:
    """Return the descent from zero on these images, which also records the test images."""
    return Descent(
        images.X,
        images.Y,
        X_test=None if test is None else test.X,
        Y_test=None if test is None else test.Y,
        learning_rate=given[LEARNING_RATE.name],
        l2=given[L2.name],
        momentum=given[MOMENTUM.name],
        batch_size=int(given[BATCH_SIZE.name]) or None,
        seed=int(given[SEED.name]),
        record_every=record_every,
        divisor=255.0,
    )


def _advance(descent: Descent, options: argparse.Namespace, mark: str) -> None:
    begun, first, kept = monotonic(), descent.iteration, monotonic()
    while descent.iteration < options.iterations:
        records = len(descent.records)
        descent.advance(1)
        if not is_usable(descent.w, descent.b):
            raise ArgumentError(f"The weights are not finite at iteration {descent.iteration:,}. Lower --rate.")
        done, now = descent.iteration, monotonic()
        each = (now - begun) / (done - first)
        if options.keep is not None and (now - kept >= options.keep_every or done == options.iterations):
            keep(options.keep, descent, mark)
            kept = monotonic()
        cost, left = descent.records[-1].cost, each * (options.iterations - done)
        said = f"{done:,} of {options.iterations:,}, cost {cost:.4f}, {left:,.0f} s left"
        if sys.stderr.isatty():
            sys.stderr.write(f"\r[{'#' * (30 * done // options.iterations):30}] {said}  ")
        elif len(descent.records) > records or done == options.iterations:
            sys.stderr.write(f"{said}\n")
        sys.stderr.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m logreg_core.large",
        description="Trains one neuron on images that fit into no memory, and writes it as a model file of the app.",
    )
    add = parser.add_argument
    add("--images", type=Path, required=True, help="name.h5, name.zarr, or a folder with images-*.npy and labels-*.npy")
    add("--test", type=Path, help="images that the cost and the accuracy are watched on besides")
    add(
        "--out",
        type=Path,
        default=Path("neuron.npz"),
        help="the model file, in the place of one that is there; %(default)s",
    )
    add("--keep", type=Path, help="a file that says how far it is: the same command goes on from there")
    add("--keep-every", type=float, default=30.0, help="seconds between two times that it is written; %(default)s")
    add("--names", default="0,1", help="the names of class 0 and class 1; %(default)s")
    add("--scheduler", help="address of a Dask scheduler; without it, the threads of this machine do the work")
    add("--rate", type=float, default=LEARNING_RATE.default, help="learning rate; %(default)s")
    add("--iterations", type=int, default=100, help="%(default)s")
    add("--l2", type=float, default=L2.default, help="%(default)s")
    add("--momentum", type=float, default=MOMENTUM.default, help="%(default)s")
    add("--batch-size", type=int, default=int(BATCH_SIZE.default), help="0: all images; %(default)s")
    add("--seed", type=int, default=int(SEED.default), help="of the order of batches; %(default)s")
    add("--record-every", type=int, default=10, help="iterations between two costs; %(default)s")
    return parser
