"""The images of a round, one after the other, answered in the browser. It is not told what they show."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logreg_core.figures import palette
from pages.shared import browser, keeper
from pages.shared.pictures import data_uri
from pages.shared.words import count

_mount = browser.component("round", __file__)


def play_round(
    images: NDArray[np.uint8], class_names: tuple[str, str], *, name: str, of: str, key: str
) -> tuple[int, ...] | None:
    """Show a round. Returns the answers, 0 or 1 for each image, in the run in which the last one was given.

    images: uint8 ``(k, h, w, c)``. name: another round has another one. of: the same for another dataset.
    """
    _, height, width, _ = images.shape
    data = {
        "id": name,
        "of": f"{name} {of}",
        "keeps": keeper.may_keep(),
        "images": [data_uri(image) for image in images],
        "ratio": width / height,
        "names": list(class_names),
        "colours": list(palette.CLASS_COLOURS),
        "count": count(len(images), "image"),
        "words": f"{class_names[1]} or {class_names[0]}? Arrow left for {class_names[1]}, right for {class_names[0]}",
    }
    done = _mount(key=key, data=data, on_done_change=lambda: None).done
    if done is None or done["id"] != name or len(done["answers"]) != len(images):
        return None
    return tuple(int(answer == 1) for answer in done["answers"])
