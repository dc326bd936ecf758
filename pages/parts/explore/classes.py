"""The two classes: counts, average images and brightness."""

from __future__ import annotations

import streamlit as st

from logreg_core import Dataset
from logreg_core.data.preprocess import channel_names
from pages.figures import classes
from pages.shared.browse import PARTS
from pages.shared.chart import chart
from pages.shared.pictures import show_average_images
from pages.shared.terms import term


def show_classes(dataset: Dataset) -> None:
    """Show the number of images of each class, their average, and their brightness."""
    st.header("The two classes")
    counts = {
        title: (getattr(dataset, name).count(0), getattr(dataset, name).count(1)) for name, title in PARTS.items()
    }
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("How many of each")
        share = {name: counts[name][1] / sum(counts[name]) for name in counts}
        chart(
            classes.balance(counts, dataset.class_names),
            key="explore.balance",
            alt="The share of each class in the training and in the test images",
        )
        if abs(share["Training"] - share["Test"]) > 0.1:
            st.caption(
                f"The two {term('test set', 'parts')} are not mixed alike: a neuron that always says the bigger class"
                " gains or loses by it."
            )
    with right:
        st.subheader("The average image of each")
        st.caption(
            f"All {term('training set', 'training images')} of a class on top of each other. What stays sharp lies in"
            " the same place in many."
        )
        with st.container(horizontal=True):
            show_average_images(dataset)
    st.subheader("How bright the pixels are")
    channels = channel_names(dataset.image_shape[2])
    channel = channels[0]
    if len(channels) > 1:
        channel = st.segmented_control(
            "Channel", channels, default="red", required=True, key="explore.channel", persist_state="session"
        )
    values = {label: dataset.train.pixel_histogram(label, channels.index(channel)) for label in (0, 1)}
    chart(
        classes.brightness(values, dataset.class_names, channel),
        key="explore.brightness",
        alt=f"Histogram of the {channel} pixel values of the training images, one line for each class",
    )
