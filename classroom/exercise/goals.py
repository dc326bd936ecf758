"""Ten goals, and how to tell from the model and dataset that one is reached."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from logreg_core.classifier import Classifier
from logreg_core.data.dataset import Dataset
from logreg_core.data.edits import Edits
from logreg_core.data.preprocess import columns_of
from logreg_core.descent import is_separable
from logreg_core.errors import ArgumentError
from logreg_core.evaluate import bigger_class
from logreg_core.recipe import Recipe
from logreg_core.settings import THRESHOLD
from logreg_core.sources.catalog import CATALOG
from logreg_core.training import QUICK, Training
from logreg_core.words import count

FACES, CATS = "faces", "cats"
LOW = 0.1  # cost
LONG = 100  # iterations without a rise that are enough
MAX_TRIED = 5_000  # iterations of a run that is repeated
LIFTED = 1.1  # times the rate, for a run that must overshoot
PATIENT = 1_000  # iterations of a run that fails to learn
MAX_NUMBERS = 250_000  # smaller side of X times images: separability is still fast to check
HIDDEN = Recipe(learning_rate=0.02, num_iterations=347)


@dataclass(frozen=True, eq=False)
class Facts:
    """What a visitor currently has.

    source: the catalogue key of the dataset, or of the original of an edited one; "" for an uploaded or built dataset.
    edits: its changes, or None.
    run: the current run on this dataset; None without one, or with a loaded neuron. taken: the loaded neuron.
    threshold: above which the neuron answers class 1.
    test_image: the position of the current test image, or None.
    painted: how many test images the current painting has right; None without one, or if not all are counted.
    """

    dataset: Dataset
    source: str = ""
    edits: Edits | None = None
    run: Training | None = None
    taken: Classifier | None = None
    threshold: float = 0.5
    test_image: int | None = None
    painted: int | None = None

    @property
    def is_as_delivered(self) -> bool:
        """Whether the dataset comes unchanged from the catalogue."""
        return bool(self.source) and self.edits is None

    @cached_property
    def classifier(self) -> Classifier | None:
        """The current neuron; None unless it reads these images."""
        neuron = self.taken or (None if self.run is None else self.run.classifier)
        return neuron if neuron is not None and neuron.image_shape == self.dataset.image_shape else None

    @cached_property
    def says_yes(self) -> NDArray[np.bool_]:
        """Which test images get class 1, bool ``(m,)``; none without a neuron."""
        if self.classifier is None:
            return np.zeros(len(self.dataset.test), bool)
        return np.asarray(self.classifier.probabilities(self.dataset.test.images) > self.threshold)

    @cached_property
    def test_share(self) -> float:
        """The test accuracy; 0 without a neuron."""
        if self.run is not None and self.threshold == THRESHOLD.default:
            return self.run.result.test_accuracy
        return 0.0 if self.classifier is None else float((self.says_yes == self.dataset.test.labels).mean())

    @property
    def always(self) -> float:
        """The test accuracy of always answering with the bigger class."""
        return bigger_class(self.dataset.test.labels)[1].share


@dataclass(frozen=True)
class Goal:
    """One goal.

    name: one word. title, asked, hint: for the visitor. why: what is true once it is reached. page: its file.
    score: the score of some facts, or None if they do not reach the goal.
    better: chooses the better of two scores. said: a score in words; "" if there is only one.
    target: a sentence that must be computed. of_the_run: whether only the run and its dataset decide, so that the
    score can be cached for them.
    """

    name: str
    title: str
    asked: str
    hint: str
    why: str
    page: str
    score: Callable[[Facts], float | None]
    better: Callable[[float, float], float] = max
    said: Callable[[float], str] = lambda score: ""
    target: Callable[[], str] = lambda: ""
    of_the_run: bool = False

    def told(self, score: float) -> str:
        """The message that it is reached, and why; the visitor may not have tried to."""
        return f"Goal reached: {self.title}, {self.said(score)}".removesuffix(", ") + f". {self.why}"

    def reached(self, facts: Facts) -> bool:
        """Whether these facts reach it."""
        return self.score(facts) is not None


def _low_cost(facts: Facts) -> float | None:
    delivered = facts.source == FACES and facts.is_as_delivered
    if facts.run is None or facts.run.start is not None or not delivered:
        return None
    records = [*facts.run.descent.records, facts.run.descent.now]
    return next((float(record.iteration) for record in records if record.cost < LOW), None)


def _edge(facts: Facts) -> float | None:
    run = facts.run
    if run is None or not run.steady or not run.finished or run.ended or run.recipe.momentum or run.recipe.batch_size:
        return None
    if run.recipe.patience or not LONG <= run.goal <= MAX_TRIED or run.dataset.n_x * len(run.dataset.train) > QUICK:
        return None
    rate, lengths = run.recipe.learning_rate, run.descent.space.squared_lengths
    if LIFTED * rate * ((1 + lengths).mean() / 4 + run.recipe.l2) <= 2:
        return None  # the trace of the curvature bounds the safe rate from below, and is fast to compute
    if run.descent.trouble is not None or LIFTED * rate <= run.descent.safe_learning_rate:
        return None
    try:
        lifted = replace(run.recipe, learning_rate=LIFTED * rate)
    except ArgumentError:  # out of range
        return None
    beyond = Training.begin(run.dataset, lifted, run, record_every=run.goal)
    beyond.finish()
    return None if beyond.descent.trouble is None else rate


def _by_heart(facts: Facts) -> float | None:
    run = facts.run
    if run is None or run.validation is not None or run.result.train_accuracy < 1:
        return None
    return 1.0 if run.result.test_accuracy <= facts.always else None


def _eighty(facts: Facts) -> float | None:
    cats = facts.source == CATS and facts.is_as_delivered
    return facts.test_share if cats and facts.test_share >= 0.8 else None


def _few(facts: Facts) -> float | None:
    edits = facts.edits
    if edits is None or facts.source != FACES or facts.run is None:
        return None
    original = edits.original
    labels = np.concatenate([original.train.labels, original.test.labels])
    tested = np.arange(len(original.train), len(labels))
    same_test = np.array_equal(np.sort(edits.test), tested) and np.array_equal(edits.labels, labels)
    fewer = len(edits.train) < len(original.train)
    return float(len(edits.train)) if same_test and fewer and facts.test_share >= 0.9 else None


def _hopeless(facts: Facts) -> float | None:
    data, run = facts.dataset, facts.run
    if facts.is_as_delivered or run is None or run.iteration < PATIENT:
        return None
    if run.result.train_accuracy == 1 or min(data.n_x, len(data.train)) * len(data.train) > MAX_NUMBERS:
        return None
    return None if is_separable(**columns_of(data.train)) else 1.0


def _always_yes(facts: Facts) -> float | None:
    share = float(facts.dataset.test.labels.mean())  # the accuracy of always answering class 1
    if facts.source != CATS or not facts.is_as_delivered or facts.test_share != share:
        return None
    two_of_three = 1 / 2 < share < 5 / 6  # nearer to 2/3 than to 1/2 or 1
    return 1.0 if two_of_three and facts.says_yes.all() else None


def _twin(facts: Facts) -> float | None:
    data = facts.dataset
    if not facts.is_as_delivered or facts.test_image is None or facts.test_image >= len(data.test):
        return None
    picked = data.test.images[facts.test_image]
    return 1.0 if (data.train.images == picked).all(axis=(1, 2, 3)).any() else None


def _same(facts: Facts) -> float | None:
    faces = facts.source == FACES and facts.is_as_delivered
    if not faces or facts.classifier is None:
        return None
    return 1.0 if facts.classifier.checksum == _hidden()[0].checksum else None


def _beaten(facts: Facts) -> float | None:
    run, painted, m = facts.run, facts.painted, len(facts.dataset.test)
    if run is None or painted is None or run.start is not None:
        return None
    return 1.0 if facts.always < painted / m < run.result.test_accuracy else None


@lru_cache(maxsize=1)
def _hidden() -> tuple[Classifier, float]:
    """The neuron to reproduce, and its training cost."""
    run = Training.begin(CATALOG[FACES].load(), HIDDEN)
    run.finish()
    assert run.classifier is not None
    return run.classifier, float(run.result.cost)


def _hidden_in_words() -> str:
    neuron, cost = _hidden()
    return (
        f"Its checksum is `{neuron.checksum}`. It learned from the faces at a rate of {HIDDEN.learning_rate:g}."
        f" Its training cost is {cost:.4f}."
    )


GOALS: tuple[Goal, ...] = (
    Goal(
        "quick",
        "Quick",
        f"On the faces, bring the training cost below {LOW:g} in as few iterations as you can, from zero.",
        "Longer steps get further, until they overshoot. Momentum keeps the direction of earlier steps.",
        f"The training cost of the faces fell below {LOW:g}.",
        "train.py",
        _low_cost,
        min,
        lambda score: f"by iteration {score:,.0f}",
        of_the_run=True,
    ),
    Goal(
        "edge",
        "At the edge",
        f"Find the highest rate that never overshoots: in {LONG} to {MAX_TRIED:,} plain iterations from zero the cost"
        " never rises, but at a rate 10 % higher it does.",
        "Train shows when the cost rose. Try rates halfway between one that rises and one that does not.",
        "In this run the cost never rises. At a rate 10 % higher it does.",
        "train.py",
        _edge,
        max,
        lambda score: f"a rate of {score:g}",
        of_the_run=True,
    ),
    Goal(
        "heart",
        "By heart",
        "Train a neuron that gets all training images right, but no more test images than always giving the same"
        " answer would.",
        "Very few images can be memorised. Edit leaves images out.",
        "All training images are right, but no more test images than with the same answer for all.",
        "edit.py",
        _by_heart,
        of_the_run=True,
    ),
    Goal(
        "eighty",
        "Eighty",
        "Get 80 % of the cats' test images right.",
        "More training is not always better. But if you stop where the test images do best, you have used the test.",
        "At least 80 % of the cats' test images are right.",
        "train.py",
        _eighty,
        max,
        lambda score: f"{100 * score:.0f} %",
    ),
    Goal(
        "few",
        "Few",
        "Get 90 % of the faces' test images right, with as few training images as you can. Keep the test unchanged.",
        "Leave training images out on Edit, and train again. It matters which ones stay.",
        "At least 90 % of the faces' test images are right, with fewer training images.",
        "edit.py",
        _few,
        min,
        lambda score: f"with {count(int(score), 'training image')}",
    ),
    Goal(
        "hopeless",
        "Hopeless",
        f"Make your own dataset, with no weights that get all training images right, and train for {PATIENT:,}"
        " iterations.",
        "What if the same picture is in both classes? Or a difference that no weighted sum of pixels can detect?",
        "No weights get all training images of your dataset right.",
        "build.py",
        _hopeless,
        of_the_run=True,
    ),
    Goal(
        "yes",
        "Always cat",
        "On the cats, get a neuron that answers “cat” to every test image, and is right for about two thirds.",
        "An accuracy means little without that of always giving the same answer. Bias and threshold can both do it.",
        "The neuron answers “cat” to every test image.",
        "evaluate.py",
        _always_yes,
    ),
    Goal(
        "twin",
        "The twin",
        "In a dataset of this app, find a test image that is also a training image, pixel for pixel, and choose it on"
        " Predict.",
        "Experiments finds the same photo twice.",
        "The current test image is also a training image.",
        "experiments.py",
        _twin,
    ),
    Goal(
        "same",
        "The same one",
        "Train the very same neuron as this one.",
        "Train shows the checksum under “Get the same neuron elsewhere”. Go through a run to where the cost fits.",
        "Your neuron has the same checksum.",
        "train.py",
        _same,
        target=_hidden_in_words,
    ),
    Goal(
        "beaten",
        "Hand and descent",
        "Paint weights that do better on the test images than always giving the same answer. Then train a neuron from"
        " zero that beats your painting.",
        "The averages make a fair painting. It need not be the best: you choose what to beat.",
        "The neuron gets more test images right than your painting.",
        "paint.py",
        _beaten,
    ),
)
