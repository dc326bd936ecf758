"""What the server computes for all visitors: in turns, while somebody looks, whatever becomes of the others."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from logreg_core import ArgumentError
from pages.visit.background import FORSAKEN, THREADS, Background, Task
from tests.until import Clock


def by_hand() -> tuple[Background, Clock]:
    clock = Clock()
    return Background(threads=0, clock=clock), clock


def counted(name: str, slices: int, done: list[str]) -> Task:
    """A task of so many slices, each of which writes its name down."""

    def do() -> bool:
        done.append(name)
        return done.count(name) < slices

    return Task(do)


def test_tasks_take_turns_and_a_long_one_keeps_no_short_one_waiting() -> None:
    background, _ = by_hand()
    done: list[str] = []
    for name, slices in (("a", 5), ("b", 2), ("c", 3)):
        background.add(counted(name, slices, done))
    while background.turn():
        pass
    assert "".join(done) == "abcabcacaa"
    assert not background.turn(), "nothing is left"


def test_who_comes_later_waits_for_one_slice_of_each() -> None:
    background, _ = by_hand()
    done: list[str] = []
    for name in "abc":
        background.add(counted(name, 100, done))
    for _ in range(30):
        background.turn()
    background.add(counted("late", 1, done))
    for _ in range(4):
        background.turn()
    assert done[-1] == "late"


def test_what_nobody_looks_at_waits_and_goes_on_with_the_next_look() -> None:
    background, clock = by_hand()
    done: list[str] = []
    left, watched = counted("left", 100, done), counted("watched", 100, done)
    background.add(left)
    background.add(watched)
    for _ in range(4):
        clock.now += FORSAKEN / 4
        background.look(watched)
        background.turn()
    assert done == ["left", "watched", "left", "watched"]
    for _ in range(6):
        background.look(watched)
        background.turn()
    assert done[4:] == ["watched"] * 6
    clock.now += FORSAKEN
    assert not background.turn(), "nobody is left"
    background.look(left)
    background.look(left)
    assert background.turn()
    background.turn()
    assert done[10:] == ["left", "left"], "two looks are not two places in the queue"


@pytest.mark.parametrize(("error", "is_logged"), [(MemoryError("no room"), True), (ArgumentError("a rule"), False)])
def test_an_error_ends_its_own_task_and_nothing_else(
    error: Exception, is_logged: bool, caplog: pytest.LogCaptureFixture
) -> None:
    background, _ = by_hand()
    done: list[str] = []

    def fail() -> bool:
        raise error

    broken, sound = Task(fail), counted("sound", 3, done)
    background.add(broken)
    background.add(sound)
    while background.turn():
        pass
    assert broken.over
    assert broken.error is error
    assert ("A task ended with an error" in caplog.text) == is_logged, "what a page explains is no news for a log"
    assert done == ["sound"] * 3
    assert sound.error is None


def test_what_is_stopped_gets_no_further_turn_even_from_within_its_own() -> None:
    background, _ = by_hand()
    done: list[str] = []
    first, second = counted("first", 100, done), counted("second", 2, done)
    background.add(first)
    background.add(second)
    background.turn()
    background.stop(first)
    while background.turn():
        pass
    assert done == ["first", "second", "second"]
    background.look(first)
    assert not background.turn(), "a look brings nothing back"

    def stop_itself() -> bool:
        background.stop(itself)
        done.append("itself")
        return True

    itself = Task(stop_itself)
    background.add(itself)
    while background.turn():
        pass
    assert done.count("itself") == 1


def test_work_that_cannot_be_divided_leaves_a_thread_to_the_others() -> None:
    background, _ = by_hand()
    done: list[str] = []

    def in_the_middle_of_it() -> bool:
        while background.turn():  # what the other thread does meanwhile
            pass
        done.append("long")
        return False

    background.add(Task(in_the_middle_of_it, long=True))
    background.add(Task(in_the_middle_of_it, long=True))
    background.add(counted("short", 3, done))
    while background.turn():
        pass
    assert done == ["short"] * 3 + ["long"] * 2


def test_the_crowd_is_how_many_share_a_thread() -> None:
    background, _ = by_hand()
    assert background.crowd == 1
    for _ in range(3 * THREADS):
        background.add(Task(lambda: True))
    assert background.crowd == 3


def test_two_threads_share_all_work_and_no_task_is_in_two_hands() -> None:
    before = threading.active_count()
    background = Background()
    assert threading.active_count() == before, "none before it is needed"
    lock, all_done = threading.Lock(), threading.Event()
    hands = dict.fromkeys(range(20), 0)
    at_once: list[int] = []
    left = dict.fromkeys(hands, 30)

    def task(name: int) -> Callable[[], bool]:
        def do() -> bool:
            with lock:
                hands[name] += 1
                assert hands[name] == 1
                at_once.append(sum(hands.values()))
            threading.Event().wait(0.0005)
            with lock:
                hands[name] -= 1
                left[name] -= 1
                if not any(left.values()):
                    all_done.set()
            return left[name] > 0

        return do

    tasks = [Task(task(name)) for name in hands]
    for each in tasks:
        background.add(each)
    assert all_done.wait(120)
    assert [each.error for each in tasks] == [None] * 20
    assert max(at_once) == THREADS
    added = [each for each in threading.enumerate() if each.name == "background"]
    assert len(added) == THREADS
    assert all(each.daemon for each in added)
    again = threading.Event()

    def wake() -> bool:
        again.set()
        return False

    background.add(Task(wake))
    assert again.wait(120), "who slept is woken"
