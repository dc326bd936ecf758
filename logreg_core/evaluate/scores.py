"""Seven ways to say how good the answers are, each with a 95 % interval, and a reason where there is none."""

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
    """One way to measure.

    name: how code calls it; title: how a page does; meaning: one sentence, with ``{red}`` and ``{blue}`` in the places
    of the names of class 1 and 0. is_share: whether it is a share from 0 to 1 that reads well in per cent.
    """

    name: str
    title: str
    meaning: str
    is_share: bool = True


MEASURES = (
    Measure("accuracy", "Accuracy", "Of all images, the share that is answered right."),
    Measure(
        "balanced_accuracy",
        "Balanced accuracy",
        "The shares of {red} and of {blue} that are answered right, averaged: always giving one answer scores 50 %.",
    ),
    Measure("precision", "Precision", "Of the images called {red}, the share that is {red}."),
    Measure("recall", "Recall", "Of the images of {red}, the share that is found."),
    Measure("f1", "F1", "One number for precision and recall: high only when both are.", is_share=False),
    Measure(
        "roc_auc",
        "ROC AUC",
        "Of one image of each class: the chance that {red} gets the higher score. 0.5 is guessing, 1 is perfect.",
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
    """What one measure says.

    value: nan where it has no meaning. interval: where the value on endlessly many such images plausibly lies, with
    95 % confidence, or None. why: in the place of a value or an interval that is missing, why it is.
    """

    value: float
    interval: Interval | None
    why: str = ""


def scores_of(
    z: NDArray, labels: NDArray, threshold: float = 0.5, *, bursts: NDArray | None = None
) -> dict[str, Score]:
    """Every one of MEASURES by its name.

    z, labels: scores ``w.T x + b`` and labels of 0 and 1, ``(m,)`` each; the answer is 1 where ``sigmoid(z)`` is
    greater than ``threshold``. bursts: the burst of each image, ``(m,)``, where they are known: then an interval is
    about pictures of new bursts. `intervals` and `bursts` say how each is made. Nothing but the tested images varies in
    them: another training set would add to that.

    Raises ArgumentError as `confusion.checked` does.
    """
    found = {**answer_scores(z, labels, threshold, bursts=bursts), **probability_scores(z, labels, bursts=bursts)}
    return {measure.name: found[measure.name] for measure in MEASURES}


def answer_scores(
    z: NDArray, labels: NDArray, threshold: float = 0.5, *, bursts: NDArray | None = None
) -> dict[str, Score]:
    """Those of MEASURES that judge the answers, and so move with the threshold. As `scores_of`."""
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
    """The interval, wide enough for the value itself: by bursts it may end short of 0 or 1."""
    return min(interval[0], value), max(interval[1], value)


def _by_bursts(said: NDArray, truth: NDArray, bursts: NDArray) -> dict[str, Callable[[], Interval]]:
    """For each measure of the answers what finds its interval on pictures of new bursts."""
    n_0, n_1 = int((~truth).sum()), int(truth.sum())
    if not n_0 or not n_1:
        whole = share_of_new_bursts(*sums(said == truth, bursts))
        return dict.fromkeys(("accuracy", "precision", "recall"), lambda: whole)
    found, alarms = (likely(*sums(said[chosen], bursts[chosen]), OUTWARD / 2) for chosen in (truth, ~truth))
    return {
        "accuracy": lambda: share_of_new_bursts(*sums(said == truth, bursts)),
        "balanced_accuracy": lambda: of_two_shares(lambda r, f: (r + 1 - f) / 2, found, alarms),
        "precision": lambda: of_two_shares(lambda r, f: n_1 * r / (n_1 * r + n_0 * f), found, alarms),
        "recall": lambda: share_of_new_bursts(*sums(said[truth], bursts[truth])),
        "f1": lambda: of_two_shares(lambda r, f: 2 * n_1 * r / (n_1 * r + n_1 + n_0 * f), found, alarms),
    }


def probability_scores(z: NDArray, labels: NDArray, *, bursts: NDArray | None = None) -> dict[str, Score]:
    """Those of MEASURES that judge the probabilities and their order, whatever the threshold. As `scores_of`."""
    z, labels = checked(z, labels)
    losses = np.logaddexp(0, np.where(labels == 1, -z, z))
    loss, n_1 = float(losses.mean()), int(labels.sum())
    n_0 = len(labels) - n_1
    if not n_0 or not n_1:
        return {
            "roc_auc": Score(nan, None, _NOT_BOTH),
            "log_loss": Score(loss, None, "One class has no image, and is not judged."),
        }
    ranks = rankdata(z)
    area = float((ranks[labels == 1].sum() - n_1 * (n_1 + 1) / 2) / (n_0 * n_1))
    if bursts is None:
        of_area, of_loss = intervals.area(area, n_0, n_1), intervals.mean_loss(losses)
    else:
        of_area = intervals.area(area, *(worth(ranks[labels == label], bursts[labels == label]) for label in (0, 1)))
        total, images = sums(losses, bursts)
        of_loss = intervals.mean_loss(total / images)
    no_loss = "" if of_loss else "A loss is not finite, or all are from one burst: that shows no spread."
    return {"roc_auc": Score(area, of_area), "log_loss": Score(loss, of_loss, no_loss)}


def scores_in_mix(z: NDArray, labels: NDArray, threshold: float = 0.5, *, share: float) -> dict[str, float]:
    """The values of MEASURES where ``share`` of the images are of class 1, and each class looks as it does here.

    The images of each class are weighted so that together they make that share. nan where a value has no meaning.

    Raises ArgumentError as `confusion.checked` does, and unless both classes have images and ``0 < share < 1``.
    """
    z, labels = checked(z, labels)
    n_1 = int(labels.sum())
    if not 0 < n_1 < len(labels) or not 0 < share < 1:
        raise ArgumentError(f"share must be between 0 and 1, and both classes need an image. Got {share}, {n_1}.")
    weights = np.where(labels == 1, share / n_1, (1 - share) / (len(labels) - n_1))
    said = answers_of(z, threshold) == 1
    found, missed, alarms = (
        float(weights[chosen].sum()) for chosen in (said & (labels == 1), ~said & (labels == 1), said & (labels == 0))
    )
    return {
        "accuracy": 1 - missed - alarms,
        "balanced_accuracy": (found / share + 1 - alarms / (1 - share)) / 2,
        "precision": found / (found + alarms) if said.any() else nan,
        "recall": found / share,
        "f1": 2 * found / (2 * found + missed + alarms),
        "roc_auc": probability_scores(z, labels)["roc_auc"].value,
        "log_loss": float(weights @ np.logaddexp(0, np.where(labels == 1, -z, z))),
    }


_NOT_BOTH = "One class has no image, so the two cannot be compared."
_MISSING = {
    "balanced_accuracy": _NOT_BOTH,
    "precision": "No image is answered with class 1, so there is nothing to take a share of.",
    "recall": "There is no image of class 1 to find.",
    "f1": _NOT_BOTH,
}
