"""Keep: take the model with you as a file, and bring one back."""

import re
from dataclasses import replace

import streamlit as st

from logreg_core import Classifier, LogregError
from logreg_core.export import (
    files_of,
    has_notebook,
    has_program,
    load_classifier,
    pack,
    promise,
    save_classifier,
)
from logreg_core.settings import THRESHOLD, in_force
from pages.shared import frame, state
from pages.shared.carded import card_of
from pages.shared.uploads import take
from pages.shared.words import as_text


def file_name(classifier: Classifier) -> str:
    """A name for files of this model: plain letters, so that every system takes it."""
    words = re.sub(r"[^a-z0-9]+", "-", classifier.class_names[1].lower()).strip("-")
    return f"neuron-{words or 'model'}"


def describe(classifier: Classifier) -> None:
    """What the model in hand is, line by line."""
    blue, red = map(as_text, classifier.class_names)
    settings = [f"{as_text(label)}: {value}" for label, value in in_force(classifier.settings).items()]
    st.markdown(
        f"- It reads pictures of **{frame.size_in_words(classifier.image_shape)}**: {classifier.w.size:,} weights and"
        f" one bias.\n- It answers **{red}** or **{blue}**, and says {red} above a probability of"
        f" {classifier.threshold:.2f}.\n- It was trained on"
        f" **{as_text(classifier.dataset_name) or 'an unnamed dataset'}**."
        + (f" {'; '.join(settings)}." if settings else "")
    )


def save(classifier: Classifier) -> None:
    """The model as one file."""
    describe(classifier)
    st.download_button(
        "Save the model",
        lambda: save_classifier(classifier),
        file_name=f"{file_name(classifier)}.npz",
        mime="application/octet-stream",
        on_click="ignore",
        type="primary",
        icon=":material/download:",
    )
    with st.expander("What is in the file?"):
        st.markdown(
            "Two NumPy arrays: `weights`, and `about`, a text with all the rest: the bias, the size of the pictures,"
            " the names of the classes, the threshold, how pictures are prepared and how the model was trained. No"
            " picture is in it. The numbers are stored to the last digit, so the model gives the same answers wherever"
            " it is loaded."
        )


def take_everything(classifier: Classifier) -> None:
    """The model with a program that uses it and a notebook that trains it again."""
    dataset = state.dataset()
    program = (
        " `predict.py`, which needs only NumPy and Pillow and gives the same probability for a photo;"
        if has_program(classifier)
        else ""
    )
    notebook = (
        " the dataset; and a notebook that trains the model again with the textbook's functions."
        if has_notebook(classifier, dataset)
        else " and a list of what is in it. A notebook comes with it when the model looks at pixels, and its own"
        " dataset is in hand and has at most 32 MB."
    )
    st.markdown(f"A ZIP archive that works without this app: the model and its card;{program}{notebook}")
    if has_notebook(classifier, dataset):
        run = state.training()
        st.caption(as_text(promise(classifier, None if run is None else run.settled)))
        st.caption(f"The pictures keep the terms of where they come from. {as_text(dataset.origin)}")
    judged = state.judged() if frame.fits(classifier) else None

    def contents() -> bytes:
        card = {} if judged is None else {"card.html": card_of(judged, classifier.threshold).page.encode()}
        return pack(files_of(classifier, dataset, card))

    st.download_button(
        "Take the pack",
        contents,
        file_name=f"{file_name(classifier)}.zip",
        mime="application/zip",
        on_click="ignore",
        icon=":material/folder_zip:",
    )


def load() -> None:
    """Bring a model back. A refusal says why, and the model in hand stays."""
    st.markdown(
        "A model that you load takes the place of the one in hand. The file is read in the memory of this session,"
        " never written to a disk, and let go of at once."
    )
    file = st.file_uploader("A saved model (.npz)", ["npz"], key=state.file_field("model"), max_upload_size=10)
    if file is not None:
        (content,) = take(file)
        try:
            model = load_classifier(content)
        except LogregError as error:
            state.refuse_model(str(error))
        else:
            state.take_classifier(model)
            state.set_setting(THRESHOLD, model.threshold)
            state.refuse_model("")
        st.rerun()
    if state.model_refusal():
        kept = " The model in hand is still there." if state.classifier() else ""
        st.error(as_text(state.model_refusal()) + kept)


st.title("Keep your model")
st.markdown(
    "The model lives only as long as this visit. Save it as a file, and load it again tomorrow or on another computer."
)
classifier = state.classifier()
st.header("Save")
if classifier is None:
    st.info("There is no trained model yet, so there is nothing to save. Train one first, or load one below.")
    st.page_link("train.py", label="Train a model", icon=":material/arrow_back:")
else:
    classifier = replace(classifier, threshold=state.setting(THRESHOLD))
    frame.say_what_does_not_fit(classifier)
    save(classifier)
    st.header("Take everything")
    take_everything(classifier)
st.header("Load")
load()
