"""The condition that completes a lesson step."""

from __future__ import annotations

import streamlit as st

from classroom.lessons import CONDITIONS
from classroom.lessons.conditions import AND, parse
from logreg_core.words import listed

# The first value of a number field, if not 1.
STARTS = {
    "trained": 1000,
    "cost under": 0.2,
    "train accuracy over": 0.9,
    "test accuracy over": 0.7,
    "learning rate over": 0.1,
    "learning rate under": 0.001,
    "threshold over": 0.8,
    "threshold under": 0.2,
}


def choose_condition(done: str, number: int) -> str:
    """Show fields for a condition and return it as written in a lesson. done: the current one; a joined condition stays
    unchanged. number: of the step.
    """
    several = [done] if AND in done else []
    now = done if several else begins(done)
    names = [*several, *CONDITIONS]
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    name = left.selectbox(
        "Done when", names, names.index(now), format_func=in_words, key=f"teach.done.{number}", filter_mode="contains"
    )
    if name in several:
        return done
    what = done.removeprefix(name).strip() if name == now else ""
    with right:
        said = f"{name} {_choose(name, what, number, is_new=name != now)}".strip()
    return done if parse(said) == parse(done) else said  # as it was written, if the meaning is the same


def begins(done: str) -> str:
    """Return the first words of a condition, its key in the table."""
    return max((name for name in CONDITIONS if f"{done} ".startswith(f"{name} ")), key=len)


def in_words(name: str) -> str:
    """Return the meaning of a condition, with a gap for its number or name; of a joined condition, the meaning of all
    parts."""
    if AND in name:
        return listed([condition.in_words(what) for condition, what in parse(name)])
    return CONDITIONS[name].words.format("…")


def _choose(name: str, what: str, number: int, *, is_new: bool) -> str:
    """Return what follows the first words: a name, a number, or nothing."""
    condition = CONDITIONS[name]
    if condition.names is not None:
        names = condition.names()
        at = list(names).index(what) if what in names else 0
        return st.selectbox("Which", list(names), at, format_func=names.__getitem__, key=f"teach.which.{number}.{name}")
    if condition.span is None:
        return ""
    low, high = map(float, condition.span)
    value = float(what) if what else float(STARTS.get(name, 1) if is_new else 1)
    if condition.is_whole:
        return str(st.number_input("Number", int(low), int(high), int(value), key=f"teach.number.{number}.{name}"))
    limit = st.number_input("Number", low, high, value, 0.05, format="%g", key=f"teach.number.{number}.{name}")
    return f"{limit:.12g}"
