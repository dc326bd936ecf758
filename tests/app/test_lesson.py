"""A lesson: its bar, what its steps set, when they are done, and what becomes of it where something else is in hand."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import streamlit as st
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from classroom.lessons import Lesson, Step, pack, shipped, unpack, write
from classroom.lessons.files import MAX_BYTES
from logreg_core import DownloadError
from logreg_core.settings import ITERATIONS, L2, LEARNING_RATE
from logreg_core.sources import faces
from logreg_core.sources.catalog import CATALOG
from pages.parts.keep import pack as keep_pack
from pages.visit import data, progress

from .conftest import ROOT, Open, components, given, go_to, press, slots, trigger, unfold, upload, words
from .states import twelve
from .test_explore import choose
from .test_persistence import bring, kept
from .test_why import look_at
from .test_you import finish

LESSON = Lesson(
    "A **title** <b>",
    "Everybody",
    5,
    (
        Step("explore", "Look at the images.", why="Two lines,\nand :material/home: no icon.", data="drawings"),
        Step("train", "Train.", settings={"learning_rate": 0.01}, show=("l2",), done="trained 100"),
        Step("train", "Guess.", guess="longer_training", done="guess given longer_training"),
        Step("experiments", "Shuffle.", show=("memorisation", "leaks")),
        Step("code", "Write predict.", done="passed predict"),
    ),
)
FACES = Lesson("Faces", "Everybody", 5, (Step("explore", "Look.", data="faces"), Step("weights", "See.")))


def task(app: AppTest) -> dict[str, Any]:
    """What the bar says."""
    return given(app, "lesson_bar")


def begun(lesson: Lesson | str = LESSON, *kept: str, **in_hand: Any) -> AppTest:
    """The app of a visitor who came by the link of a lesson. kept: what the browser keeps. in_hand: slots."""
    app = AppTest.from_file(str(ROOT / "pages" / "menu.py"), default_timeout=300)
    for name, value in in_hand.items():
        slots(app)[name] = value
    app.query_params["lesson"] = lesson if isinstance(lesson, str) else pack(lesson)
    app.run()
    for text in kept:
        bring(app, text)
    assert not app.exception
    return app


def here(app: AppTest) -> str:
    """The title of the page."""
    return app.title[0].value


def labels(app: AppTest) -> list[str]:
    """Of the buttons."""
    return [each.label for each in app.button]


def test_without_a_lesson_there_is_no_bar_and_nothing_is_kept(open_page: Open) -> None:
    app = open_page("explore")
    assert not components(app, "lesson_bar")
    assert not set(json.loads(kept(app))) & {"lesson", "lessons"}
    assert "Leave" not in labels(app)


def options(app: AppTest, label: str) -> tuple[str, list[str]]:
    """What is chosen of options that lie side by side, and all of them."""
    (found,) = [each for each in app.get("button_group") if each.label == label]
    return found.value, [each.content for each in found.proto.options]


def test_a_lesson_goes_from_its_first_step_to_its_last() -> None:
    app = begun()
    assert here(app) == "Explore the data"
    assert "Drawings" in app.sidebar.markdown[0].value
    assert task(app) == {"task": "Look at the images.", "mark": "○", "said": "To look at."}
    app = unfold(app, "lesson_bar.why")
    assert "and :material/home: no icon" in words(app).replace("\\", "").replace("\u200b", "")

    press(app, "Next: Train")
    assert here(app) == "Train a neuron"
    assert task(app) == {"task": "Train.", "mark": "", "said": ""}
    assert [each.label for each in app.select_slider] == [L2.label], "the others are folded away"
    app = unfold(app, "train.more_settings")
    assert {LEARNING_RATE.label, ITERATIONS.label} <= {each.label for each in app.select_slider}, "never locked"
    app = unfold(app, "train.more_settings", is_open=False)
    press(app, "Train")
    assert slots(app)["run"].recipe.learning_rate == 0.01
    assert task(app)["said"] == "Done."
    press(app, "Next")
    press(app, "Back")
    assert task(app) == {"task": "Train.", "mark": "✓", "said": "Done."}
    press(app, "To the next step")
    assert task(app) == {"task": "Guess.", "mark": "", "said": ""}

    press(app, "Next: Experiments")
    assert options(app, "Experiment") == ("Shuffled labels", ["Shuffled labels", "Same photo twice", "More"])
    next(each for each in app.get("button_group") if each.label == "Experiment").set_value("More").run()
    found, all_of_them = options(app, "Experiment")
    assert (found, len(all_of_them)) == ("Shuffled labels", 7)

    press(app, "Next: Code")
    assert options(app, "Function")[0] == "predict"
    press(app, "Still open: Train")
    assert task(app)["task"] == "Guess.", "after the last step comes the one that was left out"


def test_a_lesson_that_a_visitor_brought_is_read_once_and_nobody_else_meets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    unpacked: list[str] = []
    monkeypatch.setattr(progress, "unpack", lambda text: unpacked.append(text) or unpack(text))
    press(begun(), "Next: Train")
    assert unpacked == [pack(LESSON)]
    begun()
    assert unpacked == 2 * [pack(LESSON)], "what one visitor's link led to is not there for another"


def test_a_step_sets_what_it_sets_once() -> None:
    app = press(begun(), "Next: Train")
    slots(app)["setting.learning_rate"] = 0.5
    go_to(go_to(app, "weights"), "train")
    assert slots(app)["setting.learning_rate"] == 0.5
    assert task(press(app, "Train"))["mark"], "with other settings than its own, too"


def test_on_another_page_the_bar_leads_back() -> None:
    app = go_to(press(begun(), "Next: Train"), "keep")
    assert task(app)["task"] == "Train."
    assert here(press(app, "To Train")) == "Train a neuron"
    app = go_to(press(app, "Train"), "explore")
    assert task(app)["task"] == "Train."
    assert task(go_to(begun(), "train"))["task"] == "Train.", "who goes on by the menu is on the next step"


def test_a_run_by_other_settings_does_not_do_a_step_and_one_by_its_own_has_done_it() -> None:
    lesson = replace(LESSON, steps=LESSON.steps[1:2] * 2 + (replace(LESSON.steps[1], settings={"l2": 0.1}),))
    app = press(begun(lesson), "Train")
    assert task(press(app, "Next"))["said"] == "Done before you came here."
    assert task(press(app, "Next")) == {"task": "Train.", "mark": "", "said": ""}
    assert slots(app)["setting.learning_rate"] == LEARNING_RATE.default, "the others are at defaults"
    assert task(press(app, "Train"))["said"] == "All 3 steps done."
    assert [each.label for each in app.get("page_link")][:1] == ["Take it with you"]


def test_a_question_that_was_answered_before_and_no_questions_at_all_count_as_done() -> None:
    lesson = replace(LESSON, steps=LESSON.steps[2:3])
    app = begun(lesson)
    assert "That is my guess" in labels(app), "its fold is open"
    assert task(press(app, "Stop asking me to guess"))["said"] == "All 1 step done."
    app = begun(replace(LESSON, steps=(*LESSON.steps[:1], *LESSON.steps[2:3])), guesses={"longer_training": {}})
    assert task(press(app, "Next: Train"))["said"] == "All 2 steps done."


def test_a_step_that_only_shows_something_is_done_when_it_is_left() -> None:
    app = begun(FACES)
    assert task(app.run()) == {"task": "Look.", "mark": "○", "said": "To look at."}
    assert progress_of(app) == []
    press(app, "Next: Weights")
    assert progress_of(app) == [0]
    assert "Take it with you" not in [each.label for each in app.get("page_link")]
    assert task(press(app, "Finish"))["said"] == "All 2 steps done."
    assert "Take it with you" in [each.label for each in app.get("page_link")]
    assert task(press(app, "Back"))["mark"] == "✓"
    app = go_to(begun(FACES), "weights")
    assert (task(app)["task"], progress_of(app)) == ("See.", [0]), "by the menu, too"
    app = press(begun(FACES), "Leave")
    assert progress_of(app) == [0]
    app = begun(replace(FACES, steps=FACES.steps[::-1]))
    assert progress_of(go_to(app, "weights")) == []


def progress_of(app: AppTest) -> list[int]:
    """The positions of the steps that are done, of the lesson that was in hand last."""
    return list(slots(app)["lessons"][0]["done"])


def test_a_step_is_done_by_what_its_sentence_names(monkeypatch: pytest.MonkeyPatch) -> None:
    made: dict[str, Callable[[], bytes]] = {}
    monkeypatch.setattr(keep_pack, "download", lambda label, make, *_, **__: made.update({label: make}))
    wanted = (
        ("explore", "image picked"),
        ("evaluate", "errors opened"),
        ("you", "round answered"),
        ("calibration", "rare class"),
        ("why", "greyed out"),
        ("why", "answer flipped"),
        ("keep", "pack taken"),
    )
    steps = tuple(Step(page, "Do.", data="faces", representation="pixels", done=done) for page, done in wanted)
    app = begun(Lesson("Do", "All", 5, steps))
    does: dict[str, Callable[[], object]] = {
        "image picked": lambda: trigger(app, "gallery", "picked", 3),
        "errors opened": lambda: trigger(app, "confusion", "opened", "11"),
        "round answered": lambda: finish(app, [1] * len(given(app, "round")["images"])),
        "rare class": lambda: app.slider(key="calibration.used_share").set_value(5).run(),
        "greyed out": lambda: press(press(app, "Grey out the strongest"), "Grey out the strongest"),
        "answer flipped": lambda: app.slider(key="why.wobble.brightness").set_value(-0.5).run(),
        "pack taken": lambda: (made["Take the pack"](), app.run()),  # the page does not run again by the press itself
    }
    for number, (page, done) in enumerate(wanted):
        if page == "why":
            look_at(app, faces.load().test.images[18])
            choose(app, "Ask", "Does it wobble?" if done == "answer flipped" else "Which pixels?")
        assert task(app.run())["mark"] == "", done
        does[done]()
        assert task(app)["mark"] == "✓", done
        if number + 1 < len(wanted):
            app.button(key="lesson_bar.next").click().run()


def test_data_of_ones_own_stay_in_hand_until_one_says_so() -> None:
    own = twelve()
    held = {"dataset": ("uploaded", own), "uploaded": own}
    app = begun(FACES, **held)
    assert "A lesson from this link: **Faces**, 2 steps." in words(app)
    assert not components(app, "lesson_bar")
    app = press(app, "Begin")
    assert "This step is about “Faces”." in words(app)
    assert "Twelve" in app.sidebar.markdown[0].value
    app = press(app, "Take “Faces”")
    assert "Faces" in app.sidebar.markdown[0].value
    assert "This step is about" not in words(app)
    assert "uploaded" in options(app, "Dataset")[1] or "My data" in options(app, "Dataset")[1]
    app = press(begun(FACES, **held), "Not now")
    assert not components(app, "lesson_bar")
    assert "A lesson from this link" not in words(app)


def test_data_that_cannot_be_fetched_are_said_and_can_be_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def fail(key: str) -> None:
        calls.append(key)
        if key == "drawings":
            raise DownloadError("The drawings must be fetched. There is no line. Try again.")

    monkeypatch.setattr(data, "choose", fail)
    app = begun()
    assert here(app) == "Explore the data"
    assert "There is no line" in words(app)
    app.run()
    assert calls.count("drawings") == 1
    press(app, "Try again")
    assert calls.count("drawings") == 2


def test_data_that_are_not_here_are_fetched_when_one_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    monkeypatch.setitem(CATALOG, "drawings", replace(CATALOG["drawings"], is_local=lambda: False))
    monkeypatch.setattr(data, "choose", calls.append)
    app = begun()
    assert "This step is about “Drawings”, which must be fetched once." in words(app)
    assert not calls
    press(app, "Fetch “Drawings”")
    assert calls == ["drawings"]
    assert "which must be fetched once" not in words(app)


def test_who_leaves_comes_back_with_one_click_and_nothing_is_lost() -> None:
    app = press(begun(), "Next: Train")
    app = press(app, "Leave")
    assert not components(app, "lesson_bar")
    assert task(press(app, "Back to it")) == {"task": "Train.", "mark": "", "said": ""}
    app = go_to(press(app, "Leave"), "lessons")
    assert "Back to it" not in labels(app)
    assert "1 done" in words(app)
    app = press(app, "Go on")
    assert (here(app), task(app)["task"]) == ("Train a neuron", "Train.")
    press(go_to(app, "lessons"), "Begin again")
    assert (here(app), task(app)["task"]) == ("Explore the data", "Look at the images.")


def test_after_a_reload_the_step_is_there_again_with_what_it_sets(open_page: Open) -> None:
    app = press(begun(), "Next: Train")
    app = bring(open_page("train"), kept(app))
    assert task(app) == {"task": "Train.", "mark": "", "said": ""}
    assert slots(app)["setting.learning_rate"] == 0.01
    app = bring(open_page("train", link={"learning_rate": "0.3"}), kept(app))
    assert task(app)["task"] == "Train."
    assert slots(app)["setting.learning_rate"] == 0.3, "what its link held is later than the step"


def test_a_link_and_what_the_browser_kept_are_joined() -> None:
    earlier = kept(press(begun(), "Next: Train"))
    app = begun(FACES, earlier)
    assert task(app)["task"] == "Look.", "the link is what was wanted last"
    *_, other = [each for each in go_to(app, "lessons").button if each.label == "Go on"]
    assert task(other.click().run())["task"] == "Train.", "and the other one is not lost"
    app = begun(LESSON, earlier)
    assert task(app)["task"] == "Train."


@pytest.mark.parametrize(
    "text",
    [
        '{"lesson": 3, "lessons": 3}',
        '{"lesson": "1AAAA", "lessons": [{"lesson": "1AAAA", "step": 0, "done": []}]}',
        '{"lesson": "nowhere", "lessons": [[], {}, {"lesson": "one_neuron"}]}',
        json.dumps({"lesson": "2" * 100_000, "lessons": [{"lesson": "1" * 100_000, "step": 0, "done": []}]}),
        '{"lessons": [{"lesson": "one_neuron", "step": true, "done": [true, -1, 99, "0", null, [0]]}]}',
    ],
)
def test_nonsense_that_a_browser_kept_changes_nothing(open_page: Open, text: str) -> None:
    app = bring(open_page("explore"), text)
    assert not components(app, "lesson_bar")
    assert not app.exception
    go_to(app, "lessons")


def test_nonsense_in_a_link_is_a_sentence_and_changes_nothing() -> None:
    app = begun("nowhere")
    damaged = "This link is damaged or incomplete"
    newer = "This link needs a newer version of this app"
    for text in ("nowhere", "1", "1AAAA", "2abc", "3abc", "<b>x</b>", "1" + "A" * 100_000, "\0"):
        app.query_params["lesson"] = text
        app.run()
        assert here(app) == "What does a neuron do with a picture?"
        said = newer if text[0] == "3" else "must have at most 90,000 characters" if len(text) > 90_000 else damaged
        assert said in words(app), text
        assert not components(app, "lesson_bar")
        assert not app.exception
    assert not go_to(app, "explore").warning, "it is said once"


def test_a_lesson_of_an_older_link_goes_on_where_it_was(open_page: Open) -> None:
    """A browser that kept how far it came under the packing of then finds it under that of today."""
    older = "1g4eAI2oYOClxITxuSoRJoNQMdCgA"
    brought = json.dumps({"lesson": older, "lessons": [{"lesson": older, "step": 0, "done": [0]}]})
    held = json.loads(kept(bring(open_page("explore"), brought)))
    assert held["lessons"][0]["lesson"] == held["lesson"] == pack(unpack(older))
    assert held["lessons"][0]["done"] == [0]


def test_a_position_that_is_kept_is_one_of_the_lesson(open_page: Open) -> None:
    spelled = pack(LESSON)
    text = json.dumps({"lesson": spelled, "lessons": [{"lesson": spelled, "step": 99, "done": [1, 99, -1, 1]}]})
    app = bring(open_page("explore"), text)
    assert task(app)["task"] == "Look at the images."
    assert json.loads(kept(app))["lessons"] == [{"lesson": spelled, "step": 0, "done": [1]}]


def test_in_a_room_of_shared_computers_nothing_is_kept_and_nothing_of_others_brought(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ContextProxy, "cookies", property(lambda _: {"one-neuron-kept": "1"}))
    app = begun(replace(LESSON, keeps=False))
    assert task(app)["task"] == "Look at the images."
    assert not components(app, "persistence")
    app = unfold(app, "lesson_bar.steps")
    assert "Nothing more of this visit is kept on this computer." in words(app)
    app.query_params.clear()  # as a click in the menu does
    assert app.run().query_params["lesson"], "or the visit after a reload would keep something"
    assert not components(press(app, "Leave"), "persistence"), "nor of what was done in it"
    assert "nothing more is kept" in words(go_to(app, "keep"))
    app.query_params.clear()
    app.run()
    assert app.query_params.get("keeps") == "no"
    assert "lesson" not in app.query_params
    assert "Forget everything in this browser" not in [each.label for each in app.button], (
        "there is no line to the browser"
    )


def test_a_reload_and_another_tab_keep_nothing_either_once_such_a_lesson_was_left(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ContextProxy, "cookies", property(lambda _: {"one-neuron-kept": "1"}))
    app = open_page("train", link={"keeps": "no"})
    assert here(app) == "Train a neuron", "nobody waits for what others have kept"
    assert not components(app, "persistence")
    assert "nothing more is kept" in words(go_to(app, "keep"))

    other = bring(open_page("home"), None, **{"keeps": False, "from": True})
    assert other.query_params["keeps"] == "no", "what a reload of it finds"
    assert not components(other.run(), "persistence")
    assert "nothing more is kept" in words(go_to(other, "keep"))
    for odd in ("", "yes", "no no"):
        assert components(open_page("home", link={"keeps": odd}), "persistence")


def test_the_largest_lessons_of_strangers_do_not_cost_what_a_browser_keeps(open_page: Open) -> None:
    signs = random.Random(1)
    texts = ["".join(map(chr, signs.choices(range(0x20000, 0x2A000), k=240))) for _ in range(62)]
    steps = tuple(Step("home", *each) for each in zip(texts[::2], texts[1::2], strict=True))
    large = Lesson("Large", "Everybody", 5, steps)
    assert 60_000 < len(write(large).encode()) <= MAX_BYTES
    app = open_page("home")
    for page, each in (("lessons", replace(large, steps=steps[:28])), ("lessons", large), ("teach", large)):
        upload(go_to(app, page), ("a.toml", write(each).encode()))
        assert not app.error
    again = bring(open_page("home"), kept(app))
    assert json.loads(kept(again.run())) == json.loads(kept(app))
    assert slots(again)["draft"]["steps"]


def test_the_menu_has_the_pages_of_the_lesson_first(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[dict[str, list[str]], object]] = []
    navigation = st.navigation

    def watched(pages: Any, **how: Any) -> Any:
        seen.append(({name: [each.title for each in some] for name, some in pages.items()}, how["expanded"]))
        return navigation(pages, **how)

    monkeypatch.setattr(st, "navigation", watched)
    begun()
    menu, expanded = seen[0]
    first, *others = menu.values()
    assert first == ["Explore", "Train", "Experiments", "Code"]
    assert expanded == 4
    rest = {name for some in others for name in some}
    assert {"Home", "Weights", "Lessons"} <= rest
    assert not rest & set(first)


def test_every_lesson_that_comes_with_the_app_can_be_begun(open_page: Open) -> None:
    for name, lesson in shipped().items():
        app = begun(name)
        assert task(app)["task"] == lesson.steps[0].task
    assert all(lesson.title in words(go_to(app, "lessons")).replace("\\", "") for lesson in shipped().values())
