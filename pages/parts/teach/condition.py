"""The condition that completes a lesson step."""

from __future__ import annotations

import streamlit as st

from classroom.lessons import CONDITIONS
from classroom.lessons.conditions import AND, parse
from logreg_core.words import listed

# What a field shows first where a number must be chosen; elsewhere 1.
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
    """The condition as a lesson spells it. done: as it is now; several that are joined stay as they are.

    number: of the step.
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
    return done if parse(said) == parse(done) else said  # as it was written, where that means the same


def begins(done: str) -> str:
    """The first words of a condition, by which the table has it."""
    return max((name for name in CONDITIONS if f"{done} ".startswith(f"{name} ")), key=len)


def in_words(name: str) -> str:
    """What is so when it holds, with a gap for its number or its name; of several that are joined, all of it."""
    if AND in name:
        return listed([condition.in_words(what) for condition, what in parse(name)])
    return CONDITIONS[name].words.format("…")


def _choose(name: str, what: str, number: int, *, is_new: bool) -> str:
    """What follows the first words: a name, a number, or nothing."""
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
