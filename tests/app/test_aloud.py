"""What is said aloud: each once, and nothing that nobody changed."""

from __future__ import annotations

import json
from typing import NamedTuple

from streamlit.testing.v1 import AppTest

from logreg_core import Recipe
from logreg_core.sources import faces
from pages.visit.background import Background
from pages.visit.photos import Photo
from pages.visit.watched import WatchedRun

from .conftest import Open, components, go_to, press, slots
from .test_edit import pick


class Said(NamedTuple):
    """What the browser is told: the page, the words that were said last, and their mark."""

    page: str
    mark: str
    words: str


def said(app: AppTest) -> Said:
    (told,) = (json.loads(each.json) for each in components(app, "aloud"))
    return Said(told["page"], told["mark"], told["words"])


def take(app: AppTest, number: int) -> AppTest:
    photo = Photo(faces.load().test.images[number], f"Test image {number}", number)
    slots(app)["test_image"] = photo
    return app.run()


def test_an_answer_is_said_when_there_is_another_one(open_page: Open) -> None:
    app = open_page("predict", trained=100)
    assert said(app).page == "Predict"
    before = said(app)
    first = said(take(app, 0))
    assert first.mark != before.mark
    assert first.words.startswith(f"Test image 0. The neuron says: {app.header[0].value.split(': ')[1]}, face ")
    assert said(app.run()) == first, "it has the mark of what the browser has said"
    assert said(go_to(go_to(app, "edit"), "predict")) == first
    assert said(take(app, 1)).mark != first.mark


def test_how_a_run_ended_is_said_but_on_train_where_the_player_says_it(open_page: Open) -> None:
    app = open_page("train", trained=100)
    assert said(app) == ("Train", "", "")
    assert said(go_to(app, "weights")) == ("Weights", "", "")
    assert said(press(go_to(app, "train"), "Reset")).words == "The run is forgotten."

    background = Background(threads=0, clock=lambda: 0.0)
    run = WatchedRun(faces.load(), Recipe(num_iterations=100_000), background=background)
    run.compute()
    for _ in range(3):
        background.turn()
    slots(app)["run"] = run
    assert said(go_to(app, "edit")).words == "The run is forgotten.", "it is still under way"
    run.stop()
    assert run.here is not None
    cost = run.here.result.cost
    assert said(app.run()).words.startswith(
        f"The current run: {run.here.iteration:,} iterations, training cost {cost:.4f}, "
    )


def test_what_is_taken_back_is_said(open_page: Open) -> None:
    app = press(pick(open_page("edit"), {3, 7}), "Leave 2 images out")
    assert said(app).words == ""
    first = said(press(app, "Undo"))
    assert first.words.startswith("Undone: ")
    press(pick(app, {3, 7}), "Leave 2 images out")
    again = said(press(app, "Undo"))
    assert (again.words, again.mark != first.mark) == (first.words, True), "said anew"
    press(pick(app, {3}), "Leave 1 image out")
    assert said(press(app, "Undo all")).words == "All changes are undone."
