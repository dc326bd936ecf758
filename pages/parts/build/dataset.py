"""Shared by all ways to build: the seed, sample images, and the button that makes the dataset."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from logreg_core import Dataset, LogregError
from pages.shared.gallery import gallery, tiles_of
from pages.shared.words import as_text
from pages.visit import data
from pages.visit.store import Slot

SHOWN = 16  # drawings or digits, before they become the dataset
_built = Slot("built", "")  # the digest of the last dataset made here
_is_wanted = Slot("build_is_wanted", False)  # the button was pressed, but the dataset is not made yet


def built() -> Dataset | None:
    """Return the current dataset, if it was built here."""
    dataset = data.dataset()
    return dataset if data.key() == data.UPLOADED and dataset.digest == _built.get() else None


def seed_field(help_text: str) -> int:
    """Show the field for the seed, and return it."""
    return int(st.number_input("Seed", 0, 9999, 0, 1, key="build.seed", persist_state="session", help=help_text))


def show_some(dataset: Dataset) -> None:
    """Show a few training images with the colours of their classes."""
    gallery(tiles_of(dataset.train, range(SHOWN), "Training", dataset.class_names), key="build.gallery")
    blue, red = dataset.class_names
    st.caption(f"The line under an image: :red[■] whole for {red}, :blue[■] dashed for {blue}.")


def make_it(label: str, build: Callable[[], Dataset], *, disabled: bool = False) -> None:
    """Show the button that makes the dataset the current one, the reason for a refusal, and the last dataset made
    here."""
    st.button(label, type="primary", icon=":material/check:", disabled=disabled, on_click=_is_wanted.set, args=(True,))
    if _is_wanted.get():
        _is_wanted.clear()
        try:
            dataset = build()
            data.bring(dataset)
            _built.set(dataset.digest)
        except LogregError as error:
            st.error(as_text(str(error)))
        else:
            st.rerun()
    if made := built():
        height, width, _ = made.image_shape
        st.success(
            f"Made last: {as_text(made.name)}, {len(made.train)} images to learn from and {len(made.test)} to be tested"
            f" on, {width} × {height} pixels. {as_text(made.origin)}"
            " Changes since then are not in it."
        )
