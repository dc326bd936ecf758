"""A run of the right program and one of a wrong program: how they differ."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .symptom import Symptom

CLOSE = 0.05 + 1e-9  # share of the images: accuracies that differ by at most this are close
FEW = 0.05 + 1e-9  # share of the images: at most this many exceptions
SEEN = 0.02  # of a cost: the smallest visible difference between curves


@dataclass(frozen=True, eq=False)
class Pair:
    """Two runs on the same images."""

    right: Symptom
    wrong: Symptom

    @property
    def breaks(self) -> bool:
        """Whether a cost of the wrong run is not finite."""
        return self.wrong.breaks_at is not None

    @property
    def start(self) -> float:
        """The first cost of the wrong run divided by that of the right run."""
        return float(self.wrong.costs[0] / self.right.costs[0])

    @property
    def end(self) -> float:
        """The last cost of the wrong run minus that of the right run; NaN if either is NaN."""
        return float(self.wrong.costs[-1] - self.right.costs[-1])

    @property
    def same_curve(self) -> bool:
        """Whether the costs are equal up to rounding."""
        ours, theirs = self.right.costs, self.wrong.costs
        return len(ours) == len(theirs) and np.allclose(ours, theirs, rtol=1e-6, atol=0)

    @property
    def nearly_same_curve(self) -> bool:
        """Whether the costs agree to four digits, so that the curves look the same."""
        ours, theirs = self.right.costs, self.wrong.costs
        return len(ours) == len(theirs) and np.allclose(ours, theirs, rtol=1e-4, atol=0)

    @property
    def same_way(self) -> bool:
        """Whether the wrong curve is the start of the right one, up to rounding, and ends earlier."""
        steps = len(self.wrong.costs)
        return steps < len(self.right.costs) and np.allclose(self.right.costs[:steps], self.wrong.costs, rtol=1e-6)

    @property
    def lower(self) -> bool:
        """Whether the wrong curve stays finite, differs, and ends lower."""
        return not self.breaks and not self.same_curve and self.end < 0

    @property
    def higher(self) -> bool:
        """Whether the wrong curve stays finite, differs, and ends at least as high."""
        return not self.breaks and not self.same_curve and self.end >= 0

    @property
    def climbs(self) -> bool:
        """Whether a cost of the wrong run is above its first cost."""
        costs = self.wrong.costs
        return bool(np.nanmax(np.where(np.isfinite(costs), costs, -np.inf)) > costs[0] + 1e-9)

    @property
    def train_gap(self) -> float:
        """The training accuracy of the wrong run minus that of the right run."""
        return self.wrong.train_accuracy - self.right.train_accuracy

    @property
    def test_gap(self) -> float:
        """The test accuracy of the wrong run minus that of the right run."""
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
        """Whether every image gets the opposite answer."""
        ours, theirs = self.right, self.wrong
        return np.array_equal(ours.train_yes, ~theirs.train_yes) and np.array_equal(ours.test_yes, ~theirs.test_yes)

    @property
    def one_answer(self) -> bool:
        """Whether nearly all training images get the same answer."""
        share = self.wrong.train_yes.mean()
        return bool(share <= FEW or share >= 1 - FEW)

    @property
    def signs(self) -> tuple[str, ...]:
        """The visible symptoms in a few words: of the curve, both accuracies and the answers.

        Two wrong programs can be told apart if these differ.
        """
        return (self._curve_seen, _gap(self.train_gap), _gap(self.test_gap), self._answers_seen)

    @property
    def _curve_seen(self) -> str:
        costs = self.wrong.costs
        if self.breaks:
            return "is not finite"
        if len(costs) < len(self.right.costs):
            return "is shorter"
        if (costs < 0).any():
            return "is below zero"
        if abs(self.start - 1) > SEEN:
            return "starts lower" if self.start < 1 else "starts higher"
        if costs[-1] > costs[0] + SEEN:
            return "rises"
        if not np.isfinite(self.right.costs).all():
            return "stays finite"
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
