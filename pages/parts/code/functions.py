"""Which of the six functions is being written, and how far each is."""

from __future__ import annotations

import streamlit as st

from logreg_core.exercise.functions import NAMES
from pages.visit import code
from pages.visit.store import Field

ICONS = {"blank": "check_box_outline_blank", "written": "edit", "passed": "check_box", "changed": "sync_problem"}
SAYS = {
    "blank": "is not written yet",
    "written": "is written, and has not passed all its checks",
    "passed": "passed all its checks",
    "changed": "passed, and it or a function that it calls has changed since",
}

_which: Field[str] = Field("code.which", NAMES[0])


def choose_function() -> str:
    """The function that the visitor writes now, by its name."""
    states = {name: code.status(name) for name in NAMES}
    which = (
        st.segmented_control(
            "Function",
            NAMES,
            key=_which.shown(),
            format_func=lambda name: f":material/{ICONS[states[name]]}: {name}",
            required=True,
            persist_state="session",
        )
        or NAMES[0]
    )
    done = sum(each == "passed" for each in states.values())
    st.caption(f"`{which}` {SAYS[states[which]]}. {done} of {len(NAMES)} functions passed.")
    return which
