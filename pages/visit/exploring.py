"""What the visitor looks at on Explore and Weights."""

from __future__ import annotations

import streamlit as st

from . import data, store

EXPLORED_SPLIT = "explore.split"
GALLERY = "explore.gallery"
UPLOAD_SHARE = "explore.upload_share"
UPLOAD_SEED = "explore.upload_seed"
UPLOAD_WAY = "explore.upload_way"
UPLOAD_ZERO = "explore.upload_zero"
UPLOAD_ONE = "explore.upload_one"
UPLOAD_HOW = "explore.upload_how"
UPLOAD_COLOURS = "explore.upload_colours"
UPLOAD_CANCEL = "explore.upload_cancel"
UPLOAD_NAMES = ("explore.upload_name_0", "explore.upload_name_1")
EXPLORED_CLASS = "explore.class"
EXPLORED_CHANNEL = "explore.channel"
WEIGHTS_CHANNEL = "weights.channel"


def size_field(as_they_are: bool) -> str:
    """The widget key of the size of uploaded images, one for those that have a size of their own."""
    return f"explore.upload_size.{as_they_are}"


def dataset_field() -> str:
    """The widget key of the choice of a dataset, which shows the dataset in hand when it was changed elsewhere."""
    if store.get("choice_is_stale"):
        st.session_state["explore.dataset"] = data.key()
        store.put("choice_is_stale", False)
    return "explore.dataset"


def gallery_page() -> int:
    """Which page of the sample images is open, from 0."""
    return store.get("gallery_page")


def open_gallery_page(page: int) -> None:
    """Turn to a page of the sample images."""
    store.put("gallery_page", page)


def picked_image() -> int | None:
    """The position of the image that is followed through, in the split that is looked at; None until one is picked."""
    return store.get("picked_image")


def pick_image(position: int) -> None:
    """Follow this image through."""
    store.put("picked_image", position)


def look_afresh() -> None:
    """Go back to the first page and the first image."""
    store.put("gallery_page", 0)
    store.put("picked_image", None)
    store.put("picked_images", frozenset())
