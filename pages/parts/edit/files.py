"""The dataset as files that come back with the same fingerprint."""

from __future__ import annotations

import re
from functools import partial

import streamlit as st

from logreg_core import Dataset
from logreg_core.sources import archive, hdf5, listing
from pages.shared.download import download


def save(dataset: Dataset) -> None:
    """The dataset as files that come back with the same fingerprint."""
    st.header("Save")
    st.markdown("What you bring back on Explore has the same fingerprint.")
    if dataset.bursts is not None:
        st.caption(
            "The files do not say which pictures are of one burst: what you bring back is divided again picture by"
            " picture, and no page can warn of it."
        )
    name = re.sub("[^A-Za-z0-9]+", "_", dataset.name).strip("_")[:40] or "dataset"
    with st.container(horizontal=True):
        download(
            "ZIP of PNGs and a table",
            lambda: archive.save(dataset),
            f"{name}.zip",
            disabled=len(dataset.train) + len(dataset.test) > listing.MAX_PHOTOS,
            about=f"At most {listing.MAX_PHOTOS:,} images: a folder for each part and class, and labels.csv.",
        )
        for part, title in enumerate(("training", "test")):
            download(
                f"HDF5, {title} images",
                partial(_as_hdf5, dataset, part),
                f"{('train', 'test')[part]}_{name}.h5",
                about="The course's layout, a file for each part.",
            )


def _as_hdf5(dataset: Dataset, part: int) -> bytes:
    return hdf5.save(dataset)[part]
