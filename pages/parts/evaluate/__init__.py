"""Sections of the page Evaluate: how good, which were wrong, where to draw the line."""

from .errors import show_errors
from .scores import show_headline, show_scores, show_simpler_ways
from .thresholds import guess_another_threshold, show_costs, show_thresholds

__all__ = [
    "guess_another_threshold",
    "show_costs",
    "show_errors",
    "show_headline",
    "show_scores",
    "show_simpler_ways",
    "show_thresholds",
]
