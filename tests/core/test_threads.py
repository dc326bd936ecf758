"""How many threads multiply: one for what is short, and the caller's own setting again afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import numpy as np
import pytest
from threadpoolctl import ThreadpoolController, threadpool_info, threadpool_limits

from logreg_core import Descent
from logreg_core.descent import SampleSpace, make_space
from logreg_core.descent.threads import LONG, threads_for

generator = np.random.default_rng(3)
X, Y = generator.random((90, 30)), generator.integers(0, 2, (1, 30))


def numbers() -> set[int]:
    return {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"}


@pytest.fixture(autouse=True)
def two() -> Iterator[None]:
    """Two threads for every library, whatever the machine has."""
    before = threadpool_limits(2, user_api="blas")
    for library in ThreadpoolController().lib_controllers:
        getattr(library, "clear_controlling_thread", lambda: None)()  # so that others than this thread may set it too
    if numbers() != {2}:
        pytest.skip("This BLAS cannot have two threads here.")
    yield
    before.restore_original_limits()


def test_short_products_have_one_thread_and_long_ones_those_that_were_set() -> None:
    with threads_for(LONG - 1):
        assert numbers() == {1}
        with threads_for(1):
            assert numbers() == {1}
        assert numbers() == {1}
    assert numbers() == {2}
    with threads_for(LONG):
        assert numbers() == {2}


def test_what_fails_within_leaves_no_trace() -> None:
    with pytest.raises(ValueError, match="no"), threads_for(1):
        raise ValueError("no")
    assert numbers() == {2}


@pytest.mark.parametrize("first_leaves_first", [True, False])
def test_however_two_at_once_leave_the_setting_is_that_of_before(first_leaves_first: bool) -> None:
    came, met, left = Barrier(2), Barrier(2), Barrier(2)

    def stay(first: bool) -> None:
        if not first:
            came.wait()
        with threads_for(1):
            if first:
                came.wait()
            met.wait()
            assert numbers() == {1}
            met.wait()
            if first != first_leaves_first:
                left.wait()
        if first == first_leaves_first:
            left.wait()

    with ThreadPoolExecutor(2) as pool:
        for future in [pool.submit(stay, first) for first in (True, False)]:
            future.result(timeout=60)
    assert numbers() == {2}


def test_a_caller_who_wants_one_thread_keeps_one() -> None:
    with threadpool_limits(1, user_api="blas"):
        with threads_for(1):
            assert numbers() == {1}
        assert numbers() == {1}


def test_a_run_multiplies_with_one_thread_and_leaves_the_setting_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    run, seen = Descent(X, Y, learning_rate=9.0, space=SampleSpace(X, X[:, :0], 1.0)), list[set[int]]()
    monkeypatch.setattr(run, "_look", lambda *_: seen.append(numbers()))  # hears of each step that may be too long
    run.advance(4)
    assert seen == [{1}] * 4
    make_space(X)
    _ = run.w
    assert numbers() == {2}
