"""The words of the field that the pages use: what each means, its symbol, and how the course calls it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from logreg_core.settings import LOOK_EVERY


@dataclass(frozen=True)
class Term:
    """A word of the field.

    name: as it stands in a sentence. says: one or two sentences. symbol: in the notation of the course.
    course: how the course "Neural Networks and Deep Learning" calls it, where that is another word.
    """

    name: str
    says: str
    symbol: str = ""
    course: str = ""

    def words(self) -> str:
        """All of it, in a few sentences."""
        symbol = f" Written {self.symbol}." if self.symbol else ""
        course = f" In the course: {self.course}." if self.course else ""
        return f"{self.says}{symbol}{course}"


_TERMS = (
    # Pictures
    Term("pixel", "One point of a picture: one number from 0 to 255 if it is grey, three if it is in colour."),
    Term("channel", "The red, the green or the blue numbers of a picture in colour; a grey one has one channel."),
    Term("dataset", "Labelled images, divided into a training set and a test set."),
    Term("class", "One of the two kinds of images between which the neuron decides.", "0 or 1"),
    Term("label", "The class to which an image is said to belong.", "y"),
    Term("training set", "The images from which the neuron learns. It tells little about new ones.", "m images"),
    Term("test set", "Images that are kept from the training, to see how the neuron does on new ones."),
    Term(
        "validation part",
        "Training images that are set aside to decide when to stop. They teach nothing, and are not the test set.",
        course="dev set",
    ),
    Term("flatten", "To write the numbers of a picture one under the other, as one column.", "x", "unroll"),
    Term(
        "normalize",
        "To bring all numbers to one scale before training: here, to divide pixels by 255.",
        course="standardize",
    ),
    Term(
        "representation",
        "What a neuron is shown of a picture: its pixels, or numbers made from them.",
        course="features",
    ),
    Term(
        "main direction",
        "A direction along which images differ as much as they can, given those before it.",
        course="principal component",
    ),
    Term("burst", "Photos taken in one go. They look so alike that a test must not have some of one it learned from."),
    Term("leak", "Something of the test set that the neuron saw in training, so that the test says too much."),
    # The neuron
    Term(
        "neuron",
        "It multiplies each number by a weight, adds them up with a bias, and squeezes the sum between 0 and 1.",
        course="unit",
    ),
    Term(
        "logistic regression", "The model that is one neuron: a weighted sum, the sigmoid, and the cross-entropy cost."
    ),
    Term("weight", "How much one number of a picture counts, and for which of the two classes.", "w"),
    Term("bias", "What is added to every score: with pixels, the score of a black picture.", "b"),
    Term("score", "The weighted sum with the bias: positive leans to class 1, negative to class 0.", "z"),
    Term("sigmoid", "The curve 1 / (1 + exp(−z)), which turns any score into a number between 0 and 1.", "σ(z)"),
    Term(
        "probability",
        "How sure the neuron says it is of class 1. Whether that can be believed is calibration.",
        "a",
        "activation",
    ),
    Term("threshold", "The probability above which the answer is class 1; one half, unless another is chosen."),
    Term("baseline", "A simpler way to answer, such as always naming the bigger class. A neuron should beat it."),
    # Learning
    Term(
        "iteration", "One step of the training: the gradient of the cost, and a small move of all weights against it."
    ),
    Term("learning rate", "How long the steps are: the gradient is multiplied by it.", "α"),
    Term("cost", "How wrong the neuron is on average; 0 is perfect, and always saying 50 % costs 0.69.", "J"),
    Term(
        "cross-entropy",
        "The cost of one image: minus the logarithm of the probability that the neuron gave the right class.",
        "L(a, y)",
        "loss",
    ),
    Term("gradient", "For each weight, how fast the cost grows with it. Learning goes the other way.", "dw, db"),
    Term("gradient descent", "Learning by many small steps against the gradient."),
    Term("finite differences", "A check of a gradient: move one weight a little, and see how much the cost changes."),
    Term("mini-batch", "A few training images that one step looks at instead of all.", "X{t}"),
    Term(
        "momentum",
        "A part of each step that is taken again in the next. The course multiplies the gradient by 1 − β: its"
        " α is 1 / (1 − β) times the rate here.",
        "β",
    ),
    Term(
        "L2",
        "A price for large weights that is added to the cost: half the penalty times the sum of their squares. The"
        " course divides by m too: its λ is m times the penalty here.",
        "λ / m",
        "regularization",
    ),
    Term("early stopping", "To end when the validation part has got no better for a while, and keep the best weights."),
    Term(
        "patience",
        "After how many looks in a row without a new best validation cost early stopping ends. It looks every"
        f" {LOOK_EVERY} iterations and at the end.",
    ),
    Term("curvature", "How fast the slope of the cost changes. Where it is large, long steps overshoot."),
    Term("overshoot", "A step that is so long that it lands higher on the other side of the valley."),
    Term(
        "floor",
        "What cost + penalty cannot fall below. Without a penalty it is 0 where some weights answer all images right.",
    ),
    Term("Newton's method", "Steps that use the curvature too. Few are needed, and each is much more work."),
    Term(
        "sweep", "Many settings tried side by side, and the best one found by cross-validation.", course="grid search"
    ),
    Term(
        "checksum",
        "Eight letters and digits that follow from the weights: equal ones mean the same neuron, but for rounding.",
    ),
    # How good it is
    Term("accuracy", "The share of images on which the answer is right."),
    Term(
        "interval",
        "A range that holds the true value for about 95 of 100 such samples. The fewer images, the wider.",
        course="confidence interval",
    ),
    Term("confusion matrix", "A table of four numbers: for each true class, how often each answer was given."),
    Term("false alarm", "An image of class 0 that is called class 1.", course="false positive"),
    Term("miss", "An image of class 1 that is called class 0.", course="false negative"),
    Term("precision", "Of the images that were called class 1, the share that is."),
    Term("recall", "Of the images of class 1, the share that was found."),
    Term("ROC curve", "The share of class 1 that is found against the share of false alarms, for every threshold."),
    Term("AUC", "The area under the ROC curve: how often an image of class 1 gets a higher score than one of class 0."),
    Term("cross-validation", "Judging by folds: each part of the images is judged by neurons that have not seen it."),
    Term("fold", "One of the parts into which cross-validation divides the images."),
    Term("McNemar's test", "Whether two judges differ by more than luck, from the images on which only one is right."),
    Term("p-value", "How often luck alone would give a result at least as striking as this one."),
    Term("overfitting", "Getting better on the training images and not on new ones."),
    Term("memorisation", "Learning the training images one by one, so that nothing of it holds for new ones."),
    Term("learning curve", "The accuracy against the number of training images."),
    Term("calibration", "Whether of all images that get 80 % about 80 in 100 are of class 1."),
    Term("prior", "How common each class is where the neuron is used. Another mix wants another bias."),
    # Why it says so
    Term("contribution", "What one pixel, or one patch, adds to the score: pixel times weight."),
    Term(
        "patch", "A small square of a picture whose contribution is added up, or that is made grey to see what changes."
    ),
    Term("influence", "How much one training image has written into the weights."),
    Term("farness", "Whether a picture is unlike all training images, so that an answer about it means little."),
    Term("model card", "One page that says what a model was made from, how good it is, and what it is not for."),
)

GLOSSARY: Mapping[str, Term] = MappingProxyType({term.name: term for term in _TERMS})
"""Each term by its name, in the order in which one meets them."""
