"""Seven measures of the answers, each with a 95 % interval or the reason why there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import isnan, nan

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from ..errors import ArgumentError
from . import intervals
from .bursts import OUTWARD, likely, of_two_shares, share_of_new_bursts, sums, worth
from .confusion import answers_of, checked
from .intervals import Interval


@dataclass(frozen=True)
class Measure:
    """A measure.

    name: in code; title: on pages; meaning: one sentence, with ``{red}`` and ``{blue}`` for the names of class 1 and 0.
    is_share: whether it is a share from 0 to 1 that reads well in per cent.
    """

    name: str
    title: str
    meaning: str
    is_share: bool = True


MEASURES = (
    Measure("accuracy", "Accuracy", "The share of all images that are answered right."),
    Measure(
        "balanced_accuracy",
        "Balanced accuracy",
        "The mean of the accuracies on {red} and on {blue}: always giving the same answer scores 50 %.",
    ),
    Measure("precision", "Precision", "Of the images predicted as {red}, the share that is {red}."),
    Measure("recall", "Recall", "Of the images of {red}, the share that is found."),
    Measure("f1", "F1", "One number for precision and recall: high only if both are high.", is_share=False),
    Measure(
        "roc_auc",
        "ROC AUC",
        "For one image of each class: the chance that {red} has the higher score. 0.5 is guessing, 1 is perfect.",
        is_share=False,
    ),
    Measure(
        "log_loss",
        "Log loss",
        "The cost without a penalty. 0 is perfect, always saying 50 % scores 0.693.",
        is_share=False,
    ),
)


@dataclass(frozen=True)
class Score:
    """The result of a measure.

    value: NaN if undefined. interval: the 95 % confidence interval, or None. why: the reason for a missing value or
    interval.
    """

    value: float
    interval: Interval | None
    why: str = ""


def scores_of(
    z: NDArray, labels: NDArray, threshold: float = 0.5, *, bursts: NDArray | None = None
) -> dict[str, Score]:
    """Return all MEASURES by name.

    z, labels: scores ``w.T x + b`` and labels of 0 and 1, ``(m,)`` each; the answer is 1 if ``sigmoid(z)`` is greater
    than ``threshold``. bursts: the burst of each image, ``(m,)``, or None; with bursts the intervals are about images
    of new bursts. `intervals` and `bursts` have the methods. The intervals include only the variation of the test
    images, not that of the training images.

    Raises ArgumentError as `confusion.checked` does.
    """
    scores = {**answer_scores(z, labels, threshold, bursts=bursts), **probability_scores(z, labels, bursts=bursts)}
    return {measure.name: scores[measure.name] for measure in MEASURES}


def answer_scores(
    z: NDArray, labels: NDArray, threshold: float = 0.5, *, bursts: NDArray | None = None
) -> dict[str, Score]:
    """Return the MEASURES of the answers, which depend on the threshold. Arguments as for `scores_of`."""
    z, labels = checked(z, labels)
    said, truth = answers_of(z, threshold) == 1, labels == 1
    n_1 = int(truth.sum())
    n_0, tp, fp = len(labels) - n_1, int((said & truth).sum()), int((said & ~truth).sum())
    right = tp + n_0 - fp
    values = {
        "accuracy": right / len(labels),
        "balanced_accuracy": (tp / n_1 + 1 - fp / n_0) / 2 if n_0 and n_1 else nan,
        "precision": tp / (tp + fp) if tp + fp else nan,
        "recall": tp / n_1 if n_1 else nan,
        "f1": 2 * tp / (n_1 + tp + fp) if n_0 and n_1 else nan,
    }
    if bursts is None:
        of = {
            "accuracy": lambda: intervals.of_share(right, len(labels)),
            "balanced_accuracy": lambda: intervals.balanced((n_0 - fp, tp), (n_0, n_1)),
            "precision": lambda: intervals.of_share(tp, tp + fp),
            "recall": lambda: intervals.of_share(tp, n_1),
            "f1": lambda: intervals.f1_of(intervals.of_share(tp, n_1 + fp)),
        }
    else:
        of = _by_bursts(said, truth, bursts)
    return {
        name: Score(nan, None, _MISSING[name]) if isnan(value) else Score(value, _around(value, of[name]()))
        for name, value in values.items()
    }


def _around(value: float, interval: Interval) -> Interval:
    """Return the interval extended to include the value: with bursts it may end short of 0 or 1."""
    return min(interval[0], value), max(interval[1], value)


def _by_bursts(said: NDArray, truth: NDArray, bursts: NDArray) -> dict[str, Callable[[], Interval]]:
    """Return for each measure of the answers a function that computes its interval for images of new bursts."""
    n_0, n_1 = int((~truth).sum()), int(truth.sum())
    if not n_0 or not n_1:
        whole = share_of_new_bursts(*sums(said == truth, bursts))
        return dict.fromkeys(("accuracy", "precision", "recall"), lambda: whole)
    hits, alarms = (likely(*sums(said[chosen], bursts[chosen]), OUTWARD / 2) for chosen in (truth, ~truth))
    return {
        "accuracy": lambda: share_of_new_bursts(*sums(said == truth, bursts)),
        "balanced_accuracy": lambda: of_two_shares(lambda r, f: (r + 1 - f) / 2, hits, alarms),
        "precision": lambda: of_two_shares(lambda r, f: n_1 * r / (n_1 * r + n_0 * f), hits, alarms),
        "recall": lambda: share_of_new_bursts(*sums(said[truth], bursts[truth])),
        "f1": lambda: of_two_shares(lambda r, f: 2 * n_1 * r / (n_1 * r + n_1 + n_0 * f), hits, alarms),
    }


def probability_scores(z: NDArray, labels: NDArray, *, bursts: NDArray | None = None) -> dict[str, Score]:
    """Return the MEASURES of the probabilities and their order, for any threshold. Arguments as for `scores_of`."""
    z, labels = checked(z, labels)
    losses = np.logaddexp(0, np.where(labels == 1, -z, z))
    loss, n_1 = float(losses.mean()), int(labels.sum())
    n_0 = len(labels) - n_1
    if not n_0 or not n_1:
        return {
            "roc_auc": Score(nan, None, _NOT_BOTH),
            "log_loss": Score(loss, None, "One class has no image."),
        }
    ranks = rankdata(z)
    area = float((ranks[labels == 1].sum() - n_1 * (n_1 + 1) / 2) / (n_0 * n_1))
    if bursts is None:
        of_area, of_loss = intervals.area(area, n_0, n_1), intervals.mean_loss(losses)
    else:
        of_area = intervals.area(area, *(worth(ranks[labels == label], bursts[labels == label]) for label in (0, 1)))
        total, images = sums(losses, bursts)
        of_loss = intervals.mean_loss(total / images)
    no_loss = "" if of_loss else "A loss is not finite, or all images are from one burst."
    return {"roc_auc": Score(area, of_area), "log_loss": Score(loss, of_loss, no_loss)}


def scores_in_mix(z: NDArray, labels: NDArray, threshold: float = 0.5, *, share: float) -> dict[str, float]:
    """Return the values of MEASURES if ``share`` of the images were of class 1, with the same images in each class.

    The images of each class are weighted to match the share. NaN if a value is undefined.

    Raises ArgumentError as `confusion.checked` does, and unless both classes have images and ``0 < share < 1``.
    """
    z, labels = checked(z, labels)
    n_1 = int(labels.sum())
    if not 0 < n_1 < len(labels) or not 0 < share < 1:
        raise ArgumentError(f"share must be between 0 and 1, and both classes need an image. Got {share}, {n_1}.")
    weights = np.where(labels == 1, share / n_1, (1 - share) / (len(labels) - n_1))
    said = answers_of(z, threshold) == 1
    hits, missed, alarms = (
        float(weights[chosen].sum()) for chosen in (said & (labels == 1), ~said & (labels == 1), said & (labels == 0))
    )
    return {
        "accuracy": 1 - missed - alarms,
        "balanced_accuracy": (hits / share + 1 - alarms / (1 - share)) / 2,
        "precision": hits / (hits + alarms) if said.any() else nan,
        "recall": hits / share,
        "f1": 2 * hits / (2 * hits + missed + alarms),
        "roc_auc": probability_scores(z, labels)["roc_auc"].value,
        "log_loss": float(weights @ np.logaddexp(0, np.where(labels == 1, -z, z))),
    }


_NOT_BOTH = "One class has no image, so the two cannot be compared."
_MISSING = {
    "balanced_accuracy": _NOT_BOTH,
    "precision": "No image is predicted as class 1.",
    "recall": "There is no image of class 1.",
    "f1": _NOT_BOTH,
}
