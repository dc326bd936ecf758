"""What the model in hand says about the images in hand, worked out once for all pages that judge it."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Literal

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from logreg_core import Cancelled, Classifier, Dataset, Split, flatten, sigmoid
from logreg_core.descent import validation_of
from logreg_core.evaluate import (
    Baseline,
    Comparison,
    Score,
    answer_scores,
    answers_of,
    baselines,
    compare,
    crossed_scores,
    probability_scores,
)
from logreg_core.preprocess import PIXEL_MAX

LONGEST_CROSSING = 20.0  # seconds
MOST_KEPT = 200  # tables of scores, one for each part and threshold that was looked at

Part = Literal["test", "validation", "train", "crossed"]
TITLES: dict[Part, str] = {
    "test": "Test",
    "validation": "Validation",
    "train": "Training",
    "crossed": "Training, held out",
}


class Judged:
    """A model and a dataset that it can read, with the scores of all images.

    own: whether it was trained on this dataset.
    z: the scores ``w.T x + b`` by the part of the data, ``(m,)`` each. positions: where these images are in their
    split, ``(m,)``. The parts are "test" and "train"; "validation" where early stopping set some training images aside,
    which "train" then is without; and "crossed", once `hold_crossed` is given it: all training images, each judged by a
    neuron that was trained without it.
    """

    def __init__(self, classifier: Classifier, dataset: Dataset) -> None:
        self.classifier, self.dataset = classifier, dataset
        self.own = classifier.dataset_digest == dataset.digest
        aside = self._set_aside()
        self.positions: dict[Part, NDArray[np.int64]] = {"test": dataset.test.indices()}
        if aside.any():
            self.positions["validation"] = np.flatnonzero(aside)
        self.positions["train"] = np.flatnonzero(~aside)
        scores = classifier.scores(dataset.train.images)
        self.z: dict[Part, NDArray[np.float64]] = {
            part: classifier.scores(dataset.test.images) if part == "test" else scores[positions]
            for part, positions in self.positions.items()
        }
        self._of_answers: dict[tuple[Part, float], dict[str, Score]] = {}
        self._of_probabilities: dict[Part, dict[str, Score]] = {}

    def _set_aside(self) -> NDArray[np.bool_]:
        settings, labels = self.classifier.settings, self.dataset.train.labels
        if not self.own or not settings.get("patience") or min(map(self.dataset.train.count, (0, 1))) < 2:
            return np.zeros(len(labels), dtype=bool)
        return validation_of(labels.reshape(1, -1), settings["validation_share"], int(settings.get("seed", 0)))

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

    def compared(self, threshold: float) -> list[Comparison]:
        """Its answers to the test images beside those of each baseline."""
        right = answers_of(self.z["test"], threshold) == self.labels("test")
        others = [(each.title, each.right) for each in baselines_of(self.dataset.digest, self.dataset)]
        return compare(right, others, self.bursts("test"))

    @property
    def folds(self) -> int:
        """Into how many parts `cross` deals the training images."""
        return min(5, self.dataset.train.count(0), self.dataset.train.count(1))

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
            if len(self._of_answers) >= MOST_KEPT:
                self._of_answers.clear()
            self._of_answers[key] = answer_scores(z, labels, threshold, bursts=bursts)
        return {**self._of_answers[key], **self._of_probabilities[part]}

    @property
    def can_cross(self) -> bool:
        """Whether neurons like this one can be trained without some of its images, from what it says of its training.

        They are trained on pixels, step by step.
        """
        settings, on_pixels = self.classifier.settings, self.classifier.representation == "pixels"
        enough = min(map(self.dataset.train.count, (0, 1))) >= 2
        return (
            self.own and on_pixels and enough and "learning_rate" in settings and settings.get("num_iterations", 0) > 0
        )

    def cross(self, progress: Callable[[float], object]) -> NDArray[np.float64]:
        """Train without each of `folds` parts of the training images. Returns the scores of all of them, ``(m,)``.

        Raises Cancelled when LONGEST_CROSSING is not enough.
        """
        settings, train = self.classifier.settings, self.dataset.train
        start = perf_counter()

        def report(share: float) -> bool:
            progress(share)
            return perf_counter() - start < LONGEST_CROSSING

        try:
            return crossed_scores(
                flatten(train.images),
                train.labels.reshape(1, -1),
                learning_rate=settings["learning_rate"],
                iterations=int(settings["num_iterations"]),
                l2=settings.get("l2", 0.0),
                momentum=settings.get("momentum", 0.0),
                batch_size=int(settings.get("batch_size", 0)) or None,
                folds=self.folds,
                divisor=PIXEL_MAX,
                progress=report,
            )
        except Cancelled as cancelled:
            raise Cancelled(
                f"Stopped after {LONGEST_CROSSING:.0f} seconds, which is as long as one visitor may keep the server"
                " busy. Train with fewer iterations, or choose the threshold with the slider."
            ) from cancelled

    def hold_crossed(self, z: NDArray[np.float64]) -> None:
        """Judge the training images by what `cross` found, too."""
        self.z["crossed"], self.positions["crossed"] = z, self.dataset.train.indices()


@st.cache_data(show_spinner="Training the comparisons", max_entries=64)
def baselines_of(digest: str, _dataset: Dataset) -> list[Baseline]:
    """The baselines of a dataset, which is known by its digest, for all visitors."""
    return baselines(_dataset)


def choose_images(judged: Judged, key: str, on_change: Callable[[], object] | None = None) -> Part:
    """Which images a page is about: the test, the training, or the validation part where there is one."""
    part: Part = st.segmented_control(
        "Images",
        [part for part in judged.z if part != "crossed"],
        default="test",
        required=True,
        format_func=TITLES.get,
        key=key,
        persist_state="session",
        on_change=on_change,
    )
    return part
