"""One run: named, pinned, used or removed."""

from __future__ import annotations

import streamlit as st

from pages.shared import aloud
from pages.shared.words import as_text
from pages.visit import model, runs
from pages.visit.runs import ComparedRun

from .names import field, labels_of


def show_one(kept: tuple[ComparedRun, ...]) -> None:
    """Show controls to name a run, pin it, use it or remove it."""
    st.header("One of them")
    labels = labels_of(kept)
    numbers = [run.number for run in reversed(kept)]
    number = st.selectbox("Run", numbers, format_func=labels.__getitem__, key=field("one", kept))
    run = next(run for run in kept if run.number == number)
    st.markdown(f"Learned from {as_text(run.dataset_name)}, with {as_text(run.words)}.")
    name = st.text_input("Name", run.name, max_chars=60, key=field(f"name.{number}", kept))
    if name != run.name:
        runs.change(number, name=name)
        st.rerun()
    with st.container(horizontal=True):
        st.button(
            "Unpin" if run.pinned else "Pin",
            icon=":material/keep:",
            help="A pinned run stays.",
            on_click=runs.change,
            args=(number,),
            kwargs={"pinned": not run.pinned},
        )
        if run.classifier is not None:
            st.button(
                "Use this model",
                icon=":material/psychology:",
                help="All pages then ask this one. Finished runs stay here.",
                on_click=model.take_classifier,
                args=(run.classifier,),
            )
        st.button("Remove", icon=":material/delete:", on_click=_remove, args=([number], "The run is removed."))
        st.button(
            "Remove all that are not pinned",
            icon=":material/delete_sweep:",
            on_click=_remove,
            args=([each.number for each in kept if not each.pinned], "All runs that are not pinned are removed."),
        )


def _remove(numbers: list[int], said: str) -> None:
    runs.forget(numbers)
    aloud.say(said)
