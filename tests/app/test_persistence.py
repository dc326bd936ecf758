"""What a browser keeps comes back checked: anybody could have written it."""

from __future__ import annotations

import json

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from pages.visit import persistence as persistence_module
from pages.visit.persistence import MAX_TEXT

from .conftest import Open, given, go_to, press, set_state, slots, trigger, words


def kept(app: AppTest) -> str:
    """What the browser is told to keep."""
    return str(given(app, "persistence")["text"])


def bring(app: AppTest, text: object, **more: object) -> AppTest:
    """The browser says what it has kept from an earlier visit. more: other than what all tabs share."""
    return trigger(app, "persistence", "found", {"shared": text, **more})


def test_pages_of_the_road_are_ticked_once_they_have_shown_the_way_on(open_page: Open) -> None:
    app = go_to(open_page("home"), "weights")
    app = go_to(app, "explore")
    assert json.loads(kept(app.run())) == {"road": ["home", "explore"]}, "Weights needs a model, and had none"


def test_after_a_reload_it_is_there_again_and_home_leads_to_what_comes_next(open_page: Open) -> None:
    app = bring(open_page("home"), '{"road": ["home", "explore"]}')
    assert app.get("page_link")[-1].proto.page == "train"
    assert json.loads(kept(app)) == {"road": ["home", "explore"]}
    bring(app, '{"road": ["home", "explore", "train"]}')
    assert app.get("page_link")[-1].proto.page == "train", "it comes once"


def test_what_was_done_meanwhile_is_not_overwritten(open_page: Open) -> None:
    app = go_to(open_page("home"), "explore")
    assert json.loads(kept(bring(app, '{"road": ["home"]}'))) == {"road": ["home", "explore"]}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no JSON",
        "[1, 2]",
        "[" * 50_000,
        '{"road": 3}',
        '{"road": [["home"]]}',
        json.dumps({"road": ["home"] * 1000}),
        '{"road": ["nowhere", "__class__"]}',
        '{"run": "mine", "in_hand.run": 1, "road": null}',
        json.dumps({"road": ["train"], "x": "x" * MAX_TEXT}),
        ["road"],
        None,
    ],
    ids=lambda text: repr(text)[:20],
)
def test_what_makes_no_sense_changes_nothing(open_page: Open, text: object) -> None:
    app = bring(open_page("home"), text)
    assert json.loads(kept(app.run())) == {"road": ["home"]}
    assert "run" not in slots(app)


def test_a_page_off_the_road_leads_to_what_is_not_done_yet() -> None:
    def script() -> None:
        from pages.visit import road

        for here in ("home", "explore", "predict"):
            road.enter(here)
            road.finish()
        assert road.following() == "train", "the last page leads back to what was left out"
        road.enter("plugged")
        assert road.following() == "train"
        for here in ("train", "weights", "evaluate", "break_it", "code"):
            road.enter(here)
            road.finish()
        road.enter("plugged")
        assert road.following() == "step", "what is offered beside the road comes last"
        for here in road.ROAD:
            road.enter(here)
            road.finish()
        road.enter("plugged")
        road.finish()
        assert sorted(road.done()) == sorted(road.ROAD)
        assert road.following() == "predict"

    app = AppTest.from_function(script).run()
    assert not app.exception


def test_it_can_be_forgotten_and_does_not_come_back(open_page: Open) -> None:
    app = go_to(bring(open_page("home"), '{"road": ["home", "explore"]}'), "keep")
    assert "In this browser" in words(app)
    press(app, "Forget everything in this browser")
    assert kept(app) == ""
    assert given(app, "persistence")["order"] == {"number": 1, "what": "forget", "names": []}
    assert kept(bring(app, '{"road": ["home"]}')) == "", "it was on its way while it was forgotten"


def test_a_page_with_something_to_do_is_done_once_that_was_done(open_page: Open) -> None:
    app = open_page("code_")
    assert json.loads(kept(app))["road"] == ["home"]
    app = go_to(app, "break_it")
    assert json.loads(kept(app))["road"] == ["home"]
    slots(app)["mistakes"] = {"1": "true"}
    assert "break_it" in json.loads(kept(app.run()))["road"]


@pytest.fixture
def nothing_declared(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test declares is all that there is."""
    assert persistence_module.packed()
    monkeypatch.setattr(persistence_module, "_declared", [])


def test_a_hand_is_packed_by_its_mark_and_datasets_and_models_are_taken_before_the_rest(nothing_declared: None) -> None:
    def script() -> None:
        from classroom.untrusted import Whole
        from logreg_core import UploadError
        from pages.visit import persistence
        from pages.visit.persistence import Packed, Plain
        from pages.visit.store import Slot

        order: list[str] = []

        def number_in(value: int) -> int:
            order.append(f"number {value}")
            return value

        def packed(name: str, brings: persistence.Brings) -> Slot[bytes]:
            def take(data: bytes) -> None:
                order.append(f"{name} {number.get()}")
                if data != b"good":
                    raise UploadError("Not what it was.")

            keep = Packed(f"your {name}", mark=bytes.hex, pack=bytes.upper, take=take, brings=brings)
            return Slot(f"trivial_{name}", b"", keep=keep)

        number: Slot[int] = Slot("trivial_number", 0, keep=Plain(Whole, number_in, of="tab"))
        shared: Slot[int] = Slot("trivial_shared", 0, keep=Plain(int))
        assert (persistence.as_text(), persistence.as_text("tab"), persistence.has_hand()) == ("", "", False)
        photo, another, uploaded = packed("photo", "rest"), packed("another", "model"), packed("uploaded", "dataset")
        photo.set(b"p")
        uploaded.set(b"u")
        assert persistence.marks() == {"trivial_uploaded": "75", "trivial_photo": "70"}
        assert persistence.has_hand()
        number.set(3)
        shared.set(4)
        assert (persistence.as_text(), persistence.as_text("tab")) == ('{"trivial_shared":4}', '{"trivial_number":3}')
        number.clear()
        makes = [each.pack() for each in persistence.packed()]
        for slot in (photo, another, uploaded):
            slot.clear()
        assert [make() for make in makes] == [b"U", b"", b"P"]
        assert not persistence.has_hand()
        data = {
            f"trivial_{name}": each for name, each in (("photo", b"bad"), ("another", b"good"), ("uploaded", b"good"))
        }
        text = '{"trivial_number":7,"trivial_shared":9}'
        assert persistence.bring_hand(text, data | {"unknown": b""}) == ("your photo",)
        assert order == ["uploaded 0", "another 0", "number 7", "photo 7"]
        assert shared.get() == 4, "a hand says nothing of what all tabs share"
        for odd in ('"x"', "7.0", "true", "[7]", "NaN", "9" * 4000, '"' + "[" * 900):
            number.clear()
            assert persistence.bring_hand('{"trivial_number":' + odd + "}", {}) == ()
            assert number.get() == 0

    app = AppTest.from_function(script).run()
    assert not app.exception, app.exception


def with_cookie(monkeypatch: pytest.MonkeyPatch, cookies: dict[str, str]) -> None:
    """As if the browser had said so with its first words."""
    monkeypatch.setattr(ContextProxy, "cookies", property(lambda _: cookies))


def test_a_page_whose_browser_keeps_something_waits_for_it(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    with_cookie(monkeypatch, {"one-neuron-kept": "1"})
    app = open_page("home")
    assert words(app).strip() == "Bringing back what this browser kept"
    assert [each.label for each in app.button] == ["Go on without it"]
    assert given(app, "persistence")["waits"]
    assert given(app, "persistence")["hand"] is None
    app = bring(app, '{"road": ["home", "explore"]}')
    assert "Bringing back" not in words(app)
    assert not given(app, "persistence")["waits"]
    assert (given(app, "persistence")["answered"], given(app, "persistence")["took"]) == (True, "all")
    assert app.get("page_link")[-1].proto.page == "train"


@pytest.mark.parametrize("found", [{}, {"hand": 3}, {"hand": {"text": "[["}}, {"age": "x"}, {"visit": "another"}])
def test_whatever_the_browser_answers_the_page_is_shown(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, found: dict[str, object]
) -> None:
    with_cookie(monkeypatch, {"one-neuron-kept": "1"})
    app = bring(open_page("home"), "", **found)
    if "visit" in found:
        assert "Bringing back" in words(app), "that was said to an earlier visit"
        app = press(app, "Go on without it")
        assert given(app, "persistence")["took"] == ""
    assert "Bringing back" not in words(app)


@pytest.mark.parametrize("value", ["", "0", "<script>"])
def test_another_cookie_holds_up_nobody(open_page: Open, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    with_cookie(monkeypatch, {"one-neuron-kept": value})
    assert "Bringing back" not in words(open_page("home"))


def test_nothing_is_kept_where_the_visitor_wants_it_and_all_again_later(open_page: Open) -> None:
    app = open_page("keep", trained=3)
    app.toggle[0].set_value(True).run()
    assert tuple(map(given(app, "persistence").get, ("keeps", "text", "hand"))) == (False, "", None)
    assert given(app, "persistence")["order"]["what"] == "off"
    assert "Nothing is kept on this computer" in words(app)
    assert "Your own browser keeps" not in words(go_to(app, "many"))
    app = go_to(app, "keep")
    app.toggle[0].set_value(False).run()
    assert given(app, "persistence")["keeps"]
    assert "home" in json.loads(kept(app))["road"]
    assert given(app, "persistence")["order"]["what"] == "on"
    assert "Your own browser keeps the photos of the table too" in words(go_to(app, "many"))


def test_a_browser_that_is_to_keep_nothing_says_so(open_page: Open) -> None:
    app = bring(open_page("keep"), "", keeps=False)
    assert not given(app, "persistence")["keeps"]
    assert app.toggle[0].value is True


def hear_of_trouble(app: AppTest, trouble: object) -> AppTest:
    """The page after the browser has said what it does not keep."""
    return set_state(app, "persistence", trouble=trouble)


def test_each_kind_that_is_not_kept_is_named_once_and_keep_says_so_too(open_page: Open) -> None:
    trouble = {"collected_1": "large", "collected": "large", "uploaded": "forgotten"}
    app = hear_of_trouble(open_page("keep"), trouble)
    captions = [each.value for each in app.sidebar.caption if "reload" in each.value]
    assert captions == [
        ":material/warning: This browser cannot keep all: your dataset and the pictures of Build. A reload loses it."
    ]
    assert "It does not keep your dataset and the pictures of Build" in words(app)


@pytest.mark.parametrize(
    ("trouble", "expected"),
    [
        ({"": "forbidden"}, "This browser keeps nothing. A reload loses it."),
        ({"": "<b>"}, "This browser keeps nothing. A reload loses it."),
        ({}, ""),
        ("x", ""),
        ({str(number): "large" for number in range(1000)}, ""),
    ],
    ids=str,
)
def test_what_is_not_kept_is_said_in_the_sidebar(open_page: Open, trouble: object, expected: str) -> None:
    app = hear_of_trouble(open_page("keep"), trouble)
    captions = [each.value for each in app.sidebar.caption if "reload" in each.value]
    assert captions == ([f":material/warning: {expected}"] if expected else [])
    assert ("so a reload loses your work" in words(app)) == bool(expected)


@pytest.mark.parametrize("page", ["evaluate", "weights", "compare"])
def test_a_page_that_ends_early_has_things_kept_too(open_page: Open, page: str) -> None:
    app = go_to(go_to(open_page("home"), "explore"), page)
    assert len(app.title) == 1
    assert json.loads(kept(app)) == {"road": ["home", "explore"]}


def test_a_hand_that_comes_after_something_is_in_hand_waits_one_click_away(open_page: Open) -> None:
    app = open_page("train", trained=10)
    app = bring(app, None, hand={"text": '{"hand_settings":{"learning_rate":0.5}}', "names": []}, age=60)
    assert given(app, "persistence")["took"] == "shared"
    assert "What you had 1 minute ago is kept." in words(app)
    assert slots(app)["run"].goal == 10
    press(app, "Go back to what you had")
    assert given(app, "persistence")["order"]["what"] == "back"
