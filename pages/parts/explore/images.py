"""The images of the dataset, and one of them in detail."""

from __future__ import annotations

import streamlit as st

from logreg_core import Dataset, Split
from pages.shared.browse import browse
from pages.visit import acts
from pages.visit.store import Slot

picked_image: Slot[int | None] = Slot("picked_image", None, reset_on={"view"})


def show_samples(dataset: Dataset) -> tuple[Split, str, int]:
    """Show sample images with filters and pages. Returns the split, its name, and the position of the picked image."""
    st.header("What is in it")
    look = browse(
        dataset,
        lambda split, shown: {followed(split, shown)},
        key="explore.gallery",
        hint="Pick one to follow it below.",
    )
    split: Split = getattr(dataset, look.part)
    picked = followed(split, look.shown) if look.shown else 0
    if look.clicked is not None and look.clicked != picked:
        picked_image.set(look.clicked)
        acts.did("image picked")
        st.rerun()
    return split, look.part, picked


def followed(split: Split, shown: list[int]) -> int:
    """Return the image to follow: the picked one, or the first visible image of class 1."""
    picked = picked_image.get()
    return picked if picked in shown else max(shown, key=split.labels.__getitem__)
