"""Paint: weights painted by hand, and descent from there."""

import streamlit as st

from logreg_core import ArgumentError
from pages.parts.paint.buttons import show_ends, show_starts
from pages.parts.paint.map import show_map
from pages.parts.paint.pictures import send_pictures
from pages.shared import frame
from pages.shared.words import as_text, count
from pages.visit import data, painting

st.title("Paint the weights")
dataset = data.dataset()
blue, red = map(as_text, dataset.class_names)
try:
    easel = painting.easel()
except ArgumentError as problem:
    st.info(as_text(str(problem)))
    frame.end_page()
st.markdown(
    f"Where should a bright pixel say **{red}**? Paint it :red[red]. Where **{blue}**? Paint it :blue[blue]."
    + (" One brush paints all three channels of a pixel alike." if dataset.image_shape[2] > 1 else "")
    + (f" One cell is {easel.cell} × {easel.cell} pixels." if easel.cell > 1 else "")
)
show_map(easel)
if not easel.is_whole:
    st.caption(
        f"Scored on a part of the images that stays the same: {count(len(easel.train), 'training image')} of"
        f" {len(dataset.train):,}, and {count(len(easel.test), 'test image')} of {len(dataset.test):,}."
    )
with st.container(horizontal=True):
    show_starts(easel)
    show_ends(easel)
with st.expander("What is not painted: bias and strength"):
    st.markdown(
        "Which images are right depends on the order of their scores, and on the score above which the neuron says yes."
        " The slider sets the second, and so the bias: it begins with as many yes as there are training images of that"
        " class. How strong all weights are together decides only how sure the neuron is: they are scaled so that the"
        " scores *z* of the training images have a standard deviation of 1."
    )
send_pictures(easel)
frame.onward("train.py", "Let descent find the weights")
