"""Mistakes in the start, and in the steps."""

from __future__ import annotations

import numpy as np

from .answers import UPHILL, Answer, curve, falls_or_breaks
from .mistake import Mistake

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
            same="The same way down, but with steps of a fiftieth: 2,000 of them are as far as 40 were.",
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
                "That happens at far higher rates on these images.",
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
                "A steeper curve: it has to get there in 100 steps.",
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
                "A curve of one point, and fewer training images right.",
                lambda pair: len(pair.wrong.costs) == 1 and pair.train_gap < -0.05,
                "One step is the difference of two averages, and that says little here.",
            ),
            Answer(
                "A curve of one point, and nearly as many training images right: within 5 points.",
                lambda pair: len(pair.wrong.costs) == 1 and abs(pair.train_gap) <= 0.05,
                "One step already is the difference of two averages, and that may say a lot.",
            ),
            Answer(
                "The same curve: Python goes on until the loop is over.",
                lambda pair: pair.same_curve,
                "`return` leaves the function at once, and the loop with it.",
            ),
            Answer(
                "The weights are all 0: it returns before the step.",
                lambda pair: pair.wrong.largest == 0,
                "It stands after the step, so one step is made.",
            ),
        ),
        lesson="Four spaces more, and the first iteration is the last one. How much a single step knows depends on the"
        " images: it is the average of one class minus that of the other.",
        where="At the number of costs. It should be the number of iterations.",
    ),
    Mistake(
        name="uphill",
        title="Plus instead of minus",
        changes=(("w = w - learning_rate * dw", "w = w + learning_rate * dw"),),
        level=1,
        answers=UPHILL,
        lesson="The gradient points uphill, so a step along it makes everything worse, and ever faster. Nearly all"
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
                "Hardly anything: the end within 0.05, both accuracies within 5 points.",
                lambda pair: not pair.breaks and abs(pair.end) <= 0.05 and pair.close,
                "One number out of many is missing, and the others can do its work.",
            ),
            Answer(
                "Nearly all images get the same answer.",
                lambda pair: pair.one_answer,
                "Without a bias the boundary goes through black. But hardly a picture is near black.",
            ),
            Answer(
                "Both answers are given, but an accuracy moves by more than 5 points.",
                lambda pair: not pair.one_answer and not pair.close,
                "The bias shifts all scores. Yet so can many weights together.",
            ),
            Answer(
                "A cost that is not a number.",
                lambda pair: pair.breaks,
                "One step less is made, and none is longer.",
            ),
        ),
        lesson="All pixels are positive, so weights that are all a little larger shift every score, as a bias would;"
        " that is why so little shows. With inputs around 0 they could not, and the bias would be missed.",
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
                "The same curve: zero is where it starts anyway.",
                lambda pair: pair.same_curve,
                "Only the first iteration starts there.",
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
                "It starts higher, and ends more than 0.01 higher.",
                lambda pair: not pair.breaks and pair.start > 1.01 and pair.end > 0.01,
                "It has a longer way down.",
            ),
            Answer(
                "It starts higher, and ends at the same place: within 0.01.",
                lambda pair: not pair.breaks and pair.start > 1.01 and abs(pair.end) <= 0.01,
                "There is one valley only. But 2,000 steps need not reach its floor.",
            ),
            Answer(
                "It starts at 0.69 too.",
                lambda pair: abs(pair.start - 1) <= 0.01,
                "0.69 is the cost of a neuron that is undecided. Random weights are decided.",
            ),
        ),
        lesson="Scores of random weights grow with the number of pixels, and an arbitrary but certain neuron is"
        " expensive. For a single neuron zero is the better start; networks need small random ones.",
        where="At the scores before the first step.",
    ),
    Mistake(
        name="small_random_start",
        title="Small random weights at the start",
        changes=(("np.zeros((n_x, 1))", "0.01 * np.random.default_rng(0).normal(size=(n_x, 1))"),),
        level=3,
        answers=(
            Answer(
                "It ends at the same place: within 0.01.",
                lambda pair: not pair.breaks and abs(pair.end) <= 0.01,
                "There is one valley, and a start nearby leads into it.",
            ),
            Answer(
                "It ends more than 0.01 higher.",
                lambda pair: not pair.breaks and pair.end > 0.01,
                "A worse start is made up for in a few steps.",
            ),
            Answer(
                "It ends more than 0.01 lower: zero weights cannot learn.",
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
