"""What work has found is there again after a reload, and nothing is worked out for it once more."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from logreg_core import ArgumentError
from pages.shared import work
from pages.visit.findings import FINDINGS

from .conftest import Open, flat, go_to, press, words
from .states import seen
from .test_experiments import few
from .test_explore import choose
from .test_hand import after_a_reload, hand_of, page
from .test_train import set_number, the

RUN = 60  # iterations of the current neuron, of which the experiments take their recipe


def sweep(app: AppTest) -> AppTest:
    set_number(app, "num_iterations", 30)
    app.select_slider(key="sweep.rates").set_range(0.002, 0.01).run()
    app.multiselect(key="sweep.penalties").set_value([0.1, 0.0]).run()
    return press(choose(app, "Folds", 3), "Sweep")


def room(name: str, button: str) -> Callable[[AppTest], AppTest]:
    def do(app: AppTest) -> AppTest:
        choose(app, "Experiment", name)
        if name in ("New divisions", "Shuffled labels"):
            few(app)
        return press(app, button)

    return do


WORK: dict[str, tuple[str, Callable[[AppTest], AppTest]]] = {
    "sweep": ("sweep", sweep),
    "features": ("features", lambda app: press(app, "Compare them")),
    "resplits": ("experiments", room("New divisions", "Divide and train")),
    "memorisation": ("experiments", room("Shuffled labels", "Shuffle and train")),
    "learning_curve": ("experiments", room("Learning curve", "Train with ever more")),
    "leaks": ("experiments", room("Same photo twice", "Look for them")),
    "pixels_used": ("experiments", room("More pixels", "Show more and more")),
    "penalty_path": ("experiments", room("Penalty's path", "Walk the path")),
    "random_weights": ("experiments", room("Best of many", "Draw and choose")),
    "absence": ("why", lambda app: press(choose(app, "Ask", "Who wrote this?"), "Train again without each")),
    "crossed": ("evaluate", lambda app: press(app, "Find the cheapest threshold")),
}


def held(app: AppTest) -> dict[str, Any]:
    """What a visitor has in hand and has chosen."""
    every = flat(app.session_state.to_dict()).items()
    return {name: value for name, value in every if name.startswith(("in_hand.", "sweep.", "experiments."))}


def nothing_is_worked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise AssertionError("This has been worked out before.")

    for each in ("here", "anywhere"):
        monkeypatch.setattr(work, each, refuse)


@pytest.mark.parametrize("name", WORK)
def test_it_is_shown_after_a_reload_without_being_worked_out(
    open_page: Open, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    where, do = WORK[name]
    app = open_page(where, trained=RUN)
    if name == "features":
        press(go_to(app, "train"), "Reset")
        go_to(app, where)
    before = seen(do(app))
    text, data, marks = hand_of(held(app))
    assert name in data
    after = after_a_reload(text, data)
    assert after["lost"] == ()
    assert hand_of(after)[2] == marks, "the browser need not be given it once more"
    nothing_is_worked_out(monkeypatch)
    back = page(after, where)
    if name == "absence":
        choose(back, "Ask", "Who wrote this?")
    assert seen(back).text == before.text
    assert seen(back).buttons == before.buttons


def test_it_is_for_the_dataset_in_hand_and_goes_with_a_record_of_another(open_page: Open) -> None:
    app = sweep(open_page("sweep"))
    text, data, _ = hand_of(held(app))
    assert json.loads(text)["hand_choices"] == {
        "sweep.rates": [0.002, 0.01],
        "sweep.penalties": [0.1, 0.0],
        "sweep.folds": 3,
    }
    after = after_a_reload(text[:-1] + ',"hand_dataset":"digits"}', data)
    assert after["lost"] == ("the sweep",)
    assert "Sweep" in [each.label for each in page(after, "sweep").button]
    choose(go_to(app, "explore"), "Dataset", "digits")
    assert "sweep" not in hand_of(held(app))[2], "nor is it kept while another dataset is in hand"
    choose(app, "Dataset", "faces")
    assert "sweep" in hand_of(held(app))[2]


def test_a_single_rate_and_no_penalty_come_back_too(open_page: Open) -> None:
    app = open_page("sweep")
    app.select_slider(key="sweep.rates").set_range(0.05, 0.05).run()
    app.multiselect(key="sweep.penalties").set_value([]).run()
    after = after_a_reload(*hand_of(held(app))[:2])
    assert (after["sweep.rates"], after["sweep.penalties"]) == ((0.05, 0.05), [])


def test_every_finding_is_tried_here() -> None:
    assert {each.name for each in FINDINGS} == WORK.keys() | {"resplits_features"}


def test_a_sweep_that_ended_with_its_server_is_missed_in_one_sentence_with_its_settings(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> None:
        held_then.update(flat(st.session_state.to_dict()))
        raise ArgumentError("The server is gone.")

    held_then: dict[str, Any] = {}
    with monkeypatch.context() as patch:
        patch.setattr(work, "anywhere", lambda: SimpleNamespace(run=gone))
        app = sweep(open_page("sweep"))
    said = "“Sweep” was interrupted before it was done. The settings are kept: press it again."
    assert said not in words(app)
    assert "under_way" not in hand_of(held(app))[0]
    before = {name: value for name, value in held_then.items() if name.startswith(("in_hand.", "sweep."))}
    back = page(after_a_reload(*hand_of(before)[:2]), "sweep")
    assert said in words(back)
    assert the(back.number_input, "num_iterations").value == 30
    assert back.select_slider(key="sweep.rates").value == (0.002, 0.01)
    assert "under_way" not in hand_of(held(back))[0], "one reload more does not say it again"
    press(back, "Sweep")
    assert "Lowest held-out cost" in words(back)
    assert said not in words(choose(back, "Folds", 5))


@pytest.mark.parametrize("forged", ['"nobody"', "[1]", "{}", '["sweep"]'])
def test_nothing_but_the_name_of_a_finding_is_missed(forged: str) -> None:
    assert "in_hand.finding_interrupted" not in after_a_reload(f'{{"hand_under_way":{forged}}}', {})
