"""The experiments of the page of this name, a room for each: what is shown, and what it means in words."""

from .leaks import show_leaks
from .learning_curve import show_learning_curve
from .memorisation import show_memorisation
from .recipe import recipe
from .resplits import show_resplits

__all__ = ["recipe", "show_leaks", "show_learning_curve", "show_memorisation", "show_resplits"]
