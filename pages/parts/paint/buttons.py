"""Buttons that start a painting and that use it."""

from __future__ import annotations

import streamlit as st

from classroom.exercise.painting import Easel
from logreg_core.untrusted.photo import fit
from pages.shared.words import as_text, percent
from pages.visit import data, model, painting, photos, road, training
from pages.visit.photos import Photo


def show_starts(easel: Easel) -> None:
    """Show two paintings to start from: the averages of the classes, and the visitor's picture if there is one."""
    blue, red = map(as_text, easel.class_names)
    st.button(
        "Begin with the averages",
        on_click=_place_averages,
        args=(easel,),
        icon=":material/contrast:",
        help=f"The average training image of {red} minus that of {blue}.",
    )
    if (photo := photos.photo()) is not None:
        st.button(
            "Begin with my picture",
            on_click=_place_picture,
            args=(easel, photo),
            icon=":material/image:",
            help="The current picture on Predict minus the average training image.",
        )


def show_ends(easel: Easel) -> None:
    """Show buttons that use the painted neuron as the model, or start a descent from it."""
    current = painting.painting(easel)
    neuron, test = easel.neuron(current), data.dataset().test
    st.button(
        "Descend from here",
        on_click=_descend,
        args=(easel,),
        type="primary",
        icon=":material/trending_down:",
        disabled=current.is_empty,
        help="Train with your painting as the start, beside the run from zero.",
    )
    st.button(
        "Use this model",
        on_click=model.take_classifier,
        args=(neuron,),
        icon=":material/psychology:",
        disabled=current.is_empty,
        help="All pages then ask this one.",
    )
    held = model.taken_classifier()
    if held is not None and held.digest == neuron.digest:
        right = int((held.answers(test.images) == test.labels).sum())
        st.success(f"In use. {right} of {len(test):,} test images are right ({percent(right / len(test))}).")


def _descend(easel: Easel) -> None:
    training.descend_from(easel.neuron(painting.painting(easel)))
    road.lead_to("train")


def _place_averages(easel: Easel) -> None:
    painting.place(easel.averages())


def _place_picture(easel: Easel, photo: Photo) -> None:
    seen = fit(photo.pixels, *easel.image_shape, **photos.way_to_fit())
    painting.place(easel.picture(seen), of_a_picture=True)
