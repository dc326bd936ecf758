"""Intervals and comparisons, against published examples, scipy and the distributions that they come from."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.stats import beta, binom, binomtest, chi2

from logreg_core import ArgumentError
from logreg_core.evaluate import Comparison, compare, images_needed
from logreg_core.evaluate.bursts import share_of_new_bursts, worth
from logreg_core.evaluate.comparison import exchanged, holm
from logreg_core.evaluate.intervals import area, balanced, f1_of, mean_loss, mean_of_two, of_share, wilson


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_the_examples_of_newcombe_1998(count: int, total: int, low: float, high: float) -> None:
    assert wilson(count, total) == pytest.approx((low, high), abs=5e-5)


def test_wilson_is_that_of_scipy() -> None:
    for count, total in ((0, 1), (3, 7), (7, 7), (35, 50), (999, 1000)):
        low, high = binomtest(count, total).proportion_ci(0.95, method="wilson")
        assert wilson(count, total) == pytest.approx((low, high), abs=1e-12)


@pytest.mark.parametrize("total", [25, 50, 200])
def test_a_share_near_1_is_held_too(total: int) -> None:
    """By the binomial distribution, with no simulation: of Wilson's own, 88 of 100 hold 0.995 from 25 images."""
    assert of_share(total - 1, total)[1] == pytest.approx(1 - chi2(2).ppf(0.05) / 2 / total)
    assert of_share(2, total)[0] == pytest.approx(chi2(4).ppf(0.05) / 2 / total)
    assert of_share(10, total) == wilson(10, total)
    inside = np.array([of_share(k, total) for k in range(total + 1)])
    for true in np.arange(0.9, 1, 0.0025):
        held = (inside[:, 0] <= true) & (true <= inside[:, 1])
        assert binom(total, true).pmf(np.arange(total + 1)) @ held >= 0.92


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1705, 0.8090), ((10, 10), (0, 20), 0.6791, 1.0)],
)
def test_two_intervals_are_joined_as_in_the_examples_of_newcombe_1998(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    """His method 10 is for a difference of shares: ``p - q = 2 (p + (1 - q)) / 2 - 1``."""
    (k, m), (other, n) = first, second
    ends = mean_of_two(k / m, wilson(k, m), (n - other) / n, wilson(n - other, n))
    assert [2 * end - 1 for end in ends] == pytest.approx([low, high], abs=5e-5)


def test_balanced_accuracy_of_equal_classes_is_at_least_as_unsure_as_accuracy() -> None:
    for right in ((5, 8), (8, 8), (3, 7)):
        low, high = balanced(right, (8, 8))
        plain = wilson(sum(right), 16)
        assert low <= plain[0] + 1e-12
        assert high >= plain[1] - 1e-12


def test_f1_moves_with_the_jaccard_share() -> None:
    tp, fp, fn = 12, 3, 5
    jaccard = tp / (tp + fp + fn)
    assert f1_of((jaccard, jaccard))[0] == pytest.approx(2 * tp / (2 * tp + fp + fn))


def hanley_mcneil(theta: float, n: int) -> float:
    """The standard error of an area with n images of each class (1982): ``Q1 = A / (2 - A), Q2 = 2 A^2 / (1 + A)``."""
    q1, q2 = theta / (2 - theta), 2 * theta**2 / (1 + theta)
    return float(np.sqrt((theta * (1 - theta) + (n - 1) * (q1 + q2 - 2 * theta**2)) / n**2))


@pytest.mark.parametrize("value", [0.5, 0.893, 0.99, 1.0])
def test_the_area_is_as_far_from_each_end_as_that_ends_own_standard_error_says(value: float) -> None:
    low, high = area(value, 54, 54)
    assert value - low == pytest.approx(1.959964 * hanley_mcneil(low, 54), rel=1e-5)
    if value < 1:
        assert high - value == pytest.approx(1.959964 * hanley_mcneil(high, 54), rel=1e-5)
    else:
        assert high == 1
    assert hanley_mcneil(0.893, 54) == pytest.approx(0.032, abs=0.001), "their example"
    flipped = area(1 - value, 54, 54)
    assert flipped == pytest.approx((1 - high, 1 - low), abs=1e-9)


def test_a_mean_loss_is_a_t_interval_of_its_logarithm_and_one_bad_image_more() -> None:
    losses = np.array([0.1, 0.2, 0.4, 1.3])
    low, high = mean_loss(losses) or (0, 0)
    assert low == pytest.approx(0.5 / np.exp(3.182446 * losses.std(ddof=1) / 2 / 0.5), rel=1e-6)
    more = np.append(losses, 1.3 + np.log(2))
    assert high == pytest.approx(more.mean() * np.exp(2.776445 * more.std(ddof=1) / np.sqrt(5) / more.mean()), rel=1e-6)
    assert mean_loss(np.array([0.3])) is None
    assert mean_loss(np.array([0.3, np.inf])) is None
    assert (mean_loss(np.zeros(3)) or (1, 1))[0] == 0


def test_bursts_of_one_picture_are_single_images() -> None:
    counts = np.array([1, 1, 0, 1, 1, 1, 0, 1])
    ends = beta(6.25, 3).ppf(0.025), beta(7, 2.25).ppf(0.975)  # six of eight, and the prior of each end
    assert share_of_new_bursts(counts, np.ones(8, int)) == pytest.approx(ends, abs=0.001)
    values = np.random.default_rng(0).normal(size=30)
    assert worth(values, np.arange(30)) == pytest.approx(30)


def test_pictures_that_are_all_alike_are_worth_hardly_more_than_their_bursts() -> None:
    alike = np.repeat([1, 1, 0, 1], 50)
    bursts = np.repeat(np.arange(4), 50)
    assert 4 <= worth(alike.astype(float), bursts) < 6
    low, high = share_of_new_bursts(np.array([50, 50, 0, 50]), np.full(4, 50))
    single = wilson(150, 200)
    assert high - low > 4 * (single[1] - single[0])


def test_the_comparison_is_the_exact_test_of_mcnemar() -> None:
    generator = np.random.default_rng(2)
    right, other = generator.random(60) < 0.8, generator.random(60) < 0.5
    (found,) = compare(right, [("it", other)])
    ahead, behind = int((right & ~other).sum()), int((~right & other).sum())
    assert (found.ahead, found.behind, found.total) == (ahead, behind, 60)
    assert found.p == pytest.approx(binomtest(ahead, ahead + behind).pvalue, rel=1e-9)
    assert found.adjusted == found.p
    assert found.lead == pytest.approx(right.mean() - other.mean())
    assert found.words() == f"better (p = {found.p:.2g})"
    assert exchanged(np.zeros(4, int)) == 1
    with pytest.raises(ArgumentError, match="same images"):
        compare(right, [("it", other[:5])])


def test_whole_bursts_are_exchanged_where_they_are_known() -> None:
    right, other, bursts = np.ones(40, bool), np.zeros(40, bool), np.repeat(np.arange(4), 10)
    (by_burst,), (by_image,) = compare(right, [("it", other)], bursts), compare(right, [("it", other)])
    assert by_burst.p == pytest.approx(2 / 2**4), "four bursts, each with the same sign"
    assert by_burst.verdict == "no clear difference"
    assert by_image.verdict == "better"
    nets = np.array([3, -1, 2])  # sums of the eight signs: 6 4 2 0 0 -2 -4 -6; at least 4 away: 4
    assert exchanged(nets) == pytest.approx(4 / 8)


def test_holm_adjusts_as_r_does() -> None:
    assert holm([0.01, 0.02, 0.03, 0.04, 0.05]) == pytest.approx([0.05, 0.08, 0.09, 0.09, 0.09])
    assert holm([0.9, 0.001]) == pytest.approx([0.9, 0.002])
    assert holm([]) == []


def test_a_verdict_needs_more_than_a_lead() -> None:
    assert Comparison("x", 9, 1, 50, 0.02, 0.06).verdict == "no clear difference"
    assert Comparison("x", 9, 1, 50, 0.02, 0.04).verdict == "better"
    assert Comparison("x", 1, 9, 50, 0.02, 0.04).verdict == "worse"


@pytest.mark.parametrize(("ahead", "behind"), [(0.12, 0.04), (0.3, 0.1), (0.05, 0.01)])
def test_with_so_many_images_the_exact_test_finds_the_lead_in_about_8_of_10_sets(ahead: float, behind: float) -> None:
    n, found = images_needed(ahead, behind), 0.0
    for different in range(n + 1):
        chance = binom.pmf(different, n, ahead + behind)
        if chance > 1e-9:
            k = np.arange(different + 1)
            p = np.minimum(1, 2 * binom.cdf(np.minimum(k, different - k), different, 0.5))
            found += chance * binom.pmf(k, different, ahead / (ahead + behind))[p < 0.05].sum()
    assert 0.7 < found < 0.86
    assert images_needed(ahead, behind, comparisons=5) > n
    with pytest.raises(ArgumentError, match="two different shares"):
        images_needed(0.1, 0.1)


def test_a_share_whose_interval_ends_at_a_value_is_just_not_refused_by_it() -> None:
    low, high = wilson(7, 20)
    for end in (low, high):
        assert abs(7 / 20 - end) == pytest.approx(1.959964 * np.sqrt(end * (1 - end) / 20), rel=1e-5)
    assert brentq(lambda p: 7 / 20 - p - 1.959964 * np.sqrt(p * (1 - p) / 20), 0.01, 0.34) == pytest.approx(low)
