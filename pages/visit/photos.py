"""The pictures that the visitor brought, and how they are made to fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from . import store

if TYPE_CHECKING:
    from pages.parts.many.photo_table import Row


@dataclass(frozen=True)
class Photo:
    """A picture that a visitor brought: uint8 ``(h, w, 3)`` or ``(h, w, 1)``, upright, and what to call it.

    test_image: its position among the test images of the dataset in hand, where it is one of them.
    """

    pixels: NDArray[np.uint8]
    title: str
    test_image: int | None = None


PHOTO_SOURCE = "predict.source"
LIVE_CAMERA = "predict.live_camera"
HOW_TO_FIT = "predict.how"
ZOOM = "predict.zoom"
ACROSS = "predict.across"
DOWN = "predict.down"
LIVE_ZOOM = "predict.live_zoom"
SQUARE = "predict.square"
_CENTRED = {ZOOM: 1.0, ACROSS: 0.5, DOWN: 0.5}
_DEFAULTS = {**_CENTRED, HOW_TO_FIT: "crop", LIVE_ZOOM: 1.0}
SAMPLE_GALLERY = "predict.samples"
TEST_GALLERY = "predict.tests"


def photo() -> Photo | None:
    """The picture that the visitor brought or chose, if any."""
    return store.get("photo")


def take_photo(picture: Photo) -> None:
    """Take a picture in hand; it replaces the old one. The part of it that is used is the largest, in the centre."""
    store.put("photo", picture)
    store.put("photo_refusal", "")
    for name, value in _CENTRED.items():
        st.session_state[name] = value


def take_live_photo(picture: Photo) -> None:
    """Take a picture of the live camera in hand. The part of it that is used is the one that the camera showed."""
    take_photo(picture)
    st.session_state[HOW_TO_FIT] = "crop"
    st.session_state[ZOOM] = live_zoom()


def move_part(across: float, down: float) -> None:
    """Use the part of the picture that lies there: shares from 0 to 1, as in `photo.crop_box`."""
    st.session_state[ACROSS], st.session_state[DOWN] = across, down


def way_to_fit() -> dict[str, Any]:
    """How the visitor wants the picture in hand to be brought to the model's size: arguments of `photo.fit`."""
    how, zoom, across, down = (st.session_state.get(name, _DEFAULTS[name]) for name in (HOW_TO_FIT, ZOOM, ACROSS, DOWN))
    return {"how": how, "zoom": zoom, "position": (across, down)}


def fit_field(name: str) -> str:
    """The widget key of HOW_TO_FIT, ZOOM, ACROSS, DOWN or LIVE_ZOOM, which shows the value that holds."""
    st.session_state.setdefault(name, _DEFAULTS[name])
    return name


def live_zoom() -> float:
    """How small a part of the live camera's picture is used: 1 for the largest."""
    return st.session_state.get(LIVE_ZOOM, 1.0)


def photo_refusal() -> str:
    """Why the last file that was given as a photo was refused; empty when it was not."""
    return store.get("photo_refusal")


def refuse_photo(reason: str) -> None:
    """Remember why. The picture in hand stays."""
    store.put("photo_refusal", reason)


def forget_pictures() -> None:
    """Let go of all that the visitor brought as photos."""
    store.put("photo", None)
    store.put("photo_refusal", "")
    _forget_rows()
    renew_fields()


def photo_rows() -> tuple[Row, ...]:
    """The rows of the table of many photos, in the order in which they came."""
    return store.get("photo_rows")


def add_photo_row(row: Row) -> None:
    """Put one more row at the end."""
    store.put("photo_rows", (*photo_rows(), row))


def let_go_of_rows_of_another_size(image_shape: tuple[int, int, int]) -> bool:
    """Empty the table when its photos were brought to another size than this. Returns whether they were."""
    fits = all(row.seen is None or row.seen.shape == image_shape for row in photo_rows())
    if not fits:
        _forget_rows()
    return not fits


def _forget_rows() -> None:
    store.put("photo_rows", ())
    store.put("rows_unlike", ("", (), ()))


def rows_unlike(digest: str) -> Sequence[bool | None] | None:
    """What was kept of the rows as they are now, and of the training images with this digest; None before that."""
    kept, rows, unlike = store.get("rows_unlike")
    return unlike if kept == digest and rows is photo_rows() else None


def keep_rows_unlike(digest: str, unlike: Sequence[bool | None]) -> None:
    """Remember for each row whether it looks unlike the training images of the dataset with this digest."""
    store.put("rows_unlike", (digest, photo_rows(), unlike))


def file_field(kind: str) -> str:
    """The widget key of an upload or camera field, until the fields are renewed."""
    return f"{kind}.{store.get('fields_renewed')}"


def renew_fields() -> None:
    """Give the fields new keys, so that they are empty and let go of their files."""
    store.put("fields_renewed", store.get("fields_renewed") + 1)
