"""Experiments: was it luck, was it learned by heart, would more images help, and has it seen the test already?"""

from typing import Any

import numpy as np
import streamlit as st

from logreg_core import Dataset
from logreg_core.evaluate import Accuracy, accuracy
from logreg_core.experiments import (
    MOST_IMAGES,
    LearningCurve,
    Memorisation,
    Pair,
    Resplits,
    find_pairs,
    learning_curve,
    memorise,
    resplit,
    resplit_features,
    to_leave_out,
    trained,
    without,
)
from logreg_core.experiments.leaks import ALIKE, MOST_PAIRS
from logreg_core.figures.experiments import distribution, growth
from logreg_core.representation import TITLES
from logreg_core.settings import ITERATIONS, LEARNING_RATE
from pages.shared import frame, state
from pages.shared.pictures import show_pixels
from pages.shared.words import as_text, count, percent
from pages.shared.work import Progress, work

MOST_ITERATIONS = 2000  # of each run
RUNS = (20, 50, 100, 200)
MOST_SHOWN = 12  # pairs of images


def recipe() -> dict[str, Any]:
    """How the textbook's neuron is trained here: as the model in hand was, or as the settings say.

    Never with more than MOST_ITERATIONS, so that it does not take minutes.
    """
    classifier = state.classifier()
    used = classifier.settings if classifier and ITERATIONS.name in classifier.settings else {}
    iterations, rate = (used.get(of.name, state.setting(of)) for of in (ITERATIONS, LEARNING_RATE))
    return {
        "iterations": min(int(iterations), MOST_ITERATIONS),
        "learning_rate": float(rate),
        "l2": float(used.get("l2", 0.0)),
    }


def choose_runs(words: str, default: int, key: str) -> int:
    """How many times the neuron is trained."""
    return st.segmented_control(words, RUNS, default=default, required=True, key=key, persist_state="session")


def show_resplits(dataset: Dataset) -> None:
    """The test accuracy of many divisions, and where the one in hand stands."""
    st.markdown(
        "Throw all images together, deal them out anew into training and test images, and train again. What changes"
        " from one division to the next is luck: nobody learned more or less."
    )
    splits, how = choose_runs("New divisions", 50, state.EXPERIMENT_SPLITS), recipe()
    chosen = state.taken_classifier()
    if chosen is None or "l2" not in chosen.settings or ITERATIONS.name in chosen.settings:
        settings: tuple[object, ...] = (splits, *how.values())

        def divide(progress: Progress) -> Resplits:
            return resplit(dataset, splits=splits, progress=progress, **how)

    else:
        name, l2 = chosen.representation, chosen.settings["l2"]
        settings = (splits, name, l2)
        st.caption(
            f"Here the neuron in hand is trained instead, on {TITLES[name]}, with the penalty that was chosen on the"
            " training images of this division. So new divisions flatter it a little."
        )

        def divide(progress: Progress) -> Resplits:
            return resplit_features(dataset, name, l2=l2, splits=splits, progress=progress)

    found: Resplits | None = work("resplits", settings, "Divide and train", divide)
    if found is None:
        return
    low, high = found.middle
    mean = float(found.test.mean())
    with st.container(horizontal=True):
        st.metric("This division, test images right", percent(found.here_test), width=280)
        st.metric("New divisions, on average", percent(mean), width=240)
        st.metric("95 % of them lie between", f"{100 * low:.0f} and {percent(high)}", width=240)
    st.plotly_chart(
        distribution(
            {"test": ("new divisions", found.test)},
            [
                (found.bigger_class, f"always the bigger class {percent(found.bigger_class)}", ""),
                (found.here_test, f"this division {percent(found.here_test)}", "test"),
            ],
            things="divisions",
        ),
        config={"displayModeBar": False},
        alt=f"Histogram of the test accuracy of {splits} new divisions, {percent(mean)} on average; this division has"
        f" {percent(found.here_test)}, and always answering with the bigger class has {percent(found.bigger_class)}",
    )
    st.markdown(
        f"- **Luck**: {percent(found.place)} of the new divisions score lower than this one, ties counted half."
        f" {luck(found.place)}\n"
        f"- **Spread**: with {count(found.test_images, 'test image')}, the score of the same kind of neuron moves"
        f" between {100 * low:.0f} and {percent(high)}. A difference that is smaller than this range says little.\n"
        f"- **Knowing nothing**: always answering with the bigger class is right on {percent(found.bigger_class)} of"
        f" the test images of a new division. {better(found)}"
    )
    shares = [part.count(1) / len(part) for part in (dataset.train, dataset.test)]
    if abs(shares[0] - shares[1]) > 0.1:
        st.caption(
            f"A new division gives both parts the same share of each class. This one does not: {percent(shares[0])} of"
            f" its training images are {as_text(dataset.class_names[1])}, and {percent(shares[1])} of its test images."
        )
    say_how_many(found.images, dataset)


def luck(place: float) -> str:
    """What the place of this division among the new ones says."""
    if place > 0.95:
        return "This division is a lucky one: expect less on other images."
    if place < 0.05:
        return "This division is an unlucky one: expect more on other images."
    return "So this division is an ordinary one."


def better(found: Resplits) -> str:
    """Whether the neuron is better than a machine that never looks, over all divisions."""
    won = float(np.mean(found.test > found.bigger_class))
    return f"The neuron beats that in {percent(won)} of the divisions."


def show_memorisation(dataset: Dataset) -> None:
    """What the neuron learns from labels that mean nothing."""
    st.markdown(
        "Deal out the labels by chance, those of the training images and those of the test images, so that they mean"
        " nothing, and train. Whatever the neuron gets right on its training images now, it knows by heart: there is"
        " nothing else to know."
    )
    shuffles, how = choose_runs("Shuffles", 100, state.EXPERIMENT_SHUFFLES), recipe()
    found: Memorisation | None = work(
        "memorisation",
        (shuffles, *how.values()),
        "Shuffle and train",
        lambda progress: memorise(dataset, shuffles=shuffles, progress=progress, **how),
    )
    if found is None:
        return
    heart, chance = float(found.train.mean()), float(found.test.mean())
    with st.container(horizontal=True):
        st.metric("Training images right, shuffled labels", percent(heart), width=300)
        st.metric("Training images right, real labels", percent(found.real_train), width=270)
        st.metric("Chance alone does as well (p-value)", f"{found.p_value:.3f}", width=270)
    st.plotly_chart(
        distribution(
            {
                "train": ("training images, shuffled labels", found.train),
                "test": ("test images, shuffled labels", found.test),
            },
            [
                (found.real_test, f"real labels, test images {percent(found.real_test)}", "test"),
                (found.real_train, f"real labels, training images {percent(found.real_train)}", "train"),
            ],
            things="shuffles",
        ),
        config={"displayModeBar": False},
        alt=f"Histogram of the accuracies with {shuffles} shuffles of the labels: {percent(heart)} of the training and"
        f" {percent(chance)} of the test images right on average; with the real labels {percent(found.real_train)} and"
        f" {percent(found.real_test)}",
    )
    as_high = int(np.count_nonzero(found.test >= found.real_test - 1e-12))
    st.markdown(
        f"- **By heart**: with labels that mean nothing, {percent(heart)} of the training images are right."
        f" {by_heart(heart, found.real_train)}\n"
        f"- **On new images** it can only guess then: {percent(chance)} of the test images are right on average, and"
        f" {percent(found.real_test)} with the real labels.\n"
        f"- **p-value**: {as_high} of the {shuffles} shuffles do as well as the real labels on the test images. The"
        f" real labels count as one more shuffle, so that is ({as_high} + 1) / ({shuffles} + 1) = {found.p_value:.3f}:"
        f" how often such a score comes up if images and labels are not related. {significance(found.p_value)}"
    )
    say_how_many(min(MOST_IMAGES, len(dataset.train) + len(dataset.test)), dataset)


def by_heart(shuffled: float, real: float) -> str:
    """What a high training accuracy means, given how well nonsense is learned."""
    if shuffled > real - 0.05:
        return f"So {percent(real)} with the real labels is no sign of understanding: only the test images can tell."
    return (
        f"That is less than the {percent(real)} with the real labels: these have something in common that is easier to"
        " learn than single images."
    )


def significance(p: float) -> str:
    """What the p-value says, in words."""
    if p <= 0.05:
        return (
            "That is rare, so the test score is no accident: the images and their labels do have to do with each other."
        )
    return (
        "That is not rare, so this test does not show that the neuron has learned anything that holds for new images."
    )


def show_learning_curve(dataset: Dataset) -> None:
    """The accuracy against the number of training images, and what it says about more of them."""
    st.markdown(
        "Train with a few images, with twice as many, and so on to all of them; each 20 times, with other images. Where"
        " the test curve still climbs at the end, more images would help."
    )
    how = recipe()
    found: LearningCurve | None = work(
        "learning_curve",
        tuple(how.values()),
        "Train with ever more",
        lambda progress: learning_curve(dataset, progress=progress, **how),
    )
    if found is None:
        return
    test, train = found.test.mean(axis=1), found.train.mean(axis=1)
    st.plotly_chart(
        growth(found.sizes, found.train, found.test),
        config={"displayModeBar": False},
        alt="Test accuracy against the number of training images: "
        + ", ".join(f"{percent(share)} with {size}" for size, share in zip(found.sizes, test, strict=True)),
    )
    st.markdown(
        f"- **The trend**: from {found.sizes[-2]:,} to {found.sizes[-1]:,} images, the test accuracy goes from"
        f" {percent(test[-2])} to {percent(test[-1])}. {trend(found)}\n"
        f"- **The gap**: with all images, {percent(train[-1])} of the training and {percent(test[-1])} of the test"
        f" images are right. {gap(float(train[-1] - test[-1]))}\n"
        f"- **The bands** hold 80 % of the runs: how much depends on which images it happens to learn from and is"
        f" tested on, {found.test_images} at a time."
    )
    say_how_many(min(MOST_IMAGES, len(dataset.train) + len(dataset.test)), dataset)


def trend(found: LearningCurve) -> str:
    """What the last doubling says about the next one."""
    points = f"{100 * found.gain:+.1f} points, give or take {100 * found.doubt:.1f}".replace("-", "−")
    if found.gain > found.doubt:
        return f"That doubling brought {points}: more images of this kind would help, if less with each doubling."
    return (
        f"That doubling brought {points}: no clear gain. More images of this kind would hardly help this neuron;"
        " showing it something else of each image may."
    )


def gap(difference: float) -> str:
    """What the distance between the curves says."""
    if difference > 0.1:
        return "A wide gap: it knows its training images by heart, and that is of no use on new ones."
    return "A narrow gap: what it has learned holds for new images too."


def show_leaks(dataset: Dataset) -> None:
    """Images that are there twice, side by side, and training without them."""
    st.markdown(
        "A test image that is also a training image is a question whose answer was taught. Look for the same photo"
        " twice: equal pixel by pixel, or alike when both are seen small, grey and with the same contrast, in a mirror"
        " too."
    )
    show_what_was_left_out()
    alike = st.slider(
        "Alike from",
        0.90,
        1.0,
        ALIKE,
        0.01,
        key=state.LEAKS_ALIKE,
        persist_state="session",
        help="The correlation of two small grey pictures. 1: the same but for brightness and contrast. 0: unrelated.",
    )
    pairs: list[Pair] | None = work(
        "leaks", (alike,), "Look for them", lambda progress: find_pairs(dataset, alike=alike, progress=progress)
    )
    if pairs is None:
        return
    between = sum(pair.leaks for pair in pairs)
    if not pairs:
        st.markdown(f"**No image is there twice**, and no two have a likeness of {alike:.2f} or more.")
        return
    more = " or more" if len(pairs) == MOST_PAIRS else ""
    st.markdown(
        f"**{count(len(pairs), 'pair')}{more}**, {between} of them between training and test,"
        f" {sum(pair.exact for pair in pairs)} equal in every pixel. Judge for yourself whether they are the same"
        " photo: two plain backgrounds can be alike by accident. Then move the slider."
    )
    columns = st.columns(3, gap="medium")
    for number, pair in enumerate(pairs[:MOST_SHOWN]):
        with columns[number % 3].container(border=True):
            show_pair(dataset, pair)
    if len(pairs) > MOST_SHOWN:
        st.caption(f"The {MOST_SHOWN} most alike are shown.")
    offer_without(dataset, pairs, alike)


def show_pair(dataset: Dataset, pair: Pair) -> None:
    """Two images side by side, and what they have in common."""
    names = [
        f"{'training' if part == 'train' else 'test'} image {position}" for part, position in (pair.first, pair.second)
    ]
    with st.container(horizontal=True, horizontal_alignment="center"):
        for (part, position), name in zip((pair.first, pair.second), names, strict=True):
            show_pixels(getattr(dataset, part).images[position], 110, alt=name.capitalize())
    how = "equal in every pixel" if pair.exact else f"likeness {pair.likeness:.3f}"
    st.markdown(f"**{names[0].capitalize()}** and **{names[1]}**: {how}{', mirrored' if pair.mirrored else ''}.")
    labels = {int(getattr(dataset, part).labels[position]) for part, position in (pair.first, pair.second)}
    named = " and ".join(as_text(dataset.class_names[label]) for label in sorted(labels))
    st.caption(f"Both are called {named}." if len(labels) == 1 else f"They are called {named}: one label is wrong.")


def offer_without(dataset: Dataset, pairs: list[Pair], alike: float) -> None:
    """One click: a dataset without the training images of these pairs, and a neuron that learned from it, in hand."""
    positions = to_leave_out(pairs)
    if not positions:
        st.caption("All of them are test images only: such a photo counts twice in the test, but was not taught.")
        return
    how = recipe()

    def train_without(progress: Progress) -> bool:
        cleaned = without(dataset, positions)
        before = trained(dataset, progress=lambda share: progress(share / 2), **how)
        after = trained(cleaned, progress=lambda share: progress((1 + share) / 2), **how)
        scores = [accuracy(each.answers(dataset.test.images), dataset.test.labels) for each in (before, after)]
        state.choose_dataset(state.UPLOADED, cleaned)
        state.take_classifier(after)
        state.keep_found("left_out", (), (len(positions), *scores))
        return True

    work("without", (alike,), "Train without them", train_without)
    st.caption(
        f"It leaves out {count(len(positions), 'training image')} ({', '.join(map(str, positions[:20]))}"
        f"{', …' if len(positions) > 20 else ''}) and keeps all test images, so that the scores can be compared."
        + (" It takes the place of your own dataset in this session." if state.dataset_key() == state.UPLOADED else "")
    )


def show_what_was_left_out() -> None:
    """What leaving images out has changed."""
    summary: tuple[int, Accuracy, Accuracy] | None = state.found("left_out", ())
    if summary is None:
        return
    images, before, after = summary
    st.success(
        f"In hand is a dataset without {count(images, 'training image')}, and a neuron that learned from it:"
        f" {percent(after.share)} of the test images are right. Before, it was {percent(before.share)}."
        + (" The score does not hang on them." if before == after else "")
    )


def say_how_many(images: int, dataset: Dataset) -> None:
    """Where not all images took part."""
    if images < len(dataset.train) + len(dataset.test):
        st.caption(f"{images:,} images took part, drawn at random, so that it does not take minutes.")


EXPERIMENTS = {
    "New divisions": show_resplits,
    "Shuffled labels": show_memorisation,
    "Learning curve": show_learning_curve,
    "Same photo twice": show_leaks,
}

st.title("Did it learn anything?")
how = recipe()
penalty = f" and a penalty of {how['l2']:g}" if how["l2"] else ""
st.markdown(
    "One score on one test set says little. Four experiments ask what is behind it. Each trains the textbook's neuron"
    f" on the pixels, {how['iterations']:,} iterations at a learning rate of {how['learning_rate']:g}{penalty}, as"
    " often as it needs."
)
which = st.segmented_control(
    "Experiment", EXPERIMENTS, default="New divisions", required=True, key=state.EXPERIMENT, persist_state="session"
)
EXPERIMENTS[which](state.dataset())
frame.onward("predict.py", "Try it on a picture of your own")
