"""What the teacher has put to all: a step or a question, its round, and what may be seen of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from ..errors import ArgumentError
from ..exercise.guesses import QUESTIONS, Guess, Question
from .limits import STEPS
from .own import NAME, Outcome, Own, outcome_of, read_outcome, read_own
from .spread import Spread, as_value, spread_of
from .spread import read as read_spread
from .written import as_text, entries, is_list_of

ROUNDS = 2  # guess, discuss, guess again
_TYPES = {
    "version": (int,),
    "asked": (int,),
    "step": (int, type(None)),
    "question": (str, type(None)),
    "round": (int,),
    "is_frozen": (bool,),
    "is_revealed": (bool,),
    "spreads": (list,),
    "own": (dict, type(None)),
    "outcome": (dict, type(None)),
}


@dataclass(frozen=True)
class Put:
    """What is put.

    version: rises with every click of the teacher. asked: how often something was put; answers name it. spreads: of the
    rounds, once they are revealed. question: a name in `QUESTIONS`, or NAME for ``own``, that of the teacher's own.
    outcome: its right answer, shown with the spreads.
    """

    version: int = 0
    asked: int = 0
    step: int | None = None
    question: str | None = None
    round: int = 1
    is_frozen: bool = False
    is_revealed: bool = False
    spreads: tuple[Spread, ...] = ()
    own: Own | None = None
    outcome: Outcome | None = None

    def next(self, *, step: int | None, question: str | None, own: Own | None = None) -> Put:
        """Something else is put. Raises ArgumentError for a step or a question that there is not."""
        if step is not None and not (type(step) is int and 0 <= step < STEPS):
            raise ArgumentError(f"The steps of a lesson are counted from 0 to {STEPS - 1}, so {step!r:.20} is none.")
        if question is not None and question not in QUESTIONS:
            raise ArgumentError(f"There is no question {question!r:.40}: put one of those in the list.")
        return Put(self.version + 1, self.asked + 1, step, NAME if own else question, own=own)

    def changed(self, **changes: object) -> Put:
        """The same with other values, a version later."""
        return replace(self, version=self.version + 1, **changes)  # type: ignore[arg-type]

    @property
    def asks(self) -> Question | None:
        """The question that is put."""
        if self.own is not None:
            return self.own.question(self.asked)
        return None if self.question is None else QUESTIONS[self.question]

    @property
    def is_open(self) -> bool:
        """Whether answers count."""
        return self.question is not None and not self.is_frozen and not self.is_revealed


def write(put: Put) -> str:
    """As text."""
    return as_text({**asdict(put), "spreads": [as_value(spread) for spread in put.spreads]})


def read(text: str | None) -> Put | None:
    """What was put; None where it is not what `write` writes."""
    value = entries(text, _TYPES)
    if value is None or not is_list_of(value["spreads"], list, most=ROUNDS) or value["round"] not in (1, ROUNDS):
        return None
    own = read_own(value["own"])
    if value["question"] not in (None, *QUESTIONS, NAME) or (value["question"] == NAME) != (own is not None):
        return None
    spreads = [spread for each in value["spreads"] if (spread := read_spread(each)) is not None]
    put = Put(**{**value, "spreads": tuple(spreads), "own": own, "outcome": None})
    return replace(put, outcome=read_outcome(put.asks, value["outcome"]))


def revealed(put: Put, spreads: tuple[Spread, ...], outcome: Outcome | None) -> Put:
    """The same with its spreads, and the right answer where it is known: to a question of her own by the teacher."""
    question = put.asks
    if question is None:
        return put
    if put.own is not None and put.own.right is not None:
        outcome = Outcome(question.name, put.own.answers[put.own.right])
    return put.changed(
        is_revealed=True, spreads=put.spreads or spreads, outcome=outcome_of(question, outcome) or put.outcome
    )


def write_answer(put: Put, guess: Guess, before: str | None) -> str:
    """A member's guesses of this question, by rounds, with the one of this round."""
    guesses = {**read_answer(put, before), put.round: guess}
    rounds = {str(each): list(said) if isinstance(said, tuple) else said for each, said in guesses.items()}
    return as_text({"asked": put.asked, "1": rounds.get("1"), "2": rounds.get("2")})


_ANSWER = {"asked": (int,), **dict.fromkeys(("1", "2"), (str, float, list, type(None)))}


def read_answer(put: Put, text: str | None) -> dict[int, Guess]:
    """The guesses of a member by rounds; none where they are those of an earlier question, or cannot be read."""
    value = entries(text, _ANSWER)
    question, found = put.asks, {}
    if value is None or value["asked"] != put.asked or question is None:
        return {}
    for each in range(1, put.round + 1):
        if value[str(each)] is not None:
            try:
                found[each] = question.read(value[str(each)])
            except ArgumentError:
                continue
    return found


def spreads_of(put: Put, answers: Mapping[int, dict[int, Guess]]) -> tuple[Spread, ...]:
    """The spreads of the rounds so far. answers: by members, as `read_answer` reads them."""
    question = put.asks
    if question is None:
        return ()
    return tuple(
        spread_of(question, [each[turn] for each in answers.values() if turn in each])
        for turn in range(1, put.round + 1)
    )
