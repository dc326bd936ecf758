"""Why a neuron answers as it does: everything in here is a sum that a student could check by hand."""

from .authors import influence
from .contributions import Ledger, grey_out, ledger
from .flip import Flip, smallest_flip
from .neighbours import Familiarity, Usual, familiarity, unfamiliar, usual_distances
from .weights import WeightMap, shrunken_maps, weight_map

__all__ = [
    "Familiarity",
    "Flip",
    "Ledger",
    "Usual",
    "WeightMap",
    "familiarity",
    "grey_out",
    "influence",
    "ledger",
    "shrunken_maps",
    "smallest_flip",
    "unfamiliar",
    "usual_distances",
    "weight_map",
]
