"""Mistakes in the start, and in the steps."""

from __future__ import annotations

import numpy as np

from .mistake import UPHILL, Answer, Mistake, curve, falls_or_breaks
from .pair import CLOSE, Pair


def _hardly_differs(pair: Pair) -> bool:
    return abs(pair.end) <= 0.05 and pair.close


IN_STEPS = (
    Mistake(
        name="rate_high",
        title="A learning rate of 0.5",
        changes=(("learning_rate=0.005", "learning_rate=0.5"),),
        level=1,
        answers=falls_or_breaks(
            lower="A hundred times the rate gets further where the valley is wide enough for such steps.",
            breaks="Steps that are too long throw the scores about, and the logarithm of 0 breaks the cost.",
            one="Too long steps throw the scores about, but they also turn round.",
            higher="Steps that are too long do not just stand still.",
        ),
        lesson="The rate that is too high depends on the images: on how long and how alike they are. The gradient"
        " needs no logarithm, so learning can go on while the cost is no number.",
        where="At the first costs, one by one: does one of them rise?",
    ),
    Mistake(
        name="rate_low",
        title="A learning rate of 0.0001",
        changes=(("learning_rate=0.005", "learning_rate=0.0001"),),
        level=1,
        answers=curve(
            same="The rate is a fiftieth: 2,000 such steps add up to as much rate as 40 of the others.",
            lower="Careful steps do not overshoot, but they have to get there.",
            higher="It walks the same way and is not yet there.",
            breaks="That takes long steps.",
        ),
        lesson="A rate that is too low gives a fine, smooth curve that is simply not finished. If the curve still"
        " falls at its end, it was the iterations or the rate.",
        where="At the end of the curve: does it still fall?",
    ),
    Mistake(
        name="rate_double",
        title="A learning rate of 0.01",
        changes=(("learning_rate=0.005", "learning_rate=0.01"),),
        level=2,
        answers=(
            Answer(
                "It ends lower, and never rises above its start.",
                lambda pair: pair.lower and not pair.climbs,
                "Where the valley is wide, twice the rate is twice as far.",
            ),
            Answer(
                "It rises above its start at times, and ends lower all the same.",
                lambda pair: pair.lower and pair.climbs,
                "Steps across a narrow valley overshoot at first, until they get shorter by themselves.",
            ),
            Answer(
                "It does not end lower.",
                lambda pair: not pair.breaks and pair.end >= 0,
                "Overshooting looks worse than it is: the gradient gets smaller, and so do the steps.",
            ),
            Answer(
                "A cost that is not a number.",
                lambda pair: pair.breaks,
                "That takes scores so large that sigmoid rounds to exactly 0 or 1.",
            ),
        ),
        lesson="A curve that jumps at first may still win: look at where it ends, not only at how it begins. Whether"
        " it jumps at all depends on the images.",
        where="At the whole curve, and at twice and half the rate beside it.",
    ),
    Mistake(
        name="iterations_100",
        title="100 iterations",
        changes=(("num_iterations=2000", "num_iterations=100"),),
        level=2,
        answers=(
            Answer(
                "The same curve, cut off; and fewer test images right.",
                lambda pair: pair.same_way and pair.test_gap < 0,
                "Who learns less knows less, mostly.",
            ),
            Answer(
                "The same curve, cut off; and as many test images right.",
                lambda pair: pair.same_way and pair.test_gap == 0,
                "The cost can fall long after the last answer has changed.",
            ),
            Answer(
                "The same curve, cut off; and more test images right.",
                lambda pair: pair.same_way and pair.test_gap > 0,
                "Who stops early has learned less by heart.",
            ),
            Answer(
                "Another curve.",
                lambda pair: not pair.same_way,
                "No step knows how many will follow.",
            ),
        ),
        lesson="The first 100 steps are the same, whatever follows. What follows is not always better for images that"
        " were not learned from: the training cost falls, the test accuracy need not rise.",
        where="At the test accuracy along the way, not only at the end.",
    ),
    Mistake(
        name="return_inside",
        title="`return` inside the loop",
        changes=(("    return w, b\n\n\ndef predict", "        return w, b\n\n\ndef predict"),),
        level=2,
        answers=(
            Answer(
                "A curve of one point, and the training accuracy falls by more than 5 points.",
                lambda pair: len(pair.wrong.costs) == 1 and pair.train_gap < -CLOSE,
                "One step is short. But an answer asks only for the sign of a score.",
            ),
            Answer(
                "A curve of one point, and the training accuracy falls by 5 points at the most, or does not fall.",
                lambda pair: len(pair.wrong.costs) == 1 and pair.train_gap >= -CLOSE,
                "One step already points from one class to the other. That may say a lot, and need not.",
            ),
            Answer(
                "The same curve.",
                lambda pair: pair.same_curve,
                "Python does not go on until the loop is over: `return` leaves the function at once.",
            ),
            Answer(
                "The weights are all 0.",
                lambda pair: pair.wrong.largest == 0,
                "It stands after the step, so one step is made.",
            ),
        ),
        lesson="Four spaces more, and the first iteration is the last one. How much a single step knows depends on the"
        " images: it goes along the average of class 1 times its share, minus the average of class 0 times its share.",
        where="At the number of costs. It should be the number of iterations.",
    ),
    Mistake(
        name="uphill",
        title="Plus instead of minus",
        changes=(("w = w - learning_rate * dw", "w = w + learning_rate * dw"),),
        level=1,
        answers=UPHILL,
        lesson="The gradient points uphill, so the cost climbs. Nearly all"
        " images end with one answer, so each accuracy is about the share of that class, which may even look good.",
        where="At the first two costs. The second should be lower.",
    ),
    Mistake(
        name="b_still",
        title="The bias never updated",
        changes=(("        b = b - learning_rate * db\n", ""),),
        level=2,
        answers=(
            Answer(
                "The cost ends within 0.05 of the right one, and both accuracies stay within 5 points.",
                lambda pair: not pair.breaks and _hardly_differs(pair),
                "One number out of many is missing, and the others can do its work, if they have the steps.",
            ),
            Answer(
                "A larger difference, and nearly all images get the same answer.",
                lambda pair: not pair.breaks and not _hardly_differs(pair) and pair.one_answer,
                "Without a bias the boundary goes through black. Yet weights can shift all scores too.",
            ),
            Answer(
                "A larger difference, and both answers are given.",
                lambda pair: not pair.breaks and not _hardly_differs(pair) and not pair.one_answer,
                "The bias shifts all scores. Yet so can many weights together.",
            ),
            Answer(
                "A cost that is not a number.",
                lambda pair: pair.breaks,
                "One step less is made, and none is longer.",
            ),
        ),
        lesson="No pixel is negative, so weights that are all a little larger shift every score, as a bias would, and"
        " little may show. With inputs around 0 they could not, and the bias would be missed.",
        where="At `b` after training. It should not be 0.",
    ),
    Mistake(
        name="reset",
        title="Begun anew in every iteration",
        changes=(
            (
                "        dw, db, cost = propagate(w, b, X, Y)\n",
                "        w, b = initialize(X.shape[0])\n        dw, db, cost = propagate(w, b, X, Y)\n",
            ),
        ),
        level=1,
        answers=(
            Answer(
                "The cost stays at its start.",
                lambda pair: bool(np.ptp(pair.wrong.costs) <= 0.001),
                "Every iteration takes the same first step, and forgets it.",
            ),
            Answer(
                "The same curve.",
                lambda pair: pair.same_curve,
                "Zero is where it starts anyway, but only in the first iteration.",
            ),
            Answer(
                "The cost falls, but ends higher.",
                lambda pair: pair.higher and pair.wrong.costs[-1] < pair.wrong.costs[0] - 0.001,
                "Nothing of a step is left for the next one.",
            ),
            Answer("A cost that is not a number.", lambda pair: pair.breaks, "The weights stay near 0."),
        ),
        lesson="A curve that is perfectly level says that no step is kept. What comes out is the neuron after one"
        " step.",
        where="At the second cost. It should differ from the first.",
    ),
    Mistake(
        name="random_start",
        title="Large random weights at the start",
        changes=(("np.zeros((n_x, 1))", "np.random.default_rng(0).normal(size=(n_x, 1))"),),
        level=3,
        answers=(
            Answer(
                "A cost that is not a number.",
                lambda pair: pair.breaks,
                "With enough pixels, random weights add up to scores of 40 and more, where sigmoid is exactly 1.",
            ),
            Answer(
                "It ends more than 0.01 higher.",
                lambda pair: not pair.breaks and pair.end > 0.01,
                "A longer way down takes more steps. But scores can be so large that sigmoid is exactly 0 or 1.",
            ),
            Answer(
                "It ends within 0.01 of the right one.",
                lambda pair: not pair.breaks and abs(pair.end) <= 0.01,
                "There is one valley only. But 2,000 steps need not reach its floor.",
            ),
            Answer(
                "It ends more than 0.01 lower.",
                lambda pair: not pair.breaks and pair.end < -0.01,
                "A start from zero is undecided. Random weights are decided, and mostly not by the images.",
            ),
        ),
        lesson="Scores of random weights grow with the number of pixels, and a neuron that is sure by chance is mostly"
        " expensive. A single neuron can start from zero; networks need small random weights.",
        where="At the scores before the first step.",
    ),
    Mistake(
        name="small_random_start",
        title="Small random weights at the start",
        changes=(("np.zeros((n_x, 1))", "0.01 * np.random.default_rng(0).normal(size=(n_x, 1))"),),
        level=3,
        answers=(
            Answer(
                "It ends within 0.01 of the right one.",
                lambda pair: not pair.breaks and abs(pair.end) <= 0.01,
                "There is one valley, and a start nearby leads into it.",
            ),
            Answer(
                "It ends more than 0.01 higher.",
                lambda pair: not pair.breaks and pair.end > 0.01,
                "A worse start is made up for in a few steps.",
            ),
            Answer(
                "It ends more than 0.01 lower.",
                lambda pair: not pair.breaks and pair.end < -0.01,
                "Zero weights cannot learn in a network of several layers. A single neuron has no such trouble.",
            ),
            Answer("A cost that is not a number.", lambda pair: pair.breaks, "The scores stay small."),
        ),
        lesson="This is no mistake, only needless: the cost of a single neuron has one valley, and any near start"
        " leads into it. The rule that weights must start at random is for networks.",
        where="At the end of the curve, not at its start.",
    ),
)
