"""The weights as a picture, and the reasons for one answer: sums that come out, and changes that are the least."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.neighbors import NearestNeighbors

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
    familiarity,
    grey_out,
    influence,
    ledger,
    shrunken_maps,
    smallest_flip,
    unfamiliar,
    usual_distances,
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
        written = influence(classifier, run.sample_coefficients, dataset.train.images, image)
        assert written.shape == (len(dataset.train),)
        assert written.sum() + classifier.b == pytest.approx(float(classifier.scores(image[None])[0]), abs=1e-9)


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
    written = influence(Classifier(w, b, *about), run.sample_coefficients, dataset.train.images, image)
    assert written[4] == pytest.approx(float(share @ prepare(image[None])[:, 0]), rel=1e-9)


def test_only_the_images_that_wrote_a_model_are_named(trained: tuple[Dataset, Descent, Classifier]) -> None:
    dataset, run, classifier = trained
    image = dataset.test.images[0]
    with pytest.raises(ArgumentError, match="did not write"):
        influence(classifier, run.sample_coefficients[::-1], dataset.train.images, image)
    with pytest.raises(ArgumentError, match="one coefficient for each image"):
        influence(classifier, run.sample_coefficients[1:], dataset.train.images, image)


def test_a_run_that_keeps_no_coefficients_says_none() -> None:
    X, Y = np.random.default_rng(0).random((3, 8)), np.array([[0, 1] * 4])
    assert Descent(X, Y, learning_rate=0.1, space=FeatureSpace(X, X[:, :0], 1.0)).sample_coefficients is None
    assert Descent(X, Y, learning_rate=0.1, start=(np.ones((3, 1)), 0.0)).sample_coefficients is None


# The smallest change


@pytest.mark.parametrize("threshold", [0.5, 0.2, 0.9])
@pytest.mark.parametrize("seed", range(4))
def test_the_change_flips_the_answer_and_half_of_it_does_not(seed: int, threshold: float) -> None:
    generator = np.random.default_rng(seed)
    shape = (6, 5, 3)
    image = generator.integers(0, 256, shape, dtype=np.uint8)
    classifier = neuron(generator.normal(size=90), shape, b=0.1, threshold=threshold)
    flip = smallest_flip(classifier, image)
    assert flip is not None

    def answer(x: NDArray) -> bool:
        return bool(sigmoid(float(classifier.w[:, 0] @ x.ravel()) + classifier.b) > threshold)

    before = answer(image / 255)
    assert answer(image / 255 + flip.change) != before
    assert answer(image / 255 + 0.99 * flip.change) == before
    assert flip.probability == pytest.approx(threshold, abs=1e-5)
    assert flip.shown is not None
    assert answer(image / 255 + flip.shown) != before
    assert answer(image / 255 + 0.99 * flip.shown) == before
    after = image / 255 + flip.shown
    assert after.min() >= 0
    assert after.max() <= 1


def test_no_shorter_change_flips_the_answer() -> None:
    classifier, image = random_case((3, 3, 1), seed=5)
    x = image.ravel() / 255
    flip = smallest_flip(classifier, image)
    assert flip is not None
    boundary = {"type": "eq", "fun": lambda moved: classifier.w[:, 0] @ moved + classifier.b}

    def found(bounds: list[tuple[float, float]] | None) -> float:
        best = minimize(lambda moved: ((moved - x) ** 2).sum(), x, constraints=boundary, bounds=bounds, tol=1e-12)
        assert best.success
        return float(np.sqrt(best.fun))

    assert np.linalg.norm(flip.change) == pytest.approx(found(None), rel=1e-4)
    assert np.linalg.norm(flip.shown) == pytest.approx(found([(0, 1)] * 9), rel=1e-4)
    assert np.linalg.norm(flip.shown) >= np.linalg.norm(flip.change) * (1 - 1e-9)
    assert (flip.outside > 0) == (not np.allclose(flip.shown, flip.change))


@pytest.mark.parametrize("threshold", [0.5, 0.4999])
def test_in_whole_pixel_values_the_picture_has_the_other_answer_too(threshold: float) -> None:
    for seed in range(6):
        classifier, image = random_case((8, 8, 3), seed)
        classifier = neuron(classifier.w / 50, (8, 8, 3), b=0.01 * seed, threshold=threshold)
        flip = smallest_flip(classifier, image)
        assert flip is not None
        assert flip.picture is not None
        assert flip.picture.dtype == np.uint8
        assert flip.rounded == classifier.probabilities(flip.picture[None])[0]
        assert classifier.answers(flip.picture[None]) != classifier.answers(image[None])
        way = flip.picture / 255.0 - image / 255.0
        assert np.linalg.norm(way) < 1.2 * np.linalg.norm(flip.shown) + np.sqrt(image.size) * 0.6 / 255


def test_where_there_is_no_other_answer_there_is_no_change() -> None:
    image = np.full((2, 2, 1), 100, np.uint8)
    assert smallest_flip(neuron(np.zeros(4), (2, 2, 1)), image) is None
    assert smallest_flip(neuron(np.ones(4), (2, 2, 1), threshold=1.0), image) is None
    assert smallest_flip(neuron(np.ones(4), (2, 2, 1), threshold=0.0), image) is None
    stubborn = smallest_flip(neuron(np.ones(4), (2, 2, 1), b=9.0), image)  # even a black picture scores 9
    assert stubborn is not None
    assert stubborn.shown is None
    assert stubborn.outside == 4
    tiny = smallest_flip(neuron(np.array([1.0, 5e-324, 0, 1e-12]), (2, 2, 1), b=-0.5), image)
    assert tiny is not None
    assert tiny.shown is not None


# Has it seen anything like this?


def test_the_nearest_images_are_those_that_scikit_learn_finds() -> None:
    dataset = faces.load()
    X, T = (prepare(split.images).T for split in (dataset.train, dataset.test))
    far, near = NearestNeighbors(n_neighbors=3).fit(X).kneighbors(T[:5])
    left_out, _ = NearestNeighbors(n_neighbors=2).fit(X).kneighbors(X)
    usual = usual_distances(dataset.train.images)
    np.testing.assert_allclose(usual.distances, np.sort(left_out[:, 1]), atol=1e-9)
    for position in range(5):
        found = familiarity(dataset.train.images, dataset.test.images[position], usual, 3)
        assert found.nearest.tolist() == near[position].tolist()
        np.testing.assert_allclose(found.distances, far[position], atol=1e-9)
        assert found.share == pytest.approx(np.mean(left_out[:, 1] < far[position][0]))


def test_noise_is_unfamiliar_and_a_training_image_is_not(cats: Dataset) -> None:
    for dataset in (faces.load(), cats):
        images = dataset.train.images
        usual = usual_distances(images)
        noise = np.random.default_rng(0).integers(0, 256, dataset.image_shape, dtype=np.uint8)
        assert familiarity(images, noise, usual).unfamiliar
        known = familiarity(images, images[3], usual)
        assert not known.unfamiliar
        assert known.distances[0] == 0
        flagged = [familiarity(images, image, usual).unfamiliar for image in dataset.test.images]
        assert unfamiliar(images, dataset.test.images, usual).tolist() == flagged
        assert unfamiliar(images, images[:0], usual).tolist() == []
        assert np.mean(flagged) < 0.15, "test images are like the training images, so the badge is rare"


def test_of_a_large_set_some_images_stand_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    images = np.random.default_rng(0).integers(0, 256, (1500, 4, 4, 1), dtype=np.uint8)
    every, _ = NearestNeighbors(n_neighbors=2).fit(images.reshape(1500, -1) / 255).kneighbors()
    some, same = usual_distances(images), usual_distances(images)
    assert len(some.looked_at) == 1500
    assert len(some.distances) == 250
    assert some.distances.tolist() == same.distances.tolist()
    assert np.median(some.distances) == pytest.approx(np.median(every[:, 0]), rel=0.1)
    monkeypatch.setattr("logreg_core.explain.neighbours.MOST_LOOKED_AT", 16 * 700)
    fewer = usual_distances(images)
    assert len(set(fewer.looked_at.tolist())) == 700
    known = int(fewer.looked_at[123])
    found = familiarity(images, images[known], fewer)
    assert found.nearest[0] == known
    assert found.distances[0] == 0
    with pytest.raises(ArgumentError, match="at least 2"):
        usual_distances(images[:1])
    with pytest.raises(ArgumentError, match="same size"):
        familiarity(images, images[0, :3], some)


def test_weights_that_belong_to_no_pixel_have_no_map() -> None:
    colours = Classifier(np.ones((64, 1)), 0.0, (8, 8, 3), ("a", "b"), "d", "", Minimum(0.1, "colours"))
    with pytest.raises(ArgumentError, match="Got 'colours'. Train one on the pixels"):
        weight_map(colours)
