"""One of the neurons to take in hand, the honest choice first."""

from __future__ import annotations

import streamlit as st

from logreg_core.features import Finding
from logreg_core.representation import TITLES
from pages.shared.words import percent
from pages.visit import model


def show_choice(judged: list[Finding], best: Finding) -> None:
    """Take one of them in hand; the honest choice is offered first."""
    st.header("Use one of them")
    names = [each.representation for each in judged]
    name = st.segmented_control("Look at", names, default=best.representation, required=True, key="features.choice")
    chosen = judged[names.index(name)]
    if chosen is best:
        st.markdown(
            f"On held-out images **{name}** has the smallest cost, so it is the honest choice: it was made without"
            f" looking at the test images, and the neuron is right on {percent(chosen.test.share)} of these."
        )
    else:
        st.markdown(
            f"On held-out images **{best.representation}** was better. To choose **{name}** because of its test score"
            " would be to learn from the test images: the score would then promise too much."
        )
    st.button(
        "Use this one",
        type="primary",
        on_click=model.take_classifier,
        args=(chosen.classifier,),
        icon=":material/check:",
    )
    if model.taken_classifier() is chosen.classifier:
        st.success(f"The neuron on {TITLES[name]} is in hand. Every page now asks it.")
        st.page_link("experiments.py", label="See whether that score is luck", icon=":material/arrow_forward:")
        st.page_link("predict.py", label="Try it on a picture of your own", icon=":material/arrow_forward:")
