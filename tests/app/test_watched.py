"""A run as a plan and a place: the neuron at the place, what a change on the way does, and the way there."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from numpy.typing import NDArray

from logreg_core import Classifier, Dataset, Recipe, Training, prepare, train
from logreg_core.sources import digits, faces
from pages.visit import watched
from pages.visit.background import Background
from pages.visit.watched import MAX_GIVEN_UP, WatchedRun, pace_of
from tests.neurons import weights_after


def whole_run(dataset: Dataset | None = None, **settings: float) -> WatchedRun:
    run = WatchedRun(faces.load() if dataset is None else dataset, Recipe.of(settings))
    run.compute()
    assert run.whole is not None
    assert run.whole.finished
    return run


def here(run: WatchedRun) -> Training:
    assert run.here is not None
    return run.here


def neuron(run: WatchedRun) -> Classifier:
    held = here(run).classifier
    assert held is not None
    return held


def steps(plan: list[tuple[int, float, float]], momentum: float = 0.0) -> tuple[NDArray, float]:
    """Plain gradient descent on the faces, as the formula says it: so many steps with a rate and a penalty each."""
    train = faces.load().train
    X, Y = prepare(train.images), train.Y
    w, b, v, v_b = np.zeros((len(X), 1)), 0.0, 0.0, 0.0
    for count, rate, l2 in plan:
        for _ in range(count):
            error = 1 / (1 + np.exp(-(w.T @ X + b))) - Y
            v, v_b = momentum * v + X @ error.T / X.shape[1] + l2 * w, momentum * v_b + float(error.mean())
            w, b = w - rate * v, b - rate * v_b
    return w, b


def on_the_way(run: WatchedRun, learning_rate: float = 0.005, l2: float = 0.0, momentum: float = 0.0) -> None:
    run.change(learning_rate=learning_rate, l2=l2, momentum=momentum)
    run.compute()


def test_a_run_of_a_blink_is_computed_whole_and_its_place_is_the_end() -> None:
    run = whole_run(num_iterations=700)
    assert (run.place, run.goal, run.running, run.is_over) == (700, 700, False, True)
    assert here(run) is run.whole
    assert run.seconds_left == float("inf") or run.seconds_left == 0


def test_the_place_lies_within_the_run() -> None:
    run = whole_run(num_iterations=100)
    for asked, place in ((40, 40), (-7, 0), (101, 100), (100, 100), (0, 0), (10**9, 100)):
        run.stand(asked)
        assert run.place == here(run).iteration == place
        assert run.is_over == (place == 100)
    run.stand(3)
    run.stand(None)
    assert run.is_over


@pytest.mark.parametrize("place", [1, 13, 500, 1999])
def test_the_neuron_at_a_place_is_that_of_a_run_which_went_no_further(place: int) -> None:
    run = whole_run(num_iterations=2000)
    run.stand(place)
    direct = train(faces.load(), Recipe(num_iterations=place))
    assert neuron(run).digest == direct.digest, "to the last digit, and so its recipe, its link and its checksum"
    w, _ = weights_after(faces.load().train, place)
    np.testing.assert_allclose(neuron(run).w, w, rtol=0, atol=1e-12)
    assert here(run).steady
    assert here(run).settled
    assert here(run).descent.records[-1].iteration <= place
    assert here(run) is here(run), "worked out once"


@pytest.mark.parametrize(
    "settings", [{"momentum": 0.9}, {"batch_size": 16, "seed": 3}, {"l2": 0.1}, {"batch_size": 7, "momentum": 0.5}]
)
def test_so_it_is_with_batches_momentum_and_a_penalty(settings: dict[str, float]) -> None:
    run = whole_run(num_iterations=400, **settings)
    for place in (399, 7, 150):
        run.stand(place)
        assert neuron(run).digest == train(faces.load(), Recipe.of(settings | {"num_iterations": place})).digest


def test_other_places_leave_the_whole_run_as_it_was() -> None:
    run = whole_run(num_iterations=300, momentum=0.9, batch_size=16)
    assert run.whole is not None
    before, version = neuron(run).digest, run.version
    for place in (0, 299, 17, 150):
        run.stand(place)
        assert here(run).iteration == place
    run.stand(None)
    assert neuron(run).digest == before
    assert run.version == version, "nothing was computed"


def test_settings_hold_from_the_place_on() -> None:
    run = whole_run(num_iterations=300)
    run.stand(100)
    at_place = neuron(run)
    on_the_way(run, 0.02, 0.1)
    assert (run.place, run.goal) == (100, 300)
    assert neuron(run).w.tolist() == at_place.w.tolist(), "what is in hand stays"
    run.stand(None)
    w, b = steps([(100, 0.005, 0.0), (200, 0.02, 0.1)])
    np.testing.assert_allclose(neuron(run).w, w, rtol=0, atol=1e-12)
    assert neuron(run).b == pytest.approx(b, abs=1e-12)
    assert not here(run).steady
    assert neuron(run).recipe.settings.keys().isdisjoint({"learning_rate", "l2"}), "no recipe leads here again"
    run.stand(60)
    assert here(run).steady, "that far it went by its recipe"
    on_the_way(run, 0.005, 0.0, 0.5)
    run.stand(None)
    w, _ = steps([(60, 0.005, 0.0)])
    before = w.copy()
    assert np.abs(neuron(run).w - before).max() > 1e-4
    assert [name for _, name, _ in here(run).descent.changes] == ["momentum"], "the changes beyond it are gone"


def test_what_was_computed_beyond_a_change_stays_as_a_line_but_not_for_ever() -> None:
    run = whole_run(num_iterations=300)
    assert run.whole is not None
    costs = {record.iteration: record.cost for record in run.whole.descent.records}
    run.stand(100)
    on_the_way(run, 0.02)
    (line,) = run.given_up
    assert line.name == "rate 0.005"
    assert line.records[0].iteration >= 100
    assert line.records[-1].iteration == 300
    assert all(record.cost == costs[record.iteration] for record in line.records[:-1])
    run.change(learning_rate=0.03, l2=0.0, momentum=0.0, pale=False)
    run.compute()
    assert run.given_up == (line,), "a slider only passed it"
    for rate in (0.01, 0.02, 0.04, 0.05):
        on_the_way(run, rate, 0.5)
    assert [each.name for each in run.given_up] == ["rate 0.01, l2 0.5", "rate 0.02, l2 0.5", "rate 0.04, l2 0.5"]
    assert len(run.given_up) == MAX_GIVEN_UP


def test_a_larger_goal_goes_on_and_the_place_stays() -> None:
    run = whole_run(num_iterations=200)
    run.stand(50)
    run.aim(500)
    run.compute()
    assert (run.place, run.goal) == (50, 500)
    run.stand(None)
    assert neuron(run).digest == train(faces.load(), Recipe(num_iterations=500)).digest
    run.aim(900)
    run.compute()
    assert run.place == 900, "who stands at the end moves on with it"


@pytest.mark.parametrize(("place", "then"), [(50, 50), (120, 120), (121, 120), (200, 120)])
def test_a_smaller_goal_ends_the_run_there_and_the_place_with_it(place: int, then: int) -> None:
    run = whole_run(num_iterations=200)
    run.stand(place)
    run.aim(120)
    run.compute()
    assert (run.place, run.goal) == (then, 120)
    run.stand(None)
    assert run.is_over
    assert neuron(run).digest == train(faces.load(), Recipe(num_iterations=120)).digest


def test_no_place_lies_beyond_the_end_of_patience() -> None:
    run = whole_run(patience=1, learning_rate=1.0)
    assert run.whole is not None
    end, best = run.whole.iteration, run.whole.result.iteration
    assert best < end < run.goal
    run.stand(run.goal)
    assert run.place == end
    assert run.is_over
    assert neuron(run).iteration == best
    run.stand(end - 1)
    assert not run.is_over
    run.compute()
    assert run.whole.iteration == end, "there is nothing left to compute"


def test_a_run_beyond_all_numbers_has_a_place_where_it_was_sound() -> None:
    run = whole_run(learning_rate=10.0, num_iterations=2000, l2=1.0)
    assert here(run).classifier is None
    run.stand(1)
    assert np.isfinite(neuron(run).w).all()
    on_the_way(run, 0.001, 1.0)
    run.stand(None)
    w, _ = steps([(1, 10.0, 1.0), (run.goal - 1, 0.001, 1.0)])
    np.testing.assert_allclose(neuron(run).w, w, rtol=0, atol=1e-9)


def test_the_last_word_on_a_goal_before_anything_is_computed() -> None:
    run = WatchedRun(faces.load(), Recipe(num_iterations=10))
    assert (run.whole, run.here, run.place, run.running) == (None, None, 0, False)
    run.aim(20)
    run.change(learning_rate=1.0, l2=0.0, momentum=0.0)
    assert run.given_up == ()
    run.compute()
    assert run.place == run.goal == 20


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """No run takes a blink."""
    monkeypatch.setattr(watched, "INSTANT", 0.0)


@pytest.mark.usefixtures("slow")
def test_a_long_run_comes_in_pieces_and_what_was_handed_over_stays_as_it_was(background: Background) -> None:
    run = WatchedRun(faces.load(), Recipe(num_iterations=1000))
    run.compute()
    assert run.running
    assert run.whole is None, "the products of the images are made in the background too"
    pieces: list[tuple[Training, int, str]] = []
    while background.turn():
        assert run.whole is not None
        pieces.append((run.whole, run.whole.iteration, run.version))
    assert not run.running
    assert [iteration for _, iteration, _ in pieces] == sorted({iteration for _, iteration, _ in pieces})
    assert len(pieces) >= 4
    assert len({version for *_, version in pieces}) == len(pieces)
    for training, iteration, _ in pieces[1:]:
        assert training.iteration == iteration
        assert training.classifier is not None
        assert training.classifier.digest == train(faces.load(), Recipe(num_iterations=iteration)).digest
    assert neuron(run).digest == train(faces.load(), Recipe(num_iterations=1000)).digest


@pytest.mark.usefixtures("slow")
def test_a_slice_takes_as_many_steps_as_fit_by_the_clock(background: Background) -> None:
    run = WatchedRun(faces.load(), Recipe(num_iterations=100_000))
    shown, pace = 0.0, 0.004

    def clock() -> float:  # each slice seems to take 4 ms, whatever it does
        nonlocal shown
        shown += pace
        return shown

    background.clock = clock
    run.compute()
    taken = []
    for _ in range(5):
        before = run.place
        background.turn()
        taken.append(run.place - before)
    assert taken == [0, 1, 10, 100, 1000], "no leap from one measurement to the next"
    pace = 1.0
    run.look()
    for _ in range(5):
        background.turn()
        run.look()
    before = run.place
    background.turn()
    assert run.place == before + 1, "where one step is longer than a slice, one is taken"
    assert run.seconds_left == pytest.approx((100_000 - run.place) * 1.0, rel=1e-6)


@pytest.mark.usefixtures("slow")
def test_what_comes_of_a_run_that_was_stopped_meanwhile_is_dropped(background: Background) -> None:
    run = WatchedRun(faces.load(), Recipe(num_iterations=100_000))
    run.compute()
    for _ in range(3):
        background.turn()
    stopped_at = run.place
    assert stopped_at == 11
    ahead = run._ahead
    assert ahead is not None
    run.stop()
    assert not run.running
    assert ahead._slice(), "a thread was in the middle of it"
    assert (run.place, run.goal, run.is_over) == (stopped_at, stopped_at, True)
    assert not background.turn()


@pytest.mark.usefixtures("slow")
def test_settings_that_change_while_it_is_computed_hold_from_what_is_computed(background: Background) -> None:
    run = WatchedRun(faces.load(), Recipe(num_iterations=300))
    run.compute()
    for _ in range(3):
        background.turn()
    on_the_way(run, 0.02)
    while background.turn():
        pass
    run.stand(None)
    w, _ = steps([(11, 0.005, 0.0), (289, 0.02, 0.0)])
    np.testing.assert_allclose(neuron(run).w, w, rtol=0, atol=1e-12)


@pytest.mark.usefixtures("slow")
def test_a_place_that_was_chosen_stays_while_more_is_computed(background: Background) -> None:
    run = WatchedRun(faces.load(), Recipe(num_iterations=300))
    run.compute()
    for _ in range(3):
        background.turn()
    run.stand(run.place)
    background.turn()
    at_place = here(run)
    while background.turn():
        assert here(run) is at_place, "it is not worked out anew"
    assert run.place == 11
    assert run.whole is not None
    assert run.whole.iteration == 300


@pytest.mark.usefixtures("slow")
def test_what_is_read_at_one_moment_belongs_together_whatever_is_computed_meanwhile(background: Background) -> None:
    run = WatchedRun(faces.load(), Recipe(num_iterations=100_000))
    run.number = 7
    assert run.moment is None
    run.compute()
    reader_sees: list[tuple[str, int, int]] = []
    is_over = threading.Event()

    def compute() -> None:
        while run.place < 5000 and background.turn():
            pass
        is_over.set()

    thread = threading.Thread(target=compute)
    thread.start()
    while not is_over.is_set():
        if moment := run.moment:
            reader_sees.append((moment.version, moment.whole.iteration, moment.here.iteration))
    thread.join()
    assert len({(version, whole) for version, whole, _ in reader_sees}) == len({seen[0] for seen in reader_sees})
    assert all(whole == here for _, whole, here in reader_sees)
    before = run.moment
    assert before is not None
    assert before.running
    run.stop()
    after = run.moment
    assert after is not None
    assert after.version != before.version
    assert not after.running


@pytest.mark.usefixtures("slow")
def test_an_error_ends_the_run_with_a_sentence_and_keeps_what_is_computed(
    background: Background, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = WatchedRun(faces.load(), Recipe(num_iterations=100_000))
    run.compute()
    for _ in range(3):
        background.turn()

    def fail(*_: object) -> None:
        raise MemoryError("/secret/path")

    monkeypatch.setattr(Training, "step", fail)
    background.turn()
    assert not run.running
    assert run.place == 11
    assert "failed after 11 iterations" in run.problem
    assert "secret" not in run.problem
    monkeypatch.undo()
    run.aim(20)
    run.compute()
    assert run.problem == ""


@pytest.mark.parametrize("seed", range(6))
def test_whatever_a_visitor_does_the_neuron_in_hand_is_that_of_the_plan(
    background: Background, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """The plan is kept beside it: the rate and the penalty of each step."""
    draw = np.random.default_rng(seed)
    if seed % 2:
        monkeypatch.setattr(watched, "INSTANT", 0.0)
    run = WatchedRun(faces.load(), Recipe(learning_rate=0.01, num_iterations=60))
    run.compute()
    while background.turn():
        pass
    now, plan, at = (0.01, 0.0), [(0.01, 0.0)] * 60, 60
    for _ in range(12):
        act = draw.choice(["stand", "change", "aim", "stop"], p=[0.4, 0.3, 0.25, 0.05])
        if act == "stand":
            at = int(draw.integers(0, len(plan) + 1))
            run.stand(at)
        elif act == "change" and at:
            now = (float(draw.choice([0.002, 0.01, 0.03])), float(draw.choice([0.0, 0.1])))
            run.change(learning_rate=now[0], l2=now[1], momentum=0.0)
            plan = plan[:at] + [now] * (len(plan) - at)
        elif act == "aim":
            goal, was_at_end = int(draw.integers(max(1, at - 20), 120)), at == len(plan)
            run.aim(goal)
            now = plan[goal] if goal < len(plan) else now
            plan = plan[:goal] + [now] * (goal - len(plan))
            at = goal if was_at_end else min(at, goal)
        elif act == "stop":
            run.stop()
        run.compute()
        while background.turn():
            pass
        assert (run.place, run.goal) == (at, len(plan))
        w, b = steps([(1, *settings) for settings in plan[:at]])
        np.testing.assert_allclose(here(run).descent.w, w, rtol=0, atol=1e-11)
        assert here(run).descent.b == pytest.approx(b, abs=1e-11)
        assert here(run).steady == (len(set(plan[:at])) < 2 and set(plan[:at]) <= {(0.01, 0.0)})


def test_a_run_shares_the_products_of_the_images_with_the_one_before() -> None:
    first = whole_run(num_iterations=10)
    second = WatchedRun(faces.load(), Recipe(num_iterations=20), first.whole)
    second.compute()
    assert here(second).descent.space is here(first).descent.space
    third = WatchedRun(digits.load(3, 8), Recipe(num_iterations=20), first.whole)
    third.compute()
    assert here(third).descent.space is not here(first).descent.space


@pytest.mark.parametrize("goal", [1, 150, 399, 400, 1000, 2000, 100_000])
def test_the_curve_looks_at_even_and_at_odd_steps(goal: int) -> None:
    assert pace_of(goal) % 2 == 1
    assert goal / pace_of(goal) <= 400


def test_a_run_of_a_dataset_that_everybody_has_is_computed_once_and_changed_by_nobody_for_others() -> None:
    recipe = Recipe(learning_rate=0.0123, num_iterations=70)
    one, two = (WatchedRun(faces.load(), recipe, shared=True) for _ in range(2))
    own = WatchedRun(faces.load(), recipe)
    for run in (one, two, own):
        run.compute()
    assert one.whole is two.whole
    assert own.whole is not one.whole, "what is the visitor's own is shared with nobody"
    one.stand(30)
    one.change(learning_rate=0.1, l2=0.5, momentum=0.9)
    one.compute()
    one.aim(90)
    one.compute()
    assert one.whole is not None
    assert one.whole.iteration == 90
    assert two.whole is not None
    assert own.whole is not None
    assert two.whole.classifier is not None
    assert own.whole.classifier is not None
    assert (two.place, two.whole.changed, two.whole.goal) == (70, [], 70)
    assert two.whole.classifier.digest == own.whole.classifier.digest
    assert [record.cost for record in two.whole.descent.records] == [r.cost for r in own.whole.descent.records]
