"""A person answers the same test images as the neuron: which ones, who was right, and are the two told apart?"""

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

MOST = 20  # images of a round
SURE = 0.9  # from which probability of its answer on a neuron is called sure
PATCHES = 10  # in which somebody would look


def drawn(m: int, seed: int) -> NDArray[np.int64]:
    """Up to MOST of ``m`` positions, drawn by the seed, in the order in which they are shown."""
    return generator_of(seed).permutation(m)[:MOST]


def sure_and_wrong(z: NDArray, labels: NDArray, threshold: float) -> NDArray[np.int64]:
    """The positions of up to MOST images that get a wrong answer with at least SURE, the surest first.

    z: scores ``(m,)``; labels: ``(m,)``.
    """
    answers = answers_of(z, threshold)
    sureness = sigmoid(np.where(answers == 1, z, -z))
    found = np.flatnonzero((answers != labels) & (sureness >= SURE))
    return found[np.argsort(-sureness[found], kind="stable")][:MOST]


@dataclass(frozen=True, eq=False)
class RoundResult:
    """A person and a neuron on the same images.

    answers, said, labels: of the person, of the neuron, and the truth, ``(k,)``. person, neuron: the share that is
    right, with its interval. comparison: the neuron beside the person.
    """

    answers: NDArray[np.int64]
    said: NDArray[np.int64]
    labels: NDArray[np.int64]
    person: Score
    neuron: Score
    comparison: Comparison

    @property
    def differ(self) -> NDArray[np.int64]:
        """Where in the round the two gave different answers."""
        return np.flatnonzero(self.answers != self.said)


def outcome(
    answers: NDArray, z: NDArray, labels: NDArray, threshold: float, bursts: NDArray | None = None
) -> RoundResult:
    """What became of a round. answers: 0 and 1, ``(k,)``; z: the neuron's scores; bursts: as in `compare`.

    Raises ArgumentError when there is not one answer of 0 or 1 for each image.
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
    """All images ``(m, h, w, c)`` with their pixels in one other order, the same for all; a pixel keeps its colour."""
    m, height, width, channels = images.shape
    order = _order(height * width, seed)
    return images.reshape(m, height * width, channels)[:, order].reshape(images.shape)


def shuffled_neuron(classifier: Classifier, seed: int) -> Classifier:
    """The neuron that learned from images which `shuffled_images` made: each weight goes where its pixel goes.

    No training is needed. A score is a sum over the pixels, and a step changes each weight by what its own pixel did:
    neither depends on the order. Descent from zero, whose weights are all equal, then only finds them in another order.

    Raises ArgumentError for another representation, in which it matters which pixels are neighbours.
    """
    if classifier.representation != "pixels":
        raise ArgumentError(f"Pixels can be shuffled for a neuron on pixels. Got one on {classifier.representation!r}.")
    height, width, channels = classifier.image_shape
    w = classifier.w.reshape(height * width, channels)[_order(height * width, seed)].reshape(-1, 1)
    return replace(classifier, w=w)


def _order(pixels: int, seed: int) -> NDArray[np.int64]:
    return generator_of(seed).permutation(pixels)


@dataclass(frozen=True)
class Overlap:
    """How many of the patches in which somebody would look are among as many that move a score most.

    common: how many are; chosen: of how many; patches: of the whole picture. expected: with patches drawn at random;
    chance: how often those would have at least as many in common.
    """

    common: int
    chosen: int
    patches: int
    expected: float
    chance: float


def strongest(patches: NDArray, count: int) -> list[int]:
    """The numbers, row by row, of the patches that move a score most, up or down. patches: what each adds."""
    return np.argsort(-np.abs(patches), axis=None, kind="stable")[:count].tolist()


def overlap(chosen: set[int], strong: set[int], patches: int) -> Overlap:
    """Both sets of patches, of so many, beside each other. The numbers are those of drawing without putting back."""
    common = len(chosen & strong)
    drawing = hypergeom(patches, len(strong), len(chosen))
    return Overlap(common, len(chosen), patches, float(drawing.mean()), float(drawing.sf(common - 1)))
