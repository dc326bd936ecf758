"""Evaluate: the neuron's scores with their uncertainty, and the images it gets wrong."""

import streamlit as st

from logreg_core.settings import THRESHOLD
from pages.parts.evaluate import (
    guess_another_threshold,
    show_costs,
    show_errors,
    show_headline,
    show_scores,
    show_simpler_ways,
    show_thresholds,
)
from pages.shared import frame
from pages.shared.controls import choose_threshold
from pages.shared.terms import term
from pages.visit import settings

st.title("How good is it?")
judged = frame.need_judged()
threshold = settings.setting(THRESHOLD)
show_headline(judged, threshold)
st.header("Which images were wrong?")
threshold = choose_threshold(judged.classifier.class_names[1])
show_errors(judged, threshold)
st.header("Where to draw the line?")
st.markdown(
    f"The **{term('threshold')}** above makes an answer of the {term('probability')}. Move it, and the dots move along"
    " the curves: it chooses between the two errors, and makes no better neuron."
)
one_is_asked = guess_another_threshold(judged)
show_thresholds(judged, threshold)
st.subheader("What does an error cost?", anchor=False)
show_costs(judged, threshold, asks=not one_is_asked)
st.header("Would something simpler do?", anchor=False)
show_simpler_ways(judged, threshold)
show_scores(judged, threshold)
frame.onward()
