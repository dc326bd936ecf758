"""The pixels that the neuron gets from the visitor's picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logreg_core import Classifier
from logreg_core.untrusted.photo import fit
from pages.visit import photos


def seen_pixels(photo: photos.Photo, classifier: Classifier) -> NDArray[np.uint8]:
    """Return the pixels that the model sees of this picture: uint8 ``(h, w, c)``, cropped as the visitor chose."""
    return fit(photo.pixels, *classifier.image_shape, **photos.way_to_fit())
