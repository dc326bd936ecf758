"""A lesson is written on Teach from what is on the screen, and is handed out as it was written."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from classroom.lessons import MAX_CODE, MAX_LINK, PLACES, Lesson, Step, shipped, unpack, write
from classroom.lessons.conditions import parse
from logreg_core import ArgumentError
from logreg_core.sources import archive
from pages.parts.teach.condition import STARTS
from pages.shared.words import page_title
from pages.visit import draft

from .conftest import ROOT, Open, given, go_to, press, slots, trigger, unfold, upload, words
from .test_names import IMAGE, LINK, found, hostile_dataset
from .test_persistence import bring

TWO = Lesson("Two pages", "Anybody", 10, (Step("train", "Press Train."), Step("weights", "Look at them.")))


def write_down(app: AppTest, label: str, text: str) -> AppTest:
    """Type into the field with this label."""
    (field,) = [each for each in (*app.text_input, *app.text_area) if each.label == label]
    field.set_value(text).run()
    assert not app.exception
    return app


def choose(app: AppTest, label: str, option: Any) -> AppTest:
    """Choose an option of the list with this label."""
    (field,) = [each for each in app.selectbox if each.label == label]
    field.set_value(option).run()
    assert not app.exception
    return app


def load(app: AppTest, text: str | bytes, name: str = "a.toml") -> AppTest:
    """Hand over a lesson as a file on Teach."""
    content = text.encode() if isinstance(text, str) else text
    return upload(go_to(app, "teach"), (name, content))


def lines(app: AppTest) -> list[dict[str, Any]]:
    """The steps, as the page shows them."""
    return list(given(app, "lesson_lines")["lines"])


def act(app: AppTest, what: str, line: int) -> AppTest:
    """Press one of the buttons of a line."""
    return trigger(app, "lesson_lines", "act", {"what": what, "number": lines(app)[line]["number"]})


def handed_out(app: AppTest) -> Lesson:
    """The lesson that the link on the page holds."""
    query = parse_qs(urlsplit(app.get("code")[0].value).query)
    (text,) = query["lesson"]
    return shipped().get(text) or unpack(text)


def test_pages_are_called_as_the_menu_calls_them() -> None:
    listed = re.findall(r'Page\("([\w ]+)", "(\w+)\.py"', (ROOT / "pages" / "menu.py").read_text())
    titles = {file.removesuffix("_"): title for title, file in listed}
    assert {page: page_title(page) for page in PLACES} == {page: titles[page] for page in PLACES}


def test_pages_become_steps_as_they_stand_and_are_handed_out(open_page: Open) -> None:
    app = press(open_page("teach", link={"data": "drawings", "learning_rate": "0.5"}), "Begin an empty lesson")
    assert "needs a title, for whom it is and a step" in words(app)
    press(go_to(app, "train"), "Add this page as a step")
    assert "Train is step 1. It sets the dataset “Drawings” and learning rate 0.5." in words(app).replace("\\", "")
    app.number_input(key="field.learning_rate.1").set_value(0.005).run()
    press(app, "Add this page as a step")
    press(go_to(app, "weights"), "Add this page as a step")
    write_down(go_to(app, "teach"), "Title", "What is too fast?")
    write_down(app, "For whom", "Class 9")
    assert "needs the task of step 1, the task of step 2 and the task of step 3" in words(app)
    for line, task in enumerate(("Watch the cost.", "And now?", "What do you see?")):
        write_down(act(app, "open", line), "Task, in one sentence", task)
    choose(act(app, "open", 0), "Done when", "cost over")
    app.number_input[-1].set_value(1.5).run()
    got = handed_out(app)
    assert (got.title, got.audience, got.minutes) == ("What is too fast?", "Class 9", 20)
    first, second, third = got.steps
    assert (first.page, first.data, dict(first.settings)) == ("train", "drawings", {"learning_rate": 0.5})
    assert (first.task, first.done) == ("Watch the cost.", "cost over 1.5")
    assert dict(second.settings) == {"learning_rate": 0.005}, "back at its default, for an earlier step moves it"
    assert (third.page, third.data, dict(third.settings)) == ("weights", "drawings", {})


def test_a_dataset_of_ones_own_is_in_no_step_and_that_is_said(open_page: Open) -> None:
    app = press(open_page("teach"), "Begin an empty lesson")
    upload(go_to(app, "explore"), ("own.zip", archive.save(hostile_dataset())))
    press(press(app, "Use it"), "Add this page as a step")
    assert "A lesson cannot hold your own dataset" in words(app)
    assert slots(app)["draft"]["steps"][0]["data"] == ""


def test_steps_are_moved_deleted_and_brought_back(open_page: Open) -> None:
    before = ["one", "two", "three", "four"]
    app = load(open_page("home"), write(Lesson("Four", "All", 5, tuple(Step("home", task) for task in before))))
    app = act(app, "down", 0)
    assert [line["task"] for line in lines(app)] == [before[1], before[0], *before[2:]]
    assert [line["task"] for line in lines(act(app, "up", 1))] == before
    assert [line["task"] for line in lines(act(app, "up", 0))] == before, "the first one stays the first"
    app = act(app, "delete", 1)
    assert [line["task"] for line in lines(app)] == [before[0], *before[2:]]
    assert [line["task"] for line in lines(press(app, "Bring it back"))] == before
    press(app, "Put this one away")
    assert "A lesson leads from page to page" in words(app)
    assert [line["task"] for line in lines(press(app, "Bring it back"))] == before


def test_one_of_those_that_are_there_is_known_by_its_name_until_it_is_changed(open_page: Open) -> None:
    app = choose(open_page("teach"), "Lesson", "one_neuron")
    press(app, "Take it and change it")
    assert app.get("code")[0].value.endswith("?lesson=one_neuron")
    write_down(app, "Title", "Mine")
    assert handed_out(app).title == "Mine"
    assert handed_out(app).steps == shipped()["one_neuron"].steps


def test_a_step_that_is_opened_stays_as_somebody_else_wrote_it(open_page: Open) -> None:
    steps = (
        Step("train", "a", "b\nc", "digits", {"l2": 1e-6}, "edges", ("momentum", "learning_rate"), done="trained"),
        Step("train", "a", show=(), guess="higher_rate", done="cost under 0.20 and model"),
        Step("weights", "a", done="test accuracy over .70"),
    )
    app = load(open_page("home"), write(Lesson("Theirs", "All", 5, steps, keeps=False)))
    for line, shown in enumerate(lines(app)):
        unfold(act(app, "open", line), f"teach.more.{shown['number']}")
    assert handed_out(app) == Lesson("Theirs", "All", 5, steps, keeps=False)


def test_a_refused_file_says_its_line_and_what_was_written_stays(open_page: Open) -> None:
    app = load(open_page("home"), write(TWO))
    load(app, write(TWO).replace("weights", "wights"), f"{IMAGE}.toml")
    (error,) = app.error
    assert "line 10" in error.value
    assert "Perhaps weights is meant" in error.value
    assert "still there" in error.value
    assert not found(app)
    assert handed_out(app) == TWO
    load(app, write(TWO).replace("Two pages", "Two other pages"))
    assert not app.error
    assert handed_out(app).title == "Two other pages"
    assert handed_out(press(app, "Bring it back")) == TWO


def long_lesson(signs: int) -> Lesson:
    """A lesson whose texts cannot be squeezed much."""
    letters = "".join(chr(0x4E00 + (7919 * k) % 20_000) for k in range(signs))
    whys = [letters[start : start + 600] for start in range(0, signs, 600)]
    return Lesson("Long", "Nobody", 5, tuple(Step("home", "Read.", why) for why in whys))


def test_a_link_or_a_code_that_is_too_long_says_so_and_the_file_is_there(open_page: Open) -> None:
    app = load(open_page("home"), write(TWO))
    unfold(app, "teach.code")
    assert "too fine" not in words(app)
    load(app, write(long_lesson(400)))
    address = app.get("code")[0].value
    assert MAX_CODE < len(address) < MAX_LINK
    unfold(app, "teach.code")
    assert "too fine to be read from the back row" in words(app)
    load(app, write(long_lesson(3_000)))
    assert not app.get("code")
    said = re.search(r"a link of ([\d,]+) characters, ([\d,]+) more than", words(app))
    assert said
    size, more = (int(number.replace(",", "")) for number in said.groups())
    assert size - more == MAX_LINK
    assert "Save as a file" in [each.label for each in app.get("download_button")]


def test_markup_in_a_lesson_stays_text(open_page: Open) -> None:
    text = f"{IMAGE} {LINK}"
    step = Step("explore", text, text, done="guess given background", guess="background")
    app = load(open_page("home"), write(Lesson(text, text, 5, (step, step))))
    assert lines(app)[0]["task"] == text, "the browser is given text"
    act(app, "open", 0)
    unfold(app, "teach.code")
    assert not found(app)
    assert not found(act(app, "delete", 1))
    assert not found(go_to(app, "weights")), "where the page offers to become a step"
    press(go_to(app, "teach"), "Try it")
    assert app.title[0].value == "Explore the data"
    assert not found(app)


def test_what_cannot_be_seen_is_no_part_of_a_text(open_page: Open) -> None:
    app = load(open_page("home"), write(TWO))
    write_down(app, "Title", "a\u202ekcab\u2066\nb\0c\xa0d" + "e" * 99)
    title = handed_out(app).title
    assert title.startswith("a kcab  b c d")
    assert len(title) == 80


def test_each_kind_of_condition_can_be_chosen_with_what_follows_it(open_page: Open) -> None:
    for name, start in STARTS.items():
        assert parse(f"{name} {start:g}")
    app = load(open_page("home"), write(TWO))
    act(app, "open", 0)
    for name in ("cost rose", "runs", "learning rate under", "data"):
        done = handed_out(choose(app, "Done when", name)).steps[0].done
        assert done.startswith(name)
        assert len(parse(done)) == 1
    assert handed_out(choose(app, "Which", "digits")).steps[0].done == "data digits"


def test_a_draft_is_tried_as_a_student_meets_it_and_writing_goes_on(open_page: Open) -> None:
    app = press(load(open_page("home"), write(TWO)), "Try it")
    assert app.title[0].value == "Train a neuron"
    assert "Add this page as a step" not in [each.label for each in app.button]
    press(app, "Back to writing")
    assert app.title[0].value == "Teach a class"
    assert handed_out(app) == TWO
    go_to(app, "lessons")
    assert "Two pages" not in words(app), "what was only tried is no lesson that was begun"


def test_a_room_can_begin_with_what_is_written_once_it_is_whole(open_page: Open) -> None:
    app = load(open_page("home"), write(TWO))
    (field,) = [each for each in go_to(app, "board").selectbox if each.label == "Lesson to begin with"]
    assert field.options[0] == "Two pages"
    assert len(field.options) == 1 + len(shipped())
    press(go_to(app, "train"), "Add this page as a step")
    (field,) = [each for each in go_to(app, "board").selectbox if each.label == "Lesson to begin with"]
    assert len(field.options) == len(shipped()), "a task is missing"


KEPT: dict[str, Any] = {
    "title": "T",
    "audience": "",
    "minutes": 20,
    "keeps": True,
    "open": True,
    "steps": [
        {
            "page": "train",
            "task": "",
            "why": "",
            "data": "",
            "settings": {"l2": 0.1},
            "representation": "",
            "show": ["l2"],
            "guess": "",
            "done": "seen",
        }
    ],
}


def test_what_the_browser_kept_goes_on_where_it_was(open_page: Open) -> None:
    app = bring(open_page("teach"), json.dumps({"draft": KEPT}))
    assert app.text_input[0].value == "T"
    assert lines(app)[0]["page"] == "Train"
    assert "needs for whom it is and the task of step 1" in words(app)


def test_what_a_browser_brings_that_is_no_draft_is_left_out() -> None:
    read, (step,) = draft._keep.read, KEPT["steps"]
    assert read(KEPT) == KEPT
    changes: list[dict[str, Any]] = [
        {"title": 5},
        {"title": "x" * 81},
        {"minutes": 0},
        {"minutes": True},
        {"steps": None},
        {"steps": "x"},
        {"steps": [{}]},
        {"steps": [step] * 41},
        {"steps": [{**step, "page": "../etc"}]},
        {"steps": [{**step, "settings": {"l2": "1"}}]},
        {"steps": [{**step, "settings": [1]}]},
        {"steps": [{**step, "done": "cost under {0}"}]},
        {"steps": [{**step, "more": 1}]},
    ]
    for value in (None, [], "x", {"title": "T"}, *({**KEPT, **change} for change in changes)):
        with pytest.raises(ArgumentError):
            read(value)
    smuggled = read({**KEPT, "steps": [{**step, "settings": {"l2 = 1, momentum": 0.5}}]})
    assert smuggled["steps"][0]["settings"] == {"l2": 1.0, "momentum": 0.5}, "what is kept is what was checked"
