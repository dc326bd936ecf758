"""Weights: the learned weights as a heatmap."""

import streamlit as st

from logreg_core.data.preprocess import channel_names
from logreg_core.explain import weight_map
from logreg_core.representation import TITLES
from pages.figures.maps import signed_map
from pages.shared import frame
from pages.shared.chart import chart
from pages.shared.pictures import show_average_images
from pages.shared.terms import term
from pages.shared.words import as_text, signed
from pages.visit import data

SUM = "all together"


st.title("What did it learn?")
classifier = frame.need_model()
dataset = data.dataset()
blue, red = map(as_text, classifier.class_names)
if classifier.representation != "pixels":
    st.info(
        f"This neuron does not look at pixels but at {TITLES[classifier.representation]}. Its"
        f" {len(classifier.w):,} weights belong to such numbers, so they make no map of the picture. For a map, train"
        " a neuron on the pixels."
    )
    st.page_link("train.py", label="Train a neuron on the pixels", icon=":material/arrow_back:")
    frame.onward()
    frame.end_page()
st.markdown(
    f"Every {term('pixel')} has a {term('weight')}. Where the map is :red[**red**], a bright pixel pushes the answer"
    f" towards **{red}**."
    f" Where it is :blue[**blue**], a bright pixel pushes towards **{blue}**. Where it fades"
    " into the page, the weights are near zero."
)

weights = weight_map(classifier)
layers = {SUM: weights.total}
if weights.channels.shape[2] > 1:
    layers |= {name: weights.channels[:, :, k] for k, name in enumerate(channel_names(weights.channels.shape[2]))}
layer = SUM
if len(layers) > 1:
    layer = st.segmented_control(
        "Channel", layers, default=SUM, required=True, key="weights.channel", persist_state="session"
    )
left, right = st.columns([3, 1], gap="medium")
with left:
    chart(
        signed_map(layers[layer], classifier.class_names),
        key="weights.map",
        alt=f"Heatmap of the weights, channel {layer},"
        f" from {signed(layers[layer].min(), '.3g')} to {signed(layers[layer].max(), '.3g')}",
    )
if frame.fits(classifier):
    with right, st.container(horizontal=True):
        show_average_images(dataset)

strongest = abs(layers[layer]).max()
st.caption(
    f"The strongest weight here is {strongest:.3g}{frame.after_iterations(classifier)}, and the {term('bias')} is"
    f" {signed(classifier.b, '.3g')}. The bias is the {term('score')} of a black picture."
)
frame.say_what_does_not_fit(classifier)
with st.expander("Why does it look like this?"):
    steps = (
        "Each step of training adds a little of the images that were judged too low and takes away a little of those"
        " that were judged too high: from zero, the weights become a mixture of training images. "
        if frame.after_iterations(classifier)
        else ""
    )
    channels = (
        f" The map *all together* adds the three {term('channel', 'channels')}: it is what a grey pixel is multiplied"
        " with."
        if len(layers) > 1
        else ""
    )
    st.markdown(
        f"{steps}Weights often look like a ghost of the average image of one class minus the other. A map that looks"
        f" like noise may have learned single images by heart, which is {term('overfitting')}.{channels}"
    )
frame.onward()
