"""Film: an address that was given out, which leads to Train."""

from __future__ import annotations

from .conftest import Open, costs, go_to, iteration, slots, stand, told, words
from .states import state


def test_the_film_is_the_run_in_hand_played_on_train(open_page: Open) -> None:
    app = stand(open_page("train", trained=30), 7)
    before, version = costs(app), told(app)[0]["version"]
    go_to(app, "film")
    assert app.title[0].value == "Train a neuron"
    header, _ = told(app)
    assert (header["play"], header["version"]) == (1, version)
    assert costs(app) == before
    assert iteration(app) == 7, "what she has in hand stays"


def test_who_comes_without_a_run_gets_one_if_it_takes_a_blink(open_page: Open) -> None:
    app = open_page("film", link={"num_iterations": "50"})
    assert (told(app)[0]["play"], iteration(app)) == (1, 50)
    assert app.query_params == {"num_iterations": "50", "trained": "50"}
    app = open_page("film", link={"num_iterations": "100000"})
    assert "run" not in slots(app)
    assert iteration(app) == 0
    assert "Press **Train** and watch." in words(app)


def test_a_model_that_was_loaded_stays_in_hand(open_page: Open) -> None:
    app = open_page("home")
    slots(app)["taken_classifier"] = state("loaded").taken
    go_to(app, "film")
    assert "run" not in slots(app)
    assert iteration(app) == 0
    assert slots(app)["taken_classifier"] is state("loaded").taken
