"""Share a lesson: try it, save it as a file, or show its link and QR code."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import streamlit as st

from classroom.lessons import MAX_CODE, MAX_LINK, Lesson, write
from logreg_core import LessonError
from pages.base.qr import MAX_BYTES
from pages.shared.download import download
from pages.shared.qr import code_of, show_code
from pages.shared.words import as_text
from pages.visit import draft, lesson, progress

BACK_ROW = 8  # distance from the screen in metres
HERE_ONLY = ("localhost", "127.0.0.1", "::1")  # addresses of a computer for itself


def hand_out() -> None:
    """Show all ways to share, once nothing is missing."""
    st.subheader("Hand it out", anchor=False)
    if missing := draft.missing():
        st.caption(f"Before it can be tried and handed out it needs {missing}.")
        return
    try:
        whole = draft.whole()
    except LessonError as error:
        st.error(as_text(str(error)))
        return
    with st.container(horizontal=True):
        st.button("Try it", key="teach.try", type="primary", on_click=_try, args=(whole,), icon=":material/play_arrow:")
        download("Save as a file", lambda: write(whole), f"{file_name(whole)}.toml", key="teach.save")
    _show_link(whole)


def _try(whole: Lesson) -> None:
    tried = draft.as_tried(whole)
    draft.try_out(tried)
    lesson.begin_again(tried)


def file_name(whole: Lesson) -> str:
    """Return a file name, ASCII letters and digits only."""
    return re.sub(r"[^a-z0-9]+", "-", whole.title.lower()).strip("-")[:40] or "lesson"


def _show_link(whole: Lesson) -> None:
    packed = progress.spelled(draft.named(whole))
    if len(packed) > MAX_LINK:
        st.info(
            f"This lesson would make a link of {len(packed):,} characters, {len(packed) - MAX_LINK:,} more than"
            " servers are sure to take. Hand out the file: it is loaded on Lessons. Or shorten the texts."
        )
        return
    address = link_to(packed)
    st.markdown("**Link**: it starts the lesson, or offers it if another one is open.")
    st.code(address, language=None, wrap_lines=True)
    if urlsplit(address).hostname in HERE_ONLY:
        st.caption(
            "This address leads to this computer only. Open the app by the address by which others reach it: then link"
            " and code hold that one."
        )
    with st.expander(
        "QR code for the projector", key="teach.code", on_change="rerun", icon=":material/qr_code:"
    ) as fold:
        if fold.open:
            _show_code(address, whole)


def link_to(packed: str) -> str:
    """Return the address that starts a lesson, at the app's first page."""
    url = urlsplit(st.context.url or "")
    return f"{url.scheme}://{url.netloc}{url.path.rpartition('/')[0]}/?{lesson.LINK}={packed}"


def _show_code(address: str, whole: Lesson) -> None:
    if len(address.encode()) > MAX_BYTES:
        st.info(
            f"No QR code holds this link: it has {len(address):,} characters, and {MAX_BYTES:,} is the most. Hand out"
            " the link or the file."
        )
        return
    code = code_of(address)
    wide = f"From {BACK_ROW} metres a phone needs it to be {code.width(BACK_ROW):.1f} m wide."
    if len(address) > MAX_CODE:
        st.warning(
            f"{code.side} by {code.side} squares are too fine to be read from the back row. {wide} Hand out the link or"
            " the file instead, or open a room with this lesson: its code is short."
        )
    else:
        st.caption(wide)
    show_code(code, alt=f"QR code of the link to the lesson {whole.title}")
    download("Save the code", lambda: code.svg, f"{file_name(whole)}.svg", key="teach.save_code")
