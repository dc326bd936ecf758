"""Handwritten digits of scikit-learn, 8x8 grey pixels: one digit against another, or against the rest.

They are the 1,797 digits that scikit-learn ships: the test part of "Optical Recognition of Handwritten Digits"
(E. Alpaydin and C. Kaynak, UCI Machine Learning Repository, 1998).
"""

from __future__ import annotations

from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from ..data.dataset import Dataset, split_dataset
from ..errors import DatasetError
from .entry import Entry

BLACKEST = 16  # scikit-learn's pixels are from 0 to 16
DIGITS = range(10)


def load(digit: int, other: int | None = None, *, test_share: float = 0.25, seed: int = 0) -> Dataset:
    """Return a dataset of one digit, class 1, against another digit or all others; divided by a seed.

    other: the digit of class 0; None for all nine others.
    The images have 8x8 pixels, bright ink on black, as in scikit-learn.

    Raises DatasetError unless the digits differ, and the share is between 0 and 1.
    """
    for each in (digit, other):
        if each is not None and each not in DIGITS:
            raise DatasetError(f"A digit is a whole number from 0 to 9. Got {each!r:.40}.")
    if digit == other:
        raise DatasetError(
            f"There must be two different digits. Got {digit} twice. Choose another one, or all the rest."
        )
    images, written = _everything()
    chosen = np.isin(written, DIGITS if other is None else (digit, other))
    against = "any other" if other is None else str(other)
    return split_dataset(
        f"Digits: {digit} or {against}",
        (f"any digit but {digit}" if other is None else f"digit {other}", f"digit {digit}"),
        images[chosen],
        (written[chosen] == digit).astype(np.int64),
        test_share=test_share,
        seed=seed,
        origin="Handwritten digits of E. Alpaydin and C. Kaynak (1998), as shipped by scikit-learn.",
    )


@cache
def _everything() -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return all digits as uint8 ``(1797, 8, 8, 1)``, and their labels from 0 to 9: ``(1797,)``."""
    from sklearn.datasets import load_digits  # the import takes a second

    bunch = load_digits()
    images = np.rint(bunch.images * (255 / BLACKEST)).astype(np.uint8)[..., np.newaxis]
    return images, bunch.target.astype(np.int64)


ENTRY = Entry(
    key="digits",
    title="Digits",
    description="Is it a 3 or an 8? 357 handwritten digits, grey, 8 × 8 pixels: few enough to read them all.",
    load=partial(load, 3, 8),
)
