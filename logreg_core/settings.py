"""One table of hyperparameters, so that a slider, a link and a test can never disagree about a range."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import ArgumentError


@dataclass(frozen=True)
class Setting:
    """A number that a person chooses.

    name: as in code; label and help: as on a page; default, smallest, largest: the range, ends included.
    stops: the values that a slider offers, ascending, where a logarithmic scale suits the setting.
    """

    name: str
    label: str
    help: str
    default: float
    smallest: float
    largest: float
    stops: tuple[float, ...] = ()

    def check(self, value: float) -> float:
        """The value itself. Raises ArgumentError when it is out of range."""
        if not self.smallest <= value <= self.largest:
            raise ArgumentError(
                f"{self.name} must be between {self.smallest:g} and {self.largest:g}. Got {value!r}."
                f" The default is {self.default:g}."
            )
        return value


LEARNING_RATE = Setting(
    name="learning_rate",
    label="Learning rate",
    help="How far each step goes down the slope. Too small: slow. Too large: the steps overshoot the valley.",
    default=0.005,
    smallest=1e-6,
    largest=10.0,
    stops=(0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.003, 0.005, 0.007, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0),
)
ITERATIONS = Setting(
    name="num_iterations",
    label="Iterations",
    help="How many steps of gradient descent to take. Each step looks at every training image once.",
    default=2000,
    smallest=1,
    largest=100_000,
    stops=(1, 10, 20, 50, 100, 200, 500, 1000, 2000, 3000, 5000, 10_000, 20_000, 50_000, 100_000),
)
THRESHOLD = Setting(
    name="threshold",
    label="Threshold",
    help="How sure the neuron must be before it answers with class 1. The textbook uses 0.5.",
    default=0.5,
    smallest=0.0,
    largest=1.0,
)

SETTINGS = {setting.name: setting for setting in (LEARNING_RATE, ITERATIONS, THRESHOLD)}
