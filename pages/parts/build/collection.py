"""Two classes from the visitor's camera, and the dataset made of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from logreg_core.data.collection import MAX_PICTURES, SIDES, Collection
from logreg_core.data.dataset import MAX_CLASS_NAME
from logreg_core.export import palette
from logreg_core.untrusted.photo import fit
from pages.shared import aloud, browser, persistence
from pages.shared.pictures import show_pixels
from pages.shared.privacy import GONE, kept_too, never_shown
from pages.shared.send import offer_to_send
from pages.shared.terms import term
from pages.shared.words import as_text, count
from pages.visit import data
from pages.visit.collecting import PICTURE_BYTES, Collecting, collected, names
from pages.visit.persistence import packed
from pages.visit.store import Field

from .dataset import make_it, seed_field

COLLECTED = "collected"  # prefix of the pictures' names in the browser
CHANNELS = {"Colour": 3, "Grey": 1}

_collector: Field[Any] = Field("build.collector", None)
_mount = browser.component("collector", __file__)


def collect() -> None:
    """Show the collection of two classes from the visitor's camera."""
    st.markdown(
        f"Choose two things, the {term('class', 'classes')}, and name them. Hold a button while you show one of them to"
        " the camera: it takes five pictures a second, at most 40. Let go, change the place, the angle or the light,"
        f" and hold it again: **at least two {term('burst', 'bursts')} of each**."
    )
    st.fragment(_take_pictures)(class_names())


def class_names() -> tuple[str, str]:
    """Show fields for the class names, class 1 on the left, as everywhere. Returns those of class 0 and class 1."""
    given = {}
    for column, label in zip(st.columns(2), (1, 0), strict=True):
        given[label] = column.text_input(
            ("Class 0, the answer “no”", "Class 1, the answer “yes”")[label],
            max_chars=MAX_CLASS_NAME,
            key=names[label].shown(),
            persist_state="session",
        )
    zero, one = (" ".join(given[label].split()) or f"class {label}" for label in (0, 1))
    return zero, one


def _take_pictures(called: tuple[str, str]) -> None:
    take_pictures(called)
    persistence.keep_on_the_way()


def take_pictures(called: tuple[str, str]) -> None:
    """Show the camera, the pictures so far, and the dataset form. This fragment reruns whenever pictures arrive."""
    so_far = collected.get()
    if so_far is None:
        so_far = Collecting()
        collected.set(so_far)
    collection = so_far.collection
    room = room_for(so_far)
    collector(so_far.for_browser(room), called, key=_collector.key, on_message=hear)
    if so_far.refusal:
        st.error(as_text(so_far.refusal))
    with st.container(horizontal=True, vertical_alignment="center"):
        if so_far.before is not None:
            st.button(
                "Undo the deletion",
                on_click=aloud.done,
                args=("The pictures are back.", so_far.undo),
                icon=":material/undo:",
            )
        st.button(
            "Forget all pictures",
            on_click=_forget,
            disabled=not len(collection),
            icon=":material/delete:",
        )
        st.caption(
            f"{len(collection)} of at most {MAX_PICTURES} pictures. They are in the memory of the computer that runs"
            f" this app: never on a disk, {never_shown()}, and gone when you press “Forget all pictures”, or {GONE}."
            f"{kept_too('them', 'you press that')} A dataset that you make of them stays as “My data”."
        )
    if room < MAX_PICTURES - len(collection):
        st.info(
            f"There is room for {count(room, 'more picture')}: your datasets and the photos on Many take the rest of"
            f" the {data.BUDGET_BYTES // 2**20} MB that a session may keep."
        )
    if not len(collection):
        return
    for concern in collection.concerns(called):
        st.warning(as_text(concern))
    make_dataset_of(collection, called)


def _forget() -> None:
    persistence.forget_bytes(each.name for each in packed() if each.name.startswith(COLLECTED))
    collected.clear()


def hear() -> None:
    """Process a message from the browser."""
    if so_far := collected.get():
        so_far.hear(_collector.get().message, room_for(so_far))


def room_for(so_far: Collecting) -> int:
    """Return how many more pictures the session has room for. Deleted pictures make room."""
    return max(0, (data.room_bytes() + so_far.nbytes) // PICTURE_BYTES - len(so_far.collection))


def make_dataset_of(collection: Collection, called: tuple[str, str]) -> None:
    """Show the image size, the test share, and the button."""
    st.header("Make a dataset of them", anchor=False)
    left, right = st.columns(2, gap="large")
    with left:
        side = st.select_slider(
            "Size, in pixels",
            SIDES,
            64,
            key="build.side",
            persist_state="session",
            format_func=lambda side: f"{side} × {side}",
            help="More pixels show more, and give the neuron more weights to learn from the same few pictures.",
        )
        colour = st.segmented_control(
            "Colours", CHANNELS, default="Colour", required=True, key="build.channels", persist_state="session"
        )
    with right:
        share = st.slider(
            "Part kept for testing, in per cent", 10, 50, 25, 5, key="build.share", persist_state="session"
        )
        seed = seed_field("Which bursts are kept: the same seed, the same bursts.")
    shown = {}
    with st.container(horizontal=True):
        for label in (1, 0):
            of_class = [picture for picture in collection.pictures if picture.label == label]
            if of_class:
                pixels = shown[label] = fit(of_class[-1].pixels, side, side, CHANNELS[colour])
                show_pixels(
                    pixels, 128, width=128, alt=f"The last picture of {called[label]}, as the neuron will see it"
                )
        st.caption(f"The last pictures, as the neuron will see them: {side * side * CHANNELS[colour]:,} numbers each.")
    offer_to_send(list(shown.values()), " and ".join(called[label] for label in shown))
    missing = [as_text(called[label]) for label in (1, 0) if collection.count(label) < 2]
    if missing:
        st.info(f"Still missing: at least two pictures of {' and of '.join(missing)}.")
    make_it(
        "Make the dataset",
        lambda: collection.dataset(called, side=side, channels=CHANNELS[colour], test_share=share / 100, seed=seed),
        disabled=bool(missing),
    )
    with st.expander("Why are whole bursts kept for testing?"):
        st.markdown(
            "The pictures of a burst are nearly the same. If the neuron learns from one of them and is tested on"
            " another, it gets full marks for remembering. So a whole burst is learned from, or tested on. Where a"
            " class has only one, it must be cut, and the page warns."
        )


def collector(
    so_far: dict[str, Any], class_names: tuple[str, str], *, key: str, on_message: Callable[[], None]
) -> None:
    """Show the component. ``so_far`` is `Collecting.for_browser`; ``on_message`` is called when the browser sends a
    message."""
    _mount(
        key=key,
        data={**so_far, "names": class_names, "colours": palette.CLASS_COLOURS},
        on_message_change=on_message,
    )
