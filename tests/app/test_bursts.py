"""Pictures of one burst are nearly the same: no page lets them lie on both sides without a word."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from logreg_core import Dataset
from logreg_core.settings import PATIENCE

from .conftest import Open, go_to, press, unfold, words
from .test_build import with_pictures
from .test_edit import in_hand, pick
from .test_explore import choose

SENTENCE = "cut through the bursts that these pictures were taken in"
CUT = "for training and for testing: nearly the same picture is learned from and tested on"


def collected(open_page: Open) -> AppTest:
    """A visitor who has made a dataset of pictures: five bursts of a class."""
    app = with_pictures(open_page("build"), *[(label, 6) for label in (0, 1) for _ in range(5)])
    app.text_input(key="build.name_1").set_value("cup").run()
    app.text_input(key="build.name_0").set_value("hat").run()
    return press(app, "Make the dataset")


def bursts_on_both_sides(dataset: Dataset) -> set[int]:
    assert dataset.train.bursts is not None
    assert dataset.test.bursts is not None
    return set(dataset.train.bursts.tolist()) & set(dataset.test.bursts.tolist())


def test_a_new_division_on_edit_keeps_bursts_whole_and_a_moved_picture_is_warned_of(open_page: Open) -> None:
    app = go_to(collected(open_page), "edit")
    assert CUT not in words(app)
    assert "Move single ones, and the test asks what was taught" in words(app)
    for seed in (1, 2, 3):
        app.number_input(key="edit.seed").set_value(seed)
        press(app, "Divide again")
        assert not bursts_on_both_sides(in_hand(app))
        assert CUT not in words(app)
    press(pick(app, {0}), "Move 1 image to test")
    assert len(bursts_on_both_sides(in_hand(app))) == 1
    assert f"1 burst has pictures {CUT}" in words(app)
    press(app, "Undo")
    assert CUT not in words(app)


@pytest.mark.parametrize("own", [True, False])
def test_every_page_that_divides_picture_by_picture_says_so_of_bursts_only(open_page: Open, own: bool) -> None:
    app = collected(open_page) if own else open_page("home")
    assert SENTENCE not in words(go_to(app, "sweep")), "its folds keep bursts whole"
    assert SENTENCE not in words(go_to(app, "features")), "nor does it cut them"
    go_to(app, "experiments")
    for experiment in ("New divisions", "Learning curve"):
        assert words(choose(app, "Experiment", experiment)).count("Bursts stay whole") == own, experiment
        assert SENTENCE not in words(app)
    assert SENTENCE not in words(go_to(app, "train"))
    unfold(app, "train.more_settings")
    app.number_input(key=f"field.{PATIENCE.name}.0").set_value(3).run()
    assert words(app).count(SENTENCE) == own, "early stopping sets pictures aside one by one"
    press(app, "Train")
    assert ("95 % interval, of new bursts:" in words(app)) == own
    assert words(go_to(app, "evaluate")).count(SENTENCE) == own, "the validation set, and no fold"
