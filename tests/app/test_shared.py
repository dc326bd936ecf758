"""What is worked out once for all visitors, whoever asks and how many at a time; and what goes with its visitor."""

import gc
from collections.abc import Callable
from threading import Barrier, Event, Thread
from typing import Any
from weakref import ref

import numpy as np
import pytest
from streamlit.runtime.scriptrunner import StopException

from classroom.exercise.painting import Easel
from logreg_core import Dataset, Recipe, Training
from logreg_core.sources import faces
from pages.parts.paint.pictures import packed
from pages.parts.predict import crop
from pages.parts.train import player
from pages.shared import judged, novelty, pictures
from pages.visit import painting
from pages.visit.photos import Photo
from pages.visit.shared import once, once_each


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


def test_what_is_made_of_an_object_is_made_once_and_goes_with_it() -> None:
    made = []

    class Thing:
        pass

    @once_each
    def of(thing: Thing) -> list[int]:
        made.append(id(thing))
        return [7]

    one, other = Thing(), Thing()
    held = of(one)
    assert of(one) is held
    assert of(other) is not held
    assert made == [id(one), id(other)]
    gone = ref(one)
    del one
    assert gone() is None


def own_dataset() -> Dataset:
    data = faces.load()
    train, test = (split.take(np.arange(len(split))) for split in (data.train, data.test))
    return Dataset("mine", ("no", "yes"), train, test)


def own_run() -> Training:
    run = Training.begin(own_dataset(), Recipe(num_iterations=3))
    run.finish()
    return run


@pytest.mark.parametrize(
    ("make", "find_out"),
    [
        (own_dataset, judged.baselines_of),
        (own_dataset, painting._easel_of),
        (lambda: own_dataset().train, novelty._reference),
        (lambda: own_dataset().train, lambda split: pictures.thumbnail(split, 0)),
        (lambda: Easel.of(own_dataset()), packed),
        (lambda: Photo(np.zeros((200, 300, 3), np.uint8), "mine"), crop._address),
        (own_run, player._recorded),
    ],
)
def test_of_what_a_visitor_brought_nothing_stays(make: Callable[[], Any], find_out: Callable[[Any], object]) -> None:
    brought = make()
    found, gone = find_out(brought), ref(brought)
    assert find_out(brought) is found, "as long as it is there"
    del brought
    gc.collect()
    assert gone() is None
