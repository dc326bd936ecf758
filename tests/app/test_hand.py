"""What a tab has in hand comes back after a reload as it was; what anybody else wrote is refused, and harms nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.visit.background import Background

from .conftest import ROOT, Open, components, go_to
from .states import STATES, in_bursts, in_hand, seen, state, under_way

Hand = tuple[str, dict[str, bytes], dict[str, str]]


def _gives() -> None:
    import streamlit as st

    from pages.visit import hand, kept

    assert hand
    packs = {each.name: each.pack() for each in kept.stored() if each.mark()}
    st.session_state["given"] = (kept.as_text("tab"), {name: pack() for name, pack in packs.items()}, kept.marks())


def _takes() -> None:
    import streamlit as st

    from pages.visit import hand

    st.session_state["lost"] = hand.take_back(*st.session_state["brought"])
    st.session_state["after"] = {name: value for name, value in st.session_state.items() if name != "brought"}


def hand_of(held: dict[str, Any]) -> Hand:
    """What the browser of a visitor is given, who has this in the state of her session."""
    app = AppTest.from_function(_gives, default_timeout=60)
    for name, value in held.items():
        app.session_state[name] = value
    app.run()
    assert not app.exception, app.exception
    found: Hand = app.session_state["given"]
    return found


def after_a_reload(text: str, data: dict[str, bytes]) -> dict[str, Any]:
    """The state of the session in which the browser has brought this back, and ``lost``."""
    app = AppTest.from_function(_takes, default_timeout=60)
    app.session_state["brought"] = (text, data)
    app.run()
    assert not app.exception, app.exception
    found: dict[str, Any] = app.session_state["after"]
    return found


def told(app: AppTest) -> dict[str, Any]:
    """What the browser is told of what is in hand."""
    (keeper,) = components(app, "keeper")
    found: dict[str, Any] = json.loads(keeper.json)["hand"]
    return found


def page(held: dict[str, Any], name: str) -> AppTest:
    """A page, as a visitor sees it who has this in the state of her session."""
    app = AppTest.from_file(str(ROOT / "pages" / "menu.py"), default_timeout=60)
    for each, value in held.items():
        app.session_state[each] = value
    return go_to(app.run(), name)


@pytest.mark.parametrize("name", [name for name in STATES if name != "in a lesson"])
def test_whatever_is_in_hand_comes_back_as_it_was(name: str) -> None:
    before = in_hand(state(name))
    text, data, marks = hand_of(before)
    after = after_a_reload(text, data)
    assert after["lost"] == ()
    assert hand_of(after)[0] == text
    assert hand_of(after)[2] == marks, "the browser need not be given it once more"
    one, other = before.get("in_hand.run"), after.get("in_hand.run")
    assert (one is None) == (other is None)
    if one is not None and one.here is not None:
        assert repr(other.here.result) == repr(one.here.result)
        assert (other.place, other.goal, other.number) == (one.place, one.goal, one.number)
        assert (one.here.classifier and one.here.classifier.digest) == (
            other.here.classifier and other.here.classifier.digest
        )
        assert repr(other.here.descent.records) == repr(one.here.descent.records)


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
    assert back.whole.iteration == run.whole.iteration
    while background.turn():
        pass
    assert back.whole.finished
    straight = run.whole.at(run.whole.iteration)
    straight.finish()
    assert back.whole.classifier.digest == straight.classifier.digest  # type: ignore[union-attr]
    assert repr(back.whole.descent.records[-1]) == repr(straight.descent.records[-1])


def test_a_built_in_dataset_is_kept_by_its_name_and_the_threshold_with_it(open_page: Open) -> None:
    app = open_page("explore", link={"data": "digits", "l2": "0.25"})
    app.session_state["in_hand.setting.threshold"] = 0.25
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
