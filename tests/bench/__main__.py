"""How much faster the engine is than the textbook and than scikit-learn, as ratios within one run: `make bench`."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
from scipy.linalg.blas import dsymv
from sklearn.base import ClassifierMixin
from sklearn.datasets import load_breast_cancer, make_classification
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, PredefinedSplit
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from classroom.exercise.functions import program
from classroom.exercise.run import train_with
from logreg_core import Descent, flatten, initialize, normalize, optimize, prepare, propagate
from logreg_core.data.division import folds_of
from logreg_core.data.preprocess import PIXEL_MAX
from logreg_core.descent import make_space, optimum, sweep
from logreg_core.estimator import NeuronClassifier
from logreg_core.sources import cats

from .measure import MB, machine, peak, seconds
from .report import lasts, printed, save, say

RESULTS = Path(__file__).with_name("RESULTS.md")
SECONDS = 300  # of all of it, on two cores
STEPS = 2000
ENOUGH = 1e-6  # the share above the minimum that counts as an equal cost
RATE = 0.001
SIZES = {
    209: 1000,
    500: 400,
    1000: 200,
    2000: 100,
    4000: 20,
    20_000: 20,
}  # images: steps of the textbook that are timed
HELD = 4000  # the textbook's float64 columns of more images are not made; its time and memory grow in proportion


def engine(pixels: np.ndarray, Y: np.ndarray, steps: int, space: object = None) -> np.ndarray:
    """From pixels to the weights after so many steps."""
    run = Descent(pixels, Y, learning_rate=RATE, divisor=PIXEL_MAX, record_every=100, space=space)  # type: ignore[arg-type]
    run.advance(steps)
    return run.w


def weights(X: np.ndarray, Y: np.ndarray, steps: int) -> np.ndarray:
    """The textbook's weights after so many steps."""
    w: np.ndarray = optimize(*initialize(len(X)), X, Y, steps, RATE)[0]["w"]
    return w


def apart(one: np.ndarray, other: np.ndarray) -> str:
    """By how much weights differ at most."""
    return f"{np.abs(one - other).max():.0e}"


def products(matrix: np.ndarray, columns: int, steps: int) -> None:
    """The floor: so many matrix products and nothing else."""
    vector = np.ones((matrix.shape[1], columns), matrix.dtype)
    for _ in range(steps):
        _ = matrix @ vector


def symmetric_products(matrix: np.ndarray, steps: int) -> None:
    """The floor of the sample space: so many products of a symmetric matrix, by one thread as in the engine."""
    vector, scores = np.ones(len(matrix)), np.zeros(len(matrix))
    with threadpool_limits(1, user_api="blas"):
        for _ in range(steps):
            dsymv(-1e-9, matrix, vector, 1.0, scores, 0, 1, 0, 1, 1, 1)


def both_products(X: np.ndarray, steps: int) -> None:
    """The floor of the feature space: forward and backward."""
    w, error = np.ones((1, len(X)), X.dtype), np.ones((X.shape[1], 1), X.dtype)
    for _ in range(steps):
        _ = w @ X
        _ = X @ error


def row(*cells: object) -> str:
    """One line of a Markdown table."""
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def ms(time: float) -> str:
    """Milliseconds with three digits."""
    return f"{1000 * time:,.3g}" if time < 1 else f"{1000 * time:,.0f}"


def on_the_cats() -> Iterator[str]:
    """Rows of the first table: what was done, by whom, in what time, and against whom."""
    data = cats.load()
    pixels, Y = flatten(data.train.images), data.train.labels.reshape(1, -1)
    X, y, m = prepare(data.train.images), data.train.labels, len(data.train.labels)
    space, rates = make_space(pixels, divisor=PIXEL_MAX), np.geomspace(0.0003, 0.01, 8)
    eight = partial(sweep, pixels, Y, learning_rates=rates, folds=5, iterations=STEPS, divisor=PIXEL_MAX)
    run = Descent(pixels, Y, learning_rate=RATE, divisor=PIXEL_MAX, record_every=100, space=space)
    book, whole, steps, floor, swept, swept_floor = seconds(
        lambda: weights(X, Y, STEPS),
        lambda: engine(pixels, Y, STEPS),
        lambda: run.advance(STEPS),
        lambda: symmetric_products(space.K_b, STEPS),  # type: ignore[attr-defined]
        eight,
        lambda: products(space.K_b, 48, STEPS),  # type: ignore[attr-defined]
        repeats=5,
    )
    difference = f"weights differ by {apart(weights(X, Y, STEPS), engine(pixels, Y, STEPS))}"
    faster = f"{book / whole:.0f} x the textbook, {difference}"
    learner = partial(train_with, program({})[0], data, learning_rate=RATE, num_iterations=STEPS)
    [own] = seconds(learner, repeats=3)
    slower = f"{book / own:.2f} x the textbook, weights differ by {apart(weights(X, Y, STEPS), learner().w)}"
    yield from [
        row("2,000 steps", "textbook", ms(book), "", ""),
        row("2,000 steps", "a learner's code, in a process of its own", ms(own), slower, ""),
        row("2,000 steps", "engine, from pixels to weights", ms(whole), faster, ""),
        row("2,000 steps", "engine, the steps alone", ms(steps), f"{book / steps:.0f} x the textbook", ""),
        row("2,000 steps", "floor: SciPy's `dsymv` alone", ms(floor), f"a step is {steps / floor:.2f} x the floor", ""),
        row("8 rates x (5 folds + all), 2,000 steps", "`sweep`", ms(swept), f"{book / swept:.1f} x the textbook", ""),
        row("the same", "floor: NumPy's products `K @ A`", ms(swept_floor), f"{swept / swept_floor:.1f} x", ""),
    ]
    for l2 in (0.001, 0.01):
        solvers = {
            "lbfgs, default tolerance": {"solver": "lbfgs"},
            "lbfgs, tol=1e-8": {"solver": "lbfgs", "tol": 1e-8},
            "newton-cg, default tolerance": {"solver": "newton-cg"},
        }
        models = [LogisticRegression(C=1 / (l2 * m), max_iter=100_000, **kind) for kind in solvers.values()]
        [as_it_comes] = seconds(partial(models[0].fit, X.T, y), repeats=1)
        with threadpool_limits(1):
            theirs = seconds(*(partial(model.fit, X.T, y) for model in models), repeats=2)
        [ours] = seconds(lambda l2=l2: optimum(pixels, Y, l2=l2, divisor=PIXEL_MAX), repeats=9)
        task = f"minimum, l2 = {l2}"
        yield row(task, "`optimum`", ms(ours), "", f"{optimum(pixels, Y, l2=l2, divisor=PIXEL_MAX).cost:.9f}")
        names = [next(iter(solvers)) + ", all threads", *(f"{name}, one thread" for name in solvers)]
        for name, model, time in zip(names, [models[0], *models], [as_it_comes, *theirs], strict=True):
            w = model.coef_.T
            cost = propagate(w, float(model.intercept_[0]), X, Y)[1] + l2 / 2 * float((w**2).sum())
            yield row(task, f"scikit-learn, {name}", ms(time), f"`optimum` {time / ours:.0f} x", f"{cost:.9f}")
    l2s, fold = [0.01, 0.1], folds_of(Y, 5, 0)
    grid = {"C": [1 / (l2 * 0.8 * m) for l2 in l2s]}
    search = GridSearchCV(LogisticRegression(max_iter=100_000), grid, cv=PredefinedSplit(fold))
    with threadpool_limits(1):
        [theirs_time] = seconds(lambda: search.fit(X.T, y), repeats=1)
    [ours_time] = seconds(
        lambda: sweep(pixels, Y, learning_rates=0.003, l2s=l2s, folds=5, iterations=STEPS, divisor=PIXEL_MAX)
    )
    yield row("2 penalties x 5 folds", "scikit-learn, GridSearchCV with lbfgs, one thread", ms(theirs_time), "", "")
    yield row("2 penalties x 5 folds", "`sweep`, 2,000 steps", ms(ours_time), f"{theirs_time / ours_time:.0f} x", "")


def penalized_cost(model: ClassifierMixin, X: np.ndarray, y: np.ndarray, l2: float) -> float:
    """What both estimators lower, worked out by the textbook."""
    w = model.coef_.T
    return propagate(w, float(model.intercept_[0]), X.T, y[np.newaxis])[1] + l2 / 2 * float((w**2).sum())


def tables() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Tables as users of scikit-learn have them, each column scaled."""
    sizes = {"20,000 x 100, generated": (20_000, 100), "200 x 5,000, generated": (200, 5000)}
    made = {
        name: make_classification(m, n, n_informative=10, flip_y=0.1, random_state=0) for name, (m, n) in sizes.items()
    }
    return {
        name: (StandardScaler().fit_transform(X), y)
        for name, (X, y) in ({"569 x 30, tumours": load_breast_cancer(return_X_y=True)} | made).items()
    }


def as_an_estimator() -> Iterator[str]:
    """Rows of the second table: fits of equal penalised cost, each with the loosest setting that reaches it."""
    for name, (X, y) in tables().items():
        say(f"Now: the table {name}.")
        l2, tolerances = 0.01, [10.0**-power for power in range(2, 13)]
        rate = min(float(Descent(X.T, y[np.newaxis], learning_rate=1, l2=l2).safe_learning_rate) / 2, 10.0)
        quick = {"l2": l2, "learning_rate": rate, "momentum": 0.9}
        theirs = partial(LogisticRegression, C=1 / (l2 * len(y)), max_iter=100_000)
        best = NeuronClassifier(solver="minimum", l2=l2).fit(X, y)
        enough = penalized_cost(best, X, y, l2) * (1 + ENOUGH)
        tried = {
            "scikit-learn, lbfgs": [theirs(solver="lbfgs", tol=tol) for tol in tolerances],
            "scikit-learn, newton-cholesky": [theirs(solver="newton-cholesky", tol=tol) for tol in tolerances],
            "`NeuronClassifier`, descent": [NeuronClassifier(num_iterations=100 * 2**n, **quick) for n in range(10)],
        }
        if X.shape[1] > 1000:
            del tried["scikit-learn, newton-cholesky"]
        fits = {"`NeuronClassifier`, minimum": best} | {
            who: next(model for model in models if penalized_cost(model.fit(X, y), X, y, l2) <= enough)
            for who, models in tried.items()
        }
        times = seconds(*(partial(model.fit, X, y) for model in fits.values()))
        for (who, model), time in zip(fits.items(), times, strict=True):
            setting = {k: v for k, v in model.get_params().items() if k in ("tol", "num_iterations")}
            detail = "" if model is best else ", " + next(f"{k}={v:g}" for k, v in setting.items())
            yield row(
                name, who + detail, ms(time), f"{time / times[0]:.1f} x", f"{penalized_cost(model, X, y, l2):.8f}"
            )


def as_images_grow() -> Iterator[str]:
    """Rows of the third table: textbook and engine on generated images of 64x64x3."""
    for m, timed in SIZES.items():
        say(f"Now: {m:,} generated images.")
        held, scale = min(m, HELD), m / min(m, HELD)
        pixels = flatten(np.random.default_rng(0).integers(0, 256, (m, 64, 64, 3), dtype=np.uint8))
        Y = np.arange(m)[np.newaxis] % 2
        space = make_space(pixels, divisor=PIXEL_MAX)
        sample = space.name == "sample"
        steps = STEPS if sample else 10
        X = normalize(pixels[:, :held])
        floor_matrix = space.K_b if sample else X.astype(np.float32)  # type: ignore[attr-defined]
        floor_work = (
            partial(symmetric_products, floor_matrix, steps) if sample else partial(both_products, floor_matrix, 3)
        )
        compared = pixels[:, :held], Y[:, :held], timed, space if m == held else None
        difference = apart(weights(X, Y[:, :held], timed), engine(*compared))
        run = Descent(pixels, Y, learning_rate=RATE, divisor=PIXEL_MAX, record_every=100, space=space)
        book, stepping, floor = seconds(
            partial(optimize, *initialize(len(X)), X, Y[:, :held], timed, RATE), partial(run.advance, steps), floor_work
        )
        [setup] = seconds(partial(make_space, pixels, divisor=PIXEL_MAX))
        book, stepping = book * scale / timed, stepping / steps
        floor = floor / steps if sample else floor * scale / 3
        whole, all_of_book = setup + STEPS * stepping, STEPS * book
        del X, floor_matrix, floor_work, run, space
        book_bytes = scale * peak(
            lambda pixels=pixels, Y=Y, held=held: optimize(
                *initialize(len(pixels)), normalize(pixels[:, :held]), Y[:, :held], 2, RATE
            )
        )
        own_bytes = peak(partial(engine, pixels, Y, 2))
        yield (
            row(
                f"{m:,}",
                "sample" if sample else "feature",
                ms(book),
                ms(stepping),
                ms(floor),
                f"{book / stepping:.1f} x",
                f"{stepping / floor:.2f} x",
                ms(setup),
                f"{all_of_book / whole:.1f} x",
                difference,
                f"{book_bytes / MB:,.0f}",
                f"{own_bytes / MB:,.1f}",
                f"1/{book_bytes / own_bytes:.1f}",
            )
        )


def lines() -> Iterator[str]:
    """The document, line by line, each as soon as it is measured."""
    yield from ("# What `make bench` measured", "", machine(), "")
    yield from ("The least of several times, taken in turn. Compare ratios, not times.", "")
    if cats.is_local():
        say("Now: the course's cats.")
        yield from ("## The course's cats: 209 images of 12,288 numbers", "")
        yield from (row("task", "by", "ms", "faster", "penalised cost"), row(*["---"] * 5))
        yield from on_the_cats()
        yield from (
            "",
            "The learner's time includes the start of the process, and the way of the pixels and of the answer.",
            "Scikit-learn and the textbook get columns of float64 that are ready; the engine and `optimum` begin with",
            "uint8 pixels. newton-cholesky is left out: its matrix of 12,288 x 12,288 takes 1.2 GB. As it comes, lbfgs",
            "alternates between NumPy's and SciPy's BLAS, whose threads keep each other waiting; one thread is its",
            "best. `optimum` and the engine take one thread for short products by themselves.",
            "",
        )
    say("Now: estimators of scikit-learn.")
    yield from ("## Estimators of scikit-learn, to an equal penalised cost, l2 = 0.01", "")
    yield from (row("table", "by", "ms", "of the minimum's time", "penalised cost"), row(*["---"] * 5))
    with threadpool_limits(1):
        yield from as_an_estimator()
    yield from (
        "",
        f"Each with the loosest setting whose cost is at most {ENOUGH:g} of it above the minimum: powers of ten as",
        "tolerance, and 100 steps doubled, at half the safe rate with a momentum of 0.9. One thread for all.",
        "newton-cholesky is left out where its matrix has 5,000 columns.",
        "",
    )
    yield from ("## Generated images of 64x64x3 as their number grows", "")
    yield row(
        *("images", "space", "textbook, ms a step", "engine, ms a step", "floor, ms a step", "faster, a step"),
        *("of the floor", "setup, ms", "faster, 2,000 steps with setup", "weights differ by"),
        *("textbook, MB", "engine, MB", "memory"),
    )
    yield row(*["---"] * 13)
    yield from as_images_grow()
    yield from (
        "",
        "The textbook is timed for fewer steps than 2,000, and in the feature space so is the engine; 2,000 steps are",
        f"in proportion. Above {HELD:,} images the textbook and the floor are measured on {HELD:,}, and multiplied.",
        "Memory is the peak beyond the uint8 images, with the textbook's float64 columns. The floor is SciPy's `dsymv`",
        "by one thread, or in the feature space both products with all images as float32, by NumPy and all threads.",
        "Weights are compared after as many steps as the textbook is timed for. The feature space reads large sets as",
        "float32 too, which rounds a score to about six digits.",
    )


def main() -> None:
    """Measure, print each row as soon as it is there, and save RESULTS.md if that is asked for."""
    warnings.simplefilter("ignore")
    say(f"All tables take about {lasts(SECONDS)} on two cores.")
    save(RESULTS, printed(lines()))


if __name__ == "__main__":
    main()
