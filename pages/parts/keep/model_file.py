"""The model as a file: saved for this app or as ONNX, and loaded again."""

from __future__ import annotations

import streamlit as st

from logreg_core import Classifier, LogregError
from logreg_core.export import (
    load_classifier,
    save_classifier,
)
from logreg_core.export.onnx_file import INSTALL, as_onnx, can_be_onnx, has_onnx
from logreg_core.settings import THRESHOLD
from pages.shared import frame
from pages.shared.download import download
from pages.shared.take_home import file_name
from pages.shared.uploads import file_field, take
from pages.shared.words import as_text
from pages.visit import model, settings
from pages.visit.store import Slot

refusal = Slot("model_refusal", "")  # why the last file was refused


def save(classifier: Classifier) -> None:
    """The model as one file."""
    describe(classifier)
    name = f"{file_name(classifier)}.npz"
    download("Save the model", lambda: save_classifier(classifier), name, is_primary=True)
    with st.expander("What is in the file?"):
        st.markdown(
            "Two NumPy arrays: `weights`, and `about`, a text: bias, size of the pictures, names of the classes,"
            " threshold, how pictures are prepared and how the model was trained. Every number is there to its last"
            " digit. No picture is in it."
        )


def describe(classifier: Classifier) -> None:
    """What the current model is, line by line."""
    blue, red = map(as_text, classifier.class_names)
    trained = [f"{as_text(label)}: {as_text(value)}" for label, value in classifier.words.items()]
    st.markdown(
        f"- It reads pictures of **{frame.size_in_words(classifier.image_shape)}**: {classifier.w.size:,} weights and"
        f" one bias.\n- It answers **{red}** or **{blue}**, and says {red} above a probability of"
        f" {classifier.threshold:.2f}.\n- It was {frame.made(classifier)} on"
        f" **{as_text(classifier.dataset_name) or 'an unnamed dataset'}**."
        + (f" {'; '.join(trained)}." if trained else "")
    )


def load() -> None:
    """Bring a model back. A refusal says why, and the current model stays."""
    instead = "It takes the place of the current model. " if model.classifier() else ""
    st.markdown(f"{instead}The file is never written to a disk of the server.")
    file = st.file_uploader("A saved model (.npz)", ["npz"], key=file_field("model"), max_upload_size=10)
    if file is not None:
        (content,) = take(file)
        try:
            loaded = load_classifier(content)
        except LogregError as error:
            refusal.set(str(error))
        else:
            model.take_classifier(loaded)
            settings.set_setting(THRESHOLD, loaded.threshold)
            refusal.clear()
        st.rerun()
    if refusal.get():
        kept = " The current model is still there." if model.classifier() else ""
        st.error(as_text(refusal.get()) + kept)


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
