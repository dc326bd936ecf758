"""Calibration: whether the neuron's probabilities are right, and how another mix of classes changes them."""

import streamlit as st

from logreg_core.settings import THRESHOLD
from pages.parts.calibration.reliability import guess_how_sure, show_calibration
from pages.parts.calibration.shift import show_shift
from pages.shared import frame
from pages.shared.terms import term
from pages.shared.words import as_text
from pages.visit import settings

st.title("Can its probabilities be believed?")
judged = frame.need_judged()
threshold = settings.setting(THRESHOLD)
red = as_text(judged.classifier.class_names[1])
st.markdown(
    f"When the neuron says “{red}” with {term('calibration', '80 %')}, it should be right in 8 of 10 such cases. Is it?"
)
guess_how_sure(judged)
show_calibration(judged, threshold)
st.header("What if it were used elsewhere?")
show_shift(judged, threshold)
frame.onward("experiments.py", "What is behind its score?")
