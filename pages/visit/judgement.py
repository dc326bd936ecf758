"""The current model's answers on the current dataset."""

from __future__ import annotations

from logreg_core.evaluate import Judged

from . import data, model
from .findings import crossed
from .store import Recall

_judged: Recall[Judged] = Recall("judged", reset_on={"neuron"})


def judged() -> Judged | None:
    """Return the answers with the scores of all images, cached; None without a model that can read the images."""
    classifier, dataset = model.classifier(), data.dataset()
    if classifier is None or classifier.image_shape != dataset.image_shape:
        return None
    z = crossed.of(classifier, dataset)
    held = _judged.of(classifier, dataset, z is None)
    if held is None:
        held = Judged(classifier, dataset)
        if z is not None:
            held.hold_crossed(z)
        _judged.remember(held, classifier, dataset, z is None)
    return held
