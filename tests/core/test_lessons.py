"""Lessons: what a teacher writes is read strictly, and comes back the same from a file and from a link."""

from __future__ import annotations

import pytest

from logreg_core import LessonError
from logreg_core.lessons import CONDITIONS, Lesson, State, Step, is_done, pack, read, shipped, unpack, words, write

WHOLE = Lesson(
    "Two “steps” \\ and a 🐈",
    "Whoever writes code",
    15,
    (
        Step("explore", 'Say "hello" to <b>the cats</b>.', "One line.\nAnother.", "cats"),
        Step(
            "train",
            "Press Train.",
            settings={"learning_rate": 1e-6, "num_iterations": 300},
            representation="edges",
            show=("learning_rate",),
            guess="longer_training",
            done="trained 300 and cost under 0.7",
        ),
    ),
    keeps=False,
)


def test_a_lesson_comes_back_from_its_text_and_from_a_link() -> None:
    assert read(write(WHOLE)) == WHOLE
    assert unpack(pack(WHOLE)) == WHOLE


def test_an_error_says_file_line_rule_value_and_remedy() -> None:
    text = 'title = "A"\naudience = "B"\nminutes = 5\n\n[[steps]]\npage = "home"\ntask = "Look."\nwhi = "x"\n'
    with pytest.raises(LessonError) as found:
        read(text, "mine.toml")
    assert found.value.line == 8
    for words_of_it in (
        "mine.toml, line 8: ",
        "must have keys of page, task, why",
        "Got 'whi'",
        "Perhaps why is meant",
    ):
        assert words_of_it in str(found.value)


@pytest.mark.parametrize("name", shipped())
def test_a_lesson_that_comes_with_the_app_is_a_lesson(name: str) -> None:
    lesson = shipped()[name]
    assert lesson.name == name


def test_conditions_hold_or_not_and_can_be_said() -> None:
    step = Step("train", "", done="trained 300 and cost under 0.2")
    assert not is_done(step, State(page="train"))
    assert not is_done(step, State(iterations=300, cost=0.2))
    assert is_done(step, State(iterations=300, cost=0.19))
    assert words(step.done) == "Done when a run has come to iteration 300 and the training cost is under 0.2."
    assert is_done(Step("home", ""), State(page="home"))
    assert not is_done(Step("home", ""), State(page="train"))
    assert CONDITIONS
