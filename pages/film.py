"""Film: the run once more, with the weights at every moment."""

import streamlit as st
from numpy.typing import NDArray

from logreg_core import Record, Training
from logreg_core.descent import film
from logreg_core.explain import shrunken_maps
from logreg_core.figures.film import film_figure
from logreg_core.training import descent_of
from pages.parts.film.boundary import show_boundary
from pages.shared import frame
from pages.shared.chart import chart
from pages.shared.story import curve_in_words
from pages.shared.words import as_text, count
from pages.visit import model
from pages.visit.store import Recall
from pages.visit.watched import is_instant

taken: Recall[tuple[tuple[Record, ...], NDArray]] = Recall("film", until={"model"})


def film_of(run: Training, version: str) -> tuple[tuple[Record, ...], NDArray]:
    """The run from zero once more, as far as it has gone: its records and its maps. Kept until the run goes on."""
    if kept := taken.of(version, run.iteration):
        return kept
    with st.spinner("Taking the run once more, frame by frame …"):
        made = film(
            lambda: descent_of(run.dataset.train, run.recipe, run.dataset.test, space=run.descent.space),
            run.iteration,
            lambda weights: shrunken_maps(weights, run.dataset.image_shape),
            run.descent.rates,
        )
    taken.keep((made.records, made.seen), version, run.iteration)
    return made.records, made.seen


st.title("Watch it learn")
watched, run = model.run(), model.training()
if watched is None or run is None or not run.iteration:
    st.info("A film needs a run that has taken a step. Train first: it takes a few seconds.")
    st.page_link("train.py", label="Train a model", icon=":material/arrow_back:")
    st.stop()
if watched.running:
    st.info("The run is under way. Stop it or let it end, then come back for the film.")
    st.page_link("train.py", label="Back to the run", icon=":material/arrow_back:")
    st.stop()

version = watched.version
blue, red = map(as_text, run.dataset.class_names)
st.markdown(
    f"Press **Play**, or drag the slider. The weights grow out of nothing: :red[red] pushes towards **{red}**,"
    f" :blue[blue] towards **{blue}**."
)
if (
    is_instant(run.dataset, run.recipe)
    or taken.of(version, run.iteration)
    or st.button("Make the film", type="primary")
):
    records, maps = film_of(run, version)
    chart(
        film_figure(
            records,
            maps,
            run.dataset.class_names,
            dark=frame.is_dark(),
            stacked=frame.is_phone(),
        ),
        alt=f"A film of {count(len(records), 'frame')}: the weights as a heatmap beside the curves."
        f" {curve_in_words(records)}",
    )
    if records[-1].iteration < run.iteration:
        st.warning("The film ends where the weights grew too large to calculate with.", icon=":material/warning:")
    show_boundary(run, version)
    with st.expander("What is there to see?"):
        st.markdown(
            "The frames are closer together at the start, where most happens. Often the map first resembles the"
            " difference of the two average images, and single pixels stand out later, while the test curves hardly"
            " move any more. All frames share one scale of colours."
        )
else:
    st.caption("This run was a long one. The film takes as long again.")
frame.onward("weights.py", "See what it learned")
