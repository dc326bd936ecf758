"""What is equal for all visitors: made once, whoever asks and how many at a time."""

from threading import Barrier, Event, Thread

import pytest
from streamlit.runtime.scriptrunner import StopException

from pages.visit.shared import once


def test_a_result_is_made_once_for_all_who_ask_at_the_same_time() -> None:
    made, together, got = [], Barrier(8), []

    @once(4)
    def value(key: str, *, out_of: str) -> object:
        made.append((key, out_of))
        return object()

    def ask() -> None:
        together.wait()
        got.append(value("a", out_of="b"))

    askers = [Thread(target=ask) for _ in range(8)]
    for each in askers:
        each.start()
    for each in askers:
        each.join()
    assert made == [("a", "b")]
    assert len(got) == 8
    assert len(set(map(id, got))) == 1


def test_what_was_not_asked_for_the_longest_goes_first() -> None:
    made = []

    @once(2)
    def value(key: int) -> int:
        made.append(key)
        return -key

    assert [value(key) for key in (1, 2, 1, 3, 1, 2)] == [-1, -2, -1, -3, -1, -2]
    assert made == [1, 2, 3, 2]
    value.clear()
    assert value(1) == -1
    assert made == [1, 2, 3, 2, 1]


def test_what_raised_is_tried_anew() -> None:
    answers = iter([OSError("not yet"), "there"])

    @once(1)
    def value() -> str:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    with pytest.raises(OSError, match="not yet"):
        value()
    assert value() == "there"


def test_when_the_script_of_one_visitor_ends_another_one_who_waits_makes_it() -> None:
    begun, ended, left, got = Event(), Event(), [], []

    @once(1)
    def value(*, by: str) -> str:
        if by == "one":
            begun.set()
            assert ended.wait(60)
            raise StopException
        return by

    def leave() -> None:
        try:
            value(by="one")
        except StopException as stop:
            left.append(stop)

    one = Thread(target=leave)
    one.start()
    assert begun.wait(60)
    others = [Thread(target=lambda: got.append(value(by="another"))) for _ in range(3)]
    for each in others:
        each.start()
    ended.set()
    for each in (one, *others):
        each.join()
    assert len(left) == 1
    assert got == ["another"] * 3
