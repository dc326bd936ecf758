"""Features: the same neuron, shown something else of each picture."""

import numpy as np
import streamlit as st

from logreg_core import Dataset
from logreg_core.evaluate import Accuracy, bigger_class
from logreg_core.features import FOLDS, Judged, compare, most_numbers, suits
from logreg_core.figures.representations import representation_scores
from logreg_core.representation import SMALLEST_SIDE, TITLES, WORDS, can_represent, size_of
from pages.shared import frame, state
from pages.shared.bursts import say_bursts_are_cut
from pages.shared.pictures import show_representations
from pages.shared.words import as_text, percent
from pages.shared.work import work


def show_what_each_is(dataset: Dataset) -> None:
    """One image in each representation, and what its numbers say."""
    image = dataset.train.images[int(np.argmax(dataset.train.labels))]
    names = [name for name in WORDS if suits(name, dataset)]
    show_representations(image, [name for name in names if name != "together"])
    st.markdown("\n".join(f"- **{name}**: {WORDS[name]}." for name in names))
    for name in WORDS:
        if name not in names:
            st.caption(f"Left out here: **{name}**. {why_left_out(name, dataset)}")


def why_left_out(name: str, dataset: Dataset) -> str:
    """Why a representation does not suit the images of this dataset."""
    if not can_represent(name, dataset.image_shape):
        return f"Edges need images of at least {SMALLEST_SIDE} × {SMALLEST_SIDE} pixels."
    return (
        f"They are {size_of(name, dataset.image_shape):,} numbers for each image, and at most {most_numbers(dataset):,}"
        " fit into memory here. Use smaller images."
    )


def show_table(judged: list[Judged], best: Judged, dataset: Dataset) -> None:
    """One row for each representation, and a sentence for each column."""
    rows = {
        "Shown": [f"**{each.representation}**" if each is best else each.representation for each in judged],
        "Numbers": [f"{each.n:,}" for each in judged],
        "Penalty": [f"{each.l2:g}" for each in judged],
        "Held-out cost": [f"{min(each.costs):.3f}" for each in judged],
        "Held-out right": [with_interval(each.held_out) for each in judged],
        "Test right": [with_interval(each.test) for each in judged],
    }
    st.table(rows, hide_index=True)
    label, baseline = bigger_class(dataset.test.labels)
    st.plotly_chart(
        representation_scores(
            {each.representation: (each.held_out.share, *each.held_out.interval) for each in judged},
            {each.representation: (each.test.share, *each.test.interval) for each in judged},
            baseline.share,
            f"always “{dataset.class_names[label]}” ",
        ),
        config={"displayModeBar": False},
        alt="; ".join(
            f"{each.representation}: {percent(each.held_out.share)} of the held-out and {percent(each.test.share)} of"
            " the test images right"
            for each in judged
        ),
    )
    st.markdown(
        "- **Numbers**: how many describe one image; the neuron has one weight for each.\n"
        "- **Penalty**: how strongly large weights are held down; of seven strengths the one with the smallest held-out"
        " cost.\n"
        "- **Held-out cost**: how wrong the neuron is on training images that it had not seen, and how sure it was of"
        " it: 0.69 is pure guessing. The choice is made by this number.\n"
        "- **Held-out right**: the share of these images that it answers correctly.\n"
        "- **Test right**: of the test images, by the neuron that learned from all training images. They had no part in"
        " any choice.\n"
        "- The range behind a score is its 95 % interval: where the share on endlessly many such images plausibly lies."
        f" Always answering “{as_text(dataset.class_names[label])}” is right on {percent(baseline.share)} of the test"
        " images."
    )


def show_what_learned_nothing(judged: list[Judged], dataset: Dataset) -> None:
    """The representations on which the neuron is not shown to be better than a machine that never looks."""
    label, baseline = bigger_class(dataset.train.labels)
    names = [f"**{each.representation}**" for each in judged if each.held_out.interval[0] <= baseline.share]
    if names:
        listed = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
        st.markdown(
            f"On {listed} it is not shown to have learned anything: always answering"
            f" “{as_text(dataset.class_names[label])}” is right on {percent(baseline.share)} of the training images,"
            " and the interval of its held-out score contains that."
        )


def with_interval(score: Accuracy) -> str:
    """``86 % (74 to 93)``."""
    low, high = score.interval
    return f"{percent(score.share)} ({100 * low:.0f} to {100 * high:.0f})"


def show_choice(judged: list[Judged], best: Judged) -> None:
    """Take one of them in hand; the honest choice is offered first."""
    st.header("Use one of them")
    names = [each.representation for each in judged]
    name = st.segmented_control("Look at", names, default=best.representation, required=True, key=state.FEATURES_CHOICE)
    chosen = judged[names.index(name)]
    if chosen is best:
        st.markdown(
            f"On held-out images **{name}** has the smallest cost, so it is the honest choice: it was made without"
            f" looking at the test images, and the neuron is right on {percent(chosen.test.share)} of these."
        )
    else:
        st.markdown(
            f"On held-out images **{best.representation}** was better. To choose **{name}** because of its test score"
            " would be to learn from the test images: the score would then promise too much."
        )
    st.button(
        "Use this one",
        type="primary",
        on_click=state.take_classifier,
        args=(chosen.classifier,),
        icon=":material/check:",
    )
    if state.taken_classifier() is chosen.classifier:
        st.success(f"The neuron on {TITLES[name]} is in hand. Every page now asks it.")
        st.page_link("experiments.py", label="See whether that score is luck", icon=":material/arrow_forward:")
        st.page_link("predict.py", label="Try it on a picture of your own", icon=":material/arrow_forward:")


dataset = state.dataset()
st.title("What should it look at?")
st.markdown(
    "A neuron has one weight for each number that it is shown. Where what it looks for may lie anywhere, a single pixel"
    " says little. So show the same neuron other numbers about the picture, worked out before it learns, and see what"
    " that changes."
)
show_what_each_is(dataset)
st.header("The same neuron on each")
say_bursts_are_cut(dataset, "The five parts that are held out in turn")
judged: list[Judged] | None = work("features", (), "Compare them", lambda progress: compare(dataset, progress=progress))
if judged is None:
    st.caption("It takes seconds: each is trained with seven strengths of a penalty, on five parts of the data.")
else:
    best = min(judged, key=lambda each: min(each.costs))
    show_table(judged, best, dataset)
    show_what_learned_nothing(judged, dataset)
    fewest = min(each.images for each in judged)
    if fewest < len(dataset.train):
        st.caption(
            f"Each learned from {fewest:,} or more of the {len(dataset.train):,} training images, drawn at random."
        )
    show_choice(judged, best)
with st.expander("Why is the choice honest, and why is it not the pixels of Train?"):
    st.markdown(
        f"The training images are divided into {FOLDS} parts. For each part, a neuron learns from the others and"
        " answers for this one. So every training image is judged by a neuron that has never seen it, and the best"
        " penalty is the one with the smallest cost there. A score that was picked because it is the highest on the"
        " test images would be too good to be true.\n\n"
        "Before learning, the average over the training images is taken away from each number, and what is left is"
        " divided by how much it varies. So numbers of different kinds weigh alike; this is folded into the weights"
        " afterwards. The neuron of Train knows neither this nor a penalty, so its score on pixels is another one."
    )
model = state.taken_classifier()
if model is not None and model.representation != "pixels":
    frame.onward("evaluate.py", "See how good it is")  # it has no weights of pixels to look at
else:
    frame.onward("weights.py", "See what it learned")
