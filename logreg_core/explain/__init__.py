"""Explanations of a neuron's answers: sums that a student can check by hand, and neurons trained again."""

from .absence import Absence, at_minimum, by_steps, without_each
from .authors import Carriers, Shares, carriers, influence, inner_products
from .contributions import Ledger, grey_out, ledger
from .directions import EigenPictures, Plane, boundary, eigenpictures, main_plane
from .flip import Change, Flip, smallest_flip
from .novelty import Novelty, Reference
from .weights import WeightMap, shrunken_maps, weight_map

__all__ = [
    "Absence",
    "Carriers",
    "Change",
    "EigenPictures",
    "Flip",
    "Ledger",
    "Novelty",
    "Plane",
    "Reference",
    "Shares",
    "WeightMap",
    "at_minimum",
    "boundary",
    "by_steps",
    "carriers",
    "eigenpictures",
    "grey_out",
    "influence",
    "inner_products",
    "ledger",
    "main_plane",
    "shrunken_maps",
    "smallest_flip",
    "weight_map",
    "without_each",
]
