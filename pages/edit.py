"""Edit: change the dataset, undo changes, and save the result."""

import streamlit as st

from pages.parts.edit import steps
from pages.parts.edit.classes import change_classes
from pages.parts.edit.division import change_parts
from pages.parts.edit.edits import show_state
from pages.parts.edit.files import save
from pages.parts.edit.images import change_images
from pages.shared import frame
from pages.shared.terms import term
from pages.visit import data, model

st.title("Change the data")
st.markdown(f"Every change makes a new {term('dataset')}. The last {steps.MAX_UNDOS} can be undone one by one.")
dataset = data.dataset()
edits = steps.edits()
if model.classifier() is not None:
    st.caption("The next change discards your model.")
show_state(dataset, edits)
change_images(dataset, edits)
change_classes(dataset, edits)
change_parts(dataset, edits)
save(dataset)
frame.onward("train.py", "Train a neuron on it")
