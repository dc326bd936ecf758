"""The glossary of the pages: each term with its meaning, its symbol, and its name in the course."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from logreg_core.settings import LOOK_EVERY


@dataclass(frozen=True)
class Term:
    """A term.

    name: as used in a sentence. says: one or two sentences. symbol: in the notation of the course.
    course: its name in the course "Neural Networks and Deep Learning", if different.
    """

    name: str
    says: str
    symbol: str = ""
    course: str = ""

    def words(self) -> str:
        """The whole entry, in a few sentences."""
        symbol = f" Written {self.symbol}." if self.symbol else ""
        course = f" In the course: {self.course}." if self.course else ""
        return f"{self.says}{symbol}{course}"


_TERMS = (
    # Pictures
    Term("pixel", "One point of a picture: one number from 0 to 255 in a grey picture, three in a colour picture."),
    Term("channel", "The red, green or blue values of a colour picture; a grey picture has one channel."),
    Term("dataset", "Labelled images, split into a training set and a test set."),
    Term("class", "One of the two kinds of images between which the neuron decides.", "0 or 1"),
    Term("label", "The class that the dataset gives for an image.", "y"),
    Term(
        "training set",
        "The images from which the neuron learns. Results on them say little about new images.",
        "m images",
    ),
    Term("test set", "Images that are not used in training, to test the neuron on new images."),
    Term(
        "validation set",
        "Training images set aside to decide when to stop. The neuron does not learn from them; it is no test set.",
        course="dev set",
    ),
    Term("flatten", "To write the numbers of a picture as one column.", "x", "unroll"),
    Term(
        "normalize",
        "To scale all numbers to one range before training: here, divide pixels by 255.",
        course="standardize",
    ),
    Term(
        "representation",
        "The neuron's input from a picture: its pixels, or numbers calculated from them.",
        course="features",
    ),
    Term(
        "main direction",
        "A direction along which images differ most, at right angles to the earlier ones.",
        course="principal component",
    ),
    Term("burst", "Photos taken in quick succession. They look alike: training and test set must not share a burst."),
    Term("leak", "Information from the test set that the neuron saw in training: the test score is then too high."),
    # The neuron
    Term(
        "neuron",
        "It multiplies each number by a weight, adds them and a bias, and maps the sum to between 0 and 1.",
        course="unit",
    ),
    Term("logistic regression", "A model of one neuron: a weighted sum, the sigmoid, and the cross-entropy cost."),
    Term("weight", "How much one number of a picture counts, and for which class.", "w"),
    Term("bias", "A number added to every score: with pixels, the score of a black picture.", "b"),
    Term("score", "The weighted sum plus the bias: positive favours class 1, negative class 0.", "z"),
    Term("sigmoid", "The curve 1 / (1 + exp(−z)), which turns any score into a number between 0 and 1.", "σ(z)"),
    Term(
        "probability",
        "The neuron's output for class 1. Calibration tells whether to trust it.",
        "a",
        "activation",
    ),
    Term("threshold", "The probability above which the answer is class 1; by default one half."),
    Term("baseline", "A simple method, such as always answering the bigger class. A neuron should beat it."),
    # Learning
    Term(
        "iteration",
        "One step of training: calculate the gradient of the cost, and move all weights a little against it.",
    ),
    Term("learning rate", "The size of the steps: it multiplies the gradient.", "α"),
    Term("cost", "How wrong the neuron is on average; 0 is perfect, and always answering 50 % costs 0.69.", "J"),
    Term(
        "cross-entropy",
        "The cost of one image: minus the logarithm of the probability given to the right class.",
        "L(a, y)",
        "loss",
    ),
    Term("gradient", "For each weight, how fast the cost rises with it. Learning goes the other way.", "dw, db"),
    Term("gradient descent", "Learning by many small steps against the gradient."),
    Term("finite differences", "A check of a gradient: change one weight a little, and see how much the cost changes."),
    Term("mini-batch", "A few training images that one step uses instead of all.", "X{t}"),
    Term(
        "momentum",
        "The share of each step that the next step repeats. The course multiplies the gradient by 1 − β: its"
        " α is 1 / (1 − β) times the rate here.",
        "β",
    ),
    Term(
        "L2",
        "A cost for large weights, added to the cost: half the penalty times the sum of their squares. The"
        " course divides by m too: its λ is m times the penalty here.",
        "λ / m",
        "regularization",
    ),
    Term("early stopping", "To stop when the validation cost has not improved for a while, and keep the best weights."),
    Term(
        "patience",
        "The number of checks in a row without a new best validation cost after which early stopping ends the run. It"
        f" checks every {LOOK_EVERY} iterations and at the end.",
    ),
    Term("curvature", "How fast the slope of the cost changes. If it is large, long steps overshoot."),
    Term("overshoot", "A step so long that it passes the minimum and ends at a higher cost."),
    Term(
        "floor",
        "The lower limit of cost + penalty. Without a penalty it is 0 where some weights answer all images right.",
    ),
    Term("Newton's method", "Steps that also use the curvature. It needs few steps, but each is much more work."),
    Term("sweep", "A comparison of many settings; cross-validation finds the best.", course="grid search"),
    Term(
        "checksum",
        "Eight letters and digits calculated from the weights: equal ones mean equal neurons, except for rounding.",
    ),
    # How good it is
    Term("accuracy", "The share of images with the right answer."),
    Term(
        "interval",
        "A range that contains the true value for about 95 of 100 such samples. Fewer images make it wider.",
        course="confidence interval",
    ),
    Term("confusion matrix", "A table of four numbers: for each actual class, the count of each answer."),
    Term("false positive", "A false alarm: an image of class 0 with the answer class 1."),
    Term("false negative", "A miss: an image of class 1 with the answer class 0."),
    Term("precision", "The share of answers “class 1” that are right."),
    Term("recall", "The share of images of class 1 that are found."),
    Term("ROC curve", "The share of class 1 found against the share of false positives, for every threshold."),
    Term("AUC", "The area under the ROC curve: how often an image of class 1 has a higher score than one of class 0."),
    Term("cross-validation", "Testing by folds: each part of the images is tested with neurons that have not seen it."),
    Term("fold", "One of the parts into which cross-validation splits the images."),
    Term("McNemar's test", "Whether two methods differ by more than chance, from images on which only one is right."),
    Term("p-value", "How often chance alone would give a result at least as extreme."),
    Term("overfitting", "Improving on the training images, but not on new ones."),
    Term("memorisation", "Learning the training images one by one, which does not help with new ones."),
    Term("learning curve", "Accuracy against the number of training images."),
    Term("calibration", "Whether about 80 in 100 images with the output 80 % are of class 1."),
    Term("prior", "How common each class is where the neuron is used. Another mix needs another bias."),
    # Explanations
    Term("contribution", "The amount that a pixel or a patch adds to the score: pixel times weight."),
    Term("patch", "A small square of a picture: its contributions are added, or it is made grey to see the effect."),
    Term("influence", "How much one training image has contributed to the weights."),
    Term("novelty", "How unlike all training images a picture is. If it is high, the answer means little."),
    Term("model card", "One page with a model's data, its scores, and what it must not be used for."),
)

GLOSSARY: Mapping[str, Term] = MappingProxyType({term.name: term for term in _TERMS})
"""The terms by name, in learning order."""
