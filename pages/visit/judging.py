"""How the model is judged on Evaluate, Calibration and Card."""

from __future__ import annotations

from logreg_core.card import LIMITS, PURPOSE
from logreg_core.evaluate import Judged

from . import data, model, results
from .store import Field, Slot

EVALUATED_PART = "evaluate.part"
CROSSED = "crossed"
CONFUSION = "evaluate.confusion"
CELL_GALLERY = "evaluate.cell"
FALSE_ALARM_COST = "evaluate.false_alarm_cost"
MISS_COST = "evaluate.miss_cost"
CALIBRATED_PART = "calibration.part"
used_share: Field[int | None] = Field("calibration.used_share", None, until={"dataset"})
SHIFTED_CHART = "calibration.shifted"
CARD = {
    "author": Field("card.author", ""),
    "purpose": Field("card.purpose", PURPOSE),
    "limits": Field("card.limits", LIMITS),
}
_judged: Slot[Judged | None] = Slot("judged", None, until={"model"})
_open_cell: Slot[tuple[int, int] | None] = Slot("open_cell", None, until={"model"})
_cell_image: Slot[int | None] = Slot("cell_image", None, until={"model"})


def said_on_card() -> dict[str, str]:
    """What the visitor says of the model: who made it, what it is for, and what it must not be used for."""
    return {name: field.get() for name, field in CARD.items()}


def judged() -> Judged | None:
    """What the model in hand says about the dataset in hand; None without a model that can read its images."""
    classifier, dataset = model.classifier(), data.dataset()
    if classifier is None or classifier.image_shape != dataset.image_shape:
        return None
    held = _judged.get()
    if held is None or held.classifier is not classifier or held.dataset is not dataset:
        held = Judged(classifier, dataset)
        _judged.set(held)
    if "crossed" not in held.z and (z := results.found(CROSSED, (classifier.checksum,))) is not None:
        held.hold_crossed(z)
    return held


def open_cell() -> tuple[int, int] | None:
    """The cell of the confusion matrix whose photos are shown, as (truth, answer); None until one is opened."""
    return _open_cell.get()


def open_the_cell(truth: int, answer: int) -> None:
    """Show the photos behind this cell."""
    _open_cell.set((truth, answer))
    _cell_image.let_go()


def close_cell() -> None:
    """Forget which cell was open, and which of its photos was looked at."""
    _open_cell.let_go()
    _cell_image.let_go()


def cell_image() -> int | None:
    """The position of the photo that is looked at, in the part that is judged; None until one is picked."""
    return _cell_image.get()


def pick_cell_image(position: int) -> None:
    """Look at this photo of the open cell."""
    _cell_image.set(position)
