"""Predict: what the neuron says about a picture, and what it saw of it."""

from dataclasses import replace

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from streamlit.runtime.uploaded_file_manager import UploadedFile

from logreg_core import Classifier, LogregError
from logreg_core.figures.classes import verdict
from logreg_core.photo import crop_box, fit, open_photo
from logreg_core.settings import THRESHOLD
from pages.shared import frame, state
from pages.shared.familiar import show_familiarity
from pages.shared.gallery import Tile, gallery, tiles_of
from pages.shared.pictures import data_uri, show_pixels, with_frame
from pages.shared.samples import SAMPLES, sample
from pages.shared.uploads import take
from pages.shared.words import as_text, percent

MOST_TEST_IMAGES = 60  # in the gallery
PRIVACY = (
    "Your photo is sent to the computer that runs this app, and kept only in the memory of your session. It is not"
    " written to a disk, no other visitor can see it, and it is gone when you press “Forget” or close the page."
)


def upload() -> None:
    """A photo from the visitor's device."""
    st.caption(PRIVACY)
    read(st.file_uploader("A photo", key=state.file_field("upload"), max_upload_size=25), "Your photo")


def snapshot() -> None:
    """A photo from the visitor's camera."""
    st.caption(f"Your browser asks for permission first. No camera? Use a file or a sample instead. {PRIVACY}")
    read(st.camera_input("Take a picture", key=state.file_field("camera")), "Your snapshot")


def read(file: UploadedFile | None, title: str) -> None:
    """Take a new file in hand, or say why it is refused and keep the picture that is there."""
    if file is not None:
        try:
            with st.spinner("Reading the picture"):
                (content,) = take(file)
                state.take_photo(state.Photo(open_photo(content), title))
        except LogregError as error:
            state.refuse_photo(str(error))
        st.rerun()
    if state.photo_refusal():
        st.error(as_text(state.photo_refusal()) + (" Below is still your earlier picture." if state.photo() else ""))


def pick_sample() -> None:
    """One of the photos that ship with the app."""
    titles = list(SAMPLES)
    tiles = [
        Tile(number, data_uri(fit(sample(title), 96, 96, 3)), f"Sample photo: {title}", title, "transparent")
        for number, title in enumerate(titles)
    ]
    photo = state.photo()
    held = titles.index(photo.title) if photo and photo.title in titles else None
    picked = gallery(tiles, picked=held, key=state.SAMPLE_GALLERY)
    if picked is not None and picked != held:
        state.take_photo(state.Photo(sample(titles[picked]), titles[picked]))
        st.rerun()


def pick_test_image() -> None:
    """An image of the dataset's test set, whose right answer is known."""
    dataset = state.dataset()
    shown = range(min(len(dataset.test), MOST_TEST_IMAGES))
    height, width, _ = dataset.image_shape
    photo = state.photo()
    held = photo.test_image if photo else None
    tiles = tiles_of(dataset.test, shown, "Test", dataset.class_names)
    with st.container(height=250):
        picked = gallery(tiles, ratio=width / height, picked=held, key=state.TEST_GALLERY)
    if picked is not None and picked != held:
        state.take_photo(state.Photo(dataset.test.images[picked], f"Test image {picked}", picked))
        st.rerun()


HOW = {"crop": "Crop the centre", "pad": "Add white bars", "stretch": "Stretch"}
SOURCES = {"Upload": upload, "Camera": snapshot, "Samples": pick_sample, "Test images": pick_test_image}


def choose_fit(photo: state.Photo, classifier: Classifier) -> tuple[NDArray[np.uint8], str]:
    """How the picture is brought to the model's size. Returns the pixels that the neuron sees, and the way chosen."""
    how = st.segmented_control(
        "Make it fit",
        HOW,
        default="crop",
        required=True,
        format_func=HOW.get,
        key=state.HOW_TO_FIT,
        persist_state="session",
    )
    return fit(photo.pixels, *classifier.image_shape, how=how), how


def show_what_it_sees(photo: state.Photo, seen: NDArray[np.uint8], how: str) -> None:
    """The original, the part that is used, and the pixels that are left, at their real size and enlarged."""
    height, width, channels = seen.shape
    longest = max(height, width)
    box = crop_box(*photo.pixels.shape[:2], height, width) if how == "crop" else None
    original, rest = st.columns([3, 4], gap="small")
    used, pixels = rest.columns(2, gap="small", wrap=False)  # side by side on a phone too
    with original:
        st.markdown("**The picture**")
        st.image(with_frame(photo.pixels, box), width="stretch", alt=f"{photo.title}; what is not used of it is faded")
        st.caption(f"{as_text(photo.title)}. {photo.pixels.shape[1]:,} × {photo.pixels.shape[0]:,} pixels.")
    with used:
        st.markdown("**What is used**")
        part = fit(photo.pixels, 240 * height // longest, 240 * width // longest, 3, how=how)
        st.image(part, width="stretch", alt="The part of the picture that is used")
    with pixels:
        st.markdown("**What the neuron sees**")
        show_pixels(seen, 240, width="stretch", alt=f"The {width} by {height} pixels that the neuron sees")
        with st.container(horizontal=True, vertical_alignment="center"):
            show_pixels(seen, width, alt="The same pixels at their real size")
            st.caption(f"{width} × {height} {'grey ' if channels == 1 else ''}pixels, here at their real size.")


def show_answer(photo: state.Photo, seen: NDArray[np.uint8], classifier: Classifier) -> None:
    """The probability, and the answer that the threshold makes of it."""
    threshold = state.setting(THRESHOLD)
    classifier = replace(classifier, threshold=threshold)
    images = seen[np.newaxis]  # (1, h, w, c)
    z, a = float(classifier.scores(images)[0]), float(classifier.probabilities(images)[0])
    answer = int(classifier.answers(images)[0])
    blue, red = classifier.class_names
    st.subheader(f"The neuron says: {as_text((blue, red)[answer])}", anchor=False)
    if photo.test_image is not None and frame.fits(classifier):
        truth = int(state.dataset().test.labels[photo.test_image])
        st.markdown(f"**{'Right' if answer == truth else 'Wrong'}**: the image shows {as_text((blue, red)[truth])}.")
    st.plotly_chart(
        verdict(a, classifier.class_names, threshold),
        config={"displayModeBar": False},
        alt=f"{red}: {percent(a)}, {blue}: {percent(1 - a)}, threshold {percent(threshold)}",
    )
    st.markdown(
        f"{as_text(red)} {percent(a)}, {as_text(blue)} {percent(1 - a)}. The score *z* is {z:+.2f}, and sigmoid(*z*) ="
        f" {a:.4f} is {'above' if answer else 'not above'} the threshold of {threshold:.2f}."
    )
    st.caption(
        f"It can only say “{as_text(red)}” or “{as_text(blue)}”. A picture of anything else gets one of the two as"
        " well, and sometimes with great confidence: a high probability is no proof."
    )


def choose_threshold(name: str) -> None:
    """How sure the neuron must be; it holds for the whole session."""
    st.slider(
        THRESHOLD.label,
        THRESHOLD.smallest,
        THRESHOLD.largest,
        state.setting(THRESHOLD),
        0.01,
        key=state.THRESHOLD_SLIDER,
        help=f"How sure the neuron must be before it says “{as_text(name)}”. The textbook uses 0.5.",
        on_change=state.take_threshold,
    )


st.title("Try it on a picture")
classifier = frame.need_model()
source = st.segmented_control(
    "Take a picture from", SOURCES, default="Samples", required=True, key=state.PHOTO_SOURCE, persist_state="session"
)
SOURCES[source]()
photo = state.photo()
if photo is None:
    st.info("Choose a picture above.")
else:
    seen, how = choose_fit(photo, classifier)
    show_answer(photo, seen, classifier)
    show_familiarity(classifier, seen)
    choose_threshold(classifier.class_names[1])
    show_what_it_sees(photo, seen, how)
    st.button("Forget this picture", on_click=state.forget_photo, icon=":material/delete:")
    frame.onward("why.py", "Why does it say that?")
