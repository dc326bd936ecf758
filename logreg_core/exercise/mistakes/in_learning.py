"""Mistakes in the start, the slope, the cost and the steps."""

from __future__ import annotations

import numpy as np

from .mistake import Answer, Mistake, curve
from .pair import Pair

UP_AND_OUT = (
    Answer(
        "The cost climbs above its start, and nearly all images get the same answer.",
        lambda pair: pair.climbs and pair.one_answer,
        "Who walks uphill gets ever surer of what is wrong.",
    ),
    Answer(
        "The cost falls as before: the valley has two sides, and either way leads down.",
        lambda pair: pair.same_curve,
        "From a point beside the valley only one direction leads down.",
    ),
    Answer(
        "The cost falls as before, but yes and no are swapped.",
        lambda pair: pair.nearly_same_curve and pair.other_answers,
        "Swapped answers need swapped labels in the gradient. Here the gradient leads the wrong way.",
    ),
    Answer(
        "The cost stays where it began.",
        lambda pair: abs(pair.wrong.costs[-1] - pair.wrong.costs[0]) <= 0.001 and not pair.climbs,
        "It stays only where the slope is 0.",
    ),
)


def _falls_or_breaks(*, lower: str, breaks: str, one: str, higher: str) -> tuple[Answer, ...]:
    def alive(pair: Pair) -> bool:
        return pair.breaks and not pair.one_answer

    return (
        Answer("The cost falls faster, to a lower end, without a break.", lambda pair: pair.lower, lower),
        Answer("The cost is no number at times, and yet both answers are given.", alive, breaks),
        Answer(
            "The cost is no number at times, and nearly all images get the same answer.",
            lambda pair: pair.breaks and pair.one_answer,
            one,
        ),
        Answer(
            "The cost is a number throughout, and does not end lower.",
            lambda pair: not pair.breaks and pair.end >= 0,
            higher,
        ),
    )


IN_LEARNING = (
    Mistake(
        name="rate_high",
        title="A learning rate of 0.5",
        changes=(("learning_rate=0.005", "learning_rate=0.5"),),
        level=1,
        answers=_falls_or_breaks(
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
        answers=UP_AND_OUT,
        lesson="The gradient points uphill, so a step along it makes everything worse, and ever faster. Nearly all"
        " images end with one answer, so each accuracy is about the share of that class, which may even look good.",
        where="At the first two costs. The second should be lower.",
    ),
    Mistake(
        name="exp_sign",
        title="The minus in the exponent forgotten",
        changes=(("np.exp(-z)", "np.exp(z)"),),
        level=2,
        answers=UP_AND_OUT,
        lesson="This sigmoid falls where it should rise, so the formula of the gradient has the wrong sign for it: the"
        " steps lead uphill. From outside it looks like a plus in the step.",
        where="At `sigmoid(10)`: it should be nearly 1.",
    ),
    Mistake(
        name="y_minus_a",
        title="Y minus A",
        changes=(("dZ = A - Y", "dZ = Y - A"),),
        level=2,
        answers=UP_AND_OUT,
        lesson="The derivative of the cost is `A - Y`, so this is the gradient with the other sign: uphill, the bias"
        " too. A check by finite differences finds it in one line.",
        where="At the gradient beside a measured slope: equal, or equal but for the sign?",
    ),
    Mistake(
        name="cost_sign",
        title="The minus of the cost forgotten",
        changes=(("cost = -1 / m", "cost = 1 / m"),),
        level=2,
        answers=(
            Answer(
                "The curve lies below zero, and every image gets the same answer as before.",
                lambda pair: not pair.breaks and bool((pair.wrong.costs <= 0).all()) and pair.same_answers,
                "The cost is only watched.",
            ),
            Answer(
                "The neuron walks uphill: the accuracies fall.",
                lambda pair: not pair.same_answers and pair.train_gap < 0,
                "The steps follow `dw`, and that line has not changed.",
            ),
            Answer(
                "Nothing changes at all.", lambda pair: pair.same_curve, "The answers do not change. The curve does."
            ),
            Answer(
                "A cost that is not a number.",
                lambda pair: pair.breaks,
                "The logarithms are those of before.",
            ),
        ),
        lesson="No accuracy shows it, because the cost is computed and then only looked at: the steps use `dw` and"
        " `db`. Only the curve does: a cross-entropy is never below 0.",
        where="At the sign of the first cost. From zero it is 0.69.",
    ),
    Mistake(
        name="half_cost",
        title="Half of the cost forgotten",
        changes=(("np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A))", "np.sum(Y * np.log(A))"),),
        level=3,
        answers=(
            Answer(
                "The curve starts lower, and every image gets the same answer as before.",
                lambda pair: pair.start < 0.98 and pair.same_answers,
                "The cost is only watched.",
            ),
            Answer(
                "The curve starts lower, and more images get a yes: a wrong yes costs nothing now.",
                lambda pair: (
                    pair.start < 0.98
                    and not pair.same_answers
                    and pair.wrong.train_yes.sum() > pair.right.train_yes.sum()
                ),
                "That would be so if the steps came from this line. They come from `dZ`.",
            ),
            Answer("The same curve.", lambda pair: pair.same_curve, "Half of its terms are missing."),
            Answer(
                "The curve starts higher, or where it did, and is another one.",
                lambda pair: pair.start >= 0.98 and not pair.same_curve,
                "All terms are positive, so with fewer of them the sum is smaller.",
            ),
        ),
        lesson="No accuracy shows it, because the steps do not come from this line. The first cost does: from zero it"
        " is 0.69, whatever the images.",
        where="At the first cost, before any step.",
    ),
    Mistake(
        name="log10",
        title="Another logarithm",
        changes=(("np.log(A) + (1 - Y) * np.log(1 - A)", "np.log10(A) + (1 - Y) * np.log10(1 - A)"),),
        level=3,
        answers=(
            Answer(
                "The curve is flatter from its start on, and every image gets the same answer as before.",
                lambda pair: pair.start < 0.98 and pair.same_answers,
                "The cost is only watched.",
            ),
            Answer(
                "Learning is slower: fewer training images are right at the end.",
                lambda pair: pair.train_gap < 0,
                "It would be 2.3 times slower if the steps came from this line.",
            ),
            Answer("The same curve.", lambda pair: pair.same_curve, "A logarithm of base 10 is 2.3 times smaller."),
            Answer(
                "A cost that is not a number.",
                lambda pair: pair.breaks,
                "It exists for the same numbers as the other one.",
            ),
        ),
        lesson="All costs are divided by 2.3, which is another unit and no other neuron. Costs can be compared only"
        " where both are in the same unit.",
        where="At the first cost: 0.69 with `log`, 0.30 with `log10`, 1 with `log2`.",
    ),
    Mistake(
        name="cost_broadcast",
        title="A row times a column in the cost",
        changes=(
            ("np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A))", "np.sum(Y * np.log(A.T) + (1 - Y) * np.log(1 - A.T))"),
        ),
        level=3,
        answers=(
            Answer(
                "The curve starts far above 0.69, and every image gets the same answer as before.",
                lambda pair: pair.start > 2 and pair.same_answers,
                "NumPy makes an (m, m) table of a row and a column, and the sum is over all of it.",
            ),
            Answer(
                "The same curve: NumPy lines them up.",
                lambda pair: pair.same_curve,
                "NumPy does line up shapes, but by repeating each along the other.",
            ),
            Answer(
                "The curve starts far above 0.69, and other images are right than before.",
                lambda pair: pair.start > 2 and not pair.same_answers,
                "The steps come from `dZ`, where nothing was changed.",
            ),
            Answer(
                "A curve that starts near 0.69, but is another one.",
                lambda pair: pair.start <= 2 and not pair.same_curve,
                "The sum has m times as many terms, from the first iteration on.",
            ),
        ),
        lesson="(1, m) times (m, 1) is (m, m): every label meets every image, and no error is raised. The neuron is"
        " right all the same, since the cost is only watched.",
        where="At the shape of what goes into `np.sum`.",
    ),
    Mistake(
        name="without_m",
        title="The mean forgotten in the gradient",
        changes=(("dw = X @ dZ.T / m", "dw = X @ dZ.T"),),
        level=2,
        answers=_falls_or_breaks(
            lower="It is a rate m times as high, and where that is not too much, it is faster.",
            breaks="It is a rate m times as high, and such steps break the cost before they break the answers.",
            one="Long steps throw the scores about, but they also turn round.",
            higher="The minimum is at the same place, but the way there is taken in steps m times as long.",
        ),
        lesson="A sum instead of a mean is the same as a learning rate m times as high. So a rate that works for 100"
        " images fails for 10,000, which is why the mean is taken.",
        where="At the length of the first step, with half of the images and with all.",
    ),
    Mistake(
        name="len_y",
        title="m from len(Y)",
        changes=(("m = X.shape[1]", "m = len(Y)"),),
        level=3,
        answers=(
            Answer(
                "The curve starts far above 0.69.",
                lambda pair: pair.start > 2,
                "`len` of a (1, m) array is 1.",
            ),
            Answer(
                "The same curve: there are m labels.",
                lambda pair: pair.same_curve,
                "There are, but in one row. `len` counts rows.",
            ),
            Answer(
                "The curve starts at 0.69, and then a cost is no number.",
                lambda pair: abs(pair.start - 1) <= 0.01 and pair.breaks,
                "`m` stands in the cost too, so the very first one shows it.",
            ),
            Answer(
                "The curve starts below 0.69.",
                lambda pair: pair.start < 0.99,
                "The sum is divided by less than before, not by more.",
            ),
        ),
        lesson="`len` counts rows, and `Y` has one: so the mean becomes a sum, in the cost and in the gradient. The"
        " first cost tells: m times 0.69.",
        where="At `m`. Print it once.",
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
    Mistake(
        name="no_sigmoid",
        title="The sigmoid forgotten",
        changes=(("    A = sigmoid(w.T @ X + b)\n    cost", "    A = w.T @ X + b\n    cost"),),
        level=2,
        answers=(
            Answer(
                "No cost that is a number, from the first one on.",
                lambda pair: pair.wrong.breaks_at == 0,
                "From zero the score is 0, and so is `A`.",
            ),
            Answer(
                "A cost that is no number, but not at first.",
                lambda pair: (pair.wrong.breaks_at or 0) > 0,
                "It takes no time: the score is 0 at the start, and `log(0)` is infinite.",
            ),
            Answer(
                "Another curve, a number throughout.",
                lambda pair: not pair.breaks and not pair.same_curve,
                "A straight line can be fitted too, but not by the logarithm of what may be negative.",
            ),
            Answer(
                "The same curve: the sigmoid changes no sign.",
                lambda pair: pair.same_curve,
                "It changes no answer. The cost needs a probability.",
            ),
        ),
        lesson="The cost takes the logarithm of a probability, so `A` must lie between 0 and 1; a score does not. What"
        " is left is linear regression, watched by the wrong cost.",
        where="At the smallest and the largest `A`.",
    ),
    Mistake(
        name="b_outside",
        title="The bias outside the brackets",
        changes=(("    A = sigmoid(w.T @ X + b)\n    cost", "    A = sigmoid(w.T @ X) + b\n    cost"),),
        level=3,
        answers=(
            Answer(
                "A cost that is no number, and an accuracy that moves by more than 5 points.",
                lambda pair: pair.breaks and not pair.close,
                "`A` can leave the range from 0 to 1, and the bias does another work.",
            ),
            Answer(
                "A cost that is no number, and both accuracies within 5 points.",
                lambda pair: pair.breaks and pair.close,
                "`A` can leave the range from 0 to 1, and the weights get along without a bias.",
            ),
            Answer(
                "A number throughout, and both accuracies within 5 points.",
                lambda pair: not pair.breaks and pair.close,
                "A small bias hardly matters, as long as `A` stays between 0 and 1.",
            ),
            Answer(
                "A number throughout, and an accuracy that moves by more than 5 points.",
                lambda pair: not pair.breaks and not pair.close,
                "The weights can do without the bias, if they have the room.",
            ),
        ),
        lesson="One bracket, and `A` is no probability any more: as soon as it leaves the range from 0 to 1, a"
        " logarithm has no value. The weights go on learning, since the gradient asks for no logarithm.",
        where="At the first cost that is no number, and at `A` in that iteration.",
    ),
    Mistake(
        name="squared",
        title="The gradient of another cost",
        changes=(("dZ = A - Y", "dZ = (A - Y) * A * (1 - A)"),),
        level=3,
        answers=curve(
            same="It leads down the same way, but this is the slope of the squared error.",
            lower="It is a shorter step at every image: `A * (1 - A)` is at most a quarter.",
            higher="Every image's part is at most a quarter of what it was.",
            breaks="All steps are shorter than before.",
        ),
        lesson="This is the slope of the squared error, which hardly teaches from images that are wrong and sure: `A *"
        " (1 - A)` is nearly 0 there. With the cross-entropy this factor cancels, which is why it is used.",
        where="At the gradient beside a measured slope of the cost.",
    ),
    Mistake(
        name="hard",
        title="Answers instead of probabilities in the gradient",
        changes=(("dZ = A - Y", "dZ = (A > 0.5) - Y"),),
        level=3,
        answers=(
            Answer(
                "The cost ends higher, with at least as many training images right.",
                lambda pair: pair.higher and pair.train_gap >= 0,
                "It learns from mistakes only, and stops when there is none. The cost asks for more.",
            ),
            Answer(
                "The cost ends higher, with fewer training images right.",
                lambda pair: pair.higher and pair.train_gap < 0,
                "A higher cost mostly means more errors. But it counts how sure, not how often.",
            ),
            Answer(
                "The same curve.",
                lambda pair: pair.same_curve,
                "An image that is right but unsure teaches nothing now.",
            ),
            Answer(
                "A lower end, or a cost that is not a number.",
                lambda pair: pair.breaks or pair.lower,
                "Coarse steps, but no longer ones.",
            ),
        ),
        lesson="This is the perceptron's rule of 1958: only wrong answers teach. It may get all training images right"
        " and not be sure of one of them, and sure is what the cost asks for.",
        where="At cost and accuracy together. They are not the same thing.",
    ),
)
