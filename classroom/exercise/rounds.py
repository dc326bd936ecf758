"""A person and the neuron answer the same test images: the choice of images and the comparison."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.stats import hypergeom

from logreg_core.checks import generator_of
from logreg_core.classifier import Classifier
from logreg_core.errors import ArgumentError
from logreg_core.evaluate import Comparison, Score, answer_scores, answers_of, compare
from logreg_core.logistic import sigmoid

MAX_IMAGES = 20  # images of a round
SURE = 0.9  # the neuron is sure from this probability of its answer
PATCHES = 10  # that a person chooses


def drawn(m: int, seed: int) -> NDArray[np.int64]:
    """Up to MAX_IMAGES of ``m`` positions, drawn by the seed, in the order in which they are shown."""
    return generator_of(seed).permutation(m)[:MAX_IMAGES]


def sure_and_wrong(z: NDArray, labels: NDArray, threshold: float) -> NDArray[np.int64]:
    """Return the positions of up to MAX_IMAGES images that the neuron answers wrongly with a confidence of at least
    SURE, the most confident first.

    z: scores ``(m,)``; labels: ``(m,)``.
    """
    answers = answers_of(z, threshold)
    sureness = sigmoid(np.where(answers == 1, z, -z))
    wrong = np.flatnonzero((answers != labels) & (sureness >= SURE))
    return wrong[np.argsort(-sureness[wrong], kind="stable")][:MAX_IMAGES]


@dataclass(frozen=True, eq=False)
class RoundResult:
    """A person and a neuron on the same images.

    answers, said, labels: the person's answers, the neuron's, and the truth, ``(k,)``. person, neuron: their
    accuracies with intervals. comparison: of the neuron with the person.
    """

    answers: NDArray[np.int64]
    said: NDArray[np.int64]
    labels: NDArray[np.int64]
    person: Score
    neuron: Score
    comparison: Comparison

    @property
    def differ(self) -> NDArray[np.int64]:
        """The positions in the round with different answers."""
        return np.flatnonzero(self.answers != self.said)


def outcome(
    answers: NDArray, z: NDArray, labels: NDArray, threshold: float, bursts: NDArray | None = None
) -> RoundResult:
    """The result of a round. answers: 0 and 1, ``(k,)``; z: the neuron's scores; bursts: as in `compare`.

    Raises ArgumentError unless there is one answer of 0 or 1 for each image.
    """
    answers = np.asarray(answers)
    if answers.shape != labels.shape or not np.isin(answers, (0, 1)).all():
        raise ArgumentError(f"There must be one answer of 0 or 1 for each of the {len(labels)} images.")
    said = answers_of(z, threshold).astype(np.int64)
    as_scores = 2.0 * answers - 1
    (comparison,) = compare(said == labels, [("You", answers == labels)], bursts)
    return RoundResult(
        answers=answers,
        said=said,
        labels=labels,
        person=answer_scores(as_scores, labels, 0.5, bursts=bursts)["accuracy"],
        neuron=answer_scores(z, labels, threshold, bursts=bursts)["accuracy"],
        comparison=comparison,
    )


def shuffled_images(images: NDArray[np.uint8], seed: int) -> NDArray[np.uint8]:
    """All images ``(m, h, w, c)`` with their pixels shuffled in the same order; a pixel keeps its colour."""
    m, height, width, channels = images.shape
    order = _order(height * width, seed)
    return images.reshape(m, height * width, channels)[:, order].reshape(images.shape)


def shuffled_neuron(classifier: Classifier, seed: int) -> Classifier:
    """The neuron that training on the `shuffled_images` gives: each weight moves with its pixel.

    No training is needed. A score is a sum over the pixels, and a step changes each weight by its own pixel only:
    neither depends on the order. Descent from zero gives the same weights in another order.

    Raises ArgumentError for another representation, in which neighbouring pixels matter.
    """
    if classifier.representation != "pixels":
        raise ArgumentError(f"Shuffling needs a neuron on pixels. Got one on {classifier.representation!r}.")
    height, width, channels = classifier.image_shape
    w = classifier.w.reshape(height * width, channels)[_order(height * width, seed)].reshape(-1, 1)
    return replace(classifier, w=w)


def _order(pixels: int, seed: int) -> NDArray[np.int64]:
    return generator_of(seed).permutation(pixels)


@dataclass(frozen=True)
class Overlap:
    """How many of a person's patches are among the equally many that move a score most.

    common: that number; chosen: of how many; patches: of the whole picture. expected: for random patches;
    chance: the probability that random patches have at least as many in common.
    """

    common: int
    chosen: int
    patches: int
    expected: float
    chance: float


def strongest(patches: NDArray, count: int) -> list[int]:
    """The numbers, row by row, of the patches that move a score most, up or down. patches: their contributions."""
    return np.argsort(-np.abs(patches), axis=None, kind="stable")[:count].tolist()


def overlap(chosen: set[int], strong: set[int], patches: int) -> Overlap:
    """Compare two sets of patches. patches: their total; chance is hypergeometric, without replacement."""
    common = len(chosen & strong)
    drawing = hypergeom(patches, len(strong), len(chosen))
    return Overlap(common, len(chosen), patches, float(drawing.mean()), float(drawing.sf(common - 1)))
