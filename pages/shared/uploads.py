"""Uploaded files: read once, then deleted from the server's upload store."""

from __future__ import annotations

from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from pages.visit.store import Slot

_renewed = Slot("fields_renewed", 0)


def file_field(kind: str) -> str:
    """Return the widget key of an upload or camera field, until the fields are renewed."""
    return f"{kind}.{_renewed.get()}"


def renew_fields() -> None:
    """Give the fields new keys, so that they are empty and release their files."""
    _renewed.set(_renewed.get() + 1)


def take(*files: UploadedFile) -> list[bytes]:
    """Return the bytes of the files. Deletes Streamlit's own copies; the fields are empty in the next rerun."""
    contents = [file.getvalue() for file in files]
    context = get_script_run_ctx()
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        for file in files:
            context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)
    renew_fields()
    return contents
