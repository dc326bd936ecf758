"""Sweep: from one click to the grid, the best of it, and a run with its settings."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from streamlit.testing.v1 import AppTest

from logreg_core import prepare
from logreg_core.data.division import folds_of
from logreg_core.sources import faces

from .conftest import Open, charts, go_to, press, unfold, words
from .test_explore import choose
from .test_train import iteration, set_number, the


def swept(open_page: Open, iterations: int) -> AppTest:
    return press(set_number(open_page("sweep"), "num_iterations", iterations), "Sweep")


def test_one_click_gives_a_square_for_each_combination(open_page: Open) -> None:
    app = swept(open_page, 50)
    (grid,) = charts(app)
    cells, points = grid["data"]
    assert len(points["x"]) == 9 * 3 == np.size(cells["text"])
    assert grid["layout"]["xaxis"]["ticktext"][0] == "0.0005"
    assert "**Lowest held-out cost: a learning rate of" in words(app)
    assert "on new images mixed as these). Always giving the same answer: 50 %" in words(app)
    assert "not shown to beat" not in words(app), "every second image is a face, and the best is far above a half"


@pytest.mark.usefixtures("cats")
def test_on_the_cats_no_setting_is_shown_to_beat_a_machine_that_never_looks(open_page: Open) -> None:
    app = press(choose(open_page("explore"), "Dataset", "cats").switch_page("sweep.py").run(), "Sweep")
    best = app.dataframe[0].value["Held-out right"].max()
    assert best < 137 / 209 + 0.064, "1.96 standard errors of a share of 137 in 209, which are not cats"
    assert "**It is not shown to beat always answering “non\\-cat”.**" in words(app)


def test_where_both_reach_the_minimum_the_accuracy_is_scikit_learns_at_the_same_folds(open_page: Open) -> None:
    app = set_number(open_page("sweep"), "num_iterations", 5000)
    app.select_slider(key="sweep.rates").set_range(0.05, 0.05).run()
    app.multiselect[0].set_value([0.1]).run()
    (row,) = press(app, "Sweep").dataframe[0].value.to_dict("records")
    dataset = faces.load()
    X, labels = prepare(dataset.train.images).T, dataset.train.labels
    fold = folds_of(labels.reshape(1, -1), 5, 0)
    shares = []
    for k in range(5):
        kept = fold != k
        truth = LogisticRegression(C=1 / (0.1 * kept.sum()), tol=1e-8, max_iter=10_000).fit(X[kept], labels[kept])
        shares.append(truth.score(X[~kept], labels[~kept]))
    assert row["Held-out right"] == pytest.approx(np.mean(shares))
    assert row["Spread"] == pytest.approx(np.std(shares, ddof=1))


def test_a_combination_can_be_trained_with_one_more_click(open_page: Open) -> None:
    app = swept(open_page, 50)
    (choice,) = [each for each in app.selectbox if each.label == "Combination"]
    choice.set_value(4).run()
    press(app, "Train with it")
    chosen = app.dataframe[0].value.iloc[4]
    assert f"Trained with a learning rate of {chosen['Learning rate']:g} and a penalty" in app.success[0].value
    go_to(app, "train")
    assert iteration(app) == 50
    assert the(app.number_input, "learning_rate").value == chosen["Learning rate"]
    unfold(app, "train.more_settings")
    assert the(app.number_input, "l2").value == chosen["Penalty"]
    set_number(app, "num_iterations", 60)
    assert not go_to(app, "sweep").success, "that run was not begun here"


def test_a_sweep_that_would_take_too_long_is_not_begun(open_page: Open) -> None:
    app = set_number(open_page("sweep"), "num_iterations", 100_000)
    app.select_slider(key="sweep.rates").set_range(0.0001, 1.0).run()
    app.multiselect[0].set_value([0.0, 0.0001, 0.001, 0.01, 0.1, 1.0]).run()
    assert "too long" in words(app)
    (button,) = [each for each in app.button if each.label == "Sweep"]
    assert button.disabled
