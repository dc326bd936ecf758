"""The picture that the player follows: a test or training image, or the visitor's own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from logreg_core import Dataset, Split
from logreg_core.untrusted.photo import fit
from pages.visit import data, model, photos
from pages.visit.store import Field

TEST, TRAINING, OWN = "test image", "training image", "my own"
_from = Field("train.picture_from", TEST, reset_on={"dataset", "pictures"})
_numbers = {part: Field(f"train.number_of_{part.split()[0]}", 0, reset_on={"dataset"}) for part in (TEST, TRAINING)}


@dataclass(frozen=True)
class Watched:
    """A picture as the neuron sees it: uint8 ``(h, w, c)``, its title, and its class if known."""

    pixels: NDArray[np.uint8]
    title: str
    truth: int | None


def choose_picture(dataset: Dataset) -> Watched:
    """Show the menu that chooses the picture. The player has buttons for the next and the previous one."""
    own = _own()
    parts = [TEST, TRAINING, *([OWN] if own else [])]
    if _from.get() not in parts:
        _from.clear()
    with st.popover("Picture", icon=":material/image:", key="train.picture", on_change="rerun") as choice:
        if choice.open:
            _choose(dataset, parts)
    part = _from.get()
    if part == OWN and own:
        return Watched(fit(own.pixels, *dataset.image_shape, **photos.way_to_fit()), own.title, None)
    number, split = _numbers[part].get(), _split(dataset, part)
    return Watched(split.images[number], f"{part.capitalize()} {number}", int(split.labels[number]))


def _choose(dataset: Dataset, parts: list[str]) -> None:
    st.segmented_control("What the neuron looks at", parts, required=True, key=_from.shown(), persist_state="session")
    if (part := _from.get()) != OWN:
        last = len(_split(dataset, part)) - 1
        st.number_input("Number", 0, last, key=_numbers[part].shown(), persist_state="session")
    if OWN not in parts:
        st.caption("A picture of your own: bring it on the page Predict, and it is offered here too.")


def turn(step: int) -> None:
    """Choose the next or the previous picture. From the visitor's own picture, choose the last test image."""
    run = model.run()
    part = _from.get()
    if part == OWN:
        _from.renew(TEST)
        return
    _numbers[part].renew(
        (_numbers[part].get() + step) % len(_split(data.dataset() if run is None else run.dataset, part))
    )


def _split(dataset: Dataset, part: str) -> Split:
    return dataset.test if part == TEST else dataset.train


def _own() -> photos.Photo | None:
    """Return the visitor's own picture, if any."""
    photo = photos.photo()
    return photo if photo and photo.test_image is None else None
