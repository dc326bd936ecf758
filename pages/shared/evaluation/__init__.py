"""The parts of the page Evaluate: how good, which were wrong, where to draw the line."""

from .errors import show_errors
from .line import show_costs, show_thresholds
from .quality import show_headline, show_scores

__all__ = ["show_costs", "show_errors", "show_headline", "show_scores", "show_thresholds"]
