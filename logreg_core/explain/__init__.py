"""Why a neuron answers as it does: everything in here is a sum that a student could check by hand."""

from .weights import WeightMap, weight_map

__all__ = ["WeightMap", "weight_map"]
