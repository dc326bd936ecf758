"""A run of the right program beside one of a wrong program: what can be said of the difference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .symptom import Symptom

CLOSE = 0.05 + 1e-9  # a share of the images: so far apart, two accuracies are still called close
FEW = 0.05 + 1e-9  # of the images: who says something else is an exception
SEEN = 0.02  # of a cost: what an eye sees in a curve


@dataclass(frozen=True, eq=False)
class Pair:
    """Two runs on the same images."""

    right: Symptom
    wrong: Symptom

    @property
    def breaks(self) -> bool:
        """Whether a cost of the wrong one is not a finite number."""
        return self.wrong.breaks_at is not None

    @property
    def start(self) -> float:
        """The first cost of the wrong one, as a share of that of the right one."""
        return float(self.wrong.costs[0] / self.right.costs[0])

    @property
    def end(self) -> float:
        """The last cost of the wrong one, less that of the right one. NaN where one of them is."""
        return float(self.wrong.costs[-1] - self.right.costs[-1])

    @property
    def same_curve(self) -> bool:
        """Whether the costs are the same, but for rounding."""
        ours, theirs = self.right.costs, self.wrong.costs
        return len(ours) == len(theirs) and np.allclose(ours, theirs, rtol=1e-6, atol=0)

    @property
    def nearly_same_curve(self) -> bool:
        """Whether the costs are the same to four digits: a curve that no eye tells from the other."""
        ours, theirs = self.right.costs, self.wrong.costs
        return len(ours) == len(theirs) and np.allclose(ours, theirs, rtol=1e-4, atol=0)

    @property
    def same_way(self) -> bool:
        """Whether the wrong curve is the beginning of the right one, but for rounding, and ends earlier."""
        steps = len(self.wrong.costs)
        return steps < len(self.right.costs) and np.allclose(self.right.costs[:steps], self.wrong.costs, rtol=1e-6)

    @property
    def lower(self) -> bool:
        """Whether the wrong curve stays finite, is another one, and ends lower."""
        return not self.breaks and not self.same_curve and self.end < 0

    @property
    def higher(self) -> bool:
        """Whether the wrong curve stays finite, is another one, and ends at least as high."""
        return not self.breaks and not self.same_curve and self.end >= 0

    @property
    def climbs(self) -> bool:
        """Whether a cost of the wrong one is above its first one."""
        costs = self.wrong.costs
        return bool(np.nanmax(np.where(np.isfinite(costs), costs, -np.inf)) > costs[0] + 1e-9)

    @property
    def train_gap(self) -> float:
        """By how much its training accuracy is better than that of the right one."""
        return self.wrong.train_accuracy - self.right.train_accuracy

    @property
    def test_gap(self) -> float:
        """By how much its test accuracy is better than that of the right one."""
        return self.wrong.test_accuracy - self.right.test_accuracy

    @property
    def close(self) -> bool:
        """Whether both accuracies are close."""
        return abs(self.train_gap) <= CLOSE and abs(self.test_gap) <= CLOSE

    @property
    def same_answers(self) -> bool:
        """Whether every image gets the same answer."""
        ours, theirs = self.right, self.wrong
        return np.array_equal(ours.train_yes, theirs.train_yes) and np.array_equal(ours.test_yes, theirs.test_yes)

    @property
    def other_answers(self) -> bool:
        """Whether every image gets the other answer."""
        ours, theirs = self.right, self.wrong
        return np.array_equal(ours.train_yes, ~theirs.train_yes) and np.array_equal(ours.test_yes, ~theirs.test_yes)

    @property
    def one_answer(self) -> bool:
        """Whether nearly all training images get the same answer."""
        share = self.wrong.train_yes.mean()
        return bool(share <= FEW or share >= 1 - FEW)

    @property
    def signs(self) -> tuple[str, ...]:
        """What an eye sees of it, in few words: of the curve, of either accuracy, of the answers.

        Where these differ, one can tell two wrong programs apart by what they show.
        """
        return (self._curve_seen, _gap(self.train_gap), _gap(self.test_gap), self._answers_seen)

    @property
    def _curve_seen(self) -> str:
        costs = self.wrong.costs
        if self.breaks:
            return "is no number"
        if len(costs) < len(self.right.costs):
            return "is shorter"
        if (costs < 0).any():
            return "is below zero"
        if abs(self.start - 1) > SEEN:
            return "starts lower" if self.start < 1 else "starts higher"
        if costs[-1] > costs[0] + SEEN:
            return "rises"
        if not np.isfinite(self.right.costs).all():
            return "is a number throughout"
        if np.abs(costs - self.right.costs).max() <= SEEN:
            return "is the same"
        return "ends lower" if self.end < 0 else "ends higher"

    @property
    def _answers_seen(self) -> str:
        share = self.wrong.test_yes.mean()
        return "nearly only no" if share <= FEW else "nearly only yes" if share >= 1 - FEW else "both"


def _gap(gap: float) -> str:
    return (
        "within 5 points"
        if abs(gap) <= CLOSE
        else "better by more than 5 points"
        if gap > 0
        else "worse by more than 5 points"
    )
