"""The images for scoring a painting, sent to the browser once."""

from __future__ import annotations

import numpy as np

from classroom.exercise.painting import Easel
from logreg_core.container import pack_arrays
from pages.shared import browser
from pages.visit.shared import once_each

_mount = browser.component("paint_pictures", __file__)


def send_pictures(easel: Easel) -> None:
    """Send the browser the images for the map on the same page. Shows nothing."""
    _mount(key="paint.pictures", data=packed(easel))


@once_each
def packed(easel: Easel) -> bytes:
    """Return a `container` with the brightnesses of the training and test images, cell by cell, in each cell for all
    images, one byte each if that is enough; and the labels, one byte each.
    """
    rows, columns = easel.shape
    both = (("train", easel.train, easel.train_labels), ("test", easel.test, easel.test_labels))
    kind = np.uint8 if max(images.max(initial=0) for _, images, _ in both) <= 255 else np.uint16
    arrays = {name: images.reshape(len(images), -1).T.astype(kind) for name, images, _ in both}
    arrays |= {f"{name}_labels": labels.astype(np.uint8) for name, _, labels in both}
    return pack_arrays({"version": easel.dataset_digest, "rows": rows, "columns": columns}, arrays)
