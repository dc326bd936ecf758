"""The editor of a function, with hints, a solution and undo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from classroom.exercise.functions import NAMES
from logreg_core import ArgumentError
from pages.shared import aloud
from pages.visit import code
from pages.visit.store import Field, Slot

from .editor import Marks, editor

_editor: Field[Any] = Field("code.editor", None)
_hints: Slot[dict[str, int]] = Slot("code_hints", {})  # requested hints by function


def show_field(name: str, marks: Marks, on_check: Callable[[str], None]) -> None:
    """Show the editor with the results for its text. on_check: called on Ctrl-Enter, after the text is stored."""
    editor(
        name,
        code.text(name),
        marks,
        revision=code.revision(),
        limit=code.room(name),
        key=_editor.key,
        on_written=_hear_text,
        on_check=lambda: _hear_check(name, on_check),
    )


def show_other(name: str) -> None:
    """Show another tab's version of the function, with buttons to choose one of the two."""
    if not (theirs := code.other(name)):
        return
    with st.container(border=True, key="code.other"):
        st.markdown(
            "**Another tab of this browser wrote this function too.** Yours stands above. This is the other one:"
        )
        st.code(theirs, wrap_lines=True)
        with st.container(horizontal=True):
            st.button("Take this one", key="code.take_other", on_click=code.take_other, args=(name,))
            st.button("Let it go", key="code.drop_other", on_click=code.drop_other, args=(name,))


def _hear_text() -> None:
    _hear("written")


def _hear_check(name: str, on_check: Callable[[str], None]) -> None:
    if _hear("check"):
        on_check(name)


def _hear(what: str) -> bool:
    """Store an untrusted text from the browser, unless it was replaced meanwhile."""
    sent = getattr(_editor.get(), what, None)
    if not isinstance(sent, dict) or sent.get("revision") != code.revision():
        return False
    name, text = sent.get("name"), sent.get("text")
    if not isinstance(text, str) or name not in NAMES:
        return False
    try:
        code.write(name, text)
    except ArgumentError:  # the field shows the error
        return False
    return True


def show_buttons(name: str, on_check: Callable[[str], None], *, can_check: bool) -> None:
    """Show the buttons: check if possible, next hint, and reset."""
    hints, shown = code.exercise(name).hints, _hints.get().get(name, 0)
    with st.container(horizontal=True):
        st.button(
            "Check",
            type="primary",
            icon=":material/rule:",
            on_click=on_check,
            args=(name,),
            disabled=not can_check,
            key="code.check",
        )
        st.button(
            "Hint" if shown < len(hints) else "No more hints",
            icon=":material/lightbulb:",
            on_click=_ask_for_hint,
            args=(name,),
            disabled=shown == len(hints),
            key="code.hint",
            help=f"{len(hints)} hints: the first is a question, the last is nearly the line.",
        )
        if code.can_bring_back(name):
            st.button(
                "Bring mine back",
                icon=":material/undo:",
                on_click=aloud.done,
                args=("What you wrote is back.", code.bring_back, name),
                key="code.back",
            )
        else:
            st.button(
                "Start again",
                icon=":material/restart_alt:",
                on_click=aloud.done,
                args=("The function stands there as it was given.", code.start_again, name),
                disabled=code.text(name) == code.START[name],
                key="code.again",
                help="The function as it was given. What you wrote can be brought back.",
            )
    for number, hint in enumerate(hints[:shown], 1):
        st.info(f"**Hint {number} of {len(hints)}.** {hint}", icon=":material/lightbulb:")


def _ask_for_hint(name: str) -> None:
    asked = _hints.get()
    _hints.set({**asked, name: min(asked.get(name, 0) + 1, len(code.exercise(name).hints))})


def show_one_way(name: str) -> None:
    """Show one solution, in an expander."""
    way = st.expander("Show one way", icon=":material/visibility:", on_change="rerun", key=f"code.way.{name}")
    if way.open:
        way.markdown("One of several. Who has tried first reads it with other eyes.")
        way.code(code.exercise(name).way, wrap_lines=True)
