"""Each truth against what somebody would work out otherwise, on images of four kinds; of the answers one comes true."""

from __future__ import annotations

import inspect
import re
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from scipy.special import expit
from scipy.stats import binomtest
from sklearn.metrics import accuracy_score, confusion_matrix

from classroom.exercise import truths
from classroom.exercise.guesses import QUESTIONS, Question, distance
from classroom.exercise.truths import PLACES, TOP, Truth
from logreg_core import ArgumentError, Dataset, Recipe, Training, model, train
from logreg_core.data.preprocess import columns_of, prepare
from logreg_core.descent import best_of, sweep
from logreg_core.evaluate import Accuracy
from logreg_core.experiments import (
    PenaltyPath,
    PixelsUsed,
    Valley,
    find_leaks,
    learning_curve,
    memorise,
    pixels_used,
    random_weights,
    resplit,
    train_without,
    valleys,
)
from logreg_core.experiments.features import compare
from logreg_core.explain import eigenpictures
from logreg_core.sources import digits, drawings, faces
from logreg_core.words import percent
from pages.base.recorder import what_if

SHORT = Recipe(num_iterations=200)


@pytest.fixture(params=["faces", "drawings", "digits", "cats"])
def dataset(request: pytest.FixtureRequest) -> Dataset:
    if request.param == "cats":
        found: Dataset = request.getfixturevalue("cats")
        return found
    return {"faces": faces.load, "drawings": drawings.load, "digits": lambda: digits.load(3, 8)}[request.param]()


def answer(name: str, truth: Truth) -> object:
    """The answer of a truth, which must fit its question, and be the only one that comes true."""
    question = QUESTIONS[name]
    assert truth.happened.endswith(".")
    assert truth.lesson.endswith(".")
    assert question.came_true(question.read(truth.answer), truth) or question.scale
    if question.answers:
        assert [each for each in question.answers if question.came_true(each, truth)] == [truth.answer]
    return truth.answer


def number(name: str, truth: Truth) -> float:
    found = answer(name, truth)
    assert isinstance(found, float)
    return found


# --- the table ---


def test_there_are_enough_questions_and_each_stands_alone() -> None:
    assert len(QUESTIONS) >= 15
    for name, question in QUESTIONS.items():
        assert re.fullmatch(r"[a-z0-9_]+", name)
        assert question.text[0].isupper()
        assert sum(map(bool, (question.answers, question.scale, question.axes))) == 1
        assert question.kind != "choice" or 2 <= len(set(question.answers)) == len(question.answers) <= 4
        assert bool(question.rule) == (question.kind != "choice"), "a tolerance is said"
        assert inspect.getdoc(question.truth), "what it is computed from"
    assert {question.kind for question in QUESTIONS.values()} == {"choice", "number", "curve"}


def test_a_number_comes_true_within_what_is_said_and_no_further() -> None:
    question, truth = QUESTIONS["shuffled_labels"], Truth(80.0, "", "")
    assert question.rule == "A guess is right within 10 points."
    assert question.came_true(70.0, truth)
    assert question.came_true(90.0, truth)
    assert not question.came_true(69.9, truth)
    assert question.said(70.0) == "70 %"


def test_a_curve_must_go_the_same_way_and_be_near_enough() -> None:
    question = QUESTIONS["accuracy_and_images"]
    real = tuple(60 + 30 * place for place in PLACES)
    truth = Truth(real, "", "")
    assert question.came_true(tuple(height - 8 for height in real), truth)
    assert not question.came_true(tuple(height - 8.5 for height in real), truth)
    assert not question.came_true((75.0,) * len(PLACES), truth), "level, and the real one rises"
    assert distance(real, (75.0,) * len(PLACES)) == pytest.approx(60 / 7)
    assert "8.0" not in question.compared(real, truth)
    assert question.compared(real, truth) == "Your curve has the same direction and is 0 points away on average."


@pytest.mark.parametrize(
    "guess",
    [
        None,
        True,
        "70",
        float("nan"),
        float("inf"),
        10**400,
        [1, 2],
        {"a": 1},
        [50] * 6 + ["x"],
        [10**400] * 7,
        ["Yes"],
        [True] * 7,
    ],
)
@pytest.mark.parametrize("name", ["shuffled_labels", "accuracy_and_images", "same_photo_twice"])
def test_what_is_no_answer_is_refused(name: str, guess: object) -> None:
    with pytest.raises(ArgumentError, match=name):
        QUESTIONS[name].read(guess)


def test_numbers_from_outside_are_kept_in_range() -> None:
    assert QUESTIONS["shuffled_labels"].read(1e9) == 100
    assert QUESTIONS["cost_at_a_higher_rate"].read([-1, *[0.5] * 5, 99]) == (0, *[0.5] * 5, TOP)


# --- the truths ---


def test_before_it_has_learned_it_answers_no_to_everything(dataset: Dataset) -> None:
    share = number("zero_weights", truths.zero_weights(dataset.train))
    assert share == pytest.approx(100 * accuracy_score(dataset.train.labels, np.zeros(len(dataset.train))))


def test_a_rate_of_one_half_is_that_of_the_textbook(dataset: Dataset) -> None:
    run = Training.begin(dataset, Recipe(truths.HIGH_RATE, truths.HIGH_RATE_STEPS), record_every=1)
    run.finish()
    records = [*run.descent.records, run.descent.now]
    assert [record.iteration for record in records] == list(range(truths.HIGH_RATE_STEPS + 1))
    found = answer("rate_one_half", truths.rate_one_half(records))
    costs = [record.cost for record in records]
    rises = sum(b > a for a, b in pairwise(costs))
    wanted = 2 if costs[-1] > costs[0] else 1 if rises else 0
    assert found == truths.RATE_ONE_HALF[wanted]


def test_ten_times_the_rate_is_the_run_at_ten_times_the_rate(dataset: Dataset) -> None:
    run = Training.begin(dataset, SHORT)
    run.finish()
    tenfold = Training.begin(dataset, Recipe(10 * SHORT.learning_rate, SHORT.num_iterations), record_every=1)
    tenfold.finish()
    before, after = run.descent.now.cost, tenfold.descent.now.cost
    records = what_if(run)[0].records
    place = 0 if after < 0.95 * before else 2 if after > 1.05 * before else 1
    assert answer("higher_rate", truths.higher_rate([run.descent.now], records)) == truths.HIGHER_RATE[place]
    drawn = truths.cost_at_a_higher_rate([*tenfold.descent.records, tenfold.descent.now])
    answer("cost_at_a_higher_rate", drawn)
    assert isinstance(drawn.answer, tuple)
    assert drawn.answer[0] == pytest.approx(np.log(2))
    assert drawn.answer[-1] == pytest.approx(min(after, TOP))


def test_a_cost_beyond_all_numbers_is_higher() -> None:
    run = Training.begin(faces.load(), Recipe(num_iterations=3), record_every=1)
    run.finish()
    start, last = run.descent.records[0], run.descent.now
    gone = type(last)(3, np.nan, 0.5, np.nan, 0.5)
    assert truths.higher_rate([last], [start, gone]).answer == truths.HIGHER_RATE[2]
    assert truths.cost_at_a_higher_rate([start, gone]).answer[-1] == TOP  # type: ignore[index]
    assert truths.rate_one_half([start, gone]).answer == truths.RATE_ONE_HALF[2]


def test_longer_training_compares_with_a_tenth_of_the_way(dataset: Dataset) -> None:
    run = Training.begin(dataset, SHORT, record_every=1)
    run.finish()
    early, late = (
        train(dataset, Recipe(num_iterations=steps)).accuracy(dataset.test) for steps in (20, SHORT.num_iterations)
    )
    place = 1 if abs(late - early) < 1e-9 else 0 if late > early else 2
    found = truths.longer_training([*run.descent.records, run.descent.now], len(dataset.test))
    assert answer("longer_training", found) == truths.LONGER_TRAINING[place]


def test_a_penalty_makes_the_weights_shorter(dataset: Dataset) -> None:
    plain, held = (train(dataset, Recipe(num_iterations=200, l2=l2)) for l2 in (0.0, truths.PENALTY))
    ratio = np.sqrt((held.w**2).sum() / (plain.w**2).sum())
    place = 0 if ratio < 0.5 else 1
    assert answer("l2_and_weights", truths.l2_and_weights(plain, held)) == truths.L2_AND_WEIGHTS[place]


def test_the_background_is_judged_by_the_textbook_with_the_middle_covered() -> None:
    dataset = faces.load()
    share = number("background", truths.background(dataset))
    parts = []
    for part in (dataset.train, dataset.test):
        images = part.images.astype(float)
        images[:, 6:19, 6:19] = truths.GREY
        parts += [images.reshape(len(part), -1).T / 255.0, part.labels[np.newaxis]]
    X, Y, X_test, Y_test = parts
    found = model(X, Y, X_test, Y_test, num_iterations=truths.LEARN_FOR, learning_rate=Recipe().learning_rate)
    assert share == pytest.approx(100 * np.mean(found["Y_pred_test"] == Y_test))


def test_a_higher_threshold_exchanges_errors(dataset: Dataset) -> None:
    neuron = train(dataset, SHORT)
    z, labels = neuron.scores(dataset.test.images), dataset.test.labels
    before, after = (confusion_matrix(labels, expit(z) > t, labels=[0, 1]) for t in (0.5, truths.HIGH_THRESHOLD))
    changes = (before[0, 1] != after[0, 1], before[1, 0] != after[1, 0])
    place = {2: 0, 1: 2, 0: 3}[sum(map(bool, changes))]
    assert answer("another_threshold", truths.another_threshold(z, labels)) == truths.ANOTHER_THRESHOLD[place]


def test_how_sure_it_is_where_it_is_wrong(dataset: Dataset) -> None:
    neuron = train(dataset, Recipe(num_iterations=20))
    z, labels = neuron.scores(dataset.test.images), dataset.test.labels
    said = [max(p, 1 - p) for p, y in zip(expit(z), labels, strict=True) if (p > 0.5) != y]
    if said:
        assert number("sure_when_wrong", truths.sure_when_wrong(z, labels)) == pytest.approx(100 * np.mean(said))


def test_without_a_wrong_answer_there_is_nothing_to_guess() -> None:
    with pytest.raises(ArgumentError, match="wrong answer"):
        truths.sure_when_wrong(np.array([1.0, -1.0]), np.array([1, 0]))


def test_the_cheapest_threshold_says_what_bayes_would_choose() -> None:
    found = truths.cheapest_threshold(0.2, 1, 4)
    assert answer("cheapest_threshold", found) == "Below 0.4"
    assert "= 0.20" in found.lesson
    assert answer("cheapest_threshold", truths.cheapest_threshold(0.4, 0, 0)) == "From 0.4 to 0.6"
    assert answer("cheapest_threshold", truths.cheapest_threshold(0.61, 1, 1)) == "Above 0.6"


def test_of_noise_it_is_never_unsure_enough_to_say_neither(dataset: Dataset) -> None:
    neuron = train(dataset, SHORT)
    found = truths.something_else(neuron)
    answer("something_else", found)
    ones, zeros = map(int, re.findall(r"classifies (\d+) .* and (\d+) as", found.happened)[0])
    assert ones + zeros == truths.NOISES
    blank = truths.something_else(type(neuron)(neuron.w * 0, 0.0, neuron.image_shape, neuron.class_names, "", ""))
    assert blank.answer == "Less than 60 %"


def test_the_experiments_are_told_as_they_were_found(dataset: Dataset) -> None:
    how = {"iterations": 50}
    shuffled = memorise(dataset, shuffles=5, **how)
    assert number("shuffled_labels", truths.shuffled_labels(shuffled)) == pytest.approx(100 * np.mean(shuffled.train))
    divided = resplit(dataset, splits=20, **how)
    width = 100 * (divided.test.max() - divided.test.min())  # one of 20 left out at each end would leave 90 %
    assert number("new_divisions", truths.new_divisions(divided)) == pytest.approx(width)
    grown = learning_curve(dataset, repeats=3, **how)
    drawn = truths.accuracy_and_images(grown)
    answer("accuracy_and_images", drawn)
    ends = (drawn.answer[0], drawn.answer[-1])  # type: ignore[index]
    assert ends == pytest.approx((100 * grown.test[0].mean(), 100 * grown.test[-1].mean()))
    gained = grown.test[-1].mean() - grown.test[-2].mean()
    place = 0 if gained > 0.05 else 2 if gained < -0.05 else 1
    assert answer("fewer_images", truths.fewer_images(grown)) == truths.FEWER_IMAGES[place]
    chosen = random_weights(dataset, tries=300)
    assert number("random_weights", truths.random_weights(chosen)) == pytest.approx(100 * chosen.best_of(300)[0])
    assert number("random_weights", truths.random_weights(chosen)) <= 100 * chosen.test.max() + 1e-9


def test_photos_that_are_there_twice_are_counted_by_their_bytes(dataset: Dataset) -> None:
    known = {image.tobytes() for image in dataset.train.images}
    twice = sum(image.tobytes() in known for image in dataset.test.images)
    found = find_leaks(dataset, 0.99, lambda share: None)
    assert answer("same_photo_twice", truths.same_photo_twice(found)) == ("None", "One")[twice]


def test_the_twin_of_the_cats_is_named_and_left_out(cats: Dataset) -> None:
    found = find_leaks(cats, 0.99, lambda share: None)
    assert "test image 17 is training image 146" in truths.same_photo_twice(found).happened
    left_out = train_without(cats, [146], iterations=200, learning_rate=0.005, progress=lambda share: None)
    keep = np.delete(np.arange(len(cats.train)), 146)
    fewer = Dataset("fewer", cats.class_names, cats.train.take(keep), cats.test)
    right = [round(train(each, SHORT).accuracy(cats.test) * 50) for each in (cats, fewer)]
    place = 1 if right[0] == right[1] else 0 if right[1] > right[0] else 2
    assert answer("without_the_twin", truths.without_the_twin(left_out)) == truths.WITHOUT_THE_TWIN[place]


def test_pixels_and_edges_are_compared_on_held_out_images() -> None:
    both = compare(faces.load(), ["pixels", "edges"], strengths=[1e-3])
    pixels, edges = (each.held_out.share for each in both)
    place = 2 if abs(pixels - edges) <= 0.02 else 0 if pixels > edges else 1
    assert answer("pixels_or_edges", truths.pixels_or_edges(both)) == truths.PIXELS_OR_EDGES[place]
    with pytest.raises(ArgumentError, match="Both pixels and edges"):
        truths.pixels_or_edges(both[:1])


def test_more_pixels_are_judged_by_the_highest_mean() -> None:
    found = pixels_used(faces.load(), repeats=2)
    best = found.sizes[int(np.argmax(found.test.sum(axis=1)))]
    place = 0 if best == found.sizes[-1] else 1 if best < found.images else 2
    assert answer("more_pixels", truths.more_pixels(found)) == truths.MORE_PIXELS[place]


def test_of_the_answers_on_more_pixels_one_is_true_where_an_image_has_fewer_numbers_than_there_are_images() -> None:
    """On the digits all 64 numbers are fewer than the images: the other answers say that they mean some of them."""
    every, *others = truths.MORE_PIXELS
    assert every == "With all of them"
    assert all(each.startswith("With some, ") for each in others)
    found = pixels_used(digits.load(3, 8), repeats=2)
    assert found.sizes[-1] < found.images


def test_the_peak_of_the_cost_is_where_wrong_labels_are_just_fitted(dataset: Dataset) -> None:
    found = pixels_used(dataset, repeats=1, swapped=0.2)
    size = found.sizes[int(np.argmax(found.cost[:, 0]))]
    place = 0 if size < found.images / 2 else 1 if size <= found.images else 2
    truth = truths.cost_peak(found)
    assert answer("cost_peak", truth) == truths.COST_PEAK[place]
    assert f"{round(0.2 * found.images)} with a swapped label" in truth.happened


@pytest.mark.parametrize(
    ("costs", "fitted", "place", "lesson"),
    [
        ((0.7, 7.0, 2.0, 1.0), (0.6, 1.0, 1.0, 1.0), 1, "smaller weights are enough"),
        ((0.7, 1.0, 2.0, 3.0), (0.6, 0.9, 1.0, 1.0), 2, "did not make up"),
        ((0.9, 0.8, 0.7, 0.7), (0.6, 0.9, 1.0, 1.0), 0, "60 % of the training labels"),
    ],
)
def test_a_peak_of_the_cost_is_not_explained_by_what_is_not_there(
    costs: tuple[float, ...], fitted: tuple[float, ...], place: int, lesson: str
) -> None:
    column = np.array(costs)[:, np.newaxis]
    found = PixelsUsed((2, 50, 101, 600), np.array(fitted)[:, np.newaxis], column, column, 100, 20)
    truth = truths.cost_peak(found)
    assert answer("cost_peak", truth) == truths.COST_PEAK[place]
    assert lesson in truth.lesson


@pytest.mark.parametrize(
    ("by_penalty", "by_stop", "place", "fell"),
    [(0.40, 0.50, 0, True), (0.50, 0.40, 1, False), (0.40, 0.41, 2, False), (0.40, 0.422, 0, True)],
)
def test_a_penalty_and_a_stop_are_compared_at_their_best(
    by_penalty: float, by_stop: float, place: int, fell: bool
) -> None:
    stops = np.array([0.6, 0.6, by_stop] if fell else [0.6, by_stop, 0.6])
    found = PenaltyPath((0.01, 0.1), np.ones(2), np.array([by_penalty, 0.6]), (1, 2, 4), np.ones(3), stops, 0.1, 20)
    truth = truths.penalty_or_stopping(found)
    assert answer("penalty_or_stopping", truth) == truths.PENALTY_OR_STOPPING[place]
    assert ("where it still fell" in truth.happened) == fell
    assert f"after {4 if fell else 2} iterations" in truth.happened


def test_the_first_directions_that_are_near_enough_are_told(dataset: Dataset) -> None:
    found = eigenpictures(dataset)
    size = next(
        size
        for size, right in zip(found.sizes, found.test, strict=True)
        if round(len(dataset.test) * (found.test[-1] - right)) <= 0.02 * len(dataset.test)
    )
    place = 0 if size <= 4 else 1 if size <= 32 else 2
    truth = truths.first_directions(found)
    assert answer("first_directions", truth) == truths.FIRST_DIRECTIONS[place]
    assert f"On {size} direction" in truth.happened


def test_a_run_that_rose_is_not_told_that_longer_steps_come_further() -> None:
    start = Training.begin(faces.load(), Recipe(num_iterations=1), record_every=1).descent.now
    before, up, down = (replace(start, iteration=n, cost=cost) for n, cost in ((10, 0.5), (5, 2.0), (10, 0.3)))
    assert "rose on the way" in truths.higher_rate([before], [start, up, down]).lesson
    assert "rose" not in truths.higher_rate([before], [start, down]).lesson


def test_longer_training_says_nothing_that_a_penalty_makes_false() -> None:
    run = Training.begin(faces.load(), Recipe(num_iterations=20, l2=1.0), record_every=1)
    run.finish()
    assert "alone" not in truths.longer_training([*run.descent.records, run.descent.now], 50).lesson


def test_the_background_is_compared_with_the_better_of_both_constant_answers(cats: Dataset) -> None:
    """Of the training images most are no cats, of the test images 66 % are."""
    assert "the same answer gets at most 66 % right" in truths.background(cats).happened


def test_the_best_of_a_sweep_stands_at_an_end_or_between() -> None:
    rates, penalties = [0.0005, 0.005, 0.05], [0.0, 0.01, 0.1]
    found = sweep(
        **columns_of(faces.load().train), learning_rates=rates, l2s=penalties, folds=3, iterations=100, seed=0
    )
    best = min(found, key=lambda each: float(np.mean(each.fold_costs)))
    words = {0: "The smallest", 1: "One between", 2: "The largest"}
    assert answer("best_rate", truths.best_rate(found)) == words[rates.index(best.learning_rate)]
    assert answer("best_penalty", truths.best_penalty(found)) == words[penalties.index(best.l2)]


def test_the_largest_share_and_the_largest_difference_are_compared() -> None:
    same = truths.largest_share(np.array([0.1, -0.9]), np.array([0.2, -0.3]))
    other = truths.largest_share(np.array([0.1, -0.9]), np.array([0.5, -0.3]))
    assert (answer("largest_share", same), answer("largest_share", other)) == ("Yes", "No")
    assert "image 0 changed it most" in other.happened


def test_centred_steps_are_those_that_the_largest_eigenvalues_allow(dataset: Dataset) -> None:
    found = valleys(dataset)
    X = prepare(dataset.train.images)
    safe = [
        8 / np.linalg.eigvalsh(each.T @ each / X.shape[1] + 1 / X.shape[1])[-1] for each in (X, X - X.mean(1)[:, None])
    ]
    ratio = safe[1] / safe[0]
    place = 0 if ratio < 2 else 1 if ratio <= 20 else 2
    assert answer("centred_steps", truths.centred_steps(found)) == truths.CENTRED_STEPS[place]
    assert f"{ratio:.3g} times" in truths.centred_steps(found).happened


def test_where_the_mean_is_small_centred_steps_are_hardly_longer() -> None:
    plain, centred = (Valley(kind, np.ones(3), 1.0 + kind / 2, 0.5) for kind in (0, 1))
    found = truths.centred_steps([plain, centred])
    assert answer("centred_steps", found) == truths.CENTRED_STEPS[0]
    assert "about as much as the mean image" in found.lesson


@pytest.mark.parametrize(
    ("before", "after", "place", "luck"), [(40, 46, 0, False), (40, 40, 1, False), (40, 35, 2, True)]
)
def test_mirrored_copies_are_counted_on_the_test_images(before: int, after: int, place: int, luck: bool) -> None:
    found = truths.mirrored_copies(Accuracy(before, 50), Accuracy(after, 50))
    assert answer("mirrored_copies", found) == truths.MIRRORED_COPIES[place]
    assert ("may be chance" in found.lesson) == luck


def test_no_lead_that_may_be_luck_is_clear_by_mcnemars_test() -> None:
    for both_ways in range(30):
        lead = truths.MAY_BE_LUCK
        assert binomtest(both_ways, 2 * both_ways + lead).pvalue > 0.05


def test_harder_drawings_are_those_of_the_last_step() -> None:
    found = truths.harder_drawings([Accuracy(190, 200), Accuracy(160, 200), Accuracy(120, 200)])
    assert number("harder_drawings", found) == 60
    assert "at 0.0 it is 95 %" in found.happened


def test_every_truth_belongs_to_a_question() -> None:
    made = {
        name
        for name, each in inspect.getmembers(truths, inspect.isfunction)
        if each.__module__ == truths.__name__ and not name.startswith("_")
    }
    assert made == set(QUESTIONS)
    assert all(isinstance(each, Question) and each.truth.__name__ == name for name, each in QUESTIONS.items())


def test_the_best_of_a_sweep_is_that_of_the_sweep_where_two_are_equal() -> None:
    found = sweep(**columns_of(faces.load().train), learning_rates=[0.01], l2s=[0.0, 0.1, 1.0], folds=2, iterations=1)
    assert len({each.cost for each in found}) == 1, "the first step knows of no penalty"
    assert best_of(found).l2 == 1.0
    assert truths.best_penalty(found).answer == "The largest"


@pytest.mark.parametrize("rate", [1e-5, 0.01])
def test_how_much_the_first_half_of_the_steps_brought_is_counted(rate: float) -> None:
    run = Training.begin(faces.load(), Recipe(rate, 100), record_every=1)
    run.finish()
    records = [*run.descent.records, run.descent.now]
    share = (records[0].cost - records[50].cost) / (records[0].cost - records[100].cost)
    assert f"brought {percent(share)} of" in truths.cost_at_a_higher_rate(records).lesson


def test_where_it_is_right_it_is_told_how_sure_it_is_too() -> None:
    z, labels = np.array([2.0, -1.0, 3.0, -0.5]), np.array([1, 0, 0, 1])
    found = truths.sure_when_wrong(z, labels)
    assert percent(float(np.mean(expit([2.0, 1.0])))) in found.lesson
    assert "right" not in truths.sure_when_wrong(z[2:], labels[2:]).lesson.split("not whether")[0]
