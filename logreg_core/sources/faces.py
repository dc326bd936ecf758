"""100 faces and 100 patches without a face, 25x25 grey pixels, from scikit-image.

They are `skimage.data.lfw_subset`, which is inside the wheel of scikit-image: faces from "Labeled Faces in the Wild"
(G. B. Huang et al., University of Massachusetts, 2007) and background patches from the same photographs.
"""

from __future__ import annotations

import numpy as np
from skimage.data import lfw_subset

from ..data.dataset import Dataset, split_dataset
from .entry import Entry

FACES = 100  # the first 100 images are faces; the others have none


def load(*, test_share: float = 0.25, seed: int = 0) -> Dataset:
    """Return the faces, divided by a seed. Raises DatasetError unless the share is between 0 and 1."""
    images = np.rint(255 * lfw_subset()).astype(np.uint8)[..., np.newaxis]  # (200, 25, 25, 1)
    labels = (np.arange(len(images)) < FACES).astype(np.int64)
    return split_dataset(
        "Faces",
        ("no face", "face"),
        images,
        labels,
        test_share=test_share,
        seed=seed,
        origin="100 faces and 100 patches without a face, from Labeled Faces in the Wild, as shipped by scikit-image.",
    )


ENTRY = Entry(
    key="faces",
    title="Faces",
    description="Is there a face? 200 real photographs, grey, 25 × 25 pixels. A single neuron does well on them.",
    load=load,
)
