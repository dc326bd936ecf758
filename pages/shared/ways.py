"""The choice between the sections of a page."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from classroom.lessons import PLACES, Step
from pages.visit import lesson
from pages.visit.store import Field, Slot

MORE = "More"

_unfolded: Slot[dict[str, Step]] = Slot("ways_unfolded", {})  # by page: the lesson's step


def choose_way(page: str, label: str, ways: Iterable[str], chosen: Field[str]) -> str:
    """Show the sections of a page to choose from, and return the chosen one. A lesson's step that shows some of them
    starts with its first.

    page: its address. chosen: holds the chosen section; empty for the default.
    """
    options, shown, now = list(ways), _shown(page), lesson.step()
    shown = [each for each in shown if each in options]
    begun = lesson.first_look(chosen.name, page) if shown else None
    if begun is not None and begun.show:
        first = PLACES[page][begun.show[0]]
        chosen.renew(first if first in shown else shown[0])
    if shown and len(shown) < len(options) and now is not None and _unfolded.get().get(page) != now:
        options = [*shown, MORE]
    key = chosen.shown()
    if chosen.get() not in options:
        chosen.set(options[0])
    way = st.segmented_control(label, options, required=True, key=key, persist_state="session")
    if way == MORE and now is not None:
        _unfolded.set({**_unfolded.get(), page: now})
        chosen.renew(shown[0])
        st.rerun()
    return way or options[0]


def _shown(page: str) -> list[str]:
    names = lesson.shown(page) or ()
    return [label for name, label in PLACES[page].items() if name in names]
