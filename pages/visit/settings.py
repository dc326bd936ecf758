"""The visitor's values of the settings, and the widgets that show them."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from classroom.untrusted import Finite
from logreg_core import Recipe
from logreg_core.settings import RUN_SETTINGS, THRESHOLD, Setting

from .persistence import Held, Plain
from .shared import once
from .store import Slot

_values = {each.name: Slot(f"setting.{each.name}", each.default) for each in RUN_SETTINGS}
_values[THRESHOLD.name] = Slot(f"setting.{THRESHOLD.name}", THRESHOLD.default, reset_on={"dataset"})
_EVERY = (*RUN_SETTINGS, THRESHOLD)
_keys = {name: Slot(f"setting_keys.{name}", (f"slider.{name}.0", f"field.{name}.0")) for name in _values}


def recipe() -> Recipe:
    """Return the visitor's values of all settings of a run."""
    return _recipe(*map(setting, RUN_SETTINGS))


@once(100)
def _recipe(*values: float) -> Recipe:
    return Recipe.of({each.name: value for each, value in zip(RUN_SETTINGS, values, strict=True)})


def setting(of: Setting) -> float:
    """Return the visitor's value of a setting, or its default."""
    return _values[of.name].get()


def set_setting(of: Setting, value: float, *, by: str = "") -> None:
    """Set a value. Raises ArgumentError when it is out of range.
    by: the key of the widget that set it. The other widgets get new keys: with the old key, a browser that has not yet
    received the value would send its own value with the next click.
    """
    _values[of.name].set(of.check(value))
    slider, field = (key if key == by else _renewed(key) for key in keys(of))
    _keys[of.name].set((slider, field))


def _chosen() -> dict[str, float]:
    return {each.name: setting(each) for each in _EVERY if setting(each) != each.default}


def _choose_again(chosen: dict[str, float]) -> None:
    for each in _EVERY:
        if each.name in chosen and each.allows(chosen[each.name]):
            set_setting(each, chosen[each.name])


Held("hand_settings", {}, _chosen, _choose_again, keep=Plain(dict[str, Finite], of="tab"))


def hear(of: Setting, key: str, on_change: Callable[[float], object] = lambda _: None) -> None:
    """Set the value of the widget with this key, and call ``on_change``. A late event of a widget that was replaced is
    ignored.
    """
    if key in keys(of):
        set_setting(of, st.session_state[key], by=key)
        on_change(setting(of))


def _renewed(key: str) -> str:
    name, _, number = key.rpartition(".")
    return f"{name}.{int(number) + 1}"


def keys(of: Setting) -> tuple[str, str]:
    """Return the widget keys of the slider and of the number field for a setting."""
    return _keys[of.name].get()
