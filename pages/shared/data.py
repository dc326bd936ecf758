"""Datasets that all visitors share: made once for the whole server, and read-only."""

from __future__ import annotations

import streamlit as st

from logreg_core import Dataset
from logreg_core.sources.catalog import CATALOG


@st.cache_resource(show_spinner=False)
def built_in(key: str) -> Dataset:
    """A built-in dataset by its key. Raises DownloadError when it is not here and cannot be fetched."""
    return CATALOG[key].load()
