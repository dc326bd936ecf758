"""Results of long computations on the current dataset, with their settings. A reload keeps both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Annotated, Any, TypeVar

import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from classroom.lessons import PLACES
from logreg_core import ArgumentError, Dataset
from logreg_core.descent import Combination
from logreg_core.experiments import Leaks, LearningCurve, Memorisation, PenaltyPath, PixelsUsed, RandomWeights, Resplits
from logreg_core.experiments.features import Finding as OnFeatures
from logreg_core.experiments.leaks import ALIKE
from logreg_core.explain import Absence
from logreg_core.settings import L2, LEARNING_RATE
from pages.persistence import finding_of, pack_finding

from . import data
from .persistence import Held, Packed, Plain, mark
from .store import Field, Recall, Slot, marks_of

T = TypeVar("T")
Made = tuple[tuple[object, ...], Any]  # (digest of the dataset, fingerprint of the inputs), result


class Finding(Recall[T]):
    """The result of a long computation on a dataset.
    name: unique among the findings. what: the name on a page, as "the sweep".
    """

    def __init__(self, name: str, what: str) -> None:
        self.what = what
        keep = Packed(what, mark=self._mark, freeze=self._frozen, pack=self._pack, take=self._take)
        super().__init__(name, keep=keep)
        FINDINGS.append(self)

    def of(self, *inputs: object) -> T | None:
        """Return the result with these inputs, one of which is the dataset; None if it was computed with others, or not
        at all.
        """
        return super().of(*_about(inputs))

    def remember(self, value: T, *inputs: object) -> None:
        """Store the result with these inputs; it replaces the one before."""
        super().remember(value, *_about(inputs))

    def _mark(self, held: Made) -> str:
        """Return the fingerprint; empty if the result belongs to another dataset."""
        of, inputs = held[0]
        return str(inputs) if of == data.dataset().digest else ""

    def _frozen(self, held: Made) -> tuple[Made, Dataset]:
        return held, data.dataset()

    def _pack(self, frozen: tuple[Made, Dataset]) -> bytes:
        (about, finding), dataset = frozen
        return pack_finding(self.name, finding, dataset, str(about[1]))

    def _take(self, brought: bytes) -> None:
        dataset = data.dataset()
        finding, inputs = finding_of(self.name, brought, dataset)
        super().remember(finding, dataset.digest, inputs)


def _about(inputs: Sequence[object]) -> tuple[str, str]:
    (dataset,) = (each for each in inputs if isinstance(each, Dataset))
    return dataset.digest, mark(*marks_of(inputs))


class Choice(Field[T]):
    """The value of a control of a long computation: one value, a list, or a tuple of the lowest and the highest.
    empty: the default. allows: returns whether a value is valid.
    """

    def __init__(self, name: str, empty: T, allows: Callable[[Any], bool]) -> None:
        super().__init__(name, empty)
        self.allows = allows
        CHOICES.append(self)

    def bring(self, value: Any) -> None:
        """Restore the untrusted value from a browser. Raises ArgumentError."""
        kind: Any = type(self.empty)
        values: Any = value if kind in (tuple, list) else [value]
        fits = isinstance(values, list) and all(not isinstance(each, list) and self.allows(each) for each in values)
        if not fits or (kind is tuple and len(values) != 2) or (kind is list and len({*values}) < len(values)):
            raise ArgumentError(f"{self.name} must be what can be chosen there. Got {value!r:.60}.")
        chosen: Any = value if kind is not tuple else (min(values), max(values))
        self.set(chosen)


FINDINGS: list[Finding[Any]] = []
CHOICES: list[Choice[Any]] = []
MAX_CHOSEN = 6  # values at once
RUNS = (20, 50, 100, 200)  # of an experiment
SWAPPED = (0.0, 0.1, 0.2)  # of the training labels
FOLDS = (3, 5, 10)  # of a sweep

under_way: Slot[str] = Slot("finding_under_way", "")  # the name of the finding that is being computed
interrupted: Slot[str] = Slot("finding_interrupted", "")  # of one that ended with its visit or server

sweep: Finding[list[Combination]] = Finding("sweep", "the sweep")
features: Finding[list[OnFeatures]] = Finding("features", "the comparison of representations")
resplits: Finding[Resplits] = Finding("resplits", "the new divisions")
resplits_features: Finding[Resplits] = Finding("resplits_features", "the new divisions")
memorisation: Finding[Memorisation] = Finding("memorisation", "the shuffled labels")
learning_curve: Finding[LearningCurve] = Finding("learning_curve", "the learning curve")
leaks: Finding[Leaks] = Finding("leaks", "the photos that are there twice")
pixels_used: Finding[PixelsUsed] = Finding("pixels_used", "the pixels used")
penalty_path: Finding[PenaltyPath] = Finding("penalty_path", "the penalty's path")
random_weights: Finding[RandomWeights] = Finding("random_weights", "the best of many")
absence: Finding[Absence] = Finding("absence", "the neurons without one image each")
crossed: Finding[NDArray[np.float64]] = Finding("crossed", "the scores of images that were held out")

One = bool | int | float | str
Chosen = One | Annotated[list[One], Meta(max_length=MAX_CHOSEN)]


def _choices() -> dict[str, Any]:
    return {each.name: each.get() for each in CHOICES if each.get() != each.empty}


def _choose_again(brought: dict[str, Any]) -> None:
    for each in CHOICES:
        if each.name in brought:
            with suppress(ArgumentError):  # an older version of the app allowed it
                each.bring(brought[each.name])


def _interrupted(name: str) -> None:
    if name in [each.name for each in FINDINGS]:
        interrupted.set(name)


Held("hand_choices", {}, _choices, _choose_again, keep=Plain(dict[str, Chosen], of="tab"))
Held("hand_under_way", "", under_way.get, _interrupted, keep=Plain(str, of="tab"))

rates = Choice("sweep.rates", (0.0005, 0.05), LEARNING_RATE.stops.__contains__)  # the lowest and the highest
penalties = Choice("sweep.penalties", [0.0, 0.01, 0.1], L2.stops.__contains__)
folds = Choice("sweep.folds", 5, FOLDS.__contains__)
experiment = Choice("experiments.which", "New divisions", [*PLACES["experiments"].values()].__contains__)
splits = Choice("experiments.splits", 50, RUNS.__contains__)
shuffles = Choice("experiments.shuffles", 100, RUNS.__contains__)
swapped = Choice("experiments.swapped", 0.0, SWAPPED.__contains__)
alike = Choice("experiments.alike", ALIKE, lambda likeness: isinstance(likeness, float) and 0.9 <= likeness <= 1)
