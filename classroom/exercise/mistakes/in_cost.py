"""Mistakes in the cost, the gradient and the activation."""

from __future__ import annotations

from .mistake import UPHILL, Answer, Mistake, curve, falls_or_breaks

IN_COST = (
    Mistake(
        name="exp_sign",
        title="The minus in the exponent forgotten",
        changes=(("np.exp(-z)", "np.exp(z)"),),
        level=2,
        answers=UPHILL,
        lesson="This sigmoid falls where it should rise, so the gradient has the wrong sign and the steps go uphill."
        " The symptoms are those of a plus in the step.",
        where="At `sigmoid(10)`: it should be nearly 1.",
    ),
    Mistake(
        name="y_minus_a",
        title="Y minus A",
        changes=(("dZ = A - Y", "dZ = Y - A"),),
        level=2,
        answers=UPHILL,
        lesson="The derivative of the cost is `A - Y`, so this gradient has the wrong sign: the weights and the bias go"
        " uphill. A check by finite differences finds it in one line.",
        where="At the gradient and a measured slope: do they differ only in sign?",
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
                "No step uses the cost.",
            ),
            Answer(
                "The training accuracy falls.",
                lambda pair: pair.train_gap < 0,
                "The steps do not go uphill: they use `dw`, and that line has not changed.",
            ),
            Answer("The same curve.", lambda pair: pair.same_curve, "The answers do not change. The curve does."),
            Answer(
                "A NaN or infinite cost.",
                lambda pair: pair.breaks,
                "The logarithms are the same as before.",
            ),
        ),
        lesson="No accuracy shows it, because no step uses the cost, only `dw` and `db`. The curve shows it: a"
        " cross-entropy is never below 0.",
        where="At the sign of the first cost. With zero weights it should be 0.69.",
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
                "No step uses the cost.",
            ),
            Answer(
                "The curve starts lower, and more training images get a yes.",
                lambda pair: (
                    pair.start < 0.98
                    and not pair.same_answers
                    and pair.wrong.train_yes.sum() > pair.right.train_yes.sum()
                ),
                "A wrong yes costs nothing now, but the steps do not use this line. They use `dZ`.",
            ),
            Answer("The same curve.", lambda pair: pair.same_curve, "Half of its terms are missing."),
            Answer(
                "A different curve, which does not start lower.",
                lambda pair: pair.start >= 0.98 and not pair.same_curve,
                "All terms are positive, so with fewer of them the sum is smaller.",
            ),
        ),
        lesson="No accuracy shows it, because the steps do not use this line. The first cost does: with zero weights"
        " it should be 0.69 for any images.",
        where="At the first cost, before any step.",
    ),
    Mistake(
        name="log10",
        title="Another logarithm",
        changes=(("np.log(A) + (1 - Y) * np.log(1 - A)", "np.log10(A) + (1 - Y) * np.log10(1 - A)"),),
        level=3,
        answers=(
            Answer(
                "The curve starts lower, and every image gets the same answer as before.",
                lambda pair: pair.start < 0.98 and pair.same_answers,
                "No step uses the cost.",
            ),
            Answer(
                "Fewer training images are right at the end.",
                lambda pair: pair.train_gap < 0,
                "Learning would be 2.3 times slower if the steps used this line.",
            ),
            Answer("The same curve.", lambda pair: pair.same_curve, "A logarithm of base 10 is 2.3 times smaller."),
            Answer(
                "A NaN or infinite cost.",
                lambda pair: pair.breaks,
                "Both logarithms are defined for the same numbers.",
            ),
        ),
        lesson="All costs are divided by 2.3: another unit, the same neuron. Compare costs only in the same unit.",
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
                "A row times a column is an (m, m) table, and the sum covers all of it.",
            ),
            Answer(
                "The same curve.",
                lambda pair: pair.same_curve,
                "NumPy does align the shapes, but by repeating each along the other.",
            ),
            Answer(
                "The curve starts far above 0.69, and some answers change.",
                lambda pair: pair.start > 2 and not pair.same_answers,
                "The steps use `dZ`, which has not changed.",
            ),
            Answer(
                "A different curve, which starts near 0.69.",
                lambda pair: pair.start <= 2 and not pair.same_curve,
                "The sum has m times as many terms, from the first iteration on.",
            ),
        ),
        lesson="(1, m) times (m, 1) is (m, m): every label meets every image, and no error is raised. The neuron is"
        " still right, since no step uses the cost.",
        where="At the shape of the argument of `np.sum`.",
    ),
    Mistake(
        name="without_m",
        title="The mean forgotten in the gradient",
        changes=(("dw = X @ dZ.T / m", "dw = X @ dZ.T"),),
        level=2,
        answers=falls_or_breaks(
            lower="The rate is in effect m times as high; if that is not too high, it is faster.",
            breaks="The rate is in effect m times as high. Such steps can break the cost but not the answers.",
            one="Long steps overshoot, but they also come back.",
            higher="The minimum is the same, but the steps towards it are m times as long.",
        ),
        lesson="A sum instead of a mean acts like a learning rate m times as high for the weights. A rate that"
        " works for 100 images may then fail for 10,000. The mean avoids this.",
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
                "The curve starts at 0.69, and later a cost is NaN or infinite.",
                lambda pair: abs(pair.start - 1) <= 0.01 and pair.breaks,
                "`m` is in the cost too, so the first cost shows it.",
            ),
            Answer(
                "The curve starts below 0.69.",
                lambda pair: pair.start < 0.99,
                "The sum is divided by less than before, not by more.",
            ),
        ),
        lesson="`len` counts rows, and `Y` has one: so the mean becomes a sum, in the cost and in the gradient. The"
        " first cost shows it: m times 0.69.",
        where="At `m`. Print it once.",
    ),
    Mistake(
        name="no_sigmoid",
        title="The sigmoid forgotten",
        changes=(("    A = sigmoid(w.T @ X + b)\n    cost", "    A = w.T @ X + b\n    cost"),),
        level=2,
        answers=(
            Answer(
                "The first cost is NaN or infinite.",
                lambda pair: pair.wrong.breaks_at == 0,
                "With zero weights the score is 0, and so is `A`.",
            ),
            Answer(
                "A later cost is NaN or infinite.",
                lambda pair: (pair.wrong.breaks_at or 0) > 0,
                "It happens at once: the first score is 0, and `log(0)` is infinite.",
            ),
            Answer(
                "A different curve, which stays finite.",
                lambda pair: not pair.breaks and not pair.same_curve,
                "A straight line can be fitted too, but a negative number has no logarithm.",
            ),
            Answer(
                "The same curve.",
                lambda pair: pair.same_curve,
                "The answers depend only on the sign of the score. But the cost needs a probability.",
            ),
        ),
        lesson="The cost takes the logarithm of a probability, so `A` must lie between 0 and 1; a score need not. The"
        " steps are those of linear regression, and the cost does not fit them.",
        where="At the smallest and the largest `A`.",
    ),
    Mistake(
        name="b_outside",
        title="The bias outside the brackets",
        changes=(("    A = sigmoid(w.T @ X + b)\n    cost", "    A = sigmoid(w.T @ X) + b\n    cost"),),
        level=3,
        answers=(
            Answer(
                "A NaN or infinite cost, and an accuracy changes by more than 5 points.",
                lambda pair: pair.breaks and not pair.close,
                "`A` can leave the range from 0 to 1, and the bias has another effect.",
            ),
            Answer(
                "A NaN or infinite cost, and both accuracies within 5 points.",
                lambda pair: pair.breaks and pair.close,
                "`A` can leave the range from 0 to 1, and the weights can do without a bias.",
            ),
            Answer(
                "The cost stays finite, with both accuracies within 5 points.",
                lambda pair: not pair.breaks and pair.close,
                "A small bias hardly matters, while `A` stays between 0 and 1.",
            ),
            Answer(
                "The cost stays finite, and an accuracy changes by more than 5 points.",
                lambda pair: not pair.breaks and not pair.close,
                "Many weights can do without the bias.",
            ),
        ),
        lesson="With one bracket misplaced, `A` is not a probability: if it leaves the range from 0 to 1, a logarithm"
        " is not finite. The weights keep learning, since the gradient has no logarithm.",
        where="At the smallest and the largest `A`, and at the first NaN or infinite cost, if any.",
    ),
    Mistake(
        name="squared",
        title="The gradient of another cost",
        changes=(("dZ = A - Y", "dZ = (A - Y) * A * (1 - A)"),),
        level=3,
        answers=curve(
            same="It also goes downhill, but this is the slope of the squared error.",
            lower="Every image contributes less: `A * (1 - A)` is at most a quarter.",
            higher="Every image contributes at most a quarter of what it did.",
            breaks="No image contributes more to a step.",
        ),
        lesson="This is the slope of the squared error. It learns little from images that are sure and wrong:"
        " `A * (1 - A)` is nearly 0 there. With the cross-entropy this factor cancels.",
        where="At the gradient and a measured slope of the cost.",
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
                "It learns only from mistakes, and stops when there are none. The cost also counts how sure.",
            ),
            Answer(
                "The cost ends higher, with fewer training images right.",
                lambda pair: pair.higher and pair.train_gap < 0,
                "A higher cost often means more errors. But it counts how sure, not how often.",
            ),
            Answer(
                "The same curve.",
                lambda pair: pair.same_curve,
                "The neuron now learns nothing from an image that is right but unsure.",
            ),
            Answer(
                "A lower end, or a NaN or infinite cost.",
                lambda pair: pair.breaks or pair.lower,
                "A right image adds nothing to a step, so the neuron gets no surer of it.",
            ),
        ),
        lesson="This is the perceptron rule of 1958: it learns only from wrong answers. It may get all training"
        " images right without being sure, but the cost rewards being sure.",
        where="At cost and accuracy together. They measure different things.",
    ),
)
