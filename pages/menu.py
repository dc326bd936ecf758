"""The list of pages, what stands around each of them, and the page that was asked for."""

import streamlit as st
from PIL import Image

from logreg_core.figures import palette
from pages.shared import frame

PAGES = {
    "Start": [st.Page("home.py", title="Home", icon=":material/home:", default=True)],
    "Data": [st.Page("explore.py", title="Explore", icon=":material/grid_view:")],
    "Learn": [
        st.Page("train.py", title="Train", icon=":material/trending_down:"),
        st.Page("features.py", title="Features", icon=":material/texture:"),
    ],
    "Understand": [
        st.Page("weights.py", title="Weights", icon=":material/gradient:"),
        st.Page("experiments.py", title="Experiments", icon=":material/science:"),
    ],
    "Use": [st.Page("predict.py", title="Predict", icon=":material/photo_camera:")],
}

st.set_page_config(
    page_title="One neuron, one picture", page_icon=Image.new("RGB", (32, 32), palette.TRAIN["color"]), layout="wide"
)
page = st.navigation(PAGES, expanded=True)
frame.show_what_is_in_hand()
page.run()
