"""How a neuron was made: a recipe that can be repeated, the exact minimum, or the reason why there is no recipe."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Self

from .errors import ArgumentError
from .representation import check_representation
from .settings import (
    BATCH_SIZE,
    INPUTS,
    ITERATIONS,
    L2,
    LEARNING_RATE,
    MOMENTUM,
    PATIENCE,
    RUN_SETTINGS,
    SEED,
    SILENT,
    VALIDATION,
    in_force,
)

CHANGED = {LEARNING_RATE.name: "the learning rate", L2.name: "the penalty", MOMENTUM.name: "the momentum"}
BROUGHT_IN = "the weights were brought in"
GOAL_UNKNOWN = "it was saved without the number of iterations that the run was to take"
ON_THE_WAY = "it was taken on the way of a run with early stopping, which keeps the weights of another iteration"
OWN_CODE = "it was trained by a learner's own code"
PAINTED = "the weights were painted by hand"
BEGUN_PAINTED = "the descent began at weights that were painted by hand"
BEGUN_ELSEWHERE = "the descent began at the weights of another neuron"


def changed_on_the_way(names: Iterable[str]) -> str:
    """Return why a run with these settings changed on the way has no recipe. Names as in CHANGED."""
    *others, last = (CHANGED[name] for name in names)
    return f"{', '.join(others)} and {last} were changed on the way" if others else f"{last} was changed on the way"


RATE_CHANGED = changed_on_the_way([LEARNING_RATE.name])


class Made(ABC):
    """How a neuron was made. Holds no dataset and no classifier, so that a classifier can hold it.

    representation: the neuron's input, a name in `representation`.
    """

    representation: str

    @property
    @abstractmethod
    def settings(self) -> dict[str, float]:
        """The known settings, by name."""

    @property
    @abstractmethod
    def words(self) -> dict[str, str]:
        """The label and value of each setting that decided the training."""


@dataclass(frozen=True)
class Recipe(Made):
    """How a neuron is trained: the settings of a run, as the table in `settings` explains them, with its defaults.

    num_iterations: the goal; early stopping may end a run before it, and keeps the weights of an iteration before that.
    representation: the neuron's input, a name in `representation`.

    Raises ArgumentError when a value is out of range.
    """

    learning_rate: float = LEARNING_RATE.default
    num_iterations: int = int(ITERATIONS.default)
    l2: float = L2.default
    momentum: float = MOMENTUM.default
    batch_size: int = int(BATCH_SIZE.default)
    patience: int = int(PATIENCE.default)
    validation_share: float = VALIDATION.default
    seed: int = int(SEED.default)
    inputs: int = int(INPUTS.default)
    representation: str = "pixels"

    def __post_init__(self) -> None:
        for setting in RUN_SETTINGS:
            object.__setattr__(self, setting.name, setting.check(getattr(self, setting.name)))
        check_representation(self.representation)

    @classmethod
    def of(cls, settings: Mapping[str, float], representation: str = "pixels") -> Self:
        """The recipe with these settings, by their names; the others are at their defaults.

        Raises ArgumentError for a name that is not in the table, and for a value that is out of range.
        """
        known = {setting.name: setting for setting in RUN_SETTINGS}
        strangers = sorted(set(settings) - set(known))
        if strangers:
            raise ArgumentError(f"A recipe has the settings {', '.join(known)}. Got {', '.join(strangers):.100}.")
        values = {name: known[name].check(value) for name, value in settings.items()}
        return cls(**values, representation=representation)  # type: ignore[arg-type]

    @property
    def settings(self) -> dict[str, float]:
        """The settings by their names, as links and files keep them; SILENT ones only where they are chosen."""
        every = {each.name: getattr(self, each.name) for each in RUN_SETTINGS}
        return {name: value for name, value in every.items() if value or name not in SILENT}

    @property
    def steps(self) -> dict[str, Any]:
        """The arguments of `Descent` that say how a step is taken."""
        names = ("learning_rate", "l2", "momentum", "seed", "inputs")
        return {name: getattr(self, name) for name in names} | {"batch_size": self.batch_size or None}

    @property
    def words(self) -> dict[str, str]:
        """The label and value of each setting that decides the run."""
        return in_force(self.settings)


@dataclass(frozen=True)
class Minimum(Made):
    """The neuron is the exact minimum of the penalised cost, found without steps.

    l2: the penalty; representation: as in `Recipe`. Raises ArgumentError when one is out of range.
    """

    l2: float
    representation: str = "pixels"

    def __post_init__(self) -> None:
        object.__setattr__(self, "l2", L2.check(self.l2))
        check_representation(self.representation)

    @property
    def settings(self) -> dict[str, float]:
        """The penalty by its name."""
        return {L2.name: self.l2}

    @property
    def words(self) -> dict[str, str]:
        """The penalty, under its label."""
        return in_force(self.settings)


@dataclass(frozen=True)
class Unrepeatable(Made):
    """No recipe leads to the neuron again.

    why: the end of a sentence that begins with "It cannot be trained again, because".
    known: the known settings by name, read-only. representation: as in `Recipe`.
    """

    why: str
    known: Mapping[str, float] = field(default_factory=dict)
    representation: str = "pixels"

    def __post_init__(self) -> None:
        object.__setattr__(self, "known", MappingProxyType(dict(self.known)))
        check_representation(self.representation)

    def __hash__(self) -> int:
        return hash((self.why, *sorted(self.known.items()), self.representation))

    @property
    def settings(self) -> dict[str, float]:
        """The known settings, by name."""
        return dict(self.known)

    @property
    def words(self) -> dict[str, str]:
        """The known settings, and the reason why there is no recipe."""
        return {**in_force(self.known), "Cannot be trained again": self.why}


NO_RECIPE = Unrepeatable(BROUGHT_IN)


def is_painted(made: Made) -> bool:
    """Whether the weights were painted, not trained."""
    return isinstance(made, Unrepeatable) and made.why == PAINTED


def begun_at(start: Made) -> str:
    """Return why a descent that started from such weights has no recipe."""
    return BEGUN_PAINTED if is_painted(start) else BEGUN_ELSEWHERE
