"""Measures, curves, costs and calibration, against scikit-learn, and on models whose scores are known beforehand."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import expit
from scipy.stats import bernoulli, chi2, norm
from sklearn import metrics
from sklearn.calibration import calibration_curve
from sklearn.covariance import ledoit_wolf_shrinkage
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import NearestCentroid

from logreg_core import ArgumentError, Classifier, Dataset, Descent, Split, flatten, sigmoid
from logreg_core.evaluate import (
    MEASURES,
    THRESHOLDS,
    baselines,
    best_threshold,
    brier,
    calibration,
    calibration_slope,
    confusion,
    costs_at,
    log_odds_shift,
    members,
    precision_recall,
    recalibrated,
    roc,
    scores_in_mix,
    scores_of,
)
from logreg_core.evaluate.baselines import discriminant, shrunk, template
from logreg_core.sources import digits

GENERATOR = np.random.default_rng(1)
LABELS = GENERATOR.integers(0, 2, 300)
Z = GENERATOR.normal(1.5 * LABELS - 0.5, 1)


def on_the_cats(cats: Dataset) -> tuple[NDArray, NDArray]:
    """The scores of the course's neuron, after 2,000 iterations at 0.005: of the training and of the test images."""
    train = cats.train
    run = Descent(flatten(train.images), train.labels.reshape(1, -1), learning_rate=0.005, divisor=255)
    run.advance(2000)
    neuron = Classifier(run.w, run.b, cats.image_shape, cats.class_names, cats.name, cats.digest)
    return neuron.scores(train.images), neuron.scores(cats.test.images)


@pytest.mark.parametrize("threshold", [0.2, 0.5, 0.8])
def test_every_measure_is_that_of_scikit_learn(threshold: float) -> None:
    scores = scores_of(Z, LABELS, threshold)
    a = np.asarray(sigmoid(Z))
    answers = (a > threshold).astype(int)
    expected = {
        "accuracy": metrics.accuracy_score(LABELS, answers),
        "balanced_accuracy": metrics.balanced_accuracy_score(LABELS, answers),
        "precision": metrics.precision_score(LABELS, answers),
        "recall": metrics.recall_score(LABELS, answers),
        "f1": metrics.f1_score(LABELS, answers),
        "roc_auc": metrics.roc_auc_score(LABELS, a),
        "log_loss": metrics.log_loss(LABELS, a),
    }
    assert list(scores) == list(expected) == [measure.name for measure in MEASURES]
    assert {name: score.value for name, score in scores.items()} == pytest.approx(expected, rel=1e-12)
    assert (confusion(Z, LABELS, threshold) == metrics.confusion_matrix(LABELS, answers)).all()


def test_a_perfect_model_has_perfect_scores_and_no_false_certainty() -> None:
    scores = scores_of(20.0 * LABELS - 10, LABELS)
    for name in ("accuracy", "balanced_accuracy", "precision", "recall", "f1", "roc_auc"):
        assert scores[name].value == 1
    low, high = scores["accuracy"].interval or (0, 0)
    assert low < 0.99
    assert high == pytest.approx(1)
    for name in ("balanced_accuracy", "f1", "roc_auc"):
        low, high = scores[name].interval or (0, 0)
        assert low < 0.995
        assert high == pytest.approx(1)


def test_a_constant_model_knows_nothing() -> None:
    scores = scores_of(np.full(300, -2.0), LABELS)
    assert scores["roc_auc"].value == scores["balanced_accuracy"].value == 0.5
    assert scores["recall"].value == scores["f1"].value == 0
    assert np.isnan(scores["precision"].value)
    assert "No image is predicted as class 1" in scores["precision"].why
    assert scores["accuracy"].value == np.mean(LABELS == 0)


def test_shuffled_scores_are_guesses_and_their_intervals_say_so() -> None:
    scores = scores_of(np.random.default_rng(0).permutation(Z), LABELS)
    for name in ("balanced_accuracy", "roc_auc"):
        low, high = scores[name].interval or (1, 0)
        assert low < 0.5 < high


def test_one_class_or_one_image_of_a_class_gets_what_has_a_meaning_and_a_reason_for_the_rest() -> None:
    scores = scores_of(np.array([1.0, -1.0, 2.0]), np.ones(3))
    assert scores["accuracy"].value == scores["recall"].value == pytest.approx(2 / 3)
    assert scores["log_loss"].value == pytest.approx(np.mean(np.log1p(np.exp([-1.0, 1.0, -2.0]))))
    for name in ("balanced_accuracy", "roc_auc", "f1"):
        assert np.isnan(scores[name].value)
        assert "One class has no image" in scores[name].why
    scores = scores_of(np.array([1.0, -1.0, 2.0]), np.zeros(3))
    assert np.isnan(scores["recall"].value)
    single = scores_of(np.array([1.0, -1.0, 2.0]), np.array([1, 0, 1]))["roc_auc"]
    low, high = single.interval or (1, 1)
    assert (single.value, high) == (1, 1)
    assert low < 0.4, "three images say little, and not nothing"


def test_scores_without_labels_are_refused() -> None:
    for z, labels in ((np.zeros(2), np.zeros(3)), (np.zeros(0), np.zeros(0)), (np.zeros(2), np.array([0, 2]))):
        with pytest.raises(ArgumentError):
            scores_of(z, labels)
    with pytest.raises(ArgumentError, match="smaller learning rate"):
        scores_of(np.array([np.nan, 1]), np.array([0, 1]))
    with pytest.raises(ArgumentError, match="each class"):
        roc(np.zeros(2), np.ones(2))


def test_endless_scores_are_judged_all_the_same() -> None:
    scores = scores_of(np.array([np.inf, -np.inf, 1.0, -1.0]), np.array([1, 0, 1, 0]))
    assert scores["roc_auc"].value == scores["accuracy"].value == 1


def test_the_facts_of_the_cats(cats: Dataset) -> None:
    z_train, z = on_the_cats(cats)
    train, test = scores_of(z_train, cats.train.labels), scores_of(z, cats.test.labels)
    assert train["accuracy"].value == pytest.approx(0.9904, abs=5e-5)
    assert test["accuracy"].value == 0.7
    assert test["accuracy"].interval == pytest.approx((0.562, 0.809), abs=5e-4)
    assert test["roc_auc"].value == pytest.approx(0.756, abs=5e-4)
    low, high = test["roc_auc"].interval or (0, 0)
    assert low < 0.756 < high
    always, means, thumbnail, template, discriminant = baselines(cats)
    assert always.title == "Always “cat”"
    assert always.accuracy.share == 0.66
    assert means.title == "Three numbers: the mean red, green and blue"
    assert 0.2 < means.accuracy.share < 0.8
    for each in (thumbnail, template, discriminant):
        assert 0.3 < each.accuracy.share < 0.8


def test_the_three_numbers_are_a_logistic_regression_on_the_mean_of_each_channel(cats: Dataset) -> None:
    def means(split: Split) -> NDArray:
        return split.images.mean(axis=(1, 2))

    x, z = means(cats.train), means(cats.test)
    centre, spread = x.mean(axis=0), x.std(axis=0)
    by_hand = LogisticRegression().fit((x - centre) / spread, cats.train.labels)
    assert baselines(cats)[1].accuracy.share == by_hand.score((z - centre) / spread, cats.test.labels)


def test_an_image_is_shrunk_to_the_averages_of_its_blocks() -> None:
    images = np.random.default_rng(0).integers(0, 256, (5, 16, 24, 3), dtype=np.uint8)
    blocks = images.reshape(5, 8, 2, 8, 3, 3).mean(axis=(2, 4)).reshape(5, -1)
    assert shrunk(images, 8, 8) == pytest.approx(blocks)
    odd = images[:, :9, :10]
    assert shrunk(odd, 1, 1) == pytest.approx(odd.mean(axis=(1, 2)))
    assert shrunk(odd, 9, 10) == pytest.approx(odd.reshape(5, -1))


def test_a_dataset_without_both_classes_in_its_test_images_has_baselines_too() -> None:
    images = np.random.default_rng(0).integers(0, 256, (12, 4, 3, 1), dtype=np.uint8)
    dataset = Dataset(
        "small", ("a", "b"), Split(images[:8], np.arange(8) % 2), Split(images[8:], np.zeros(4, dtype=int))
    )
    always, means, *weighed = baselines(dataset)
    assert always.accuracy.share == 1
    assert means.title == "One number: the mean brightness"
    assert [each.title for each in weighed] == ["A template", "A linear discriminant"], "4 × 3 pixels are all of it"


def test_a_picture_of_8_by_8_pixels_has_no_smaller_copy_beside_it() -> None:
    titles = [each.title for each in baselines(digits.load(3, 9))]
    assert not [title for title in titles if "8 × 8" in title]


def test_the_template_is_the_nearest_average_and_the_discriminant_that_of_scikit_learn() -> None:
    generator = np.random.default_rng(5)
    labels = generator.integers(0, 2, 60)
    mixing = generator.normal(size=(20, 20))
    x = (generator.normal(size=(60, 20)) + 0.3 * labels[:, np.newaxis]) @ mixing
    new = generator.normal(size=(200, 20)) @ mixing
    w, b = template(x, labels)
    assert ((new @ w + b > 0) == NearestCentroid().fit(x, labels).predict(new)).all()
    centred = x - np.array([x[labels == label].mean(axis=0) for label in (0, 1)])[labels]
    shrinkage = ledoit_wolf_shrinkage(centred, assume_centered=True)
    truth = LinearDiscriminantAnalysis(solver="lsqr", shrinkage=shrinkage).fit(x, labels)
    w, b = discriminant(x, labels)
    assert new @ w + b == pytest.approx(truth.decision_function(new), rel=1e-6, abs=1e-8)


def test_a_cell_lists_its_images_with_the_most_wrong_first() -> None:
    z, labels = np.array([2.0, -3.0, -1.0, 0.5, -2.0, 4.0]), np.array([1, 1, 1, 0, 0, 0])
    assert confusion(z, labels).tolist() == [[1, 2], [2, 1]]
    assert members(z, labels, 1, 0).tolist() == [1, 2]
    assert members(z, labels, 0, 1).tolist() == [5, 3]
    assert members(z, labels, 1, 1).tolist() == [0]
    assert members(z, labels, 1, 0, threshold=0.9).tolist() == [1, 2, 0]
    assert members(z, labels, 0, 1, threshold=1.0).tolist() == []


def test_the_curves_are_those_of_scikit_learn_and_the_point_is_on_them() -> None:
    a = np.asarray(sigmoid(Z))
    for threshold in (0.0, 0.3, 0.5, 1.0):
        curve, found = roc(Z, LABELS, threshold), precision_recall(Z, LABELS, threshold)
        matrix = metrics.confusion_matrix(LABELS, a > threshold)
        assert curve.point == pytest.approx((matrix[0, 1] / matrix[0].sum(), matrix[1, 1] / matrix[1].sum()))
        assert found.point[0] == curve.point[1]
        if matrix[:, 1].sum():
            assert found.point[1] == pytest.approx(matrix[1, 1] / matrix[:, 1].sum())
        else:
            assert np.isnan(found.point[1])
    assert curve.area == pytest.approx(metrics.roc_auc_score(LABELS, a))
    assert found.area == pytest.approx(metrics.average_precision_score(LABELS, a))
    assert found.guessing == LABELS.mean()
    for each in (curve, found):
        assert (np.diff(each.x) >= 0).all()
        assert (np.diff(each.thresholds) <= 0).all()
        assert each.thresholds[0] == 1


@pytest.mark.parametrize("z", [Z, np.round(Z), np.zeros(len(Z)), np.where(Z > 1, np.inf, Z)])
def test_every_point_of_the_curves_is_scikit_learns_where_scores_are_alike_too(z: NDArray) -> None:
    curve, found, z = roc(z, LABELS), precision_recall(z, LABELS), np.nan_to_num(z)
    x, y, cuts = metrics.roc_curve(LABELS, z, drop_intermediate=False)
    np.testing.assert_allclose([curve.x, curve.y], [x, y])
    np.testing.assert_allclose(curve.thresholds[1:], sigmoid(cuts[1:]))
    assert curve.area == pytest.approx(metrics.roc_auc_score(LABELS, z))
    y, x, cuts = metrics.precision_recall_curve(LABELS, z)
    np.testing.assert_allclose([found.x, found.y], [x[::-1], y[::-1]])
    np.testing.assert_allclose(found.thresholds[1:], sigmoid(cuts[::-1]))
    assert found.area == pytest.approx(metrics.average_precision_score(LABELS, z))


def test_the_cheapest_threshold_is_found_by_trying_all() -> None:
    a = np.asarray(sigmoid(Z))
    for false_alarm, miss in ((1, 1), (1, 5), (5, 1), (0, 1), (1, 0)):
        tried = [
            (false_alarm * ((a > t) & (LABELS == 0)).sum() + miss * ((a <= t) & (LABELS == 1)).sum()) / len(a)
            for t in THRESHOLDS
        ]
        assert costs_at(Z, LABELS, false_alarm=false_alarm, miss=miss) == pytest.approx(tried)
        best = best_threshold(Z, LABELS, false_alarm=false_alarm, miss=miss)
        assert tried[round(100 * best)] == pytest.approx(min(tried))
    dear_miss, dear_alarm = (best_threshold(Z, LABELS, false_alarm=f, miss=m) for f, m in ((1, 9), (9, 1)))
    assert dear_miss < 0.5 < dear_alarm
    with pytest.raises(ArgumentError, match="miss must be"):
        costs_at(Z, LABELS, false_alarm=1, miss=-1)


def test_a_calibrated_neuron_gets_the_threshold_that_the_costs_say() -> None:
    a = np.random.default_rng(0).uniform(0.001, 0.999, 200_000)
    labels = (np.random.default_rng(1).uniform(size=len(a)) < a).astype(int)
    z = np.log(a / (1 - a))
    assert best_threshold(z, labels, false_alarm=3, miss=1) == pytest.approx(0.75, abs=0.03)
    for each in calibration(z, labels):
        low, high = each.truth.interval
        assert low - 0.01 < each.said < high + 0.01


def test_of_equally_cheap_thresholds_the_one_nearest_to_the_ideal_is_taken() -> None:
    z, labels = np.array([-5.0, -5.0, 5.0, 5.0]), np.array([0, 0, 1, 1])
    assert best_threshold(z, labels, false_alarm=1, miss=1) == 0.5
    assert best_threshold(z, labels, false_alarm=1, miss=3) == 0.25


def test_the_calibration_is_that_of_scikit_learn_and_every_image_is_in_a_bin() -> None:
    a = np.asarray(sigmoid(Z))
    true, said = calibration_curve(LABELS, a, n_bins=10)
    bins = calibration(Z, LABELS)
    assert [each.truth.share for each in bins] == pytest.approx(true.tolist())
    assert [each.said for each in bins] == pytest.approx(said.tolist())
    assert sum(each.truth.total for each in bins) == len(Z)
    ends = calibration(np.array([-800.0, 800.0, 0.0]), np.array([0, 1, 1]), bins=2)
    assert [(each.low, each.high, each.truth.total) for each in ends] == [(0, 0.5, 1), (0.5, 1, 2)]
    assert brier(Z, LABELS) == pytest.approx(metrics.brier_score_loss(LABELS, a))


def test_a_shift_makes_a_calibrated_neuron_right_where_the_classes_are_mixed_otherwise() -> None:
    generator = np.random.default_rng(0)
    wanted, learned = 0.7, 0.2
    labels = (generator.uniform(size=20_000) < wanted).astype(int)
    x = generator.normal(2.0 * labels, 1)  # log p(x | 1) / p(x | 0) = 2 x - 2
    neuron = 2 * x - 2 + np.log(learned / (1 - learned))  # what is right where a fifth is of class 1
    shift = log_odds_shift(learned, wanted)
    before, after = scores_of(neuron, labels), scores_of(neuron + shift, labels)
    assert after["log_loss"].value < before["log_loss"].value
    assert after["accuracy"].value > before["accuracy"].value
    assert after["roc_auc"].value == pytest.approx(before["roc_auc"].value, rel=1e-12)
    assert np.mean(sigmoid(neuron + shift)) == pytest.approx(wanted, abs=0.01)
    assert log_odds_shift(0.3, 0.3) == 0
    with pytest.raises(ArgumentError, match="used must be a share"):
        log_odds_shift(0.3, 1)


def two_normals(ones: int, zeros: int, seed: int = 0) -> tuple[NDArray, NDArray]:
    """Scores of a calibrated neuron on images of two normals, 2 apart, half and half: ``z = 2 x``."""
    labels = np.repeat([1, 0], [ones, zeros])
    return 2 * np.random.default_rng(seed).normal(2.0 * labels - 1, 1), labels


def test_in_another_mix_the_measures_are_those_of_scikit_learn_with_weights() -> None:
    a = np.asarray(sigmoid(Z))
    weights = np.where(LABELS == 1, 0.1 / LABELS.sum(), 0.9 / (1 - LABELS).sum())
    found = scores_in_mix(Z, LABELS, 0.3, share=0.1)
    given = {"y_true": LABELS, "y_pred": a > 0.3, "sample_weight": weights}
    assert found["accuracy"] == pytest.approx(metrics.accuracy_score(**given))
    assert found["precision"] == pytest.approx(metrics.precision_score(**given))
    assert found["recall"] == pytest.approx(metrics.recall_score(**given))
    assert found["f1"] == pytest.approx(metrics.f1_score(**given))
    assert found["balanced_accuracy"] == pytest.approx(metrics.balanced_accuracy_score(**given))
    assert found["log_loss"] == pytest.approx(metrics.log_loss(LABELS, a, sample_weight=weights))
    assert found["roc_auc"] == pytest.approx(metrics.roc_auc_score(LABELS, a, sample_weight=weights))
    same = scores_in_mix(Z, LABELS, share=float(LABELS.mean()))
    assert same == pytest.approx({name: score.value for name, score in scores_of(Z, LABELS).items()})
    with pytest.raises(ArgumentError, match="share must be"):
        scores_in_mix(Z, np.ones(300), share=0.5)


def test_where_a_tenth_is_of_class_1_a_shifted_bias_helps_and_the_old_mix_would_say_the_opposite() -> None:
    z, labels = two_normals(100_000, 100_000)
    shifted = z + log_odds_shift(0.5, 0.1)
    before, after = (scores_in_mix(each, labels, share=0.1) for each in (z, shifted))
    tp, fp = norm.sf(np.log(9) / 2 - 1), norm.sf(np.log(9) / 2 + 1)  # said where 2 x > log 9
    assert before["accuracy"] == pytest.approx(norm.cdf(1), abs=0.003)
    assert before["precision"] == pytest.approx(0.1 * norm.cdf(1) / (0.1 * norm.cdf(1) + 0.9 * norm.sf(1)), abs=0.005)
    assert after["accuracy"] == pytest.approx(0.1 * tp + 0.9 * (1 - fp), abs=0.003)
    assert after["precision"] == pytest.approx(0.1 * tp / (0.1 * tp + 0.9 * fp), abs=0.01)
    assert scores_of(shifted, labels)["accuracy"].value < 0.73, "0.72 in the old mix, 0.93 in the new one"


def test_an_over_sure_neuron_is_mended_by_a_slope_and_not_by_the_bias_alone() -> None:
    z, labels = two_normals(20_000, 20_000)
    over_sure = 3 * z
    in_world = {"labels": labels, "share": 0.1}
    offset, slope = recalibrated(over_sure, labels, share=0.1)
    assert slope == pytest.approx(1 / 3, abs=0.01)
    assert offset == pytest.approx(-np.log(9), abs=0.05)
    losses = [
        scores_in_mix(each, **in_world)["log_loss"]
        for each in (over_sure, over_sure + log_odds_shift(0.5, 0.1), offset + slope * over_sure)
    ]
    assert losses == pytest.approx([0.57, 0.36, 0.19], abs=0.02)


def test_a_recalibration_is_a_logistic_regression_on_the_score() -> None:
    z, labels = two_normals(9_000, 6_000)
    truth = LogisticRegression(C=np.inf, tol=1e-10).fit(z[:, np.newaxis], labels)
    assert recalibrated(z, labels) == pytest.approx((truth.intercept_[0], truth.coef_[0, 0]), abs=0.01)
    divided = recalibrated(np.array([-2.0, -1.0, 1.0, 2.0]), np.array([0, 0, 1, 1]))
    assert np.isfinite(divided).all(), "scores that divide the classes do not make it endless"
    with pytest.raises(ArgumentError, match="Both classes"):
        recalibrated(Z, np.ones(300))


def test_the_calibration_slope_and_its_interval_are_those_of_the_likelihood() -> None:
    z, labels = two_normals(25, 15)
    found = calibration_slope(z, labels)
    assert found is not None
    truth = LogisticRegression(C=np.inf, tol=1e-10).fit(z[:, np.newaxis], labels)
    assert found[0] == pytest.approx(truth.coef_[0, 0], rel=1e-4)
    offsets = np.linspace(-5, 5, 20_001)[:, np.newaxis]
    best, *ends = (bernoulli(expit(offsets + b * z)).logpmf(labels).sum(axis=1).max() for b in (found[0], *found[1]))
    assert best - np.array(ends) == pytest.approx(chi2(1).ppf(0.95) / 2, abs=1e-4)
    sign = calibration_slope(-2 * z, labels)
    assert sign is not None
    assert np.array(sign[1]) == pytest.approx(-np.array(found[1])[::-1] / 2)


def test_scores_that_divide_the_classes_have_an_infinite_slope_and_one_end() -> None:
    z, labels = np.array([-2.0, -1.0, 1.0, 2.0]), np.array([0, 0, 1, 1])
    for flip in (1, -1):
        found = calibration_slope(flip * z, labels)
        assert found is not None
        slope, (low, high) = found
        assert slope == flip * np.inf == (high if flip > 0 else low)
        assert np.isfinite(low if flip > 0 else high)
    assert calibration_slope(np.ones(4), labels) is None


def test_ten_pictures_of_each_burst_do_not_make_the_calibration_slope_ten_times_surer() -> None:
    z, labels = two_normals(25, 15)
    many = [np.repeat(each, 10) for each in (z, labels, np.arange(40))]
    found = calibration_slope(z, labels), calibration_slope(*many[:2]), calibration_slope(*many[:2], bursts=many[2])
    single, copied, cautious = (float(np.diff(each[1])[0]) for each in found if each is not None)
    assert copied < single / 2
    assert cautious > 0.8 * single
