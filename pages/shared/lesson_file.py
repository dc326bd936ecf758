"""A lesson from an uploaded file: read strictly, or refused with the line of the error."""

from __future__ import annotations

import streamlit as st

from classroom.lessons import Lesson, read
from classroom.lessons.files import MAX_BYTES
from logreg_core import LessonError
from pages.visit.store import Slot

from .uploads import file_field, take
from .words import as_text

_refused: Slot[tuple[str, str]] = Slot("lesson_file.refused", ("", ""))  # the field and the reason


def take_lesson(field: str) -> Lesson | None:
    """Show a field for the file. Returns the lesson in the rerun of the upload. field: a name for this field."""
    st.caption(f"At most {MAX_BYTES:,} bytes are read.")
    file = st.file_uploader(
        "A lesson (.toml)", ["toml"], key=file_field(field), max_upload_size=1, label_visibility="collapsed"
    )
    if file is not None:
        (content,) = take(file)
        try:
            uploaded = read(content, file.name)
        except LessonError as error:
            _refused.set((field, str(error)))
            st.rerun()
        else:
            forget_refusal()
            return uploaded
    return None


def say_refusal(field: str, *, kept: str = "") -> None:
    """Show why the last file of this field was refused. kept: a sentence about what stays."""
    if _refused.get()[0] == field:
        st.error(f"{as_text(_refused.get()[1])} {kept}".rstrip())


def forget_refusal() -> None:
    """Remove the message about a refused file."""
    _refused.clear()
