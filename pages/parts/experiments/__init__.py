"""The experiments of the page Experiments: each module shows one, with its meaning in words."""

from .leaks import show_leaks
from .learning_curve import show_learning_curve
from .memorisation import show_memorisation
from .penalty_path import show_penalty_path
from .pixels_used import show_pixels_used
from .random_weights import show_random_weights
from .recipe import recipe
from .resplits import show_resplits

__all__ = [
    "recipe",
    "show_leaks",
    "show_learning_curve",
    "show_memorisation",
    "show_penalty_path",
    "show_pixels_used",
    "show_random_weights",
    "show_resplits",
]
