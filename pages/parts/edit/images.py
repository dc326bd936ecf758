"""Single images: select, move to the other set, or remove."""

from __future__ import annotations

import streamlit as st

from logreg_core import Dataset
from logreg_core.data.edits import Edits
from pages.shared.browse import browse
from pages.shared.words import count
from pages.visit.store import Slot

from .steps import change

picked_images: Slot[frozenset[int]] = Slot("picked_images", frozenset(), reset_on={"view"})
OTHER = {"train": "test", "test": "training"}


def change_images(dataset: Dataset, edits: Edits) -> None:
    """Show images to pick, and buttons that move them to the other part or leave them out."""
    st.header("Single images")
    look = browse(
        dataset,
        lambda split, shown: picked_images.get(),
        key="edit.gallery",
        hint="Click those that you want to change.",
    )
    picked = picked_images.get()
    if look.clicked is not None:
        picked_images.set(picked ^ {look.clicked})
        st.rerun()
    if dataset.bursts is not None:
        st.caption("The pictures of a burst are nearly the same. Move single ones, and the test asks what was taught.")
    what = count(len(picked), "image") if picked else "images"
    with st.container(horizontal=True):
        st.button(
            f"Move {what} to {OTHER[look.part]}",
            on_click=change,
            args=(lambda: edits.move(look.part, picked),),
            disabled=not picked,
            icon=":material/swap_horiz:",
        )
        st.button(
            f"Leave {what} out",
            on_click=change,
            args=(lambda: edits.leave_out(look.part, picked),),
            disabled=not picked,
            icon=":material/visibility_off:",
        )
        st.button("Pick none", on_click=picked_images.set, args=(frozenset(),), disabled=not picked)
    with st.expander("When is it fair to move or leave out an image?"):
        st.markdown(
            "Leave out what is broken, mislabelled, or there twice: the same picture for training and for testing makes"
            " the test too easy. Never leave out test images because the neuron gets them wrong: the score then says"
            " only how well you chose."
        )
