"""Predict: the neuron's answer for a picture, and what it sees of the picture."""

from dataclasses import replace

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from logreg_core import Classifier
from logreg_core.settings import THRESHOLD
from pages.figures.classes import verdict
from pages.parts.predict.crop import show_part, show_picture
from pages.parts.predict.sources import LIVE, SOURCES
from pages.shared import aloud, frame
from pages.shared.chart import chart
from pages.shared.controls import choose_threshold
from pages.shared.novelty import show_novelty
from pages.shared.privacy import offer_to_forget
from pages.shared.seen import seen_pixels
from pages.shared.send import offer_to_send
from pages.shared.take_home import offer_page
from pages.shared.ways import choose_way
from pages.shared.words import as_text, chance, percent, signed, squeezed
from pages.visit import data, photos, settings
from pages.visit.store import Field

CHOSEN = Field("predict.source", "Samples")


def show_answer(photo: photos.Photo, seen: NDArray[np.uint8], classifier: Classifier) -> None:
    """Show the probability, and the answer at the threshold."""
    threshold = settings.setting(THRESHOLD)
    classifier = replace(classifier, threshold=threshold)
    images = seen[np.newaxis]  # (1, h, w, c)
    z, a = float(classifier.scores(images)[0]), float(classifier.probabilities(images)[0])
    answer = int(classifier.answers(images)[0])
    blue, red = classifier.class_names
    aloud.say_change("answer", f"{photo.title}. The neuron says: {(blue, red)[answer]}, {red} {chance(a)}.")
    st.header(f"The neuron says: {as_text((blue, red)[answer])}", anchor=False)
    if photo.test_image is not None and frame.fits(classifier):
        truth = int(data.dataset().test.labels[photo.test_image])
        st.markdown(f"**{'Right' if answer == truth else 'Wrong'}**: the image shows {as_text((blue, red)[truth])}.")
    chart(
        verdict(a, classifier.class_names, threshold),
        key="predict.verdict",
        alt=f"{red}: {chance(a)}, {blue}: {chance(1 - a)}, threshold {percent(threshold)}",
    )
    st.markdown(
        f"{as_text(red)}: {chance(a)}, {as_text(blue)}: {chance(1 - a)}. The score *z* is {signed(z)}, and"
        f" sigmoid(*z*) = {squeezed(a)} is {'above' if answer else 'not above'} the threshold of {threshold:.2f}."
    )
    st.caption(
        f"A picture of anything else gets “{as_text(red)}” or “{as_text(blue)}” too, sometimes with great confidence."
    )


st.title("Try it on a picture")
classifier = frame.need_model()
source = choose_way("predict", "Take a picture from", SOURCES, CHOSEN)
SOURCES[source](classifier)
photo = photos.photo()
if photo is not None:
    seen = seen_pixels(photo, classifier)
    pictures, answer = st.columns([5, 4], gap="medium")
    with pictures:
        show_picture(photo, seen)
    with answer:
        show_answer(photo, seen, classifier)
    show_novelty(classifier, seen)
    if source != LIVE:
        choose_threshold(classifier.class_names[1])
    show_part(photo, seen)
    said = float(classifier.probabilities(seen[np.newaxis])[0])
    offer_to_send([photo.pixels, seen], f"{classifier.class_names[1]} {chance(said)}")
elif source != LIVE:
    st.info("Choose a picture above.")
offer_to_forget()
offer_page(replace(classifier, threshold=settings.setting(THRESHOLD)), at_length=False)
frame.onward("why.py", "Why does it say that?")
