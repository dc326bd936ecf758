"""You: the visitor answers the neuron's test images and sees where both differ."""

import streamlit as st

from logreg_core.settings import THRESHOLD
from pages.parts.you import any_images, its_errors, shuffled_pixels, where_to_look
from pages.shared import frame
from pages.shared.controls import choose_one
from pages.visit import settings

ROUNDS = {
    "any": "Test images",
    "errors": "Where it is sure and wrong",
    "look": "Where would you look?",
    "shuffled": "Pixels shuffled",
}

st.title("You against the neuron")
judged = frame.need_judged()
threshold = settings.setting(THRESHOLD)
chosen = choose_one("Round", ROUNDS, key="you.chosen")
if chosen == "any":
    any_images(judged, threshold)
elif chosen == "errors":
    its_errors(judged, threshold)
elif judged.classifier.representation != "pixels":
    st.info("This neuron does not use the pixels themselves, and this round is about pixels.")
elif chosen == "look":
    where_to_look(judged)
else:
    shuffled_pixels(judged, threshold)
frame.onward("calibration.py", "Can its probabilities be believed?")
