"""Why a neuron answers as it does: everything in here is a sum that a student could check by hand."""

from .contributions import Ledger, grey_out, ledger
from .familiarity import Familiarity, familiarity, usual_distances
from .flip import Flip, smallest_flip
from .influence import influence
from .weights import WeightMap, weight_map

__all__ = [
    "Familiarity",
    "Flip",
    "Ledger",
    "WeightMap",
    "familiarity",
    "grey_out",
    "influence",
    "ledger",
    "smallest_flip",
    "usual_distances",
    "weight_map",
]
