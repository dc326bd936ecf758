"""Where a visitor's things are put: the session's state, under names that are listed here and nowhere else."""

from __future__ import annotations

from typing import Any

import streamlit as st

from logreg_core.sources.catalog import CATALOG

DEFAULT_DATASET = next(iter(CATALOG))
_EMPTY: dict[str, Any] = {
    "dataset_key": DEFAULT_DATASET,
    "uploaded": None,
    "upload_refusal": "",
    "is_built": False,
    "collecting": None,
    "coping": None,
    "difficulties_set": 0,
    "upload_report": ("", ()),
    "looked_at": ((), ""),
    "edited": None,
    "edits": (),
    "edited_from": DEFAULT_DATASET,
    "edit_refusal": "",
    "edit_news": "",
    "picked_images": frozenset(),
    "training": None,
    "taken_classifier": None,
    "film": (None, None),
    "runs": (),
    "runs_begun": 0,
    "swept": 0,
    "link_is_read": False,
    "link_refusal": "",
    "model_refusal": "",
    "greyed": ("", ()),
    "found": None,
    "begun": "",
    "failed": ("", ""),
    "photo": None,
    "photo_refusal": "",
    "photo_rows": (),
    "rows_unlike": ("", (), ()),
    "fields_renewed": 0,
    "choice_is_stale": True,
    "gallery_page": 0,
    "picked_image": None,
    "judged": None,
    "open_cell": None,
    "cell_image": None,
}


def get(name: str) -> Any:
    """What is put there; what the list above says before anything was."""
    return st.session_state.get(f"in_hand.{name}", _EMPTY[name])


def put(name: str, value: Any) -> None:
    """Put it there, for the rest of the visit."""
    st.session_state[f"in_hand.{name}"] = value
