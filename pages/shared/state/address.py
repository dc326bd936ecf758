"""The link: all settings of a run and the dataset, so that another person gets the same run."""

from __future__ import annotations

import streamlit as st

from logreg_core import LogregError
from logreg_core.settings import RUN_SETTINGS
from logreg_core.sources.catalog import CATALOG

from . import data, settings, store
from .store import DEFAULT_DATASET

LINK_DATA = "data"


def link() -> dict[str, str]:
    """The settings that are not at their defaults, and the dataset, as a link spells them.

    A dataset of the visitor's own is in no link.
    """
    values = {each.name: settings.setting(each) for each in RUN_SETTINGS}
    spelled = {each.name: f"{values[each.name]:.12g}" for each in RUN_SETTINGS if values[each.name] != each.default}
    if not data.has_own_dataset() and data.dataset_key() != DEFAULT_DATASET:
        spelled[LINK_DATA] = data.dataset_key()
    return spelled


def write_link() -> None:
    """Put the link into the browser's address."""
    if st.query_params.to_dict() != link():
        st.query_params.from_dict(link())


def read_link() -> None:
    """Take over what the visitor's link says, once; `link_refusal` tells what was wrong with it."""
    if store.get("link_is_read"):
        return
    store.put("link_is_read", True)
    try:
        if (key := st.query_params.get(LINK_DATA)) in CATALOG:
            data.choose_dataset(key)
        for each in RUN_SETTINGS:
            if each.name in st.query_params:
                settings.set_setting(each, float(st.query_params[each.name]))
    except (LogregError, ValueError) as problem:
        store.put("link_refusal", str(problem))


def link_refusal() -> str:
    """What was wrong with the link with which the visitor arrived; empty when nothing was."""
    return store.get("link_refusal")
