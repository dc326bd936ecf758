"""Build: collect by camera, draw, digits; what arrives from a browser is not trusted."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from logreg_core import Recipe
from logreg_core.sources import digits, drawings
from pages.parts.build import difficulty
from pages.visit import data
from pages.visit.collecting import Collecting
from tests.files import encoded, one_colour, zipped

from .conftest import Open, button, charts, given, go_to, press, sidebar, slots, tiles, upload, words


def picture(shade: int = 90, side: int = 144) -> str:
    """A picture of one shade as the browser sends it."""
    return base64.b64encode(one_colour((shade, shade, shade), (side, side))).decode()


def say(collecting: Collecting, **content: Any) -> None:
    """The browser's next message."""
    collecting.hear({"key": collecting.key, "number": collecting.answered + 1, **content})


def collecting_of(*bursts: tuple[int, int]) -> Collecting:
    """What a visitor has collected in these bursts, each ``(label, how many)``."""
    collecting = Collecting()
    for label, count in bursts:
        say(collecting, label=label, continues=False, pictures=[picture(100 * label + n) for n in range(count)])
    assert not collecting.refusal
    return collecting


def with_pictures(app: AppTest, *bursts: tuple[int, int]) -> AppTest:
    """The page of a visitor who has collected these bursts."""
    slots(app)["collecting"] = collecting_of(*bursts)
    return app.run()


def way(app: AppTest, name: str) -> AppTest:
    (group,) = [each for each in app.segmented_control if each.label == "How"]
    group.set_value(name).run()
    assert not app.exception
    return app


def slider(app: AppTest, label: str) -> Any:
    (found,) = [each for each in app.slider if each.label == label]
    return found


def test_two_collected_classes_become_the_dataset_in_hand(open_page: Open) -> None:
    app = with_pictures(open_page("build", trained=3), (1, 9), (0, 8), (1, 6), (0, 7))
    assert not app.warning
    app.text_input(key="build.name_1").set_value("my cup").run()
    app.text_input(key="build.name_0").set_value("[x](javascript:alert(1))").run()
    press(app, "Make the dataset")
    made = slots(app)["uploaded"]
    assert made.class_names == ("[x](javascript:alert(1))", "my cup")
    assert made.image_shape == (64, 64, 3)
    assert len(made.train) + len(made.test) == 30
    assert made.test.count(1) in (6, 9)
    assert made.test.count(0) in (7, 8)
    aside = sidebar(app)
    assert "My pictures" in aside
    assert "none yet" in aside, "the model of the old data is let go of"
    assert "30 pictures in 4 bursts" in app.success[0].value
    assert "[x](javascript" not in words(app)
    assert [link.proto.page for link in app.get("page_link")] == ["train"]
    go_to(app, "train")
    press(app, "Train")


def test_the_size_the_colours_the_share_and_the_seed_are_the_chosen_ones(open_page: Open) -> None:
    app = with_pictures(open_page("build"), *[(label, 5) for _ in range(6) for label in (0, 1)])
    app.select_slider(key="build.side").set_value(16).run()
    next(each for each in app.segmented_control if each.label == "Colours").set_value("Grey").run()
    app.slider(key="build.share").set_value(50).run()
    app.number_input(key="build.seed").set_value(3).run()
    press(app, "Make the dataset")
    made = slots(app)["uploaded"]
    collection = slots(app)["collecting"].collection
    assert made.image_shape == (16, 16, 1)
    assert (len(made.train), len(made.test)) == (30, 30)
    expected = collection.dataset(("thumb down", "thumb up"), side=16, channels=1, test_share=0.5, seed=3)
    assert made.digest == expected.digest


def test_the_page_warns_of_a_single_burst_and_says_what_is_missing(open_page: Open) -> None:
    app = with_pictures(open_page("build"), (1, 12))
    assert "one burst" in app.warning[0].value
    assert "at least two pictures of thumb down" in app.info[0].value
    assert button(app, "Make the dataset").disabled


def test_what_was_built_is_let_go_of_when_another_dataset_takes_its_place(open_page: Open) -> None:
    app = press(way(open_page("build"), "Digits"), "Use these digits")
    assert "Made last" in app.success[0].value
    go_to(app, "explore")
    files = {f"{name}/{n}.png": base64.b64decode(picture(n)) for name in ("cat", "dog") for n in range(5)}
    press(upload(app, ("pets.zip", zipped(files))), "Use it")
    assert slots(app)["uploaded"].name == "pets.zip"
    assert slots(app)["dataset"] == ("uploaded", slots(app)["uploaded"])
    assert isinstance(slots(app)["built"], str), "what was built is known by its digest only"
    assert not way(go_to(app, "build"), "Digits").success


def test_the_pictures_of_the_camera_count_as_what_a_session_keeps(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = with_pictures(open_page("build"), (1, 6), (0, 4))
    assert given(app, "collector")["room"] == 490
    assert not app.info
    monkeypatch.setattr(data, "BUDGET_BYTES", 12 * 2**16)  # 2**16 bytes hold a picture of 48 kB and its thumbnail
    app.run()
    room = given(app, "collector")["room"]
    assert 2 <= room < 12 * 2**16 // (128 * 128 * 3) - 10
    assert f"room for {room} more pictures" in app.info[0].value
    app.select_slider(key="build.side").set_value(128).run()
    press(app, "Make the dataset")
    assert "are taken by your pictures on Build" in app.error[0].value


def test_no_more_pictures_are_taken_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def script() -> None:
        import streamlit as st

        from pages.parts.build.collection import hear
        from pages.visit.collecting import Collecting, collected

        so_far = collected.get() or Collecting()
        collected.set(so_far)
        for _ in range(3):
            content = {"label": 1, "continues": True, "pictures": [st.session_state["picture"]] * 2}
            message = {"key": so_far.key, "number": so_far.answered + 1, **content}
            st.session_state["build.collector"] = type("", (), {"message": message})
            hear()

    monkeypatch.setattr(data, "BUDGET_BYTES", 4 * 2**16)
    app = AppTest.from_function(script)
    app.session_state["picture"] = picture()
    app.run()
    assert not app.exception
    so_far = slots(app)["collecting"]
    assert len(so_far.collection) == 4
    assert "room for 0 more pictures, and 2 arrived" in so_far.refusal
    say(so_far, remove=[1, 2])
    app.run()
    assert len(slots(app)["collecting"].collection) == 4, "what was deleted makes room"


def test_forget_lets_go_of_all_pictures(open_page: Open) -> None:
    app = with_pictures(open_page("build"), (1, 4), (0, 4))
    press(app, "Forget all pictures")
    assert slots(app)["collecting"].collection.pictures == ()
    assert "0 of at most 500 pictures" in words(app)
    assert button(app, "Forget all pictures").disabled


def test_a_deletion_can_be_undone(open_page: Open) -> None:
    app = with_pictures(open_page("build"), (1, 4))
    say(slots(app)["collecting"], remove=[2, 3])
    app.run()
    assert "2 of at most" in words(app)
    press(app, "Undo the deletion")
    assert "4 of at most" in words(app)


def test_a_message_is_heard_once_even_if_it_comes_twice() -> None:
    collecting = Collecting()
    message = {"key": collecting.key, "number": 1, "label": 1, "continues": False, "pictures": [picture()]}
    collecting.hear(message)
    collecting.hear(message)
    assert len(collecting.collection) == 1
    assert collecting.answered == 1


def test_what_was_on_its_way_when_all_was_forgotten_is_not_kept() -> None:
    old, new = collecting_of((1, 2)), Collecting()
    new.hear({"key": old.key, "number": 1, "label": 1, "pictures": [picture()]})
    assert len(new.collection) == 0


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"label": 1, "pictures": []},
        {"label": 1, "pictures": "all"},
        {"label": 1, "pictures": [picture()] * 21},
        {"label": 1, "pictures": [None]},
        {"label": 1, "pictures": ["%%%"]},
        {"label": 1, "pictures": ["A" * 2**20]},
        {"label": 1, "pictures": [base64.b64encode(b"<svg onload=alert(1)>").decode()]},
        {"label": 1, "pictures": [picture(side=700)]},
        {"label": "<b>", "pictures": [picture()]},
        {"label": [1], "pictures": [picture()]},
        {"label": {}, "pictures": [picture()]},
        {"pictures": [picture()]},
        {"remove": "all"},
        {"remove": [{}]},
        {"remove": {"1": 2}},
    ],
    ids=range(16),
)
def test_a_hostile_message_is_refused_in_words_and_the_collection_stays(content: dict[str, Any]) -> None:
    collecting = collecting_of((1, 2))
    say(collecting, **content)
    assert len(collecting.collection) == 2
    assert collecting.refusal
    assert collecting.answered == 2, "the browser goes on with the next message"
    say(collecting, label=0, continues=False, pictures=[picture()])
    assert len(collecting.collection) == 3
    assert not collecting.refusal


@pytest.mark.parametrize("message", [None, 3, "x", [], {}, {"key": "x", "number": 1}, {"number": 1, "remove": [1]}])
def test_what_is_no_message_is_not_heard(message: object) -> None:
    collecting = collecting_of((1, 2))
    collecting.hear(message)
    assert (len(collecting.collection), collecting.answered) == (2, 1)


def test_the_browser_hears_of_all_pictures_with_thumbnails_of_a_few_kilobytes() -> None:
    generator = np.random.default_rng(0)
    file = encoded(generator.integers(0, 256, (144, 144, 3), dtype=np.uint8))
    collecting = collecting_of((1, 2))
    say(collecting, label=0, continues=False, pictures=[base64.b64encode(file).decode()])
    told = collecting.for_browser()
    assert [(each["number"], each["label"], each["burst"]) for each in told["pictures"]] == [
        (1, 1, 1),
        (2, 1, 1),
        (3, 0, 2),
    ]
    assert told["room"] == 497
    assert max(len(each["source"]) for each in told["pictures"]) < 6000
    assert collecting.nbytes >= 3 * 128 * 128 * 3 + sum(len(each["source"]) for each in told["pictures"])
    assert collecting.for_browser(room=7)["room"] == 7


def test_drawings_of_the_chosen_difficulty_are_taken_in_hand(open_page: Open) -> None:
    app = way(open_page("build"), "Draw")
    assert len(tiles(app)) == 16
    press(app, "Hard")
    assert [slider(app, name).value for name in ("Position", "Noise")] == [1.0, 1.0]
    press(app, "Easy")
    slider(app, "Position").set_value(0.5).run()
    app.number_input(key="build.seed").set_value(4).run()
    assert not app.warning
    press(app, "Use 209 + 50 of these")
    expected = drawings.load(drawings.Difficulty(position=0.5), seed=4)
    assert slots(app)["uploaded"].digest == expected.digest
    assert "differ most in position" in app.success[0].value


def test_the_page_finds_out_where_a_neuron_stops_coping(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(difficulty, "RECIPE", Recipe(num_iterations=200))  # enough for easy drawings
    difficulty.coping.clear()
    app = way(open_page("build"), "Draw")
    press(app, "Easy")
    assert not charts(app)
    press(app, "Find out")
    (chart,) = charts(app)
    (line,) = chart["data"]
    assert line["x"] == [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    assert line["y"][0] > 0.97
    assert line["y"][-1] < 0.85
    slider(app, "Noise").set_value(0.5).run()
    assert not charts(app), "the answer is to another question"
    difficulty.coping.clear()


def test_any_digit_against_any_other_or_the_rest(open_page: Open) -> None:
    app = way(open_page("build"), "Digits")
    press(app, "Use these digits")
    assert slots(app)["uploaded"].digest == digits.load(3, 8).digest
    app.selectbox(key="build.other_digit").set_value(-1).run()
    app.selectbox(key="build.digit").set_value(7).run()
    assert "says “no” is right on 90 %" in words(app)
    press(app, "Use these digits")
    assert slots(app)["uploaded"].class_names == ("any digit but 7", "digit 7")
    app.selectbox(key="build.other_digit").set_value(7).run()
    assert "two different digits" in app.error[0].value
    assert not [each for each in app.button if each.label == "Use these digits"]
