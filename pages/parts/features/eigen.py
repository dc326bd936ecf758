"""Eigen-pictures: the directions along which the training images differ most, and the neuron on the first of them."""

from __future__ import annotations

import numpy as np
import streamlit as st

from logreg_core import ArgumentError, Dataset
from logreg_core.explain import EigenPictures, eigenpictures
from logreg_core.training import QUICK
from pages.figures.shares import first_directions_figure
from pages.shared.chart import chart
from pages.shared.guess import ask, tell
from pages.shared.pictures import show_pixels
from pages.shared.terms import term
from pages.shared.words import percent
from pages.visit import guesses
from pages.visit.shared import once_each


def show_eigenpictures(dataset: Dataset) -> None:
    """Show the first main directions as pictures, and the accuracy on the first of them, if that is quick to
    compute."""
    if dataset.n_x * len(dataset.train) > QUICK:
        return
    with st.expander("Eigen-pictures", icon=":material/blur_on:", key="features.eigen", on_change="rerun") as fold:
        if not fold.open:
            return
        if guesses.is_open("first_directions"):
            ask("first_directions")
            return
        try:
            result = _eigenpictures(dataset)
        except ArgumentError:
            st.markdown("They need training images that differ.")
            return
        tell("first_directions", result)
        _show(result)


def _show(result: EigenPictures) -> None:
    st.markdown(
        f"The {term('main direction', 'main directions')} along which the training images differ most, grey where a"
        " direction changes nothing. An image is the average and so much of each."
    )
    with st.container(horizontal=True):
        for index, values in enumerate(result.pictures):
            with st.container(width=112):
                pixels = np.rint(127.5 * (1 + values / np.abs(values).max())).astype(np.uint8)
                show_pixels(pixels, 112, alt=f"Main direction {index + 1}")
                st.caption(f"{index + 1}: {percent(float(result.shares[index]))}")
    held = np.cumsum(result.shares)[np.array(result.sizes) - 1]
    best = int(result.test.argmax())
    chart(
        first_directions_figure(result.sizes, result.train, result.test, held),
        key="features.directions",
        alt=f"On the first direction {percent(result.test[0])} of the test images are right, on all"
        f" {result.sizes[-1]:,} {percent(result.test[-1])}; most are with"
        f" {result.sizes[best]:,}, {percent(result.test[best])}",
    )
    st.caption(
        "Under each picture: its share of how the images differ. The penalty is 0.01; with all directions the neuron"
        " is that of the pixels. **Where is the boundary?** on Train cuts it with the plane of the first two."
    )


@once_each
def _eigenpictures(dataset: Dataset) -> EigenPictures:
    return eigenpictures(dataset)
