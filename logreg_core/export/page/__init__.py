"""The neuron as one page: an HTML file that needs nothing else, from a disk, without a network."""

from pathlib import Path

NEURON = Path(__file__).with_name("neuron.js")  # the arithmetic of it, which the live camera shares

__all__ = ["NEURON"]
