"""The weights as a picture, and the reasons for one answer: sums that come out, and changes that are the least."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import linprog, minimize

from logreg_core import (
    ArgumentError,
    Classifier,
    Dataset,
    Descent,
    Minimum,
    flatten,
    initialize,
    optimize,
    prepare,
    sigmoid,
)
from logreg_core.descent import FeatureSpace
from logreg_core.explain import (
    Carriers,
    Change,
    Flip,
    carriers,
    grey_out,
    influence,
    ledger,
    shrunken_maps,
    smallest_flip,
    weight_map,
)
from logreg_core.explain.contributions import edges
from logreg_core.sources import faces


def neuron(w: NDArray, shape: tuple[int, int, int], b: float = 0.0, threshold: float = 0.5) -> Classifier:
    return Classifier(w.reshape(-1, 1), b, shape, ("a", "b"), "d", "", threshold=threshold)


def random_case(shape: tuple[int, int, int], seed: int = 0) -> tuple[Classifier, NDArray[np.uint8]]:
    generator = np.random.default_rng(seed)
    image = generator.integers(0, 256, shape, dtype=np.uint8)
    return neuron(generator.normal(size=image.size), shape, b=0.3), image


@pytest.fixture(scope="module")
def trained() -> tuple[Dataset, Descent, Classifier]:
    """The faces, a run on them, and what it learned."""
    dataset = faces.load()
    run = Descent(flatten(dataset.train.images), dataset.train.labels[None], learning_rate=0.005, divisor=255)
    run.advance(300)
    about = dataset.image_shape, dataset.class_names, dataset.name, dataset.digest
    return dataset, run, Classifier(run.w, run.b, *about)


# The weights


def test_every_weight_stands_where_its_pixel_stands() -> None:
    shape = (4, 5, 3)
    w = np.zeros((60, 1))
    w[(2 * 5 + 3) * 3 + 1] = 7.0  # row 2, column 3, green
    w[(2 * 5 + 3) * 3 + 2] = -2.0  # and blue
    weights = weight_map(Classifier(w, 0.0, shape, ("a", "b"), "d", ""))
    assert weights.channels.shape == shape
    assert weights.total.shape == (4, 5)
    assert weights.channels[2, 3].tolist() == [0, 7, -2]
    assert weights.total[2, 3] == 5
    assert np.count_nonzero(weights.total) == 1


def test_brightening_one_pixel_changes_the_score_by_its_weight() -> None:
    generator = np.random.default_rng(1)
    classifier = Classifier(generator.normal(size=(24, 1)), 0.3, (2, 4, 3), ("a", "b"), "d", "")
    black = np.zeros((1, 2, 4, 3), dtype=np.uint8)
    bright = black.copy()
    bright[0, 1, 2] = 255
    change = classifier.scores(bright) - classifier.scores(black)
    np.testing.assert_allclose(change, weight_map(classifier).total[1, 2], rtol=1e-12)
    assert classifier.scores(black)[0] == 0.3


def test_many_weight_vectors_become_small_pictures() -> None:
    weights = np.arange(4 * 2 * 3 * 2, dtype=float).reshape(24, 2)
    maps = shrunken_maps(weights, (4, 2, 3))
    grids = weights.T.reshape(2, 4, 2, 3).sum(axis=3)
    np.testing.assert_allclose(maps, grids)
    halved = shrunken_maps(weights, (4, 2, 3), longest=2)
    np.testing.assert_allclose(halved[:, :, 0], grids.reshape(2, 2, 2, 2).mean(axis=(2, 3)))


# The ledger


@pytest.mark.parametrize("shape", [(64, 64, 3), (25, 25, 1), (7, 30, 3), (1, 1, 1)])
def test_every_way_to_add_up_the_ledger_gives_the_score(shape: tuple[int, int, int]) -> None:
    classifier, image = random_case(shape)
    parts = ledger(classifier, image)
    z = float((classifier.w.T @ prepare(image[None]))[0, 0] + classifier.b)
    assert parts.z == pytest.approx(z, abs=1e-9)
    for column in (parts.contributions, parts.channels, parts.patches):
        assert parts.bias + column.sum() == pytest.approx(z, abs=1e-9)
    assert parts.patches.shape == (min(8, shape[0]), min(8, shape[1]))
    assert parts.channels.shape == (shape[2],)


def test_a_patch_of_the_ledger_holds_its_own_pixels() -> None:
    classifier, image = random_case((16, 24, 3))
    parts = ledger(classifier, image)
    by_hand = 0.0
    for row in (4, 5):  # the third row of patches
        for column in (15, 16, 17):  # the sixth column
            for channel in range(3):
                by_hand += classifier.w[(row * 24 + column) * 3 + channel, 0] * image[row, column, channel] / 255
    assert parts.patches[2, 5] == pytest.approx(by_hand)


@pytest.mark.parametrize("length", [1, 5, 8, 25, 64, 511])
def test_patches_cover_every_pixel_once_and_have_nearly_one_length(length: int) -> None:
    cuts = edges(length)
    assert (cuts[0], cuts[-1]) == (0, length)
    assert len(cuts) - 1 == min(8, length)
    assert np.ptp(np.diff(cuts)) <= 1


def test_greying_out_a_patch_changes_the_score_by_what_the_ledger_says_of_it() -> None:
    classifier, image = random_case((25, 25, 1))
    painted = grey_out(image, [(0, 0), (3, 7)])
    assert (painted == 128).sum() > (image == 128).sum()
    changed = ledger(classifier, painted)
    untouched = np.ones((8, 8), bool)
    untouched[0, 0] = untouched[3, 7] = False
    before = ledger(classifier, image)
    np.testing.assert_array_equal(changed.patches[untouched], before.patches[untouched])
    difference = changed.patches[~untouched].sum() - before.patches[~untouched].sum()
    assert changed.z - before.z == pytest.approx(difference, abs=1e-9)
    assert grey_out(image, []).tolist() == image.tolist()
    with pytest.raises(ArgumentError, match="row 8, column 0"):
        grey_out(image, [(8, 0)])


# Who wrote it


def test_the_coefficients_of_a_run_rebuild_its_weights(trained: tuple[Dataset, Descent, Classifier]) -> None:
    dataset, run, classifier = trained
    assert run.sample_coefficients is not None
    rebuilt = prepare(dataset.train.images) @ run.sample_coefficients
    np.testing.assert_allclose(rebuilt, classifier.w, atol=1e-12)
    run.sample_coefficients[:] = 0
    assert run.w.any(), "a copy was given"


def test_what_the_training_images_wrote_adds_up_to_the_score(trained: tuple[Dataset, Descent, Classifier]) -> None:
    dataset, run, classifier = trained
    for image in (dataset.test.images[0], dataset.train.images[5]):
        shares = influence(classifier, run.sample_coefficients, dataset.train.images, image)
        assert shares.written.shape == (len(dataset.train),)
        assert shares.written.sum() + classifier.b == pytest.approx(shares.z, abs=1e-9)
        assert shares.z == classifier.scores(image[None])[0]
        assert sum(shares.of_classes(dataset.train.labels)) + shares.b == pytest.approx(shares.z, abs=1e-9)


def test_an_image_wrote_what_the_textbook_adds_to_the_weights_on_its_account() -> None:
    dataset = faces.load()
    X, Y = prepare(dataset.train.images), dataset.train.labels[None]
    w, b = initialize(dataset.n_x)
    share = np.zeros(dataset.n_x)  # of image 4 in the weights, by following the descent step by step
    for _ in range(20):
        errors = sigmoid(w.T @ X + b) - Y
        share -= 0.005 * X[:, 4] * errors[0, 4] / X.shape[1]
        parameters, _, _ = optimize(w, b, X, Y, 1, 0.005)
        w, b = parameters["w"], parameters["b"]
    run = Descent(flatten(dataset.train.images), Y, learning_rate=0.005, divisor=255)
    run.advance(20)
    image = dataset.test.images[7]
    about = dataset.image_shape, dataset.class_names, "d", ""
    shares = influence(Classifier(w, b, *about), run.sample_coefficients, dataset.train.images, image)
    assert shares.written[4] == pytest.approx(float(share @ prepare(image[None])[:, 0]), rel=1e-9)


def test_only_the_images_that_wrote_a_model_are_named(trained: tuple[Dataset, Descent, Classifier]) -> None:
    dataset, run, classifier = trained
    image = dataset.test.images[0]
    with pytest.raises(ArgumentError, match="did not train"):
        influence(classifier, run.sample_coefficients[::-1], dataset.train.images, image)
    with pytest.raises(ArgumentError, match="one coefficient for each image"):
        influence(classifier, run.sample_coefficients[1:], dataset.train.images, image)


def test_a_run_that_keeps_no_coefficients_says_none() -> None:
    X, Y = np.random.default_rng(0).random((3, 8)), np.array([[0, 1] * 4])
    assert Descent(X, Y, learning_rate=0.1, space=FeatureSpace(X, X[:, :0], 1.0)).sample_coefficients is None
    assert Descent(X, Y, learning_rate=0.1, start=(np.ones((3, 1)), 0.0)).sample_coefficients is None


def test_carriers_are_counted_as_images_with_equal_parts(trained: tuple[Dataset, Descent, Classifier]) -> None:
    assert Carriers(np.array([2.0, 0, 2, 2, 0])).effective == pytest.approx(3)
    assert Carriers(np.array([5.0])).effective == 1
    assert Carriers(np.zeros(4)).effective == 0
    dataset, run, classifier = trained
    assert run.sample_coefficients is not None
    found = carriers(run.sample_coefficients, dataset.train.images)
    parts = prepare(dataset.train.images) * run.sample_coefficients.T  # (n_x, m): they add up to the weights
    np.testing.assert_allclose(parts.sum(axis=1), classifier.w[:, 0], atol=1e-12)
    np.testing.assert_allclose(found.lengths, np.linalg.norm(parts, axis=0), rtol=1e-9)
    assert (np.diff(found.lengths[found.order]) <= 0).all()
    assert f"{found.effective:.0f} images" in found.words()


# The smallest change


def least_changes(classifier: Classifier, image: NDArray[np.uint8]) -> tuple[Flip, dict[str, Change]]:
    flip = smallest_flip(classifier, image)
    assert flip is not None
    return flip, {"shortest": flip.shortest, "even": flip.even}


@pytest.mark.parametrize("measure", ["shortest", "even"])
@pytest.mark.parametrize("threshold", [0.5, 0.2, 0.9])
@pytest.mark.parametrize("seed", range(4))
def test_the_change_flips_the_answer_and_half_of_it_does_not(seed: int, threshold: float, measure: str) -> None:
    generator = np.random.default_rng(seed)
    shape = (6, 5, 3)
    image = generator.integers(0, 256, shape, dtype=np.uint8)
    classifier = neuron(generator.normal(size=90), shape, b=0.1, threshold=threshold)
    flip, changes = least_changes(classifier, image)
    change = changes[measure]

    def answer(x: NDArray) -> bool:
        return bool(sigmoid(float(classifier.w[:, 0] @ x.ravel()) + classifier.b) > threshold)

    before = answer(image / 255)
    assert (flip.said, flip.other) == (before, not before)
    assert answer(image / 255 + change.change) != before
    assert answer(image / 255 + 0.99 * change.change) == before
    assert change.shown is not None
    assert answer(image / 255 + change.shown) != before
    assert answer(image / 255 + 0.99 * change.shown) == before
    after = image / 255 + change.shown
    assert after.min() >= 0
    assert after.max() <= 1


def test_no_shorter_change_flips_the_answer() -> None:
    classifier, image = random_case((3, 3, 1), seed=5)
    x = image.ravel() / 255
    flip, changes = least_changes(classifier, image)
    boundary = {"type": "eq", "fun": lambda moved: classifier.w[:, 0] @ moved + classifier.b}

    def found(bounds: list[tuple[float, float]] | None) -> float:
        best = minimize(lambda moved: ((moved - x) ** 2).sum(), x, constraints=boundary, bounds=bounds, tol=1e-12)
        assert best.success
        return float(np.sqrt(best.fun))

    shortest = changes["shortest"]
    assert np.linalg.norm(shortest.change) == pytest.approx(found(None), rel=1e-4)
    assert np.linalg.norm(shortest.shown) == pytest.approx(found([(0, 1)] * 9), rel=1e-4)
    assert np.linalg.norm(shortest.shown) >= np.linalg.norm(shortest.change) * (1 - 1e-9)
    assert (shortest.outside > 0) == (not np.allclose(shortest.shown, shortest.change))
    assert np.abs(flip.even.change).max() <= np.abs(shortest.change).max()


@pytest.mark.parametrize("seed", range(3))
def test_no_change_that_moves_every_number_by_less_flips_the_answer(seed: int) -> None:
    classifier, image = random_case((3, 4, 1), seed)
    x, w = image.ravel() / 255, classifier.w[:, 0]
    z = float(w @ x) + classifier.b
    for bounds, change in (((None, None), "change"), ((0, 1), "shown")):
        # smallest e so that |moved - x| <= e and the score is 0: a linear programme over (moved, e)
        eye, one = np.eye(12), np.ones((12, 1))
        best = linprog(
            np.append(np.zeros(12), 1),
            np.vstack([np.hstack([eye, -one]), np.hstack([-eye, -one])]),
            np.concatenate([x, -x]),
            np.append(w, 0)[np.newaxis],
            [-classifier.b],
            bounds=[bounds] * 12 + [(0, None)],
        )
        assert best.success
        _, changes = least_changes(classifier, image)
        assert np.abs(getattr(changes["even"], change)).max() == pytest.approx(best.fun, rel=1e-4)
    assert np.abs(changes["even"].change).max() == pytest.approx(abs(z) / np.abs(w).sum(), rel=1e-4)


@pytest.mark.parametrize("threshold", [0.5, 0.4999])
def test_in_whole_grey_levels_the_picture_has_the_other_answer_too(threshold: float) -> None:
    for seed in range(6):
        classifier, image = random_case((8, 8, 3), seed)
        classifier = neuron(classifier.w / 50, (8, 8, 3), b=0.01 * seed, threshold=threshold)
        _, changes = least_changes(classifier, image)
        for change in changes.values():
            assert change.picture is not None
            assert change.picture.dtype == np.uint8
            assert change.probability == classifier.probabilities(change.picture[None])[0]
            assert classifier.answers(change.picture[None]) != classifier.answers(image[None])
            way = change.picture / 255.0 - image / 255.0
            assert np.linalg.norm(way) < 1.2 * np.linalg.norm(change.shown) + np.sqrt(image.size) * 0.6 / 255
            by_hand = np.rint(image + 255 * change.shown).astype(np.uint8)
            assert change.rounded == classifier.probabilities(by_hand[None])[0]


def test_an_even_change_takes_as_few_whole_levels_as_flip_the_answer() -> None:
    for seed in range(6):
        classifier, image = random_case((8, 8, 3), seed)
        flip, _ = least_changes(classifier, image)
        way = np.sign(classifier.w).reshape(8, 8, 3) * (1 if flip.other else -1)
        flipping = (
            level
            for level in range(256)
            if classifier.answers(np.clip(image + level * way, 0, 255).astype(np.uint8)[None])[0] == flip.other
        )
        assert np.abs(flip.even.picture.astype(int) - image).max() == next(flipping)


def test_a_change_of_less_than_half_a_level_is_rounded_away() -> None:
    image = np.full((4, 4, 1), 100, np.uint8)
    w = np.where(np.arange(16) % 2, 1.0, -1.0)
    classifier = neuron(w, (4, 4, 1), b=0.01)
    flip, changes = least_changes(classifier, image)  # 0.01 / 16 of the range: a sixth of a level
    for change in changes.values():
        assert change.levels.max() == pytest.approx(255 * 0.01 / 16, rel=1e-3)
        assert change.rounded == classifier.probabilities(image[None])[0]
        assert change.picture is not None
    assert "rounded, neither change flips the answer; both must go farther." in flip.words()
    assert "spread evenly, by 0.16 each" in flip.words()


def test_where_there_is_no_other_answer_there_is_no_change() -> None:
    image = np.full((2, 2, 1), 100, np.uint8)
    assert smallest_flip(neuron(np.zeros(4), (2, 2, 1)), image) is None
    assert smallest_flip(neuron(np.ones(4), (2, 2, 1), threshold=1.0), image) is None
    assert smallest_flip(neuron(np.ones(4), (2, 2, 1), threshold=0.0), image) is None
    _, stubborn = least_changes(neuron(np.ones(4), (2, 2, 1), b=9.0), image)  # even a black picture scores 9
    for change in stubborn.values():
        assert change.shown is None
        assert change.picture is None
        assert change.outside == 4
    _, tiny = least_changes(neuron(np.array([1.0, 5e-324, 0, 1e-12]), (2, 2, 1), b=-0.5), image)
    assert all(change.shown is not None for change in tiny.values())


def test_weights_that_belong_to_no_pixel_have_no_map() -> None:
    colours = Classifier(np.ones((64, 1)), 0.0, (8, 8, 3), ("a", "b"), "d", "", Minimum(0.1, "colours"))
    with pytest.raises(ArgumentError, match="Got 'colours'. Train one on the pixels"):
        weight_map(colours)
