"""Input controls: a slider with a number field, and a choice of one."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import partial
from typing import TypeVar

import numpy as np
import streamlit as st

from logreg_core.settings import THRESHOLD, Setting
from pages.visit import settings

from .words import as_text

K = TypeVar("K", bound=Hashable)


def choose_one(label: str, titles: Mapping[K, str], *, key: str, on_change: Callable[[], None] | None = None) -> K:
    """Show options side by side and return the chosen one, at first the first. titles: their labels."""
    chosen: K = st.segmented_control(
        label,
        tuple(titles),
        default=next(iter(titles)),
        required=True,
        format_func=titles.__getitem__,
        key=key,
        persist_state="session",
        on_change=on_change,
    )
    return chosen if chosen in titles else next(iter(titles))  # a forged message may choose none


def choose_number(
    setting: Setting,
    on_change: Callable[..., object],
    *,
    bound: float | None = None,
    why: str = "",
    disabled: bool = False,
) -> None:
    """Show slider and field for a numeric setting, or the names of its values side by side. ``on_change`` is called
    after a change; ``sliding`` says whether the slider caused it.

    bound: a value to mark under the slider, with the words ``why``. It is a mark, not a limit.
    """
    whole, value = setting.whole, settings.setting(setting)
    if setting.names:
        key, _ = settings.keys(setting)
        st.segmented_control(
            setting.label,
            setting.stops,
            default=value,
            required=True,
            format_func=setting.words,
            key=key,
            help=setting.help,
            on_change=settings.hear,
            args=(setting, key, partial(on_change, sliding=False)),
            disabled=disabled,
        )
        return
    stops = sorted({*setting.stops, value})  # slider and field never disagree
    slider_key, field_key = settings.keys(setting)

    left, right = st.columns([3, 2], vertical_alignment="bottom", wrap=False)
    left.select_slider(
        setting.label,
        stops,
        value,
        key=slider_key,
        help=setting.help,
        on_change=settings.hear,
        args=(setting, slider_key, partial(on_change, sliding=True)),
        format_func=lambda stop: f"{stop:,g}" if not whole else f"{int(stop):,}",
        disabled=disabled,
    )
    right.number_input(
        f"{setting.label}, exactly",
        min_value=int(setting.smallest) if whole else setting.smallest,
        max_value=int(setting.largest) if whole else setting.largest,
        value=int(value) if whole else float(value),
        step=_step_of(setting),
        format=None if whole else "%g",
        key=field_key,
        on_change=settings.hear,
        args=(setting, field_key, partial(on_change, sliding=False)),
        label_visibility="collapsed",
        disabled=disabled,
    )
    if bound is not None:
        position = np.interp(bound, stops, np.linspace(0, 100, len(stops)))
        mark = f'<span style="position:relative;left:{position:.1f}%;margin-left:-0.4em" aria-hidden="true">▲</span>'
        st.html(
            '<div style="margin-top:-1.5rem;font-size:0.8rem;opacity:0.8;line-height:1.1">'
            f'<div style="width:calc(60% - 1.8rem);margin-left:0.3rem">{mark}</div>{why}</div>'
        )


def _step_of(setting: Setting) -> float:
    """Return the step of the field's buttons: 1 or 100 for whole numbers, else about a fifth of the default, or the
    smallest positive stop if the default is 0.
    """
    if setting.whole:
        return 100 if setting.default >= 1000 else 1
    return min(stop for stop in setting.stops if stop > 0) if not setting.default else setting.default / 5


def choose_threshold(red: str) -> float:
    """Show the slider for the threshold of class ``red``, for all pages until the dataset changes. Returns the
    threshold."""
    key, _ = settings.keys(THRESHOLD)

    st.slider(
        THRESHOLD.label,
        THRESHOLD.smallest,
        THRESHOLD.largest,
        settings.setting(THRESHOLD),
        0.01,
        key=key,
        help=f"How sure the neuron must be before it says “{as_text(red)}”. The textbook uses 0.5.",
        on_change=settings.hear,
        args=(THRESHOLD, key),
    )
    return settings.setting(THRESHOLD)
