"""Experiments on data whose answer is known, against the textbook run by hand, and on the course's cats."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from scipy.stats import ttest_1samp
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.model_selection import permutation_test_score

from logreg_core import (
    ArgumentError,
    Cancelled,
    Dataset,
    DatasetError,
    Descent,
    Recipe,
    Split,
    optimize,
    predict,
    prepare,
    propagate,
    train,
)
from logreg_core.data.division import divide, folds_of, set_aside
from logreg_core.experiments import (
    MAX_IMAGES,
    LearningCurve,
    find_leaks,
    find_pairs,
    leaks,
    learning_curve,
    material,
    memorise,
    penalty_path,
    resplit,
    resplit_features,
    to_leave_out,
    train_without,
    without,
)
from logreg_core.experiments.features import compare
from logreg_core.experiments.learning_curve import reach_of
from logreg_core.representation import represent
from logreg_core.sources import faces

generator = np.random.default_rng(11)


def noise(*shape: int) -> np.ndarray:
    return generator.integers(0, 256, shape, dtype=np.uint8)


def dataset(train: int = 40, test: int = 20, *, meaning: bool = True) -> Dataset:
    """Noise of 6 by 6 pixels; where labels have a meaning, they say which half is bright, the left (0) or the right."""
    parts = []
    for m in (train, test):
        labels = np.arange(m) % 2
        images = noise(m, 6, 6, 1)
        if meaning:
            images //= 2
            for image, label in zip(images, labels, strict=True):
                image[:, 3 * label : 3 * label + 3] += 127
        parts.append(Split(images, labels))
    return Dataset("made up", ("left", "right"), *parts)


def textbook_accuracies(train: Split, labels: np.ndarray, test: Split, iterations: int) -> tuple[float, float]:
    """Shares of right answers on the training images with these labels, and on the test images."""
    X, Y = prepare(train.images), labels.reshape(1, -1)
    parameters, _, _ = optimize(np.zeros((len(X), 1)), 0.0, X, Y, iterations, 0.005)
    answers = [predict(**parameters, X=X), predict(**parameters, X=prepare(test.images))]
    return float(np.mean(answers[0] == Y)), float(np.mean(answers[1] == test.labels))


def test_the_division_as_it_is_scores_as_the_anchors_say(cats: Dataset) -> None:
    found = resplit(cats, splits=5)
    assert found.here_test == 0.7
    assert found.here_train == pytest.approx(0.9904, abs=5e-5)
    assert found.here_bigger_class == 0.66
    assert (found.images, found.test_images, found.bigger_class) == (259, 50, 0.6)
    assert np.all((found.test > 0.45) & (found.test < 0.85))


def test_a_new_division_is_trained_as_the_textbook_trains_it() -> None:
    data = dataset(meaning=False)
    found = resplit(data, splits=3, iterations=40, seed=2)
    draws = np.random.default_rng(2)
    whole = material.stack(data.train, data.test)
    for k in range(3):
        learn, test = set_aside(whole.labels, 1 / 3, draws)
        assert sorted([*learn, *test]) == list(range(60))
        parts = [Split(whole.images[some], whole.labels[some]) for some in (learn, test)]
        assert [part.count(1) for part in parts] == [20, 10], "each part has its share of each class"
        expected = textbook_accuracies(parts[0], parts[0].labels, parts[1], 40)
        assert (found.train[k], found.test[k]) == pytest.approx(expected)


def test_features_are_divided_as_pixels_are_and_do_better_on_the_cats(cats: Dataset) -> None:
    found = resplit_features(cats, "together", l2=3e-4, splits=6)
    (judged,) = compare(cats, ["together"], strengths=[3e-4])
    assert (found.here_test, found.here_train) == (judged.test.share, judged.train.share)
    pixels = resplit(cats, splits=6)
    assert (found.images, found.test_images, found.bigger_class) == (259, 50, 0.6)
    assert found.test.mean() > pixels.test.mean() + 0.1
    with pytest.raises(Cancelled):
        resplit_features(cats, "colours", l2=1e-3, splits=6, progress=lambda share: False)


def test_labels_with_a_meaning_beat_chance_in_every_division_and_labels_without_do_not() -> None:
    good, bad = (resplit(dataset(meaning=meaning), splits=40, iterations=300) for meaning in (True, False))
    assert good.test.min() == 1
    assert good.rank == 0.5, "all are equal"
    assert abs(bad.test.mean() - 0.5) < 0.1
    low, high = bad.middle
    assert low < 0.5 < high


@pytest.mark.parametrize("splits", [2, 20, 50, 100, 200])
def test_what_is_said_to_hold_95_per_cent_of_the_divisions_holds_them(splits: int) -> None:
    few = resplit(dataset(), splits=2, iterations=1)
    found = replace(few, test=np.random.default_rng(splits).permutation(splits) / splits)  # all different
    low, high = found.middle
    held = np.mean((found.test >= low) & (found.test <= high))
    assert 0.95 <= held <= max(0.97, 1 - 1 / splits if splits > 40 else 1)


def test_shuffled_labels_are_trained_as_the_textbook_trains_them() -> None:
    data = dataset(meaning=False)
    found = memorise(data, shuffles=3, iterations=60, seed=5)
    draws, parts = np.random.default_rng(5), (data.train, data.test)
    X, X_test = (prepare(part.images) for part in parts)
    labels = [[part.labels for part in parts], *([draws.permutation(part.labels) for part in parts] for _ in range(3))]
    costs, shares = [], []
    for learn, check in labels:
        neuron, _, _ = optimize(np.zeros((len(X), 1)), 0.0, X, learn[np.newaxis], 60, 0.005)
        costs.append(propagate(neuron["w"], neuron["b"], X_test, check[np.newaxis])[1])
        shares.append(np.mean(predict(**neuron, X=X) == learn))
    np.testing.assert_allclose([found.real_cost, *found.cost], costs, rtol=1e-9)
    np.testing.assert_allclose([found.real_train, *found.train], shares)
    assert (found.units, found.by_burst, found.bigger_class) == (((20, 20), (10, 10)), False, 0.5)


def test_the_p_value_is_scikit_learns(cats: Dataset) -> None:
    found = memorise(cats, shuffles=60)
    whole = material.stack(cats.train, cats.test)
    part = np.arange(259) >= 209
    score, scores, p_value = permutation_test_score(
        LogisticRegression(C=0.1, max_iter=1000),  # near the neuron after 2,000 steps
        represent(whole.images, "thumbnail").T,
        whole.labels,
        groups=part,
        cv=[(np.flatnonzero(~part), np.flatnonzero(part))],
        n_permutations=60,
        random_state=0,
        scoring="neg_log_loss",
    )
    assert score > scores.mean()
    assert found.real_cost < found.cost.mean()
    assert p_value < 0.1
    assert found.p_value < 0.1


def test_chance_does_not_explain_labels_with_a_meaning_and_explains_labels_without() -> None:
    good, bad = (memorise(dataset(meaning=meaning), shuffles=49, iterations=300) for meaning in (True, False))
    assert good.real_train == 1
    assert good.p_value == 1 / 50
    assert "rare if images and labels are unrelated" in good.words()["p-value"]
    assert bad.p_value > 0.05
    assert "not rare" in bad.words()["p-value"]


def test_on_the_cats_shuffled_labels_are_learned_by_heart_as_well_as_the_real_ones(cats: Dataset) -> None:
    found = memorise(cats, shuffles=10)
    assert found.real_train == pytest.approx(0.9904, abs=5e-5)
    assert found.train.mean() > 0.97
    assert found.bigger_class == pytest.approx(137 / 209)
    assert "no sign that it has learned what the classes have in common" in found.words()["By heart"]
    assert found.p_value == 1 / 11


def in_bursts(draws: np.random.Generator, bursts: int, size: int = 6) -> Dataset:
    """Pictures of bursts that are nearly one, as many bursts of each class; the labels of bursts mean nothing."""
    number = np.repeat(np.arange(2 * bursts), size)
    labels = np.repeat(draws.permutation(np.arange(2 * bursts) % 2), size)
    scenes = np.repeat(draws.normal(128, 40, (2 * bursts, 8, 8, 1)), size, axis=0)
    whole = Split(np.clip(scenes + draws.normal(0, 8, scenes.shape), 0, 255).astype(np.uint8), labels, number)
    learn, check = divide(labels, share=0.25, seed=int(draws.integers(1000)), bursts=number)
    return Dataset("bursts", ("a", "b"), whole.take(learn), whole.take(check))


def test_whole_bursts_are_shuffled_so_that_chance_is_rarely_called_rare() -> None:
    """Single images shuffled, chance was called rare in 18 to 28 of 100 such datasets."""
    draws = np.random.default_rng(3)
    how = {"shuffles": 39, "iterations": 100, "learning_rate": 0.02}
    found = [memorise(in_bursts(draws, 6), seed=seed, **how) for seed in range(60)]
    assert sum(each.p_value <= 0.05 for each in found) <= 8, "of 60, 3 are expected; more than 8 in 1 of 200 trials"
    assert all(each.by_burst and "of whole bursts" in each.words()["p-value"] for each in found)


def test_with_so_few_bursts_nothing_can_be_shown_and_that_is_said() -> None:
    found = memorise(in_bursts(np.random.default_rng(0), 2), shuffles=50, iterations=50)
    assert found.units == ((1, 1), (1, 1))
    assert found.smallest == 2 / 4, "two ways in training, two in the test, and half of them swap all labels"
    assert "hardly be below 0.5" in found.words()["Too few"]
    assert "Too few" not in memorise(dataset(), shuffles=5, iterations=5).words()


def test_a_burst_on_both_sides_keeps_one_label() -> None:
    data = dataset(8, 8, meaning=False)
    cut = [Split(part.images, part.labels, np.array([0, 1, 0, 1, 2, 3, 4, 5])) for part in (data.train, data.test)]
    found = memorise(Dataset("cut", ("a", "b"), *cut), shuffles=4, iterations=5)
    assert found.units == ((3, 3),), "each burst counts once, though half of it is in the test"


def test_a_penalty_keeps_the_neuron_from_learning_nonsense_by_heart() -> None:
    data = dataset(meaning=False)
    steps = {"iterations": 2000, "learning_rate": 0.2}
    free, held = (memorise(data, shuffles=20, l2=l2, **steps) for l2 in (0, 0.5))
    assert free.train.mean() > held.train.mean() + 0.1
    run = Descent(prepare(data.train.images), data.train.labels.reshape(1, -1), learning_rate=0.2, l2=0.5)
    run.advance(2000)
    assert held.real_train == run.now.train_accuracy
    curves = [learning_curve(data, repeats=3, l2=l2, **steps) for l2 in (0, 0.5)]
    assert curves[0].train[-1].mean() > curves[1].train[-1].mean()
    divided = [resplit(data, splits=5, l2=l2, **steps) for l2 in (0, 0.5)]
    assert divided[0].train.mean() > divided[1].train.mean()
    with pytest.raises(ArgumentError, match="l2 must be"):
        memorise(data, l2=-1)


def test_the_learning_curve_doubles_to_all_images_and_tests_on_images_it_has_not_learned_from() -> None:
    data = dataset(meaning=False)
    found = learning_curve(data, repeats=4, iterations=40, seed=3)
    assert found.sizes == (10, 20, 40)
    assert found.test.shape == found.train.shape == (3, 4)
    whole = material.stack(data.train, data.test)
    learn, aside = set_aside(whole.labels, 1 / 3, np.random.default_rng(3))
    learn_0, learn_1 = (learn[whole.labels[learn] == label] for label in (0, 1))
    test = whole.take(aside)
    for row, size in enumerate(found.sizes):
        some = np.concatenate([learn_0[: size // 2], learn_1[: size // 2]])
        part = Split(whole.images[some], whole.labels[some])
        expected = textbook_accuracies(part, part.labels, test, 40)
        assert (found.train[row, 0], found.test[row, 0]) == pytest.approx(expected)


def test_the_gain_is_that_of_the_last_doubling() -> None:
    curve = learning_curve(dataset(), repeats=5, iterations=100)
    assert curve.test[-1].min() == 1
    assert curve.gain == pytest.approx(np.mean(curve.test[-1] - curve.test[-2]))
    with pytest.raises(ArgumentError, match="at least 16 training images. Got 10"):
        learning_curve(dataset(10, 4))
    with pytest.raises(ArgumentError, match="repeats must be at least 2"):
        learning_curve(dataset(), repeats=1)


def curve_of(gain: float, reach: float, *, train: float = 0.9) -> LearningCurve:
    test = np.array([[0.7, 0.7], [0.7 + gain, 0.7 + gain]])
    return LearningCurve((20, 40), test, np.full(test.shape, train), 10, reach)


def test_the_interval_of_the_gain_is_that_of_the_mean_gains_of_images_and_wider_for_those_learned_from() -> None:
    draws = np.random.default_rng(0)
    tests = np.zeros((30, 12), dtype=bool)
    for repeat in range(12):
        tests[repeat % 3 :: 3, repeat] = True  # each image in 4 of 12
    gains = draws.integers(-1, 2, tests.shape) * tests
    ends = ttest_1samp(gains.sum(axis=1) / 4, 0).confidence_interval(0.95)
    reach = reach_of(gains, tests, np.arange(30))
    assert reach == pytest.approx((ends.high - ends.low) / 2 * np.sqrt(1 + 10 / 20))
    copies = [np.repeat(each, 5, axis=0) for each in (gains, tests, np.arange(30))]
    assert reach_of(*copies) == pytest.approx(reach), "five copies of each image in a burst are worth one"
    assert np.isnan(reach_of(np.where(np.arange(30)[:, np.newaxis] < 5, gains, 0), tests, np.arange(30)))


@pytest.mark.parametrize(
    ("gain", "reach", "said"),
    [
        (0.03, 0.02, "brought +3.0 points (95 % interval +1.0 to +5.0). More images of this kind are likely to help."),
        (0.0, 0.005, "unlikely to help this neuron much."),
        (0.03, 0.04, "do not show whether more images would help."),
        (0.0, np.nan, "goes from 70 % to 70 %. Too few answers change to show whether more images would help."),
    ],
)
def test_a_trend_is_said_where_the_interval_decides(gain: float, reach: float, said: str) -> None:
    assert curve_of(gain, reach).words()["The trend"].endswith(said)


def test_where_no_answer_changes_nothing_is_said_of_more_images() -> None:
    """Three of ten pictures are a digit that the neuron never finds: no gain, with any number of images."""
    labels = (np.arange(60) % 10 == 0).astype(int)
    scenes = np.random.default_rng(0).normal(128, 40, (60, 5, 5, 1)).clip(0, 255).astype(np.uint8)
    whole = Split(scenes, labels)
    data = Dataset("one of ten", ("rest", "3"), whole.take(np.arange(40)), whole.take(np.arange(40, 60)))
    curve = learning_curve(data, repeats=5, iterations=50)
    assert curve.gain == 0
    assert "Too few answers change" in curve.words()["The trend"]


def test_a_small_gap_may_also_mean_that_little_was_learned() -> None:
    assert "or it has learned little" in curve_of(0.0, 0.01, train=0.71).words()["The gap"]
    assert "fits its training images better" in curve_of(0.0, 0.01, train=0.95).words()["The gap"]


def test_new_divisions_keep_bursts_whole() -> None:
    data = in_bursts(np.random.default_rng(2), 4)
    found = resplit(data, splits=10, iterations=20)
    assert found.test_images == 12, "one burst of each class, of four"
    assert learning_curve(data, repeats=3, iterations=20).test_images == 12


def test_a_division_with_another_mix_of_classes_gets_no_verdict(cats: Dataset) -> None:
    found = resplit(cats, splits=5, iterations=50)
    assert found.another_mix
    assert "34.4 % of the training images and 66 % of the test images are cat" in found.words()["Class balance"]
    assert "score higher" not in found.words()["This division"]
    alike = resplit(dataset(), splits=5, iterations=50)
    assert "Class balance" not in alike.words()
    assert "That is not unusual" in alike.words()["This division"]


@pytest.mark.parametrize("experiment", [resplit, memorise, learning_curve])
def test_an_experiment_reports_and_can_be_cancelled(experiment: object) -> None:
    shares: list[float] = []
    experiment(dataset(), iterations=150, progress=shares.append)  # type: ignore[operator]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    with pytest.raises(Cancelled, match="50 of 150|100 of 150"):
        experiment(dataset(), iterations=150, progress=lambda share: share < 0.3)  # type: ignore[operator]
    with pytest.raises(ArgumentError, match="learning_rate"):
        experiment(dataset(), learning_rate=-1)  # type: ignore[operator]


def test_of_a_large_dataset_some_images_take_part_and_both_parts_keep_their_share() -> None:
    train, test = material.parts(dataset(1500, 500), 0)
    assert len(train) + len(test) == MAX_IMAGES
    assert (len(train), train.count(1), len(test), test.count(1)) == (450, 225, 150, 75)


def test_on_the_cats_test_image_17_is_training_image_146(cats: Dataset) -> None:
    (pair,) = find_pairs(cats)
    assert (pair.first, pair.second) == (("train", 146), ("test", 17))
    assert pair.exact
    assert pair.leaks
    cleaned = without(cats, to_leave_out([pair]))
    assert not find_pairs(cleaned)
    assert len(cleaned.train) == 208
    assert cleaned.digest != cats.digest
    np.testing.assert_array_equal(cleaned.train.images, np.delete(cats.train.images, 146, 0))
    np.testing.assert_array_equal(cleaned.test.images, cats.test.images)


def test_the_path_of_the_penalty_is_that_of_scikit_learn() -> None:
    data = faces.load()
    found = penalty_path(data)
    assert found.images == len(data.train)
    X, y = data.train.images.reshape(len(data.train), -1) / 255, data.train.labels
    fold = folds_of(y, 5, 0)
    for place in (4, 8, 12):
        made = []
        for k in range(5):
            learn, judge = fold != k, fold == k
            C = 1 / (found.l2s[place] * np.count_nonzero(learn))
            rival = LogisticRegression(C=C, tol=1e-9, max_iter=10_000).fit(X[learn], y[learn])
            cost = log_loss(y[judge], rival.predict_proba(X[judge]))
            made.append((np.linalg.norm(rival.coef_), cost))
        np.testing.assert_allclose((found.length[place], found.cost[place]), np.mean(made, axis=0), rtol=1e-4)
    assert (np.diff(found.length) < 0).all()
    assert (np.diff(found.stop_length) > 0).all()


def test_stopped_descent_is_near_the_penalty_of_its_place_on_the_axis() -> None:
    found = penalty_path(faces.load())
    at_places = np.exp(np.interp(np.log(found.as_penalties), np.log(found.l2s), np.log(found.length)))
    used = (np.array(found.stops) >= 16) & (found.as_penalties > 0.01)
    ratio = found.stop_length[used] / at_places[used]
    assert ratio.min() > 0.5
    assert ratio.max() < 2


def test_brighter_larger_and_mirrored_copies_are_found_and_strangers_are_not() -> None:
    originals = noise(6, 8, 8, 1).repeat(4, axis=1).repeat(4, axis=2)  # (6, 32, 32, 1)
    copies = np.stack([
        originals[0] // 2 + 60,
        originals[1][:, ::-1],
        np.clip(originals[2].astype(int) + generator.integers(-12, 13, originals[2].shape), 0, 255).astype(np.uint8),
    ])  # fmt: skip
    test = np.concatenate([copies, noise(2, 32, 32, 1)])
    data = Dataset("copies", ("a", "b"), Split(originals, np.arange(6) % 2), Split(test, np.arange(5) % 2))
    pairs = find_pairs(data)
    assert {(pair.first, pair.second, pair.mirrored) for pair in pairs} == {
        (("train", 0), ("test", 0), False),
        (("train", 1), ("test", 1), True),
        (("train", 2), ("test", 2), False),
    }
    assert not any(pair.exact for pair in pairs)
    assert to_leave_out(pairs) == [0, 1, 2]


def test_shifted_and_enlarged_copies_are_found() -> None:
    large = Image.fromarray(noise(12, 12)).resize((80, 80), Image.Resampling.BICUBIC)
    originals = np.array(large.resize((64, 64)))
    pixels = np.array(large)
    copies = [pixels[6:70, 10:74], pixels[8:72, 8:72], np.array(large.crop((9.5, 9.5, 70.5, 70.5)).resize((64, 64)))]
    train = np.stack([pixels[8:72, 8:72], originals])[..., np.newaxis]
    for copy, moved in ((copies[0], True), (copies[0][:, ::-1], True), (copies[1], False), (copies[2], True)):
        test = np.stack([copy, noise(64, 64)])[..., np.newaxis]
        (pair,) = find_pairs(Dataset("moved", ("a", "b"), *(Split(part, np.array([0, 1])) for part in (train, test))))
        assert (pair.first, pair.second, pair.moved) == (("train", 0), ("test", 0), moved)
        assert pair.likeness > 0.985


def test_what_was_found_says_itself(cats: Dataset) -> None:
    found = find_leaks(cats, 0.97, lambda share: None)
    assert found.words().startswith("1 pair, 1 of them between training and test, 1 equal in every pixel.")
    assert found.looked_for_moved
    nothing = replace(found, pairs=(), looked_for_moved=False)
    assert "None found" in nothing.words()
    assert "Shifted and enlarged ones were not looked for" in nothing.words()


def test_without_some_images_it_is_trained_anew_and_both_scores_are_said() -> None:
    data = dataset(12, 6)
    how = {"iterations": 200, "learning_rate": 0.1, "l2": 0.0}
    shares: list[float] = []
    found = train_without(data, [3, 1, 3], progress=shares.append, **how)
    expected = without(data, [1, 3])
    assert found.dataset.digest == expected.digest
    assert (
        found.classifier.checksum
        == train(expected, Recipe(how["learning_rate"], how["iterations"], l2=how["l2"])).checksum
    )
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert found.words().startswith("Without 2 training images, ")
    assert ("The score is the same." in found.words()) == (found.before == found.after)


def test_plain_images_are_alike_only_when_they_are_equal() -> None:
    images = np.stack([np.full((8, 8, 1), value, np.uint8) for value in (0, 0, 9, 200)])
    pairs = find_pairs(
        Dataset("plain", ("a", "b"), Split(images, np.array([0, 1, 0, 1])), Split(images[3:], np.array([1])))
    )
    assert [(pair.first, pair.second, pair.exact) for pair in pairs] == [
        (("train", 3), ("test", 0), True),
        (("train", 0), ("train", 1), True),
    ]
    assert to_leave_out(pairs) == [1, 3], "the training image of a leak, and the later of two training images"


def halves(edge: int, dark: int, bright: int) -> np.ndarray:
    """Two plain areas side by side, 24 by 24 pixels, with a little noise."""
    image = np.full((24, 24, 1), dark)
    image[:, edge:] = bright
    return (image + generator.integers(0, 4, image.shape)).astype(np.uint8)


def test_two_areas_that_meet_in_one_edge_are_alike_only_when_they_are_equal() -> None:
    train = np.stack([halves(9, 0, 40), halves(9, 5, 220), halves(15, 200, 60)])
    test = np.stack([halves(9, 0, 120), train[0]])
    rows = [image.ravel().astype(float) for image in (train[0], train[1], test[0])]
    assert np.corrcoef(rows).min() > 0.99, "by their shades alone, three of them are one"
    (pair,) = find_pairs(Dataset("edges", ("a", "b"), Split(train, np.array([0, 1, 0])), Split(test, np.array([0, 1]))))
    assert (pair.first, pair.second, pair.exact) == (("train", 0), ("test", 1), True)


def test_drawings_in_black_and_white_are_found_although_they_have_two_shades() -> None:
    letters = np.zeros((2, 16, 16, 1), np.uint8)
    letters[0, 2:14, 3:6] = letters[0, 2:5, 3:13] = letters[0, 7:10, 3:11] = 255  # an F
    letters[1, 2:14, 3:6] = letters[1, 11:14, 3:13] = 255  # an L
    copies = letters // 2 + generator.integers(0, 10, letters.shape, dtype=np.uint8)
    labels = np.array([0, 1])
    pairs = find_pairs(Dataset("letters", ("F", "L"), Split(letters, labels), Split(copies, labels)))
    assert {(pair.first, pair.second) for pair in pairs} == {(("train", i), ("test", i)) for i in (0, 1)}


def test_no_photo_of_the_faces_is_there_twice() -> None:
    assert find_pairs(faces.load()) == []


def test_images_are_compared_in_blocks_and_the_search_can_be_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaks, "BLOCK", 256 * 609)
    images = noise(600, 8, 8, 1)
    images[590] = images[3]
    data = Dataset("many", ("a", "b"), Split(images, np.arange(600) % 2), Split(noise(9, 8, 8, 1), np.arange(9) % 2))
    shares: list[float] = []
    assert [(pair.first[1], pair.second[1]) for pair in find_pairs(data, alike=1, progress=shares.append)] == [(3, 590)]
    assert len(shares) == 3
    with pytest.raises(Cancelled):
        find_pairs(data, progress=lambda share: False)


def test_what_is_left_still_knows_its_bursts() -> None:
    data = dataset(4, 4)
    parts = [Split(part.images, part.labels, np.array([3, 3, 5, 5])) for part in (data.train, data.test)]
    left = without(Dataset("bursts", ("a", "b"), *parts), [1]).train.bursts
    assert left is not None
    assert left.tolist() == [3, 5, 5]


def test_leaving_out_says_what_it_refuses() -> None:
    data = dataset(4, 4)
    with pytest.raises(ArgumentError, match="from 0 to 3. Got"):
        without(data, [4])
    with pytest.raises(DatasetError, match="no image of class 0"):
        without(data, [0, 2])
    with pytest.raises(ArgumentError, match="Got 0. Try 0.97"):
        find_pairs(data, alike=0)
    assert "2 training images left out" in without(data, [0, 1]).origin


def test_of_very_many_pairs_the_most_alike_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaks, "MAX_PAIRS", 5)
    monkeypatch.setattr(leaks, "BLOCK", 100)
    stack = np.repeat(noise(1, 16, 16, 1), 30, axis=0)
    noisy = np.clip(stack + generator.integers(-8, 9, stack.shape), 0, 255).astype(np.uint8)
    noisy[29] = noisy[28]
    data = Dataset("many", ("a", "b"), Split(noisy, np.arange(30) % 2), Split(noise(3, 16, 16, 1), np.arange(3) % 2))
    pairs = find_pairs(data)
    assert len(pairs) == 5
    assert (pairs[0].first[1], pairs[0].second[1]) == (28, 29)
    rows = noisy.reshape(30, -1).astype(float)
    likeness = np.corrcoef(rows)[np.triu_indices(30, 1)]
    assert [pair.likeness for pair in pairs] == pytest.approx(np.sort(likeness)[::-1][:5], abs=1e-5)


def test_the_same_image_thousands_of_times_takes_little_memory() -> None:
    stack = np.repeat(noise(1, 16, 16, 1), 3000, axis=0)  # 4.5 million pairs
    data = Dataset(
        "flood", ("a", "b"), Split(stack[:2900], np.arange(2900) % 2), Split(stack[:100], np.arange(100) % 2)
    )
    tracemalloc.start()
    pairs = find_pairs(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(pairs) == leaks.MAX_PAIRS
    assert all(pair.leaks for pair in pairs)
    assert peak < 250 * 2**20
