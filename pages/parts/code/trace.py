"""The shape trace: the value of each assignment, on the worked example or the current dataset."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import streamlit as st

from classroom.exercise.functions import program
from classroom.exercise.report import Report
from classroom.exercise.results import Assigned, Call, Failure
from classroom.exercise.run import run_calls
from logreg_core import Dataset, prepare
from pages.shared.frame import TABLE_STYLE
from pages.shared.words import as_text
from pages.shared.work import release_turn
from pages.visit import code, data
from pages.visit.store import Field, Recall

MAX_NUMBERS = 3_000_000  # maximum numbers in X; the cats have 2.6 million

EXAMPLE, IN_HAND = "the worked example", "the current dataset"

_on: Field[str] = Field("code.trace_on", EXAMPLE)
_on_data: Recall[Traced] = Recall("code_trace", reset_on={"dataset"})


@dataclass(frozen=True)
class Traced:
    """The values that the lines of a function assigned when they first ran, and the error, if any.

    Lines count from 1 in the function's own text.
    """

    trace: tuple[Assigned, ...] = ()
    failure: Failure | None = None


def place_of(line: int, written: Mapping[str, str]) -> tuple[str, int]:
    """Return the function of a line of the whole program, and the line's number in it, from 1; "" before the first."""
    _, first = program(written)
    start, name = max(((start, name) for name, start in first.items() if start <= line), default=(1, ""))
    return name, line - start + 1


def notes_of(trace: Iterable[Assigned]) -> dict[int, str]:
    """Return the words beside the lines of a function, by line number."""
    lines: dict[int, list[Assigned]] = {}
    for each in trace:
        lines.setdefault(each.line, []).append(each)
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


def trace_elsewhere(name: str, dataset: Dataset) -> Traced | None:
    """Return what the lines assign on the current dataset, if the visitor chose that; else None."""
    if _on.get() == EXAMPLE:
        return None
    mark = code.mark(name)
    if (known := _on_data.of(name, mark, dataset)) is None:
        with st.spinner("Looking at every line."), release_turn():
            known = trace_on(name, code.written.get(), dataset)
        _on_data.remember(known, name, mark, dataset)
    return known


def trace_on(name: str, written: Mapping[str, str], dataset: Dataset) -> Traced:
    """Return what the lines of a function assign on a dataset, in the first iteration from zero."""
    text, _ = program(written)
    (result,) = run_calls(text, [call_on(name, dataset)], trace=True)
    placed = [(place_of(each.line, written), each) for each in result.trace]
    trace = tuple(replace(each, line=line) for (function, line), each in placed if function == name)
    failure = result.failure
    if failure is not None and failure.line is not None:
        function, line = place_of(failure.line, written)
        failure = replace(failure, line=line if function == name else None)
    return Traced(trace, failure)


def show_trace(report: Report, traced: Traced | None) -> None:
    """Show the switch, and the values as a list, for narrow screens and screen readers."""
    with st.expander("Shapes, line by line", icon=":material/straighten:"):
        on = st.segmented_control("On", [EXAMPLE, IN_HAND], key=_on.shown(), required=True)
        if on == IN_HAND:
            dataset = data.dataset()
            used, all_of_them = images_used(dataset), len(dataset.train)
            some = f" Of {all_of_them:,} training images, {used:,} are looked at." if used < all_of_them else ""
            st.caption(f"“{as_text(dataset.name)}”, in the first iteration from zero.{some}")
        rows = "".join(
            f"<tr><td>{each.line}</td><td><code>{html.escape(each.name)}</code></td>"
            f"<td>{html.escape(says(each))}</td></tr>"
            for each in (report if traced is None else traced).trace
        )
        if rows:
            head = "<tr><th>line</th><th>name</th><th>what it was given first</th></tr>"
            st.html(f"{TABLE_STYLE}<table>{head}{rows}</table>")
        else:
            st.markdown("No line of it that assigns something has run.")


def images_used(dataset: Dataset) -> int:
    """Return how many training images to use: all, unless they have too many numbers."""
    return min(len(dataset.train), max(2, MAX_NUMBERS // dataset.n_x))


def call_on(name: str, dataset: Dataset) -> Call:
    """Return a call of the function as in the first iteration from zero on these images."""
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
