"""Build: make a dataset with the camera, from drawings or from digits."""

import streamlit as st

from pages.parts.build.collection import collect
from pages.parts.build.dataset import built
from pages.parts.build.digits import write_digits
from pages.parts.build.drawings import draw
from pages.shared import frame
from pages.shared.ways import choose_way
from pages.visit.store import Field

WAYS = {"Collect by camera": collect, "Draw": draw, "Digits": write_digits}
CHOSEN = Field("build.way", "Collect by camera")

st.title("Build a dataset")
WAYS[choose_way("build", "How", WAYS, CHOSEN)]()
frame.onward("train.py", "Train a neuron on it" if built() else "Go on with the current data")
