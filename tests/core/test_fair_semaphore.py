"""Turns: no more at once than there are, first come first served, and none is lost."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from classroom.exercise import run
from logreg_core.sources import drawings
from logreg_core.untrusted import sandbox
from logreg_core.untrusted.fair_semaphore import FairSemaphore


def test_who_has_had_a_turn_stands_behind_who_waits() -> None:
    turns, order, began = FairSemaphore(1), [], threading.Event()

    def greedy() -> None:
        for number in range(5):
            with turns.take(60, TimeoutError()):
                order.append("greedy")
                if number == 0:
                    began.set()
                    while not turns._waiting:  # until the other one stands in the queue
                        threading.Event().wait(0.001)

    def patient() -> None:
        began.wait(60)
        with turns.take(60, TimeoutError()):
            order.append("patient")

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(greedy), pool.submit(patient)]:
            done.result()
    assert order == ["greedy", "patient", *["greedy"] * 4]


def test_never_more_hold_a_turn_than_there_are() -> None:
    turns, lock, holding, most = FairSemaphore(3), threading.Lock(), [0], [0]

    def work(_: int) -> None:
        with turns.take(60, TimeoutError()):
            with lock:
                holding[0] += 1
                most[0] = max(most[0], holding[0])
            threading.Event().wait(0.001)
            with lock:
                holding[0] -= 1

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(work, range(200)))
    assert most[0] == 3


def test_who_waits_in_vain_is_refused_and_leaves_no_trace() -> None:
    turns = FairSemaphore(1)
    with turns.take(0, TimeoutError()), pytest.raises(ValueError, match="later"), turns.take(0, ValueError("later")):
        pass
    with turns.take(0, TimeoutError()):  # the turn was not handed to one who has left
        pass


def test_an_error_gives_the_turn_back() -> None:
    turns = FairSemaphore(1)
    with pytest.raises(KeyError), turns.take(0, TimeoutError()):
        raise KeyError
    with turns.take(0, TimeoutError()):
        pass


def test_a_check_does_not_wait_until_the_trainings_of_others_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "_turns", FairSemaphore(2))
    monkeypatch.setattr(run, "_trainings", FairSemaphore(1))
    at_work, ended = threading.Semaphore(0), threading.Event()

    def talk(*_: object, hear: object, **__: object) -> bytes:
        at_work.release()
        assert ended.wait(60)
        return b""

    monkeypatch.setattr(sandbox, "talk", talk)
    data = drawings.load(train=8, test=8)
    trainings = [
        threading.Thread(target=run.train_with, args=("", data), kwargs={"learning_rate": 0.1, "num_iterations": 1})
        for _ in range(3)
    ]
    for each in trainings:
        each.start()
    check = threading.Thread(target=run.run_calls, args=("", ()))
    try:
        assert at_work.acquire(timeout=60)  # one training
        assert not at_work.acquire(timeout=0.3)  # and no second
        check.start()
        assert at_work.acquire(timeout=60)
    finally:
        ended.set()
        for each in (check, *trainings):
            each.join()
