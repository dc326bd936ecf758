"""The list of pages, what stands around each of them, and the page that was asked for."""

import streamlit as st
from PIL import Image

from logreg_core.figures import palette
from pages.shared import frame, state

PAGES = {
    "Start": [
        st.Page("home.py", title="Home", icon=":material/home:", default=True),
    ],
    "Data": [
        st.Page("explore.py", title="Explore", icon=":material/grid_view:"),
        st.Page("build.py", title="Build", icon=":material/add_a_photo:"),
        st.Page("edit.py", title="Edit", icon=":material/edit:"),
    ],
    "Learn": [
        st.Page("train.py", title="Train", icon=":material/trending_down:"),
        st.Page("film.py", title="Film", icon=":material/movie:"),
        st.Page("compare.py", title="Compare", icon=":material/stacked_line_chart:"),
        st.Page("sweep.py", title="Sweep", icon=":material/grid_on:"),
        st.Page("features.py", title="Features", icon=":material/texture:"),
    ],
    "Understand": [
        st.Page("weights.py", title="Weights", icon=":material/gradient:"),
        st.Page("evaluate.py", title="Evaluate", icon=":material/fact_check:"),
        st.Page("calibration.py", title="Calibration", icon=":material/balance:"),
        st.Page("experiments.py", title="Experiments", icon=":material/science:"),
        st.Page("card.py", title="Card", icon=":material/description:"),
    ],
    "Use": [
        st.Page("predict.py", title="Predict", icon=":material/photo_camera:"),
        st.Page("why.py", title="Why", icon=":material/account_tree:"),
        st.Page("many.py", title="Many", icon=":material/photo_library:"),
        st.Page("keep.py", title="Keep", icon=":material/save:"),
    ],
}

st.set_page_config(
    page_title="One neuron, one picture", page_icon=Image.new("RGB", (32, 32), palette.TRAIN["color"]), layout="wide"
)
page = st.navigation(PAGES, expanded=True)
state.read_link()
frame.show_what_is_in_hand()
page.run()
