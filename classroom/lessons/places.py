"""The pages that a step may use, and the controls that it may show on each."""

from __future__ import annotations

from collections.abc import Mapping

from logreg_core.settings import RUN_SETTINGS

PLACES: Mapping[str, Mapping[str, str]] = {
    "home": {},
    "explore": {},
    "step": {},
    "train": {setting.name: setting.label for setting in RUN_SETTINGS},
    "weights": {},
    "evaluate": {},
    "break_it": {"line": "The line first", "symptom": "The symptom first"},
    "code": {},
    "predict": {
        "upload": "Upload",
        "live": "Live camera",
        "snapshot": "Snapshot",
        "samples": "Samples",
        "tests": "Test images",
    },
    "build": {"camera": "Collect by camera", "draw": "Draw", "digits": "Digits"},
    "edit": {},
    "compare": {},
    "sweep": {},
    "features": {},
    "paint": {},
    "calibration": {},
    "experiments": {
        "resplits": "New divisions",
        "memorisation": "Shuffled labels",
        "learning_curve": "Learning curve",
        "leaks": "Same photo twice",
        "pixels_used": "More pixels",
        "random_weights": "Best of many",
        "penalty_path": "Penalty's path",
    },
    "why": {
        "pixels": "Which pixels?",
        "authors": "Who wrote this?",
        "flip": "What would flip it?",
        "farness": "Has it seen this?",
        "wobble": "Does it wobble?",
    },
    "you": {},
    "card": {},
    "many": {},
    "keep": {},
    "words": {},
    "goals": {},
}
"""For each page's address, the names and labels of its controls."""

NO_STEP = ("lessons", "teach", "join", "board")
"""The pages about lessons themselves."""
