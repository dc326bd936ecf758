"""Mistakes in the cost and its slope, and in the activation from which both come."""

from __future__ import annotations

from .mistake import UPHILL, Answer, Mistake, curve, falls_or_breaks

IN_COST = (
    Mistake(
        name="exp_sign",
        title="The minus in the exponent forgotten",
        changes=(("np.exp(-z)", "np.exp(z)"),),
        level=2,
        answers=UPHILL,
        lesson="This sigmoid falls where it should rise, so the formula of the gradient has the wrong sign for it: the"
        " steps lead uphill. From outside it looks like a plus in the step.",
        where="At `sigmoid(10)`: it should be nearly 1.",
    ),
    Mistake(
        name="y_minus_a",
        title="Y minus A",
        changes=(("dZ = A - Y", "dZ = Y - A"),),
        level=2,
        answers=UPHILL,
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
                "The training accuracy falls.",
                lambda pair: pair.train_gap < 0,
                "The neuron does not walk uphill: the steps follow `dw`, and that line has not changed.",
            ),
            Answer("The same curve.", lambda pair: pair.same_curve, "The answers do not change. The curve does."),
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
                "The curve starts lower, and more training images get a yes.",
                lambda pair: (
                    pair.start < 0.98
                    and not pair.same_answers
                    and pair.wrong.train_yes.sum() > pair.right.train_yes.sum()
                ),
                "A wrong yes costs nothing now, but the steps do not come from this line. They come from `dZ`.",
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
                "Fewer training images are right at the end.",
                lambda pair: pair.train_gap < 0,
                "Learning would be 2.3 times slower if the steps came from this line.",
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
                "The same curve.",
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
        answers=falls_or_breaks(
            lower="It is a rate m times as high, and where that is not too much, it is faster.",
            breaks="It is a rate m times as high, and such steps can break the cost and spare the answers.",
            one="Long steps throw the scores about, but they also turn round.",
            higher="The minimum is at the same place, but the way there is taken in steps m times as long.",
        ),
        lesson="A sum instead of a mean is the same as a learning rate m times as high for the weights. So a rate that"
        " works for 100 images may fail for 10,000, which is why the mean is taken.",
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
                "The same curve.",
                lambda pair: pair.same_curve,
                "There are m labels, but in one row. `len` counts rows.",
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
                "The same curve.",
                lambda pair: pair.same_curve,
                "The sigmoid changes no sign. But the cost needs a probability.",
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
        where="At the smallest and the largest `A`, and at the first cost that is no number, if there is one.",
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
            breaks="No image's part of a step gets longer.",
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
                "An image that is right makes no step, so it gets no surer.",
            ),
        ),
        lesson="This is the perceptron's rule of 1958: only wrong answers teach. It may get all training images right"
        " and not be sure of one of them, and sure is what the cost asks for.",
        where="At cost and accuracy together. They are not the same thing.",
    ),
)
