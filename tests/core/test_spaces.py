"""The two spaces: equal to plain matrix products, and chosen by what they cost."""

from __future__ import annotations

import numpy as np
import pytest

from logreg_core.descent import FeatureSpace, SampleSpace, Space, choose_space, make_space, spaces

generator = np.random.default_rng(2)
X = generator.random((40, 25))
X_TEST = generator.random((40, 6))


@pytest.fixture(params=[SampleSpace, FeatureSpace])
def space(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Space:
    monkeypatch.setattr(spaces, "BLOCK", 3 * 8 * 40)  # three images at a time, so that blocks have seams
    made: Space = request.param(X, X_TEST, 2.0)
    return made


def test_test_scores_and_products_are_those_of_the_weights_that_the_coefficients_stand_for(space: Space) -> None:
    coefficients = generator.normal(size=(25 if space.name == "sample" else 40, 3))
    w = space.weights(coefficients)
    np.testing.assert_allclose(space.test_scores(coefficients), (X_TEST / 2).T @ w, rtol=1e-12)
    for runs in (1, 3):
        v, with_one = generator.normal(size=(25, runs)), np.vstack([X / 2, np.ones(25)])
        np.testing.assert_allclose(space.with_bias_times(v), with_one.T @ (with_one @ v), rtol=1e-12)
    np.testing.assert_allclose(space.squared_lengths, ((X / 2) ** 2).sum(axis=0), rtol=1e-12)


def test_a_gradient_over_many_blocks_of_float32_has_no_rounding_where_each_block_has_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(spaces, "MAX_COPY", 0)
    monkeypatch.setattr(spaces, "BLOCK", 3 * 4 * 4)  # three images at a time
    pixels = np.random.default_rng(4).integers(200, 256, (4, 901), dtype=np.uint8)
    errors = np.arange(100, 1001)[:, np.newaxis] % 251  # three products add up to less than 2^24, all of them to more
    sums = [sum(x * e for x, e in zip(row, errors[:, 0].tolist(), strict=True)) for row in pixels.tolist()]
    assert min(sums) > 2**24
    space = FeatureSpace(pixels, pixels[:, :0], 1.0)
    _, _, gradient = space.descend(np.zeros((4, 1)), np.zeros(1), lambda _, images: errors[images].astype(float), None)
    assert gradient[:, 0].tolist() == sums


@pytest.mark.parametrize("dense_limit", [500, 1])
def test_the_curvature_is_the_largest_eigenvalue_of_the_images_with_a_one_below(
    space: Space, dense_limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spaces, "DENSE_LIMIT", dense_limit)
    with_one = np.vstack([X / 2, np.ones(25)])
    assert space.curvature == pytest.approx(np.linalg.norm(with_one, 2) ** 2 / (4 * 25), rel=1e-5)


def test_the_curvature_bounds_the_second_derivative_of_the_cost_along_any_line() -> None:
    from logreg_core import propagate

    Y = generator.integers(0, 2, (1, 25))
    bound, h = SampleSpace(X, X_TEST, 1.0).curvature, 1e-4
    for _ in range(20):
        direction = generator.normal(size=41)
        direction /= np.linalg.norm(direction)
        u, v = direction[:40, np.newaxis], direction[40]
        costs = [propagate(step * u, step * v, X, Y)[1] for step in (-h, 0, h)]
        assert (costs[0] - 2 * costs[1] + costs[2]) / h**2 <= bound


@pytest.mark.parametrize(
    ("n_x", "m", "iterations", "chosen"),
    [
        (12_288, 209, 2000, "sample"),  # the cats
        (625, 150, 2000, "sample"),  # the faces
        (64, 360, 2000, "feature"),  # small digits: more images than numbers
        (1000, 1000, 2000, "sample"),  # square: one product against two
        (12_288, 2000, 2000, "sample"),
        (12_288, 4000, 2000, "feature"),  # its matrix would not fit
        (12_288, 20_000, 2000, "feature"),
        (3_072, 2_800, 2000, "sample"),
        (12_288, 2500, 1, "feature"),  # one look is not worth a matrix of all pairs
    ],
)
def test_the_cheaper_space_is_chosen(n_x: int, m: int, iterations: int, chosen: str) -> None:
    assert choose_space(n_x, m, 50, iterations) == chosen


def test_make_space_makes_the_chosen_one_and_needs_no_test_set() -> None:
    assert make_space(X).name == "sample"
    assert make_space(X[:5]).name == "feature"
    assert make_space(X).test_scores(np.zeros((25, 1))).shape == (0, 1)


@pytest.mark.parametrize("different", [1, 2, 12])
@pytest.mark.parametrize("kind", [SampleSpace, FeatureSpace])
def test_the_curvature_of_many_images_of_which_few_differ_is_the_largest_eigenvalue_too(
    different: int, kind: type[Space]
) -> None:
    icons = np.random.default_rng(different).integers(0, 256, (different, 30)) * (
        different > 1
    )  # a single one is black
    X = np.tile(icons, (600 // different, 1)).T.astype(np.uint8)  # (30, 600)
    with_bias = np.vstack([X / 255, np.ones(X.shape[1])])
    expected = np.linalg.eigvalsh(with_bias @ with_bias.T)[-1] / (4 * X.shape[1])
    made: Space = kind(X, X[:, :0], 255.0)  # type: ignore[call-arg]
    assert made.curvature == pytest.approx(expected, rel=1e-5)
