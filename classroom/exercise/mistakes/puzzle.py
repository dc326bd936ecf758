"""The other way round: a symptom, and four broken lines of which one has made it."""

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
    """Whose symptom is it?

    culprit: the broken line that is looked for. pair: what it shows, beside the right program.
    candidates: four, the culprit among them; what the others show differs from it in a sign that an eye sees.
    signs: what each candidate shows, in their order. twins: others that were tried and show the same as the culprit.
    """

    culprit: Mistake
    pair: Pair
    candidates: tuple[Mistake, ...]
    signs: tuple[tuple[str, ...], ...]
    twins: tuple[Mistake, ...]


def puzzle(number: int, mistakes: Sequence[Mistake], look: Callable[[Mistake], Pair]) -> Puzzle:
    """The puzzle of this number, from 0; they get harder.

    look: runs a mistake. It is asked for as few as are needed.

    Raises DatasetError when no four of them can be told apart.
    """
    draws = generator_of(number)
    level = min(3, 1 + number // ROUNDS_OF_A_LEVEL)
    order = [mistakes[k] for k in draws.permutation(len(mistakes))]
    shown = cache(look)
    for culprit in sorted(order, key=lambda mistake: abs(mistake.level - level)):
        pair = shown(culprit)
        if pair.signs == Pair(pair.right, pair.right).signs:
            continue  # nothing shows
        candidates: list[Mistake] = [culprit]
        twins: list[Mistake] = []
        for other in order:
            if len(candidates) < CANDIDATES and other is not culprit:
                (twins if shown(other).signs == pair.signs else candidates).append(other)
        if len(candidates) == CANDIDATES:
            mixed = tuple(candidates[k] for k in draws.permutation(CANDIDATES))
            return Puzzle(culprit, pair, mixed, tuple(shown(each).signs for each in mixed), tuple(twins))
    raise DatasetError("On these images no four of the broken lines can be told apart. Choose other images.")
