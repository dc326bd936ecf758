"""Pixels used, random weights, and the plane: against scikit-learn, and against counting by hand."""

from __future__ import annotations

from itertools import product

import numpy as np
import plotly.graph_objects as go
import pytest
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

from logreg_core import ArgumentError, Dataset, Descent, Record, Split, prepare
from logreg_core.data.preprocess import columns_of
from logreg_core.descent import Turn, optimum
from logreg_core.errors import Cancelled
from logreg_core.experiments import RandomWeights, pixels_used, random_weights
from logreg_core.experiments.pixels_used import WEAK, sizes_of
from logreg_core.explain import boundary, eigenpictures, main_plane
from logreg_core.explain import directions as directions_module
from logreg_core.sources import digits, drawings, faces
from pages.figures.chosen import best_of_figure, pixels_used_figure
from pages.figures.plane import plane_figure
from pages.figures.valley import newton_figure, next_step_figure


@pytest.mark.parametrize("small", [directions_module.SMALL, 0])
def test_the_plane_is_that_of_scikit_learns_main_directions(small: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directions_module, "SMALL", small)
    data = faces.load()
    X = prepare(data.train.images)
    plane = main_plane(data.train.images.reshape(len(data.train), -1).T, 255.0)
    pca = PCA(2, svd_solver="full").fit(X.T)
    signs = np.sign((plane.directions * pca.components_.T).sum(axis=0))
    np.testing.assert_allclose(plane.directions * signs, pca.components_.T, atol=1e-6)
    np.testing.assert_allclose(plane.places * signs, pca.transform(X.T), atol=1e-5)
    assert plane.held == pytest.approx(pca.explained_variance_ratio_.sum())


@pytest.mark.parametrize("data", [faces.load(), digits.load(3, 8)], ids=["more numbers", "more images"])
def test_the_eigenpictures_are_those_of_scikit_learns_pca(data: Dataset) -> None:
    X = prepare(data.train.images)
    found = eigenpictures(data)
    pca = PCA(svd_solver="full").fit(X.T)
    rank = len(found.shares)
    assert rank == np.linalg.matrix_rank(X - X.mean(axis=1, keepdims=True))
    np.testing.assert_allclose(found.shares, pca.explained_variance_ratio_[:rank], atol=1e-8)
    shown = found.pictures.reshape(len(found.pictures), -1)
    wanted = pca.components_[: len(shown)]
    np.testing.assert_allclose(shown * np.sign((shown * wanted).sum(axis=1, keepdims=True)), wanted, atol=1e-6)
    assert (shown.max(axis=1) == np.abs(shown).max(axis=1)).all()


def test_on_the_first_directions_the_neuron_is_scikit_learns_and_on_all_that_of_the_pixels() -> None:
    data = faces.load()
    found, m = eigenpictures(data), len(data.train)
    X, X_test, y = prepare(data.train.images).T, prepare(data.test.images).T, data.train.labels
    pca = PCA(svd_solver="full").fit(X)
    for place, size in enumerate(found.sizes[:5]):
        rival = LogisticRegression(C=1 / (0.01 * m), tol=1e-9, max_iter=10_000)
        rival.fit(pca.transform(X)[:, :size], y)
        assert found.train[place] == pytest.approx(rival.score(pca.transform(X)[:, :size], y))
        assert found.test[place] == pytest.approx(rival.score(pca.transform(X_test)[:, :size], data.test.labels))
    pixels = optimum(**columns_of(data.train), l2=0.01)
    for part, right in ((data.train, found.train[-1]), (data.test, found.test[-1])):
        assert right == np.mean((pixels.w.T @ prepare(part.images) + pixels.b > 0) == part.Y)


def test_without_differences_there_are_no_eigenpictures() -> None:
    grey = Split(np.full((4, 5, 5, 1), 90, np.uint8), np.array([0, 1, 0, 1]))
    with pytest.raises(ArgumentError, match="images that differ"):
        eigenpictures(Dataset("grey", ("a", "b"), grey, grey))


def test_along_the_boundary_the_neuron_says_fifty_per_cent() -> None:
    generator = np.random.default_rng(0)
    X, w, b = generator.random((20, 30)), generator.normal(size=(20, 1)), 0.2
    plane = main_plane(X)
    scores = (w.T @ plane.looks)[0] + np.array([b, 0, 0])
    for end in boundary(scores, (-9.0, 9.0, -9.0, 9.0)):  # type: ignore[union-attr]
        picture = plane.mean + plane.directions @ end[:, np.newaxis]
        assert (w.T @ picture).item() + b == pytest.approx(0, abs=1e-9)
        assert np.abs(end).max() == pytest.approx(9), "it ends at the edge of the box"


def test_a_boundary_that_passes_by_or_does_not_exist_is_none() -> None:
    assert boundary(np.array([5.0, 1.0, 0.0]), (-1, 1, -1, 1)) is None
    assert boundary(np.zeros(3), (-1, 1, -1, 1)) is None
    np.testing.assert_allclose(boundary(np.array([0.5, 1.0, 0.0]), (-1, 1, -1, 1)), [[-0.5, -1], [-0.5, 1]])  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="differ"):
        main_plane(np.ones((5, 5)))
    with pytest.raises(ArgumentError, match="three"):
        main_plane(np.eye(2))


def test_the_best_of_n_is_the_average_over_all_ways_to_draw_them() -> None:
    test, others = np.array([0.2, 0.5, 0.5, 0.9]), np.array([0.1, 0.3, 0.5, 0.4])
    drawn = RandomWeights(test, others, 3)
    for tries in (1, 2, 3):
        best = [max(way, key=lambda i: test[i]) for way in product(range(4), repeat=tries)]
        assert drawn.best_of(tries)[0] == pytest.approx(np.mean(test[best]))
    assert drawn.best_of(10**6) == (pytest.approx(0.9), pytest.approx(0.4))
    assert drawn.best_of(1)[1] == pytest.approx(others.mean())
    tosses = [sum(toss) / 3 for toss in product((0, 1), repeat=3)]
    for tries in (1, 2, 3):
        assert drawn.best_coin(tries) == pytest.approx(np.mean([max(each) for each in product(tosses, repeat=tries)]))


def test_random_weights_know_nothing_and_the_best_of_many_looks_as_if_it_did() -> None:
    data = faces.load()
    drawn = random_weights(data, tries=4000)
    assert drawn.test.shape == drawn.others.shape == (4000,)
    assert drawn.best_of(1)[0] == pytest.approx(0.5, abs=0.02)
    best, elsewhere = drawn.best_of(4000)
    assert best > 0.75
    assert 0.5 < elsewhere < best
    np.testing.assert_array_equal(drawn.test, random_weights(data, tries=4000).test)
    with pytest.raises(Cancelled):
        random_weights(data, progress=lambda share: False)


def test_with_more_numbers_than_images_all_training_images_are_right() -> None:
    used = pixels_used(faces.load(), repeats=2)
    assert used.images in used.sizes
    assert used.sizes[-1] == 625
    assert used.train.shape == used.test.shape == (len(used.sizes), 2)
    assert (used.train[np.array(used.sizes) >= used.images] == 1).all()
    assert used.train[0].mean() < 0.95
    assert used.test[-1].mean() > 0.85


def test_with_swapped_labels_the_test_cost_has_a_peak_and_comes_down_again() -> None:
    """The double descent. By Cover (1965) labels by chance fit from about m / 2 numbers on."""
    found = pixels_used(drawings.load(), repeats=1, swapped=0.2)
    cost, sizes, m = found.cost[:, 0], np.array(found.sizes), found.images
    peak = int(cost.argmax())
    assert m / 2 <= sizes[peak] <= m
    assert cost[peak] > 4 * max(cost[0], cost[-1])
    assert found.train[sizes < m / 2].max() < 0.95
    assert (found.train[sizes >= m] == 1).all()


def test_swapped_labels_and_costs_are_those_of_scikit_learn() -> None:
    data, share, seed = faces.load(), 0.2, 3
    found = pixels_used(data, repeats=1, swapped=share, seed=seed)
    draws, m = np.random.default_rng(seed), found.images
    order, labels = draws.permutation(data.n_x), data.train.labels.copy()
    labels[draws.choice(m, found.swapped, replace=False)] ^= 1
    assert np.count_nonzero(labels != data.train.labels) == found.swapped == round(share * m)
    X, X_test = (columns_of(part)["X"][order[: found.sizes[2]]].T / 255 for part in (data.train, data.test))
    rival = LogisticRegression(C=1 / (WEAK * m), tol=1e-10, max_iter=100_000).fit(X, labels)
    assert found.cost[2, 0] == pytest.approx(log_loss(data.test.labels, rival.predict_proba(X_test)), rel=1e-4)
    assert found.train[2, 0] == pytest.approx(rival.score(X, labels))
    assert found.test[2, 0] == pytest.approx(rival.score(X_test, data.test.labels))
    with pytest.raises(ArgumentError, match="swapped must be a share"):
        pixels_used(data, swapped=1.0)


def test_the_sizes_go_to_all_numbers_and_never_beyond() -> None:
    assert sizes_of(1, 10) == (1,)
    assert sizes_of(64, 272)[-1] == 64
    assert 272 not in sizes_of(64, 272)
    assert {75, 150} <= {*sizes_of(625, 150)}
    assert digits.load(3, 9).n_x == 64


def test_the_next_step_is_drawn_with_its_landing_and_the_cliff() -> None:
    data = faces.load()
    run = Descent(**columns_of(data.train), learning_rate=0.02)
    run.advance(5)
    step = run.next_step()
    figure = go.Figure(next_step_figure(step))
    run.advance(1)
    (landing,) = [trace for trace in figure.data if trace.name == "after the next step"]
    assert (landing.x[0], landing.y[0]) == (0.02, pytest.approx(run.now.cost))
    assert step.safe in [shape.x0 for shape in figure.layout.shapes]
    assert all(figure.layout[axis].title.text for axis in ("xaxis", "yaxis"))


def test_newton_is_drawn_beside_the_descent_from_the_same_start() -> None:
    records = [Record(i, 0.69 - i / 100, 0.5, 0.5, 0.5, penalty=0.1) for i in range(5)]
    figure = go.Figure(newton_figure([0.69, 0.3, 0.2], records))
    descent, newton = figure.data
    assert list(descent.y) == pytest.approx([record.objective for record in records[1:]])
    assert (list(newton.x), list(newton.y)) == ([1, 2], [0.3, 0.2])
    peak = go.Figure(newton_figure([0.69, 0.3, 0.2], records[:4], [Turn(7, 5.5, 0.25), Turn(2, 9.0)])).data[0]
    assert (peak.x[-1], peak.y[-1]) == (7, 5.75)
    assert 9.0 not in peak.y, "a record goes before a turn at the same iteration"


def test_the_plane_has_a_frame_for_each_line_and_none_where_it_passes_by() -> None:
    places, labels = np.array([[0.0, 0.0], [1.0, 1.0]]), np.array([0, 1])
    line = np.array([[0.0, 1.0], [1.0, 0.0]])
    figure = go.Figure(
        plane_figure(
            places,
            labels,
            [None, line],
            [0, 7],
            (0.0, 1.0, 0.0, 1.0),
            ("<b>", "yes"),
            thumbnails=(np.array([1]), np.zeros((1, 4, 4, 1), np.uint8)),
            towards=np.array([[0.0, 0.0], [1.0, 1.0]]),
        )
    )
    assert [moment.name for moment in figure.frames] == ["0", "7"]
    assert [list(moment.data[0].x) for moment in figure.frames] == [[], [0.0, 1.0]]
    sides = figure.frames[1].data[1]
    assert list(sides.text) == ["says &lt;b&gt;", "says yes"]
    assert sides.x[1] > sides.x[0], "the score grows towards the second class"
    (image,) = figure.layout.images
    assert (image.x, image.y) == (1.0, 1.0)


def test_what_choosing_does_is_drawn_as_it_was_found() -> None:
    sizes, shares = (2, 50, 600), np.array([[0.5, 0.6], [0.8, 0.9], [1.0, 1.0]])
    figure = go.Figure(pixels_used_figure(sizes, shares, shares, 7 * shares, 150))
    assert list(figure.data[5].y) == pytest.approx([3.85, 5.95, 7.0])
    assert figure.data[5].yaxis == "y2"
    assert list(figure.data[1].y) == pytest.approx([0.55, 0.85, 1.0])
    assert list(figure.data[0].y) == pytest.approx([0.6, 0.9, 1.0, 1.0, 0.8, 0.5]), "from the lowest to the highest"
    assert figure.layout.shapes[0].x0 == 150
    assert not go.Figure(pixels_used_figure(sizes, shares, shares, shares, 700)).layout.shapes
    figure = go.Figure(best_of_figure([1, 10], shares[0], shares[1], shares[2]))
    assert [list(trace.y) for trace in figure.data] == [list(values) for values in shares]
