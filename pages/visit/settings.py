"""The visitor's values of the settings, and the widgets that show them."""

from __future__ import annotations

import streamlit as st

from logreg_core import Recipe
from logreg_core.settings import RUN_SETTINGS, Setting


def recipe() -> Recipe:
    """The visitor's values of all settings of a run."""
    return Recipe.of({each.name: setting(each) for each in RUN_SETTINGS})


def setting(of: Setting) -> float:
    """The visitor's value of a setting: its default until another one is chosen."""
    return st.session_state.get(f"setting.{of.name}", of.default)


def set_setting(of: Setting, value: float, *, by: str = "") -> None:
    """Choose a value. Raises ArgumentError when it is out of range.

    by: the key of the widget that chose it. The others get new keys. An old one whose browser has not heard of the
    value yet would bring its own one back with the next click, as if the visitor had chosen that.
    """
    st.session_state[f"setting.{of.name}"] = of.check(value)
    renewed = tuple(key if key == by else _renewed(key) for key in keys(of))
    st.session_state[f"setting_keys.{of.name}"] = renewed


def _renewed(key: str) -> str:
    name, _, number = key.rpartition(".")
    return f"{name}.{int(number) + 1}"


def keys(of: Setting) -> tuple[str, str]:
    """The widget keys of the slider and of the number field that show a setting."""
    return st.session_state.get(f"setting_keys.{of.name}", (f"slider.{of.name}.0", f"field.{of.name}.0"))
