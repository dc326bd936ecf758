"""Features: the same neuron on other features than pixels."""

import streamlit as st

from logreg_core import Dataset
from logreg_core.data.division import folds_and_bursts
from logreg_core.experiments.features import FOLDS, Finding, compare, suits
from pages.parts.features.choice import show_choice
from pages.parts.features.eigen import show_eigenpictures
from pages.parts.features.representations import show_what_each_is
from pages.parts.features.scores import show_table, show_what_learned_nothing
from pages.shared import frame
from pages.shared.bursts import say_bursts_are_cut, say_how_many_are_cut
from pages.shared.guess import tell
from pages.shared.terms import term
from pages.shared.work import Progress, work
from pages.visit import data, findings, model


def compare_all(dataset: Dataset, progress: Progress) -> list[Finding]:
    """Run `compare` on all representations."""
    return compare(dataset, progress=progress)


dataset = data.dataset()
st.title("What should it look at?")
st.markdown(
    "Where the thing may lie anywhere, a single pixel says little. So show the same neuron another"
    f" {term('representation')}: other numbers about the picture."
)
show_what_each_is(dataset)
st.header("The same neuron on each")
folds, whole = folds_and_bursts(dataset.train.Y, FOLDS, dataset.train_bursts)
if whole is None:
    say_bursts_are_cut(dataset, "The parts that are held out in turn")
say_how_many_are_cut(dataset)
guess = ["pixels_or_edges"] if suits("edges", dataset) and suits("pixels", dataset) else []
judged = work(findings.features, "Compare them", compare_all, dataset, guess=guess)
if judged is None:
    st.caption(f"Each is trained with seven strengths of a penalty, on {folds} parts of the data.")
else:
    tell("pixels_or_edges", judged)
    best = min(judged, key=lambda each: min(each.costs))
    show_table(judged, best, dataset)
    show_what_learned_nothing(judged, dataset)
    fewest = min(each.images for each in judged)
    if fewest < len(dataset.train):
        st.caption(
            f"Each learned from {fewest:,} or more of the {len(dataset.train):,} training images, drawn at random."
        )
    show_choice(judged, best)
show_eigenpictures(dataset)
with st.expander("Why is the choice honest, and why is it not the pixels of Train?"):
    st.markdown(
        f"Each of {folds} {term('fold', 'parts')} of the training images is judged by a neuron that learned from the"
        " others, and the best penalty is the one with the smallest cost there. A score that was picked because it is"
        " the highest on the test images would be too good to be true.\n\n"
        "Before learning, the average over the training images is taken away from each number, and what is left is"
        " divided by how much it varies, so that numbers of different kinds weigh alike. The neuron of Train learns"
        " without this, and with the penalty chosen there, so its score on pixels may be another one."
    )
taken = model.taken_classifier()
if taken is not None and taken.representation != "pixels":
    frame.onward("evaluate.py", "See how good it is")  # it has no map of weights
else:
    frame.onward("weights.py", "See what it learned")
