"""A lesson from an uploaded file: read strictly, or refused with the line of the error."""

from __future__ import annotations

import streamlit as st

from classroom.lessons import Lesson, read
from classroom.lessons.files import LONGEST
from logreg_core import LessonError
from pages.visit.store import Slot

from .uploads import file_field, take
from .words import as_text

_refused: Slot[tuple[str, str]] = Slot("lesson_file.refused", ("", ""))  # by which field, and why


def take_lesson(field: str) -> Lesson | None:
    """A field for the file. Returns the lesson in the run in which it was handed over. field: a name for this one."""
    st.caption(f"At most {LONGEST:,} bytes are read.")
    file = st.file_uploader(
        "A lesson (.toml)", ["toml"], key=file_field(field), max_upload_size=1, label_visibility="collapsed"
    )
    if file is not None:
        (content,) = take(file)
        try:
            found = read(content, file.name)
        except LessonError as error:
            _refused.set((field, str(error)))
            st.rerun()
        else:
            forget_refusal()
            return found
    return None


def say_refusal(field: str, *, kept: str = "") -> None:
    """Why the last file of this field was refused. kept: what is said to be still there."""
    if _refused.get()[0] == field:
        st.error(f"{as_text(_refused.get()[1])} {kept}".rstrip())


def forget_refusal() -> None:
    """Say no longer why a file was refused."""
    _refused.clear()
