"""Sections of the page You: rounds of a person against the neuron, and where each of them looks."""

from .looking import where_to_look
from .rounds import any_images, its_errors, shuffled_pixels

__all__ = ["any_images", "its_errors", "shuffled_pixels", "where_to_look"]
