"""The choice of a neuron to use, the honest choice first."""

from __future__ import annotations

import streamlit as st

from logreg_core.experiments.features import Finding
from logreg_core.representation import TITLES
from pages.shared.words import percent
from pages.visit import model

TIE = 0.0005  # of a cost: smaller differences are invisible in the table


def show_choice(judged: list[Finding], best: Finding) -> None:
    """Show buttons that use one of the neurons as the model; the honest choice comes first."""
    st.header("Use one of them")
    names = [each.representation for each in judged]
    name = st.segmented_control("Look at", names, default=best.representation, required=True, key="features.choice")
    chosen, smallest = judged[names.index(name)], min(best.costs)
    tied = [each.representation for each in judged if min(each.costs) < smallest + TIE]
    if name in tied:
        have = "has the smallest cost" if len(tied) == 1 else "have the smallest costs, and the same to three digits"
        st.markdown(
            f"On held-out images {' and '.join(f'**{each}**' for each in tied)} {have}, so **{name}** is an honest"
            " choice: it is made here without the test images. The neuron is right on"
            f" {percent(chosen.test.share)} of these."
        )
    else:
        st.markdown(
            f"On held-out images **{best.representation}** has the smaller cost ({smallest:.3f} and"
            f" {min(chosen.costs):.3f}). To choose **{name}** because of its test score would be to learn from the test"
            " images: the score would then promise too much."
        )
    st.button(
        "Use this one",
        type="primary",
        on_click=model.take_classifier,
        args=(chosen.classifier,),
        icon=":material/check:",
        help="All pages then ask this one. Finished runs stay on Compare.",
    )
    taken = model.taken_classifier()
    if taken is not None and taken.digest == chosen.classifier.digest:
        st.success(f"The neuron on {TITLES[name]} is the current model on every page.")
        st.page_link("experiments.py", label="See whether that score is luck", icon=":material/arrow_forward:")
        st.page_link("predict.py", label="Try it on a picture of your own", icon=":material/arrow_forward:")
