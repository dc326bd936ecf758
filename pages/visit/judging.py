"""How the model is judged on Evaluate, Calibration and Card."""

from __future__ import annotations

import streamlit as st

from logreg_core.card import LIMITS, PURPOSE
from logreg_core.evaluate import Judged

from . import data, model, results, store

EVALUATED_PART = "evaluate.part"
CROSSED = "crossed"
CONFUSION = "evaluate.confusion"
CELL_GALLERY = "evaluate.cell"
FALSE_ALARM_COST = "evaluate.false_alarm_cost"
MISS_COST = "evaluate.miss_cost"
CALIBRATED_PART = "calibration.part"
USED_SHARE = "calibration.used_share"
SHIFTED_CHART = "calibration.shifted"
CARD_AUTHOR = "card.author"
CARD_PURPOSE = "card.purpose"
CARD_LIMITS = "card.limits"


def said_on_card() -> dict[str, str]:
    """What the visitor says of the model: who made it, what it is for, and what it must not be used for."""
    fields = {"author": (CARD_AUTHOR, ""), "purpose": (CARD_PURPOSE, PURPOSE), "limits": (CARD_LIMITS, LIMITS)}
    return {name: st.session_state.get(key, default) for name, (key, default) in fields.items()}


def judged() -> Judged | None:
    """What the model in hand says about the dataset in hand; None without a model that can read its images."""
    classifier, dataset = model.classifier(), data.dataset()
    if classifier is None or classifier.image_shape != dataset.image_shape:
        return None
    held: Judged | None = store.get("judged")
    if held is None or held.classifier is not classifier or held.dataset is not dataset:
        held = Judged(classifier, dataset)
        store.put("judged", held)
    if "crossed" not in held.z and (z := results.found(CROSSED, (classifier.digest,))) is not None:
        held.hold_crossed(z)
    return held


def choose_used_share(percentage: int) -> None:
    """Say how many of 100 images are of class 1 where the model is used."""
    st.session_state[USED_SHARE] = percentage


def open_cell() -> tuple[int, int] | None:
    """The cell of the confusion matrix whose photos are shown, as (truth, answer); None until one is opened."""
    return store.get("open_cell")


def open_the_cell(truth: int, answer: int) -> None:
    """Show the photos behind this cell."""
    store.put("open_cell", (truth, answer))
    store.put("cell_image", None)


def close_cell() -> None:
    """Forget which cell was open, and which of its photos was looked at."""
    store.put("open_cell", None)
    store.put("cell_image", None)


def cell_image() -> int | None:
    """The position of the photo that is looked at, in the part that is judged; None until one is picked."""
    return store.get("cell_image")


def pick_cell_image(position: int) -> None:
    """Look at this photo of the open cell."""
    store.put("cell_image", position)
