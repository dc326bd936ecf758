"""What is counted: held truths, false alarms, leads that were found."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from logreg_core import Dataset, Descent, Split
from logreg_core.descent import sweep, winner_of
from logreg_core.evaluate import MEASURES, calibration_slope, compare, scores_of
from logreg_core.evaluate.bursts import share_of_new_bursts, sums
from logreg_core.experiments import learning_curve, memorise
from logreg_core.experiments.learning_curve import HARDLY

from .worlds import Spread, World

RATES, PENALTIES = (0.01, 0.03, 0.1, 0.3, 1.0), (0.0, 0.01, 0.1, 1.0)
N_X, STEPS = 30, 100  # of the runs that are simulated


def held(world: World, draws: int, seed: int, *, by_burst: bool = True) -> dict[str, float]:
    """How many of 100 intervals of each measure hold the truth. Where a value has no meaning, nothing is counted."""
    generator, truth = np.random.default_rng(seed), world.truth
    inside: dict[str, list[bool]] = {measure.name: [] for measure in MEASURES}
    for _ in range(draws):
        z, labels, bursts = world.draw(generator)
        for name, score in scores_of(z, labels, bursts=bursts if by_burst else None).items():
            if score.interval is not None:
                inside[name].append(score.interval[0] <= truth[name] <= score.interval[1])
    return {name: 100 * float(np.mean(each)) for name, each in inside.items()}


def held_accuracy(world: World, draws: int, seed: int) -> float:
    """The same for the accuracy on pictures of new bursts alone."""
    generator, truth, inside = np.random.default_rng(seed), world.truth["accuracy"], 0
    for _ in range(draws):
        z, labels, bursts = world.draw(generator)
        assert bursts is not None
        low, high = share_of_new_bursts(*sums((z > 0) == labels, bursts))
        inside += low <= truth <= high
    return 100 * inside / draws


def slopes(world: Spread | World, draws: int, seed: int) -> dict[str, float]:
    """How often of 100 the calibration slope calls scores too sure, and not sure enough."""
    generator, rows = np.random.default_rng(seed), []
    for _ in range(draws):
        z, labels, bursts = world.draw(generator)
        found = calibration_slope(z, labels, bursts=bursts) if 0 < labels.sum() < len(labels) else None
        if found is not None:
            low, high = found[1]
            rows.append((high < 1, low > 1))
    return dict(zip(("too sure", "could be surer"), (100 * np.mean(rows, axis=0)).tolist(), strict=True))


def verdicts(lead: float, images: int, others: int, draws: int, seed: int, bursts: int = 0) -> dict[str, float]:
    """How often of 100 a neuron is called better than one of the others, and worse, when it is better by ``lead``.

    All are right on 80 % of the images, the neuron on ``lead`` more; their errors correlate by a half. bursts: how many
    the images are from, all alike by a half.
    """
    generator = np.random.default_rng(seed)
    found = {"better": 0, "worse": 0}
    group = np.arange(images) * bursts // images if bursts else None
    cut = np.append(norm.ppf(0.8 + lead), np.full(others, norm.ppf(0.8)))

    def noise(columns: int) -> NDArray:
        single = generator.normal(size=(images, columns))
        if group is None:
            return single
        return np.sqrt(0.5) * (single + generator.normal(size=(bursts, columns))[group])

    for _ in range(draws):
        right = np.sqrt(0.5) * (noise(1) + noise(1 + others)) < cut
        compared = compare(right[:, 0], [(f"{k}", right[:, k]) for k in range(1, others + 1)], group)
        for verdict in found:
            found[verdict] += any(each.verdict == verdict for each in compared)
    return {verdict: 100 * times / draws for verdict, times in found.items()}


def winners(signal: float, draws: int, seed: int, *, ones: float | None = None) -> dict[str, float]:
    """The winner of a sweep over 20 combinations on 60 images, in per cent.

    ones: the chance of each label to be 1, or None, and then the classes have 30 images each.

    best: the highest held-out accuracy of all; chosen: that of the winner; corrected: its corrected score; true: what
    the winner is right on endlessly many images, half of each class; mixed: the same with the classes mixed as in the
    60; held: how many of 100 intervals hold that.
    """
    generator = np.random.default_rng(seed)
    found: dict[str, list[float]] = {name: [] for name in ("best", "chosen", "corrected", "true", "mixed", "held")}
    for draw in range(draws):
        y = np.arange(60) % 2 if ones is None else (generator.random(60) < ones).astype(int)
        X = generator.normal(size=(N_X, 60))
        X[0] += signal * (2 * y - 1)
        swept = sweep(X, y[np.newaxis], learning_rates=RATES, l2s=PENALTIES, iterations=STEPS, seed=draw)
        winner = winner_of(swept, y[np.newaxis], seed=draw)
        rate, l2 = winner.combination.learning_rate, winner.combination.l2
        run = Descent(X, y[np.newaxis], learning_rate=rate, l2=l2)
        run.advance(STEPS)
        size, lean = np.linalg.norm(run.w), run.w[0, 0] * signal
        of_class = norm.cdf([(lean - run.b) / size, (lean + run.b) / size])
        mixed = float(of_class[y].mean())
        low, high = winner.interval
        best = max(each.accuracy for each in swept)
        row = (best, winner.combination.accuracy, winner.accuracy, of_class.mean(), mixed, float(low <= mixed <= high))
        for values, value in zip(found.values(), row, strict=True):
            values.append(100 * value)
    return {name: float(np.mean(values)) for name, values in found.items()}


def pictures(
    labels: NDArray, bursts: NDArray, alike: float, generator: np.random.Generator, apart: float = 0.0
) -> Split:
    """Pictures of 5 x 5 grey pixels; those of a burst are alike.

    apart: how far the classes are in every pixel, up and down in turn.
    """
    noise = generator.normal(size=(len(labels), 25))
    common = generator.normal(size=(int(bursts.max()) + 1, 25))[bursts]
    shift = apart * (labels[:, np.newaxis] - 0.5) * (-1.0) ** np.arange(25)
    x = 128 + 40 * (shift + np.sqrt(alike) * common + np.sqrt(1 - alike) * noise)
    return Split(np.clip(x, 0, 255).astype(np.uint8).reshape(-1, 5, 5, 1), labels, bursts)


def shuffled_alarms(draws: int, seed: int, *, bursts: bool) -> float:
    """How often of 100 shuffled labels call pure chance significant at 5 %.

    bursts: whether the pictures come in bursts of ten, alike by 0.8; there are four a class in training and two in the
    test. Without, there are 40 and 20 single images.
    """
    generator, alarms = np.random.default_rng(seed), 0
    for draw in range(draws):
        parts = []
        start = 0
        for count in (8, 4):
            groups = np.repeat(np.arange(count), 10) if bursts else np.arange(5 * count)
            labels = groups % 2
            parts.append((labels, groups, start))
            start += int(groups.max()) + 1
        splits = []
        for labels, groups, offset in parts:
            split = pictures(labels, groups, 0.8 if bursts else 0.0, generator)
            splits.append(Split(split.images, split.labels, groups + offset if bursts else None))
        dataset = Dataset("noise", ("a", "b"), *splits)
        alarms += memorise(dataset, shuffles=39, iterations=60, learning_rate=0.05, seed=draw).p_value <= 0.05
    return 100 * alarms / draws


def growing(apart: float, draws: int, seed: int) -> dict[str, float]:
    """The last doubling of a learning curve on 90 images, whose classes are so far apart in every pixel.

    gain: in points, the mean over all draws, so nearly the true one; given: how many of 100 have an interval; held: how
    many of 100 of these hold that gain; helps, hardly: how often of 100 draws each is said.
    """
    generator = np.random.default_rng(seed)
    rows = []
    for draw in range(draws):
        splits = []
        for count in (60, 30):
            labels = np.arange(count) % 2
            made = pictures(labels, np.arange(count), 0.0, generator, apart)
            splits.append(Split(made.images, made.labels))
        dataset = Dataset("grown", ("a", "b"), *splits)
        curve = learning_curve(dataset, repeats=20, iterations=300, learning_rate=0.05, seed=draw)
        rows.append((curve.gain, curve.reach))
    gain, reach = np.array(rows).T
    given = np.isfinite(reach)
    return {
        "gain": 100 * float(gain.mean()),
        "given": 100 * float(given.mean()),
        "held": 100 * float((np.abs(gain - gain.mean()) <= reach)[given].mean()) if given.any() else np.nan,
        "helps": 100 * float((gain - reach > 0).mean()),
        "hardly": 100 * float((gain + reach < HARDLY).mean()),
    }
