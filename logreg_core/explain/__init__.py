"""Why a neuron answers as it does: everything in here is a sum that a student could check by hand."""

from .authors import influence
from .contributions import Ledger, grey_out, ledger
from .flip import Flip, smallest_flip
from .neighbours import Familiarity, Usual, familiarity, unfamiliar, usual_distances
from .plane import Plane, boundary, main_plane
from .weights import WeightMap, shrunken_maps, weight_map

__all__ = [
    "Familiarity",
    "Flip",
    "Ledger",
    "Plane",
    "Usual",
    "WeightMap",
    "boundary",
    "familiarity",
    "grey_out",
    "influence",
    "ledger",
    "main_plane",
    "shrunken_maps",
    "smallest_flip",
    "unfamiliar",
    "usual_distances",
    "weight_map",
]
