"""The experiments of the page of this name, a room for each: what is shown, and what it means in words."""

from .growth import show_learning_curve
from .heart import show_memorisation
from .luck import show_resplits
from .recipe import recipe
from .twice import show_leaks

__all__ = ["recipe", "show_leaks", "show_learning_curve", "show_memorisation", "show_resplits"]
