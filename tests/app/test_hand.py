"""What a tab has in hand comes back after a reload as it was; what anybody else wrote is refused, and harms nothing."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from classroom.exercise.by_hand import START
from classroom.exercise.mistakes import MISTAKES
from logreg_core.data.collection import SIDE, Collection, Picture
from logreg_core.data.edits import Edits
from pages.shared.pictures import data_uri
from pages.visit.background import Background
from pages.visit.collecting import Collecting
from pages.visit.data import Edited
from pages.visit.photos import Photo
from pages.visit.rows import Row

from .conftest import ROOT, Open, components, flat, go_to, hold, press, slots, words
from .states import STATES, in_bursts, in_hand, seen, state, under_way

Hand = tuple[str, dict[str, bytes], dict[str, str]]


def _gives() -> None:
    import streamlit as st

    from pages.visit import persistence

    packs = {each.name: each.pack() for each in persistence.packed() if each.mark()}
    st.session_state["given"] = (
        persistence.as_text("tab"),
        {name: pack() for name, pack in packs.items()},
        persistence.marks(),
    )


def _takes() -> None:
    import streamlit as st

    from pages.visit import persistence

    st.session_state["lost"] = persistence.bring_hand(*st.session_state["brought"])
    st.session_state["after"] = {name: value for name, value in st.session_state.items() if name != "brought"}


def hand_of(held: dict[str, Any]) -> Hand:
    """What the browser of a visitor is given, who has this in the state of her session."""
    app = AppTest.from_function(_gives, default_timeout=300)
    hold(app, held).run()
    assert not app.exception, app.exception
    found: Hand = app.session_state["given"]
    return found


def after_a_reload(text: str, data: dict[str, bytes]) -> dict[str, Any]:
    """The state of the session in which the browser has brought this back, and ``lost``."""
    app = AppTest.from_function(_takes, default_timeout=300)
    app.session_state["brought"] = (text, data)
    app.run()
    assert not app.exception, app.exception
    return flat(app.session_state["after"])


def told(app: AppTest) -> dict[str, Any]:
    """What the browser is told of what is in hand."""
    *_, persistence = components(app, "persistence")
    found: dict[str, Any] = json.loads(persistence.json)["hand"]
    return found


def page(held: dict[str, Any], name: str) -> AppTest:
    """A page, as a visitor sees it who has this in the state of her session."""
    app = AppTest.from_file(str(ROOT / "pages" / "menu.py"), default_timeout=300)
    hold(app, held)
    return go_to(app.run(), name)


@pytest.mark.parametrize("name", [name for name in STATES if name != "in a lesson"])
def test_whatever_is_in_hand_comes_back_as_it_was(name: str, background: Background) -> None:
    before = in_hand(state(name))
    text, data, marks = hand_of(before)
    after = after_a_reload(text, data)
    assert after["lost"] == ()
    assert hand_of(after)[0] == text
    assert hand_of(after)[2] == marks, "the browser need not be given it once more"
    one, other = before.get("in_hand.run"), after.get("in_hand.run")
    assert (one is None) == (other is None)
    if one is None or one.here is None:
        return
    if other.running:
        assert other.stood.iteration == one.place, "its numbers are there at once"
        assert repr(other.stood.record) == repr(one.here.result)
        assert other.stood.classifier.digest == one.here.classifier.digest
        while other.stood:
            background.turn()
        one, other = one.whole.at(one.place), other.whole.at(one.place)
        assert (other.classifier.digest, repr(other.descent.records)) == (
            one.classifier.digest,
            repr(one.descent.records),
        )
    else:
        assert repr(other.here.result) == repr(one.here.result)
        assert (other.place, other.goal, other.number) == (one.place, one.goal, one.number)
        assert (one.here.classifier and one.here.classifier.digest) == (
            other.here.classifier and other.here.classifier.digest
        )
        assert repr(other.here.descent.records) == repr(one.here.descent.records)
        assert repr(other.given_up) == repr(one.given_up)


@pytest.mark.parametrize("name", ["changed on the way", "patience, cut bursts", "painted start", "loaded"])
def test_pages_show_the_same_as_before(name: str) -> None:
    before = in_hand(state(name))
    after = after_a_reload(*hand_of(before)[:2])
    for each in ("train", "compare", "predict"):
        one, other = (seen(page(held, each)) for held in (before, after))
        assert other.text == one.text
        assert (other.sidebar, other.errors, other.buttons) == (one.sidebar, one.errors, one.buttons)
        if one.played is not None and other.played is not None:
            assert other.played.to_bytes() == one.played.to_bytes()


def test_a_run_under_way_goes_on_and_ends_as_if_nothing_had_been(background: Background) -> None:
    held = under_way(in_bursts(cut=False), 3)
    run = held.run
    assert run is not None
    run.aim(20_000)
    run.compute()
    assert run.whole is not None
    assert 0 < run.whole.iteration < 20_000
    text, data, _ = hand_of(in_hand(held))
    back = after_a_reload(text, data)["in_hand.run"]
    assert back.running
    assert back.stood.iteration == run.whole.iteration
    while background.turn():
        pass
    assert back.whole.finished
    straight = run.whole.at(run.whole.iteration)
    straight.finish()
    assert back.whole.classifier.digest == straight.classifier.digest  # type: ignore[union-attr]
    assert repr(back.whole.descent.records) == repr(straight.descent.records)


def test_a_long_run_has_its_numbers_and_its_neuron_at_once_and_is_computed_again_up_to_there(
    background: Background,
) -> None:
    held = under_way(in_bursts(cut=False), 5)
    run = held.run
    assert run is not None
    assert run.whole is not None
    run.change(learning_rate=0.02, l2=0.0, momentum=0.0)
    run.aim(20_000)
    run.compute()
    while background.turn():
        pass
    place = run.whole.iteration - 50
    run.stand(place)
    assert run.here is not None
    before = run.here.classifier
    assert before is not None
    after = after_a_reload(*hand_of(in_hand(held))[:2])
    back = after["in_hand.run"]
    for name in ("predict", "weights", "why", "keep"):
        assert "no step yet" not in words(page(after, name)), name
    app = page(after, "train")
    (bar,) = app.get("progress")
    assert bar.proto.value == 0
    assert f"You were at iteration {place:,}: training cost {run.here.result.cost:.4f}, " in bar.proto.text
    background.turn()
    background.turn()
    back.stand_again(place)  # a thread may be sooner than the next value that is brought
    assert 0 < back.whole.iteration < place
    assert back.stood.classifier.digest == before.digest
    assert "trained" not in app.query_params, "no link leads to a run that is changed on its way"
    while background.turn():
        pass
    assert (back.stood, back.place, back.whole.descent.changes) == (None, place, run.whole.descent.changes)
    assert back.here.classifier.digest == before.digest
    assert not page(after, "train").get("progress")


def test_a_built_in_dataset_is_kept_by_its_name_and_the_threshold_with_it(open_page: Open) -> None:
    app = open_page("explore", link={"data": "digits", "l2": "0.25"})
    slots(app)["setting.threshold"] = 0.25
    hand = told(app.run())
    assert hand["marks"] == {}
    assert json.loads(hand["text"])["hand_settings"] == {"l2": 0.25, "threshold": 0.25}
    after = after_a_reload(hand["text"], {})
    assert after["in_hand.dataset"][0] == "digits"
    assert (after["in_hand.setting.threshold"], after["in_hand.setting.l2"]) == (0.25, 0.25)


def test_whoever_has_done_nothing_has_nothing_in_hand(open_page: Open) -> None:
    app = open_page("home")
    for name in ("explore", "step", "train", "build", "edit"):
        app = go_to(app, name)
        assert (told(app)["text"], told(app)["marks"]) == ("", {}), name


def test_a_changed_dataset_comes_back_with_the_way_to_it_and_can_be_undone() -> None:
    original = in_bursts(cut=False)
    first = Edits.of(original)
    second = first.rename("<b>hat", "cup")
    third = second.leave_out("train", [0, 5])
    changed = Edited(third.dataset(), "uploaded", (first, second, third))
    held = {"uploaded": original, "edited": changed, "dataset": ("edited", changed.dataset)}
    text, data, _ = hand_of({f"in_hand.{name}": value for name, value in held.items()})
    after = after_a_reload(text, data)
    assert after["in_hand.dataset"][0] == "edited"
    assert after["in_hand.dataset"][1] is after["in_hand.edited"].dataset
    assert after["in_hand.dataset"][1].digest == changed.dataset.digest
    app = page(after, "edit")
    assert after["in_hand.edited"].steps[-1].history == third.history
    press(app, "Undo")
    assert slots(app)["dataset"][1].digest == second.dataset().digest
    press(app, "Undo all")
    assert slots(app)["dataset"][1].digest == original.digest
    lost = after_a_reload(text, {"edited": data["edited"]})
    assert lost["lost"] == ("your changes to the dataset",), "what they were made to is not there"
    assert "in_hand.dataset" not in lost


def test_pictures_of_build_come_back_and_more_can_be_taken() -> None:
    draws = np.random.default_rng(4)
    pictures = tuple(
        Picture(draws.integers(0, 256, (SIDE, SIDE, 3)).astype(np.uint8), int(n >= 60), 1 + n // 20, n + (n > 3))
        for n in range(1, 131)
    )
    held = Collecting(Collection(pictures, 140, 9))
    text, data, _ = hand_of({"in_hand.collecting": held, "build.name_1": "my <b>cup"})
    assert {"collected", "collected_1"} <= set(data)
    after = after_a_reload(text, data)
    back = after["in_hand.collecting"].collection
    assert [(each.number, each.label, each.burst) for each in back.pictures] == [
        (each.number, each.label, each.burst) for each in pictures
    ]
    assert all(np.array_equal(one.pixels, other.pixels) for one, other in zip(back.pictures, pictures, strict=True))
    app = page(after, "build")
    assert app.text_input(key="build.name_1").value == "my <b>cup"
    assert "130 of at most 500 pictures" in "\n".join(each.value for each in app.caption)
    name = "collected_1"
    assert after_a_reload(text, data | {name: data[name][:-9]})["lost"] == ("the pictures of Build",)


def test_a_picture_comes_back_with_the_part_of_it_that_is_used() -> None:
    pixels = np.random.default_rng(5).integers(0, 256, (40, 60, 3)).astype(np.uint8)
    held = {"in_hand.photo": Photo(pixels, "Your picture"), "predict.zoom": 2.0, "predict.across": 0.25}
    text, data, _ = hand_of(held)
    after = after_a_reload(text, data)
    back = after["in_hand.photo"]
    assert (back.title, after["predict.zoom"], after["predict.across"]) == ("Your picture", 2.0, 0.25)
    np.testing.assert_array_equal(back.pixels, pixels)


def test_rows_of_many_and_rounds_of_you_come_back() -> None:
    draws = np.random.default_rng(6)
    small = draws.integers(0, 256, (64, 64, 3)).astype(np.uint8)
    seen = [draws.integers(0, 256, (25, 25, 1)).astype(np.uint8) for _ in range(2)]
    rows = (
        Row("a.png", data_uri(small), seen[0], ""),
        Row("<b>.txt", "", None, "This file is not a picture."),
        Row("c", data_uri(small), seen[1], ""),
    )
    held = in_hand(state("trained")) | {"in_hand.photo_rows": rows}
    held |= {"in_hand.you.seed": 2, "in_hand.you.answers": {"any 2": (1, 0, 1)}}
    text, data, marks = hand_of(held)
    after = after_a_reload(text, data)
    for one, other in zip(after["in_hand.photo_rows"], rows, strict=True):
        assert (one.name, one.thumbnail, one.reason) == (other.name, other.thumbnail, other.reason)
        np.testing.assert_array_equal(one.seen, other.seen)
    assert (after["in_hand.you.seed"], after["in_hand.you.answers"]) == (2, {"any 2": (1, 0, 1)})
    assert hand_of(after)[2] == marks
    assert "in_hand.you.answers" not in after_a_reload(text, {}), "they were given to a neuron that is gone"


def test_the_sheet_comes_back() -> None:
    here = START.typed("w1", -1.5).step().step()
    text, _, _ = hand_of({"in_hand.step.here": here})
    back = after_a_reload(text, {})["in_hand.step.here"]
    assert (back.w.tolist(), back.b, back.rate, back.costs) == (here.w.tolist(), here.b, here.rate, here.costs)


def test_the_function_the_blanks_and_the_result_that_is_read_come_back() -> None:
    named = MISTAKES[3]
    text, _, _ = hand_of(
        {
            "code.which": "predict",
            "in_hand.step.blanks": {"mine": ["z1", "z2"], "found": ["z1"], "version": "v"},
            "in_hand.break_it.chosen": named.name,
            "in_hand.break_it.guesses": {named.name: named.answers[2].text, MISTAKES[4].name: ""},
        }
    )
    after = after_a_reload(text, {})
    assert [value for key, value in after.items() if re.fullmatch(r"code\.which(\.\d+)?", key)] == ["predict"]
    assert after["in_hand.step.blanks"] == {"mine": ["z1", "z2"], "found": ["z1"], "version": "v"}
    shown = page({key: value for key, value in after.items() if key.startswith("in_hand.")}, "break_it")
    assert shown.header[0].value == named.title
    assert named.lesson in words(shown), "it is run once more, and read on"
    assert f"You said: {named.answers[2].text}" in words(shown) or "came true" in words(shown)


def test_a_neuron_whose_dataset_is_gone_is_taken_without_its_run() -> None:
    held = in_hand(state("changed on the way"))
    text, data, _ = hand_of(held)
    after = after_a_reload(text.replace('"uploaded"', '"digits"'), {"run": data["run"]})
    assert after["lost"] == ()
    assert "in_hand.run" not in after
    assert after["in_hand.taken_classifier"].digest == held["in_hand.run"].here.classifier.digest


EVIL = ["", "x", "[]", "null", "[" * 9000, '{"hand_dataset": "nowhere"}', '{"hand_dataset": ["uploaded"]}']
EVIL += [
    json.dumps({f"hand_{name}": evil})
    for name in (
        "dataset",
        "settings",
        "place",
        "test_image",
        "part",
        "names",
        "sheet",
        "rounds",
        "choices",
        "which",
        "blanks",
        "reading",
    )
    for evil in (None, True, -1, 3, 1e308, "<script>alert(1)</script>", [1, 2, 3], {"w": [1, 2]}, {"zoom": "x"})
]
EVIL += [
    '{"hand_settings": {"learning_rate": -1, "threshold": 7, "num_iterations": 1e12, "x": {}}}',
    '{"hand_settings": {"learning_rate": NaN, "threshold": Infinity}}',
    '{"hand_sheet": {"w": [1, 2, 1e999], "b": 0, "rate": 1, "costs": []}}',
    '{"hand_sheet": {"w": [1, 2, 3], "b": 0, "rate": -1, "costs": [1]}}',
    '{"hand_sheet": {"w": [1, 2, 3], "b": 0, "rate": 1, "costs": [[]]}}',
    '{"hand_rounds": {"seed": 1, "answers": {"any 1": [2, "x", []]}}}',
    '{"hand_part": {"how": "x", "zoom": 1e9}, "hand_test_image": 0}',
    '{"hand_part": {"how": "crop", "zoom": Infinity}}',
    '{"hand_part": {"zoom": '
    + "9" * 400
    + '}, "hand_sheet": {"w": ['
    + "9" * 400
    + '], "b": 0, "rate": 1, "costs": []}}',
    '{"hand_choices": {"sweep.rates": [0.05, 0.0005], "sweep.penalties": [0.1, 0.1], "sweep.folds": true}}',
    '{"hand_choices": {"sweep.rates": [0.05], "sweep.folds": [5], "experiments.which": "More"}}',
    '{"hand_choices": {"sweep.penalties": [[]], "experiments.alike": "x", "experiments.splits": 1000000000}}',
    '{"hand_blanks": {"mine": ["z1", "x", 3, []], "found": ["z2", "z1"], "version": "v"}}',
    '{"hand_blanks": {"mine": {}, "found": [], "version": ""}}',
    '{"hand_reading": {"way": [], "chosen": 3, "guesses": {"uphill": "no answer", "x": ""}, "number": 1e9}}',
    '{"hand_reading": {"guesses": {}, "chosen": "round 5", "number": 3, "guess": ["uphill"]}}',
    '{"hand_reading": {"guesses": {"uphill": []}, "number": true, "guess": "uphill"}}',
    '{"hand_names": {"0": "' + "x" * 5000 + '", "1": 5}}',
]


def test_whatever_a_browser_brings_no_page_breaks() -> None:
    app = AppTest.from_function(_takes, default_timeout=300)
    for evil in EVIL:
        for data in (
            {},
            dict.fromkeys(("uploaded", "edited", "neuron", "run", "runs", "collected", "photo", "rows", "sweep"), b"x"),
        ):
            app.session_state["brought"] = (evil, data)
            app.run()
            assert not app.exception, (evil, app.exception)
            assert len(app.session_state["lost"]) == len(data)
    after = {name: value for name, value in app.session_state["after"].items() if name not in ("lost", "after")}
    assert after["sweep.rates"] == (0.0005, 0.05), "the lowest first"
    assert not {"sweep.penalties", "sweep.folds", "experiments.which", "experiments.alike"} & after.keys()
    for name in ("home", "step", "train", "build", "sweep", "experiments"):
        assert not page(after, name).exception
