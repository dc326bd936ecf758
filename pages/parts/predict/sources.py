"""The source of a picture: a file, the camera, a sample, or the test images."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from logreg_core import Classifier, LogregError
from logreg_core.export.page import has_page
from logreg_core.settings import THRESHOLD
from logreg_core.untrusted.photo import open_photo
from pages.shared.controls import choose_threshold
from pages.shared.gallery import Tile, gallery, tiles_of
from pages.shared.novelty import CANNOT_TELL, can_tell
from pages.shared.privacy import show_privacy
from pages.shared.samples import SAMPLES, sample, sample_tile
from pages.shared.uploads import file_field, take
from pages.shared.words import as_text
from pages.visit import data, photos, settings

from .crop import choose_zoom
from .live_camera import arithmetic, live_camera

MAX_TEST_IMAGES = 60  # images in the gallery
LIVE = "Live camera"


def upload(_: Classifier) -> None:
    """Show the field for a photo from the visitor's device."""
    show_privacy()
    _read(st.file_uploader("A photo", key=file_field("upload"), max_upload_size=25), "Your photo")
    _show_refusal()


def live(classifier: Classifier) -> None:
    """Show the camera, with the neuron's answer on every frame, until the visitor takes a picture."""
    if not has_page(classifier):
        st.info(
            "This model reads features, which are computed on the server, so it cannot watch live. Take a snapshot."
        )
        snapshot(classifier)
        return
    st.caption(
        "The neuron runs in your browser here, and your browser asks for permission first. Nothing is sent anywhere"
        " until you press “Take this picture”. "
        + ("Only then it is compared with the training images." if can_tell(classifier) else CANNOT_TELL)
    )
    judge = replace(classifier, threshold=settings.setting(THRESHOLD))
    try:
        pixels = live_camera(judge, photos.live_zoom.get(), key="predict.live_camera")
    except LogregError as error:
        photos.refusal.set(str(error))
    else:
        if pixels is not None:
            photos.take_live_photo(photos.Photo(pixels, "Your picture"))
    zoom, threshold = st.columns(2, gap="medium")
    with zoom:
        choose_zoom(photos.live_zoom, "Zoom of the camera")
    with threshold:
        choose_threshold(classifier.class_names[1])
    with st.expander("What happens on every frame"):
        st.markdown(
            "The weights were sent to your browser once. There each frame takes the path of a training image: it is cut"
            " out, averaged down to the model's pixels, and what the neuron is shown of these is multiplied with the"
            " weights and summed. This is the whole code; tests hold it equal to Python's, number for number."
        )
        st.code(arithmetic(classifier), language="javascript", height=400, wrap_lines=True)
    show_privacy()
    _show_refusal()


def snapshot(_: Classifier) -> None:
    """Show the browser's own field for a photo from the camera."""
    st.caption("Your browser asks for permission first. No camera? Use a file or a sample instead.")
    show_privacy()
    _read(st.camera_input("Take a picture", key=file_field("camera")), "Your snapshot")
    _show_refusal()


def _read(file: UploadedFile | None, title: str) -> None:
    """Make a new file the current picture, or remember why it was refused and keep the old picture."""
    if file is not None:
        try:
            with st.spinner("Reading the picture"):
                (content,) = take(file)
                photos.take_photo(photos.Photo(open_photo(content), title))
        except LogregError as error:
            photos.refusal.set(str(error))
        st.rerun()


def _show_refusal() -> None:
    if photos.refusal.get():
        st.error(as_text(photos.refusal.get()) + (" Below is still your earlier picture." if photos.photo() else ""))


def pick_sample(_: Classifier) -> None:
    """Show the app's sample photos to choose from."""
    titles = list(SAMPLES)
    tiles = [
        Tile(number, sample_tile(title), f"Sample photo: {title}", title, "transparent")
        for number, title in enumerate(titles)
    ]
    photo = photos.photo()
    held = titles.index(photo.title) if photo and photo.title in titles else None
    picked = gallery(tiles, picked=held, key="predict.samples")
    if picked is not None and picked != held:
        photos.take_photo(photos.Photo(sample(titles[picked]), titles[picked]))
        st.rerun()


def pick_test_image(_: Classifier) -> None:
    """Show the dataset's test images to choose from, whose right answers are known."""
    dataset = data.dataset()
    shown = range(min(len(dataset.test), MAX_TEST_IMAGES))
    height, width = dataset.image_shape[:2]
    photo = photos.photo()
    held = photo.test_image if photo else None
    tiles = tiles_of(dataset.test, shown, "Test", dataset.class_names)
    with st.container(height=250):
        picked = gallery(tiles, ratio=width / height, picked=held, key="predict.tests")
    if picked is not None and picked != held:
        photos.take_photo(photos.Photo(dataset.test.images[picked], f"Test image {picked}", picked))
        st.rerun()


SOURCES = {
    "Upload": upload,
    LIVE: live,
    "Snapshot": snapshot,
    "Samples": pick_sample,
    "Test images": pick_test_image,
}
