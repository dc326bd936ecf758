"""How much faster the engine is than the textbook, as ratios within one run: `make bench`."""

from __future__ import annotations

from time import perf_counter

import numpy as np

from logreg_core import Dataset, Descent, Split, flatten, initialize, optimize, prepare
from logreg_core.preprocess import PIXEL_MAX
from logreg_core.sources import cats, faces

ITERATIONS = 2000
RATE = 0.001
REPEATS = 5


def generated(m: int, side: int) -> Dataset:
    """``m`` colour images of random pixels: their speed is that of real ones."""
    generator = np.random.default_rng(0)
    images = generator.integers(0, 256, (m, side, side, 3), dtype=np.uint8)
    split = Split(images, np.arange(m) % 2)
    return Dataset(f"generated, {m} of {side}x{side}x3", ("0", "1"), split, split)


def seconds_of_the_textbook(X: np.ndarray, Y: np.ndarray, iterations: int) -> float:
    """The textbook on columns that are already flattened and divided by 255."""
    start = perf_counter()
    optimize(*initialize(len(X)), X, Y, iterations, RATE)
    return perf_counter() - start


def seconds_of_the_engine(pixels: np.ndarray, Y: np.ndarray, iterations: int) -> tuple[float, str]:
    """The engine on pixels, from nothing to the weights, and the space that it chose."""
    start = perf_counter()
    run = Descent(pixels, Y, learning_rate=RATE, divisor=PIXEL_MAX)
    run.advance(iterations)
    _ = run.w
    return perf_counter() - start, run.space.name


def compare(dataset: Dataset, iterations: int = ITERATIONS) -> None:
    """Print one row: the medians of both, taken in turn, and their ratio."""
    X, Y = prepare(dataset.train.images), dataset.train.labels.reshape(1, -1)
    pixels = flatten(dataset.train.images)
    textbook, engine = [], []
    for _ in range(REPEATS):
        textbook.append(seconds_of_the_textbook(X, Y, iterations))
        seconds, space = seconds_of_the_engine(pixels, Y, iterations)
        engine.append(seconds)
    slow, fast = np.median(textbook), np.median(engine)
    name = f"{dataset.name} ({X.shape[1]} x {X.shape[0]:,})"
    print(f"{name:<44} {iterations:>6,} {slow:>9.3f} s {fast:>9.3f} s {slow / fast:>7.1f} x   {space}")


def main() -> None:
    """Print the table."""
    print(f"{'dataset (images x numbers)':<44} {'steps':>6} {'textbook':>11} {'engine':>11} {'faster':>9}   space")
    compare(faces.load())
    if cats.is_local():
        compare(cats.load())
    compare(generated(209, 64))
    compare(generated(2000, 8), 500)


if __name__ == "__main__":
    main()
