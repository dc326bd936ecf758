"""The scores of a classifier on all images of a dataset, computed once for all pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..classifier import Classifier
from ..data.dataset import Dataset, Split
from ..errors import ArgumentError
from ..logistic import sigmoid
from ..recipe import Recipe
from ..training import folds_for, scores_without, validation_part
from .confusion import answers_of
from .scores import Score, answer_scores, probability_scores

MAX_KEPT = 200  # cached tables of scores, one per part and threshold

Part = Literal["test", "validation", "train", "crossed"]


class Judged:
    """A classifier and a compatible dataset, with the scores of all images.

    own: whether it was trained on this dataset. z: the scores ``w.T x + b`` by part, ``(m,)`` each. positions: of these
    images in their split, ``(m,)``. The parts are "test"; "train"; "validation" with early stopping, whose images are
    not in "train"; and "crossed" after `hold_crossed`: all training images, each scored by a neuron that did not train
    on it.
    """

    def __init__(self, classifier: Classifier, dataset: Dataset) -> None:
        self.classifier, self.dataset = classifier, dataset
        self.own = classifier.dataset_digest == dataset.digest
        aside = validation_part(dataset.train, classifier.recipe) if self.own else None
        self.positions: dict[Part, NDArray[np.int64]] = {"test": dataset.test.indices()}
        if aside is not None:
            self.positions["validation"] = np.flatnonzero(aside)
        self.positions["train"] = dataset.train.indices() if aside is None else np.flatnonzero(~aside)
        scores = classifier.scores(dataset.train.images)
        self.z: dict[Part, NDArray[np.float64]] = {
            part: classifier.scores(dataset.test.images) if part == "test" else scores[positions]
            for part, positions in self.positions.items()
        }
        self._of_answers: dict[tuple[Part, float], dict[str, Score]] = {}
        self._of_probabilities: dict[Part, dict[str, Score]] = {}

    def split(self, part: Part) -> Split:
        """Return the split of a part."""
        return self.dataset.test if part == "test" else self.dataset.train

    def labels(self, part: Part) -> NDArray[np.int64]:
        """Return the labels of a part, ``(m,)``."""
        return self.split(part).labels[self.positions[part]]

    def bursts(self, part: Part) -> NDArray[np.int64] | None:
        """Return the burst of each image of a part, ``(m,)``; None without known bursts."""
        known = None if self.dataset.bursts is None else self.split(part).bursts
        return None if known is None else known[self.positions[part]]

    def right(self, part: Part, threshold: float) -> NDArray[np.bool_]:
        """Return which images of a part are answered right, ``(m,)``."""
        return np.asarray(answers_of(self.z[part], threshold) == self.labels(part))

    def probability(self, part: Part, position: int) -> float:
        """Return the probability of class 1 for the image at this position of the split."""
        return float(sigmoid(self.z[part][np.searchsorted(self.positions[part], position)]))

    def scores(self, part: Part, threshold: float) -> dict[str, Score]:
        """Return all measures with their intervals, by name."""
        z, labels, bursts = self.z[part], self.labels(part), self.bursts(part)
        if part not in self._of_probabilities:
            self._of_probabilities[part] = probability_scores(z, labels, bursts=bursts)
        key = (part, threshold)
        if key not in self._of_answers:
            if len(self._of_answers) >= MAX_KEPT:
                self._of_answers.clear()
            self._of_answers[key] = answer_scores(z, labels, threshold, bursts=bursts)
        return {**self._of_answers[key], **self._of_probabilities[part]}

    @property
    def folds(self) -> int:
        """The number of folds for `cross`."""
        return folds_for(self.dataset.train)

    @property
    def can_cross(self) -> bool:
        """Whether `cross` works: the neuron was trained on this dataset by a known recipe."""
        return self.own and isinstance(self.classifier.recipe, Recipe) and self.folds >= 2

    def cross(self, progress: Callable[[float], object] | None = None) -> NDArray[np.float64]:
        """Return the scores of all training images by neurons that did not train on them, as `scores_without` does.

        Raises ArgumentError unless `can_cross`, and as `scores_without` does.
        """
        recipe = self.classifier.recipe
        if not isinstance(recipe, Recipe):
            raise ArgumentError("Only a neuron trained by a recipe can be trained again. Train one.")
        return scores_without(self.dataset, recipe, progress=progress)

    def hold_crossed(self, z: NDArray[np.float64]) -> None:
        """Store the result of `cross` as the part "crossed"."""
        self.z["crossed"], self.positions["crossed"] = z, self.dataset.train.indices()
