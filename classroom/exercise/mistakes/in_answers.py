"""Mistakes after training: in the answers and in the accuracies."""

from __future__ import annotations

from .mistake import Answer, Mistake
from .pair import Pair


def _another_curve(pair: Pair) -> bool:
    return not pair.same_curve


IN_ANSWERS = (
    Mistake(
        name="b_not_used",
        title="The bias forgotten in the answers",
        changes=(
            ("def predict(w, b, X):\n    A = sigmoid(w.T @ X + b)", "def predict(w, b, X):\n    A = sigmoid(w.T @ X)"),
        ),
        level=2,
        answers=(
            Answer(
                "The same curve, and both accuracies within 5 points.",
                lambda pair: pair.same_curve and pair.close,
                "Every score is shifted by b. How many answers change depends on how many scores lie near 0.",
            ),
            Answer(
                "The same curve, both answers are given, and an accuracy changes by more than 5 points.",
                lambda pair: pair.same_curve and not pair.close and not pair.one_answer,
                "Every score is shifted, but only those near 0 change sign.",
            ),
            Answer(
                "The same curve, nearly all images get one answer, and an accuracy changes by more than 5 points.",
                lambda pair: pair.same_curve and not pair.close and pair.one_answer,
                "The bias alone does not decide.",
            ),
            Answer("A different curve.", _another_curve, "`predict` is called after training."),
        ),
        lesson="A missing bias shifts every score by the same amount, and only images near the boundary change sides."
        " So it can pass all tests and show only with other images.",
        where="At the score of an all-black picture: it should be b.",
    ),
    Mistake(
        name="score_over_half",
        title="The sigmoid forgotten in the answers",
        changes=(
            ("def predict(w, b, X):\n    A = sigmoid(w.T @ X + b)", "def predict(w, b, X):\n    A = w.T @ X + b"),
        ),
        level=3,
        answers=(
            Answer(
                "Fewer yes, and both accuracies within 5 points.",
                lambda pair: pair.same_curve and not pair.same_answers and pair.close,
                "A score of 0.5 is a probability of 62 %, so the threshold is a little higher.",
            ),
            Answer(
                "Every image gets the same answer as before.",
                lambda pair: pair.same_curve and pair.same_answers,
                "It would with `A > 0`. The difference matters only for scores between 0 and 0.5.",
            ),
            Answer(
                "An accuracy changes by more than 5 points.",
                lambda pair: pair.same_curve and not pair.same_answers and not pair.close,
                "For that, many images must lie between 50 % and 62 %.",
            ),
            Answer("A different curve.", _another_curve, "`predict` is called after training."),
        ),
        lesson="A score over 0.5 is a probability over 62 %, so a yes below that becomes a no. The effect depends on"
        " how many images lie between.",
        where="At the share of yes among the answers and among the labels.",
    ),
    Mistake(
        name="inverted",
        title="Smaller instead of greater",
        changes=(("(A > 0.5)", "(A < 0.5)"),),
        level=1,
        answers=(
            Answer(
                "The same curve, and every answer changes.",
                lambda pair: pair.same_curve and pair.other_answers,
                "Every answer is reversed.",
            ),
            Answer(
                "A different curve.",
                _another_curve,
                "Training never calls `predict`.",
            ),
            Answer(
                "The same curve, and only some answers change.",
                lambda pair: pair.same_curve and not pair.same_answers and not pair.other_answers,
                "The condition is reversed for every image.",
            ),
            Answer(
                "The same curve and the same answers.",
                lambda pair: pair.same_curve and pair.same_answers,
                "Only a probability of exactly one half would be the same.",
            ),
        ),
        lesson="Each accuracy is 1 minus what it was. A neuron that is nearly always wrong has learned as much as one"
        " that is nearly always right.",
        where="At any accuracy far below one half.",
    ),
    Mistake(
        name="bar_at_zero",
        title="A threshold of 0",
        changes=(("(A > 0.5)", "(A > 0)"),),
        level=1,
        answers=(
            Answer(
                "The same curve, and yes to every image.",
                lambda pair: pair.same_curve and bool(pair.wrong.train_yes.all() and pair.wrong.test_yes.all()),
                "Every probability is above 0.",
            ),
            Answer(
                "The same curve and the same answers.",
                lambda pair: pair.same_curve and pair.same_answers,
                "0 is the threshold for a score. This is a probability.",
            ),
            Answer(
                "The same curve, and no to every image.",
                lambda pair: pair.same_curve and not (pair.wrong.train_yes.any() or pair.wrong.test_yes.any()),
                "A lower threshold gives more yes, not fewer.",
            ),
            Answer("A different curve.", _another_curve, "Training never calls `predict`."),
        ),
        lesson="A probability is practically never 0, so every answer is yes. Each accuracy is then the share of"
        " class 1, which may look good if class 1 is large.",
        where="At the share of yes.",
    ),
    Mistake(
        name="test_is_train",
        title="Training accuracy reported twice",
        changes=(
            ("test_accuracy = accuracy(test_predicted, Y_test)", "test_accuracy = accuracy(train_predicted, Y_train)"),
        ),
        level=1,
        answers=(
            Answer(
                "The test accuracy changes, and equals the training accuracy to the last digit.",
                lambda pair: pair.test_gap != 0 and pair.wrong.test_accuracy == pair.wrong.train_accuracy,
                "Two names, one number. The true test accuracy can be the same by chance.",
            ),
            Answer(
                "The test accuracy is the same as before.",
                lambda pair: pair.test_gap == 0,
                "The test answers were computed, but not counted.",
            ),
            Answer(
                "The test accuracy changes, and differs from the training accuracy.",
                lambda pair: pair.test_gap != 0 and pair.wrong.test_accuracy != pair.wrong.train_accuracy,
                "Training answers and training labels give the training accuracy, whatever its name.",
            ),
            Answer("A different curve.", _another_curve, "The accuracy is computed after training."),
        ),
        lesson="A line was copied, and not all of its names were changed. Two measures that agree to the last digit"
        " are probably the same one.",
        where="At results that are too good, and at equal numbers.",
    ),
    Mistake(
        name="accuracy_broadcast",
        title="A row minus a column in the accuracy",
        changes=(("np.abs(predicted - Y)", "np.abs(predicted - Y.T)"),),
        level=3,
        answers=(
            Answer(
                "The same curve, and an accuracy changes by more than 5 points.",
                lambda pair: pair.same_curve and not pair.close,
                "Every answer is compared with every label. That has no effect if all answers are the same.",
            ),
            Answer(
                "The same curve, and both accuracies within 5 points.",
                lambda pair: pair.same_curve and pair.close,
                "NumPy does align the shapes, but by repeating each along the other.",
            ),
            Answer(
                "An accuracy below 0 or above 100 %.",
                lambda pair: (
                    min(pair.wrong.train_accuracy, pair.wrong.test_accuracy) < 0
                    or max(pair.wrong.train_accuracy, pair.wrong.test_accuracy) > 1
                ),
                "The table is larger, but its mean still lies between 0 and 1.",
            ),
            Answer("A different curve.", _another_curve, "The accuracy is computed after training."),
        ),
        lesson="(1, m) minus (m, 1) is (m, m): every answer is compared with every label, mostly of other images. If"
        " half of the labels are yes, that gives 50 %; if all answers are the same, the right accuracy.",
        where="At the shape of the argument of `np.mean`.",
    ),
)
