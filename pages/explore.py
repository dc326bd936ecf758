"""Explore: what the neuron will learn from, and what happens to a picture before the neuron sees it."""

import numpy as np
import streamlit as st

from logreg_core import Dataset, LogregError, Split, flatten, normalize
from logreg_core.figures import classes
from logreg_core.preprocess import channel_names
from logreg_core.sources.catalog import CATALOG
from pages.parts.explore.bring import bring_dataset
from pages.shared import frame, state
from pages.shared.browse import PARTS, browse
from pages.shared.pictures import show_average_images, show_pixels
from pages.shared.words import as_text, percent

OWN = {state.UPLOADED: "My data", state.EDITED: "Edited"}


def choose_dataset() -> None:
    """Take the chosen dataset in hand; one that is not here yet is fetched first, on request."""
    own = {state.UPLOADED: state.uploaded(), state.EDITED: state.edited()}
    options = [*CATALOG, *(key for key, dataset in own.items() if dataset)]
    wanted = st.segmented_control(
        "Dataset",
        options,
        required=True,
        key=state.dataset_field(),
        persist_state="session",
        format_func=lambda key: CATALOG[key].title if key in CATALOG else OWN[key],
    )
    if wanted == state.dataset_key():
        return
    if wanted in CATALOG and not CATALOG[wanted].is_local():
        offer_download(wanted)
        return
    had_model = state.classifier() is not None
    try:
        state.choose_dataset(wanted)
    except LogregError as error:
        st.error(as_text(str(error)))
    else:
        if had_model and state.classifier() is None:
            st.toast("The model learned from the dataset before, and was let go. Finished runs are kept on Compare.")
        st.rerun()


def offer_download(key: str) -> None:
    """A button that fetches a dataset, with its progress. The dataset in hand stays until it has arrived."""
    st.markdown(CATALOG[key].description)
    if st.button(f"Download {CATALOG[key].title.lower()}", type="primary", icon=":material/download:"):
        bar = st.progress(0.0, "Downloading")
        try:
            CATALOG[key].fetch(lambda share: bar.progress(share, f"Downloading: {share:.0%}"))
            state.choose_dataset(key)
        except LogregError as error:
            bar.empty()
            st.error(as_text(str(error)))
        else:
            st.rerun()
    st.caption(f"Until then you see: {as_text(state.dataset().name)}.")


def show_samples(dataset: Dataset) -> tuple[Split, str, int]:
    """Sample images with filters and pages. Returns the split, its name, and the position of the picked image."""
    st.header("What is in it")
    look = browse(
        dataset,
        lambda split, shown: {followed(split, shown)},
        key=state.GALLERY,
        hint="Pick one to follow it below.",
    )
    split: Split = getattr(dataset, look.part)
    picked = followed(split, look.shown) if look.shown else 0
    if look.clicked is not None and look.clicked != picked:
        state.pick_image(look.clicked)
        st.rerun()
    return split, look.part, picked


def followed(split: Split, shown: list[int]) -> int:
    """The image to follow: the picked one, or the first of class 1 that is shown."""
    picked = state.picked_image()
    return picked if picked in shown else max(shown, key=split.labels.__getitem__)


def show_stages(dataset: Dataset, split: Split, name: str, picked: int) -> None:
    """The shapes of all images at every stage, and one image followed through down to its first numbers."""
    m, h, w, c = split.images.shape
    image = split.images[picked]
    column = flatten(image[np.newaxis])[:, 0]  # (n_x,)
    first = column[:9]
    st.header("From picture to numbers")
    st.markdown(
        f"The neuron sees no picture, only a column of {dataset.n_x:,} numbers. Here are the shapes of the {m:,}"
        f" {PARTS[name].lower()} images at every stage, and {PARTS[name].lower()} image {picked}"
        f" ({as_text(dataset.class_names[split.labels[picked]])}) on its way."
    )
    loaded, flat, unit = st.columns(3, border=True)
    with loaded:
        st.markdown(f"**Load**  \n`(m, h, w, c) = ({m}, {h}, {w}, {c})`")
        show_pixels(image, 150, alt=f"{PARTS[name]} image {picked}, enlarged")
        pixels = " ".join(str(pixel.tolist()).replace(", ", " ") for pixel in image[0, : 9 // c])
        st.caption(f"The first pixels of the top row, {' '.join(channel_names(c))}, from 0 to 255:")
        st.code(pixels, language=None, wrap_lines=True)
    with flat:
        st.markdown(f"**Flatten**  \n`(n_x, m) = ({h * w * c}, {m})`")
        st.markdown(f"Row by row into one column: {h} × {w} × {c} = {h * w * c:,} numbers for each image.")
        st.caption(f"Column {picked} begins with:")
        st.code("\n".join(f"{number:>3}" for number in first) + "\n  ⋮", language=None)
    with unit:
        st.markdown(f"**Divide by 255**  \n`(n_x, m) = ({h * w * c}, {m})`")
        st.markdown(
            "Black becomes 0, full brightness becomes 1. The numbers stay small, and so can the steps of learning."
        )
        st.caption(f"Column {picked} begins with:")
        st.code("\n".join(f"{number:.4f}" for number in normalize(first)) + "\n  ⋮", language=None)


def show_classes(dataset: Dataset) -> None:
    """How many images of each class, what they look like on average, and how bright they are."""
    st.header("The two classes")
    counts = {
        title: (getattr(dataset, name).count(0), getattr(dataset, name).count(1)) for name, title in PARTS.items()
    }
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("How many of each")
        share = {name: counts[name][1] / sum(counts[name]) for name in counts}
        st.plotly_chart(
            classes.balance(counts, dataset.class_names),
            config={"displayModeBar": False},
            alt="; ".join(
                f"{name}: {percent(share[name])} of the images are {dataset.class_names[1]}" for name in counts
            ),
        )
        if abs(share["Training"] - share["Test"]) > 0.1:
            st.caption("The two parts are not mixed alike. A score on the test images then says less than it seems to.")
    with right:
        st.subheader("The average image of each")
        st.caption(
            "All training images of a class on top of each other. What stays sharp is what a single neuron can use."
        )
        with st.container(horizontal=True):
            show_average_images(dataset)
    st.subheader("How bright the pixels are")
    channels = channel_names(dataset.image_shape[2])
    channel = channels[0]
    if len(channels) > 1:
        channel = st.segmented_control(
            "Channel", channels, default="red", required=True, key=state.EXPLORED_CHANNEL, persist_state="session"
        )
    values = {label: dataset.train.pixel_histogram(label, channels.index(channel)) for label in (0, 1)}
    st.plotly_chart(
        classes.brightness(values, dataset.class_names, channel),
        config={"displayModeBar": False},
        alt=f"Histogram of the {channel} pixel values of the training images, one line for each class",
    )


st.title("Explore the data")
choose_dataset()
bring_dataset()
dataset = state.dataset()
st.caption(as_text(dataset.origin))
split, name, picked = show_samples(dataset)
show_stages(dataset, split, name, picked)
show_classes(dataset)
frame.onward("train.py", "Train a neuron on it")
