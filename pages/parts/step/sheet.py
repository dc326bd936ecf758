"""The numbers of one iteration as a sheet in which images are columns and pixels are rows."""

from __future__ import annotations

from typing import Any

from classroom.exercise.by_hand import IMAGES, MAX_VALUE, PIXELS, TYPED, ByHand, in_symbols
from logreg_core import ArgumentError
from logreg_core.export import palette
from pages.shared import browser
from pages.visit import by_hand, persistence
from pages.visit.store import Field

_mount = browser.component("sheet", __file__)
_sheet: Field[Any] = Field("step.sheet", None)

ONE = "one"  # the input of the bias
KINDS = {"z": "score", "a": "probability", "L": "cost", "dz": "error"}
COLUMNS = [
    ("weight", "w"),
    *(("image", str(i)) for i in IMAGES),
    ("slope", "dw"),
    ("after", "w′"),
]
ROWS: list[tuple[str, str, list[str]]] = [
    *(
        (f"pixel {j}", "x₁x₂x₃"[2 * j - 2 : 2 * j], [f"w{j}", *(f"x{j}{i}" for i in IMAGES), f"dw{j}", f"w{j}'"])
        for j in PIXELS
    ),
    ("bias", "b", ["b", *[ONE] * len(IMAGES), "db", "b'"]),
    ("score", "z", ["", *(f"z{i}" for i in IMAGES)]),
    ("probability", "a", ["", *(f"a{i}" for i in IMAGES), "", "rate"]),
    ("label", "y", ["", *(f"y{i}" for i in IMAGES)]),
    ("cost", "L", ["", *(f"L{i}" for i in IMAGES), "J"]),
    ("error", "dz", ["", *(f"dz{i}" for i in IMAGES)]),
]
LABELS = {"rate": "rate", "J": "mean J"}


def sheet(state: ByHand) -> tuple[str, float] | None:
    """Show the sheet. Returns the name and value of a typed number, in the rerun after it was typed."""
    data = {
        "words": "One iteration: images are columns, pixels are rows",
        "columns": [{"words": words, "symbol": symbol} for words, symbol in COLUMNS],
        "rows": [{"words": words, "symbol": symbol, "names": names} for words, symbol, names in ROWS],
        "cells": _cells(state),
        "first": "z1",
        "version": by_hand.version(),
        "blanks": by_hand.blanks.get(),
        "brought": f"{persistence.visit()} {persistence.is_hand_brought()}",
        "largest": MAX_VALUE,
        "colours": list(palette.CLASS_COLOURS),
    }
    typed = _mount(key=_sheet.key, data=data, on_typed_change=lambda: None, on_blanks_change=_hear_blanks).typed
    return None if typed is None else (str(typed["name"]), float(typed["value"]))


def _hear_blanks() -> None:
    try:
        by_hand.blanks.set(by_hand.read_blanks(getattr(_sheet.get(), "blanks", None)))
    except ArgumentError:
        return  # the value is untrusted


def _cells(state: ByHand) -> dict[str, dict[str, Any]]:
    cells: dict[str, dict[str, Any]] = {ONE: {"kind": "one", "shown": "1", "value": 1, "of": []}}
    for order, each in enumerate(state.quantities.values()):
        cells[each.name] = {
            "kind": kind_of(each.name),
            "weight": each.name.rstrip("'") in TYPED[:-1],
            "label": LABELS.get(each.name, ""),
            "order": order,
            "value": each.value,
            "shown": each.shown,
            "of": list(each.of),
        }
        if each.of:
            cells[each.name] |= {
                "low": each.low,
                "high": each.high,
                "formula": in_symbols(each.formula),
                "worked": state.worked(each.name),
                "said": said(each.name),
                "slips": [list(slip) for slip in each.slips],
            }
        cells[each.name]["symbol"] = in_symbols(each.name)
    return cells


def kind_of(name: str) -> str:
    """Return the kind of a number on the sheet."""
    return "typed" if name in TYPED else {"x": "pixel", "y": "label"}.get(name[0], "number")


def said(name: str) -> str:
    """Return the name of a number for screen readers: ``score z of image 2``, ``slope of weight 1``."""
    letters, number = name.rstrip("'1234"), "".join(filter(str.isdigit, name))
    if letters in KINDS:
        return f"{KINDS[letters]} {letters} of image {number}"
    if letters == "J":
        return "cost J, the mean"
    what = f"weight {number}" if number else "the bias"
    return f"{what} after the step" if name.endswith("'") else f"slope of {what}"
