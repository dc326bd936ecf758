"""Which images were wrong? The confusion matrix, and the photos behind each number."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from logreg_core.evaluate import Judged, Part, confusion, members
from logreg_core.export import palette
from pages.shared.gallery import Tile, gallery
from pages.shared.judged import choose_images
from pages.shared.pictures import show_pixels, thumbnail
from pages.shared.terms import term
from pages.shared.words import as_text, chance, count, unbroken
from pages.visit import acts, photos, road
from pages.visit.store import Slot

from .matrix import confusion_matrix

MAX_SHOWN = 48  # maximum photos of one cell

open_cell: Slot[tuple[int, int] | None] = Slot("open_cell", None, reset_on={"neuron"})  # actual class, predicted class
cell_image: Slot[int | None] = Slot("cell_image", None, reset_on={"neuron"})  # a position in the evaluated part


def close_cell() -> None:
    """Close the open cell and its photo."""
    open_cell.clear()
    cell_image.clear()


def show_errors(judged: Judged, threshold: float) -> None:
    """Show the confusion matrix, and the photos of the open cell, most wrong first."""
    part = choose_images(judged, "evaluate.part", close_cell)
    z, labels = judged.z[part], judged.labels(part)
    counts = confusion(z, labels, threshold)
    opened = open_cell.get() or ((1, 0) if counts[1, 0] >= counts[0, 1] else (0, 1))
    truth, answer = opened
    left, right = st.columns([5, 4], gap="large")
    with left:
        chosen = confusion_matrix(
            counts.tolist(),
            judged.dataset.class_names,
            judged.classifier.class_names,
            picked=opened,
            key="evaluate.confusion",
        )
        if chosen is not None:
            acts.did("errors opened")
        if chosen is not None and chosen != opened:
            open_cell.set(chosen)
            cell_image.clear()
            st.rerun()
        st.caption(f"Press a number of this {term('confusion matrix')} to see its photos.")
    positions = judged.positions[part][members(z, labels, truth, answer, threshold)[:MAX_SHOWN]]
    shows, says = judged.dataset.class_names[truth], judged.classifier.class_names[answer]
    st.subheader(f"{as_text(shows)}, called {as_text(says)}", anchor=False)
    if not len(positions):
        with right:
            st.info("No image is behind this number.")
        return
    looked_at = cell_image.get()
    picked = looked_at if looked_at is not None and looked_at in positions else int(positions[0])
    with right:
        show_photo(judged, part, picked, says)
    first = "the most wrong first" if truth != answer else "the one nearest to being wrong first"
    shown = "" if len(positions) == counts[truth, answer] else f" The first {len(positions)} are shown."
    st.caption(
        f"{count(int(counts[truth, answer]), 'image')}, {first}. Under each: the probability of"
        f" {as_text(judged.classifier.class_names[1])}.{shown}"
    )
    clicked = gallery(tiles(judged, part, positions), ratio=ratio(judged), picked=picked, key="evaluate.cell")
    if clicked is not None and clicked != picked:
        cell_image.set(clicked)
        st.rerun()


def tiles(judged: Judged, part: Part, positions: NDArray[np.int64]) -> list[Tile]:
    """Return a tile for each of these images, with its probability as caption."""
    split, name = judged.split(part), "Test" if part == "test" else "Training"
    chances = {int(position): chance(judged.probability(part, position)) for position in positions}
    return [
        Tile(
            number=int(position),
            source=thumbnail(split, int(position)),
            words=f"{name} image {position}, {judged.dataset.class_names[split.labels[position]]}: the neuron"
            f" says {chances[int(position)]}",
            caption=chances[int(position)],
            colour=palette.CLASS_LINES[split.labels[position]],
        )
        for position in positions
    ]


def ratio(judged: Judged) -> float:
    """The width of an image by its height."""
    height, width, _ = judged.dataset.image_shape
    return width / height


def show_photo(judged: Judged, part: Part, position: int, says: str) -> None:
    """Show one photo, the neuron's answer, and a link to Predict."""
    image = judged.split(part).images[position]
    title = f"{'Test' if part == 'test' else 'Training'} image {position}"
    a = unbroken(chance(judged.probability(part, position)))
    picture, words = st.columns([1, 1], wrap=False)
    with picture:
        shows = judged.dataset.class_names[judged.split(part).labels[position]]
        show_pixels(image, 192, width="stretch", alt=f"{title}, class {shows}, enlarged")
    with words:
        st.markdown(
            f"**{title}.** The neuron gives “{as_text(judged.classifier.class_names[1])}” {a}, and says"
            f" “{as_text(says)}”."
        )
    photo = photos.Photo(image, title, position if part == "test" else None)
    st.button("Open in Predict", icon=":material/photo_camera:", on_click=_open, args=(photo,))


def _open(photo: photos.Photo) -> None:
    photos.take_photo(photo)
    road.lead_to("predict")
