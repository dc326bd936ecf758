"""One run: named, pinned, used or removed."""

from __future__ import annotations

import streamlit as st

from pages.shared.kept import KeptRun, in_words
from pages.shared.words import as_text
from pages.visit import model, results

from .names import labels_of


def show_one(runs: tuple[KeptRun, ...]) -> None:
    """Name a run, pin it, use it, remove it."""
    st.header("One of them")
    labels = labels_of(runs)
    number = st.selectbox(
        "Run", [run.number for run in reversed(runs)], format_func=labels.get, key=results.runs_field("one")
    )
    run = next(run for run in runs if run.number == number)
    st.markdown(f"Learned from {as_text(run.dataset_name)}, with {as_text(in_words(run.recipe))}.")
    name = st.text_input("Name", run.name, max_chars=60, key=results.runs_field(f"name.{number}"))
    if name != run.name:
        results.change_run(number, name=name)
        st.rerun()
    with st.container(horizontal=True):
        if st.button("Unpin" if run.pinned else "Pin", icon=":material/keep:", help="A pinned run stays."):
            results.change_run(number, pinned=not run.pinned)
            st.rerun()
        if run.classifier is not None and st.button(
            "Take its neuron in hand", icon=":material/psychology:", help="Weights and Predict then show this one."
        ):
            model.take_classifier(run.classifier)
            st.rerun()
        if st.button("Remove", icon=":material/delete:"):
            results.forget_runs([number])
            st.rerun()
        if st.button("Remove all that are not pinned", icon=":material/delete_sweep:"):
            results.forget_runs(each.number for each in runs if not each.pinned)
            st.rerun()
