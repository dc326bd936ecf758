"""The model with a program that uses it and a notebook that repeats the training."""

from __future__ import annotations

import streamlit as st

from logreg_core import Classifier
from logreg_core.export import (
    files_of,
    film_of,
    has_notebook,
    has_program,
    pack,
    promise,
)
from pages.base.recorder import recording_of
from pages.shared import frame
from pages.shared.carded import card_of
from pages.shared.download import download
from pages.shared.take_home import file_name
from pages.shared.words import as_text
from pages.visit import acts, claims, data, judgement, lesson, model

PACK = "pack taken"  # the name in the condition of a lesson's step


def take_everything(classifier: Classifier) -> None:
    """Show the download of the model with a program that uses it and a notebook that trains it again."""
    dataset = data.dataset()
    program = (
        " `predict.py`, which gives the same probability for the centre of a photo and needs only NumPy and Pillow;"
        if has_program(classifier)
        else ""
    )
    notebook = (
        " the dataset; and a notebook that trains on it with the textbook's functions."
        if has_notebook(classifier, dataset)
        else " and a list of what is in it. For a notebook too, the model must look at pixels, and its own dataset be"
        " the current one, with at most 32 MB."
    )
    run = model.training()
    film = "" if run is None or not has_program(classifier) else " `weights.png`, its weights as they formed;"
    judged = judgement.judged() if frame.fits(classifier) else None
    card = "" if judged is None else " and its card"
    said, note = claims.texts(), acts.recorder(PACK)

    def contents() -> bytes:
        card = {} if judged is None else {"card.html": card_of(judged, classifier.threshold, said).page.encode()}
        note()
        moving = {"weights.png": film_of(recording_of(run))} if run and film else {}
        return pack(files_of(classifier, dataset, card | moving))

    if (now := lesson.step()) is not None and PACK in now.done and lesson.position() not in lesson.done():
        st.fragment(_look_again, run_every=1.0)()  # a download causes no rerun
    download("Take the pack", contents, f"{file_name(classifier)}.zip", icon="folder_zip")
    st.caption(f"A ZIP: the model{card};{film}{program}{notebook}")
    if has_notebook(classifier, dataset):
        st.caption(as_text(promise(classifier, None if run is None else run.settled)))
        st.caption(f"The pictures keep the terms of their source. {as_text(dataset.origin)}".rstrip())


def _look_again() -> None:
    if lesson.look():
        st.rerun()
