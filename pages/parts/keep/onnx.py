"""The model as ONNX, for other programs than Python's."""

from __future__ import annotations

import streamlit as st

from logreg_core import Classifier
from logreg_core.export.onnx_file import INSTALL, as_onnx, can_be_onnx, has_onnx
from pages.shared.download import download
from pages.shared.take_home import file_name


def take_onnx(classifier: Classifier) -> None:
    """The file and what is in it; or how whoever runs this app gets what writes it. Nothing where none can be."""
    if not can_be_onnx(classifier):
        return
    if not has_onnx():
        st.caption(
            f"To save as ONNX, which other programs read, the computer that runs this app needs a library: `{INSTALL}`"
        )
        return
    download("Save as ONNX", lambda: as_onnx(classifier), f"{file_name(classifier)}.onnx")
    pixels = "`uint8 (m, {}, {}, {})`".format(*classifier.image_shape)
    st.caption(
        f"For other programs: from pixels, {pixels}, to score, probability and answer. Bring a photo to that size"
        " first."
    )
