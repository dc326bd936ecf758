"""Experiments that train a neuron many times to show what it learned, and a search for duplicate photos."""

from .centring import STEPS, Valley, valleys
from .leaks import ImagePair, Leaks, LeftOut, find_leaks, find_pairs, to_leave_out, train_without, without
from .learning_curve import LearningCurve, learning_curve
from .material import MAX_IMAGES
from .memorisation import Memorisation, memorise
from .penalty_path import PenaltyPath, penalty_path
from .pixels_used import PixelsUsed, pixels_used
from .random_weights import RandomWeights, random_weights
from .resplits import Resplits, resplit, resplit_features

__all__ = [
    "MAX_IMAGES",
    "STEPS",
    "ImagePair",
    "Leaks",
    "LearningCurve",
    "LeftOut",
    "Memorisation",
    "PenaltyPath",
    "PixelsUsed",
    "RandomWeights",
    "Resplits",
    "Valley",
    "find_leaks",
    "find_pairs",
    "learning_curve",
    "memorise",
    "penalty_path",
    "pixels_used",
    "random_weights",
    "resplit",
    "resplit_features",
    "to_leave_out",
    "train_without",
    "valleys",
    "without",
]
