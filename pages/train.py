"""Train: play a run, step through it, and change settings on the way."""

import streamlit as st

from pages.parts.train.boundary import show_boundary
from pages.parts.train.buttons import show_buttons
from pages.parts.train.code import show_code
from pages.parts.train.guesses import ask_before_the_run, offer_guesses, tell_after_the_run
from pages.parts.train.link import show_link
from pages.parts.train.picture import choose_picture
from pages.parts.train.player import show_run
from pages.parts.train.scores import show_scores
from pages.parts.train.settings import show_more_settings, show_settings
from pages.parts.train.shown import choose_what_is_shown
from pages.parts.train.story import show_story
from pages.parts.train.valley import show_centring, show_newton, show_next_step
from pages.shared import browser, frame
from pages.shared.terms import term
from pages.visit import data, model, settings
from pages.visit.runs import start_in_words
from pages.visit.watched import before_the_run, is_instant

st.html(browser.style(__file__))
st.title("Train a neuron")
run, training = model.run(), model.training()
played = run or before_the_run(data.dataset(), settings.recipe(), shared=not data.is_own())
show_settings()
row = st.container(horizontal=True)
with row:
    show_buttons(run)
place = st.container()
if frame.is_phone():  # so that Play is visible at once
    row = st.container(horizontal=True)
with row:
    show_more_settings()
    if played is not None:
        shown, picture = choose_what_is_shown(played), choose_picture(played.dataset)
with place:
    if run is not None and run.start is not None:
        st.caption(f"Begun {start_in_words(run.start)}, and so is the next run. After **Reset** they begin at zero.")
    if played is not None:
        show_run(played, shown, picture)
if run is None:
    st.markdown(
        f"Press **Train** and watch. The {term('cost')} says how wrong the neuron is on average: always saying 50 %"
        f" costs 0.69, and 0 is perfect. Every {term('iteration')} moves each {term('weight')} a little against the"
        f" {term('gradient')}, in the direction that lowers the cost."
        + (" With these settings, moving a slider trains too." if is_instant(data.dataset(), settings.recipe()) else "")
    )
    ask_before_the_run()
if run is not None and training is not None and training.iteration and not run.running:
    tell_after_the_run(training)
    show_scores(training)
    offer_guesses(run)
    show_boundary(run)
    show_next_step(training)
    show_newton(training)
    show_centring(training)
    show_story(training)
    show_link(training)
show_code(training)
if training is not None and training.iteration:
    frame.onward()
