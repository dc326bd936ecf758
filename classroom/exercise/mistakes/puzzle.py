"""A puzzle: a symptom, and four broken lines of which one caused it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from logreg_core.checks import generator_of
from logreg_core.errors import DatasetError

from .mistake import Mistake
from .pair import Pair

CANDIDATES = 4
ROUNDS_OF_A_LEVEL = 3


@dataclass(frozen=True, eq=False)
class Puzzle:
    """A symptom and its possible causes.

    culprit: the broken line to find. pair: the runs of the program with the culprit and of the right program.
    candidates: four lines, one of them the culprit; the other three have visibly different symptoms.
    signs: the symptoms of each candidate, in order. twins: other mistakes with the culprit's symptoms.
    """

    culprit: Mistake
    pair: Pair
    candidates: tuple[Mistake, ...]
    signs: tuple[tuple[str, ...], ...]
    twins: tuple[Mistake, ...]


def puzzle(number: int, mistakes: Sequence[Mistake], look: Callable[[Mistake], Pair]) -> Puzzle:
    """The puzzle of this number, from 0; later ones are harder.

    look: runs a mistake; called as rarely as possible.

    Raises DatasetError if no four mistakes can be told apart.
    """
    draws = generator_of(number)
    level = min(3, 1 + number // ROUNDS_OF_A_LEVEL)
    order = [mistakes[k] for k in draws.permutation(len(mistakes))]
    shown = cache(look)
    for culprit in sorted(order, key=lambda mistake: abs(mistake.level - level)):
        pair = shown(culprit)
        if pair.signs == Pair(pair.right, pair.right).signs:
            continue  # no visible symptom
        candidates: list[Mistake] = [culprit]
        twins: list[Mistake] = []
        for other in order:
            if len(candidates) < CANDIDATES and other is not culprit:
                (twins if shown(other).signs == pair.signs else candidates).append(other)
        if len(candidates) == CANDIDATES:
            mixed = tuple(candidates[k] for k in draws.permutation(CANDIDATES))
            return Puzzle(culprit, pair, mixed, tuple(shown(each).signs for each in mixed), tuple(twins))
    raise DatasetError("On these images no four broken lines can be told apart. Choose other images.")
