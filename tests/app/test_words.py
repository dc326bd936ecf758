"""Numbers and foreign text as words on a page."""

from __future__ import annotations

import pytest

from pages.shared.words import (
    as_text,
    cost,
    csv_text,
    duration,
    listed,
    percent,
    signed,
    squeezed,
    times,
    two_digits_below,
)


@pytest.mark.parametrize(
    ("a", "words"),
    [
        (0.96181, "0.9618"),
        (0.99999812, "0.999998"),
        (0.0000012, "0.000001"),
        (3e-8, "3e-08"),
        (1 - 3e-8, "1 − 3e-08"),
        (1.0, "nearly 1"),
        (0.0, "nearly 0"),
    ],
)
def test_what_the_sigmoid_gives_is_never_said_to_be_0_or_1(a: float, words: str) -> None:
    assert squeezed(a) == words


def test_a_list_ends_with_the_word_that_is_meant() -> None:
    assert [listed(each) for each in ([], ["w"], ["w", "b", "X"])] == ["", "w", "w, b and X"]
    assert [listed(each, "or") for each in (["w"], ["w", "b"])] == ["w", "w or b"]


def test_a_sign_is_always_shown_and_a_minus_is_a_minus() -> None:
    assert [signed(number) for number in (3.216, -0.43, 0, -0.001)] == ["+3.22", "−0.43", "+0.00", "+0.00"]
    assert [signed(number, ".3g") for number in (-0.01588, 12.0)] == ["−0.0159", "+12"]


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.0, "0 %"),
        (1.0, "100 %"),
        (0.9996, "over 99.9 %"),
        (0.0004, "under 0.1 %"),
        (0.96, "96 %"),
        (0.994, "99.4 %"),
        (0.0005, "0.1 %"),
    ],
)
def test_all_and_nothing_are_said_only_of_all_and_of_nothing(share: float, said: str) -> None:
    assert percent(share) == said


def test_things_are_listed_as_in_a_sentence() -> None:
    assert [listed("wbX"[:length]) for length in range(4)] == ["", "w", "w and b", "w, b and X"]


@pytest.mark.parametrize(
    ("number", "cut"),
    [(0.003612, 0.0036), (0.0199, 0.019), (0.06834, 0.068), (0.1, 0.1), (12.99, 12.0), (9.99e-5, 9.9e-5)],
)
def test_a_bound_is_never_rounded_up(number: float, cut: float) -> None:
    assert two_digits_below(number) == pytest.approx(cut, rel=1e-12)
    assert two_digits_below(number) <= number


def test_costs_have_the_digits_they_deserve() -> None:
    assert [cost(number) for number in (0.165912, 2.1e-5, 3701.2, 0.0)] == ["0.1659", "2.1e-05", "3,701", "0.0000"]
    assert [times(number) for number in (1, 24)] == ["once", "24 times"]


def test_names_keep_their_letters() -> None:
    for name in ("non-cat", "a_b*c", "www.evil.com", ":smile:", "<b>x</b>", "$x$", "[x](y)", "a -> b"):
        assert as_text(name).replace("\\", "").replace("\u200b", "") == name


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1", "＋1", "－1", "＠SUM(A1)"])
def test_a_spreadsheet_takes_no_name_for_a_formula(formula: str) -> None:
    assert csv_text(formula) == "'" + formula
    assert csv_text("my run = 1") == "my run = 1"


def test_a_guess_of_time_is_rounded() -> None:
    assert [duration(s) for s in (12.4, 200, 7300)] == ["12 s", "3 min", "2 h"]
