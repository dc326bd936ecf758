"""Seven ways to say how good the answers are, each with a 95 % interval, and honest where there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import nan
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import bootstrap, rankdata
from sklearn.metrics import balanced_accuracy_score, f1_score, roc_auc_score

from .accuracy import Accuracy
from .confusion import answers_of, checked

CONFIDENCE = 0.95
RESAMPLES = 2000
FEWEST_RESAMPLES = 200
MOST_DRAWN = 2_000_000  # images that are drawn for one interval: with a larger set there are fewer resamples
DRAWN_AT_ONCE = 500_000  # so that one interval needs some ten megabytes


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
        "The share of {red} that is answered right and that of {blue}, averaged: always giving one answer scores 50 %.",
    ),
    Measure("precision", "Precision", "Of the images that it calls {red}, the share that is."),
    Measure("recall", "Recall", "Of the images of {red}, the share that it finds."),
    Measure("f1", "F1", "One number for precision and recall: high only when both are.", is_share=False),
    Measure(
        "roc_auc",
        "ROC AUC",
        "Show it one image of each class: the chance that {red} gets the higher score. 0.5 is guessing, 1 is perfect.",
        is_share=False,
    ),
    Measure(
        "log_loss",
        "Log loss",
        "The cost: how wrong the probabilities are on average. 0 is perfect, and always saying 50 % scores 0.693.",
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
    interval: tuple[float, float] | None
    why: str = ""


def scores_of(z: NDArray, labels: NDArray, threshold: float = 0.5, *, seed: int = 0) -> dict[str, Score]:
    """Every one of MEASURES by its name.

    z, labels: scores ``w.T x + b`` and labels of 0 and 1, ``(m,)`` each; the answer is 1 where ``sigmoid(z)`` is
    greater than ``threshold``. Accuracy, precision and recall are shares of images that were counted, and have Wilson's
    interval. The others have a percentile bootstrap (B. Efron, 1979): images are drawn with replacement again and
    again, from each class as many as it has, and 95 % of the values so obtained lie in the interval. Nothing but the
    tested images varies in it: another training set, or another split, would add to it.

    Raises ArgumentError as `confusion.checked` does.
    """
    found = {**answer_scores(z, labels, threshold, seed=seed), **probability_scores(z, labels, seed=seed)}
    return {measure.name: found[measure.name] for measure in MEASURES}


def answer_scores(z: NDArray, labels: NDArray, threshold: float = 0.5, *, seed: int = 0) -> dict[str, Score]:
    """Those of MEASURES that judge the answers, and so move with the threshold. As `scores_of`."""
    z, labels = checked(z, labels)
    answers = answers_of(z, threshold)
    right, said = answers == labels, answers == 1
    said_by_class = tuple(said[labels == label].astype(float) for label in (0, 1))
    scores = {
        "accuracy": _share(right, ""),
        "precision": _share(right[said], "No image is answered with class 1, so there is nothing to take a share of."),
        "recall": _share(right[labels == 1], "There is no image of class 1 to find."),
        "balanced_accuracy": _MISSING,
        "f1": _MISSING,
    }
    if all(map(len, said_by_class)):
        balanced = balanced_accuracy_score(labels, answers)
        scores["balanced_accuracy"] = _drawn(balanced, _balanced_accuracy, said_by_class, seed)
        scores["f1"] = _drawn(f1_score(labels, answers), _f1, said_by_class, seed)
    return scores


def probability_scores(z: NDArray, labels: NDArray, *, seed: int = 0) -> dict[str, Score]:
    """Those of MEASURES that judge the probabilities and their order, whatever the threshold. As `scores_of`."""
    z, labels = checked(z, labels)
    by_class = tuple(z[labels == label] for label in (0, 1))
    losses = tuple(np.logaddexp(0, sign * part) for sign, part in zip((1, -1), by_class, strict=True))
    loss = float(np.concatenate(losses).mean())
    if not all(map(len, by_class)):
        return {"roc_auc": _MISSING, "log_loss": Score(loss, None, "One class has no image, and is not judged.")}
    auc = roc_auc_score(labels, np.nan_to_num(z))  # scikit-learn refuses infinite scores
    return {"roc_auc": _drawn(auc, _roc_auc, by_class, seed), "log_loss": _drawn(loss, _mean, losses, seed)}


_MISSING = Score(nan, None, "One class has no image, so the two cannot be compared.")


def _share(right: NDArray[np.bool_], nothing: str) -> Score:
    if not len(right):
        return Score(nan, None, nothing)
    counted = Accuracy(int(right.sum()), len(right))
    return Score(counted.share, counted.interval)


def _drawn(value: float, statistic: Callable[..., Any], parts: tuple[NDArray, ...], seed: int) -> Score:
    """The value with the percentiles of a bootstrap that is stratified: ``parts`` are drawn from one by one."""
    total = sum(map(len, parts))
    if min(map(len, parts)) < 2:
        return Score(float(value), None, "A class has a single image: drawing it again shows no spread.")
    drawn = bootstrap(
        parts,
        statistic,
        n_resamples=int(np.clip(MOST_DRAWN // total, FEWEST_RESAMPLES, RESAMPLES)),
        batch=max(1, DRAWN_AT_ONCE // total),
        vectorized=True,
        confidence_level=CONFIDENCE,
        method="percentile",
        rng=np.random.default_rng(seed),
    ).confidence_interval
    if np.isclose(drawn.low, drawn.high, rtol=1e-12, atol=0):
        return Score(float(value), None, "Every draw gives the same: these images cannot show how unsure it is.")
    return Score(float(value), (float(drawn.low), float(drawn.high)))


def _balanced_accuracy(said_0: NDArray, said_1: NDArray, axis: int = -1) -> NDArray:
    return (1 - said_0.mean(axis=axis) + said_1.mean(axis=axis)) / 2


def _f1(said_0: NDArray, said_1: NDArray, axis: int = -1) -> NDArray:
    """``2 TP / (2 TP + FP + FN)``, where ``TP + FN`` is the number of images of class 1."""
    found = said_1.sum(axis=axis)
    return 2 * found / (found + said_0.sum(axis=axis) + said_1.shape[axis])


def _roc_auc(z_0: NDArray, z_1: NDArray, axis: int = -1) -> NDArray:
    """The share of pairs in which class 1 has the higher score, ties counted by half, from the ranks of its scores.

    Source: H. B. Mann and D. R. Whitney (1947), On a test of whether one of two random variables is larger.
    """
    n_0, n_1 = z_0.shape[axis], z_1.shape[axis]
    ranks = rankdata(np.concatenate([z_0, z_1], axis=axis), axis=axis)
    return (ranks[..., n_0:].sum(axis=axis) - n_1 * (n_1 + 1) / 2) / (n_0 * n_1)


def _mean(losses_0: NDArray, losses_1: NDArray, axis: int = -1) -> NDArray:
    total = losses_0.shape[axis] + losses_1.shape[axis]
    return (losses_0.sum(axis=axis) + losses_1.sum(axis=axis)) / total
