"""Film: an older address, which leads to Train"""

import streamlit as st

from pages.visit import data, model, settings, training
from pages.visit.watched import is_instant

if model.run() is None and model.classifier() is None and is_instant(data.dataset(), settings.recipe()):
    training.begin()
training.play()
st.switch_page("train.py", query_params={})
