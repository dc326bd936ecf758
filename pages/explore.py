"""Explore: the images of the dataset, and how a picture becomes numbers."""

import streamlit as st

from pages.parts.explore.bring import bring_dataset
from pages.parts.explore.catalog import choose_dataset
from pages.parts.explore.classes import show_classes
from pages.parts.explore.images import show_samples
from pages.parts.explore.preprocess import show_stages
from pages.shared import frame
from pages.shared.guess import guess_first
from pages.shared.words import as_text
from pages.visit import data

st.title("Explore the data")
choose_dataset()
bring_dataset()
dataset = data.dataset()
st.caption(as_text(dataset.origin))
split, name, picked = show_samples(dataset)
show_stages(dataset, split, name, picked)
guess_first("what the background gives away", "explore.guess", {"background": (lambda: (dataset,), [dataset])})
show_classes(dataset)
frame.onward(beside="step")
