"""The training images with the largest influence on the score, and the answer without them."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from logreg_core import ArgumentError, Classifier, Split, Training
from logreg_core.explain import Shares, carriers, influence, inner_products, without_each
from pages.figures.explain import shares_and_differences
from pages.shared.chart import chart
from pages.shared.guess import tell
from pages.shared.terms import term
from pages.shared.thumbnails import show_thumbnails
from pages.shared.words import as_text, count, signed
from pages.shared.work import work
from pages.visit import findings, model

MAX_NAMED = 6  # training images of each kind
MAX_WORK = 2 * 10**11  # maximum multiplications of all neurons together: about a minute


def who_wrote_it(seen: NDArray[np.uint8], classifier: Classifier) -> None:
    """Show the training images with the largest shares of the score, up and down, and the neurons without each."""
    st.header("Who wrote this answer?", anchor=False)
    run = model.training()
    coefficients = run.sample_coefficients if run and not model.taken_classifier() else None
    if run is None or coefficients is None:
        st.info(
            "This model does not remember its training images. A run on Train does that begins at zero, has fewer"
            " training images than an image has numbers, takes more than a few iterations, and does not standardise its"
            " inputs."
        )
        return
    train = run.dataset.train
    try:
        shares = influence(classifier, coefficients[:, 0], train.images, seen)
    except ArgumentError as error:
        st.info(as_text(str(error)))
        return
    show_shares(shares, train, classifier.class_names)
    carried = carriers(coefficients, train.images)
    st.subheader("How many images carry the weights?", anchor=False)
    st.markdown(f"{carried.words()} The longest parts are those of:")
    show_thumbnails(train, carried.order[:MAX_NAMED], lambda i: f"{carried.lengths[i]:.2g}", classifier.class_names)
    show_absence(run, shares, seen, classifier.class_names)


def show_shares(shares: Shares, train: Split, names: tuple[str, str]) -> None:
    """Show the sum by class, and the images with the largest shares."""
    blue, red = map(as_text, names)
    st.markdown(
        f"The weights are a mixture of training images, so each has its share of the score, its {term('influence')}."
        f" {shares.words(train.labels, (blue, red))} These have the largest shares:"
    )
    show_largest(train, shares.written, names)
    with st.expander("How can that be known?"):
        st.markdown(
            "Training starts from zero, and every step adds a little of some training images to the weights, and takes"
            " a little of others away. So in the end *w* = *a₁x₁* + *a₂x₂* + … with one number *a* for each image, and"
            " the score of a picture *x* is the sum of all *aᵢ* ⟨*xᵢ*, *x*⟩, plus the bias. Brightness is never"
            " negative, so images of one class mostly push the same way: two large sums pull at the score, and what is"
            " left of them decides."
        )


def show_largest(train: Split, numbers: NDArray[np.float64], names: tuple[str, str]) -> None:
    """Show the images with the largest positive numbers, and those with the largest negative ones."""
    blue, red = map(as_text, names)
    columns = st.columns(2, gap="medium")
    for column, name, sign in zip(columns, (f":red[**{red}**]", f":blue[**{blue}**]"), (1, -1), strict=True):
        with column:
            st.markdown(f"Towards {name}")
            order = np.argsort(-sign * numbers, kind="stable")[:MAX_NAMED]
            show_thumbnails(train, order[sign * numbers[order] > 0], lambda i: signed(numbers[i]), names)


def show_absence(run: Training, shares: Shares, seen: NDArray[np.uint8], names: tuple[str, str]) -> None:
    """Show the answers of neurons that were trained without one of the images."""
    st.subheader("And if an image had not been there?", anchor=False)
    train, iterations = run.dataset.train, run.result.iteration
    if run.recipe.batch_size:
        st.caption("With mini-batches there is no exact answer: without an image, all batches would differ.")
        return
    if run.recipe.inputs:
        st.caption("With centred inputs this is not computed: without an image, the mean would differ.")
        return
    if iterations * (len(train) + 1.0) ** 3 > MAX_WORK:
        st.caption(
            f"That takes {count(len(train), 'neuron')} of {count(iterations, 'iteration')} each, which is too much work"
            " for this page. Take fewer images or iterations."
        )
        return
    st.markdown(
        "Its share does not say: without it the others would have learned something else. So train again without it,"
        f" {count(len(train), 'neuron')} side by side."
    )
    changes = tuple(run.descent.changes)
    absence = work(
        findings.absence,
        "Train again without each",
        without_each,
        run.dataset,
        run.recipe,
        changes,
        iterations,
        guess=["largest_share"],
    )
    if absence is None:
        return
    differences = shares.z - absence.scores(inner_products(train.images, seen))
    tell("largest_share", shares.written, differences)
    chart(
        shares_and_differences(shares.written, differences, train.labels, names),
        key="why.absence",
        alt="Each training image: its share of the score across, and upwards what its presence changed",
    )
    st.markdown("What their presence changed in the score of this picture, the most:")
    show_largest(train, differences, names)
    burst = " The other pictures of its burst were still there." if train.bursts is not None else ""
    st.markdown(absence.words() + burst)
