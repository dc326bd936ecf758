"""The lower limit of the cost curves: the minimum over all weights."""

from __future__ import annotations

from logreg_core import ArgumentError, Dataset, Recipe
from logreg_core.data.preprocess import columns_of
from logreg_core.descent import infimum
from logreg_core.settings import STANDARDISED
from pages.visit.shared import once

DENSE = 1000  # maximum rows of a matrix that Newton's method solves at once
SEPARATED = 250_000  # maximum numbers in the images for a quick test of separability


def floor_of(dataset: Dataset, recipe: Recipe) -> float | None:
    """Return the floor of runs by this recipe, with its penalty: `infimum`.

    None if there is none, if it would take long to find, and for runs with a validation set.
    """
    return None if _why_not_sought(dataset, recipe) else _floor(dataset.digest, recipe.l2, dataset=dataset)


def why_no_floor(dataset: Dataset, recipe: Recipe) -> str:
    """Return why `floor_of` returns None or 0, as the end of a sentence."""
    if floor_of(dataset, recipe) == 0:
        return (
            "it is 0, for without a penalty a neuron that can tell all training images apart brings the cost as near to"
            " 0 as it likes"
        )
    return _why_not_sought(dataset, recipe) or "it could not be found"


def _why_not_sought(dataset: Dataset, recipe: Recipe) -> str:
    if recipe.representation != "pixels":
        return "it is worked out only for a neuron that looks at pixels"
    if recipe.inputs == STANDARDISED and recipe.l2:
        return "with standardised inputs the penalty is another one, and it is not worked out for that"
    if recipe.patience:
        return "with patience, some training images are set aside, and it is not worked out for the others"
    side, images = min(dataset.n_x, len(dataset.train)), len(dataset.train)
    if side > DENSE or (not recipe.l2 and side * images > SEPARATED):
        return "with so many images and pixels, it would take too long to find"
    return ""


@once(1000)
def _floor(digest: str, l2: float, *, dataset: Dataset) -> float | None:
    try:
        return infimum(**columns_of(dataset.train), l2=l2)
    except ArgumentError:  # images of one class, or some exactly on the boundary
        return None
