"""What the visitor asks on Why."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from . import store

WHY_QUESTION = "why.question"
WHY_OTHER_QUESTION = "why.other_question"  # of a model that does not look at pixels
WHY_GALLERY = "why.gallery"
WHY_PATCHES = "why.patches"
WHY_COLUMNS = "why.columns"


def greyed_patches(picture: str) -> tuple[int, ...]:
    """The patches that are greyed out, while the picture with this fingerprint is looked at; none on another one."""
    of, numbers = store.get("greyed")
    return numbers if of == picture else ()


def grey_out(picture: str, numbers: tuple[int, ...]) -> None:
    """Grey out these patches of the picture, and no others."""
    store.put("greyed", (picture, numbers))


def wobble_field(name: str, value: float) -> str:
    """The widget key of a slider of the wobble bench, which shows ``value`` until it is moved."""
    st.session_state.setdefault(f"why.wobble.{name}", value)
    return f"why.wobble.{name}"


def reset_wobble(values: Mapping[str, float]) -> None:
    """Move all sliders of the wobble bench to these values."""
    for name, value in values.items():
        st.session_state[f"why.wobble.{name}"] = value
