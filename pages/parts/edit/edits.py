"""The list of changes, with undo."""

from __future__ import annotations

import streamlit as st

from logreg_core import Dataset
from logreg_core.data.edits import Edits
from pages.shared import aloud
from pages.shared.bursts import say_how_many_are_cut
from pages.shared.words import as_text, count

from . import steps


def show_state(dataset: Dataset, edits: Edits) -> None:
    """Show the sizes of the parts, the changes so far, and the undo buttons."""
    for title, split in (("Training", dataset.train), ("Test", dataset.test)):
        st.markdown(
            f"**{title}:** {count(len(split), 'image')}, :red[■] {split.count(1):,} {as_text(dataset.class_names[1])},"
            f" :blue[■] {split.count(0):,} {as_text(dataset.class_names[0])}"
            + (", half of them mirrored copies" if split.twins is not None and split is dataset.train else "")
        )
    say_how_many_are_cut(dataset, " “Divide again” keeps bursts whole where a class has two or more.")
    if news := steps.news.get():  # the changed part may be out of sight
        st.toast(as_text(news))
        steps.news.clear()
    if edits.history:
        with st.container(height=180 if len(edits.history) > 5 else "content"):
            st.markdown("\n".join(f"{n}. {as_text(said)}" for n, said in enumerate(edits.history, 1)))
    else:
        st.caption(f"Nothing is changed yet. {as_text(dataset.name)} itself stays as it is.")
    out = len(edits.left_out())
    with st.container(horizontal=True):
        st.button("Undo", on_click=_undo, disabled=not steps.can_undo(), icon=":material/undo:")
        st.button(
            "Undo all",
            on_click=aloud.done,
            args=("All changes are undone.", steps.undo_all),
            disabled=not edits.history,
        )
        st.button(
            f"Bring {count(out, 'image')} back" if out else "Bring images back",
            on_click=steps.change,
            args=(edits.restore,),
            disabled=not out,
        )
    if refusal := steps.refusal.get():
        st.error(as_text(refusal) + " Nothing was changed.")
    st.caption(f"Fingerprint of this dataset: `{dataset.digest[:12]}`")
    with st.expander("Why a fingerprint?"):
        st.markdown("It is made of every pixel, label and name, so a result can be traced back to its data.")


def _undo() -> None:
    history = steps.edits().history
    steps.undo()
    if not steps.refusal.get() and history:
        aloud.say(f"Undone: {history[-1]}")
