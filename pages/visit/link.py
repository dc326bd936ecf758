"""The link: all settings of a run and the dataset, so that another person gets the same run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st

from logreg_core import ArgumentError, LogregError
from logreg_core.settings import RUN_SETTINGS, Setting
from logreg_core.sources.catalog import CATALOG

from . import data, settings
from .data import DEFAULT_DATASET
from .store import Slot

LINK_DATA = "data"
_is_read = Slot("link_is_read", False)
_refusal = Slot("link_refusal", "")


def link() -> dict[str, str]:
    """The settings in hand that are not at their defaults, and the dataset, as a link spells them.

    A dataset of the visitor's own is in no link.
    """
    return link_to(settings.recipe().settings)


def link_to(values: Mapping[str, float]) -> dict[str, str]:
    """The same for these settings of a run, by their names, on the dataset in hand."""
    spelled = {each.name: f"{values[each.name]:.12g}" for each in RUN_SETTINGS if values[each.name] != each.default}
    if not data.is_own() and data.key() != DEFAULT_DATASET:
        spelled[LINK_DATA] = data.key()
    return spelled


def write() -> None:
    """Put the link into the browser's address."""
    if st.query_params.to_dict() != link():
        st.query_params.from_dict(link())


def read() -> None:
    """Take over what the visitor's link says, once. What is wrong is left out, and `refusal` tells of it."""
    if _is_read.get():
        return
    _is_read.set(True)
    known: dict[str, Callable[[str], None]] = {each.name: partial(_take_setting, each) for each in RUN_SETTINGS}
    known = {LINK_DATA: _take_data, **known}
    refusals = []
    for name, take in known.items():
        if name in st.query_params:
            try:
                take(st.query_params[name])
            except LogregError as problem:
                refusals.append(str(problem))
    _refusal.set(" ".join(refusals))


def pass_over() -> None:
    """What the address says is not taken: it is in hand already, or what is in hand goes before it."""
    _is_read.set(True)


def given() -> dict[str, str]:
    """What the browser's address says of a run, as `link` spells it."""
    names = (LINK_DATA, *(each.name for each in RUN_SETTINGS))
    return {name: st.query_params[name] for name in names if name in st.query_params}


def is_given() -> bool:
    """Whether the browser's address says something of a run."""
    return any(name in st.query_params for name in (LINK_DATA, *(each.name for each in RUN_SETTINGS)))


def _take_data(key: str) -> None:
    """Raises ArgumentError for an unknown dataset, and as `data.choose` does."""
    if key not in CATALOG:
        raise ArgumentError(
            f"{LINK_DATA} must be one of {', '.join(CATALOG)}. Got {key!r:.60}. The dataset here is {DEFAULT_DATASET}."
        )
    data.choose(key)


def _take_setting(of: Setting, text: str) -> None:
    """Raises ArgumentError for what is not a number, or out of range."""
    try:
        value = float(text)
    except ValueError:
        raise ArgumentError(f"{of.name} must be a number. Got {text!r:.60}. The default is {of.default:g}.") from None
    settings.set_setting(of, value)


def refusal() -> str:
    """What was wrong with the link with which the visitor arrived, a sentence or more for each; empty when nothing."""
    return _refusal.get()
