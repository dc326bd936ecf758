"""Did it learn anything? Experiments that train a neuron many times, and one that looks for the same photo twice."""

from .leaks import Pair, find_pairs, without
from .learning_curve import LearningCurve, learning_curve
from .memorisation import Memorisation, memorise
from .resplits import Resplits, resplit

__all__ = [
    "LearningCurve",
    "Memorisation",
    "Pair",
    "Resplits",
    "find_pairs",
    "learning_curve",
    "memorise",
    "resplit",
    "without",
]
