"""The questions of the page Why: each module shows the answer to one, with its meaning in words."""

from .authors import who_wrote_it
from .flip import what_would_flip_it
from .novelty import has_it_seen_this
from .perturbation import does_it_wobble
from .pixels import which_pixels

__all__ = ["does_it_wobble", "has_it_seen_this", "what_would_flip_it", "which_pixels", "who_wrote_it"]
