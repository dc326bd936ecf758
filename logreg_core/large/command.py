"""`python -m logreg_core.descent`: a neuron from images that fit into no memory, as a model file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from time import monotonic

from ..classifier import Classifier
from ..descent import Descent
from ..errors import LogregError
from ..export import save_classifier
from ..recipe import Unrepeatable
from ..settings import BATCH_SIZE, ITERATIONS, L2, LEARNING_RATE, MOMENTUM, SEED
from .images import Large, open_images
from .progress import keep, mark_of, take_up

WHY = "its images were too many for one memory"


def main(arguments: Sequence[str] | None = None) -> int:
    """Train as the arguments say. Returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        if options.scheduler:
            from distributed import Client

            with Client(options.scheduler):
                _train(options)
        else:
            _train(options)
    except (LogregError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _train(options: argparse.Namespace) -> None:
    images = open_images(options.images)
    test = None if options.test is None else open_images(options.test)
    names = tuple(options.names.split(","))
    digest = images.digest()
    given = {
        LEARNING_RATE.name: options.rate,
        L2.name: options.l2,
        MOMENTUM.name: options.momentum,
        BATCH_SIZE.name: options.batch_size,
        SEED.name: options.seed,
    }
    descent = descent_of(images, test, given, record_every=options.record_every)
    mark = mark_of(images=digest, record_every=options.record_every, **given)
    if options.keep is not None and (kept := take_up(options.keep, mark)) is not None:
        descent.stand(kept.standing)
        descent.records = kept.records
        sys.stderr.write(f"It goes on from iteration {descent.iteration:,}.\n")
    _advance(descent, options, mark)
    made = Unrepeatable(WHY, {**given, ITERATIONS.name: descent.iteration}, "pixels")
    about = (images.image_shape, names, options.images.stem, digest)
    neuron = Classifier(descent.w, descent.b, *about, made, descent.iteration)
    options.out.write_bytes(save_classifier(neuron))
    sys.stderr.write(f"\n{options.out}: {descent.now.train_accuracy:.1%} of the training images right.\n")


def descent_of(images: Large, test: Large | None, given: dict[str, float], *, record_every: int) -> Descent:
    """The descent from zero on these images, with an eye on the test images."""
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
        descent.advance(1)
        done, now = descent.iteration, monotonic()
        each = (now - begun) / (done - first)
        if options.keep is not None and (now - kept >= options.keep_every or done == options.iterations):
            keep(options.keep, descent, mark)
            kept = monotonic()
        bar = "#" * (30 * done // options.iterations)
        cost = descent.records[-1].cost
        left = each * (options.iterations - done)
        sys.stderr.write(f"\r[{bar:30}] {done:,} of {options.iterations:,}, cost {cost:.4f}, {left:,.0f} s left  ")
        sys.stderr.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m logreg_core.descent",
        description="Trains one neuron on images that fit into no memory, and writes it as a model file of the app.",
    )
    add = parser.add_argument
    add("--images", type=Path, required=True, help="name.h5, name.zarr, or a folder with images-*.npy and labels-*.npy")
    add("--test", type=Path, help="images that the cost and the accuracy are watched on besides")
    add("--out", type=Path, default=Path("neuron.npz"), help="the model file; %(default)s")
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
