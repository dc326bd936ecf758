"""A class in a room: a teacher and her students, each a visitor of the same server, from opening to end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from classroom.exercise.guesses import QUESTIONS
from classroom.lessons import shipped, write
from classroom.rooms import Board, Outcome, Rooms, limits
from classroom.rooms.memory import MemoryStore
from logreg_core import SharedIsLost
from logreg_core.sources import faces
from logreg_core.words import count
from pages.parts.board import click
from pages.shared import described
from pages.shared.send import as_png
from pages.shared.words import page_title
from pages.visit import board, classroom, room
from pages.visit.photos import Photo
from tests.until import Clock

from .conftest import (
    Open,
    button,
    charts,
    components,
    given,
    go_to,
    press,
    sidebar,
    slots,
    trigger,
    unfold,
    upload,
    words,
)
from .test_persistence import bring, kept

MARKUP = "<img src=x onerror=a(1)>"
LOST = "The room cannot be reached at the moment. You can go on working."


class Line(MemoryStore):
    """A store that can be cut off, and that counts what is written."""

    is_cut, written = False, 0

    def read(self, shelf: str, fields: object = ()) -> dict[str, str]:
        if self.is_cut:
            raise SharedIsLost("What visitors share cannot be reached.")
        return super().read(shelf, fields)  # type: ignore[arg-type]

    def write(self, shelf: str, changes: object, *, only: object) -> bool:
        self.written += 1
        return super().write(shelf, changes, only=only)  # type: ignore[arg-type]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> Iterator[Line]:
    """What visitors share, anew for each test."""
    store = Line(now=clock)
    rooms = Rooms(store, now=clock)
    for module in (room, board, click):
        monkeypatch.setattr(module, "rooms", lambda: rooms)
    for module in (room, board):
        monkeypatch.setattr(module, "who", lambda: "192.0.2.7")  # in this process nobody has an address
    yield store
    classroom.rooms.clear()


@pytest.fixture
def teacher(open_page: Open, line: Line) -> AppTest:
    """A teacher with an open room, on its board."""
    return press(open_page("board"), "Open a room")


Join = Callable[..., AppTest]


@pytest.fixture
def student(open_page: Open, teacher: AppTest) -> Join:
    """Come by the link of the teacher's room, and join."""

    def join_it(nickname: str = "") -> AppTest:
        app = open_page("join", link={"room": word_of(teacher)})
        assert app.text_input(key="join.word").value == word_of(teacher)
        app.text_input(key="join.nickname").set_value(nickname)
        return press(app, "Join")

    return join_it


def word_of(teacher: AppTest) -> str:
    """The word of her room."""
    return str(slots(teacher)["board"])[:4]


def put(teacher: AppTest, question: str) -> AppTest:
    """Put a question to all."""
    teacher.selectbox(key="board.question").set_value(question).run()
    return press(teacher, "Put the question")


def guess(app: AppTest, answer: str) -> AppTest:
    """Answer the teacher's question."""
    app.run()
    (radio,) = [each for each in app.radio if str(each.key).startswith("room.")]
    radio.set_value(answer).run()
    app.button(key="room.say").click().run()
    assert not app.exception
    return app


def spread(app: AppTest) -> dict[str, list[list[object]]]:
    """What a chart of guesses says: answer, how many chose it, of how many; by rounds. Nothing without one."""
    drawn = [chart for chart in charts(app) if "First guess" in chart["alt"]]
    return {trace["name"].partition(",")[0]: trace["customdata"] for chart in drawn for trace in chart["data"]}


def test_guesses_are_hidden_until_they_are_revealed_and_then_both_rounds_stand_side_by_side(
    teacher: AppTest, student: Join
) -> None:
    ada, bob = student("Ada"), student()
    assert "You are in the room" in words(ada)
    assert "as **visitor 2**" in words(bob)
    put(teacher, "longer_training")
    better, same, worse = [*dict.fromkeys(options(ada.run()))]
    guess(ada, better)
    guess(go_to(bob, "explore"), worse)
    teacher.run()
    assert "2 of 2 students answered" in words(teacher)
    assert spread(teacher)["first guess"] == [[better, 1, 2], [same, 0, 2], [worse, 1, 2]]
    press(teacher, "Freeze")
    for app in (ada.run(), bob.run()):
        assert "Talk about them with a neighbour" in words(app)
        assert not spread(app)
        assert not [each for each in app.button if each.key == "room.say"]
    press(teacher, "Guess again")
    guess(ada, worse)
    guess(bob, worse)
    teacher.run()
    assert spread(teacher)["second guess"] == [[better, 0, 2], [same, 0, 2], [worse, 2, 2]]
    assert not spread(ada.run())
    press(teacher, "Reveal")
    for app in (ada.run(), bob.run()):
        assert spread(app) == spread(teacher.run())
        assert "You said" in words(app)
    press(teacher, "Take it away")
    assert "Your teacher asks" not in words(ada.run())


def options_of(question: str) -> tuple[str, ...]:
    """The answers of a choice."""
    return QUESTIONS[question].answers


def options(app: AppTest) -> list[str]:
    """The answers that the teacher's question offers."""
    (radio,) = [each for each in app.radio if str(each.key).startswith("room.")]
    return list(radio.options)


def test_an_answer_can_be_changed_and_is_the_guess_of_the_page_that_shows_what_happens(
    teacher: AppTest, student: Join
) -> None:
    put(teacher, "longer_training")
    ada = student("Ada").run()
    first, second, _ = options(ada)
    guess(ada, first)
    press(ada, "Change it")
    guess(ada, second)
    assert f"You said “{second}”" in words(ada).replace("\\", "")
    assert [row[1] for row in spread(teacher.run())["first guess"]] == [0, 1, 0]
    app = go_to(ada, "train")
    assert not [each for each in app.expander if "longer training" in each.label], "it is not asked once more"


@pytest.mark.parametrize("question", ["zero_weights", "accuracy_and_images"])
def test_numbers_and_curves_are_asked_and_revealed_too(
    teacher: AppTest, student: Join, line: Line, question: str
) -> None:
    ada = student("Ada")
    put(teacher, question)
    ada.run()
    if question == "zero_weights":
        ada.slider(key="room.zero_weights.1").set_value(42.0).run()
        ada.button(key="room.say").click().run()
    else:
        (curve,) = components(ada, "guess_curve")
        drawn = json.dumps({"heights": [0.5, 0.6, 0.7, 0.7, 0.8, 0.8, 0.9]})
        for pressed in (False, True):
            states = ada._tree.get_widget_states()
            states.widgets.add(id=curve.id, json_value=drawn)
            if pressed:
                states.widgets.add(id=ada.button(key="room.say").id, trigger_value=True)
            ada._run(states)
    assert not ada.exception
    press(teacher.run(), "Reveal")
    right = 55.0 if question == "zero_weights" else (50.0, 60.0, 70.0, 80.0, 85.0, 90.0, 95.0)
    Rooms(line, now=line._now).reveal(slots(teacher)["board"], Outcome(question, right, "Why."))
    (chart,) = [each for each in charts(ada.run()) if "First guess" in each["alt"]]
    if question == "zero_weights":
        marked = [each for each in chart["layout"]["xaxis"]["ticktext"] if each.startswith("<b>✓ ")]
        assert marked == ["<b>✓ 50 to 60 %</b>"]
    else:
        assert (chart["data"][-1]["name"], chart["data"][-1]["y"]) == ("✓ result", list(right))
    said = {"zero_weights": "half of them below 42 %", "accuracy_and_images": "begin below 50 % and end below 90 %"}
    assert said[question] in chart["alt"]


def test_the_board_sees_where_all_are_and_each_run_is_a_dot(teacher: AppTest, student: Join) -> None:
    ada, bob = student(MARKUP), student("Bob")
    go_to(ada, "train")
    ada.number_input(key="field.num_iterations.0").set_value(30).run()
    go_to(bob, "code")
    slots(bob)["code_failing"] = "sigmoid: sigmoid(0)"
    bob.run()
    seen = words(teacher.run())
    drawn = {chart["alt"].partition(":")[0]: chart for chart in charts(teacher)}
    assert "Code 1, Train 1." in drawn["Where they are, of 2 students"]["alt"]
    assert "sigmoid: sigmoid(0) 1." in drawn["Checks that fail, of 2 students"]["alt"]
    (dot,) = drawn["1 run. The lowest cost"]["data"]
    cost = slots(ada)["run"].whole.descent.now.cost
    assert (dot["x"], dot["y"]) == ([0.005], [pytest.approx(cost)])
    assert dot["customdata"][0].startswith("A learning rate of 0.005 and 30 iterations")
    assert MARKUP not in seen
    assert MARKUP not in words(ada) + sidebar(ada)
    (table,) = teacher.table
    assert "&" not in table.value.to_string()


def test_what_has_not_changed_is_not_told_again(line: Line, student: Join) -> None:
    ada = student("Ada").run()
    before = line.written
    ada.run().run()
    assert line.written == before
    go_to(ada, "explore")
    assert line.written > before


def test_who_is_in_no_room_asks_nothing_of_what_visitors_share(open_page: Open, line: Line) -> None:
    line.is_cut = True
    app = open_page("home", trained=5)
    assert LOST not in words(app)
    assert not app.get("bidi_component")[0].proto.component_name.startswith("room")
    assert line.names() == []


def test_a_seat_and_a_board_are_there_after_a_reload_and_in_a_second_tab(
    open_page: Open, teacher: AppTest, student: Join
) -> None:
    ada = student("Ada")
    put(teacher, "longer_training")
    guess(ada, options(ada.run())[0])
    again = bring(open_page("home"), kept(ada)).run()
    assert f"You said “{options_of('longer_training')[0]}”" in words(again).replace("\\", "")
    assert "**Room** " + word_of(teacher) in sidebar(again)
    hers = bring(open_page("board"), kept(teacher)).run()
    assert "1 of 1 student answered" in words(hers)


@pytest.mark.parametrize("way", ["by her click", "by its time"])
def test_when_it_ends_all_are_told_and_nothing_is_left(
    teacher: AppTest, student: Join, line: Line, clock: Clock, way: str
) -> None:
    ada, word = go_to(student("Ada"), "explore"), word_of(teacher)
    if way == "by her click":
        press(teacher, "End it for all")
    else:
        clock.now += 181 * 60
    assert f"The room {word} has ended, and nothing of it is left; or" in words(ada.run())
    assert "seat" not in kept(ada.run())
    assert "board" not in kept(teacher.run())
    assert f"The room {word} has ended" in words(teacher)
    assert not [name for name in line.names() if word in name]
    press(ada, "Close")
    assert "has ended" not in words(ada)


def test_after_a_restart_pages_say_that_the_server_began_anew(
    open_page: Open, teacher: AppTest, student: Join, line: Line
) -> None:
    ada, word = student("Ada"), word_of(teacher)
    line.__init__(now=line._now)  # type: ignore[misc]  # a restart without a Valkey, or an empty one
    said = f"The server was restarted, and the room {word} is lost."
    for app, hers in ((ada, "home"), (teacher, "board")):
        again = bring(open_page(hers), kept(app)).run()
        assert said in words(again)
        assert said in words(app.run())
        assert "has ended" not in words(again)


def test_a_word_that_opens_nothing_and_a_full_room_are_sentences(
    open_page: Open, teacher: AppTest, student: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_page("join")
    app.text_input(key="join.word").set_value("ZZZZ")
    assert "There is no such room" in press(app, "Join").error[0].value
    app.text_input(key="join.word").set_value(f" {word_of(teacher).lower()} ")
    monkeypatch.setattr(limits, "MEMBERS", 1)
    student("Ada")
    app.text_input(key="join.nickname").set_value("Bob")
    assert "seats of this room are taken" in press(app, "Join").error[0].value


def test_while_it_cannot_be_reached_one_sentence_says_so_and_all_else_goes_on(
    teacher: AppTest, student: Join, line: Line
) -> None:
    ada = student("Ada")
    line.is_cut = True
    app = go_to(ada, "train")
    assert words(app).count(LOST) == 1
    app.number_input(key="field.num_iterations.0").set_value(20).run()
    assert "20 iterations" in sidebar(app)
    assert "The page looks again by itself" in teacher.run().warning[0].value
    line.is_cut = False
    assert LOST not in words(app.run())
    assert "1 run." in " ".join(chart["alt"] for chart in charts(teacher.run()))


def test_two_of_one_name_see_the_number_that_the_board_gives_them(student: Join) -> None:
    first, second = student("Mia"), student("Mia")
    assert "as **Mia (1)**" in words(first.run()).replace("\\", "")
    assert "as **Mia (2)**" in words(second).replace("\\", "")


def test_a_nickname_that_is_too_long_is_refused_in_words(student: Join) -> None:
    app = student("x" * 25)
    assert "A nickname must have at most 24 characters" in app.error[0].value
    assert not app.text_input(key="join.nickname").proto.max_chars, "a field that takes no more would say nothing"


def test_who_leaves_is_on_the_board_no_more(teacher: AppTest, student: Join) -> None:
    ada = press(student("Ada"), "Leave the room")
    assert button(ada, "Join")
    assert "seat" not in kept(ada)
    assert "0 students" in words(teacher.run())


def test_a_lesson_for_shared_computers_leaves_no_seat_to_the_next_one(student: Join) -> None:
    ada = go_to(student("Ada"), "lessons")
    assert "seat" in json.loads(kept(ada))
    its = write(replace(shipped()["one_neuron"], keeps=False)).encode()
    upload(ada, ("lesson.toml", its))
    assert json.loads(kept(ada.run())).keys() == {"road"}, "what was kept before stays, and a lesson is not kept"
    assert "You are in the room" in words(go_to(ada, "join"))


def test_who_forgets_what_is_kept_leaves_the_room_too(teacher: AppTest, student: Join, line: Line) -> None:
    ada = go_to(student("Ada"), "keep")
    assert "place in a class" in words(ada)
    press(ada, "Forget everything in this browser")
    assert not board_of(teacher, line).members
    assert "has ended" not in words(ada.run())
    assert f"your way to the board of the room **{word_of(teacher)}**" in words(go_to(teacher, "keep"))


def test_the_secret_of_a_link_opens_the_board_and_another_one_does_not(open_page: Open, teacher: AppTest) -> None:
    secret = slots(teacher)["board"]
    app = open_page("board")
    for said in (f"{secret[:-1]}!", f"{secret[:4]}.{'x' * 43}", None):
        assert "Open a room" in [each.label for each in hand_over(app, said).button]
        assert len(app.warning) == 1
    assert f"Room **{word_of(teacher)}**" in words(hand_over(app, secret))


def test_a_link_of_somebody_else_takes_no_open_room_away(open_page: Open, teacher: AppTest, line: Line) -> None:
    hers = slots(teacher)["board"]
    trap = Rooms(line, now=line._now).open()
    hand_over(teacher, trap.secret)
    assert slots(teacher)["board"] == hers
    assert f"yours, {hers[:4]}, is still open" in teacher.warning[0].value
    press(teacher.run(), "End it for all")
    assert f"Room **{trap.word}**" in words(hand_over(teacher, trap.secret))


def test_a_question_put_again_is_not_answered_by_what_was_said_before(teacher: AppTest, student: Join) -> None:
    ada = student("Ada")
    put(teacher, "longer_training")
    guess(ada, options(ada.run())[0])
    press(teacher.run(), "Take it away")
    put(teacher, "longer_training")
    press(teacher.run(), "Reveal")
    assert "See what happens" in str([each.label for each in ada.run().get("page_link")])
    assert "You said" not in words(ada)


def hand_over(app: AppTest, said: object) -> AppTest:
    """The browser says what stood behind the # of the address."""
    return trigger(app, "board_secret", "secret", said)


def test_on_the_projector_no_guess_and_no_name_is_seen_before_its_time(teacher: AppTest, student: Join) -> None:
    ada = student("Ada")
    put(teacher, "longer_training")
    guess(ada, options(ada.run())[0])
    app = press(teacher.run(), "Presenter's view")
    assert "1 of 1 student answered" in words(app)
    assert not spread(app)
    assert "Ada" not in words(app) + "".join(each.value.to_string() for each in app.table)
    press(app, "Reveal")
    assert spread(app.run())
    asked = slots(app)["board"]
    press(app, "Next")
    assert slots(app)["board"] == asked
    assert not spread(app.run())
    press(app, "Leave this view")
    assert [each for each in app.header if each.value == "Put to all"]


def test_reveal_shows_the_right_answer_that_the_teacher_has_seen(
    open_page: Open, teacher: AppTest, student: Join
) -> None:
    ada = student("Ada")
    put(teacher, "zero_weights")
    assert "You have not seen yet what happens" in words(teacher)
    ada.run().slider(key="room.zero_weights.1").set_value(42.0).run()
    ada.button(key="room.say").click().run()
    press(teacher.run(), "Reveal")
    assert "Right:" not in words(ada.run())
    press(unfold(go_to(teacher, "home"), "home.guess"), "I just want to see")
    press(go_to(teacher, "board"), "Show the answer")
    share = 100 * float(np.mean(faces.load().train.labels == 0))
    for app in (ada.run(), teacher.run()):
        seen = words(app).replace("\\", "").replace("\u200b", "")
        assert f"**Right: {share:.0f} %.** On “Faces”:" in seen
    assert ("**That is right.**" in words(ada)) == (abs(share - 42) <= 5)
    put(press(teacher, "Take it away"), "zero_weights")
    press(teacher, "Reveal")
    assert "Right:" in words(ada.run()), "she knows it by now"
    again = bring(open_page("home"), kept(teacher))
    assert slots(again)["happened"] == slots(teacher)["happened"], "also after a reload"


def test_a_question_of_the_teachers_own_is_asked_and_its_right_answer_is_shown(
    teacher: AppTest, student: Join, line: Line
) -> None:
    ada = student("Ada")
    teacher.run()
    unfold(teacher, "board.own")
    assert button(teacher, "Put your question").disabled
    teacher.text_input(key="board.own_text").set_value(f"Why? {MARKUP}").run()
    teacher.text_area(key="board.own_answers").set_value("Only one").run()
    assert "must have 2 to 6 answers. This one has 1" in words(teacher).replace("\\", "")
    teacher.text_area(key="board.own_answers").set_value(f"**Yes** {MARKUP}\n\n No \nMaybe").run()
    teacher.selectbox(key="board.own_right").set_value("No").run()
    press(teacher, "Put your question")
    assert "[x]" not in words(ada.run())
    assert MARKUP not in words(ada), "it is text, not markup"
    (radio,) = [each for each in ada.radio if str(each.key).startswith("room.own.")]
    assert MARKUP not in "".join(radio.options)
    assert "**Yes**" not in "".join(radio.options)
    radio.set_value(f"**Yes** {MARKUP}").run()
    ada.button(key="room.say").click().run()
    assert "Right:" not in words(ada) + words(press(teacher.run(), "Freeze"))
    press(press(teacher, "Presenter's view"), "Reveal")
    for app in (ada.run(), teacher.run()):
        assert "**Right: “No”.**" in words(app)
        (chart,) = [each for each in charts(app) if "First guess" in each["alt"]]
        assert [each["text"].startswith("<b>✓ ") for each in chart["layout"]["annotations"]] == [False, True, False]
        assert MARKUP not in json.dumps(chart["layout"])
    assert "That is not right." in words(ada)
    assert not ada.get("page_link") or "See what happens" not in str([each.label for each in ada.get("page_link")])


def test_the_projector_shows_the_board_after_a_reload_too(open_page: Open, teacher: AppTest) -> None:
    press(teacher, "Presenter's view")
    hand = json.loads(given(teacher, "persistence")["hand"]["text"])
    assert hand["board_presented"] is True
    again = bring(open_page("board"), kept(teacher), hand={"text": json.dumps(hand), "names": []}, age=3)
    assert button(again.run(), "Leave this view")
    assert "board_presented" not in given(press(again, "Leave this view"), "persistence")["hand"]["text"]


def test_a_picture_is_sent_on_purpose_only_and_shown_by_a_click(
    teacher: AppTest, student: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = "Send this picture to the board"
    ada = student("Ada")
    slots(ada)["test_image"] = Photo(faces.load().test.images[0], "Test image 0", 0)
    go_to(ada, "train")
    ada.number_input(key="field.num_iterations.0").set_value(20).run()
    assert "unless you send it" in words(go_to(ada, "many"))
    go_to(ada, "predict")
    press(teacher.run(), "Presenter's view")
    press(ada, send)
    assert "It was sent" in words(ada)
    teacher.segmented_control(key="board.thing").set_value("Pictures").run()
    assert "None is shown" in words(teacher)
    press(teacher, "Leave this view")
    assert "From Ada" in words(teacher)
    press(teacher, "Show it")
    press(teacher.run(), "Presenter's view")
    teacher.segmented_control(key="board.thing").set_value("Pictures").run()
    assert "None is shown" not in words(teacher)
    assert len(teacher.get("image")) == 1
    widths: list[object] = []
    with monkeypatch.context() as patched:
        patched.setattr(described, "image", lambda _, width, **__: widths.append(width))
        teacher.run()
    assert widths == ["stretch"], "one fills the width"
    assert slots(teacher)["board_pictures"]
    ada = press(go_to(ada, "join"), "Leave the room")
    assert send not in [each.label for each in go_to(ada, "predict").button]
    assert "None is shown" in words(teacher.run())
    assert not slots(teacher)["board_pictures"]


def test_the_largest_picture_fits_into_a_message() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (600, 900, 3)).astype(np.uint8)
    png = as_png([noise, noise[:, :600]])
    assert len(png) <= limits.PICTURE
    with Image.open(BytesIO(png)) as picture:
        assert (picture.format, picture.mode, picture.width) == ("PNG", "RGB", 2.5 * picture.height)
    tall = as_png([noise[:, :2], np.zeros((25, 25, 1), np.uint8)])
    with Image.open(BytesIO(tall)) as picture:
        assert picture.size == (1 + 240, 240)


def test_a_room_has_a_lesson_whose_steps_are_put_and_counted(open_page: Open, line: Line) -> None:
    its = shipped()["one_neuron"]
    teacher = open_page("board")
    teacher.selectbox(key="board.lesson").set_value("one_neuron")
    press(teacher, "Open a room")
    ada = open_page("join", link={"room": word_of(teacher)})
    press(ada, "Join")
    assert f"Your class works on {its.title}, {count(len(its.steps), 'step')}" in words(ada).replace("*", "")
    teacher.selectbox(key="board.step").set_value(2).run()
    press(teacher, "Put the step")
    assert f"Step 3 of {len(its.steps)}" in words(teacher)
    assert f"Your teacher is at step 3 of {len(its.steps)}" in words(ada.run())
    press(ada, "Go there")
    assert "Your teacher is at step 3" not in words(ada.run())
    assert slots(ada)["lesson"] == "one_neuron"
    teacher.run()
    (member,) = board_of(teacher, line).members
    assert member.step == 2
    (steps,) = [chart for chart in charts(teacher) if chart["alt"].startswith("Steps that are done")]
    assert steps["data"][0]["x"] == [int(place in member.done) for place in range(len(its.steps))]
    put(teacher, "longer_training")
    press(press(teacher.run(), "Presenter's view"), "Next")
    assert board_of(teacher, line).step == 3, "a question in between changes nothing"
    press(teacher, "Leave this view")
    names = teacher.selectbox(key="board.question").options
    first = [step.guess for step in its.steps if step.guess]
    assert names[: len(first)] == [f"This lesson: {QUESTIONS[name].title}" for name in first]
    others = [QUESTIONS[name] for name in QUESTIONS if name not in first]
    assert names[len(first) :] == [f"{page_title(each.place)}: {each.title}" for each in others]


def board_of(teacher: AppTest, line: Line) -> Board:
    """What the teacher's board is made of."""
    return Rooms(line, now=line._now).board(slots(teacher)["board"])
