"""The images of a dataset page by page, filtered by set and class."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial

import streamlit as st

from logreg_core import Dataset, Split
from pages.visit.store import Slot, clear

from .controls import choose_one
from .gallery import gallery, tiles_of
from .words import as_text, count, short

PER_PAGE = 24
BOTH = -1  # instead of a label: images of both classes
PARTS = {"train": "Training", "test": "Test"}
gallery_page = Slot("gallery_page", 0, reset_on={"view"})


@dataclass(frozen=True)
class Look:
    """The visitor's selection: "train" or "test", the positions of the visible images, and the clicked image."""

    part: str
    shown: list[int]
    clicked: int | None = None


def browse(dataset: Dataset, picked: Callable[[Split, list[int]], Collection[int]], *, key: str, hint: str) -> Look:
    """Show a page of images, with controls for other pages.

    picked: returns which of the images at these positions of a split are marked. hint: the effect of a click.
    """
    with st.container(horizontal=True, vertical_alignment="bottom"):
        anew = partial(clear, "view")
        part = choose_one("Images", PARTS, key="browse.part", on_change=anew)
        classes = {BOTH: "both"} | {label: as_text(short(dataset.class_names[label])) for label in (1, 0)}
        label = choose_one("Class", classes, key="browse.class", on_change=anew)
    split: Split = getattr(dataset, part)
    positions = split.indices(None if label == BOTH else label).tolist()
    if not positions:
        st.info(f"No {PARTS[part].lower()} image shows this class.")
        return Look(part, [])
    pages = -(-len(positions) // PER_PAGE)
    page = min(gallery_page.get(), pages - 1)
    shown = positions[page * PER_PAGE : (page + 1) * PER_PAGE]
    height, width, _ = dataset.image_shape
    tiles = tiles_of(split, shown, PARTS[part], dataset.class_names)
    clicked = gallery(tiles, ratio=width / height, picked=picked(split, shown), key=key)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Previous",
            on_click=gallery_page.set,
            args=(page - 1,),
            disabled=page == 0,
            icon=":material/chevron_left:",
        )
        st.button(
            "Next",
            on_click=gallery_page.set,
            args=(page + 1,),
            disabled=page == pages - 1,
            icon=":material/chevron_right:",
        )
        st.caption(
            f"{page * PER_PAGE + 1} to {page * PER_PAGE + len(shown)} of {count(len(positions), 'image')}. {hint}"
            f" The line under an image: :red[■] whole for {as_text(dataset.class_names[1])},"
            f" :blue[■] dashed for {as_text(dataset.class_names[0])}."
        )
    return Look(part, shown, clicked)
