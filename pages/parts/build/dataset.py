"""What all ways to build share: the seed, sample images, and the button that makes the dataset."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from logreg_core import Dataset, LogregError
from pages.shared.gallery import gallery, tiles_of
from pages.shared.words import as_text
from pages.visit import data
from pages.visit.store import Slot

SHOWN = 16  # drawings or digits, before they are taken
_built = Slot("built", "")  # the digest of the dataset that was made last
_is_wanted = Slot("build_is_wanted", False)  # the button was pressed, and the dataset not yet made


def built() -> Dataset | None:
    """The current dataset, if it was built here."""
    dataset = data.dataset()
    return dataset if data.key() == data.UPLOADED and dataset.digest == _built.get() else None


def seed_field(help_text: str) -> int:
    """The seed, which all ways to build share."""
    return int(st.number_input("Seed", 0, 9999, 0, 1, key="build.seed", persist_state="session", help=help_text))


def show_some(dataset: Dataset) -> None:
    """A few training images, with the colours of their classes."""
    gallery(tiles_of(dataset.train, range(SHOWN), "Training", dataset.class_names), key="build.gallery")
    blue, red = dataset.class_names
    st.caption(f"The line under an image: :red[■] whole for {red}, :blue[■] dashed for {blue}.")


def make_it(label: str, build: Callable[[], Dataset], *, disabled: bool = False) -> None:
    """The button that makes the dataset and takes it in hand; a refusal says why. Below it, what was made last."""
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
