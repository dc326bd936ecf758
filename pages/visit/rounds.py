"""The rounds that the visitor plays against the neuron."""

from __future__ import annotations

from .store import Slot

answers: Slot[dict[str, tuple[int, ...]]] = Slot("you.answers", {}, until={"neuron"})  # 0 or 1, of each that is over
seed = Slot("you.seed", 0, until={"dataset"})  # of the round that is played
