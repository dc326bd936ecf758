"""The crop of the picture: dragged or chosen, and the pixels that result."""

from __future__ import annotations

import base64
from io import BytesIO

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image

from logreg_core.untrusted.photo import crop_box, fit
from pages.shared import browser, described
from pages.shared.pictures import MAX_TILE, data_uri, show_pixels
from pages.shared.words import as_text
from pages.visit import photos
from pages.visit.shared import once_each
from pages.visit.store import Field

MAX_ZOOM = 8.0
MAX_SIDE = 640  # pixels sent to the browser, enough to show the picture
HOW = {"crop": "Crop", "pad": "Add white bars", "stretch": "Stretch"}

_mount = browser.component("square", __file__)


def choose_part() -> None:
    """Show how to bring the picture to the model's size and, for a crop, which part to use."""
    how = st.segmented_control(
        "Make it fit",
        HOW,
        required=True,
        format_func=HOW.__getitem__,
        key=photos.how_to_fit.shown(),
        persist_state="session",
    )
    if how == "crop":
        zoom, across, down = st.columns(3, gap="medium")
        with zoom:
            choose_zoom(photos.zoom, "Zoom")
        for column, label, field, ends in (
            (across, "Left to right", photos.across, "left edge, 1 is the right"),
            (down, "Top to bottom", photos.down, "upper edge, 1 is the lower"),
        ):
            column.slider(
                label,
                0.0,
                1.0,
                step=0.01,
                key=field.shown(),
                persist_state="session",
                help=f"Where the part lies: 0 is the {ends} one, 0.5 the middle. It moves where there is room.",
            )


def choose_zoom(field: Field[float], label: str) -> None:
    """Show the zoom of the current or the live picture."""
    st.slider(
        label,
        1.0,
        MAX_ZOOM,
        step=0.1,
        format="%.1f×",
        key=field.shown(),
        persist_state="session",
        help="1 takes the largest part that has the model's proportions, 2 one with sides half as long.",
    )


def show_picture(photo: photos.Photo, seen: NDArray[np.uint8]) -> None:
    """Show the original with the square of the used part, and beside it the pixels that the neuron sees."""
    height, width, channels = seen.shape
    box = _box(photo, seen)
    rows, columns = photo.pixels.shape[:2]
    original, pixels = st.columns(2, gap="small", wrap=False)
    with original:
        st.markdown("**The picture**")
        moved = drag_square(photo, box, key="predict.square")
        if moved is not None and moved != photos.way_to_fit()["position"]:
            photos.move_part(*moved)
            st.rerun()
        movable = box is not None and (box[2] - box[0], box[3] - box[1]) != (columns, rows)
        st.caption(
            f"{as_text(photo.title)}. {columns:,} × {rows:,} pixels."
            + (" Drag the square, or use the sliders below." if movable else "")
        )
    with pixels:
        st.markdown("**What the neuron sees**")
        show_pixels(seen, 240, width="stretch", alt=f"The {width} by {height} pixels that the neuron sees")
        with st.container(horizontal=True, vertical_alignment="center"):
            show_pixels(seen, width, alt="The same pixels at their real size")
            st.caption(f"{width} × {height} {'grey ' if channels == 1 else ''}pixels, here at their real size.")


def show_part(photo: photos.Photo, seen: NDArray[np.uint8]) -> None:
    """Show the used part of the picture, and the controls that choose it."""
    height, width, _ = seen.shape
    box = _box(photo, seen)
    used, controls = st.columns([1, 3], gap="medium", wrap=True)
    with used:
        st.markdown("**What is used**")
        longest = max(height, width)
        part = fit(photo.pixels, 240 * height // longest, 240 * width // longest, 3, **photos.way_to_fit())
        described.image(part, width=160, alt="The part of the picture that is used")
        if box is not None:
            st.caption(f"{box[2] - box[0]:,} × {box[3] - box[1]:,} of its pixels.")
    with controls:
        choose_part()


def _box(photo: photos.Photo, seen: NDArray[np.uint8]) -> tuple[int, int, int, int] | None:
    """Return left, top, right and bottom of the cropped part; None if the whole picture is used."""
    height, width, _ = seen.shape
    way = photos.way_to_fit()
    rows, columns = photo.pixels.shape[:2]
    return crop_box(rows, columns, height, width, way["zoom"], way["position"]) if way["how"] == "crop" else None


def drag_square(photo: photos.Photo, box: tuple[int, int, int, int] | None, *, key: str) -> tuple[float, float] | None:
    """Show the picture, faded outside ``box`` (left, top, right, bottom, in its pixels); without a box, unchanged.

    Returns, in the rerun after the visitor dragged the box, its horizontal and vertical position from 0 to 1, to the
    nearest hundredth, as on the sliders.
    """
    height, width = photo.pixels.shape[:2]
    data = {
        "source": _address(photo),
        "small": max(height, width) <= MAX_TILE,
        "size": [width, height],
        "box": box,
        "words": f"{photo.title}; what is not used of it is faded",
    }
    moved = _mount(key=key, data=data, on_moved_change=lambda: None).moved
    if not isinstance(moved, list) or not all(isinstance(share, int | float) and 0 <= share <= 1 for share in moved):
        return None
    return tuple(round(share, 2) for share in moved) if len(moved) == 2 else None


@once_each
def _address(photo: photos.Photo) -> str:
    """Return the picture for the browser: unchanged if small, otherwise reduced and as a JPEG."""
    pixels = photo.pixels
    height, width = pixels.shape[:2]
    if max(height, width) <= MAX_TILE:
        return data_uri(pixels)
    shrink = min(1.0, MAX_SIDE / max(height, width))
    reduced = fit(pixels, max(1, round(height * shrink)), max(1, round(width * shrink)), 3, how="stretch")
    buffer = BytesIO()
    Image.fromarray(reduced).save(buffer, "JPEG", quality=90)
    return "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode()
