"""Accuracy, its interval and its baseline, against published numbers and another library."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.metrics import accuracy_score

from logreg_core import ArgumentError, Dataset
from logreg_core.evaluate import Accuracy, accuracy, bigger_class


def test_the_interval_is_wilsons() -> None:
    # 70 % of 50: the published interval of the course's cats; 81 of 263: Newcombe (1998), table I, method 3.
    assert Accuracy(35, 50).interval == pytest.approx((0.562, 0.809), abs=5e-4)
    assert Accuracy(81, 263).interval == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert Accuracy(0, 20).interval == pytest.approx((0, 0.1611), abs=5e-5)


def test_accuracy_counts_as_scikit_learn_does() -> None:
    generator = np.random.default_rng(0)
    answers, labels = generator.integers(0, 2, (2, 30))
    assert accuracy(answers, labels).share == accuracy_score(labels, answers)
    assert accuracy(answers.reshape(1, -1), labels.reshape(1, -1)) == accuracy(answers, labels)


def test_the_baseline_is_that_of_a_machine_that_never_looks(cats: Dataset) -> None:
    for split, expected in ((cats.train, (0, 137 / 209)), (cats.test, (1, 33 / 50))):
        label, baseline = bigger_class(split.labels)
        dummy = DummyClassifier(strategy="most_frequent").fit(split.images.reshape(len(split), -1), split.labels)
        assert (label, baseline.share) == pytest.approx(expected)
        assert baseline.share == dummy.score(split.images.reshape(len(split), -1), split.labels)
    assert bigger_class(np.array([0, 1]))[0] == 1


def test_answers_without_labels_are_refused() -> None:
    with pytest.raises(ArgumentError, match="one answer per label. Got 2 for 3"):
        accuracy(np.zeros(2), np.zeros(3))
    with pytest.raises(ArgumentError):
        accuracy(np.zeros(0), np.zeros(0))
