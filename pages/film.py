"""Film: an address that was given out. It leads to Train, where the run in hand is played; a run of a blink is made."""

import streamlit as st

from pages.visit import data, model, settings, training
from pages.visit.watched import is_instant

if model.run() is None and model.classifier() is None and is_instant(data.dataset(), settings.recipe()):
    training.begin()
training.play()
st.switch_page("train.py", query_params={})
