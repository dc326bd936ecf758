"""What the model in hand says about the images in hand, worked out once for all pages that judge it."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Literal

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from logreg_core import Cancelled, Classifier, Dataset, flatten
from logreg_core.evaluate import Baseline, Score, answer_scores, baselines, crossed_scores, probability_scores
from logreg_core.preprocess import PIXEL_MAX
from logreg_core.settings import ITERATIONS, LEARNING_RATE

LONGEST_CROSSING = 20.0  # seconds
MOST_KEPT = 200  # tables of scores, one for each part and threshold that was looked at
PARTS = {"test": "Test", "train": "Training"}
TRAINED_BY_STEPS = {ITERATIONS.name, LEARNING_RATE.name}
ALSO_CROSSED = {"l2", "momentum", "batch_size"}

Part = Literal["train", "test", "crossed"]


class Judged:
    """A model and a dataset that it can read, with the scores ``z`` of all images.

    own: whether it was trained on this dataset. z: the scores by the part of the data, ``(m,)`` each; "crossed" are the
    training images once more, each judged by a neuron that was trained without it, as soon as `cross` has worked.
    """

    def __init__(self, classifier: Classifier, dataset: Dataset) -> None:
        self.classifier, self.dataset = classifier, dataset
        self.own = classifier.dataset_digest == dataset.digest
        self.z: dict[Part, NDArray[np.float64]] = {
            "train": classifier.scores(dataset.train.images),
            "test": classifier.scores(dataset.test.images),
        }
        self._of_answers: dict[tuple[Part, float], dict[str, Score]] = {}
        self._of_probabilities: dict[Part, dict[str, Score]] = {}

    def labels(self, part: Part) -> NDArray[np.int64]:
        """The right answers of a part, ``(m,)``."""
        return self.dataset.test.labels if part == "test" else self.dataset.train.labels

    def scores(self, part: Part, threshold: float) -> dict[str, Score]:
        """All measures with their intervals, by name."""
        z, labels = self.z[part], self.labels(part)
        if part not in self._of_probabilities:
            self._of_probabilities[part] = probability_scores(z, labels)
        key = (part, threshold)
        if key not in self._of_answers:
            if len(self._of_answers) >= MOST_KEPT:
                self._of_answers.clear()
            self._of_answers[key] = answer_scores(z, labels, threshold)
        return {**self._of_answers[key], **self._of_probabilities[part]}

    @property
    def can_cross(self) -> bool:
        """Whether neurons like this one can be trained without some of its images, from what it says of its training.

        They are trained on pixels, step by step, with the settings that are known here.
        """
        names = set(self.classifier.settings)
        on_pixels = getattr(self.classifier, "representation", None) in (None, "pixels")
        smaller = min(self.dataset.train.count(0), self.dataset.train.count(1))
        return self.own and on_pixels and smaller >= 2 and names >= TRAINED_BY_STEPS

    def cross(self, progress: Callable[[float], object]) -> None:
        """Train without each fifth of the training images in turn. Raises Cancelled after LONGEST_CROSSING seconds."""
        settings, train = self.classifier.settings, self.dataset.train
        start = perf_counter()

        def report(share: float) -> bool:
            progress(share)
            return perf_counter() - start < LONGEST_CROSSING or share == 1

        self.z["crossed"] = crossed_scores(
            flatten(train.images),
            train.labels.reshape(1, -1),
            learning_rate=settings[LEARNING_RATE.name],
            iterations=int(settings[ITERATIONS.name]),
            folds=min(5, train.count(0), train.count(1)),
            divisor=PIXEL_MAX,
            progress=report,
            **{name: settings[name] for name in ALSO_CROSSED & set(settings)},
        )

    def try_to_cross(self, progress: Callable[[float], object]) -> bool:
        """`cross`, and whether it came to its end."""
        try:
            self.cross(progress)
        except Cancelled:
            return False
        return True


@st.cache_data(show_spinner="Training the comparisons", max_entries=64)
def baselines_of(digest: str, _dataset: Dataset) -> list[Baseline]:
    """The baselines of a dataset, which is known by its digest, for all visitors."""
    return baselines(_dataset)
