"""Film: the run once more."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from sklearn.decomposition import PCA

from logreg_core import prepare

from .conftest import Open, charts, go_to, press, words


def test_the_film_ends_with_the_weights_of_the_model_in_hand(open_page: Open) -> None:
    app = open_page("film", trained=30)
    (spec,) = charts(app)
    assert spec["frames"][0]["name"] == "0"
    assert spec["frames"][-1]["name"] == "30"
    heatmap = charts(go_to(app, "weights"))[0]["data"][0]
    strongest = max(map(float, spec["data"][-1]["colorbar"]["ticktext"]))
    assert strongest == pytest.approx(heatmap["zmax"], rel=0.06), "two digits of the largest weight"
    assert "Press **Play**" in words(go_to(app, "film"))


def test_without_a_step_there_is_no_film(open_page: Open) -> None:
    app = open_page("film")
    assert "Train first" in words(app)
    assert not charts(app)


def test_a_paused_run_has_a_film_up_to_where_it_is(open_page: Open) -> None:
    app = press(press(open_page("train"), "Step"), "Step")
    (spec,) = charts(go_to(app, "film"))
    assert [moment["name"] for moment in spec["frames"]] == ["0", "1", "2"]


def test_the_boundary_ends_where_the_neuron_in_hand_says_fifty_per_cent(open_page: Open) -> None:
    app = open_page("film", trained=300)
    app.session_state["film.boundary"] = True
    app.run()
    assert not app.exception
    spec = charts(app)[-1]
    run = app.session_state["in_hand.run"].here
    X = prepare(run.dataset.train.images)
    pca = PCA(2, svd_solver="full").fit(X.T)
    line = next(trace for trace in spec["data"] if trace["name"] == "the neuron says 50 %")
    ends = np.column_stack([line["x"], line["y"]])
    scores = [  # a main direction may point either way
        (pca.mean_ + ends * signs @ pca.components_) @ run.descent.w[:, 0] + run.descent.b
        for signs in product((1, -1), repeat=2)
    ]
    assert min(np.abs(both).max() for both in scores) < 1e-6
    assert spec["frames"][-1]["name"] == "300"
