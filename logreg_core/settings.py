"""The table of hyperparameters: name, default, range and help of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Real

from .errors import ArgumentError

LOOK_EVERY = 10  # iterations between two checks of the validation cost by early stopping


@dataclass(frozen=True)
class Setting:
    """A number that a person chooses.

    name: in code. label, help: on pages. default, smallest, largest: the range, ends included. stops: the values of a
    slider, ascending. whole: whether only whole numbers are valid. names: of the stops, if the numbers are codes.
    """

    name: str
    label: str
    help: str
    default: float
    smallest: float
    largest: float
    stops: tuple[float, ...] = ()
    whole: bool = False
    names: tuple[str, ...] = ()

    def allows(self, value: float) -> bool:
        """Whether this is a number in the range, and whole if required."""
        if not isinstance(value, Real) or isinstance(value, bool):
            return False
        return self.smallest <= value <= self.largest and not (self.whole and value != int(value))

    def check(self, value: float) -> float:
        """Return the value as an int if it must be whole, else as a float.

        Raises ArgumentError if it is no number, out of range, or a fraction instead of a whole number.
        """
        if not self.allows(value):
            kind = "a whole number " if self.whole else ""
            raise ArgumentError(
                f"{self.name} must be {kind}between {self.smallest:g} and {self.largest:g}. Got {value!r}."
                f" The default is {self.default:g}."
            )
        return int(value) if self.whole else float(value)

    def words(self, value: float) -> str:
        """Return a valid value in words: its name or the number."""
        return self.names[int(value)] if self.names else f"{value:,g}"


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
    help="How many steps of gradient descent to take. Each step looks at all training images, unless you choose fewer.",
    default=2000,
    smallest=1,
    largest=100_000,
    stops=(1, 10, 20, 50, 100, 200, 500, 1000, 2000, 3000, 5000, 10_000, 20_000, 50_000, 100_000),
    whole=True,
)
L2 = Setting(
    name="l2",
    label="Penalty on large weights (L2)",
    help="Adds l2/2 times the sum of all squared weights to the cost, so that weights stay small. 0: no penalty.",
    default=0.0,
    smallest=0.0,
    largest=10.0,
    stops=(0.0, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0),
)
MOMENTUM = Setting(
    name="momentum",
    label="Momentum",
    help="How much of the last step is added to the next one, as with a ball that rolls. 0: nothing is added.",
    default=0.0,
    smallest=0.0,
    largest=0.99,
    stops=(0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99),
)
BATCH_SIZE = Setting(
    name="batch_size",
    label="Batch size",
    help="A step that looks at a few images is cheap and shaky (mini-batches). 0: every step looks at all of them.",
    default=0,
    smallest=0,
    largest=100_000,
    stops=(0, 1, 4, 16, 32, 64, 128),
    whole=True,
)
PATIENCE = Setting(
    name="patience",
    label="Patience",
    help="Early stopping: set some training images aside as a validation set, look at their cost every"
    f" {LOOK_EVERY} iterations and at the end, and stop after so many looks in a row without a new best one. 0: never"
    " stop early.",
    default=0,
    smallest=0,
    largest=1000,
    stops=(0, 1, 2, 5, 10, 20, 50),
    whole=True,
)
VALIDATION = Setting(
    name="validation_share",
    label="Validation set",
    help="The share of the training images that early stopping sets aside. It never touches the test images.",
    default=0.2,
    smallest=0.05,
    largest=0.5,
    stops=(0.05, 0.1, 0.2, 0.3, 0.4, 0.5),
)
SEED = Setting(
    name="seed",
    label="Seed",
    help="Draws the mini-batches and the validation set. The same seed gives the same run.",
    default=0,
    smallest=0,
    largest=9999,
    stops=(0, 1, 2, 3, 4, 5),
    whole=True,
)
AS_THEY_ARE, CENTRED, STANDARDISED = 0, 1, 2
INPUTS = Setting(
    name="inputs",
    label="Inputs",
    help="Centred: the mean training image is subtracted. Standardised: each pixel is divided by its standard deviation"
    " too. Steps can then be longer.",
    default=AS_THEY_ARE,
    smallest=AS_THEY_ARE,
    largest=STANDARDISED,
    stops=(AS_THEY_ARE, CENTRED, STANDARDISED),
    whole=True,
    names=("as they are", "centred", "standardised"),
)
THRESHOLD = Setting(
    name="threshold",
    label="Threshold",
    help="How sure the neuron must be before it answers with class 1. The textbook uses 0.5.",
    default=0.5,
    smallest=0.0,
    largest=1.0,
)

RUN_SETTINGS = (LEARNING_RATE, ITERATIONS, L2, MOMENTUM, BATCH_SIZE, PATIENCE, VALIDATION, SEED, INPUTS)
"""What decides how a run on a dataset goes."""

SILENT = (INPUTS.name,)
"""Settings that a recipe names only where they are not at their defaults: files and digests from before know none."""

SETTINGS = {setting.name: setting for setting in (*RUN_SETTINGS, THRESHOLD)}


def in_force(settings: Mapping[str, float]) -> dict[str, str]:
    """What decided a training, in words: the label of each setting and what it says.

    settings: by their names; a name that is not in SETTINGS is its own label. 0 images in a batch are all of them, and
    a patience of 0 is no early stopping. Left out is what decided nothing: the validation set without early stopping,
    the seed where there is neither that nor a mini-batch, and inputs as they are.
    """
    early, batches = settings.get(PATIENCE.name), settings.get(BATCH_SIZE.name)
    idle = {VALIDATION.name: not early, SEED.name: not early and not batches}
    idle |= {name: not settings.get(name) for name in SILENT}
    return {
        SETTINGS[name].label if name in SETTINGS else name: _says(name, value)
        for name, value in settings.items()
        if not idle.get(name)
    }


def _says(name: str, value: float) -> str:
    if name in SETTINGS and SETTINGS[name].names:
        return SETTINGS[name].words(value)
    if not value and name in (BATCH_SIZE.name, PATIENCE.name):
        return "all" if name == BATCH_SIZE.name else "no early stopping"
    return f"{value:,g}" if isinstance(value, float) else f"{value:,}"
