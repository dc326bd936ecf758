"""The engine: the textbook's gradient descent, resumable and fast, for one run or for many side by side."""

from .optimum import Optimum, optimum
from .run import Descent, Record, Trouble
from .spaces import FeatureSpace, SampleSpace, Space, choose_space, make_space
from .sweep import Combination, folds_of, sweep

__all__ = [
    "Combination",
    "Descent",
    "FeatureSpace",
    "Optimum",
    "Record",
    "SampleSpace",
    "Space",
    "Trouble",
    "choose_space",
    "folds_of",
    "make_space",
    "optimum",
    "sweep",
]
