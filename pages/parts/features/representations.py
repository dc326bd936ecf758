"""One image in each representation, and what its numbers say."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import streamlit as st

from logreg_core import Dataset, Split
from logreg_core.experiments.features import most_numbers, suits
from logreg_core.representation import REPRESENTATIONS, can_represent, picture_of, size_of
from pages.shared import described
from pages.shared.pictures import data_uri, enlarge, kept


def show_what_each_is(dataset: Dataset) -> None:
    """One image in each representation, and what its numbers say."""
    names = [name for name in REPRESENTATIONS if suits(name, dataset)]
    show_representations(dataset, [name for name in names if REPRESENTATIONS[name].picture])
    st.markdown("\n".join(f"- **{name}**: {REPRESENTATIONS[name].words}." for name in names))
    for name in REPRESENTATIONS:
        if name not in names:
            st.caption(f"Left out here: **{name}**. {why_left_out(name, dataset)}")


def why_left_out(name: str, dataset: Dataset) -> str:
    """Return why a representation does not suit the images of this dataset."""
    if not can_represent(name, dataset.image_shape):
        side = REPRESENTATIONS[name].smallest_side
        return f"It needs images of at least {side} × {side} pixels."
    return (
        f"They are {size_of(name, dataset.image_shape):,} numbers for each image, and at most {most_numbers(dataset):,}"
        " fit into memory here. Use smaller images."
    )


def show_representations(dataset: Dataset, names: Iterable[str]) -> None:
    """Show the first image of class 1 in each of these representations, side by side."""
    position = int(np.argmax(dataset.train.labels))
    shows = dataset.class_names[dataset.train.labels[position]]
    with st.container(horizontal=True):
        for name in names:
            words = f"Training image {position}, class {shows}, as {name}"
            described.image(_left_of(dataset.train, position, name), width=128, caption=name, alt=words)


def _left_of(split: Split, position: int, name: str) -> str:
    """Return the picture of an image in a representation, as `data_uri`."""
    return kept(split, f"{name} {position}", lambda: data_uri(enlarge(picture_of(split.images[position], name), 128)))
