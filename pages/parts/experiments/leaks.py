"""Is a test image also a training image? A search for near duplicates."""

from __future__ import annotations

from typing import Any

import streamlit as st

from logreg_core import Dataset, LogregError
from logreg_core.experiments import ImagePair, Leaks, LeftOut, find_leaks, to_leave_out, train_without
from pages.shared.guess import settle, tell
from pages.shared.pictures import show_pixels
from pages.shared.terms import term
from pages.shared.words import as_text, count
from pages.shared.work import Progress, work
from pages.visit import data, findings, model
from pages.visit.store import Recall, Slot

from .recipe import recipe

MAX_SHOWN = 12  # maximum pairs of images to show
_made: Recall[LeftOut] = Recall("without", reset_on={"dataset"})
_left_out: Slot[LeftOut | None] = Slot("left_out", None, reset_on={"dataset"})


def show_leaks(dataset: Dataset) -> None:
    """Show duplicate images side by side, and offer training without them."""
    st.markdown(
        f"A test image that is also a training image is a {term('leak')}: a question whose answer was taught. Look for"
        " the same photo twice: equal in every pixel, or alike when both are seen small, grey and with the same"
        " contrast, in a mirror too, and shifted or enlarged a little. Images of little more than one edge count only"
        " when they are equal."
    )
    show_what_was_left_out()
    alike = st.slider(
        "Alike from",
        0.90,
        1.0,
        step=0.01,
        key=findings.alike.shown(),
        persist_state="session",
        help="The correlation of two small grey pictures. 1: the same but for brightness and contrast. 0: unrelated.",
    )
    leaks = work(findings.leaks, "Look for them", find_leaks, dataset, alike, guess=["same_photo_twice"])
    if leaks is None:
        return
    tell("same_photo_twice", leaks)
    st.markdown(as_text(leaks.words()))
    if not leaks.pairs:
        return
    columns = st.columns(3, gap="medium")
    for number, pair in enumerate(leaks.pairs[:MAX_SHOWN]):
        with columns[number % 3].container(border=True):
            show_pair(dataset, pair)
    if len(leaks.pairs) > MAX_SHOWN:
        st.caption(f"The {MAX_SHOWN} most alike are shown.")
    offer_without(dataset, leaks)


def show_pair(dataset: Dataset, pair: ImagePair) -> None:
    """Show two images side by side, and what they have in common."""
    names = [
        f"{'training' if part == 'train' else 'test'} image {position}" for part, position in (pair.first, pair.second)
    ]
    with st.container(horizontal=True, horizontal_alignment="center"):
        for (part, position), name in zip((pair.first, pair.second), names, strict=True):
            show_pixels(getattr(dataset, part).images[position], 110, alt=name.capitalize())
    how = "equal in every pixel" if pair.exact else f"likeness {pair.likeness:.3f}"
    how += (", mirrored" if pair.mirrored else "") + (", shifted or enlarged a little" if pair.moved else "")
    st.markdown(f"**{names[0].capitalize()}** and **{names[1]}**: {how}.")
    labels = {int(getattr(dataset, part).labels[position]) for part, position in (pair.first, pair.second)}
    named = " and ".join(as_text(dataset.class_names[label]) for label in sorted(labels))
    st.caption(
        f"Both are called {named}." if len(labels) == 1 else f"They are called {named}: perhaps one label is wrong."
    )


def offer_without(dataset: Dataset, leaks: Leaks) -> None:
    """Show a button that makes a dataset without the training images of these pairs, and trains a neuron on it."""
    positions = to_leave_out(leaks.pairs)
    if not positions:
        st.caption("All of them are test images only. Such a photo counts twice, but the neuron never trained on it.")
        return
    left_out = work(
        _made, "Train without them", leave_out, dataset, tuple(positions), recipe(), guess=["without_the_twin"]
    )
    if left_out is not None:
        settle("without_the_twin", left_out)
        take(left_out)
    st.caption(
        f"It leaves out {count(len(positions), 'training image')} ({', '.join(map(str, positions[:20]))}"
        f"{', …' if len(positions) > 20 else ''}) and keeps all test images, so that the scores can be compared."
        + (" It takes the place of your own dataset in this session." if data.key() == data.UPLOADED else "")
    )


def leave_out(dataset: Dataset, positions: tuple[int, ...], how: dict[str, Any], progress: Progress) -> LeftOut:
    """Run `train_without` with the recipe."""
    return train_without(dataset, positions, progress=progress, **how)


def take(left_out: LeftOut) -> None:
    """Use the new dataset and model, once, and show what has changed."""
    _made.clear()
    try:
        data.bring(left_out.dataset)
    except LogregError as error:
        st.error(as_text(str(error)))
        return
    model.take_classifier(left_out.classifier)
    _left_out.set(left_out)
    st.rerun()


def show_what_was_left_out() -> None:
    """Show the effect of leaving images out, while the dataset without them is the current one."""
    if (left_out := _left_out.get()) is not None:
        st.success(as_text(left_out.words()))
        tell("without_the_twin", left_out)
