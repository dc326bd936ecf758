"""Home: what the app is, the visitor's progress, and the next page."""

import numpy as np
import streamlit as st

from logreg_core import Classifier, initialize
from logreg_core.untrusted.photo import fit
from pages.parts.home.guesses import show_guesses
from pages.parts.home.neuron import show_neuron
from pages.server.plugged import plugins
from pages.shared import frame
from pages.shared.guess import guess_first
from pages.shared.samples import sample
from pages.shared.terms import term
from pages.shared.words import as_text
from pages.visit import data, lesson, model, road, training


def watch() -> None:
    """Play the current run on Train; without one, that of the current settings."""
    if model.run() is None:
        training.begin_anew()
    training.play()
    road.lead_to("train")


dataset = data.dataset()
classifier = model.classifier()

st.title("What does a neuron do with a picture?")
st.markdown(
    f"This is {term('logistic regression')}, the smallest neural network there is: one {term('neuron')} that looks at"
    " all pixels of a picture and answers one yes-or-no question. Watch it learn, and try it on a picture of your own."
)
if lesson.current() is None and model.taken_classifier() is None:
    st.button("Watch it learn", key="home.watch", type="primary", icon=":material/play_arrow:", on_click=watch)

for refusal in plugins().refusals:
    st.warning(as_text(refusal))
st.caption(frame.in_hand())

if classifier is None:
    w, b = initialize(dataset.n_x)
    newborn = Classifier(w, b, dataset.image_shape, dataset.class_names, dataset.name, dataset.digest)
    show_neuron(newborn, dataset.train.images[int(np.argmax(dataset.train.labels))])
    st.markdown(
        f"Before training all {term('weight', 'weights')} are 0, so every picture gets 50 %: the neuron has no idea"
        " what"
        f" “{as_text(dataset.class_names[1])}” means."
    )
elif not frame.fits(classifier):
    show_neuron(classifier, fit(sample("Cat"), *classifier.image_shape))
    st.markdown("This is the current model, looking at a photo of a cat.")
    frame.say_what_does_not_fit(classifier)
else:
    show_neuron(classifier, dataset.test.images[int(np.argmax(dataset.test.labels))])
    own = classifier.dataset_digest == dataset.digest
    image = "a test image that it has not learned from" if own else "an image of the current dataset"
    st.markdown(
        f"This is the current model{frame.after_iterations(classifier)}, looking at {image}."
        f" It shows: {as_text(dataset.class_names[int(dataset.test.labels.max())])}."
    )
zero_weights = {"zero_weights": (lambda: (dataset.train,), [dataset])}
guess_first("how many are right before it has learned?", "home.guess", zero_weights)
st.page_link("lessons.py", label="Take a lesson, a task at a time", icon=":material/school:")
frame.onward()
show_guesses()
