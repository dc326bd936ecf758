"""Why: the reasons for one answer, from pixels to training images."""

from dataclasses import replace

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from logreg_core import Classifier
from logreg_core.settings import THRESHOLD
from pages.figures.classes import verdict
from pages.parts.why import does_it_wobble, has_it_seen_this, what_would_flip_it, which_pixels, who_wrote_it
from pages.shared import aloud, frame
from pages.shared.chart import chart
from pages.shared.gallery import gallery, tiles_of
from pages.shared.novelty import show_novelty
from pages.shared.pictures import show_pixels
from pages.shared.seen import seen_pixels
from pages.shared.ways import choose_way
from pages.shared.words import as_text, chance, percent
from pages.visit import data, photos, settings
from pages.visit.store import Field

MAX_TEST_IMAGES = 60  # images in the gallery
SIDE = 240  # pixels across a large picture
Pixels = NDArray[np.uint8]


def picture_in_hand() -> photos.Photo:
    """Return the current picture; without one, the first test image of class 1."""
    if photo := photos.photo():
        return photo
    test = data.dataset().test
    first = int(np.argmax(test.labels))
    return photos.Photo(test.images[first], f"Test image {first}", first)


def choose_picture(held: int | None) -> None:
    """Show a choice of test images, and a link to Predict for the visitor's own picture."""
    dataset = data.dataset()
    with st.expander("Another picture", icon=":material/image_search:", key="why.other", on_change="rerun") as fold:
        if not fold.open:
            return
        st.page_link("predict.py", label="Bring a picture of your own", icon=":material/photo_camera:")
        st.caption("Or pick a test image.")
        height, width, _ = dataset.image_shape
        shown = range(min(len(dataset.test), MAX_TEST_IMAGES))
        with st.container(height=250):
            tiles = tiles_of(dataset.test, shown, "Test", dataset.class_names)
            picked = gallery(tiles, ratio=width / height, picked=held, key="why.gallery")
        if picked is not None and picked != held:
            photos.take_photo(photos.Photo(dataset.test.images[picked], f"Test image {picked}", picked))
            st.rerun()


def show_answer(photo: photos.Photo, seen: Pixels, classifier: Classifier) -> None:
    """Show the picture as the neuron sees it, and its answer."""
    picture, answer = st.columns([1, 3], gap="medium", vertical_alignment="center")
    a = float(classifier.probabilities(seen[np.newaxis])[0])
    with picture:
        show_pixels(seen, SIDE, width=160, alt=f"{photo.title}, as the neuron sees it")
        st.caption(f"{as_text(photo.title)}, as the neuron sees it.")
    with answer:
        said = classifier.class_names[int(a > classifier.threshold)]
        aloud.say_change("answer", f"{photo.title}. The neuron says: {said}, {classifier.class_names[1]} {chance(a)}.")
        st.header(f"The neuron says: {as_text(said)}", anchor=False)
        chart(
            verdict(a, classifier.class_names, classifier.threshold),
            key="why.verdict",
            alt=f"{classifier.class_names[1]}: {chance(a)}, threshold {percent(classifier.threshold)}",
        )
        show_novelty(classifier, seen)


OF_PIXELS = {
    "Which pixels?": which_pixels,
    "Who wrote this?": who_wrote_it,
    "What would flip it?": what_would_flip_it,
}
OF_ALL = {
    "Has it seen this?": has_it_seen_this,
    "Does it wobble?": does_it_wobble,
}
ASKED, ASKED_OF_ALL = Field("why.question", next(iter(OF_PIXELS))), Field("why.other_question", next(iter(OF_ALL)))

st.title("Why does it say that?")
classifier = replace(frame.need_model(), threshold=settings.setting(THRESHOLD))
photo = picture_in_hand()
seen = seen_pixels(photo, classifier)
show_answer(photo, seen, classifier)
choose_picture(photo.test_image)
pixels = classifier.representation == "pixels"
questions = OF_PIXELS | OF_ALL if pixels else OF_ALL
if not pixels:
    st.caption(
        "This model does not look at the pixels themselves, so no single pixel has a share of its answer, and there are"
        " fewer questions to ask."
    )
question = choose_way("why", "Ask", questions, ASKED if pixels else ASKED_OF_ALL)
questions[question](seen, classifier)
frame.onward("you.py", "Are you better than it?")
