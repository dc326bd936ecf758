"""The neuron as one page: an HTML file that needs nothing else, from a disk, without a network."""

from .page import MAX_SAMPLE_BYTES, NEURON, NUMBERS, Sample, has_page, page

__all__ = ["MAX_SAMPLE_BYTES", "NEURON", "NUMBERS", "Sample", "has_page", "page"]
