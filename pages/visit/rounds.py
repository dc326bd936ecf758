"""The rounds that the visitor plays against the neuron."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta

from classroom.untrusted import Value

from . import model
from .persistence import Held, Plain
from .store import Slot

MAX_ROUNDS = 100  # stored rounds
MAX_PICTURES = 1000  # pictures of a round, and characters of its name

answers: Slot[dict[str, tuple[int, ...]]] = Slot(
    "you.answers", {}, reset_on={"neuron"}
)  # 0 or 1, of each finished round
seed = Slot("you.seed", 0, reset_on={"dataset"})  # of the current round


class _Rounds(Value, frozen=True):
    seed: Annotated[int, Meta(ge=0, le=10**6)]
    answers: Annotated[
        dict[
            Annotated[str, Meta(max_length=MAX_PICTURES)], Annotated[list[Literal[0, 1]], Meta(max_length=MAX_PICTURES)]
        ],
        Meta(max_length=MAX_ROUNDS),
    ]


def _held() -> dict[str, Any]:
    values = {"seed": seed.get(), "answers": {name: list(each) for name, each in answers.get().items()}}
    return values if values["seed"] or values["answers"] else {}


def _take(values: dict[str, Any]) -> None:
    if model.classifier() is not None:
        seed.set(values["seed"])
        answers.set({name: tuple(each) for name, each in values["answers"].items()})


Held("hand_rounds", {}, _held, _take, keep=Plain(_Rounds, of="tab"))
