"""The choice of a function, and the state of each."""

from __future__ import annotations

import streamlit as st

from classroom.exercise.functions import NAMES
from classroom.lessons import CONDITIONS, Step
from classroom.lessons.conditions import parse
from pages.visit import code, lesson

SAYS = {
    "passed": "Passed all checks",
    "changed": "Passed, and it or a function that it calls has changed since",
    "written": "Written, and not passed",
}


def choose_function() -> str:
    """Show the choice of a function and return its name.

    The options keep their labels: a click on an option is lost if its label changes at that moment.
    """
    step = lesson.first_look("code.which", "code")
    if step is not None and (asked := _asked_by(step)):
        code.which.renew(asked)
    which = st.segmented_control(
        "Function", NAMES, key=code.which.shown(), format_func=str, required=True, persist_state="session"
    )
    st.caption(". ".join(_so_far()) + ".")
    return which or NAMES[0]


def _asked_by(step: Step) -> str:
    """Return the function of the lesson's step, or an empty text."""
    passed = CONDITIONS["passed"]
    return next((str(what) for condition, what in parse(step.done, step.page) if condition is passed), "")


def _so_far() -> list[str]:
    states = {name: code.status(name) for name in NAMES}
    lines = [
        f"{words}: {', '.join(f'`{name}`' for name in names)}"
        for status, words in SAYS.items()
        if (names := [name for name in NAMES if states[name] == status])
    ]
    return lines or ["None of them is written yet"]
