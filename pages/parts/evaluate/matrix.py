"""The confusion matrix as four buttons for mouse, touch and keyboard."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from logreg_core.export import palette
from pages.shared import browser

_mount = browser.component("confusion", __file__)


@dataclass(frozen=True)
class Cell:
    """A button: its position, its name, its text, and the colour of the actual class."""

    row: int
    name: str
    count: str
    words: str
    label: str
    wrong: bool
    colour: str


def confusion_matrix(
    counts: list[list[int]],
    truths: tuple[str, str],
    answers: tuple[str, str],
    *,
    picked: tuple[int, int] | None,
    key: str,
) -> tuple[int, int] | None:
    """Show the confusion matrix. Returns (actual, predicted) of a cell in the rerun that opens it.

    counts: rows are actual, columns predicted classes, class 0 first. The page shows class 1 first, as everywhere.
    truths, answers: the class names of the data and of the neuron, as plain text.
    """
    cells = [
        Cell(
            row=1 - truth,
            name=f"{truth}{answer}",
            count=f"{counts[truth][answer]:,}",
            words=_judged(truth, answer, counts),
            label=f"{counts[truth][answer]:,} {_judged(truth, answer, counts)}: {counts[truth][answer]:,} of"
            f" {sum(counts[truth]):,} images of {truths[truth]} are called {answers[answer]}. Show them.",
            wrong=truth != answer,
            colour=palette.CLASS_COLOURS[truth],
        )
        for truth in (1, 0)
        for answer in (1, 0)
    ]
    data = {
        "words": "Confusion matrix",
        "rows": [f"shows {truths[1]}", f"shows {truths[0]}"],
        "columns": [f"it says {answers[1]}", f"it says {answers[0]}"],
        "cells": [asdict(cell) for cell in cells],
        "picked": None if picked is None else f"{picked[0]}{picked[1]}",
    }
    opened = _mount(key=key, data=data, on_opened_change=lambda: None).opened
    return None if opened is None else (int(opened[0]), int(opened[1]))


def _judged(truth: int, answer: int, counts: list[list[int]]) -> str:
    """``right, of 25``: the text below a number, also the beginning of its name."""
    return f"{'right' if truth == answer else 'wrong'}, of {sum(counts[truth]):,}"
