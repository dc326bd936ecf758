"""What a classifier says about the images of a dataset, worked out once for all who judge it."""

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

MAX_KEPT = 200  # tables of scores, one for each part and threshold that was looked at

Part = Literal["test", "validation", "train", "crossed"]


class Judged:
    """A classifier and a dataset that it can read, with the scores of all images.

    own: whether it was trained on this dataset.
    z: the scores ``w.T x + b`` by the part of the data, ``(m,)`` each. positions: where these images are in their
    split, ``(m,)``. The parts are "test" and "train"; "validation" where early stopping set some training images aside,
    which "train" then is without; and "crossed", once `hold_crossed` is given it: all training images, each judged by a
    neuron that was trained without it.
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
        """The split that a part is of."""
        return self.dataset.test if part == "test" else self.dataset.train

    def labels(self, part: Part) -> NDArray[np.int64]:
        """The right answers of a part, ``(m,)``."""
        return self.split(part).labels[self.positions[part]]

    def bursts(self, part: Part) -> NDArray[np.int64] | None:
        """The burst of each image of a part, ``(m,)``, where the images are known to come in bursts."""
        known = None if self.dataset.bursts is None else self.split(part).bursts
        return None if known is None else known[self.positions[part]]

    def right(self, part: Part, threshold: float) -> NDArray[np.bool_]:
        """Which images of a part are answered right, ``(m,)``."""
        return np.asarray(answers_of(self.z[part], threshold) == self.labels(part))

    def probability(self, part: Part, position: int) -> float:
        """That of class 1, for the image of a part that is at this position of its split."""
        return float(sigmoid(self.z[part][np.searchsorted(self.positions[part], position)]))

    def scores(self, part: Part, threshold: float) -> dict[str, Score]:
        """All measures with their intervals, by name."""
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
        """Into how many folds `cross` deals the training images."""
        return folds_for(self.dataset.train)

    @property
    def can_cross(self) -> bool:
        """Whether neurons like this one can be trained without some of its images: its recipe is known."""
        return self.own and isinstance(self.classifier.recipe, Recipe) and self.folds >= 2

    def cross(self, progress: Callable[[float], object] | None = None) -> NDArray[np.float64]:
        """The scores of all training images by neurons like this one without them, as `scores_without`.

        Raises ArgumentError unless `can_cross`, and as `scores_without` does.
        """
        recipe = self.classifier.recipe
        if not isinstance(recipe, Recipe):
            raise ArgumentError("Only a neuron that was trained by a recipe can be trained again. Train one.")
        return scores_without(self.dataset, recipe, progress=progress)

    def hold_crossed(self, z: NDArray[np.float64]) -> None:
        """Judge the training images by what `cross` found, too."""
        self.z["crossed"], self.positions["crossed"] = z, self.dataset.train.indices()
