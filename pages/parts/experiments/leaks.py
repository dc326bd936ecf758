"""Has it seen the test already? The same photo twice."""

from __future__ import annotations

import streamlit as st

from logreg_core import Dataset, Recipe, train
from logreg_core.evaluate import Accuracy, accuracy
from logreg_core.experiments import Pair, find_pairs, to_leave_out, without
from logreg_core.experiments.leaks import ALIKE, MOST_PAIRS
from pages.shared.pictures import show_pixels
from pages.shared.words import as_text, count, percent
from pages.shared.work import Progress, work
from pages.visit import data, model, results

from .recipe import recipe

MOST_SHOWN = 12  # pairs of images


def show_leaks(dataset: Dataset) -> None:
    """Images that are there twice, side by side, and training without them."""
    st.markdown(
        "A test image that is also a training image is a question whose answer was taught. Look for the same photo"
        " twice: equal pixel by pixel, or alike when both are seen small, grey and with the same contrast, in a mirror"
        " too. Images that show little more than one edge between two plain areas count only when they are equal."
    )
    show_what_was_left_out()
    alike = st.slider(
        "Alike from",
        0.90,
        1.0,
        ALIKE,
        0.01,
        key=results.LEAKS_ALIKE,
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
        st.markdown(f"**No image is there twice**, and no two count as alike at {alike:.2f} or more.")
        return
    more = " or more" if len(pairs) == MOST_PAIRS else ""
    st.markdown(
        f"**{count(len(pairs), 'pair')}{more}**, {between} of them between training and test,"
        f" {sum(pair.exact for pair in pairs)} equal in every pixel. Judge for yourself whether they are the same"
        " photo: two simple pictures can be alike by accident. Then move the slider."
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
    same = Recipe(how["learning_rate"], how["iterations"], l2=how["l2"])

    def train_without(progress: Progress) -> bool:
        cleaned = without(dataset, positions)
        before = train(dataset, same, progress=lambda share: progress(share / 2))
        after = train(cleaned, same, progress=lambda share: progress((1 + share) / 2))
        scores = [accuracy(each.answers(dataset.test.images), dataset.test.labels) for each in (before, after)]
        data.choose(data.UPLOADED, cleaned)
        model.take_classifier(after)
        results.keep_found("left_out", (), (len(positions), *scores))
        return True

    work("without", (alike,), "Train without them", train_without)
    st.caption(
        f"It leaves out {count(len(positions), 'training image')} ({', '.join(map(str, positions[:20]))}"
        f"{', …' if len(positions) > 20 else ''}) and keeps all test images, so that the scores can be compared."
        + (" It takes the place of your own dataset in this session." if data.key() == data.UPLOADED else "")
    )


def show_what_was_left_out() -> None:
    """What leaving images out has changed."""
    summary: tuple[int, Accuracy, Accuracy] | None = results.found("left_out", ())
    if summary is None:
        return
    images, before, after = summary
    st.success(
        f"In hand is a dataset without {count(images, 'training image')}, and a neuron that learned from it:"
        f" {percent(after.share)} of the test images are right. Before, it was {percent(before.share)}."
        + (" The score does not hang on them." if before == after else "")
    )
