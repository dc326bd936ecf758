"""The checks of a function: run when asked, what came of each, and where in the text something failed."""

from __future__ import annotations

import streamlit as st

from logreg_core.exercise.checks import Outcome, Report, check
from logreg_core.exercise.functions import program
from logreg_core.exercise.results import Failure
from logreg_core.exercise.translate import translated
from pages.visit import code
from pages.visit.store import Slot

from .editor import Marks
from .trace import Traced, notes_of, place_of

_asked = Slot("code_asked", "")
_reports: Slot[dict[str, tuple[str, Report]]] = Slot("code_reports", {})  # of each function: of which text, and what


def ask(name: str) -> None:
    """Have a function checked."""
    _asked.set(name)


def report_of(name: str) -> Report | None:
    """What the checks of a function found, if they ran on it as it stands."""
    known = _reports.get().get(name)
    return known[1] if known is not None and known[0] == code.mark(name) else None


def check_if_asked(name: str) -> None:
    """Run the checks that were asked for. A click meanwhile does not end them: they are run once more then."""
    if _asked.get() != name:
        return
    mark = code.mark(name)
    with st.spinner("Checking. While others check too, each waits for a turn."):
        report = check(name, code.written.get())
    _asked.let_go()
    _reports.set({**_reports.get(), name: (mark, report)})
    if report.passed:
        code.passed(name)
    st.rerun()


def where(failure: Failure, name: str) -> tuple[int | None, str]:
    """The line of this function where something failed, None where that is elsewhere; and why, in words."""
    words = translated(failure, program(code.written.get())[0])
    if failure.line is None:
        return None, words
    function, line = place_of(failure.line)
    return (line, words) if function == name else (None, f"In `{function or 'the first line'}`, line {line}: {words}")


def marks_of(name: str, traced: Traced) -> Marks:
    """What stands beside the lines of a function: shapes, and where something failed."""
    failure = traced.failure
    return Marks(notes_of(name, traced.trace), None if failure is None else where(failure, name))


def show_report(name: str, report: Report) -> None:
    """What the checks found: what failed first, with what went in, what came out, and what should have."""
    failed = [each for each in report.outcomes if not each.passed]
    passed = [each for each in report.outcomes if each.passed]
    if report.passed:
        st.success(f"All {len(passed)} checks passed.", icon=":material/check:")
    elif report.failure is not None:
        line, words = where(report.failure, name)
        st.error(words if line is None else f"**Line {line}.** {words}", icon=":material/close:")
    if failed:
        st.warning(f"{len(passed)} of {len(report.outcomes)} checks passed.", icon=":material/rule:")
    for each in failed:
        with st.container(border=True):
            _show_outcome(each)
    if passed:
        with st.expander(f"What passed: {len(passed)}", icon=":material/check:"):
            for each in passed:
                _show_outcome(each)


def _show_outcome(each: Outcome) -> None:
    st.markdown(f"**{each.check}** {each.said}")
    facts = [("given", each.given), ("came out", each.came), ("should", each.wanted)]
    st.markdown("  \n".join(f"{what}: `{value}`" for what, value in facts if value))
