"""The options of a page, of which one is chosen"""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from classroom.lessons import PLACES, Step
from pages.visit import lesson
from pages.visit.store import Field, Slot

MORE = "More"

_unfolded: Slot[dict[str, Step]] = Slot("ways_unfolded", {})  # on a page: in which step


def choose_way(page: str, label: str, ways: Iterable[str], chosen: Field[str]) -> str:
    """The one that is chosen. A step that shows some of them begins with the one that it names first.

    page: its address. chosen: keeps the one that is, and is empty at the one to begin with.
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
