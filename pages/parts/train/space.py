"""Which way of calculating the engine chose."""

from __future__ import annotations

from logreg_core.descent import Space


def space_in_words(space: Space) -> str:
    """Which way of calculating the engine chose, and why, in one line."""
    n_x, m = space.X.shape
    if space.name == "sample":
        return (
            f"Calculated with one number for each of the {m:,} images instead of {n_x:,} weights (the sample space):"
            f" {2 * n_x / m:,.0f} times less arithmetic in an iteration, for the same steps."
        )
    return (
        f"Calculated on the {n_x:,} weights themselves (the feature space): with {m:,} images, a number for each of"
        " them and a table of all their pairs would be more work, or too large."
    )
