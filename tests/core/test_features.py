"""The choice of a representation: scikit-learn's fits and cross-validation, and data whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import PredefinedSplit, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from logreg_core import ArgumentError, Cancelled, Dataset, Split
from logreg_core.data.division import folds_of
from logreg_core.experiments.features import MAX_NUMBERS, compare, fit, some_of, suits
from logreg_core.representation import represent


def scaled_logistic(l2: float, n: int, m: int) -> object:
    """The same neuron by scikit-learn. Its weights are root(n) times smaller, so its penalty is n times larger."""
    return make_pipeline(StandardScaler(), LogisticRegression(C=1 / (l2 * n * m), tol=1e-10, max_iter=10_000))


def stripes(m: int, seed: int) -> Split:
    """Upright (1) and lying (0) black and white stripes, at any place, of a random brightness: 16 by 16 pixels."""
    generator = np.random.default_rng(seed)
    images = np.zeros((m, 16, 16, 1), np.uint8)
    labels = np.arange(m) % 2
    for image, label in zip(images, labels, strict=True):
        at = generator.integers(0, 12)
        image[:, at : at + 4] = generator.integers(60, 256)
        if not label:
            image[:] = image.transpose(1, 0, 2).copy()
    return Split(images, labels)


@pytest.fixture(scope="module")
def striped() -> Dataset:
    return Dataset("stripes", ("lying", "upright"), stripes(40, 0), stripes(30, 1))


def test_edges_standardised_and_penalised_are_scikit_learns_pipeline(cats: Dataset) -> None:
    (judged,) = compare(cats, ["edges"])
    X, y, fold = represent(cats.train.images, "edges").T, cats.train.labels, folds_of(cats.train.labels[None], 5, 0)
    pipeline = scaled_logistic(judged.l2, judged.n, 209).fit(X, y)
    expected = pipeline.predict_proba(represent(cats.test.images, "edges").T)[:, 1]
    np.testing.assert_allclose(judged.classifier.probabilities(cats.test.images), expected, atol=1e-6)
    assert judged.test.share == pipeline.score(represent(cats.test.images, "edges").T, cats.test.labels)
    assert judged.train.share == pipeline.score(X, y)

    in_folds = scaled_logistic(judged.l2, judged.n, np.count_nonzero(fold != 0))  # folds differ by an image at most
    z = cross_val_predict(in_folds, X, y, cv=PredefinedSplit(fold), method="decision_function")
    assert judged.held_out.correct == np.count_nonzero((z > 0) == y)
    assert min(judged.costs) == pytest.approx(np.logaddexp(0, (1 - 2 * y) * z).mean(), rel=1e-3)


def test_parts_count_alike_however_many_numbers_they_have() -> None:
    generator = np.random.default_rng(2)
    one, many = generator.normal(size=(1, 60)), generator.normal(size=(100, 60))
    y = (generator.random(60) < 0.5).astype(int)
    found = fit(np.vstack([one, many]), y, [0.01], [1, 100])
    standard = [(part - part.mean(axis=1, keepdims=True)) / part.std(axis=1, keepdims=True) for part in (one, many)]
    X = np.vstack([standard[0], standard[1] / 10]).T
    expected = LogisticRegression(C=1 / (0.01 * 60), tol=1e-12, max_iter=10_000).fit(X, y)
    np.testing.assert_allclose(found.scores(np.vstack([one, many]))[:, 0], expected.decision_function(X), atol=1e-4)
    with pytest.raises(ArgumentError, match="add up to the 101 rows"):
        fit(np.vstack([one, many]), y, [0.01], [1, 99])


def test_a_number_that_never_varies_gets_no_weight() -> None:
    X = np.vstack([np.full(20, 0.3), np.linspace(0, 1, 20)])
    found = fit(X, (X[1] > 0.5).astype(int), [0.001], [2])
    assert abs(found.w[0, 0]) < 1e-9 < found.w[1, 0]


def test_images_that_never_vary_leave_only_the_share_of_the_classes() -> None:
    found = fit(np.full((3, 8), 0.2), np.array([0, 0, 0, 0, 0, 0, 1, 1]), [0.01, 1.0], [3])
    np.testing.assert_array_equal(found.w, np.zeros((3, 2)))
    np.testing.assert_allclose(found.b, np.log(2 / 6), atol=1e-9)


def test_edges_see_the_direction_of_stripes_at_any_place_and_colours_cannot(striped: Dataset) -> None:
    judged = {each.representation: each for each in compare(striped)}
    assert judged["edges"].test.share == 1
    assert judged["edges"].held_out.share == 1
    low, high = judged["colours"].test.interval
    assert low < 0.5 < high, "stripes of both kinds are equally bright"


def test_on_the_cats_the_best_of_the_cross_validation_lifts_the_test_score_to_80_percent(cats: Dataset) -> None:
    judged = compare(cats)
    best = min(judged, key=lambda each: min(each.costs))
    assert best.representation == "together"
    assert best.test.share >= 0.8
    pixels = judged[0]
    assert abs(pixels.held_out.share - 0.656) < 0.03, "no better than always non-cat"


def test_small_images_are_judged_on_what_they_can_be_shown_as() -> None:
    images = np.zeros((8, 5, 5, 1), np.uint8)
    images[::2] = 200
    split = Split(images, np.arange(8) % 2)
    judged = compare(Dataset("tiny", ("light", "dark"), split, split))
    assert [each.representation for each in judged] == ["pixels", "colours", "thumbnail"]
    assert all(each.test.share == 1 for each in judged)


def test_progress_grows_to_1_and_can_cancel(striped: Dataset) -> None:
    shares: list[float] = []
    compare(striped, ["colours", "edges"], progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1
    with pytest.raises(Cancelled):
        compare(striped, progress=lambda share: share < 0.3)


def test_some_images_keep_the_shares_of_the_classes() -> None:
    split = Split(np.arange(100, dtype=np.uint8).reshape(100, 1, 1, 1), (np.arange(100) < 30).astype(int))
    some = some_of(split, 20, seed=4)
    assert (len(some), some.count(1)) == (20, 6)
    assert some_of(split, 100, seed=4) is split


def test_of_large_images_few_are_held_at_a_time_and_of_huge_ones_no_pixels() -> None:
    generator = np.random.default_rng(0)
    images = generator.integers(0, 256, (60, 256, 256, 3), dtype=np.uint8)
    split = Split(images, np.arange(60) % 2)
    data = Dataset("large", ("a", "b"), split, Split(images[:4], np.arange(4) % 2))
    (judged,) = compare(data, ["pixels"], strengths=[0.01], folds=2)
    assert judged.images == MAX_NUMBERS // 256**2 // 3 == 42
    huge = Split(np.zeros((50, 512, 512, 1), np.uint8), np.arange(50) % 2)
    assert not suits("pixels", Dataset("huge", ("a", "b"), huge, huge))
    assert suits("edges", Dataset("huge", ("a", "b"), huge, huge))


def test_what_is_held_out_has_no_picture_of_a_burst_that_was_learned_from() -> None:
    draws, bursts = np.random.default_rng(0), np.repeat(np.arange(24), 5)
    scenes = draws.integers(40, 200, (24, 8, 8, 1))  # they have nothing to do with their labels
    images = (scenes[bursts] + draws.integers(-3, 4, (120, 8, 8, 1))).astype(np.uint8)
    learn = Split(images, bursts % 2, bursts)
    (whole,) = compare(Dataset("noise", ("no", "yes"), learn, learn), ["pixels"])
    alone = Split(images, bursts % 2)
    (cut,) = compare(Dataset("noise", ("no", "yes"), alone, alone), ["pixels"])
    assert cut.held_out.share > 0.95, "picture by picture each burst is known already"
    assert whole.held_out.share < 0.75, "chance gets a half"
