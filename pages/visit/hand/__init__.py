"""What a tab has in hand, as its browser keeps it: plain values, and bytes of datasets, neurons, runs and pictures.

A browser brings it back after a reload, and anybody could have written it. A value may be about what comes after it:
the place in a run comes before the run. So what fits nothing yet waits, until that is there.
"""

from . import datasets, findings, handed, learning, models, pictures
from .waiting import take_back

__all__ = ["datasets", "findings", "handed", "learning", "models", "pictures", "take_back"]
