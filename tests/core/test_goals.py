"""Each goal is reached by facts that reach it, and by no others that look like them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from classroom.exercise.goals import FACES, GOALS, HIDDEN, LIFTED, Facts
from logreg_core import Classifier, Dataset, Recipe, Split, Training, Unrepeatable
from logreg_core.data.edits import Edits
from logreg_core.recipe import PAINTED
from logreg_core.sources import drawings, faces

GOAL = {goal.name: goal for goal in GOALS}


@cache
def trained(**settings: float) -> Training:
    return trained_on(faces.load(), **settings)


def trained_on(data: Dataset, start: Classifier | None = None, every: int = 1, **settings: float) -> Training:
    run = Training.begin(data, Recipe.of(settings), start=start, record_every=every)
    run.finish()
    return run


def facts(run: Training, source: str = FACES) -> Facts:
    return Facts(run.dataset, source, run=run)


def neuron(data: Dataset, w: np.ndarray | float, b: float) -> Classifier:
    weights = np.full((data.n_x, 1), w) if np.ndim(w) == 0 else w
    about = (data.image_shape, data.class_names, data.name, data.digest)
    return Classifier(weights, b, *about, Unrepeatable(PAINTED))


def small(train: list[int], test: list[int], *, same: bool = False) -> Dataset:
    """Noise with these labels. same: whether the first two training images are one picture."""
    images = np.random.default_rng(1).integers(0, 256, (len(train) + len(test), 5, 5, 1), np.uint8)
    if same:
        images[1] = images[0]
    return Dataset(
        "small",
        ("other", "cat"),
        Split(images[: len(train)], np.array(train)),
        Split(images[len(train) :], np.array(test)),
    )


def test_there_are_ten_with_names_of_their_own_and_nothing_reaches_none() -> None:
    assert len(GOALS) == len(GOAL) == 10
    empty = Facts(faces.load(), FACES)
    assert not [goal.name for goal in GOALS if goal.reached(empty)]
    assert all(goal.asked.endswith((".", "?")) and goal.hint for goal in GOALS)


def test_quick_counts_the_iterations_until_the_cost_is_low_from_zero_and_on_the_faces_alone() -> None:
    run = trained(learning_rate=0.06, num_iterations=1000)
    first = next(record.iteration for record in run.descent.records if record.cost < 0.1)
    assert GOAL["quick"].score(facts(run)) == first > 1
    assert GOAL["quick"].better(first, 5) == 5
    assert GOAL["quick"].score(facts(run.at(first - 1))) is None
    assert GOAL["quick"].score(facts(run, "")) is None
    begun = trained_on(run.dataset, neuron(run.dataset, run.descent.w, run.descent.b), num_iterations=5)
    assert begun.result.cost < 0.1
    assert GOAL["quick"].score(facts(begun)) is None


def test_the_edge_is_a_rate_at_which_nothing_rises_while_a_tenth_more_does() -> None:
    safe = trained().descent.safe_learning_rate
    low, high = safe, 4 * safe
    for _ in range(12):  # by halves, as a visitor would
        middle = (low + high) / 2
        rises = trained_on(faces.load(), learning_rate=middle, num_iterations=200).descent.trouble is not None
        low, high = (low, middle) if rises else (middle, high)
    run = trained_on(faces.load(), learning_rate=low, num_iterations=200)
    assert GOAL["edge"].score(facts(run)) == low
    costs = [
        record.cost
        for record in trained_on(faces.load(), learning_rate=LIFTED * low, num_iterations=200).descent.records
    ]
    assert (np.diff(costs) > 0).any()
    assert GOAL["edge"].score(facts(trained_on(faces.load(), learning_rate=low / 2, num_iterations=200))) is None
    assert GOAL["edge"].score(facts(trained_on(faces.load(), learning_rate=1.3 * high, num_iterations=200))) is None
    assert GOAL["edge"].score(facts(trained_on(faces.load(), learning_rate=low, num_iterations=99))) is None
    assert GOAL["edge"].score(facts(run.at(150))) is None, "on the way to its end"
    momentum = trained_on(faces.load(), learning_rate=low / 20, momentum=0.5, num_iterations=200)
    assert GOAL["edge"].score(facts(momentum)) is None


def test_by_heart_is_all_of_the_training_images_and_no_more_of_the_test_than_the_bigger_class() -> None:
    data = small([0, 1] * 4, [0, 1, 1, 1])
    run = trained_on(data, learning_rate=1.0, num_iterations=2000)
    right = int((run.classifier.answers(data.test.images) == data.test.labels).sum())  # type: ignore[union-attr]
    assert run.result.train_accuracy == 1
    assert GOAL["heart"].reached(facts(run, "")) == (right <= 3)
    assert right <= 3, "noise"
    assert not GOAL["heart"].reached(facts(trained(learning_rate=0.06, num_iterations=2000)))
    assert not GOAL["heart"].reached(facts(run.at(1), ""))


def test_eighty_per_cent_count_on_the_cats_as_they_are() -> None:
    data = small([0, 1], [1, 1, 1, 1, 0])
    always = Facts(data, "cats", taken=neuron(data, 0.0, 1.0))
    assert GOAL["eighty"].score(always) == 0.8
    assert not GOAL["eighty"].reached(replace(always, source="drawings"))
    assert not GOAL["eighty"].reached(replace(always, edits=Edits.of(data)))
    assert not GOAL["eighty"].reached(replace(always, taken=neuron(data, 0.0, -1.0)))


def test_few_counts_training_images_under_the_same_test() -> None:
    rest = [faces.load().train.indices(label)[25:] for label in (0, 1)]
    edits = Edits.of(faces.load()).leave_out("train", np.concatenate(rest).tolist())
    data = edits.dataset()
    run = trained_on(data, learning_rate=0.02, num_iterations=1000)
    held = replace(facts(run), edits=edits)
    assert held.test_share >= 0.9
    assert GOAL["few"].score(held) == 50
    assert GOAL["few"].score(facts(run)) is None, "without a change"
    assert GOAL["few"].score(replace(held, source="drawings")) is None
    assert GOAL["few"].score(replace(held, run=run.at(1))) is None, "not right often enough"
    easier = edits.leave_out("test", range(10))
    assert GOAL["few"].score(replace(held, edits=easier, dataset=easier.dataset())) is None, "another test"


def test_hopeless_is_what_no_weights_can_tell_apart() -> None:
    twins = trained_on(small([0, 1, 0, 1], [0, 1], same=True), num_iterations=1000)
    assert GOAL["hopeless"].reached(facts(twins, ""))
    assert not GOAL["hopeless"].reached(facts(twins.at(999), ""))
    assert not GOAL["hopeless"].reached(facts(twins, "faces")), "it must be one's own"
    slow = trained_on(small([0, 1] * 8, [0, 1]), learning_rate=1e-4, num_iterations=1000)
    assert slow.result.train_accuracy < 1
    assert not GOAL["hopeless"].reached(facts(slow, "")), "it could be learned"


def test_always_cat_is_right_in_two_of_three_by_the_test_that_is_there() -> None:
    data = small([0, 1], [1] * 33 + [0] * 17)
    yes = Facts(data, "cats", taken=neuron(data, 0.0, 1.0))
    assert GOAL["yes"].reached(yes)
    assert not GOAL["yes"].reached(replace(yes, source=""))
    half = small([0, 1], [1, 0])
    assert not GOAL["yes"].reached(replace(yes, dataset=half, taken=neuron(half, 0.0, 1.0)))
    assert not GOAL["yes"].reached(replace(yes, taken=neuron(data, 0.0, -1.0)))
    assert GOAL["yes"].reached(replace(yes, taken=neuron(data, 0.0, -1.0), threshold=0.1)), "by the threshold"


def test_the_twin_is_found_by_its_pixels() -> None:
    data = faces.load()
    images = data.test.images.copy()
    images[7] = data.train.images[31]
    twins = Dataset("twins", data.class_names, data.train, Split(images, data.test.labels))
    assert GOAL["twin"].reached(Facts(twins, "cats", test_image=7))
    assert not GOAL["twin"].reached(Facts(twins, "cats", test_image=8))
    assert not GOAL["twin"].reached(Facts(twins, "cats"))
    assert not GOAL["twin"].reached(Facts(twins, "", test_image=7)), "of one's own it is no find"
    assert not GOAL["twin"].reached(Facts(data, FACES, test_image=7))


def test_the_same_neuron_has_the_same_checksum_and_one_step_more_another_one() -> None:
    run = trained(learning_rate=HIDDEN.learning_rate, num_iterations=500)
    there = run.at(HIDDEN.num_iterations)
    assert GOAL["same"].reached(facts(there))
    assert not GOAL["same"].reached(facts(run.at(HIDDEN.num_iterations + 1)))
    assert not GOAL["same"].reached(facts(there, "cats"))
    said = GOAL["same"].target()
    assert f"{there.result.cost:.4f}" in said
    assert str(HIDDEN.num_iterations) not in said.replace(there.classifier.checksum, "")  # type: ignore[union-attr]


def test_a_painting_is_beaten_by_a_neuron_from_zero_that_has_more_test_images_right() -> None:
    run = trained(num_iterations=1000)
    right = round(run.result.test_accuracy * len(run.dataset.test))
    held = replace(facts(run), painted=right - 1)
    assert GOAL["beaten"].reached(held)
    assert not GOAL["beaten"].reached(replace(held, painted=right))
    assert not GOAL["beaten"].reached(replace(held, painted=25)), "a painting that beats nobody"
    assert not GOAL["beaten"].reached(replace(held, painted=None))
    begun = trained_on(run.dataset, neuron(run.dataset, run.descent.w, run.descent.b), num_iterations=1)
    assert not GOAL["beaten"].reached(replace(facts(begun), painted=right - 1))
    assert not GOAL["beaten"].reached(Facts(run.dataset, FACES, taken=run.classifier, painted=right - 1))


@pytest.mark.parametrize("goal", GOALS, ids=lambda goal: goal.name)
def test_another_dataset_in_hand_than_the_neurons_is_no_fault(goal: object) -> None:
    assert goal.score(Facts(drawings.load(train=10, test=4), "drawings", run=trained())) is None  # type: ignore[attr-defined]
