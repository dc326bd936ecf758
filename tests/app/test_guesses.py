"""Guess first: a question stands beside what shows its answer, holds nobody up, and is told once it is seen."""

from __future__ import annotations

import json

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from classroom.exercise.guesses import QUESTIONS
from logreg_core.experiments import memorise
from logreg_core.sources.faces import load as faces
from pages.shared.words import as_text

from .conftest import Open, button, components, given, go_to, press, set_state, unfold, words
from .test_experiments import few
from .test_explore import choose
from .test_persistence import bring, kept


def asks(app: AppTest) -> bool:
    return any(each.label == "That is my guess" for each in app.button)


def shuffled(open_page: Open) -> AppTest:
    return few(choose(open_page("experiments"), "Experiment", "Shuffled labels"))


def guess_number(app: AppTest, name: str, value: float) -> AppTest:
    app.slider(key=f"guess.{name}").set_value(value).run()
    return press(app, "That is my guess")


def home_line(app: AppTest) -> list[str]:
    return [each.label for each in app.main.get("expander") if "came true" in each.label or "questions" in each.label]


def test_a_guess_begins_the_work_and_is_told_with_what_happened(open_page: Open) -> None:
    app = shuffled(open_page)
    assert QUESTIONS["shuffled_labels"].text in app.slider(key="guess.shuffled_labels").label
    assert "within 10 points" in words(app)
    app = guess_number(app, "shuffled_labels", 60)
    heart = float(memorise(faces(), shuffles=20).train.mean())
    assert abs(100 * heart - 60) > 10
    assert "You said 60" in words(app)
    assert "It did not come true." in words(app)
    assert not asks(app)
    assert home_line(go_to(app, "home")) == ["0 of 1 guess came true"]
    app = unfold(app, "home.guesses")
    assert "Labels that mean nothing:** you said 60 %".replace("%", as_text("%")) in words(app)


def test_a_number_is_a_guess_once_it_was_moved(open_page: Open) -> None:
    app = unfold(open_page("home"), "home.guess")
    assert button(app, "That is my guess").disabled, "where it begins nobody has guessed"
    guess_number(app, "zero_weights", 50)
    right = 100 * float(np.mean(faces().train.labels == 0))
    assert ("It came true." in words(app)) == (abs(right - 50) <= 5)


def test_evaluate_asks_one_question_at_a_time(open_page: Open) -> None:
    app = open_page("evaluate", trained=30)
    assert app.radio(key="guess.cheapest_threshold")
    app = unfold(app, "evaluate.guess")
    assert [each.key for each in app.radio if "guess." in str(each.key)] == ["guess.another_threshold"]
    press(app, "I just want to see")
    assert [each.key for each in app.radio if "guess." in str(each.key)] == ["guess.cheapest_threshold"]


def test_who_presses_the_button_is_not_asked_again(open_page: Open) -> None:
    app = press(shuffled(open_page), "Shuffle and train")
    assert "You said" not in words(app)
    choose(app, "Shuffles", 50)
    assert not asks(app), "it was seen"
    assert json.loads(kept(app.run()))["guesses"] == {"shuffled_labels": {}}
    assert home_line(go_to(app, "home")) == []


def test_i_just_want_to_see_shows_it(open_page: Open) -> None:
    app = press(shuffled(open_page), "I just want to see")
    assert app.metric
    assert "You said" not in words(app)


def test_no_more_questions_holds_everywhere_until_home(open_page: Open) -> None:
    app = press(shuffled(open_page), "No more questions")
    assert not asks(app)
    assert not app.metric, "nothing was begun"
    choose(app, "Experiment", "New divisions")
    assert not asks(app)
    app = unfold(go_to(app, "home"), "home.guesses")
    assert home_line(app) == ["No more questions"]
    app.toggle(key="home.questions").set_value(True).run()
    assert home_line(app.run()) == []
    assert asks(go_to(app, "experiments"))


def test_two_questions_stand_before_the_learning_curve_and_the_last_begins_it(open_page: Open) -> None:
    app = choose(open_page("experiments"), "Experiment", "Learning curve")
    assert given(app, "guess_curve")["heights"] == [0.5] * 7
    set_state(app, "guess_curve", heights=[0.5, 0.6, 0.7, 0.8, 0.9, 0.9, 0.95])
    press(app, "That is my guess")
    assert not app.metric
    app.radio(key="guess.fewer_images").set_value("It stays, within 5 points").run()
    press(app, "That is my guess")
    assert "You said a curve from 50" in words(app)
    assert "You said “It stays" in words(app)
    (both,) = components(app, "guess_curve")
    shown = json.loads(both.json)
    np.testing.assert_allclose(shown["heights"], [0.5, 0.6, 0.7, 0.8, 0.9, 0.9, 0.95])
    assert len(shown["real"]) == 7
    assert shown["told"][0] == (
        "Your curve, test images right in %: from 50 at training images about ten to 95 at all; rises all the way."
    )
    assert "of 2 guesses came true" in home_line(go_to(app, "home"))[0]


@pytest.mark.parametrize("heights", ["x", [1, 2], [0.5] * 6 + [None], {"a": 1}, [1e308] * 7])
def test_a_curve_that_makes_no_sense_is_no_guess(open_page: Open, heights: object) -> None:
    app = choose(open_page("experiments"), "Experiment", "Learning curve")
    set_state(app, "guess_curve", heights=heights)
    assert button(app, "That is my guess").disabled


def test_train_is_not_held_up_and_asks_beside_the_run(open_page: Open) -> None:
    app = unfold(open_page("train"), "train.guess_first")
    app.radio(key="guess.longer_training").set_value("Fewer of them are right").run()
    press(app, "That is my guess")
    press(app, "Train")
    assert "You said “Fewer of them are right”" in words(app)
    app = unfold(app, "train.guesses")
    press(app, "I just want to see")
    assert "The cost at ten times the rate." in words(app)
    app.radio(key="guess.higher_rate").set_value("It ends lower").run()
    press(app, "That is my guess")
    assert "You said “It ends lower”" in words(app)
    assert "It came true." in words(app)
    for _ in range(2):
        press(app, "I just want to see")
    assert not asks(app)
    assert "A rate of 0.5." in words(app)
    assert "without the penalty" in words(app)


@pytest.mark.parametrize(
    ("page", "fold", "trained"),
    [
        ("home", "home.guess", 0),
        ("explore", "explore.guess", 0),
        ("evaluate", "evaluate.guess", 30),
        ("calibration", "calibration.guess", 30),
    ],
)
def test_a_fold_asks_and_then_says_what_happens(open_page: Open, page: str, fold: str, trained: int) -> None:
    app = unfold(open_page(page, trained=trained), fold)
    name = next(name for name, each in QUESTIONS.items() if each.place == page)
    app.button(key=f"guess.{name}.see").click().run()
    assert not [each for each in app.button if each.key == f"guess.{name}.see"]
    assert f"**{QUESTIONS[name].title}.**" in words(app)


def test_what_a_browser_brings_is_checked_and_shown_as_text(open_page: Open) -> None:
    entry = {"said": "70 %", "happened": "<b>x</b> [a](http://b)", "true": True}
    app = bring(open_page("home"), json.dumps({"guesses": {"shuffled_labels": entry, "nothing": {}}}))
    assert home_line(app) == ["1 of 1 guess came true"]
    assert as_text(entry["happened"]) in words(unfold(app, "home.guesses"))
    press(app, "Forget my guesses")
    assert home_line(app) == []


@pytest.mark.parametrize(
    "guesses",
    [
        [],
        {"shuffled_labels": None},
        {"shuffled_labels": {"said": "x", "happened": "y", "true": 1}},
        {"shuffled_labels": {"said": "x" * 500, "happened": "y", "true": True}},
        {"shuffled_labels": {"said": ["x"], "happened": "y", "true": True}},
        {str(i): {} for i in range(101)},
    ],
    ids=str,
)
def test_guesses_that_make_no_sense_are_left_out(open_page: Open, guesses: object) -> None:
    app = bring(open_page("home"), json.dumps({"guesses": guesses, "no_more_questions": 3}))
    assert home_line(app) == []
    assert "guesses" not in kept(app.run())


def test_another_dataset_lets_go_of_a_guess_that_was_not_seen(open_page: Open) -> None:
    app = unfold(open_page("train"), "train.guess_first")
    app.radio(key="guess.longer_training").set_value("As many are right").run()
    press(app, "That is my guess")
    choose(go_to(app, "explore"), "Dataset", "digits")
    assert unfold(go_to(app, "train"), "train.guess_first").radio(key="guess.longer_training")
