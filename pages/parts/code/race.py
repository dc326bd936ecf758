"""Loops against vectors: the same forward pass both ways, timed on this server."""

from __future__ import annotations

import streamlit as st

from classroom.exercise.functions import NAMES
from classroom.exercise.race import LOOPS, VECTORS, Race, race
from logreg_core import Dataset
from pages.figures.exercise import passes
from pages.shared.chart import chart
from pages.shared.guess import tell
from pages.shared.words import as_text, count
from pages.shared.work import Progress, work
from pages.visit import code
from pages.visit.store import Recall

WORDS = {"loops": "loops", "vectors": "NumPy", "propagate": "your propagate"}
GROWS = {"m": "more images", "n_x": "more pixels"}

_found: Recall[Race] = Recall("race", reset_on={"dataset"})


def show_race(dataset: Dataset) -> None:
    """Show both ways side by side, with the time of each."""
    with st.expander("Loops against vectors", icon=":material/speed:", key="code.race", on_change="rerun") as fold:
        if not fold.open:
            return
        left, right = st.columns(2)
        left.code(LOOPS, language="python", wrap_lines=True)
        right.code(VECTORS, language="python", wrap_lines=True)
        passed = tuple((name, code.text(name)) for name in NAMES if code.status(name) == "passed")
        result = work(
            _found,
            "Time both",
            time_both,
            passed,
            dataset.n_x,
            len(dataset.train),
            guess=["loops_or_vectors"],
            stays=True,
        )
        if result is not None:
            _show(result, passed)


def time_both(passed: tuple[tuple[str, str], ...], n_x: int, m: int, progress: Progress) -> Race:
    """Run `race` as a job."""
    progress(0.0)
    return race(dict(passed), n_x, m)


def _show(result: Race, passed: tuple[tuple[str, str], ...]) -> None:
    if result.failure is not None:
        st.error(as_text(result.failure.message), icon=":material/close:")
    if result.largest is None:
        return
    tell("loops_or_vectors", result)
    loops, vectors = result.largest
    lines: dict[str, list[tuple[int, float]]] = {}
    for each in result.timed:
        name = f"{WORDS[each.way]}, {GROWS[each.grows]}"
        lines.setdefault(name, []).append((each.n_x * each.m, each.seconds))
    chart(
        passes({name: sorted(points) for name, points in lines.items()}),
        key="code.passes",
        alt=f"The time of a pass against its numbers. On {loops.n_x * loops.m:,} numbers loops took"
        f" {loops.words}, NumPy {vectors.words}",
    )
    own = [f"`{name}`" for name, _ in passed if name in ("sigmoid", "propagate")]
    st.markdown(
        f"Here and now, on {count(loops.m, 'image')} of {loops.n_x:,} numbers, the loops took {loops.words} and NumPy"
        f" {vectors.words}: **{result.times}** as long. "
        + ("Both gave the same answers." if result.same else "They gave different answers.")
        + (f" With your {' and '.join(own)}." if own else "")
    )
    st.caption("Measured where your code runs. Another moment or machine gives another ratio.")
