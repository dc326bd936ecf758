"""The live camera: the neuron runs in the browser on every frame; only a captured picture is sent."""

from __future__ import annotations

import base64
import binascii
import json

import numpy as np
from numpy.typing import NDArray

from logreg_core import Classifier, PhotoError
from logreg_core.export import palette
from logreg_core.export.page import NEURON, NUMBERS
from logreg_core.representation import REPRESENTATIONS
from logreg_core.untrusted.photo import MAX_BYTES, open_photo
from pages.shared import browser

PREPARED, DESCRIBED = map(browser.script, (NEURON, NUMBERS))  # functions that a student may want to read
_mount = browser.component("live_camera", __file__)


def arithmetic(classifier: Classifier) -> str:
    """Return the whole code of what happens on every frame with this neuron."""
    return PREPARED if classifier.representation == "pixels" else DESCRIBED


def live_camera(classifier: Classifier, zoom: float, *, key: str) -> NDArray[np.uint8] | None:
    """Show the camera, its centre at this zoom as the model sees it, and the neuron's answer.

    Returns uint8 ``(h, w, 3)``, not mirrored, in the rerun after the visitor took a picture: the visible frame. Raises
    PhotoError if the browser sends no picture.
    """
    about = {
        "bias": classifier.b,
        "shape": list(classifier.image_shape),
        "kinds": list(REPRESENTATIONS[classifier.representation].elsewhere),
        "names": list(classifier.class_names),
        "threshold": classifier.threshold,
        "zoom": zoom,
        "colours": list(palette.CLASS_COLOURS),
    }
    # Bytes, because 12,288 weights as JSON would be three times as long, and slow to write and read.
    data = json.dumps(about).encode() + b"\n" + classifier.w.astype("<f8").tobytes()
    taken = _mount(key=key, data=data, on_taken_change=lambda: None).taken
    return None if taken is None else read_taken(taken)


def read_taken(sent: object) -> NDArray[np.uint8]:
    """Return an untrusted picture from a browser: a PNG file in base64.

    Returns uint8 ``(h, w, 3)``. Raises PhotoError if it is something else or too large.
    """
    if not isinstance(sent, str) or len(sent) > 4 * MAX_BYTES // 3 + 4:
        raise PhotoError("The picture of the camera did not arrive as one. Take it again, or upload a file.")
    try:
        data = base64.b64decode(sent, validate=True)
    except (binascii.Error, ValueError):
        raise PhotoError("The picture of the camera arrived damaged. Take it again, or upload a file.") from None
    if not data.startswith(b"\x89PNG"):
        raise PhotoError("The picture of the camera must be a PNG file. Take it again, or upload a file.")
    return open_photo(data)
