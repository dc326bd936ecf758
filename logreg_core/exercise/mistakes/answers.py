"""What may be seen of a mistake, and answers that several of them share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .pair import Pair


@dataclass(frozen=True)
class Answer:
    """Something that may be seen.

    text: the statement. holds: whether it is true of two runs. tempting: why one may believe it where it is not true.
    """

    text: str
    holds: Callable[[Pair], bool]
    tempting: str


def curve(*, same: str, lower: str, higher: str, breaks: str) -> tuple[Answer, ...]:
    """Four answers about the curve, of which one is always true; each with why it is tempting."""
    return (
        Answer("The same curve as before.", lambda pair: pair.same_curve, same),
        Answer("Another curve, which ends lower.", lambda pair: pair.lower, lower),
        Answer("Another curve, which ends higher.", lambda pair: pair.higher, higher),
        Answer("A cost that is not a number.", lambda pair: pair.breaks, breaks),
    )


def verdict(*, worse: str, close: str, better: str, trained: str) -> tuple[Answer, ...]:
    """Four answers about the test images, of which one is always true; each with why it is tempting."""

    def untouched(pair: Pair) -> bool:
        return pair.same_curve and bool((pair.right.train_yes == pair.wrong.train_yes).all())

    return (
        Answer(
            "The same curve, and the test accuracy falls by more than 5 points.",
            lambda pair: untouched(pair) and pair.test_gap < 0 and not pair.close,
            worse,
        ),
        Answer(
            "The same curve, and the test accuracy moves by 5 points at the most.",
            lambda pair: untouched(pair) and pair.close,
            close,
        ),
        Answer(
            "The same curve, and the test accuracy rises by more than 5 points.",
            lambda pair: untouched(pair) and pair.test_gap > 0 and not pair.close,
            better,
        ),
        Answer("Another curve, or other answers to training images.", lambda pair: not untouched(pair), trained),
    )


def falls_or_breaks(*, lower: str, breaks: str, one: str, higher: str) -> tuple[Answer, ...]:
    """Four answers about steps that are longer; each with why it is tempting."""

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


UPHILL = (
    Answer(
        "The cost climbs above its start, and nearly all images get the same answer.",
        lambda pair: pair.climbs and pair.one_answer,
        "Who walks uphill gets ever surer of what is wrong.",
    ),
    Answer(
        "The curve and the answers are the same as before.",
        lambda pair: pair.same_curve and pair.same_answers,
        "A valley has two sides, but from beside it only one direction leads down.",
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
