"""The textbook with a line broken: what one would see, and what there is to learn from it."""

from .in_answers import IN_ANSWERS
from .in_cost import IN_COST
from .in_data import IN_DATA
from .in_steps import IN_STEPS
from .mistake import Answer, Mistake
from .pair import Pair
from .program import PROGRAM
from .puzzle import Puzzle, puzzle
from .symptom import Symptom, run, that_take_part

MISTAKES: tuple[Mistake, ...] = tuple(
    sorted((*IN_DATA, *IN_STEPS, *IN_COST, *IN_ANSWERS), key=lambda mistake: mistake.level)
)

__all__ = ["MISTAKES", "PROGRAM", "Answer", "Mistake", "Pair", "Puzzle", "Symptom", "puzzle", "run", "that_take_part"]
