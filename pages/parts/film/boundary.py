"""The boundary in a plane, moving as the neuron learns."""

from __future__ import annotations

import numpy as np
import streamlit as st

from logreg_core import ArgumentError, Training
from logreg_core.descent import Film, film
from logreg_core.explain import Plane, boundary, main_plane
from logreg_core.figures.plane import plane_figure
from logreg_core.preprocess import columns_of
from logreg_core.training import QUICK, descent_of
from pages.shared import frame
from pages.shared.chart import chart
from pages.shared.words import percent
from pages.visit.store import Recall

MOST = 24  # thumbnails: more would hide each other

_taken: Recall[tuple[Plane, Film]] = Recall("boundary", until={"model"})


def show_boundary(run: Training, version: str) -> None:
    """The training images in the plane of their two main directions, and the line on which the neuron says 50 %."""
    dataset = run.dataset
    if dataset.n_x * len(dataset.train) > QUICK or run.recipe.representation != "pixels":
        return
    with st.expander(
        "Where is the boundary?", icon=":material/timeline:", key="film.boundary", on_change="rerun"
    ) as fold:
        if not fold.open:
            return
        try:
            plane, made = plane_and_film(run, version)
        except ArgumentError:
            st.markdown("There is no plane to show: the training images hardly differ.")
            return
        labels = dataset.train.labels
        low, high = plane.places.min(axis=0), plane.places.max(axis=0)
        room = 0.08 * (high - low) + 1e-9
        box = (*np.column_stack([low - room, high + room]).ravel().tolist(),)
        scores = made.seen + np.column_stack([made.b, np.zeros((len(made.b), 2))])
        some = np.random.default_rng(0).permutation(len(labels))[:MOST]
        chart(
            plane_figure(
                plane.places,
                labels,
                [boundary(each, box) for each in scores],
                [record.iteration for record in made.records],
                box,
                dataset.class_names,
                thumbnails=(some, dataset.train.images[some]),
                towards=scores[:, 1:],
                dark=frame.is_dark(),
                stacked=frame.is_phone(),
            ),
            alt="A film of the training images in the plane of their two main directions, with the straight line on"
            " which the neuron says 50 %, as it moves during the training.",
        )
        st.markdown(
            "The two main directions are those along which the training images differ most. A neuron draws a straight"
            f" line through this plane. These directions hold {percent(plane.held)} of how the images differ; the"
            " neuron sees the others too, so an image on the wrong side of the line may be answered right."
        )


def plane_and_film(run: Training, version: str) -> tuple[Plane, Film]:
    """The plane of the training images, and the run once more with the scores in it. Kept until the run goes on."""
    if kept := _taken.of(version, run.iteration):
        return kept
    given = columns_of(run.dataset.train)
    plane = main_plane(given["X"], given["divisor"])
    made = film(
        lambda: descent_of(run.dataset.train, run.recipe, run.dataset.test, space=run.descent.space),
        run.iteration,
        lambda weights: weights.T @ plane.looks,
        run.descent.rates,
    )
    _taken.keep((plane, made), version, run.iteration)
    return plane, made
