"""How an image becomes a column of numbers."""

from __future__ import annotations

import numpy as np
import streamlit as st

from logreg_core import Dataset, Split, flatten, normalize
from logreg_core.data.preprocess import channel_names
from pages.shared import browser
from pages.shared.browse import PARTS
from pages.shared.pictures import show_pixels
from pages.shared.terms import term
from pages.shared.words import as_text


def show_stages(dataset: Dataset, split: Split, name: str, picked: int) -> None:
    """Show the shapes of all images at every stage, and one image down to its first numbers."""
    m, h, w, c = split.images.shape
    image = split.images[picked]
    column = flatten(image[np.newaxis])[:, 0]  # (n_x,)
    first = column[:9]
    st.header("From picture to numbers")
    st.markdown(
        f"The neuron sees no picture, only a column of {dataset.n_x:,} numbers. Below: the shapes of all {m:,}"
        f" {PARTS[name].lower()} images on the way, and {PARTS[name].lower()} image {picked}"
        f" ({as_text(dataset.class_names[split.labels[picked]])})."
    )
    loaded, flat, unit = st.columns(3, border=True)
    with loaded:
        st.markdown(f"**Load**  \n:gray-background[(m, h, w, c) = ({m}, {h}, {w}, {c})]")
        shows = dataset.class_names[split.labels[picked]]
        show_pixels(image, 150, alt=f"{PARTS[name]} image {picked}, class {shows}, enlarged")
        pixels = " ".join(str(pixel.tolist()).replace(", ", " ") for pixel in image[0, : 9 // c])
        st.caption(f"The first {term('pixel', 'pixels')} of the top row, {', '.join(channel_names(c))}, from 0 to 255:")
        _show(pixels)
    with flat:
        st.markdown(f"**Flatten**  \n:gray-background[(n_x, m) = ({h * w * c}, {m})]")
        st.markdown(f"Row by row into one {term('flatten', 'column')}: {h} × {w} × {c} = {h * w * c:,} numbers.")
        st.caption(f"Column {picked} begins with:")
        _show("\n".join(f"{number:>3}" for number in first) + "\n  ⋮")
    with unit:
        st.markdown(f"**Divide by 255**  \n:gray-background[(n_x, m) = ({h * w * c}, {m})]")
        st.markdown(
            f"Black becomes 0, full brightness 1. The numbers stay {term('normalize', 'small')}, and with them the"
            " steps of learning."
        )
        st.caption(f"Column {picked} begins with:")
        _show("\n".join(f"{number:.4f}" for number in normalize(first)) + "\n  ⋮")


def _show(numbers: str) -> None:
    """Show numbers in columns, without the highlighter of half a megabyte that `st.code` loads."""
    st.html(f'{browser.style(__file__)}<pre class="numbers">{numbers}</pre>')
