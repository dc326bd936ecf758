"""Keep: save the model as a file and load one."""

from dataclasses import replace

import streamlit as st

from classroom.exercise.notebook import notebook
from logreg_core.settings import THRESHOLD
from pages.parts.keep.in_browser import show_what_the_browser_keeps
from pages.parts.keep.model_file import load, save, take_onnx
from pages.parts.keep.pack import take_everything
from pages.parts.keep.receipt import take_receipt
from pages.shared import frame
from pages.shared.download import download
from pages.shared.take_home import offer_page
from pages.visit import model, settings

st.title("Keep your model")
classifier = model.classifier()
st.header("Save")
if classifier is None:
    st.info("There is no trained model yet. Train one first, or load one below.")
    frame.offer_to_train()
else:
    classifier = replace(classifier, threshold=settings.setting(THRESHOLD))
    frame.say_what_does_not_fit(classifier)
    save(classifier)
    offer_page(classifier, at_length=True)
    take_onnx(classifier)
    take_everything(classifier)
st.header("Load")
load()
st.header("Take your work")
take_receipt()
st.markdown(
    "A Jupyter notebook with the six functions as blanks, each with three hints and a check. It needs NumPy only."
)
download("Take the notebook", notebook, "my_neuron.ipynb", icon="edit_note")
show_what_the_browser_keeps()
