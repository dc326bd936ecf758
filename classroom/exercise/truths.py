"""The truth for each question: computed from the current data, with a lesson."""

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

PLACES = tuple(place / 6 for place in range(7))  # positions of the heights of a curve, left to right
NO_IDEA = log(2)  # the cost of always saying 50 %
TOP = 2 * NO_IDEA  # of the axis of a cost: higher costs are drawn there
NEAR = 0.05  # of a cost: smaller relative differences count as the same
POINTS = 0.05  # of an accuracy: likewise
HIGH_RATE, HIGH_RATE_STEPS = 0.5, 100
PENALTY = 0.1
LEARN_FROM, LEARN_FOR = 500, 500  # images and iterations of a neuron that a truth trains
GREY = 128
NOISES = 20


@dataclass(frozen=True)
class Truth:
    """The result that a guess is compared with.

    answer: one of the question's answers, a number in its unit, or the heights of the curve at PLACES.
    happened: a sentence with the numbers. lesson: a sentence with the reason.
    """

    answer: str | float | tuple[float, ...]
    happened: str
    lesson: str


HIGHER_RATE = ("It ends lower", "It ends about the same, within 5 %", "It ends higher, or becomes infinite or NaN")


def higher_rate(before: Sequence[Record], after: Sequence[Record]) -> Truth:
    """before, after: the records of a run, and of the same run at ten times the rate."""
    low, high = float(before[-1].cost), float(after[-1].cost)
    answer = 2 if not isfinite(high) or high > (1 + NEAR) * low else 0 if high < (1 - NEAR) * low else 1
    return Truth(
        HIGHER_RATE[answer],
        f"After {count(after[-1].iteration, 'iteration')} the cost is {_cost(high)}, and {_cost(low)} at the lower"
        " rate.",
        "The cost rose on the way: steps that are too long overshoot, and the cost may still fall later."
        if answer < 2 and _rises(after)
        else (
            "Longer steps down the same slope go further.",
            "Ten times a very short step is still short. And if little is left to gain, long steps gain little.",
            "A step that is too long ends higher on the other side of the valley.",
        )[answer],
    )


def cost_at_a_higher_rate(after: Sequence[Record]) -> Truth:
    """after: the records of the run at ten times the rate."""
    iterations = [record.iteration for record in after]
    costs = [min(float(record.cost), TOP) if isfinite(record.cost) else TOP for record in after]
    heights = np.interp([place * iterations[-1] for place in PLACES], iterations, costs)
    began, ended = float(after[0].cost), float(after[-1].cost)
    rises = _rises(after)
    if rises:
        lesson = "Steps that are too long overshoot: the cost rises, and may fall again later."
    elif ended < began:
        middle = float(np.interp(iterations[-1] / 2, iterations, [record.cost for record in after]))
        gained = percent((began - middle) / (began - ended))
        lesson = f"The first half of the steps brought {gained} of the fall: on a flatter slope, a step gains less."
    else:
        lesson = "With a gradient of 0 there is no step, at any rate."
    return Truth(
        tuple(heights.tolist()),
        f"It started at {_cost(began)} and ended at {_cost(ended)}" + (", and it rose on the way." if rises else "."),
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
    answer = 2 if not last < first else 1 if rises else 0
    return Truth(
        RATE_ONE_HALF[answer],
        f"{rises} of {count(steps, 'step')} raised the cost. It started at {_cost(first)} and ended at {_cost(last)}.",
        (
            "On these images even such steps are short enough. The limit depends on the curvature of the cost.",
            "The steps overshoot back and forth. If the classes can be separated, the cost may still end low.",
            "A step that is too long ends higher on the other side of the valley.",
        )[answer],
    )


LONGER_TRAINING = ("More of them are right", "As many are right", "Fewer of them are right")


def longer_training(records: Sequence[Record], test_images: int) -> Truth:
    """records: of a run; the one nearest to a tenth of it, after the start, is compared with the last."""
    last = records[-1]
    early = min(records[1:], key=lambda record: abs(record.iteration - last.iteration / 10))
    answer = _compared(float(last.test_accuracy), float(early.test_accuracy))
    costs = " to ".join(_cost(float(record.cost)) for record in (early, last))
    return Truth(
        LONGER_TRAINING[answer],
        f"After {count(early.iteration, 'iteration')} {percent(early.test_accuracy)} of"
        f" {count(test_images, 'test image')} are right, after {last.iteration:,} it is {percent(last.test_accuracy)}.",
        f"Meanwhile the training cost went from {costs}. Descent never sees the test images.",
    )


CENTRED_STEPS = ("Less than 2 times as long", "2 to 20 times as long", "More than 20 times as long")


def centred_steps(result: Sequence[Valley]) -> Truth:
    """result: the valley of the raw inputs, then of the centred inputs."""
    plain, centred = result[:2]
    ratio = centred.safe_rate / plain.safe_rate
    answer = 0 if ratio < 2 else 1 if ratio <= 20 else 2
    return Truth(
        CENTRED_STEPS[answer],
        f"The safe rate goes from {plain.safe_rate:.2g} to {centred.safe_rate:.2g}: {ratio:.3g} times. After {STEPS}"
        f" steps at each the cost is {_cost(plain.cost)} and {_cost(centred.cost)}.",
        "Most of the largest curvature came from the mean image, which all images share."
        if answer
        else "Here the differences between the images curve the cost about as much as the mean image does.",
    )


L2_AND_WEIGHTS = ("Less than half as long", "Shorter, at least half as long", "As long, or longer")


def l2_and_weights(plain: Classifier, held_down: Classifier) -> Truth:
    """plain, held_down: the neurons of one recipe without and with the penalty PENALTY."""
    long, short = (float(np.linalg.norm(neuron.w)) for neuron in (plain, held_down))
    answer = 0 if short < long / 2 else 1 if short < long else 2
    return Truth(
        L2_AND_WEIGHTS[answer],
        f"The weight vector has length {_cost(short)}, without the penalty {_cost(long)}.",
        "Every weight adds to the penalty, so a weight grows only while it lowers the cost by more."
        if answer < 2
        else "The penalty had no effect here: the steps were too few, or too long.",
    )


def zero_weights(train_part: Split) -> Truth:
    """train_part: the training images."""
    _, b = initialize(1)
    said = float(sigmoid(b))  # whatever the image: all weights are 0
    answer = int(said > 0.5)
    share = float(np.mean(train_part.labels == answer))
    return Truth(
        100 * share,
        f"Every probability is {percent(said)}. That is not above 50 %, so every answer is no, which is right for"
        f" {percent(share)} of the {count(len(train_part), 'training image')}.",
        "An accuracy means little without the accuracy of always giving the same answer.",
    )


def shuffled_labels(result: Memorisation) -> Truth:
    """result: of training on shuffled labels."""
    heart = float(result.train.mean())
    return Truth(
        100 * heart,
        f"On average {percent(heart)} of the training images are right, with random labels.",
        f"Always answering with the bigger class gets {percent(result.bigger_class)} right"
        + ("; more than that is memorised." if heart > result.bigger_class else "."),
    )


def accuracy_and_images(result: LearningCurve) -> Truth:
    """result: the learning curve. The number of images grows by the same factor from each of PLACES to the next."""
    test = result.test.mean(axis=1)
    sizes = np.log(result.sizes)
    heights = np.interp([sizes[0] + place * (sizes[-1] - sizes[0]) for place in PLACES], sizes, test)
    return Truth(
        tuple((100 * heights).tolist()),
        f"With {result.sizes[0]:,} images {percent(test[0])} of {count(result.test_images, 'test image')} are right on"
        f" average, with all {result.sizes[-1]:,} it is {percent(test[-1])}.",
        f"The last doubling brought {signed(100 * result.gain, '.1f')} points.",
    )


FEWER_IMAGES = ("It falls by more than 5 points", "It stays, within 5 points", "It rises by more than 5 points")


def fewer_images(result: LearningCurve) -> Truth:
    """result: the learning curve, whose last size but one is half of all."""
    half, whole = (float(result.test[row].mean()) for row in (-2, -1))
    answer = 0 if half < whole - POINTS else 2 if half > whole + POINTS else 1
    return Truth(
        FEWER_IMAGES[answer],
        f"With {result.sizes[-2]:,} images {percent(half)} of {count(result.test_images, 'test image')} are right on"
        f" average, with {result.sizes[-1]:,} it is {percent(whole)}.",
        (
            "The other half helped: with more images it may become better still.",
            "Here half of the images teach nearly as much as all of them.",
            "That more images do harm may be chance: look at the spread of the runs.",
        )[answer],
    )


SAME_PHOTO_TWICE = ("None", "One", "More than one")


def same_photo_twice(result: Leaks) -> Truth:
    """result: the pairs of possible duplicates."""
    twins = {pair.second[1]: pair.first[1] for pair in result.pairs if pair.leaks and pair.exact}
    named = ", ".join(f"test image {test} is training image {train}" for test, train in sorted(twins.items())[:3])
    return Truth(
        SAME_PHOTO_TWICE[min(len(twins), 2)],
        f"{len(twins)} of them: {named}{', …' if len(twins) > 3 else ''}." if twins else "None.",
        "The neuron trained on such test images, so the score may be too high."
        if twins
        else "The check is still useful: with duplicates the score may be too high.",
    )


WITHOUT_THE_TWIN = ("More", "As many", "Fewer")


def without_the_twin(result: LeftOut) -> Truth:
    """result: the effect of leaving images out."""
    before, after = result.before, result.after
    answer = _compared(after.correct, before.correct)
    return Truth(
        WITHOUT_THE_TWIN[answer],
        f"Without {count(result.images, 'image')}, {after.correct} of {after.total} test images are right; before, it"
        f" was {before.correct}.",
        (
            "Without an image every weight moves a little, so other images near the boundary may change sides.",
            "The more test images are also training images, the more a score may be too high. Here there is no"
            " difference.",
            "The neuron may have memorised the duplicates. Without them it must generalise.",
        )[answer],
    )


ANOTHER_THRESHOLD = (
    "Fewer false alarms, and more misses",
    "Fewer errors of both kinds",
    "Only one kind of error changes",
    "No answer changes",
)
HIGH_THRESHOLD = 0.9


def another_threshold(z: NDArray, labels: NDArray) -> Truth:
    """z, labels: the scores of some images and their labels."""
    (_, alarms), (misses, _) = confusion(z, labels, 0.5)
    (_, alarms_after), (misses_after, _) = confusion(z, labels, HIGH_THRESHOLD)
    answer = {(True, True): 0, (True, False): 2, (False, True): 2, (False, False): 3}[
        (bool(alarms_after < alarms), bool(misses_after > misses))
    ]
    return Truth(
        ANOTHER_THRESHOLD[answer],
        f"Of {count(len(z), 'image')}, false alarms: {alarms} before, {alarms_after} after. Misses: {misses} before,"
        f" {misses_after} after.",
        "A threshold does not improve a neuron: it trades one error for the other. As it rises, false alarms can"
        " only decrease, and misses only increase.",
    )


CHEAPEST_THRESHOLD = ("Below 0.4", "From 0.4 to 0.6", "Above 0.6")


def cheapest_threshold(cheapest: float, false_alarm: float, miss: float) -> Truth:
    """cheapest: what `evaluate.best_threshold` finds for these costs of the two errors."""
    return Truth(
        CHEAPEST_THRESHOLD[0 if cheapest < 0.4 else 1 if cheapest <= 0.6 else 2],
        f"It is {cheapest:.2f}, if a false alarm costs {false_alarm:g} and a miss {miss:g}.",
        f"With calibrated probabilities it would be about {false_alarm:g} / ({false_alarm:g} + {miss:g})"
        f" = {false_alarm / (false_alarm + miss):.2f}."
        if false_alarm + miss
        else "If no error costs anything, all thresholds are equally cheap.",
    )


PIXELS_OR_EDGES = ("The one on pixels", "The one on edges", "They differ by 2 points at most")
ALIKE = 0.02


def pixels_or_edges(result: Sequence[Finding]) -> Truth:
    """result: of the neuron, for each representation.

    Raises ArgumentError if pixels or edges are missing.
    """
    held_out = {each.representation: each.held_out for each in result}
    if not {"pixels", "edges"} <= set(held_out):
        raise ArgumentError(f"Both pixels and edges are needed. Got {', '.join(held_out)}.")
    pixels, edges = held_out["pixels"].share, held_out["edges"].share
    answer = 0 if pixels > edges + ALIKE else 1 if edges > pixels + ALIKE else 2
    return Truth(
        PIXELS_OR_EDGES[answer],
        f"Of {count(held_out['pixels'].total, 'held-out image')} the one on pixels has {percent(pixels)} right, the one"
        f" on edges {percent(edges)}.",
        (
            "Pixels show the brightness of each position. Edges show only where it changes.",
            "Outlines stay when the light changes, and edges are counted over a small area: a shift matters less.",
            "So small a lead may be chance, and the weights of pixels can be shown as a picture.",
        )[answer],
    )


def background(dataset: Dataset) -> Truth:
    """dataset: its images are covered in the middle, and a neuron trains on the rest."""
    share = _without_the_middle(dataset)
    always = bigger_class(dataset.test.labels)[1].share
    return Truth(
        100 * share.share,
        f"With the middle covered {share.correct} of {share.total} test images are right: {percent(share.share)}."
        f" Always giving the same answer gets at most {percent(always)} right.",
        "The area around the middle reveals much. If it is a background, other backgrounds may give other answers:"
        " take pictures of both classes in front of the same one."
        if share.share > always + POINTS
        else "The area around the middle reveals little here.",
    )


MIRRORED_COPIES = ("More of them are right", "As many are right", "Fewer of them are right")
MAY_BE_LUCK = 5  # images: by McNemar's test no such lead can be significant


def mirrored_copies(plain: Accuracy, mirrored: Accuracy) -> Truth:
    """plain, mirrored: on the test images, of a neuron without mirrored copies and of one with them."""
    lead = mirrored.correct - plain.correct
    return Truth(
        MIRRORED_COPIES[_compared(mirrored.correct, plain.correct)],
        f"With mirrored copies {mirrored.correct} of {mirrored.total} test images are right, without them"
        f" {plain.correct}.",
        "A copy can help if a mirrored picture is a valid new picture: a mirrored face is, a mirrored 3 is not."
        + (" So small a difference may be chance." if 0 < abs(lead) <= MAY_BE_LUCK else ""),
    )


SOMETHING_ELSE = ("Less than 60 %", "60 to 90 %", "More than 90 %")


def something_else(classifier: Classifier) -> Truth:
    """classifier: receives pictures of noise, with independent random pixels."""
    noise = np.random.default_rng(0).integers(0, 256, (NOISES, *classifier.image_shape)).astype(np.uint8)
    a = classifier.probabilities(noise)
    sure = float(np.maximum(a, 1 - a).mean())
    ones = int(np.sum(a > 0.5))
    blue, red = classifier.class_names
    return Truth(
        SOMETHING_ELSE[0 if sure < 0.6 else 1 if sure <= 0.9 else 2],
        f"Of {NOISES} pictures of noise it classifies {ones} as “{red}” and {NOISES - ones} as “{blue}”, and is"
        f" {percent(sure)} sure on average.",
        "It cannot answer “neither”: it adds up weights, whatever the picture shows.",
    )


LOOPS_OR_VECTORS = ("Less than 10 times", "10 to 100 times", "100 to 1,000 times", "More than 1,000 times")


def loops_or_vectors(result: Race) -> Truth:
    """result: the times of one forward pass both ways. Raises ArgumentError if nothing was timed both ways."""
    if result.largest is None:
        raise ArgumentError("One pass must be timed both ways.")
    loops, vectors = result.largest
    ratio = result.ratio
    return Truth(
        LOOPS_OR_VECTORS[sum(ratio >= bound for bound in (10, 100)) + (ratio > 1000)],
        f"{count(loops.m, 'image')} of {loops.n_x:,} numbers took {loops.words} with loops and {vectors.words} with"
        f" NumPy: {result.times} as long.",
        "Python interprets and checks every step of a loop. NumPy runs compiled code.",
    )


FIRST_DIRECTIONS = ("At most 4", "5 to 32", "More than 32")
NEAR = 0.02  # of a test accuracy


def first_directions(result: EigenPictures) -> Truth:
    """result: the results of the neuron on the first main directions."""
    near = int(np.flatnonzero(result.test >= result.test[-1] - NEAR - 1e-9)[0])
    size = result.sizes[near]
    return Truth(
        FIRST_DIRECTIONS[0 if size <= 4 else 1 if size <= 32 else 2],
        f"On {count(size, 'direction')} {percent(result.test[near])} of the test images are right, on all"
        f" {result.sizes[-1]:,} it is {percent(result.test[-1])}. {'That one holds' if size == 1 else 'Those hold'}"
        f" {percent(float(result.shares[:size].sum()))} of how the images differ.",
        "These directions do not use the labels: the largest differences need not separate the classes.",
    )


MAX_SHARE = ("Yes", "No")


def largest_share(written: NDArray, differences: NDArray) -> Truth:
    """written, differences: the share of each training image in a score, and its effect on it, ``(m,)`` each."""
    most, wanted = int(np.argmax(np.abs(written))), int(np.argmax(np.abs(differences)))
    return Truth(
        MAX_SHARE[most != wanted],
        f"The largest share is that of training image {most}, {signed(written[most])}; its presence changed the score"
        f" by {signed(differences[most])}."
        + ("" if most == wanted else f" That of image {wanted} changed it most, by {signed(differences[wanted])}."),
        "Without one image, training would end with other weights. So the share of an image is not the effect of its"
        " absence.",
    )


def sure_when_wrong(z: NDArray, labels: NDArray) -> Truth:
    """z, labels: the scores of some images and their labels. Raises ArgumentError if all answers are right."""
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
        + "Sureness grows with the distance from the boundary, even on the wrong side.",
    )


def random_weights(result: RandomWeights) -> Truth:
    """result: of random weights, chosen by the test images."""
    tries = len(result.test)
    one, best = result.best_of(1)[0], result.best_of(tries)[0]
    return Truth(
        100 * best,
        f"The best of {tries:,} is right on {percent(best)} of the {count(result.test_images, 'test image')}; one alone"
        f" on {percent(one)}, on average.",
        "If you choose by the test images, you learn from them, and their score is too high.",
    )


MORE_PIXELS = (
    "With all of them",
    "With some, fewer than there are images",
    "With some, at least as many as there are images",
)


def more_pixels(result: PixelsUsed) -> Truth:
    """result: the accuracies for growing numbers of inputs. Of equal ones, the one with fewer inputs counts."""
    test = result.test.mean(axis=1)
    best = int(test.argmax())
    answer = 0 if best == len(test) - 1 else 1 if result.sizes[best] < result.images else 2
    return Truth(
        MORE_PIXELS[answer],
        f"It is highest with {result.sizes[best]:,} numbers, {percent(test[best])}, and {percent(test[-1])} with all"
        f" {result.sizes[-1]:,}. There are {result.images:,} training images.",
        "More numbers than images need not do harm: of all weights that fit, the smallest are used."
        if result.sizes[best] > result.images
        else "More numbers describe an image better, if there are enough images to learn their weights."
        if answer == 0
        else "Here more numbers do not help on the test images.",
    )


COST_PEAK = (
    "With fewer numbers than half the images",
    "With half as many numbers as images, up to as many",
    "With more numbers than images",
)


def cost_peak(result: PixelsUsed) -> Truth:
    """result: with swapped labels. Of equal costs, the one with fewer inputs counts."""
    cost = result.cost.mean(axis=1)
    peak = int(cost.argmax())
    size, fitted = result.sizes[peak], float(result.train[peak].mean())
    answer = 0 if 2 * size < result.images else 1 if size <= result.images else 2
    return Truth(
        COST_PEAK[answer],
        f"It is highest with {size:,} numbers, {_cost(cost[peak])}, and {_cost(cost[-1])} with all"
        f" {result.sizes[-1]:,}. There are {result.images:,} training images, {result.swapped:,} with a swapped label.",
        f"With so many numbers {percent(fitted)} of the training labels are fitted, so not all wrong ones."
        if fitted < 0.95
        else "Weights that only just fit all labels are huge, and so is the cost of wrong answers. With more numbers"
        " smaller weights are enough."
        if peak < len(cost) - 1
        else "All labels are fitted, also the wrong ones, and more numbers did not make up for that.",
    )


PENALTY_OR_STOPPING = (
    "The best penalty, by more than 5 %",
    "The best stop, by more than 5 %",
    "Neither: they are within 5 %",
)


def penalty_or_stopping(result: PenaltyPath) -> Truth:
    """result: the held-out costs with each penalty and with early stopping."""
    best, stop = int(result.cost.argmin()), int(result.stop_cost.argmin())
    by_penalty, by_stop = float(result.cost[best]), float(result.stop_cost[stop])
    low, high = sorted((by_penalty, by_stop))
    answer = 2 if high <= 1.05 * low else 0 if by_penalty < by_stop else 1
    return Truth(
        PENALTY_OR_STOPPING[answer],
        f"The lowest held-out cost is {_cost(by_penalty)}, with a penalty of {result.l2s[best]:.2g}, and"
        f" {_cost(by_stop)} after {count(result.stops[stop], 'iteration')}"
        + (", where it still fell." if stop == len(result.stops) - 1 else "."),
        "Both keep the weights small: a penalty by its cost, early stopping because weights grow little in few steps.",
    )


def new_divisions(result: Resplits) -> Truth:
    """result: the scores of new divisions."""
    low, high = result.middle
    return Truth(
        100 * (high - low),
        f"95 % of the {len(result.test)} new divisions lie between {percent(low)} and {percent(high)}: that is"
        f" {100 * (high - low):.0f} points.",
        f"Each score is a share of {count(result.test_images, 'test image')}. A smaller difference may come from the"
        " division alone.",
    )


BEST_OF_RANGE = ("The smallest", "The largest", "One between")


def best_rate(result: Sequence[Combination]) -> Truth:
    """result: all combinations of a sweep."""
    return _best_of_range(
        best_of(result).learning_rate,
        {each.learning_rate for each in result},
        ("rate", "rates"),
        (
            "With higher rates the steps go further, which did not help on held-out images.",
            "With lower rates it did not get as far. A still higher rate may do better, until steps are too long.",
            "Steps that are too short do not get far enough; longer steps overfit or overshoot.",
        ),
    )


def best_penalty(result: Sequence[Combination]) -> Truth:
    """result: all combinations of a sweep."""
    return _best_of_range(
        best_of(result).l2,
        {each.l2 for each in result},
        ("penalty", "penalties"),
        (
            "Larger penalties keep the weights smaller than these images need.",
            "The more weights there are per image, the more a penalty helps on new images.",
            "Too small, and it overfits; too large, and it learns too little.",
        ),
    )


def _best_of_range(best: float, tried: set[float], noun: tuple[str, str], lessons: tuple[str, str, str]) -> Truth:
    """best: of the tried values. noun: their singular and plural. lessons: in the order of BEST_OF_RANGE."""
    values = sorted(tried)
    answer = 0 if best == values[0] else 1 if best == values[-1] else 2
    return Truth(
        BEST_OF_RANGE[answer],
        f"The {noun[0]} {best:g} has the lowest held-out cost, of {count(len(values), *noun)} from {values[0]:g} to"
        f" {values[-1]:g}.",
        lessons[answer],
    )


def harder_drawings(shares: Sequence[Accuracy]) -> Truth:
    """shares: the test accuracies, from the easiest drawings to the hardest."""
    easy, hard = shares[0], shares[-1]
    return Truth(
        100 * hard.share,
        f"At 1.0 {percent(hard.share)} of {hard.total} test drawings are right; at 0.0 it is {percent(easy.share)}.",
        "There is one weight per pixel: the more the drawings differ, the less one set of weights fits all."
        if hard.share < easy.share - POINTS
        else "This alone is no problem here.",
    )


def _rises(records: Sequence[Record]) -> int:
    """How often the cost is higher than in the record before, or NaN."""
    return sum(not b.cost <= (1 + 1e-9) * a.cost for a, b in pairwise(records))


def _compared(after: float, before: float) -> int:
    """0 for more than before, 1 for the same, 2 for less."""
    return 1 if abs(after - before) < 1e-9 else 0 if after > before else 2


def _cost(number: float) -> str:
    return f"{number:.3g}" if isfinite(number) else "infinite or NaN"


def _without_the_middle(dataset: Dataset) -> Accuracy:
    """The test accuracy of a neuron that sees only a border, a quarter of a side wide, around grey."""
    height, width, _ = dataset.image_shape
    middle = np.s_[:, height // 4 : height - height // 4, width // 4 : width - width // 4]

    def covered(split: Split) -> Split:
        images = split.images.copy()
        images[middle] = GREY
        return Split(images, split.labels)

    learn = covered(some_of(dataset.train, LEARN_FROM, seed=0))
    test = covered(some_of(dataset.test, LEARN_FROM, seed=0))
    neuron = train(Dataset("covered", dataset.class_names, learn, test), Recipe(num_iterations=LEARN_FOR))
    return accuracy(neuron.answers(test.images), test.labels)
