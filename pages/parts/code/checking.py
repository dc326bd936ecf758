"""The checks of a function: its results, and the line where a check failed."""

from __future__ import annotations

import html
from functools import partial

import streamlit as st

from classroom.exercise.checks import check
from classroom.exercise.functions import program
from classroom.exercise.report import WAITS, Outcome, Report
from classroom.exercise.results import MAX_PRINTED
from classroom.exercise.run import run_calls
from classroom.exercise.translate import translated
from pages.shared import browser
from pages.shared.download import download
from pages.shared.words import as_text, count
from pages.shared.work import release_turn
from pages.visit import code
from pages.visit.store import Slot

from .editor import Marks
from .trace import Traced, notes_of

STYLE = browser.style(__file__)
FILE = "my_neuron.py"

_asked = Slot("code_asked", "")
_reports: Slot[dict[str, tuple[str, Report]]] = Slot("code_reports", {})  # by function: the checked text and the report


def ask(name: str) -> None:
    """Request a check of a function."""
    _asked.set(name)


def report_of(name: str) -> Report | None:
    """Return the report on a function, if its current text was checked."""
    known = _reports.get().get(name)
    return known[1] if known is not None and known[0] == code.mark(name) else None


def check_if_asked(name: str) -> None:
    """Run the requested checks. A click meanwhile does not cancel them: they run again."""
    if _asked.get() != name:
        return
    mark, slot = code.mark(name), st.empty()

    def tell(ahead: int) -> None:
        before = f"{count(ahead, 'program')} of others before yours" if ahead else "You are next"
        slot.caption(f"Others are checking too. {before}.")

    with st.spinner("Checking"), release_turn():
        report = check(name, code.written.get(), partial(run_calls, ahead=tell))
    _asked.clear()
    _reports.set({**_reports.get(), name: (mark, report)})
    code.failing.set(next((f"{name}: {each.check}" for each in report.outcomes if not each.passed), ""))
    if report.passed:
        code.passed(name)
    st.rerun()


def marks_of(name: str, report: Report | None, traced: Traced | None) -> Marks:
    """Return the notes beside the lines of a function after its checks: shapes, and the failed line.

    traced: the values that the lines assigned on other data than those of the checks, if chosen.
    """
    if report is None:
        return Marks()
    trace, failure = (report.trace, report.failure) if traced is None else (traced.trace, traced.failure)
    bad = None if failure is None else (failure.line, translated(failure, code.text(name)))
    return Marks(notes_of(trace), bad)


def show_report(report: Report) -> None:
    """Show the report: the first failure, with its input, output and expected output."""
    if report.passed:
        st.success(_headline(report), icon=":material/check:")
    elif report.outcomes:
        st.warning(_headline(report), icon=":material/rule:")
    if report.note:
        st.info(report.note, icon=":material/info:")
    if report.printed:
        with st.expander("Printed by your code", icon=":material/terminal:", expanded=True):
            text = html.escape(report.printed)
            region = "class='code-printed' tabindex='0' role='region' aria-label='Printed by your code'"
            st.html(f"{STYLE}<div {region}><pre>{text}</pre></div>")
            if len(report.printed) == MAX_PRINTED:
                st.caption(f"Only the first {MAX_PRINTED:,} characters are shown.")
    failed = [each for each in report.outcomes if not each.passed and each.said != WAITS]
    for each in failed:
        with st.container(border=True):
            _show_outcome(each)
    if waiting := report.waiting():
        st.markdown(waiting)
    if passed := [each for each in report.outcomes if each.passed]:
        with st.expander(f"{count(len(passed), 'check')} passed", icon=":material/check:"):
            for each in passed:
                _show_outcome(each)


def _headline(report: Report) -> str:
    return report.summary().capitalize() + "."


def _show_outcome(each: Outcome) -> None:
    st.markdown(f"**{each.check}**" + (f"  \n{each.said}" if each.said else ""))
    facts = [("went in", each.given), ("came out", each.came), ("should be", each.wanted)]
    rows = "".join(f"<tr><th>{what}</th><td><pre>{html.escape(text)}</pre></td></tr>" for what, text in facts if text)
    if rows:
        st.html(f"{STYLE}<table class='code-facts'>{rows}</table>")


def show_elsewhere(missing: str) -> None:
    """Show why this server cannot run checks, and the file for checks in a terminal."""
    st.warning(
        f"{as_text(missing)} You can write here, and check on your own computer: in the folder of this project,"
        f" `python -m classroom.exercise {FILE}` runs the same checks.",
        icon=":material/shield:",
    )
    text, _ = program(code.written.get())
    download("Download my functions", lambda: text.encode("utf-8", "replace"), FILE)
    st.page_link("keep.py", label="Or take the notebook with blanks", icon=":material/arrow_forward:")
