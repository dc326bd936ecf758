"""The model card of the current model, for its page and the pack."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import numpy as np

from logreg_core import sigmoid
from logreg_core.evaluate import Judged, members
from logreg_core.export.card import Card, WrongImage, model_card

from .judged import baselines_of, compared_with
from .pictures import data_uri, enlarge, small

WORST = 6  # number of failures on the card


def card_of(judged: Judged, threshold: float, said: Mapping[str, str]) -> Card:
    """Return the card at this threshold, with today's date. said: the visitor's texts, from `claims.texts`.

    It does not read the visit, which a download cannot access.
    """
    return model_card(
        judged.classifier,
        judged.dataset,
        test=judged.scores("test", threshold),
        train=judged.scores("train", threshold),
        threshold=threshold,
        baselines=baselines_of(judged.dataset),
        compared=compared_with(judged, threshold),
        failures=worst_failures(judged, threshold),
        date=f"{datetime.now(UTC):%Y-%m-%d}",
        **said,
    )


def worst_failures(judged: Judged, threshold: float) -> list[WrongImage]:
    """Return the misclassified test images with their pictures, worst first."""
    z, labels, test = judged.z["test"], judged.labels("test"), judged.dataset.test
    wrong = np.concatenate([members(z, labels, truth, 1 - truth, threshold) for truth in (0, 1)])
    away = np.where(labels[wrong] == 1, z[wrong], -z[wrong])  # the score towards the actual class
    return [
        WrongImage(
            f"Test image {position}",
            judged.dataset.class_names[labels[position]],
            judged.classifier.class_names[1 - labels[position]],
            float(sigmoid(z[position] if labels[position] == 0 else -z[position])),
            data_uri(enlarge(small(test.images[position]), 96)),
        )
        for position in wrong[np.argsort(away, kind="stable")][:WORST]
    ]
