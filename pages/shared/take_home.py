"""The neuron as one HTML page that works offline, with sample pictures and the model card."""

from __future__ import annotations

import re
from io import BytesIO
from itertools import zip_longest

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image

from logreg_core import Classifier, Dataset
from logreg_core.evaluate import Judged
from logreg_core.export.page import MAX_SAMPLE_BYTES, Sample, has_page, page
from pages.visit import claims, data

from . import frame
from .carded import card_of
from .download import download
from .samples import SAMPLES, sample_file
from .words import as_text

OF_EACH_CLASS = 3  # test images in the page
LABEL = "Take it home as one page"


def offer_page(classifier: Classifier, *, at_length: bool) -> None:
    """Show the button that downloads the neuron as one HTML page, with what that page contains, below the button or as
    its help; or say why there is no such page.
    """
    if not has_page(classifier):
        st.caption(
            f"A neuron that is shown {as_text(classifier.representation)} has no page to take home: only Python can"
            " calculate that."
        )
        return
    dataset = data.dataset() if frame.fits(classifier) else None
    said = claims.texts()

    def contents() -> bytes:
        of_it = None if dataset is None else card_of(Judged(classifier, dataset), classifier.threshold, said)
        return page(classifier, samples_of(dataset), of_it).encode()

    own, card = ("", "") if dataset is None else (" and a few test images", ", and its model card")
    about = (
        "One HTML file that works without a network: the neuron answers to your pictures and your camera, and sends"
        f" nothing. Sample photos{own} are in it{card}."
    )
    own_help = None if at_length else about
    download(LABEL, contents, f"{file_name(classifier)}.html", icon="home", about=own_help)
    if at_length:
        st.caption(about)


def samples_of(dataset: Dataset | None) -> list[Sample]:
    """Return the sample photos and the first test images of each class of a dataset, as many as a page may hold."""
    samples = [Sample(title, sample_file(title)) for title in SAMPLES]
    if dataset is None:
        return samples
    room = MAX_SAMPLE_BYTES - sum(len(each.file) for each in samples)
    for position in _first_of_each(dataset):
        file = _png(dataset.test.images[position])
        if len(file) <= room:
            room -= len(file)
            shows = dataset.class_names[dataset.test.labels[position]]
            samples.append(Sample(f"Test image {position}", file, shows))
    return samples


def _first_of_each(dataset: Dataset) -> list[int]:
    """Return the positions of the first test images of both classes, alternating."""
    positions = [np.flatnonzero(dataset.test.labels == label)[:OF_EACH_CLASS].tolist() for label in (1, 0)]
    return [position for pair in zip_longest(*positions) for position in pair if position is not None]


def _png(image: NDArray[np.uint8]) -> bytes:
    buffer = BytesIO()
    Image.fromarray(image[:, :, 0] if image.shape[2] == 1 else image).save(buffer, "PNG")
    return buffer.getvalue()


def file_name(classifier: Classifier) -> str:
    """Return a file name for this model, ASCII letters and digits only."""
    words = re.sub(r"[^a-z0-9]+", "-", classifier.class_names[1].lower()).strip("-")
    return f"neuron-{words or 'model'}"
