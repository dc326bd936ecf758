"""The threads of the server: who waits for a turn gets it in order, and many short works are one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from pages.server.executor import Threads
from tests.until import until

from .workers import Visitor


def add_one(number: int, progress: Callable[[float], object]) -> int:
    """One more."""
    progress(0.5)
    return number + 1


def test_many_short_works_have_one_turn_and_leave_it_when_they_are_over_or_given_up() -> None:
    threads, visitor, taken = Threads(1), Visitor(), []
    every = ((number,) for number in range(5) if taken.append(number) is None)  # type: ignore[func-returns-value]
    results = threads.each(add_one, every, visitor)
    assert not taken
    assert next(results) == 1
    assert taken == [0], "the next one is taken when it is asked for"
    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(threads.run, add_one, (10,), Visitor())
        until(lambda: threads._turns.waiting == 1)
        assert next(results) == 2
        assert not other.done()
        results.close()
        assert other.result() == 11
    assert list(threads.each(add_one, [(1,), (2,)], visitor)) == [2, 3]
    assert visitor.shares[0] == 0.0, "what has its turn has begun"


def test_turns_come_in_the_order_in_which_they_were_asked_for_and_who_leaves_is_passed_over() -> None:
    threads, order, end = Threads(1), [], threading.Event()

    def note(number: int, progress: Callable[[float], object]) -> None:
        order.append(number)
        end.wait()

    class Leaves(Visitor):
        def waits(self) -> None:
            raise KeyboardInterrupt

    with ThreadPoolExecutor(4) as pool:
        pool.submit(threads.run, note, (0,), Visitor())
        until(lambda: order == [0])
        for number in (1, 2, 3):
            pool.submit(threads.run, note, (number,), Visitor())
            until(lambda waiting=number: threads._turns.waiting == waiting)  # type: ignore[misc]
        with pytest.raises(KeyboardInterrupt):
            threads.run(note, (4,), Leaves())
        end.set()
    assert order == [0, 1, 2, 3]
