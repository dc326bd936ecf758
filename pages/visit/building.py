"""What the visitor builds on Build."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from logreg_core import Dataset
from pages.shared.collecting import PICTURE_BYTES, Collecting

from . import data, store

BUILD_WAY = "build.way"
BUILD_SEED = "build.seed"
BUILD_GALLERY = "build.gallery"
COLLECT_NAMES = ("build.name_0", "build.name_1")
COLLECT_SIDE = "build.side"
COLLECT_CHANNELS = "build.channels"
COLLECT_SHARE = "build.share"
COPING_RESPECT = "build.respect"
DIGIT = "build.digit"
OTHER_DIGIT = "build.other_digit"
_COLLECTOR = "build.collector"


def difficulty_slider(name: str, start: float) -> str:
    """The widget key of the slider for a difficulty of the drawings, which starts there."""
    key = f"build.difficulty.{name}.{store.get('difficulties_set')}"
    st.session_state.setdefault(key, start)
    return key


def set_difficulty(levels: Mapping[str, float]) -> None:
    """Put the sliders where a level of difficulty has them.

    They get new keys: a browser that has not heard of it yet would bring the old values back with the next click.
    """
    store.put("difficulties_set", store.get("difficulties_set") + 1)
    for name, value in levels.items():
        difficulty_slider(name, value)


def asked_coping() -> object:
    """What the visitor wanted to find out about the drawings, if anything."""
    return store.get("coping")


def ask_coping(question: object) -> None:
    """Remember it: the answer is shown until something else is asked."""
    store.put("coping", question)


def take_built(made: Dataset) -> None:
    """Take a dataset in hand that was built here. It stands where an uploaded one would."""
    data.choose(data.UPLOADED, made)
    store.put("is_built", True)


def built() -> Dataset | None:
    """The dataset in hand, if it was built here."""
    return data.uploaded() if store.get("is_built") and data.key() == data.UPLOADED else None


def collecting() -> Collecting:
    """What the visitor collects with the camera."""
    if store.get("collecting") is None:
        store.put("collecting", Collecting())
    return store.get("collecting")


def forget_collection() -> None:
    """Let go of the pictures, and of those that are still on their way."""
    store.put("collecting", None)


def collector_field() -> str:
    """The key of the part of the page that takes pictures."""
    return _COLLECTOR


def hear_collector() -> None:
    """Take what the browser brings."""
    collecting().hear(st.session_state[_COLLECTOR].message, room_for_pictures())


def room_for_pictures() -> int:
    """How many more pictures of the camera the session has room for. What was deleted makes room for new ones."""
    so_far = collecting()
    return max(0, (data.room_bytes() + so_far.nbytes) // PICTURE_BYTES - len(so_far.collection))
