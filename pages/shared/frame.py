"""The frame of every page: current data and model, the link onward, and the guard for pages that need a model."""

from __future__ import annotations

from typing import NoReturn

import numpy as np
import streamlit as st
from PIL import ImageColor

from logreg_core import Classifier
from logreg_core.evaluate import Judged
from logreg_core.export import palette
from logreg_core.plugins import Around
from logreg_core.recipe import Recipe, is_painted
from logreg_core.representation import TITLES
from pages.visit import board, data, judgement, lesson, link, model, road, room, training
from pages.visit.watched import is_instant

from . import browser, lesson_bar
from .pictures import data_uri
from .words import as_text, count, percent

ICON = data_uri(np.full((32, 32, 3), ImageColor.getrgb(palette.TRAIN["color"]), np.uint8))  # title of the browser's tab
TABLE_STYLE = browser.style(__file__, "tables")


def show_what_is_in_hand() -> None:
    """Show the current dataset and model in the sidebar."""
    st.html(browser.style(__file__))
    with st.sidebar:
        st.caption("Current")
        st.markdown(f"**Data** {_describe_dataset()}")
        st.markdown(f"**Model** {_describe_model()}")
        if held := room.seat():
            st.markdown(f"**Room** {as_text(held.word)}, as {as_text(held.nickname)}")
        if word := board.word():
            st.markdown(f"**Room** {as_text(word)}, which is yours")


class PageEnds(Exception):
    """A page ends early. What is around the page still runs, unlike after `st.stop`."""


def end_page() -> NoReturn:
    """End the page here."""
    raise PageEnds


def say_what_the_link_left_out() -> None:
    """Show what was wrong with the link that opened the app, until the dataset or model changes."""
    if refusal := link.refusal():
        st.warning(f"Not all of the link could be used. {as_text(refusal)}", icon=":material/link_off:")


def in_hand() -> str:
    """Return the current data and model as one line."""
    return f"Current data: {_describe_dataset()}. Model: {_describe_model()}.".replace("  \n", ", ")


def briefly_in_hand() -> str:
    """Return the current dataset and model in a few words."""
    name, of_model = as_text(data.dataset().name), _describe_model().partition("  \n")[0]
    has_model = model.run() is not None or model.taken_classifier() is not None
    return f"{name}, model: {of_model}" if has_model else name


def _describe_dataset() -> str:
    dataset = data.dataset()
    height, width, channels = dataset.image_shape
    size = f"{width} × {height}, {'grey' if channels == 1 else 'colour'}"
    return f"{as_text(dataset.name)}  \n{len(dataset.train):,} + {len(dataset.test):,} images, {size}"


def _describe_model() -> str:
    if taken := model.taken_classifier():
        return f"{as_text(taken.dataset_name)}, loaded{after_iterations(taken)}{seen_as(taken)}"
    run, training = model.run(), model.training()
    if run is not None and run.running:
        return "in training"  # Train shows the progress, which would differ from this text
    if run is None or training is None or not (training.iteration or training.start):
        return "none yet"
    best, end = training.result.iteration, training.iteration if run.whole is None else run.whole.iteration
    way = f", of a run of {end:,}" if training.iteration < end else ""
    kept = "" if best == training.iteration else f", kept: iteration {best:,}"
    cut = ", which is too good: bursts are cut" if run.dataset.cut_bursts else ""
    right = f"{percent(training.result.test_accuracy)} of the test images right{cut}"
    return f"{count(training.iteration, 'iteration')}{way}{kept}  \n{right}"


def after_iterations(classifier: Classifier) -> str:
    """`` after 2,000 iterations``; empty for a model that was not trained step by step."""
    steps = classifier.iteration
    return "" if steps is None else f" after {count(steps, 'iteration')}"


def seen_as(classifier: Classifier) -> str:
    """``, on edges``; empty for a model on pixels."""
    return "" if classifier.representation == "pixels" else f", on {TITLES[classifier.representation]}"


def made(classifier: Classifier) -> str:
    """``trained``, or ``made`` for a model that nobody trained."""
    return "made" if is_painted(classifier.recipe) else "trained"


def need_model() -> Classifier:
    """Return the current model. Without one, say so, offer to train one, and end the page."""
    classifier = model.classifier()
    if classifier is None:
        run, training = model.run(), model.training()
        if training is not None and training.iteration:
            why = (
                "The steps of the current run were too long, so its weights grew too large to compute with. Use a"
                " smaller rate."
            )
        elif run is not None and run.is_at_start:
            why = "You stand at the start of the current run, where nothing is learned yet. Choose another place in it."
        elif run is not None and run.running:
            why = "The current run has taken no step yet. It is computed while you are on Train."
        else:
            why = "There is no trained model yet. Train one first."
        st.info(why)
        offer_to_train()
        end_page()
    return classifier


def offer_to_train() -> None:
    """Offer the default neuron at once, if training is quick, and a link to Train.

    At the start of a run, offer its end instead.
    """
    run = model.run()
    with st.container(horizontal=True, vertical_alignment="center"):
        if run is not None and run.is_at_start:
            st.button("Go to its end", key="frame.end", type="primary", on_click=training.stand, args=(None,))
        elif not (run is not None and run.running) and is_instant(data.dataset(), Recipe()):
            st.button(
                "Train a neuron now",
                key="frame.train",
                type="primary",
                icon=":material/play_arrow:",
                on_click=training.begin_default,
                help=f"{count(Recipe().num_iterations, 'iteration')} with the default settings.",
            )
        st.page_link("train.py", label="Train a model", icon=":material/arrow_back:")


def fits(classifier: Classifier) -> bool:
    """Whether this model has the image shape and the classes of the current dataset."""
    dataset = data.dataset()
    return (classifier.image_shape, classifier.class_names) == (dataset.image_shape, dataset.class_names)


def say_what_does_not_fit(classifier: Classifier) -> None:
    """If the current model does not fit the current dataset, show the differences and a link to a dataset that fits."""
    if fits(classifier):
        return
    dataset = data.dataset()
    of_model, of_data = (
        f"{size_in_words(each.image_shape)}, of “{as_text(each.class_names[1])}” and “{as_text(each.class_names[0])}”"
        for each in (classifier, dataset)
    )
    st.warning(
        f"The current model does not fit the current dataset. It reads pictures of {of_model}, and"
        f" {as_text(dataset.name)} has pictures of {of_data}. It was {made(classifier)} on"
        f" {as_text(classifier.dataset_name)}: on that dataset, all pages can use it.",
        icon=":material/warning:",
    )
    st.page_link("explore.py", label="Choose a dataset", icon=":material/arrow_back:")


def size_in_words(image_shape: tuple[int, int, int]) -> str:
    """``25 × 25 grey pixels``, ``64 × 64 pixels in colour``."""
    height, width, channels = image_shape
    return f"{width} × {height} grey pixels" if channels == 1 else f"{width} × {height} pixels in colour"


def need_judged() -> Judged:
    """Return the current model and its scores of the current images. If it cannot read these, end the page."""
    classifier = need_model()
    judged = judgement.judged()
    if judged is None or not fits(classifier):
        say_what_does_not_fit(classifier)
        end_page()
    if not judged.own:
        st.warning(
            f"The current model was {made(classifier)} on “{as_text(classifier.dataset_name)}”, and is judged here on"
            f" “{as_text(data.dataset().name)}”, which is not the same: a training image below may be new to it, and a"
            " test image may not."
        )
    return judged


def onward(page: str = "", label: str = "", *, is_done: bool = True, beside: str = "") -> None:
    """Show the link at the foot of a page to the next page; in a lesson, to its next step.

    Without ``page`` it is the next page of the road; on Home the first one that is not done. is_done: whether this page
    of the road is done. beside: the address of a second page of the road to offer.
    """
    if is_done:
        road.finish()
    if lesson.current() is not None:
        lesson_bar.onward()
        return
    if not page:
        following = road.following()
        page, label = road.script(following), road.ROAD[following]
    st.space("small")
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(key="onward", width="content"):
            st.page_link(page, label=label, icon=":material/arrow_forward:", icon_position="right")
        if beside:
            st.page_link(road.script(beside), label=road.ROAD[beside])


def is_phone() -> bool:
    """Whether the visitor's browser identifies itself as a phone."""
    return "Mobi" in st.context.headers.get("User-Agent", "")


AROUND = Around(say_what_the_link_left_out, after=link.write)
