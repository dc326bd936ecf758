"""Break it: a guess, what came of it, and the count of guesses, on the line first and on the symptom first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from classroom.exercise.mistakes import MISTAKES, PROGRAM, Mistake, Pair, run
from logreg_core import ArgumentError
from logreg_core.sources import faces
from pages.parts.break_it import beside, runs
from pages.visit import mistakes

from .conftest import Open, charts, go_to, press, words
from .test_explore import choose

BY_TITLE = {mistake.title: mistake for mistake in MISTAKES}


def answers(app: AppTest) -> list[str]:
    """The answers that can be pressed."""
    return [each.label for each in app.button if (each.key or "").startswith("break_it.answer.")]


def true_of(mistake: Mistake) -> str:
    """The answer that holds on the faces, from a run of this test's own."""
    (answer,) = mistake.true(Pair(run(PROGRAM, faces.load()), run(mistake.program, faces.load())))
    return answer.text


def test_the_line_is_shown_as_a_difference_with_four_answers_and_nothing_is_told(open_page: Open) -> None:
    app = open_page("break_it")
    mistake = BY_TITLE[app.header[0].value]
    assert app.code[0].value == mistake.difference
    assert app.code[0].language == "diff"
    assert sorted(answers(app)) == sorted(answer.text for answer in mistake.answers)
    assert mistake.lesson not in words(app)
    assert not charts(app)


def test_a_guess_that_comes_true_is_counted_once_and_shows_both_runs(open_page: Open) -> None:
    app = press(open_page("break_it"), "Smaller instead of greater")
    mistake = BY_TITLE["Smaller instead of greater"]
    press(app, true_of(mistake))
    said = words(app)
    assert f"Your guess came true: **{true_of(mistake)}**" in said
    assert mistake.lesson in said
    assert mistake.where in said
    assert "| Test accuracy | 98 % | 2 % |" in said
    right, wrong = charts(app)[0]["data"]
    assert (right["name"], wrong["name"]) == ("right", "with the mistake")
    assert "1 of 1 guess came true." in said
    press(app, "Next mistake")
    press(app, "Smaller instead of greater")
    assert "1 of 1 guess came true." in words(app)
    assert mistake.lesson in words(app), "it is shown again without being asked for"


def test_a_guess_that_does_not_come_true_is_told_why_it_was_tempting(open_page: Open) -> None:
    app = press(open_page("break_it"), "The minus of the cost forgotten")
    mistake = BY_TITLE["The minus of the cost forgotten"]
    wrong = mistake.answers[1]
    press(app, wrong.text)
    assert f"You said: {wrong.text} *{wrong.tempting}*" in app.info[0].value
    assert f"What came: **{true_of(mistake)}**" in words(app)
    assert "0 of 1 guess came true." in words(app)
    press(app, "Count anew")
    assert "No guesses yet." in words(app)
    assert len(answers(app)) == 4


def test_who_just_wants_to_see_is_not_counted(open_page: Open) -> None:
    app = press(open_page("break_it"), "I just want to see")
    assert "What came:" in words(app)
    assert "No guesses yet." in words(app)
    assert ", 1 seen" in app.expander[0].label
    seen = app.header[0].value
    assert app.run().header[0].value == seen, "the next one comes when it is asked for"
    assert BY_TITLE[seen].lesson in words(app)


def test_where_the_cost_is_no_number_the_chart_says_from_where(open_page: Open) -> None:
    app = press(open_page("break_it"), "Pixels not divided by 255")
    press(app, "I just want to see")
    assert "1,999 of 2,000, from iteration 1" in words(app)
    (chart,) = charts(app)
    assert [shape["x0"] for shape in chart["layout"]["shapes"]] == [1]
    assert "first no number in iteration 1" in chart["alt"]


def test_an_infinite_cost_is_no_number_in_the_table_and_in_words() -> None:
    right = run(PROGRAM, faces.load())
    pair = Pair(right, replace(right, costs=np.array([-0.5, np.inf])))
    assert f"Last cost | {right.costs[-1]:.4f} | no number |" in beside._table(pair)
    assert "from −0.5000 to no number in 2 iterations" in beside._curves_in_words(pair)


def test_every_mistake_can_be_seen_one_after_the_other(open_page: Open) -> None:
    app, seen = open_page("break_it"), set()
    offered = [mistake for mistake in MISTAKES if mistake.suits(faces.load())]
    for _ in offered:
        title = app.header[0].value
        seen.add(title)
        press(app, "I just want to see")
        assert BY_TITLE[title].lesson in words(app)
        assert not app.error
        assert "What came:" in app.info[0].value
        press(app, "Next mistake")
    assert seen == {mistake.title for mistake in offered}
    assert f"All {len(offered)} mistakes, {len(offered)} seen" == app.expander[0].label


def test_mistakes_of_colour_are_offered_with_colour_only(open_page: Open) -> None:
    app = open_page("break_it")
    assert "Test images in grey" not in [each.label for each in app.button]
    go_to(choose(go_to(app, "explore"), "Dataset", "drawings"), "break_it")
    assert "Test images in grey" in [each.label for each in app.button]


@pytest.mark.parametrize("guessed", ["right", "wrong"])
def test_the_symptom_first_tells_which_line_it_was(open_page: Open, guessed: str) -> None:
    app = press(choose(open_page("break_it"), "What comes first", "The symptom first"), "Break a line for me")
    found = runs.find_puzzle(faces.load(), 0, True, lambda share: None)
    assert [each.value for each in app.code] == [candidate.lines for candidate in found.candidates]
    here = found.candidates.index(found.culprit) + 1
    press(app, f"It is line {here if guessed == 'right' else here % 4 + 1}")
    assert f"It is line {here}." in words(app)
    assert ("Your guess came true" in words(app)) == (guessed == "right")
    assert f"{int(guessed == 'right')} of 1 guess came true." in words(app)
    press(app, "Next symptom")
    following = runs.find_puzzle(faces.load(), 1, True, lambda share: None)
    assert [each.value for each in app.code] == [candidate.lines for candidate in following.candidates]


def test_what_a_browser_brings_is_checked() -> None:
    assert mistakes._keep.read({"uphill": "true", "nothing": "true", "round 7": "seen", "round x": "true"}) == {
        "uphill": "true",
        "round 7": "seen",
    }
    for odd in (["uphill"], {"uphill": "true", "floor": 3}, {"uphill": "maybe"}):
        with pytest.raises(ArgumentError):
            mistakes._keep.read(odd)


def test_a_dataset_that_everybody_has_is_run_once_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    runs._place.cache_clear()
    asked = []
    monkeypatch.setattr(runs, "run", lambda program, *_: asked.append(program) or run(program, faces.load()))
    for is_own in (False, False, True):
        runs.compare(faces.load(), "uphill", is_own, lambda share: None)
    assert len(asked) == 4, "twice for all, and twice for the one with a dataset of his own"
