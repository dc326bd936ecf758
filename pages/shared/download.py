"""The one download button: the file is made after the press, without a rerun."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

KINDS = {
    ".csv": "text/csv",
    ".h5": "application/x-hdf5",
    ".html": "text/html",
    ".ipynb": "application/x-ipynb+json",
    ".json": "application/json",
    ".md": "text/markdown",
    ".svg": "image/svg+xml",
    ".toml": "application/toml",
    ".zip": "application/zip",
}


def download(
    label: str,
    make: Callable[[], bytes | str],
    file_name: str,
    *,
    icon: str = "download",
    about: str | None = None,
    key: str | None = None,
    is_primary: bool = False,
    disabled: bool = False,
) -> None:
    """Show a download button.

    make: returns the content, from values alone, as it has no session. file_name: its ending sets the file type. icon:
    a Material icon. about: the help text.
    """
    st.download_button(
        label,
        make,
        file_name,
        KINDS.get(Path(file_name).suffix, "application/octet-stream"),
        key=key,
        help=about,
        on_click="ignore",
        type="primary" if is_primary else "secondary",
        icon=f":material/{icon}:",
        disabled=disabled,
    )
