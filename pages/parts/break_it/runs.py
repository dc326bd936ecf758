"""Runs of right and wrong programs; those on built-in datasets are cached for all visitors."""

from __future__ import annotations

from functools import lru_cache

from classroom.exercise.mistakes import MISTAKES, PROGRAM, Mistake, Pair, Puzzle, Symptom, puzzle, run, that_take_part
from logreg_core import Dataset
from pages.shared.work import Progress

MAX_RUNS = 200  # cached runs: at most 25 MB
RUNS = 6  # approximate number of runs for a puzzle
BY_NAME = {mistake.name: mistake for mistake in MISTAKES}


@lru_cache(maxsize=MAX_RUNS)
def _place(digest: str, name: str) -> list[Symptom]:
    """Return the cache entry for a program's run on a dataset. A finished run is never changed."""
    return []


def compare(dataset: Dataset, name: str, is_own: bool, progress: Progress) -> Pair:
    """Return the runs of the right program and of the program with this mistake."""
    right = _run(dataset, "", is_own, lambda share: progress(share / 2))
    return Pair(right, _run(dataset, name, is_own, lambda share: progress((1 + share) / 2)))


def find_puzzle(dataset: Dataset, number: int, is_own: bool, progress: Progress) -> Puzzle:
    """Return the puzzle of this number on this dataset."""
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
    entry = _place(dataset.digest, name)
    if not entry:
        entry.append(run(program, that_take_part(dataset), progress))
    return entry[0]
