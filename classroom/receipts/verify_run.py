"""Train the run of a receipt again by its recipe, and compare the two neurons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from logreg_core.classifier import Classifier
from logreg_core.data.dataset import Dataset
from logreg_core.errors import Cancelled, LogregError
from logreg_core.experiments.features import compare
from logreg_core.recipe import Made, Minimum, Recipe, Unrepeatable
from logreg_core.sources.catalog import CATALOG
from logreg_core.training import Training
from logreg_core.words import percent

from .finding import LATE, Finding, Progress, confirmed, refuted, unknown
from .receipt import Run

Load = Callable[[str], Dataset]  # returns a built-in dataset by its key; may raise a LogregError
COMPARED: dict[
    str, tuple[str, Callable[[Any], str]]
] = {  # equal for the same neuron and images: the label, and the format of the value
    "iteration": ("weights of iteration", str),
    "dataset_name": ("dataset", str),
    "learned_from": ("images to learn from", str),
    "tested_on": ("images to test", str),
    "cut_bursts": ("bursts in both parts", str),
    "train_accuracy": ("training images right", percent),
    "test_accuracy": ("test images right", percent),
}


def verify_run(run: Run, load: Load, progress: Progress) -> Finding:
    """Train the run again on its built-in dataset, and compare the checksums, then all other values.

    The iterations are limited by the settings, and `progress` can stop it.
    """
    if isinstance(run.made, Unrepeatable):
        return unknown(f"The run cannot be trained again, because {run.made.why}.")
    if not run.dataset:
        return unknown("The dataset is the visitor's own. Only runs on built-in datasets can be trained again.")
    if run.dataset not in CATALOG:
        return unknown(f"This server has no dataset {run.dataset!r}.")
    try:
        dataset = load(run.dataset)
        if dataset.digest != run.dataset_digest:
            return unknown(f"On this server, the dataset {run.dataset!r} has different images or labels.")
        neuron, settled = _trained(run.made, dataset, progress)
    except Cancelled:
        return unknown(LATE)
    except LogregError as problem:
        return unknown(str(problem))
    if neuron is None:
        return refuted("Trained again, the run diverges: there is no neuron.")
    if neuron.checksum != run.checksum and not settled:
        return unknown(
            f"Trained again, the weights are {neuron.checksum}, not {run.checksum}. With such long steps, or"
            " such settings, two computers may differ."
        )
    return _compared(run, Run.of(replace(neuron, threshold=run.threshold), dataset, run.dataset))


def _trained(made: Made, dataset: Dataset, progress: Progress) -> tuple[Classifier | None, bool]:
    """The neuron, if any, and whether it is the same on every computer."""
    if isinstance(made, Minimum):
        results = compare(dataset, [made.representation], strengths=[made.l2], folds=2, progress=progress)
        return (results[0].classifier if results else None), True
    assert isinstance(made, Recipe)
    training = Training.begin(dataset, made)
    training.finish(progress)
    return training.classifier, training.settled


def _compared(run: Run, again: Run) -> Finding:
    if run.checksum != again.checksum:
        return refuted(f"Trained again, the weights are {again.checksum}; the receipt says {run.checksum}.")
    for name, (label, shown) in COMPARED.items():
        result, claim = getattr(again, name), getattr(run, name)
        if abs(result - claim) > 1e-9 if isinstance(result, float) else result != claim:
            return refuted(f"The weights are the same, but {label}: {shown(result)}; the receipt says {shown(claim)}.")
    return confirmed(f"Trained again: the same weights ({again.checksum}) and the same scores.")
