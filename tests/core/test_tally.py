"""What a server counts: kinds, numbers at the moment, and durations in the buckets of Prometheus."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from math import inf

import pytest

from logreg_core.errors import LessonError, PhotoError
from logreg_core.untrusted.photo import open_photo
from pages.base import tally


def test_threads_lose_no_count() -> None:
    often, now, seconds = tally.Often("a", "", "kind"), tally.Now("b", ""), tally.Seconds("c", "")

    def work(number: int) -> None:
        often.count("even" if number % 2 == 0 else "odd")
        with now.one_more():
            seconds.took(0.02)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(1001)))
    assert often.times == {"even": 501, "odd": 500}
    assert now.number == 0
    assert seconds.so_far[0][-1] == (inf, 1001)


def test_a_bucket_counts_all_that_took_at_most_so_long() -> None:
    seconds = tally.Seconds("c", "")
    for took in (0.005, 0.01, 0.02, 2.0, 1000.0):
        seconds.took(took)
    buckets, together = seconds.so_far
    times = dict(buckets)
    assert (times[0.01], times[0.03], times[1.0], times[3.0], times[30.0], times[inf]) == (2, 3, 3, 4, 4, 5)
    assert together == pytest.approx(1002.035)


def test_what_is_inside_is_counted_until_it_ends_however_it_ends() -> None:
    now, seconds = tally.Now("b", ""), tally.Seconds("c", "")

    def end() -> None:
        with now.one_more(), seconds.timed():
            assert now.number == 1
            time.sleep(0.02)
            raise ValueError("ended")

    with pytest.raises(ValueError, match="ended"):
        end()
    assert now.number == 0
    assert seconds.so_far[0][0] == (0.01, 0)
    assert seconds.so_far[0][-1] == (inf, 1)


def test_a_refused_file_is_counted_by_its_kind_and_nothing_of_it_is_kept() -> None:
    before = tally.refused.times
    with pytest.raises(PhotoError):
        open_photo(b"the secret of a visitor")
    LessonError("a line", 3)
    after = tally.refused.times
    assert after["PhotoError"] == before.get("PhotoError", 0) + 1
    assert after["LessonError"] == before.get("LessonError", 0) + 1
    assert "secret" not in str(after)
