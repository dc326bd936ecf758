"""What happens, beside what was guessed: each truth is computed from what is in hand, and says what it teaches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite, log

import numpy as np
from numpy.typing import NDArray

from logreg_core.classifier import Classifier
from logreg_core.data.dataset import Dataset, Split
from logreg_core.descent import Combination, Record, best_of
from logreg_core.errors import ArgumentError
from logreg_core.evaluate import Accuracy, accuracy, bigger_class, confusion
from logreg_core.experiments import (
    Leaks,
    LearningCurve,
    LeftOut,
    Memorisation,
    PenaltyPath,
    PixelsUsed,
    RandomWeights,
    Resplits,
    Valley,
)
from logreg_core.experiments.centring import STEPS
from logreg_core.experiments.features import Finding, some_of
from logreg_core.explain import EigenPictures
from logreg_core.logistic import initialize, sigmoid
from logreg_core.recipe import Recipe
from logreg_core.training import train
from logreg_core.words import count, percent, signed

from .race import Race

PLACES = tuple(place / 6 for place in range(7))  # of the heights of a curve, from its left end to its right one
NO_IDEA = log(2)  # the cost of always saying 50 %
TOP = 2 * NO_IDEA  # of the curve of a cost: what is higher is drawn there
NEAR = 0.05  # of a cost: what differs by less is about the same
POINTS = 0.05  # of an accuracy: likewise, for a few images
HIGH_RATE, HIGH_RATE_STEPS = 0.5, 100
PENALTY = 0.1
LEARN_FROM, LEARN_FOR = 500, 500  # images and iterations, where a truth trains a neuron of its own
GREY = 128
NOISES = 20


@dataclass(frozen=True)
class Truth:
    """What happened.

    answer: one of the question's answers, or the number in its unit, or the heights of the curve at PLACES.
    happened: a sentence with the numbers. lesson: one more, on why.
    """

    answer: str | float | tuple[float, ...]
    happened: str
    lesson: str


HIGHER_RATE = ("It ends lower", "It ends about the same, within 5 %", "It ends higher, or too large to calculate with")


def higher_rate(before: Sequence[Record], after: Sequence[Record]) -> Truth:
    """before, after: the records of a run, and of the same at ten times the rate."""
    low, high = float(before[-1].cost), float(after[-1].cost)
    place = 2 if not isfinite(high) or high > (1 + NEAR) * low else 0 if high < (1 - NEAR) * low else 1
    return Truth(
        HIGHER_RATE[place],
        f"After {count(after[-1].iteration, 'iteration')} the cost is {_cost(high)}, and {_cost(low)} at the lower"
        " rate.",
        "The cost rose on the way: steps that are too long leap across the valley, and may still come down later."
        if place < 2 and _rises(after)
        else (
            "Longer steps down the same slope come further in as many steps.",
            "Ten times a very short step is still short; and where little is left to gain, long steps gain little.",
            "A step that is too long lands further up the other side of the valley than it came from.",
        )[place],
    )


def cost_at_a_higher_rate(after: Sequence[Record]) -> Truth:
    """after: the records of the run at ten times the rate."""
    iterations = [record.iteration for record in after]
    costs = [min(float(record.cost), TOP) if isfinite(record.cost) else TOP for record in after]
    heights = np.interp([place * iterations[-1] for place in PLACES], iterations, costs)
    began, ended = float(after[0].cost), float(after[-1].cost)
    rises = _rises(after)
    if rises:
        lesson = "Steps that are too long leap across the valley: the cost rises, and may fall again from another side."
    elif ended < began:
        middle = float(np.interp(iterations[-1] / 2, iterations, [record.cost for record in after]))
        gained = percent((began - middle) / (began - ended))
        lesson = (
            f"The first half of the steps brought {gained} of the fall: where the slope is flatter, a step gains less."
        )
    else:
        lesson = "Where there is no slope, no step is taken, at whatever rate."
    return Truth(
        tuple(heights.tolist()),
        f"It began at {_cost(began)} and ended at {_cost(ended)}" + (", and it rose on the way." if rises else "."),
        lesson,
    )


RATE_ONE_HALF = (
    "It falls at every step",
    "It rises at times, and ends below its start",
    "It does not end below its start",
)


def rate_one_half(records: Sequence[Record]) -> Truth:
    """records: of every iteration of a run at HIGH_RATE."""
    first, last = float(records[0].cost), float(records[-1].cost)
    steps = len(records) - 1
    rises = _rises(records)
    place = 2 if not last < first else 1 if rises else 0
    return Truth(
        RATE_ONE_HALF[place],
        f"{rises} of {count(steps, 'step')} raised the cost. It began at {_cost(first)} and ended at {_cost(last)}.",
        (
            "On these images even such steps are short enough: how long a step may be depends on how sharply the cost"
            " bends.",
            "Steps leap across the valley to and fro. Where images can be told apart, that may still end low.",
            "A step that is too long lands further up the other side of the valley than it came from.",
        )[place],
    )


LONGER_TRAINING = ("More of them are right", "As many are right", "Fewer of them are right")


def longer_training(records: Sequence[Record], test_images: int) -> Truth:
    """records: of a run. A tenth of the way is the record that is nearest to it, after the start."""
    last = records[-1]
    early = min(records[1:], key=lambda record: abs(record.iteration - last.iteration / 10))
    place = _compared(float(last.test_accuracy), float(early.test_accuracy))
    costs = " to ".join(_cost(float(record.cost)) for record in (early, last))
    return Truth(
        LONGER_TRAINING[place],
        f"After {count(early.iteration, 'iteration')} {percent(early.test_accuracy)} of"
        f" {count(test_images, 'test image')} are right, after {last.iteration:,} it is {percent(last.test_accuracy)}.",
        f"Meanwhile the training cost went from {costs}. Descent never sees the test images.",
    )


CENTRED_STEPS = ("Less than 2 times as long", "2 to 20 times as long", "More than 20 times as long")


def centred_steps(found: Sequence[Valley]) -> Truth:
    """found: the valley of the inputs as they are, then that of centred ones."""
    plain, centred = found[:2]
    ratio = centred.safe_rate / plain.safe_rate
    place = 0 if ratio < 2 else 1 if ratio <= 20 else 2
    return Truth(
        CENTRED_STEPS[place],
        f"The safe rate goes from {plain.safe_rate:.2g} to {centred.safe_rate:.2g}: {ratio:.3g} times. After {STEPS}"
        f" steps at each the cost is {_cost(plain.cost)} and {_cost(centred.cost)}.",
        "Most of the sharpest bend came from the mean image, which all images share."
        if place
        else "Here the differences between the images bend the cost about as much as the mean image does.",
    )


L2_AND_WEIGHTS = ("Less than half as long", "Shorter, at least half as long", "As long, or longer")


def l2_and_weights(plain: Classifier, held_down: Classifier) -> Truth:
    """plain, held_down: the neuron of one recipe, and of the same with a penalty of PENALTY."""
    long, short = (float(np.linalg.norm(neuron.w)) for neuron in (plain, held_down))
    place = 0 if short < long / 2 else 1 if short < long else 2
    return Truth(
        L2_AND_WEIGHTS[place],
        f"The weights are {_cost(short)} long, and {_cost(long)} without the penalty.",
        "The penalty is paid for every weight, so a weight grows only as far as it lowers the cost by more than that."
        if place < 2
        else "The penalty has had no say here: the steps were too few, or too long.",
    )


def zero_weights(train_part: Split) -> Truth:
    """train_part: the training images."""
    _, b = initialize(1)
    said = float(sigmoid(b))  # whatever the image: all weights are 0
    answer = int(said > 0.5)
    share = float(np.mean(train_part.labels == answer))
    return Truth(
        100 * share,
        f"It says {percent(said)} to each image. That is not more than 50 %, so it answers no, and is right on"
        f" {percent(share)} of the {count(len(train_part), 'training image')}.",
        "A share of right answers says nothing until one knows what always giving the same answer gets right.",
    )


def shuffled_labels(found: Memorisation) -> Truth:
    """found: by shuffling and training."""
    heart = float(found.train.mean())
    return Truth(
        100 * heart,
        f"On average {percent(heart)} of the training images are right, with labels that mean nothing.",
        f"Always answering with the bigger class gets {percent(found.bigger_class)} right"
        + ("; what goes beyond that is learned by heart." if heart > found.bigger_class else "."),
    )


def accuracy_and_images(found: LearningCurve) -> Truth:
    """found: the learning curve. The number of images grows by the same factor from each of PLACES to the next."""
    test = found.test.mean(axis=1)
    sizes = np.log(found.sizes)
    heights = np.interp([sizes[0] + place * (sizes[-1] - sizes[0]) for place in PLACES], sizes, test)
    return Truth(
        tuple((100 * heights).tolist()),
        f"With {found.sizes[0]:,} images {percent(test[0])} of {count(found.test_images, 'test image')} are right on"
        f" average, with all {found.sizes[-1]:,} it is {percent(test[-1])}.",
        f"The last doubling brought {signed(100 * found.gain, '.1f')} points.",
    )


FEWER_IMAGES = ("It falls by more than 5 points", "It stays, within 5 points", "It rises by more than 5 points")


def fewer_images(found: LearningCurve) -> Truth:
    """found: the learning curve, whose last size but one is half of all."""
    half, whole = (float(found.test[row].mean()) for row in (-2, -1))
    place = 0 if half < whole - POINTS else 2 if half > whole + POINTS else 1
    return Truth(
        FEWER_IMAGES[place],
        f"With {found.sizes[-2]:,} images {percent(half)} of {count(found.test_images, 'test image')} are right on"
        f" average, with {found.sizes[-1]:,} it is {percent(whole)}.",
        (
            "The other half had something to add: with more images it may become better still.",
            "Here half of the images teach it nearly as much as all of them do.",
            "That more images do harm may be chance: look at how far the runs differ.",
        )[place],
    )


SAME_PHOTO_TWICE = ("None", "One", "More than one")


def same_photo_twice(found: Leaks) -> Truth:
    """found: the pairs of images that may be one."""
    twins = {pair.second[1]: pair.first[1] for pair in found.pairs if pair.leaks and pair.exact}
    named = ", ".join(f"test image {test} is training image {train}" for test, train in sorted(twins.items())[:3])
    return Truth(
        SAME_PHOTO_TWICE[min(len(twins), 2)],
        f"{len(twins)} of them: {named}{', …' if len(twins) > 3 else ''}." if twins else "None of them is.",
        "Such a test asks what has been taught, and may promise too much."
        if twins
        else "It is worth a look all the same: a test that asks what has been taught may promise too much.",
    )


WITHOUT_THE_TWIN = ("More", "As many", "Fewer")


def without_the_twin(found: LeftOut) -> Truth:
    """found: what leaving images out has changed."""
    before, after = found.before, found.after
    place = _compared(after.correct, before.correct)
    return Truth(
        WITHOUT_THE_TWIN[place],
        f"Without {count(found.images, 'image')}, {after.correct} of {after.total} test images are right; before, it"
        f" was {before.correct}.",
        (
            "To leave an image out moves every weight a little, so that others near the border may change sides.",
            "The more of the test was taught, the more a score may promise too much. Here it shows no difference.",
            "An answer that was taught may be known by heart. Without the twins it must be found.",
        )[place],
    )


ANOTHER_THRESHOLD = (
    "Fewer false alarms, and more misses",
    "Fewer errors of both kinds",
    "Only one kind of error changes",
    "No answer changes",
)
HIGH_THRESHOLD = 0.9


def another_threshold(z: NDArray, labels: NDArray) -> Truth:
    """z, labels: the scores of some images and what they show."""
    (_, alarms), (misses, _) = confusion(z, labels, 0.5)
    (_, alarms_after), (misses_after, _) = confusion(z, labels, HIGH_THRESHOLD)
    place = {(True, True): 0, (True, False): 2, (False, True): 2, (False, False): 3}[
        (bool(alarms_after < alarms), bool(misses_after > misses))
    ]
    return Truth(
        ANOTHER_THRESHOLD[place],
        f"Of {count(len(z), 'image')}, false alarms: {alarms} before, {alarms_after} after. Misses: {misses} before,"
        f" {misses_after} after.",
        "A threshold makes no neuron better: it only chooses between the two errors. As it rises, false alarms can"
        " only become fewer, and misses only more.",
    )


CHEAPEST_THRESHOLD = ("Below 0.4", "From 0.4 to 0.6", "Above 0.6")


def cheapest_threshold(cheapest: float, false_alarm: float, miss: float) -> Truth:
    """cheapest: what `evaluate.best_threshold` finds for these costs of the two errors."""
    return Truth(
        CHEAPEST_THRESHOLD[0 if cheapest < 0.4 else 1 if cheapest <= 0.6 else 2],
        f"It is {cheapest:.2f}, where a false alarm costs {false_alarm:g} and a miss {miss:g}.",
        f"If its probabilities could be believed, it would be about {false_alarm:g} / ({false_alarm:g} + {miss:g})"
        f" = {false_alarm / (false_alarm + miss):.2f}."
        if false_alarm + miss
        else "If no error costs anything, any threshold is as cheap.",
    )


PIXELS_OR_EDGES = ("The one on pixels", "The one on edges", "They differ by 2 points at most")
ALIKE = 0.02


def pixels_or_edges(found: Sequence[Finding]) -> Truth:
    """found: how the neuron did on each representation.

    Raises ArgumentError when pixels or edges are not among them.
    """
    held_out = {each.representation: each.held_out for each in found}
    if not {"pixels", "edges"} <= set(held_out):
        raise ArgumentError(f"Both pixels and edges must have been tried. Got {', '.join(held_out)}.")
    pixels, edges = held_out["pixels"].share, held_out["edges"].share
    place = 0 if pixels > edges + ALIKE else 1 if edges > pixels + ALIKE else 2
    return Truth(
        PIXELS_OR_EDGES[place],
        f"Of {count(held_out['pixels'].total, 'held-out image')} the one on pixels has {percent(pixels)} right, the one"
        f" on edges {percent(edges)}.",
        (
            "Pixels say how bright each place is. Edges say only where that changes.",
            "An outline stays when the light changes, and edges are counted over a small area: a shift matters less.",
            "So small a lead may be luck, and the weights of pixels can be looked at as a picture.",
        )[place],
    )


def background(dataset: Dataset) -> Truth:
    """dataset: whose middle is covered. A neuron is trained on what is left."""
    share = _without_the_middle(dataset)
    always = bigger_class(dataset.test.labels)[1].share
    return Truth(
        100 * share.share,
        f"With the middle covered {share.correct} of {share.total} test images are right: {percent(share.share)}."
        f" Always giving the same answer gets at most {percent(always)} right.",
        "What is around the middle gives much away. If that is a background, and another one elsewhere, so is the"
        " answer: take pictures of both classes before the same one."
        if share.share > always + POINTS
        else "What is around the middle gives little away here.",
    )


MIRRORED_COPIES = ("More of them are right", "As many are right", "Fewer of them are right")
MAY_BE_LUCK = 5  # images: by McNemar's test no such lead is clear, however it comes about


def mirrored_copies(plain: Accuracy, mirrored: Accuracy) -> Truth:
    """plain, mirrored: on the test images, of a neuron without mirrored copies and of one with them."""
    lead = mirrored.correct - plain.correct
    return Truth(
        MIRRORED_COPIES[_compared(mirrored.correct, plain.correct)],
        f"With mirrored copies {mirrored.correct} of {mirrored.total} test images are right, without them"
        f" {plain.correct}.",
        "A copy can help where a mirrored picture could as well be a new one: a face could, a 3 could not."
        + (" So small a difference may be luck." if 0 < abs(lead) <= MAY_BE_LUCK else ""),
    )


SOMETHING_ELSE = ("Less than 60 %", "60 to 90 %", "More than 90 %")


def something_else(classifier: Classifier) -> Truth:
    """classifier: that looks at pictures of noise, each pixel drawn by itself."""
    noise = np.random.default_rng(0).integers(0, 256, (NOISES, *classifier.image_shape)).astype(np.uint8)
    a = classifier.probabilities(noise)
    sure = float(np.maximum(a, 1 - a).mean())
    ones = int(np.sum(a > 0.5))
    blue, red = classifier.class_names
    return Truth(
        SOMETHING_ELSE[0 if sure < 0.6 else 1 if sure <= 0.9 else 2],
        f"Of {NOISES} pictures of noise it takes {ones} for “{red}” and {NOISES - ones} for “{blue}”, and is"
        f" {percent(sure)} sure on average.",
        "It never says “neither”: it adds up weights, whatever the picture shows.",
    )


LOOPS_OR_VECTORS = ("Less than 10 times", "10 to 100 times", "100 to 1,000 times", "More than 1,000 times")


def loops_or_vectors(found: Race) -> Truth:
    """found: how long one forward pass took both ways. Raises ArgumentError when nothing was timed."""
    if found.largest is None:
        raise ArgumentError("There must be a pass that was timed both ways.")
    loops, vectors = found.largest
    ratio = found.ratio
    return Truth(
        LOOPS_OR_VECTORS[sum(ratio >= bound for bound in (10, 100)) + (ratio > 1000)],
        f"{count(loops.m, 'image')} of {loops.n_x:,} numbers took {loops.words} with loops and {vectors.words} with"
        f" NumPy: {found.times} as long.",
        "Python reads and checks every step of a loop anew. NumPy does them all in compiled code.",
    )


FIRST_DIRECTIONS = ("At most 4", "5 to 32", "More than 32")
NEAR = 0.02  # of a test accuracy


def first_directions(found: EigenPictures) -> Truth:
    """found: how the neuron does on the first of the main directions."""
    near = int(np.flatnonzero(found.test >= found.test[-1] - NEAR - 1e-9)[0])
    size = found.sizes[near]
    return Truth(
        FIRST_DIRECTIONS[0 if size <= 4 else 1 if size <= 32 else 2],
        f"On {count(size, 'direction')} {percent(found.test[near])} of the test images are right, on all"
        f" {found.sizes[-1]:,} it is {percent(found.test[-1])}. {'That one holds' if size == 1 else 'Those hold'}"
        f" {percent(float(found.shares[:size].sum()))} of how the images differ.",
        "These directions know nothing of the labels: what differs most need not be what tells the classes apart.",
    )


MAX_SHARE = ("Yes", "No")


def largest_share(written: NDArray, differences: NDArray) -> Truth:
    """written, differences: of each training image its share of a score, and what it changed in it, ``(m,)`` each."""
    most, wanted = int(np.argmax(np.abs(written))), int(np.argmax(np.abs(differences)))
    return Truth(
        MAX_SHARE[most != wanted],
        f"The largest share is that of training image {most}, {signed(written[most])}; its presence changed the score"
        f" by {signed(differences[most])}."
        + ("" if most == wanted else f" That of image {wanted} changed it most, by {signed(differences[wanted])}."),
        "Without an image the others would have learned something else. So a share of a sum is not what its absence"
        " would change.",
    )


def sure_when_wrong(z: NDArray, labels: NDArray) -> Truth:
    """z, labels: the scores of some images and what they show. Raises ArgumentError when all answers are right."""
    wrong = (z > 0) != labels
    if not wrong.any():
        raise ArgumentError("There must be a wrong answer.")
    sureness = sigmoid(np.abs(z))
    sure = float(sureness[wrong].mean())
    return Truth(
        100 * sure,
        f"On the {count(int(wrong.sum()), 'image')} of {len(z):,} that it gets wrong at a threshold of 0.50 it is"
        f" {percent(sure)} sure on average.",
        ("" if wrong.all() else f"On those that it gets right it is {percent(sureness[~wrong].mean())} sure. ")
        + "How sure it is says how far an image lies from its border, even on the wrong side.",
    )


def random_weights(found: RandomWeights) -> Truth:
    """found: by drawing weights and choosing by the test images."""
    tries = len(found.test)
    one, best = found.best_of(1)[0], found.best_of(tries)[0]
    return Truth(
        100 * best,
        f"The best of {tries:,} is right on {percent(best)} of the {count(found.test_images, 'test image')}; one alone"
        f" on {percent(one)}, on average.",
        "Who chooses by the test images has learned from them, and their score promises too much.",
    )


MORE_PIXELS = (
    "With all of them",
    "With some, fewer than there are images",
    "With some, at least as many as there are images",
)


def more_pixels(found: PixelsUsed) -> Truth:
    """found: the accuracies with more and more numbers of each image. Of equal ones that with fewer numbers counts."""
    test = found.test.mean(axis=1)
    best = int(test.argmax())
    place = 0 if best == len(test) - 1 else 1 if found.sizes[best] < found.images else 2
    return Truth(
        MORE_PIXELS[place],
        f"It is highest with {found.sizes[best]:,} numbers, {percent(test[best])}, and {percent(test[-1])} with all"
        f" {found.sizes[-1]:,}. There are {found.images:,} training images.",
        "More numbers than images need not do harm: of all weights that fit, the smallest are taken."
        if found.sizes[best] > found.images
        else "More numbers say more of an image, as long as there are images enough to learn their weights from."
        if place == 0
        else "Here the further numbers add nothing for the test images.",
    )


COST_PEAK = (
    "With fewer numbers than half the images",
    "With half as many numbers as images, up to as many",
    "With more numbers than images",
)


def cost_peak(found: PixelsUsed) -> Truth:
    """found: with swapped labels. Of equal costs that with fewer numbers counts."""
    cost = found.cost.mean(axis=1)
    peak = int(cost.argmax())
    size, fitted = found.sizes[peak], float(found.train[peak].mean())
    place = 0 if 2 * size < found.images else 1 if size <= found.images else 2
    return Truth(
        COST_PEAK[place],
        f"It is highest with {size:,} numbers, {_cost(cost[peak])}, and {_cost(cost[-1])} with all"
        f" {found.sizes[-1]:,}. There are {found.images:,} training images, {found.swapped:,} with a swapped label.",
        f"With so many numbers {percent(fitted)} of the training labels are fitted, so not all wrong ones."
        if fitted < 0.95
        else "Weights that just fit all labels are huge, and so is the cost where they are wrong. With more numbers"
        " smaller ones do."
        if peak < len(cost) - 1
        else "All labels are fitted, the wrong ones too, and further numbers did not make up for that.",
    )


PENALTY_OR_STOPPING = (
    "The best penalty, by more than 5 %",
    "The best stop, by more than 5 %",
    "Neither: they are within 5 %",
)


def penalty_or_stopping(found: PenaltyPath) -> Truth:
    """found: the held-out costs with each penalty, and of descent that stops early."""
    best, stop = int(found.cost.argmin()), int(found.stop_cost.argmin())
    by_penalty, by_stop = float(found.cost[best]), float(found.stop_cost[stop])
    low, high = sorted((by_penalty, by_stop))
    place = 2 if high <= 1.05 * low else 0 if by_penalty < by_stop else 1
    return Truth(
        PENALTY_OR_STOPPING[place],
        f"The lowest held-out cost is {_cost(by_penalty)}, with a penalty of {found.l2s[best]:.2g}, and"
        f" {_cost(by_stop)} after {count(found.stops[stop], 'iteration')}"
        + (", where it still fell." if stop == len(found.stops) - 1 else "."),
        "Both keep the weights small: a penalty by its price, a stop because no weight comes far in few steps.",
    )


def new_divisions(found: Resplits) -> Truth:
    """found: the scores of new divisions."""
    low, high = found.middle
    return Truth(
        100 * (high - low),
        f"95 % of the {len(found.test)} new divisions lie between {percent(low)} and {percent(high)}: that is"
        f" {100 * (high - low):.0f} points.",
        f"Each is a share of {count(found.test_images, 'test image')}. So a smaller difference than that may be the"
        " luck of one division.",
    )


BEST_OF_RANGE = ("The smallest", "The largest", "One between")


def best_rate(found: Sequence[Combination]) -> Truth:
    """found: all combinations of a sweep."""
    return _best_of_range(
        best_of(found).learning_rate,
        {each.learning_rate for each in found},
        ("rate", "rates"),
        (
            "With higher rates the steps go further, and that did not help on held-out images.",
            "With lower rates it had not come as far. A still higher one may do better, until steps are too long.",
            "Steps that are too short have not come far enough; longer ones learn by heart, or leap over the bottom.",
        ),
    )


def best_penalty(found: Sequence[Combination]) -> Truth:
    """found: all combinations of a sweep."""
    return _best_of_range(
        best_of(found).l2,
        {each.l2 for each in found},
        ("penalty", "penalties"),
        (
            "Stronger ones hold the weights down more than these images need.",
            "The more weights there are for each image, the more a penalty helps on images that were not learned from.",
            "Too weak, and it learns by heart; too strong, and it learns too little.",
        ),
    )


def _best_of_range(best: float, tried: set[float], noun: tuple[str, str], lessons: tuple[str, str, str]) -> Truth:
    """best: of the values that were tried. noun: what they are, one and several. lessons: as BEST_OF_RANGE."""
    values = sorted(tried)
    place = 0 if best == values[0] else 1 if best == values[-1] else 2
    return Truth(
        BEST_OF_RANGE[place],
        f"The lowest held-out cost has the {noun[0]} {best:g}, of {count(len(values), *noun)} from {values[0]:g} to"
        f" {values[-1]:g}.",
        lessons[place],
    )


def harder_drawings(shares: Sequence[Accuracy]) -> Truth:
    """shares: of the test drawings right, from the easiest drawings to the hardest."""
    easy, hard = shares[0], shares[-1]
    return Truth(
        100 * hard.share,
        f"At 1.0 {percent(hard.share)} of {hard.total} test drawings are right; at 0.0 it is {percent(easy.share)}.",
        "One weight for each pixel: the more the drawings differ, the less a single weighting suits all of them."
        if hard.share < easy.share - POINTS
        else "This alone is no trouble for it here.",
    )


def _rises(records: Sequence[Record]) -> int:
    """How often the cost is higher than in the record before, or no number."""
    return sum(not b.cost <= (1 + 1e-9) * a.cost for a, b in pairwise(records))


def _compared(after: float, before: float) -> int:
    """0 when it is more than before, 2 when it is less, 1 when it is the same."""
    return 1 if abs(after - before) < 1e-9 else 0 if after > before else 2


def _cost(number: float) -> str:
    return f"{number:.3g}" if isfinite(number) else "too large to calculate with"


def _without_the_middle(dataset: Dataset) -> Accuracy:
    """How many test images a neuron gets right that sees a border, a quarter of a side wide, and grey within."""
    height, width, _ = dataset.image_shape
    middle = np.s_[:, height // 4 : height - height // 4, width // 4 : width - width // 4]

    def covered(part: Split) -> Split:
        images = part.images.copy()
        images[middle] = GREY
        return Split(images, part.labels)

    learn = covered(some_of(dataset.train, LEARN_FROM, seed=0))
    test = covered(some_of(dataset.test, LEARN_FROM, seed=0))
    neuron = train(Dataset("covered", dataset.class_names, learn, test), Recipe(num_iterations=LEARN_FOR))
    return accuracy(neuron.answers(test.images), test.labels)
