"""The rounds of the visitor against the neuron, image by image in the browser."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from classroom.exercise.rounds import (
    SURE,
    RoundResult,
    drawn,
    outcome,
    shuffled_images,
    shuffled_neuron,
    sure_and_wrong,
)
from logreg_core.evaluate import Judged, accuracy, answers_of
from logreg_core.export import palette
from logreg_core.representation import TITLES
from pages.shared import browser, persistence
from pages.shared.frame import is_phone, size_in_words
from pages.shared.pictures import data_uri
from pages.shared.words import as_text, count, percent
from pages.visit import acts, rounds
from pages.visit.store import Recall

from .outcome import show_outcome, show_outcome_of_errors

_mount = browser.component("round", __file__)
_shuffled: Recall[NDArray[np.float64]] = Recall("you.shuffled", reset_on={"neuron"})  # the scores of all test images


def any_images(judged: Judged, threshold: float) -> None:
    """Play a round of random test images."""
    positions = drawn(len(judged.z["test"]), rounds.seed.get())
    result = _played(f"any {rounds.seed.get()}", judged, threshold, positions, judged.dataset.test.images[positions])
    if result is not None:
        show_outcome(result, judged, positions)
        _another()


def its_errors(judged: Judged, threshold: float) -> None:
    """Play a round of test images on which the neuron is sure and wrong."""
    positions = sure_and_wrong(judged.z["test"], judged.labels("test"), threshold)
    if not len(positions):
        st.info(f"There is no test image of which the neuron is {percent(SURE)} sure and wrong.")
        return
    st.caption(f"On {count(len(positions), 'image')} the neuron is at least {percent(SURE)} sure, and wrong.")
    name = f"errors {positions.tolist()}"
    result = _played(name, judged, threshold, positions, judged.dataset.test.images[positions])
    if result is not None:
        show_outcome_of_errors(result, judged, positions)
        st.button("Once more", on_click=_forget, args=(name,))


def shuffled_pixels(judged: Judged, threshold: float) -> None:
    """Play a round of test images with shuffled pixels, and show the effect on the neuron."""
    seed = rounds.seed.get()
    test = judged.dataset.test
    positions = drawn(len(test), seed + 1)
    shown = shuffled_images(test.images[positions], seed)
    result = _played(f"shuffled {seed}", judged, threshold, positions, shown)
    if result is None:
        return
    show_outcome(result, judged, positions)
    inputs = (judged.classifier, judged.dataset, seed)
    if (z := _shuffled.of(*inputs)) is None:
        z = shuffled_neuron(judged.classifier, seed).scores(shuffled_images(test.images, seed))
        _shuffled.remember(z, *inputs)
    before, after = (accuracy(answers_of(each, threshold), test.labels) for each in (judged.z["test"], z))
    st.markdown(
        f"Of all {before.total:,} test images the neuron has **{before.correct:,}** right as they were, and"
        f" **{after.correct:,}** shuffled."
    )
    with st.expander("Why is that?"):
        st.markdown(
            "A score is a sum over the pixels, and a sum does not depend on the order. A step moves each weight by what"
            " its own pixel did, whichever pixels lie beside it. So a neuron that learns from zero on shuffled images"
            " finds the same weights, shuffled. Here each weight was moved with its pixel; what is near what, this"
            " neuron does not know."
        )
    _another()


def _played(
    name: str, judged: Judged, threshold: float, positions: NDArray[np.int64], images: NDArray[np.uint8]
) -> RoundResult | None:
    """Return the result of a round; None while it is played. images: those at the positions, as shown."""
    answers = rounds.answers.get().get(name)
    if answers is None:
        red, blue = (as_text(judged.dataset.class_names[label]) for label in (1, 0))
        size, sees = size_in_words(judged.dataset.image_shape), judged.classifier.representation
        neuron = "So does the neuron." if sees == "pixels" else f"The neuron is shown {TITLES[sees]} of it."
        keys = "" if is_phone() else f" Keys: **←** for {red}, **→** for {blue}."
        st.markdown(f"Is it **{red}** or **{blue}**?{keys} You see {size}. {neuron} Take your time.")
        given = play_round(images, judged.dataset.class_names, name=name, of=judged.dataset.digest, key="you.round")
        if given is not None:
            rounds.answers.set(rounds.answers.get() | {name: given})
            acts.did("round answered")
            st.rerun()
        return None
    bursts = judged.bursts("test")
    return outcome(
        np.array(answers),
        judged.z["test"][positions],
        judged.labels("test")[positions],
        threshold,
        None if bursts is None else bursts[positions],
    )


def _another() -> None:
    st.button("Another round", type="primary", on_click=rounds.seed.set, args=(rounds.seed.get() + 1,))


def _forget(name: str) -> None:
    rounds.answers.set({each: kept for each, kept in rounds.answers.get().items() if each != name})


def play_round(
    images: NDArray[np.uint8], class_names: tuple[str, str], *, name: str, of: str, key: str
) -> tuple[int, ...] | None:
    """Show a round. Returns the answers, 0 or 1 for each image, in the rerun of the last answer.

    images: uint8 ``(k, h, w, c)``. name: identifies the round. of: identifies the dataset.
    """
    _, height, width, _ = images.shape
    data = {
        "id": name,
        "of": f"{name} {of}",
        "keeps": persistence.may_keep(),
        "images": [data_uri(image) for image in images],
        "ratio": width / height,
        "names": list(class_names),
        "colours": list(palette.CLASS_COLOURS),
        "count": count(len(images), "image"),
        "words": f"{class_names[1]} or {class_names[0]}? Arrow left for {class_names[1]}, right for {class_names[0]}",
    }
    done = _mount(key=key, data=data, on_done_change=lambda: None).done
    if done is None or done["id"] != name or len(done["answers"]) != len(images):
        return None
    return tuple(int(answer == 1) for answer in done["answers"])
