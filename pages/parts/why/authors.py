"""Who wrote this? The training images with the largest shares of the score."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from logreg_core import ArgumentError, Classifier
from logreg_core.explain import influence
from pages.shared.words import as_text, count, signed
from pages.visit import model

from .thumbnails import show_thumbnails

MOST_NAMED = 6  # training images of each kind


def who_wrote_it(seen: NDArray[np.uint8], classifier: Classifier) -> None:
    """The training images with the largest shares of the score, up and down."""
    st.header("Who wrote this answer?", anchor=False)
    run = model.training()
    coefficients = run.sample_coefficients if run and not model.taken_classifier() else None
    if run is None or coefficients is None:
        st.info(
            "This model does not remember its training images. Only the run that is in hand on Train does, from zero,"
            " on a dataset with fewer images than there are numbers in an image."
        )
        return
    train = run.dataset.train
    try:
        written = influence(classifier, coefficients[:, 0], train.images, seen)
    except ArgumentError as error:
        st.info(as_text(str(error)))
        return
    blue, red = map(as_text, classifier.class_names)
    sums = [float(written[train.labels == label].sum()) for label in (0, 1)]
    st.markdown(
        f"The weights are a mixture of the {count(len(train), 'training image')}, so each of them has its share of the"
        f" score: the “{red}” images {signed(sums[1])}, the “{blue}” images {signed(sums[0])}, the bias"
        f" {signed(classifier.b)}, together *z* = {signed(sum(sums) + classifier.b)}. These have the largest shares:"
    )
    up, down = st.columns(2, gap="medium")
    for column, name, sign in ((up, f":red[**{red}**]", 1), (down, f":blue[**{blue}**]", -1)):
        with column:
            st.markdown(f"Towards {name}")
            order = np.argsort(-sign * written, kind="stable")[:MOST_NAMED]
            show_thumbnails(
                train, order[sign * written[order] > 0], lambda i: signed(written[i]), classifier.class_names
            )
    with st.expander("How can that be known?"):
        st.markdown(
            "Training starts from zero, and every step adds a little of each training image to the weights, or takes a"
            " little away. So in the end *w* = *a₁x₁* + *a₂x₂* + … with one number *a* for each image, and the score of"
            " a picture *x* is the sum of all *aᵢ* ⟨*xᵢ*, *x*⟩, plus the bias. An image has a large share when the"
            " neuron was often wrong about it (large *a*), or when it is bright where this picture is bright (large"
            " ⟨*xᵢ*, *x*⟩). Brightness is never negative, so images of one class always push the same way: two large"
            " sums pull at the score, and what is left of them decides. The shares are exact; they do not say what the"
            " neuron would have learned *without* an image, because the others would then have taken its place."
        )
