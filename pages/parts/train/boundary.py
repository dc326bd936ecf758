"""The boundary in a plane, moving as the neuron learns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from logreg_core import ArgumentError, Training
from logreg_core.data.preprocess import columns_of
from logreg_core.explain import Plane, boundary, main_plane
from logreg_core.training import QUICK
from pages.figures.plane import plane_figure
from pages.shared import frame
from pages.shared.chart import chart
from pages.shared.terms import term
from pages.shared.words import count, percent
from pages.visit.store import Recall
from pages.visit.watched import WatchedRun

MAX_THUMBNAILS = 24  # thumbnails; more would overlap


@dataclass(frozen=True, eq=False)
class Moving:
    """The plane of the training images, and the neuron's scores ``c + u x + v y`` in it at some iterations: ``(frames,
    3)``. aside: the number of training images on another side of the last line than their answer.
    """

    plane: Plane
    iterations: list[int]
    scores: NDArray
    aside: int


_found: Recall[Moving] = Recall("boundary", reset_on={"model"})


def show_boundary(run: WatchedRun) -> None:
    """Show the training images in the plane of their two main directions, and the line at which the neuron says 50
    %."""
    dataset, moment = run.dataset, run.moment
    too_large = dataset.n_x * len(dataset.train) > QUICK
    if moment is None or too_large or run.recipe.representation != "pixels":
        return
    with st.expander(
        "Where is the boundary?", icon=":material/timeline:", key="train.boundary", on_change="rerun"
    ) as fold:
        if not fold.open:
            return
        try:
            moving = _found.of(moment.version) or _moving(moment.whole)
        except ArgumentError:
            st.markdown("There is no plane to show: the training images hardly differ.")
            return
        _found.remember(moving, moment.version)
        plane, labels = moving.plane, dataset.train.labels
        low, high = plane.places.min(axis=0), plane.places.max(axis=0)
        room = 0.08 * (high - low) + 1e-9
        box = (*np.column_stack([low - room, high + room]).ravel().tolist(),)
        some = np.random.default_rng(0).permutation(len(labels))[:MAX_THUMBNAILS]
        chart(
            plane_figure(
                plane.places,
                labels,
                [boundary(each, box) for each in moving.scores],
                moving.iterations,
                box,
                dataset.class_names,
                thumbnails=(some, dataset.train.images[some]),
                towards=moving.scores[:, 1:],
                stacked=frame.is_phone(),
            ),
            key="train.plane",
            alt="A film of the training images in the plane of their two main directions, with the straight line on"
            " which the neuron says 50 %, as it moves during the training.",
        )
        st.markdown(
            f"The two {term('main direction', 'main directions')} hold {percent(plane.held)} of how the training"
            " images differ. The line is where this plane cuts the boundary; images lie in front of it and behind it."
            f" So after {count(moving.iterations[-1], 'iteration')} {moving.aside:,} of {len(labels):,}"
            f" ({percent(moving.aside / len(labels))}) lie on another side of the line than their answer."
        )


def _moving(run: Training) -> Moving:
    """Raises ArgumentError if the images span no plane."""
    given = columns_of(run.dataset.train)
    plane = main_plane(given["X"], given["divisor"])
    places = [each.descent for each in run.checkpoints if np.isfinite(each.descent.coefficients).all()]
    first, *others = places
    runs = first.beside(*others)  # in one product
    scores = runs.w.T @ plane.looks
    scores[:, 0] += runs.b
    middle, along = scores[-1, 0], scores[-1, 1:]
    answers = (runs.w[:, -1] @ given["X"] / given["divisor"] + runs.b[-1]) > 0
    aside = int(np.count_nonzero((middle + plane.places @ along > 0) != answers))
    return Moving(plane, [each.iteration for each in places], scores, aside)
