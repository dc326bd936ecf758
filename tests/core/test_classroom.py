"""Rooms of a class: two visitors and three hundred, words guessed at random, and a store that is lost.

Everything is tried in memory and in a Valkey.
"""

from __future__ import annotations

import hmac
import json
import os
import random
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from math import inf, nan
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from classroom.exercise.guesses import QUESTIONS
from classroom.rooms import Outcome, Report, Rooms, Run, Store, from_environment, limits, own_question
from classroom.rooms.board import Picture
from classroom.rooms.memory import MemoryStore
from classroom.rooms.rooms import LETTERS, Seat
from classroom.rooms.spread import Spread
from classroom.rooms.valkey import PAUSE, ValkeyStore
from logreg_core import (
    ArgumentError,
    ClassroomError,
    NoRoom,
    RoomIsFull,
    SharedIsLost,
    TooFast,
    TooManyRooms,
)
from tests.core import valkey_server
from tests.core.valkey_server import Running
from tests.files import encoded
from tests.until import Clock

ROOMS = 200  # at once, unless a server says otherwise

PATIENCE = 60.0  # seconds: a busy machine is no lost server
CHOICE, NUMBER, CURVE = "higher_rate", "new_divisions", "accuracy_and_images"


@pytest.fixture(scope="session")
def valkey_path() -> str:
    """Where the server is. In CI there must be one; elsewhere the tests skip."""
    path = valkey_server.find()
    if path is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(valkey_server.missing())
    return path


@pytest.fixture(scope="session")
def server(valkey_path: str) -> Iterator[Running]:
    with valkey_server.running(valkey_path) as running:
        yield running


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["memory", "valkey"])
def store(request: pytest.FixtureRequest, clock: Clock) -> Iterator[Store]:
    """An empty store of each kind. Whatever a test leaves in a Valkey must end by itself."""
    if request.param == "memory":
        yield MemoryStore(now=clock)
        return
    running = request.getfixturevalue("server")
    with running.client() as client:
        client.flushall()
        yield ValkeyStore(running.address, answer=PATIENCE)
        assert all(client.ttl(key) > 0 for key in client.scan_iter())


@pytest.fixture
def rooms(store: Store, clock: Clock) -> Rooms:
    return Rooms(store, now=clock)


@pytest.fixture
def names(store: Store, request: pytest.FixtureRequest) -> Callable[[], list[str]]:
    """The names of all that is in the store."""
    if isinstance(store, MemoryStore):
        return store.names
    return request.getfixturevalue("server").client().keys


def png(side: int = 8, *, noise: bool = False) -> bytes:
    pixels = np.random.default_rng(0).integers(0, 256, (side, side, 3), np.uint8) if noise else np.zeros((side, side))
    return encoded(pixels.astype(np.uint8))


def test_a_room_from_its_beginning_to_its_end(
    rooms: Rooms, store: Store, clock: Clock, names: Callable[[], list[str]]
) -> None:
    opened = rooms.open()
    ada = rooms.join(f" {opened.word.lower()} ", "Ada", who="a")
    nobody = rooms.join(opened.word, "", who="b")
    assert (ada.member, ada.nickname, nobody.member, nobody.nickname) == (1, "Ada", 2, "visitor 2")
    rooms.report(ada, Report("train", step=1, done=frozenset({0}), run=Run(0.01, 500, 0.3, 0.9, 0.7), failing="shape"))
    rooms.report(ada, Report("train", step=2, done=frozenset({0, 1}), run=Run(0.01, 900, 0.2), failing="value"))
    rooms.report(ada, Report("code", step=2, done=frozenset({0, 1}), run=Run(0.02, 100, 0.4), failing="shape"))
    rooms.report(nobody, Report("train", done=frozenset({0}), run=Run(0.5, 100, nan), failing="shape"))
    rooms.set_lesson(opened.secret, "packed")
    clock.now += 30
    board = rooms.board(opened.secret)
    assert [(each.nickname, each.where, each.step, each.seen_ago) for each in board.members] == [
        ("Ada", "code", 2, 30),
        ("visitor 2", "train", None, 30),
    ]
    assert (board.places, board.steps, board.failing) == ({"code": 1, "train": 1}, {0: 2, 1: 1}, {"shape": 2})
    assert [(run.learning_rate, run.cost) for run in board.runs] == [(0.01, 0.2), (0.02, 0.4), (0.5, inf)]
    assert board.lesson == rooms.call(ada).lesson == "packed"
    assert [each.seen_ago for each in rooms.board(opened.secret).members] == [0, 30], "a call says that she is there"
    rooms.send_picture(ada, png(), "")
    rooms.leave(nobody)
    assert not [field for field in store.read(f"room:{opened.word}") if field.endswith(":2")], "all of it is gone"
    with pytest.raises(NoRoom):
        rooms.report(nobody, Report("train"))
    rooms.end(opened.secret)
    for closed in (lambda: rooms.call(ada), lambda: rooms.board(opened.secret), lambda: rooms.end(opened.secret)):
        with pytest.raises(NoRoom):
            closed()
    assert names() == []


def test_a_room_ends_by_its_time_and_nothing_of_it_is_left(
    rooms: Rooms, clock: Clock, names: Callable[[], list[str]]
) -> None:
    opened = rooms.open(minutes=30)
    seat = rooms.join(opened.word, who="a")
    rooms.send_picture(seat, png(), "mine")
    clock.now += 30 * 60 - 1
    assert rooms.call(seat).ends_at == clock.now + 1
    rooms.report(seat, Report("train"))
    clock.now += 1
    with pytest.raises(NoRoom):
        rooms.call(seat)
    assert names() == []
    with pytest.raises(ArgumentError):
        rooms.open(minutes=10_000)


def test_guess_discuss_and_guess_again(rooms: Rooms) -> None:
    opened = rooms.open()
    seats = [rooms.join(opened.word, who=f"{number}") for number in range(4)]
    with pytest.raises(ClassroomError):
        rooms.answer(seats[0], 5)
    before = rooms.call(seats[0]).version
    rooms.put(opened.secret, question=NUMBER, step=3)
    call = rooms.call(seats[0])
    assert (call.version > before, call.step, call.question, call.answered) == (True, 3, QUESTIONS[NUMBER], False)
    with pytest.raises(ArgumentError):
        rooms.answer(seats[0], "a word")
    for seat, points in zip(seats, (5, 5, 20, 60), strict=True):
        rooms.answer(seat, points)
    rooms.answer(seats[0], 7, to=(NUMBER, 1))  # the last one counts
    for other in ((NUMBER, 2), (CURVE, 1)):  # what was on the screen is no longer what is put
        with pytest.raises(ClassroomError, match="moved on"):
            rooms.answer(seats[0], 9, to=other)
    board, call = rooms.board(opened.secret), rooms.call(seats[0])
    assert (board.spreads[0].counts, board.answers) == ((1, 1, 0, 1, 0, 0, 0, 0, 0, 1), 4)
    assert board.spreads[0].labels[-1] == "54 to 60 points"
    assert (call.spreads, call.answered) == ((), True)
    rooms.again(opened.secret)
    rooms.again(opened.secret)  # a second click is no third round
    assert (rooms.call(seats[0]).answered, rooms.call(seats[0]).round) == (False, 2)
    rooms.answer(seats[3], 20)
    rooms.freeze(opened.secret, frozen=True)
    with pytest.raises(ClassroomError):
        rooms.answer(seats[3], 10)
    assert rooms.call(seats[0]).spreads == ()
    rooms.freeze(opened.secret, frozen=False)
    rooms.answer(seats[2], 40)
    rooms.reveal(opened.secret)
    first, second = rooms.call(seats[0]).spreads
    assert (first.counts, second.counts) == (board.spreads[0].counts, (0, 0, 0, 1, 0, 0, 1, 0, 0, 0))
    assert rooms.board(opened.secret).spreads == (first, second)
    rooms.freeze(opened.secret, frozen=False)
    assert rooms.call(seats[0]).is_frozen, "what is revealed stays so"
    for question in (NUMBER, CHOICE):
        rooms.put(opened.secret, question=question)
        assert (rooms.board(opened.secret).answers, rooms.call(seats[0]).spreads) == (0, ())
    rooms.put(opened.secret)
    assert rooms.call(seats[0]).question is None
    for wrong in ({"question": "none of ours"}, {"step": 40}):
        with pytest.raises(ArgumentError):
            rooms.put(opened.secret, **wrong)


def test_spreads_of_choices_and_of_curves(rooms: Rooms) -> None:
    opened = rooms.open()
    seats = [rooms.join(opened.word, who="class") for _ in range(5)]
    rooms.put(opened.secret, question=CHOICE)
    answers = QUESTIONS[CHOICE].answers
    for seat, place in zip(seats, (2, 0, 2, 2, 0), strict=True):
        rooms.answer(seat, answers[place])
    (spread,) = rooms.board(opened.secret).spreads
    assert (spread.answers, spread.labels, spread.counts, spread.quartiles) == (5, answers, (2, 0, 3), ())
    rooms.put(opened.secret, question=CURVE)
    assert rooms.board(opened.secret).spreads[0].quartiles == ()
    for seat, height in zip(seats, (50, 90, 60, 80, 70), strict=True):
        rooms.answer(seat, (50, 50, 50, 50, 50, 50, height))
    rooms.reveal(opened.secret)
    (spread,) = rooms.call(seats[0]).spreads
    assert spread.quartiles == (*[(50, 50, 50)] * 6, (60, 70, 80))


def test_the_right_answer_is_shown_with_the_guesses_or_later(rooms: Rooms) -> None:
    opened = rooms.open()
    seat = rooms.join(opened.word, who="a")
    for answer, question in ((None, NUMBER), (None, CURVE), ("nonsense", CHOICE)):
        rooms.put(opened.secret, question=question)
        rooms.reveal(opened.secret, None if answer is None else Outcome(question, answer, "x"))
        assert rooms.call(seat).outcome is None
    right = Outcome(CHOICE, QUESTIONS[CHOICE].answers[1], "On “Faces”: \u202ewhy." + "x" * 5_000)
    before = rooms.board(opened.secret).version
    rooms.reveal(opened.secret, replace(right, question=NUMBER))
    assert rooms.board(opened.secret).version == before, "it is of another question"
    rooms.reveal(opened.secret, right)
    found = rooms.call(seat).outcome
    assert found is not None
    assert (found.answer, found.words[:18], len(found.words)) == (right.answer, "On “Faces”: why.xx", 900)
    rooms.put(opened.secret, question=CURVE)
    assert rooms.call(seat).outcome is None
    rooms.reveal(opened.secret, Outcome(CURVE, (50.0,) * 7))
    assert rooms.call(seat).outcome == Outcome(CURVE, (50.0,) * 7)


def test_a_question_of_the_teachers_own_has_two_to_six_answers(rooms: Rooms) -> None:
    opened = rooms.open()
    seat = rooms.join(opened.word, who="a")
    rooms.put(opened.secret, own=own_question(" Cat\u202e or dog? ", ["Cat", "", "Dog"], 1))
    asked = rooms.call(seat).question
    assert asked is not None
    assert (asked.text, asked.answers, rooms.call(seat).outcome) == ("Cat or dog?", ("Cat", "Dog"), None)
    rooms.answer(seat, "Cat", to=(asked.name, 1))
    rooms.reveal(opened.secret)
    assert (rooms.call(seat).spreads[0].counts, rooms.call(seat).outcome) == ((1, 0), Outcome(asked.name, "Dog"))
    rooms.put(opened.secret, own=own_question("Again?", ["Cat", "Dog"]))
    with pytest.raises(ClassroomError, match="moved on"):
        rooms.answer(seat, "Cat", to=(asked.name, 1))
    rooms.reveal(opened.secret)
    assert rooms.call(seat).outcome is None, "none is right"


@pytest.mark.parametrize(
    ("text", "answers", "right", "said"),
    [
        ("", ["a", "b"], None, "must have text"),
        ("\u202e", ["a", "b"], None, "must have text"),
        ("x" * 241, ["a", "b"], None, "at most 240 characters"),
        ("x", ["a", " "], None, "2 to 6 answers. This one has 1"),
        ("x", list("abcdefg"), None, "2 to 6 answers. This one has 7"),
        ("x", ["a", "x" * 101], None, "at most 100 characters"),
        ("x", ["a", " a\u200b"], None, "must differ"),
        ("x", ["a", "b"], 2, "one of the answers"),
        ("x", ["a", "b"], True, "one of the answers"),
    ],
)
def test_what_makes_no_question_is_said(text: str, answers: list[str], right: int | None, said: str) -> None:
    with pytest.raises(ArgumentError, match=said):
        own_question(text, answers, right)


def test_a_store_that_lost_all_began_anew_and_one_that_a_room_ended_in_did_not(rooms: Rooms, clock: Clock) -> None:
    opened, began = rooms.open(), rooms.began()
    assert (rooms.began(), bool(began)) == (began, True)
    rooms.end(opened.secret)
    assert not rooms.began_anew(began)
    assert not rooms.began_anew("")
    empty = Rooms(MemoryStore(now=clock), now=clock)
    assert empty.began_anew(began)
    assert empty.began() != began


def test_only_the_secret_opens_the_board_and_only_hashes_are_stored(
    rooms: Rooms, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, other = rooms.open(), rooms.open()
    seat, second = rooms.join(opened.word, who="10.0.0.7"), rooms.join(opened.word, who="b")
    kept = "".join(part for field in store.read(f"room:{opened.word}").items() for part in field)
    assert not [each for each in (opened.secret, opened.secret[5:], seat.token, "10.0.0.7") if each in kept]
    compared = []
    right = hmac.compare_digest
    monkeypatch.setattr(hmac, "compare_digest", lambda one, two: compared.append(1) or right(one, two))
    for wrong in ("", "\ud800", opened.word, opened.secret[:-1], opened.word + other.secret[4:]):
        with pytest.raises(NoRoom):
            rooms.board(wrong)
    for forged in (seat._replace(member=2), seat._replace(token=""), second._replace(word=other.word)):
        with pytest.raises(NoRoom):
            rooms.call(forged)
    rooms.board(opened.secret)
    rooms.call(seat)
    assert len(compared) == 10


def test_two_hundred_rooms_and_three_hundred_seats(rooms: Rooms, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = [rooms.open(minutes=60) for _ in range(ROOMS)]
    assert len({each.word for each in opened}) == ROOMS
    with pytest.raises(TooManyRooms):
        rooms.open()
    rooms.end(opened.pop().secret)
    rooms.open(minutes=90)
    clock.now += 60 * 60
    again = [rooms.open() for _ in range(ROOMS - 1)]
    with pytest.raises(TooManyRooms):
        rooms.open()
    seats = [rooms.join(again[0].word, who=f"{number // 100}") for number in range(limits.MEMBERS)]
    assert seats[-1].nickname == "visitor 300"
    with pytest.raises(RoomIsFull):
        rooms.join(again[0].word, who="late")
    rooms.leave(seats[0])
    assert rooms.join(again[0].word, who="late").member == 301
    monkeypatch.setattr(limits, "JOINS", 5)
    for _ in range(5):
        rooms.join(again[1].word, who="greedy")
    with pytest.raises(TooFast):  # one place cannot take all seats
        rooms.join(again[1].word, who="greedy")
    for _ in range(limits.OPENED):
        with pytest.raises(TooManyRooms):
            rooms.open(who="greedy")
    with pytest.raises(TooFast):
        rooms.open(who="greedy")


def test_messages_are_small_and_few(rooms: Rooms, clock: Clock) -> None:
    opened = rooms.open()
    seat, other = rooms.join(opened.word, who="a"), rooms.join(opened.word, who="a")
    rooms.put(opened.secret, question=CHOICE)
    report = Report("train", failing="<b>" * 20 + "\u202e")
    for _ in range(limits.MESSAGES["report"]):
        rooms.report(seat, report)
    with pytest.raises(TooFast):
        rooms.report(seat, report)
    rooms.report(other, report)
    for _ in range(limits.MESSAGES["answer"]):
        rooms.answer(seat, QUESTIONS[CHOICE].answers[0])
    with pytest.raises(TooFast):
        rooms.answer(seat, QUESTIONS[CHOICE].answers[0])
    clock.now += 60
    rooms.report(seat, report)
    assert rooms.board(opened.secret).failing == {"<b>" * 20: 2}
    everything = frozenset(range(limits.STEPS))
    for number in range(20):
        run = Run(0.1 + number / 3, 10**9, 1 / 3, 1 / 3, 1 / 3)
        rooms.report(seat, Report("😀" * 40, 39, everything, run, "😀" * 80))
    assert len(rooms.board(opened.secret).runs) == 8
    for wrong in ({"where": "x" * 41}, {"failing": "x" * 81}, {"step": 40}, {"done": frozenset({-1})}):
        with pytest.raises(ArgumentError):
            Report(**wrong)
    with pytest.raises(ArgumentError):
        rooms.report(seat, Report(run=Run(10**4000, 1, 1)))
    with pytest.raises(ArgumentError):
        rooms.set_lesson(opened.secret, "x" * (limits.LESSON + 1))


def guess(rooms: Rooms, clock: Clock, times: int, who: Callable[[int], str], word: str) -> float:
    """Guess words so many times as fast as it goes, without the right one. Returns how many minutes it takes."""
    chance, begin, tried = random.Random(1), clock.now, 0
    while tried < times:
        guessed = "".join(chance.choice(LETTERS) for _ in word)
        try:
            rooms.join(guessed if guessed != word else "BBBB", who=who(tried))
        except NoRoom:
            tried += 1
        except TooFast:
            clock.now += 60 - clock.now % 60
    return (clock.now - begin) / 60


def test_words_guessed_at_random_are_slowed_down(rooms: Rooms, store: Store, clock: Clock) -> None:
    word = rooms.open(minutes=480).word
    for _ in range(100):
        rooms.join(word, who="school")  # right words are no guesses
    times = 10_000 if isinstance(store, MemoryStore) else 500  # there each costs a look at the server
    assert guess(rooms, clock, times, lambda _: "one", word) > 60 * (times / 120 - 2)
    assert guess(rooms, clock, 500, lambda tried: f"{tried}", word) > 500 / 60 - 1, "wherever they come from"
    for other in ("", "O0OO", "\ud800", "room:x", "B" * 10_000):
        clock.now += 60
        with pytest.raises(NoRoom):
            rooms.join(other, who="hand")


@pytest.mark.parametrize(
    ("chosen", "shown"),
    [
        ("  Ada \n Lovelace ", "Ada Lovelace"),
        ("ab\u202e\u2066cd\x00\x1b\u200b\ud800", "abcd"),
        ("\u200b\u202e \t", "visitor 1"),
        ("\u0301\u0301", "visitor 1"),
        ("\u3164\u2800\ufe0f", "visitor 1"),  # letters and symbols that show nothing
        ("A\ufe0fda\u034f", "Ada"),
        ("x" + "\u0336" * 20 + "y", "x" + "\u0336" * 3 + "y"),
        ("<b>*a* [x](y) $x$</b>", "<b>*a* [x](y) $x$</b>"),
        ("e\u0301" * 24, "é" * 24),
        ("李小龙 🐈", "李小龙 🐈"),
    ],
)
def test_a_nickname_is_short_text(chosen: str, shown: str) -> None:
    rooms = Rooms(MemoryStore())
    opened = rooms.open()
    assert rooms.join(opened.word, chosen, who="a").nickname == shown
    assert rooms.board(opened.secret).members[0].nickname == shown


def test_two_of_one_name_are_told_apart(rooms: Rooms) -> None:
    opened = rooms.open()
    seats = [rooms.join(opened.word, name, who="a") for name in ("Ada", "ａＤa", "Eve", "visitor 5", "")]
    names = [member.nickname for member in rooms.board(opened.secret).members]
    assert names == ["Ada (1)", "ａＤa (2)", "Eve", "visitor 5 (4)", "visitor 5 (5)"]
    assert [rooms.name_of(seat) for seat in seats] == names
    rooms.leave(seats[0])
    assert rooms.name_of(seats[1]) == "ａＤa"
    with pytest.raises(ArgumentError, match="at most 24 characters. This one has 25"):
        rooms.join(opened.word, "x" * 25, who="a")


def test_a_picture_is_shown_after_the_teachers_click_alone(rooms: Rooms, clock: Clock) -> None:
    opened = rooms.open()
    seat, other = rooms.join(opened.word, "Ada", who="a"), rooms.join(opened.word, who="b")
    others = [other, *(rooms.join(opened.word, who="b") for _ in range(5))]
    picture = png(64)
    rooms.send_picture(seat, picture, "mine <i>\u202e" + "x" * 200)
    (sent,) = rooms.board(opened.secret).pictures
    assert (sent.number, sent.nickname, sent.is_shown, len(sent.caption)) == (1, "Ada", False, 80)
    assert rooms.picture(opened.secret, 1) == picture
    for number in (2, -1):
        with pytest.raises(ClassroomError):
            rooms.show_picture(opened.secret, number, shown=True)
    with pytest.raises(NoRoom):
        rooms.picture(f"{opened.word}.{seat.token}", 1)
    rooms.show_picture(opened.secret, 1, shown=True)
    assert rooms.board(opened.secret).pictures[0].is_shown
    rooms.show_picture(opened.secret, 1, shown=False)
    assert not rooms.board(opened.secret).pictures[0].is_shown
    for wrong in (b"", b"GIF89a" + bytes(30), picture[:20], png(200, noise=True), png(1_100)):
        with pytest.raises(ArgumentError):
            rooms.send_picture(seat, wrong, "")
    for number in range(limits.PICTURES - 1):
        clock.now += 10
        rooms.send_picture(others[number % 6], picture, f"{number}")
    with pytest.raises(ClassroomError, match="You have sent 5"):
        rooms.send_picture(other, picture, "nobody fills the room alone")
    with pytest.raises(ClassroomError, match="30"):
        rooms.send_picture(seat, picture, "one more")
    for each in others:
        rooms.leave(each)
    assert [each.number for each in rooms.board(opened.secret).pictures] == [1]
    with pytest.raises(ClassroomError):
        rooms.picture(opened.secret, 2)


def test_fifty_who_join_at_once_have_fifty_numbers(rooms: Rooms) -> None:
    opened = rooms.open()
    with ThreadPoolExecutor(50) as pool:
        seats = list(pool.map(lambda _: rooms.join(opened.word, who="one address"), range(50)))
    assert sorted(seat.member for seat in seats) == list(range(1, 51))
    assert len(rooms.board(opened.secret).members) == 50


def test_no_answer_is_lost_or_comes_late_where_a_reveal_meets_thirty_answers(rooms: Rooms) -> None:
    opened = rooms.open()
    seats = [rooms.join(opened.word, who="a") for _ in range(30)]
    rooms.put(opened.secret, question=NUMBER)

    def answer(place: int) -> int:
        if place == 15:
            rooms.reveal(opened.secret)
        with suppress(ClassroomError):
            rooms.answer(seats[place], 10)
            return 1
        return 0

    with ThreadPoolExecutor(30) as pool:
        taken = sum(pool.map(answer, range(30)))
    (spread,) = rooms.call(seats[0]).spreads
    assert spread.answers == rooms.board(opened.secret).answers == taken


def test_what_happens_between_a_look_and_a_change_counts(
    rooms: Rooms, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = rooms.open()
    seat = rooms.join(opened.word, who="a")
    rooms.put(opened.secret, question=NUMBER)
    write = store.write

    def meanwhile(happens: Callable[[], None]) -> None:
        def first(shelf: str, changes: Mapping[str, str | None], *, only: Mapping[str, str | None]) -> bool:
            monkeypatch.setattr(store, "write", write)
            happens()
            return write(shelf, changes, only=only)

        monkeypatch.setattr(store, "write", first)

    meanwhile(lambda: rooms.reveal(opened.secret))
    with pytest.raises(ClassroomError):
        rooms.answer(seat, 10)
    assert rooms.board(opened.secret).answers == 0
    meanwhile(lambda: rooms.leave(seat))
    with pytest.raises(NoRoom):
        rooms.report(seat, Report("train"))
    assert not [field for field in store.read(f"room:{opened.word}") if field.endswith(":1")]


def test_what_another_program_wrote_is_left_out_or_said(rooms: Rooms, store: Store) -> None:
    opened = rooms.open()
    seats = [rooms.join(opened.word, f"m{number}", who="a") for number in range(6)]
    rooms.put(opened.secret, question=NUMBER)
    room = f"room:{opened.word}"
    wrong = {
        "member:1": "[" * 5_000,
        "member:2": '{"nickname":5,"token":"","joined":0}',
        "member:x": "{}",
        "member:3": '{"nickname":"\\u202em2","token":"","joined":0}',
        "report:3": '{"where":"train","step":0,"done":[true],"failing":"","runs":[]}',
        "report:4": '{"where":"train","step":0,"done":[],"failing":"","runs":[[NaN,1,1,1,1],[0.1,1,1e999,1,1]]}',
        "answer:5": '{"asked":1,"1":true,"2":null}',
        "answer:6": json.dumps({"asked": 1, "1": "x" * 9_000, "2": None}),
        "picture:1": '{"member":3,"caption":"","is_shown":1}',
        "seen:3": "Infinity",
    }
    store.write(room, wrong, only={})
    board = rooms.board(opened.secret)
    assert [each.nickname for each in board.members] == ["m2", "m3", "m4", "m5"]
    assert (board.places, board.runs, board.answers, board.pictures) == ({"train": 1}, (), 0, ())
    rooms.put(opened.secret, question=CURVE)
    store.write(room, {"answer:4": json.dumps({"asked": 2, "1": [10**1000] * 7, "2": None})}, only={})
    assert rooms.board(opened.secret).answers == 0
    own = {"text": "x" * 5_000, "answers": ["a", "b"], "right": None}
    whole = json.loads(store.read(room)["put"]) | {"question": "own", "own": own}
    long = whole | {"question": NUMBER, "own": None, "version": 10**4000}
    for text in (
        "",
        '{"version":1}',
        json.dumps(long),
        "cos\nsystem\n",
        json.dumps(whole),
        json.dumps(whole | {"own": None}),
    ):
        store.write(room, {"put": text}, only={})
        with pytest.raises(SharedIsLost):
            rooms.call(seats[3])


@pytest.mark.parametrize("asked", ["number", "curve", "own"])
def test_a_room_that_an_earlier_version_wrote_is_read(asked: str, store: Store, clock: Clock) -> None:
    kept = json.loads((Path(__file__).parents[1] / "data" / "room.json").read_text())
    shelf = f"room:{kept['word']}"
    store.create(
        {shelf: {**kept["always"], **kept["put"][asked]}}, index="rooms", most=1, now=clock(), ends=clock() + 9
    )
    rooms = Rooms(store, now=clock)
    board = rooms.board(kept["secret"])
    assert [(each.nickname, each.where, each.step, each.done) for each in board.members] == [
        ("Ada (1)", "train", 1, {0, 1}),
        ("Ada (2)", "code", None, frozenset()),
        ("Grace", "", None, frozenset()),
    ]
    assert board.runs == (Run(0.005, 100, 0.3, 0.9, 0.8), Run(5.0, 20, inf))
    assert (board.failing, board.ends_at) == ({"sigmoid of 0": 1}, 1_010_800.0)
    assert board.pictures == (Picture(1, "Grace", "My cat", True),)
    call = rooms.call(Seat(kept["word"], 1, kept["seats"][0][1]))
    assert call.answered == (asked != "own")
    if asked == "number":
        assert (call.step, call.round, board.answers) == (1, 2, 1)
        assert [(spread.answers, spread.quartiles) for spread in board.spreads] == [
            (2, ((45.0, 50.0, 55.0),)),
            (1, ((50.0, 50.0, 50.0),)),
        ]
    elif asked == "curve":
        assert call.spreads == board.spreads == (Spread(1, quartiles=((0.5, 0.5, 0.5),) * 7),)
    else:
        assert call.question is not None
        assert (call.question.text, call.question.answers) == ("Which?", ("a", "b", "c"))
        assert call.spreads == (Spread(1, ("a", "b", "c"), (0, 1, 0)),)
        assert call.outcome == Outcome("own.3", "b")


def test_a_board_and_a_call_are_one_look_at_the_store(server: Running, clock: Clock) -> None:
    rooms = Rooms(ValkeyStore(server.address, answer=PATIENCE), now=clock)
    opened = rooms.open()
    seats = [rooms.join(opened.word, who="a") for _ in range(30)]
    with server.client() as client:

        def commands(look: Callable[[], object]) -> int:
            look()  # connects, and says that somebody is there
            before = client.info("stats")["total_commands_processed"]
            look()
            return client.info("stats")["total_commands_processed"] - before - 1

        other = Rooms(ValkeyStore(server.address, answer=PATIENCE), now=clock)  # as another process has it
        assert commands(lambda: other.board(opened.secret)) == 1
        assert len(other.board(opened.secret).members) == 30
        assert commands(lambda: rooms.call(seats[0])) == 1


def test_a_lost_valkey_is_said_at_once_and_found_again(valkey_path: str, clock: Clock) -> None:
    with tempfile.TemporaryDirectory() as folder:
        socket = f"{folder}/lost.sock"
        with valkey_server.running(valkey_path, socket=socket) as running:
            rooms = Rooms(ValkeyStore(running.address, clock=clock, answer=PATIENCE), now=clock)
            seat = rooms.join(rooms.open().word, who="a")
            running.process.send_signal(signal.SIGSTOP)  # it is there, and does not answer
            with pytest.raises(SharedIsLost):
                Rooms(ValkeyStore(running.address), now=clock).call(seat)
        with pytest.raises(SharedIsLost):  # it is gone
            rooms.call(seat)
        with valkey_server.running(valkey_path, socket=socket):
            with pytest.raises(SharedIsLost):  # it is back, and not asked so soon
                rooms.call(seat)
            clock.now += PAUSE
            with pytest.raises(NoRoom):  # it is asked, and has forgotten everything
                rooms.call(seat)
            rooms.open()


def test_a_full_valkey_takes_nothing_more_but_lets_rooms_be_seen_and_ended(valkey_path: str, clock: Clock) -> None:
    with valkey_server.running(valkey_path, "--maxmemory", "100mb", "--maxmemory-policy", "noeviction") as running:
        rooms = Rooms(ValkeyStore(running.address, answer=PATIENCE), now=clock)
        opened = rooms.open()
        seat = rooms.join(opened.word, who="a")
        with running.client() as client:
            client.config_set("maxmemory", "1")
            for more in (
                rooms.open,
                lambda: rooms.join(opened.word, who="a"),
                lambda: rooms.report(seat, Report("train")),
                lambda: rooms.put(opened.secret, step=1),
            ):
                with pytest.raises(SharedIsLost, match="full"):
                    more()
            clock.now += 60
            assert rooms.call(seat).version == 0
            assert len(rooms.board(opened.secret).members) == 1
            rooms.end(opened.secret)
            assert client.keys() == []


def test_a_full_memory_is_said_and_has_room_again() -> None:
    rooms = Rooms(MemoryStore(most=20_000))
    opened = rooms.open()
    for number in range(100):
        with suppress(SharedIsLost):
            rooms.join(opened.word, "x" * 24, who=f"{number}")
    with pytest.raises(SharedIsLost, match="full"):
        rooms.join(opened.word, who="late")
    rooms.end(opened.secret)
    rooms.join(rooms.open().word, who="a")


def test_pictures_leave_room_for_all_else(clock: Clock) -> None:
    rooms = Rooms(MemoryStore(now=clock, most=600_000), now=clock)
    opened = rooms.open()
    for number in range(limits.PICTURES):
        seat = rooms.join(opened.word, who=f"{number}")
        try:
            rooms.send_picture(seat, png(130, noise=True))
        except SharedIsLost:
            break
    else:
        pytest.fail("thirty pictures fit")
    board = rooms.board(opened.secret)
    assert len(board.pictures) == number >= 2
    assert all(rooms.picture(opened.secret, each.number) for each in board.pictures)
    for place in range(2 * limits.PICTURES):
        rooms.report(rooms.join(opened.word, who=f"later {place}"), Report("train"))
    assert rooms.board(opened.secret).places == {"train": 60}


def test_the_environment_names_the_store_and_no_password_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LOGREG_SHARED", raising=False)
    assert isinstance(from_environment(), MemoryStore)
    monkeypatch.setenv("LOGREG_SHARED", "valkey://:hunter2@localhost:1/0")
    lost = from_environment()
    assert isinstance(lost, ValkeyStore)
    with pytest.raises(SharedIsLost) as refused:
        Rooms(lost).open()
    assert "hunter2" not in str(refused.value)
    for wrong in ("hunter2", "redis://:hunter2@x", "valkey://:hunter2@x:port/0"):
        monkeypatch.setenv("LOGREG_SHARED", wrong)
        with pytest.raises(ArgumentError) as said:
            from_environment()
        assert "hunter2" not in str(said.value)


def test_without_a_valkey_its_package_is_not_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(limits.__file__).parent
    named = [path.name for path in folder.glob("*.py") if "valkey" in path.read_text()]
    assert sorted(named) == ["store.py", "valkey.py"]
    monkeypatch.setitem(sys.modules, "valkey", None)
    monkeypatch.delitem(sys.modules, "classroom.rooms.valkey")
    monkeypatch.setenv("LOGREG_SHARED", "valkey://localhost")
    with pytest.raises(ArgumentError, match="requirements-valkey.txt"):
        from_environment()
