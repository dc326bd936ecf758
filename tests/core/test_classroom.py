"""Rooms of a class: two visitors and three hundred, words guessed at random, and a store that is lost."""

from __future__ import annotations

import pytest

from logreg_core import ArgumentError, ClassroomError, NoRoom
from logreg_core.classroom import Report, Rooms, Run
from logreg_core.classroom.memory import MemoryStore


class Clock:
    """A clock that a test moves on."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(clock: Clock) -> MemoryStore:
    return MemoryStore(now=clock)


@pytest.fixture
def rooms(store: MemoryStore, clock: Clock) -> Rooms:
    return Rooms(store, now=clock)


def test_a_room_from_its_beginning_to_its_end(rooms: Rooms, clock: Clock, store: MemoryStore) -> None:
    opened = rooms.open()
    ada = rooms.join(f" {opened.word.lower()} ", "Ada", who="a")
    nobody = rooms.join(opened.word, "", who="b")
    assert (ada.member, ada.nickname, nobody.member, nobody.nickname) == (1, "Ada", 2, "visitor 2")
    rooms.report(ada, Report("train", step=1, done=frozenset({0}), run=Run(0.01, 500, 0.3, 0.9, 0.7), failing="shape"))
    rooms.report(ada, Report("train", step=2, done=frozenset({0, 1}), run=Run(0.01, 900, 0.2)))
    rooms.report(nobody, Report("train", done=frozenset({0}), run=Run(0.5, 100, float("inf")), failing="shape"))
    clock.now += 30
    board = rooms.board(opened.secret)
    assert [(each.nickname, each.where, each.step, each.seen_ago) for each in board.members] == [
        ("Ada", "train", 2, 30),
        ("visitor 2", "train", None, 30),
    ]
    assert (board.places, board.steps, board.failing) == ({"train": 2}, {0: 2, 1: 1}, {"shape": 1})
    assert [(run.learning_rate, run.cost) for run in board.runs] == [(0.01, 0.2), (0.5, float("inf"))]
    rooms.leave(nobody)
    with pytest.raises(NoRoom):
        rooms.call(nobody)
    rooms.end(opened.secret)
    with pytest.raises(NoRoom):
        rooms.call(ada)
    assert store.names() == []


def test_guess_discuss_and_guess_again(rooms: Rooms) -> None:
    opened = rooms.open()
    seats = [rooms.join(opened.word, who=f"{number}") for number in range(4)]
    before = rooms.call(seats[0]).version
    rooms.put(opened.secret, question="new_divisions")
    assert rooms.call(seats[0]).version > before
    with pytest.raises(ArgumentError):
        rooms.answer(seats[0], "a word")
    for seat, points in zip(seats, (5, 5, 20, 60), strict=True):
        rooms.answer(seat, points)
    rooms.answer(seats[0], 7)  # the last one counts
    board, call = rooms.board(opened.secret), rooms.call(seats[0])
    assert (board.spreads[0].counts, board.answers) == ((1, 1, 0, 1, 0, 0, 0, 0, 0, 1), 4)
    assert (call.spreads, call.answered) == ((), True)
    rooms.again(opened.secret)
    assert not rooms.call(seats[0]).answered
    rooms.answer(seats[3], 20)
    rooms.freeze(opened.secret, frozen=True)
    with pytest.raises(ClassroomError):
        rooms.answer(seats[3], 10)
    assert rooms.call(seats[0]).spreads == ()
    rooms.reveal(opened.secret)
    first, second = rooms.call(seats[0]).spreads
    assert (first.answers, second.answers) == (4, 1)
    assert rooms.board(opened.secret).spreads == (first, second)
    rooms.put(opened.secret, question="higher_rate")
    assert rooms.board(opened.secret).answers == 0


def test_only_the_secret_opens_the_board_and_only_its_hash_is_stored(rooms: Rooms, store: MemoryStore) -> None:
    opened, other = rooms.open(), rooms.open()
    seat = rooms.join(opened.word, who="a")
    kept = "".join(store.read(f"room:{opened.word}").values())
    assert opened.secret not in kept
    assert seat.token not in kept
    for wrong in ("", opened.word, opened.secret[:-1], opened.word + other.secret[4:]):
        with pytest.raises(NoRoom):
            rooms.board(wrong)
    with pytest.raises(NoRoom):
        rooms.call(seat._replace(member=2))
