"""Training and test set: a new split, or equally many images of both classes."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from classroom.exercise.truths import LEARN_FROM
from logreg_core import Dataset, Recipe, train
from logreg_core.data.edits import Edits
from logreg_core.evaluate import Accuracy, accuracy
from logreg_core.experiments.features import some_of
from pages.shared.guess import guess_first
from pages.shared.words import as_text, percent
from pages.visit.store import Slot

from .steps import change

_wish = Slot("edit_wish", "")  # the pressed button, until the page has read the share and the seed


def change_parts(dataset: Dataset, edits: Edits) -> None:
    """Show controls for another division, or for equally many images of both classes."""
    st.header("Training and test")
    first, second = st.columns(2)
    share = first.number_input(
        "Part kept for testing", 0.05, 0.95, 0.2, 0.05, key="edit.share", persist_state="session"
    )
    seed = second.number_input(
        "Seed: the same seed, the same choice", 0, 9999, 0, 1, key="edit.seed", persist_state="session"
    )
    with st.container(horizontal=True):
        st.button(
            "Add mirrored copies",
            on_click=_wish.set,
            args=("mirror",),
            icon=":material/flip:",
            disabled=dataset.train.twins is not None,
            help="Of each training image, mirrored left to right. A copy is never tested on, and shares the fold of its"
            " image.",
        )
        st.button("Divide again", on_click=_wish.set, args=("divide",), icon=":material/shuffle:")
        alike = all(split.count(0) == split.count(1) for split in (dataset.train, dataset.test))
        st.button(
            "Balance the classes",
            on_click=_wish.set,
            args=("balance",),
            icon=":material/balance:",
            disabled=alike,
        )
    if wish := _wish.get():
        _wish.clear()
        anew = partial(edits.redivide, test_share=share, seed=int(seed))
        change(
            edits.mirror if wish == "mirror" else anew if wish == "divide" else partial(edits.balance, seed=int(seed))
        )
        st.rerun()
    if edits.original.train.twins is None:
        plain = replace(edits, mirrored=False).dataset() if edits.mirrored else dataset
        guess_first(
            "mirrored copies", "edit.guesses", {"mirrored_copies": (lambda: with_and_without_copies(plain), [plain])}
        )
    shares = [percent(split.count(1) / len(split)) for split in (dataset.train, dataset.test)]
    st.caption(
        f"{as_text(dataset.class_names[1])}: {shares[0]} of the training images, {shares[1]} of the test images."
        " Balancing leaves images of the larger class out."
    )


def with_and_without_copies(dataset: Dataset) -> tuple[Accuracy, Accuracy]:
    """Return the test accuracies of neurons with the default settings, without and with mirrored copies, on at most
    LEARN_FROM training images.
    """
    learn, test = some_of(dataset.train, LEARN_FROM, seed=0), dataset.test
    neurons = [train(replace(dataset, train=each), Recipe()) for each in (learn, learn.mirrored())]
    plain, mirrored = (accuracy(neuron.answers(test.images), test.labels) for neuron in neurons)
    return plain, mirrored
