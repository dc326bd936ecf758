"""Mistakes after the training: in the answers, and in how they are counted."""

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
                "Every score is shifted by b. How many images change sides depends on how many lie near 0.",
            ),
            Answer(
                "The same curve, both answers are given, and an accuracy moves by more than 5 points.",
                lambda pair: pair.same_curve and not pair.close and not pair.one_answer,
                "Every score is shifted, but only those near 0 change sides.",
            ),
            Answer(
                "The same curve, nearly all images get one answer, and an accuracy moves by more than 5 points.",
                lambda pair: pair.same_curve and not pair.close and pair.one_answer,
                "The bias alone does not decide.",
            ),
            Answer("Another curve.", _another_curve, "`predict` is called when the training is over."),
        ),
        lesson="A missing bias shifts every score by the same amount, and only images near the boundary change sides."
        " So it can pass all tests, and come to light with other images.",
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
                "A score of 0.5 is a probability of 62 %, so the bar is a little higher.",
            ),
            Answer(
                "Every image gets the same answer as before.",
                lambda pair: pair.same_curve and pair.same_answers,
                "It would with `A > 0`. The bar at a score of 0.5 matters only if an image lies between.",
            ),
            Answer(
                "An accuracy moves by more than 5 points.",
                lambda pair: pair.same_curve and not pair.same_answers and not pair.close,
                "Many images must lie between 50 % and 62 % for that.",
            ),
            Answer("Another curve.", _another_curve, "`predict` is called when the training is over."),
        ),
        lesson="A score over 0.5 is a probability over 62 %, so a yes with less becomes a no. Whether that shows"
        " depends on how many images are so unsure.",
        where="At the share of yes, beside that of the labels.",
    ),
    Mistake(
        name="inverted",
        title="Smaller instead of greater",
        changes=(("(A > 0.5)", "(A < 0.5)"),),
        level=1,
        answers=(
            Answer(
                "The same curve, and what was right is wrong.",
                lambda pair: pair.same_curve and pair.other_answers,
                "Every answer is turned round.",
            ),
            Answer(
                "Another curve.",
                _another_curve,
                "Training never asks `predict`.",
            ),
            Answer(
                "The same curve, and only some answers change.",
                lambda pair: pair.same_curve and not pair.same_answers and not pair.other_answers,
                "Each probability that was above one half is not below it, and the other way round.",
            ),
            Answer(
                "The same curve and the same answers.",
                lambda pair: pair.same_curve and pair.same_answers,
                "Only a probability of exactly one half would be the same.",
            ),
        ),
        lesson="Each accuracy is 1 minus what it was. A neuron that is nearly always wrong knows as much as one that is"
        " nearly always right.",
        where="At any accuracy far below one half.",
    ),
    Mistake(
        name="bar_at_zero",
        title="The bar at 0",
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
                "0 is where yes begins for a score. This is a probability.",
            ),
            Answer(
                "The same curve, and no to every image.",
                lambda pair: pair.same_curve and not (pair.wrong.train_yes.any() or pair.wrong.test_yes.any()),
                "A lower bar is easier to pass.",
            ),
            Answer("Another curve.", _another_curve, "Training never asks `predict`."),
        ),
        lesson="A sigmoid is never quite 0, so everything passes. Each accuracy is then the share of class 1, which"
        " may look good where there are many of it.",
        where="At the share of yes.",
    ),
    Mistake(
        name="test_is_train",
        title="The training images counted twice",
        changes=(
            ("test_accuracy = accuracy(test_predicted, Y_test)", "test_accuracy = accuracy(train_predicted, Y_train)"),
        ),
        level=1,
        answers=(
            Answer(
                "The test accuracy changes, and is the training accuracy, digit by digit.",
                lambda pair: pair.test_gap != 0 and pair.wrong.test_accuracy == pair.wrong.train_accuracy,
                "Two names, one number. It can also be what the test accuracy was before.",
            ),
            Answer(
                "The test accuracy is the same as before.",
                lambda pair: pair.test_gap == 0,
                "The test images were judged. Nobody counted them.",
            ),
            Answer(
                "The test accuracy changes, and is not the training accuracy.",
                lambda pair: pair.test_gap != 0 and pair.wrong.test_accuracy != pair.wrong.train_accuracy,
                "Answers to training images and their labels give the training accuracy, whatever it is called.",
            ),
            Answer("Another curve.", _another_curve, "What is counted at the end changes no step."),
        ),
        lesson="A line was copied, and one of its two names changed. Two measures that agree to the last digit are one"
        " measure.",
        where="At results that are too good, and at numbers that are equal.",
    ),
    Mistake(
        name="accuracy_broadcast",
        title="A row minus a column in the accuracy",
        changes=(("np.abs(predicted - Y)", "np.abs(predicted - Y.T)"),),
        level=3,
        answers=(
            Answer(
                "The same curve, and an accuracy moves by more than 5 points.",
                lambda pair: pair.same_curve and not pair.close,
                "Every answer meets every label. That is no matter where all answers are the same.",
            ),
            Answer(
                "The same curve, and both accuracies within 5 points.",
                lambda pair: pair.same_curve and pair.close,
                "NumPy does line up shapes, but by repeating each along the other.",
            ),
            Answer(
                "An accuracy below 0 or above 100 %.",
                lambda pair: (
                    min(pair.wrong.train_accuracy, pair.wrong.test_accuracy) < 0
                    or max(pair.wrong.train_accuracy, pair.wrong.test_accuracy) > 1
                ),
                "The table is larger, but its mean still lies between 0 and 1.",
            ),
            Answer("Another curve.", _another_curve, "The accuracy is counted when the training is over."),
        ),
        lesson="(1, m) minus (m, 1) is (m, m): every answer meets every label, most of them of other images. With half"
        " of the labels yes, that gives one half; with the same answer to every image, the right accuracy.",
        where="At the shape of what goes into `np.mean`.",
    ),
)
