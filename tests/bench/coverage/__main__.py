"""Simulate everything that a page calls sure, and write down how sure it is: `make coverage`."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from math import isnan
from pathlib import Path

from threadpoolctl import threadpool_limits

from logreg_core.evaluate import MEASURES
from tests.bench.report import lasts, printed, save, say

from .counts import growing, held, shuffled_alarms, slopes, verdicts, winners
from .worlds import IN_BURSTS, SINGLE, SPREAD, World

COVERAGE = Path(__file__).parents[1] / "COVERAGE.md"
SECONDS, FEW_SECONDS = 0.013, 1.0  # of a draw, in all rows of intervals and leads together, and in all others
NAMES = {measure.name: measure.title for measure in MEASURES}


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """A table in Markdown, line by line."""
    for row in (head, ("---",) * len(head)):
        yield f"| {' | '.join(row)} |"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def coverage(worlds: tuple[World, ...], draws: int, *, by_burst: bool = True) -> Iterator[str]:
    """One row for each world, one column for each measure."""
    found = (held(world, draws, seed, by_burst=by_burst) for seed, world in enumerate(worlds))
    rows = ((world.name, *(f"{each[name]:.1f}" for name in NAMES)) for world, each in zip(worlds, found, strict=True))
    return table(("test images", *NAMES.values()), rows)


def few_of(draws: int) -> int:
    """How many experiments are simulated for each row below the intervals."""
    return max(draws // 10, 20)


def lines(draws: int) -> Iterator[str]:
    """The document, line by line, with an empty line between its parts."""
    for number, part in enumerate(sections(draws)):
        yield from ("",) if number else ()
        yield from part.splitlines() if isinstance(part, str) else part


def sections(draws: int) -> Iterator[str | Iterable[str]]:
    """The document, part by part: a text, or the lines of a table."""
    few = few_of(draws)
    yield (
        f"""# What 95 % is worth

Written by `make coverage`, with {draws:,} simulated test sets for each row of the intervals and {few:,} simulated
experiments for each row below them. The scores come from two normals, so the truth of every measure is a formula. A
count of 95 in 100 is itself unsure by {196 * (0.95 * 0.05 / draws) ** 0.5:.1f} either way with {draws:,} test sets.

## Intervals: how many of 100 hold the truth

The neuron is fixed, the images are new each time. The pages say "about 95"."""
    )
    yield coverage(SINGLE, draws)
    yield (
        """## Pictures in bursts: how many of 100 hold the truth about new bursts

The pictures of a burst correlate by a half, where nothing else is said; a burst has 6 to 15 of them. The pages
say "90 to 100, where at most 99.5 % are right"."""
    )
    yield coverage(IN_BURSTS, few)
    yield "The same test sets, with each picture taken as one that stands alone:"
    yield coverage(IN_BURSTS[:3], few, by_burst=False)
    yield (
        """## Calibration: how often of 100 scores are called too sure, or not sure enough

By the interval of the calibration slope, where it excludes 1. Scores of standard deviation 4; those in bursts as
above, and calibrated."""
    )
    found = ((world.name, slopes(world, few, seed=6)) for world in (*SPREAD, *IN_BURSTS[:3]))
    rows = ((name, *(f"{each:.1f}" for each in verdict.values())) for name, verdict in found)
    yield table(("test images", "too sure", "could be surer"), rows)
    yield (
        """## Better than a simpler way? How often of 100 this is said

A neuron beside five others that are right on 80 % of the images; errors correlate by a half. "Better" and "worse" are
said of at least one of the five, by McNemar's exact test with Holm's adjustment."""
    )
    yield table(("true lead", "images", "better", "worse"), leads(draws))
    yield (
        """## The winner of a sweep

Twenty combinations on 60 images of 30 numbers, of which one has to do with the label. In per cent of right answers:
the best held-out score of all, the held-out score of the winner (lowest held-out cost), the same corrected for having
been chosen, what the winner is right on endlessly many images, half of each class, and the same with the classes mixed
as in the 60, and how many of 100 intervals hold the last. Where labels are drawn, one class has more by chance. All
folds keep that, so the score is about images with the same mix, as the page says."""
    )
    rows = (
        (name, *(f"{value:.1f}" for value in winners(signal, few, seed=5, ones=ones).values()))
        for name, signal, ones in (
            ("labels mean nothing", 0.0, None),
            ("the same, labels drawn", 0.0, 0.5),
            ("weak", 0.5, None),
            ("clear", 1.5, None),
        )
    )
    yield table(("signal", "best of all", "winner", "corrected", "true", "mixed as these", "held"), rows)
    yield (
        """## Shuffled labels: how often of 100 pure chance is called significant at 5 %

Pictures that have nothing to do with their labels, 80 to learn from and 40 to be tested on; in bursts of ten, which
correlate by 0.8, or one by one."""
    )
    rows = (
        (name, f"{shuffled_alarms(few, 3, bursts=bursts):.1f}")
        for name, bursts in (("one by one", False), ("in bursts", True))
    )
    yield table(("pictures", "p of 0.05 or less"), rows)
    yield (
        """## A learning curve: how often of 100 it is said that more images would help, or hardly

Sixty images to learn from and 30 to be tested on, divided anew 20 times; by the interval for the gain of the last
doubling, from what each image gains over the divisions. "Hardly" is said where it excludes a gain of one point. Where
too few answers change there is none. "Held" is how many of 100 that are given hold the mean gain of all."""
    )
    yield table(("signal", "mean gain", "given", "held", "would help", "hardly"), gains(few))


def leads(draws: int) -> Iterator[tuple[str, ...]]:
    """How often a neuron with this lead is called better, and worse."""
    for lead, images, bursts in ((0, 50, 0), (0, 200, 0), (0, 100, 10), (0.08, 50, 0), (0.08, 200, 0), (0.08, 800, 0)):
        found = verdicts(lead, images, 5, draws, seed=images, bursts=bursts)
        where = f"{images} in {bursts} bursts" if bursts else f"{images}"
        yield f"{100 * lead:.0f} points", where, f"{found['better']:.1f}", f"{found['worse']:.1f}"


def gains(draws: int) -> Iterator[tuple[str, ...]]:
    """What is said of the last doubling of a learning curve."""
    for name, apart in (("labels mean nothing", 0.0), ("weak", 0.3), ("clear", 0.5), ("easy", 1.2)):
        gain, *rest = growing(apart, draws, seed=4).values()
        yield name, f"{gain:+.1f} points", *("–" if isnan(each) else f"{each:.1f}" for each in rest)


def main() -> None:
    """Print each row as soon as it is there, and save COVERAGE.md if that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=2000, help="simulated test sets for each row")
    draws = parser.parse_args().draws
    say(f"All tables take about {lasts(draws * SECONDS + few_of(draws) * FEW_SECONDS)} on two cores.")
    with threadpool_limits(1):
        save(COVERAGE, printed(lines(draws)))


if __name__ == "__main__":
    main()
