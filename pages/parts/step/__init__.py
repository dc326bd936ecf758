"""Sections of the page Step: the sheet of numbers, the gradient check, and a real image in the same numbers."""

from .gradient import check_by_hand, check_the_neuron
from .image import show_first_image
from .sheet import sheet

__all__ = ["check_by_hand", "check_the_neuron", "sheet", "show_first_image"]
