"""What a tab has in hand comes back after a reload as it was; what anybody else wrote is left out, and nothing is lost."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from logreg_core import Recipe, train
from logreg_core.edits import Edits
from logreg_core.sources import faces
from pages.visit.background import Background
from pages.visit.data import Edited
from pages.visit.photos import Photo

from .conftest import ROOT, Open, go_to, press
from .states import STATES, in_bursts, in_hand, seen, state

Hand = tuple[str, dict[str, bytes], dict[str, str]]


def _gives() -> None:
    import streamlit as st

    from pages.visit import hand, kept

    hand.settle()
    packs = {each.name: each.pack() for each in kept.stored() if each.mark()}
    st.session_state["given"] = (kept.as_text("tab"), {name: pack() for name, pack in packs.items()}, kept.marks())


def _takes() -> None:
    import streamlit as st

    from pages.visit import hand, kept

    text, data = st.session_state["brought"]
    st.session_state["lost"] = kept.bring_hand(text, data)
    hand.settle()
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
