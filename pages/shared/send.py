"""Send a small picture to the board of the class."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image

from classroom.rooms.limits import PICTURE
from logreg_core import LogregError
from logreg_core.untrusted.photo import fit
from pages.visit import room
from pages.visit.store import Slot

from .words import as_text

HEIGHTS = (240, 160, 120, 80)  # pixels; the first side whose file is small enough. With the last one, every file is

_outcome = Slot("picture_sent", "")


def offer_to_send(pictures: Sequence[NDArray[np.uint8]], caption: str) -> None:
    """Show members of a room a button that sends these pictures, side by side.

    pictures: uint8 ``(h, w, c)``, at most two. caption: plain text.
    """
    if room.seat() is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="send"):
        st.button(
            "Send this picture to the board",
            key="send.picture",
            icon=":material/send:",
            on_click=_send,
            args=(pictures, caption),
        )
        said = (
            _outcome.get()
            or "Your teacher sees it then, and the class when she shows it; until you leave, or the room ends."
        )
        st.caption(as_text(said), width="content")
        _outcome.clear()


def as_png(pictures: Sequence[NDArray[np.uint8]]) -> bytes:
    """Return these pictures side by side as a file for a room, with nothing but pixels in it."""
    for height in HEIGHTS:
        tiles = [fit(each, height, _width(each, height), 3, how="stretch") for each in pictures]
        file = BytesIO()
        Image.fromarray(np.hstack(tiles)).save(file, "PNG")
        if file.tell() <= PICTURE:
            break
    return file.getvalue()


def _width(picture: NDArray[np.uint8], height: int) -> int:
    """Return the width by the picture's proportions, at most one and a half times its height."""
    rows, columns = picture.shape[:2]
    return max(1, min(round(height * columns / rows), 3 * height // 2))


def _send(pictures: Sequence[NDArray[np.uint8]], caption: str) -> None:
    try:
        room.send_picture(as_png(pictures), caption)
        _outcome.set("It was sent.")
    except LogregError as error:
        _outcome.set(str(error))
