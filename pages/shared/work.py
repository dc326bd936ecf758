"""Work that takes seconds: begun by a button, with its progress and a way out, and its result kept for the session."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import perf_counter
from typing import Any

import streamlit as st

from logreg_core import LogregError
from pages.visit import results

from .words import as_text

AT_ONCE = 2  # such works on this server, so that a class that starts together does not bring it down
LOOK = 0.1  # seconds between two looks at the progress

Progress = Callable[[float], object]

_turn = threading.BoundedSemaphore(AT_ONCE)


def work(
    name: str, settings: tuple[Any, ...], label: str, do: Callable[[Progress], Any], *, disabled: bool = False
) -> Any:
    """The result of a work on the dataset in hand at these settings, or None until it is done.

    name: of the work, one of many on the server. settings: what its result depends on beside the dataset.
    label: of the button that begins it. disabled: whether that button cannot be pressed.
    do: the work; it is given a callback that takes the share that is done.

    While it is under way, any click ends it: Streamlit then leaves this run of the page at the next report of progress,
    and begins another one. “Cancel” is a click that does nothing else.
    """
    if (result := results.found(name, settings)) is not None:
        return result
    if reason := results.take_failed(name):
        st.error(as_text(reason))
    begun = results.take_begun(name)
    st.button(
        label,
        key=results.work_button(name),
        type="primary",
        icon=":material/play_arrow:",
        on_click=results.begin_work,
        args=(name,),
        disabled=begun or disabled,
    )
    if not begun:
        return None
    bar = st.progress(0.0, "Waiting for a turn")
    st.button("Cancel", key=results.cancel_button(name), icon=":material/close:")
    looked = 0.0

    def report(share: float) -> None:
        nonlocal looked
        if perf_counter() - looked > LOOK:
            looked = perf_counter()
            bar.progress(min(share, 1.0), f"{min(share, 1.0):.0%} done")

    while not _turn.acquire(timeout=LOOK):
        bar.progress(0.0, "Others are computing. You are next")
    try:
        results.keep_found(name, settings, do(report))
    except LogregError as error:
        results.fail_work(name, str(error))
    finally:
        _turn.release()
    return st.rerun()
