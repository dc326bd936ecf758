"""What a tab has in hand, as its browser keeps it: plain values, and bytes of datasets, neurons, runs and pictures.

A browser brings it back after a reload, and anybody could have written it. It is taken in hand again in the order of
these modules and of what they declare: datasets first, and what is about the neuron or a picture after that.
"""

from ..kept import bring_hand as take_back
from . import datasets, findings, handed, learning, models, pictures

__all__ = ["datasets", "findings", "handed", "learning", "models", "pictures", "take_back"]
