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

refusal = Slot("model_refusal", "")  # the reason why the last file was refused


def save(classifier: Classifier) -> None:
    """Show the download of the model as one file."""
    describe(classifier)
    name = f"{file_name(classifier)}.npz"
    download("Save the model", lambda: save_classifier(classifier), name, is_primary=True)
    with st.expander("What is in the file?"):
        st.markdown(
            "Two NumPy arrays: `weights`, and `about`, a text: bias, size of the pictures, names of the classes,"
            " threshold, how pictures are prepared and how the model was trained. No digit is lost. It"
            " holds no picture."
        )


def describe(classifier: Classifier) -> None:
    """Describe the current model, line by line."""
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
    """Show the field that loads a model. A refusal says why, and the current model stays."""
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
    """Show the ONNX download and its content, or how to install the library for it. Shows nothing if the model has no
    such file."""
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
