"""Files that a visitor hands over: taken once, and then nowhere on the server but in the hands of who took them."""

from __future__ import annotations

from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from pages.visit import photos


def take(*files: UploadedFile) -> list[bytes]:
    """The bytes of the files. Streamlit's own copies are let go of, and the fields are empty in the next run."""
    contents = [file.getvalue() for file in files]
    context = get_script_run_ctx()
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        for file in files:
            context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)
    photos.renew_fields()
    return contents
