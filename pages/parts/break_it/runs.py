"""Runs of right and wrong programs; those on built-in datasets are cached for all visitors."""

from __future__ import annotations

from functools import lru_cache

from classroom.exercise.mistakes import MISTAKES, PROGRAM, Mistake, Pair, Puzzle, Symptom, puzzle, run, that_take_part
from logreg_core import Dataset
from pages.shared.work import Progress

MOST = 200  # runs that are kept: 25 MB at the most
RUNS = 6  # that a puzzle needs, about
BY_NAME = {mistake.name: mistake for mistake in MISTAKES}


@lru_cache(maxsize=MOST)
def _place(digest: str, name: str) -> list[Symptom]:
    """Where the run of a program on a dataset is kept, when it is over. Nobody changes it then."""
    return []


def compare(dataset: Dataset, name: str, is_own: bool, progress: Progress) -> Pair:
    """The right program, and that with the mistake of this name."""
    right = _run(dataset, "", is_own, lambda share: progress(share / 2))
    return Pair(right, _run(dataset, name, is_own, lambda share: progress((1 + share) / 2)))


def find_puzzle(dataset: Dataset, number: int, is_own: bool, progress: Progress) -> Puzzle:
    """The puzzle of this number on this dataset."""
    done = [0]

    def report(share: float) -> object:
        return progress(min((done[0] + share) / RUNS, 1.0))

    right = _run(dataset, "", is_own, report)

    def look(mistake: Mistake) -> Pair:
        done[0] += 1
        return Pair(right, _run(dataset, mistake.name, is_own, report))

    return puzzle(number, [mistake for mistake in MISTAKES if mistake.suits(dataset)], look)


def _run(dataset: Dataset, name: str, is_own: bool, progress: Progress) -> Symptom:
    program = BY_NAME[name].program if name else PROGRAM
    if is_own:
        return run(program, that_take_part(dataset), progress)
    place = _place(dataset.digest, name)
    if not place:
        place.append(run(program, that_take_part(dataset), progress))
    return place[0]
