"""The table of hyperparameters."""

from __future__ import annotations

import pytest

from logreg_core import ArgumentError
from logreg_core.settings import ITERATIONS, LEARNING_RATE, RUN_SETTINGS, SETTINGS, Setting, in_force


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=lambda setting: setting.name)
def test_every_setting_is_in_order(setting: Setting) -> None:
    assert setting.smallest <= setting.default <= setting.largest
    assert list(setting.stops) == sorted(set(setting.stops))
    assert all(setting.smallest <= stop <= setting.largest for stop in setting.stops)
    assert setting.label
    assert setting.help
    assert not setting.stops or setting.default in setting.stops


def test_the_rates_of_the_course_and_of_the_textbook_are_exactly_on_the_slider() -> None:
    assert {0.005, 0.5} <= set(LEARNING_RATE.stops)


def test_a_value_out_of_range_is_refused_with_the_rule() -> None:
    assert ITERATIONS.check(2000) == 2000
    with pytest.raises(
        ArgumentError, match="num_iterations must be a whole number between 1 and 100000. Got 0. The default is 2000"
    ):
        ITERATIONS.check(0)
    with pytest.raises(ArgumentError, match="learning_rate"):
        LEARNING_RATE.check(float("nan"))
    for fraction in (0.5, float("nan"), float("inf")):
        with pytest.raises(ArgumentError, match="whole number"):
            ITERATIONS.check(fraction)


def test_what_decided_a_training_is_said_and_nothing_else() -> None:
    plain = {setting.name: setting.default for setting in RUN_SETTINGS}
    assert in_force(plain) == {
        "Learning rate": "0.005",
        "Iterations": "2,000",
        "Penalty on large weights (L2)": "0",
        "Momentum": "0",
        "Batch size": "all",
        "Patience": "no early stopping",
    }
    early = in_force({**plain, "patience": 5, "seed": 7})
    assert (early["Patience"], early["Validation set"], early["Seed"]) == ("5", "0.2", "7")
    batches = in_force({**plain, "batch_size": 32})
    assert (batches["Batch size"], batches["Seed"]) == ("32", "0")
    assert "Validation set" not in batches
    assert in_force({"foo": 1e6}) == {"foo": "1e+06"}
    assert in_force({}) == {}
