"""Experiments: luck of the split, memorisation, too few images, leaked test images, and others."""

import streamlit as st

from pages.parts.experiments import (
    recipe,
    show_leaks,
    show_learning_curve,
    show_memorisation,
    show_penalty_path,
    show_pixels_used,
    show_random_weights,
    show_resplits,
)
from pages.shared import frame
from pages.shared.terms import term
from pages.shared.ways import choose_way
from pages.visit import data, findings

EXPERIMENTS = {
    "New divisions": show_resplits,
    "Shuffled labels": show_memorisation,
    "Learning curve": show_learning_curve,
    "Same photo twice": show_leaks,
    "More pixels": show_pixels_used,
    "Best of many": show_random_weights,
    "Penalty's path": show_penalty_path,
}

st.title("Did it learn anything?")
how = recipe()
penalty = f" and a penalty of {how['l2']:g}" if how["l2"] else ""
st.markdown(
    f"One score on one {term('test set')} says little. Seven experiments ask what is behind it. Unless it says"
    f" otherwise, a neuron is trained on the pixels, for {how['iterations']:,} iterations at a {term('learning rate')}"
    f" of {how['learning_rate']:g}{penalty}, with the inputs as they are, without {term('momentum')},"
    f" {term('mini-batch', 'mini-batches')} or {term('early stopping')}."
)
EXPERIMENTS[choose_way("experiments", "Experiment", EXPERIMENTS, findings.experiment)](data.dataset())
frame.onward("card.py", "Write it all down on one page")
