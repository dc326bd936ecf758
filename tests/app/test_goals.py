"""Goals: ticked where they happen, by what is in hand, and kept by the browser."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from classroom.exercise.goals import GOALS, HIDDEN
from classroom.exercise.painting import Easel
from logreg_core import train
from logreg_core.sources import faces
from pages.visit import goals
from pages.visit.background import Background
from pages.visit.photos import Photo

from .conftest import Open, components, go_to, press, set_state, slots, stand, words
from .states import twelve
from .test_paint import paint, value
from .test_train import set_number


def toasts(app: AppTest) -> list[str]:
    return [each.value for each in app.toast]


def kept(app: AppTest) -> dict[str, float]:
    (persistence,) = (each for each in components(app, "persistence") if "on_the_way" not in each.json)
    text = json.loads(persistence.json)["text"]
    return dict(json.loads(text).get("goals", {})) if text else {}


def bring(app: AppTest, value: object) -> AppTest:
    """The browser brings what it kept."""
    return set_state(app, "persistence", found={"shared": json.dumps({"goals": value})})


def test_all_are_listed_with_a_hint_and_the_page_where_they_are_done(open_page: Open) -> None:
    app = open_page("goals")
    text = words(app)
    assert "**0 of 10** reached" in text
    assert all(f"**{goal.title}**" in text and goal.hint in text for goal in GOALS)
    hidden = train(faces.load(), HIDDEN)
    assert f"Its checksum is `{hidden.checksum}`" in text
    assert [link.proto.page for link in app.get("page_link")][:10] == [goal.page.removesuffix(".py") for goal in GOALS]


def test_a_goal_is_ticked_where_it_is_reached_once_and_a_better_score_takes_its_place(open_page: Open) -> None:
    app = open_page("train", trained=400)
    assert toasts(app) == []
    set_number(app, "learning_rate", 0.06)
    set_number(app, "num_iterations", 1000)
    run = slots(app)["run"].whole
    first = min(record.iteration for record in run.descent.records if record.cost < 0.1)
    assert toasts(app) == [
        f"Goal reached: Quick, by iteration {first}. The training cost of the faces fell below 0.1."
    ], "which and why, for who did not try to"
    assert kept(app) == {"quick": first}
    app.run()
    assert toasts(app) == []
    set_number(app, "momentum", 0.9)
    assert kept(app)["quick"] < first
    assert not [each for each in toasts(app) if "Quick" in each]
    text = words(go_to(app, "goals"))
    assert f"**Quick**, reached: by iteration {kept(app)['quick']:,.0f}" in text
    press(app, "Forget what is reached")
    assert "**0 of 10** reached" in words(app)


def test_the_place_counts_and_so_does_the_picture_in_hand(open_page: Open) -> None:
    app = open_page("train", trained=500)
    set_number(app, "learning_rate", HIDDEN.learning_rate)
    stand(app, HIDDEN.num_iterations)
    assert toasts(app) == ["Goal reached: The same one. Your neuron has the same checksum."]
    data = faces.load()
    slots(app)["test_image"] = Photo(data.test.images[0], "Test image 0", 0)
    app.run()
    twins = [bool((data.train.images == image).all(axis=(1, 2, 3)).any()) for image in data.test.images]
    assert ("twin" in kept(app)) == twins[0]


def test_a_run_from_zero_beats_a_painting(open_page: Open) -> None:
    easel = Easel.of(faces.load())
    app = paint(open_page("paint", trained=1), value(easel.averages().levels, 75))
    right = easel.right(easel.averages())[1]
    assert right > 25, "better than one answer"
    go_to(app, "train")
    set_number(app, "num_iterations", 2000)
    run = slots(app)["run"].whole
    assert ("beaten" in kept(app)) == (round(50 * run.result.test_accuracy) > right)


def test_what_the_run_alone_decides_is_not_worked_out_again_where_something_else_changes(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    counted = tuple(replace(goal, score=lambda facts, name=goal.name: asked.append(name)) for goal in GOALS)
    monkeypatch.setattr(goals, "GOALS", counted)
    app = open_page("evaluate", trained=30)
    assert set(asked) == {goal.name for goal in GOALS}
    asked.clear()
    app.run()
    assert not asked
    app.slider[0].set_value(0.9).run()
    assert set(asked) == {goal.name for goal in GOALS if not goal.of_the_run}


def test_a_run_that_is_being_computed_is_not_looked_at(open_page: Open, background: Background) -> None:
    app = open_page("train")
    set_number(app, "num_iterations", 100_000)
    set_number(app, "learning_rate", 0.06)
    press(app, "Train")
    assert background.turn()
    assert background.turn()
    app.run()
    assert kept(app) == {}


def test_what_the_browser_kept_comes_back_and_the_better_one_of_both_counts(open_page: Open) -> None:
    app = bring(open_page("goals"), {"quick": 123, "yes": 1.0, "nonsense": 5})
    assert "**2 of 10** reached" in words(app)
    assert "by iteration 123" in words(app)
    for wrong in ([], {"quick": "soon"}, {"quick": True}, {"quick": 10**400}, 3, None):
        app = bring(open_page("goals"), wrong)
        assert "**0 of 10** reached" in words(app)


def test_a_dataset_of_ones_own_reaches_nothing_by_being_there(open_page: Open) -> None:
    app = open_page("goals")
    slots(app)["dataset"] = ("uploaded", twelve())
    slots(app)["uploaded"] = twelve()
    app.run()
    assert kept(app) == {}
    assert np.all([f"**{goal.title}**" in words(app) for goal in GOALS])
