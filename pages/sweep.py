"""Sweep: many learning rates and penalties at once, compared by cross-validation."""

import streamlit as st

from logreg_core.data.division import folds_and_bursts
from logreg_core.descent import estimated_sweep_seconds
from logreg_core.settings import INPUTS, ITERATIONS
from pages.parts.sweep.combinations import ask, find, guesses
from pages.parts.sweep.results import show
from pages.shared import frame
from pages.shared.bursts import say_bursts_are_cut
from pages.shared.guess import tell
from pages.shared.terms import term
from pages.shared.words import count, duration
from pages.visit import data, settings

MAX_SECONDS = 60  # maximum seconds of a sweep on a shared server

st.title("Let a sweep find the settings")
st.markdown(
    f"Which learning rate, and which {term('L2', 'penalty')} on large weights? A {term('sweep')} tries them"
    " all, each judged on training images that it has not learned from."
)
rates, l2s, folds = ask()
dataset = data.dataset()
folds, bursts = folds_and_bursts(dataset.train.Y, folds, dataset.train_bursts)
runs, iterations = len(rates) * len(l2s) * (folds + 1), int(settings.setting(ITERATIONS))
seconds = estimated_sweep_seconds(dataset.n_x, len(dataset.train), runs=runs, iterations=iterations)
too_long = "" if seconds <= MAX_SECONDS else f", which is too long. Choose fewer, until it is {MAX_SECONDS} s"
shown = settings.setting(INPUTS)
st.caption(
    f"{count(runs, 'run')} of {count(iterations, 'iteration')}"
    + (f" with {INPUTS.words(shown)} inputs" if shown else ", side by side")
    + f": about {duration(max(1, seconds))}{too_long}."
)
if bursts is None:
    say_bursts_are_cut(dataset, "The folds of a sweep")
combinations = find(rates, l2s, folds, iterations, allowed=bool(runs) and not too_long)
if combinations is not None:
    for name in guesses(rates, l2s):
        tell(name, combinations)
    show(combinations)
frame.onward("weights.py", "See what it learned")
