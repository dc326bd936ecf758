"""The shape trace: what each line assigned, on the worked example or on the dataset in hand."""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import streamlit as st

from logreg_core import Dataset, prepare
from logreg_core.exercise.checks import Report
from logreg_core.exercise.functions import program
from logreg_core.exercise.results import Assigned, Call, Failure
from logreg_core.exercise.run import run_calls
from pages.shared.frame import TABLE_STYLE
from pages.shared.words import as_text
from pages.visit import code, data
from pages.visit.store import Field, Recall

MOST_NUMBERS = 3_000_000  # of X: the cats have 2.6 million

EXAMPLE, IN_HAND = "the worked example", "the dataset in hand"

_on: Field[str] = Field("code.trace_on", EXAMPLE)
_on_data: Recall[tuple[tuple[Assigned, ...], Failure | None]] = Recall("code_trace", until={"dataset"})


@dataclass(frozen=True)
class Traced:
    """What the lines of a program assigned when they ran first, and why it ended there, where it failed."""

    trace: tuple[Assigned, ...] = ()
    failure: Failure | None = None


def place_of(line: int) -> tuple[str, int]:
    """The function in which a line of the whole program is, and its number in it, from 1; "" before the first."""
    _, first = program(code.written.get())
    begun = [(start, name) for name, start in first.items() if start <= line]
    return (max(begun)[1], line - max(begun)[0] + 1) if begun else ("", line)


def own(name: str, trace: Iterable[Assigned]) -> list[tuple[int, Assigned]]:
    """What the lines of this function assigned, and their numbers in it."""
    placed = [(place_of(each.line), each) for each in trace]
    return [(line, each) for (function, line), each in placed if function == name]


def notes_of(name: str, trace: Iterable[Assigned]) -> dict[int, str]:
    """The shapes beside the lines of a function, by their numbers."""
    lines: dict[int, list[Assigned]] = {}
    for line, each in own(name, trace):
        lines.setdefault(line, []).append(each)
    return {
        line: "   ".join(f"{each.name} {says(each)}" if len(made) > 1 else says(each) for each in made)
        for line, made in lines.items()
    }


def says(each: Assigned) -> str:
    """``(4, 1)  0.5, −1, …`` of an array; what it is and its number of anything else."""
    what = each.kind if not each.shape else str(each.shape)
    values = ", ".join(f"{value:.4g}" for value in each.first)
    more = ", …" if each.shape and np.prod(each.shape) > len(each.first) else ""
    return f"{what}  {values}{more}" if values else what


def choose_trace(name: str, report: Report, dataset: Dataset) -> Traced:
    """What the lines assigned, on what the visitor has chosen to see."""
    if _on.get() == EXAMPLE:
        return Traced(report.trace, report.failure)
    return Traced(*trace_on_data(name, dataset))


def show_trace(name: str, traced: Traced) -> None:
    """The switch, and the same as a list, for narrow screens and for those who hear the page."""
    with st.expander("Shapes, line by line", icon=":material/straighten:"):
        on = st.segmented_control("On", [EXAMPLE, IN_HAND], key=_on.shown(), required=True)
        dataset = data.dataset()
        if on == IN_HAND:
            used, all_of_them = images_used(dataset), len(dataset.train)
            some = f" Of {all_of_them:,} training images, {used:,} are looked at." if used < all_of_them else ""
            st.caption(f"“{as_text(dataset.name)}”, in the first iteration from zero.{some}")
        rows = "".join(
            f"<tr><td>{line}</td><td><code>{html.escape(each.name)}</code></td><td>{html.escape(says(each))}</td></tr>"
            for line, each in own(name, traced.trace)
        )
        if rows:
            head = "<tr><th>line</th><th>name</th><th>what it was given first</th></tr>"
            st.html(f"{TABLE_STYLE}<table>{head}{rows}</table>")
        else:
            st.markdown("No line of it that assigns something has run.")


def trace_on_data(name: str, dataset: Dataset) -> tuple[tuple[Assigned, ...], Failure | None]:
    """What the lines assign on the dataset in hand, in the first iteration from zero; and why not, where it failed."""
    mark = code.mark(name)
    if (known := _on_data.of(mark, dataset)) is None:
        text, _ = program(code.written.get())
        (result,) = run_calls(text, [call_on_data(name, dataset)], trace=True)
        known = (result.trace, result.failure)
        _on_data.keep(known, mark, dataset)
    return known


def images_used(dataset: Dataset) -> int:
    """How many training images are looked at: all, as long as they are not too many numbers."""
    return min(len(dataset.train), max(2, MOST_NUMBERS // dataset.n_x))


def call_on_data(name: str, dataset: Dataset) -> Call:
    """A function called as in the first iteration from zero on these images."""
    some, few = np.arange(images_used(dataset)), np.arange(min(len(dataset.test), images_used(dataset)))
    learn, test = dataset.train.take(some), dataset.test.take(few)
    X, Y, w, b = prepare(learn.images), learn.Y.astype(float), np.zeros((dataset.n_x, 1)), 0.0
    X_test, Y_test = prepare(test.images), test.Y.astype(float)
    once = {"num_iterations": 1, "learning_rate": 0.005}
    calls = {
        "sigmoid": Call("sigmoid", (w.T @ X + b,)),
        "initialize": Call("initialize", (dataset.n_x,)),
        "propagate": Call("propagate", (w, b, X, Y)),
        "optimize": Call("optimize", (w, b, X, Y), once),
        "predict": Call("predict", (w, b, X)),
        "model": Call("model", (X, Y, X_test, Y_test), once),
    }
    return calls[name]
