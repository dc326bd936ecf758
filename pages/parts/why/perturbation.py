"""Sliders that move, turn and blur the picture, and the neuron's answer."""

from __future__ import annotations

import hashlib
from dataclasses import fields

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from logreg_core import Classifier, Dataset
from logreg_core.explain.perturbation import USUAL, Perturbation, flips, perturbed
from pages.figures.classes import verdict
from pages.shared import aloud, frame
from pages.shared.chart import chart
from pages.shared.pictures import show_pixels
from pages.shared.words import as_text, chance, count, percent
from pages.shared.work import Progress, compute
from pages.visit import acts, data, lesson
from pages.visit.shared import once
from pages.visit.store import Field

MAX_TEST_IMAGES = 300  # test images that are changed for the table
MAX_NUMBERS = 2**22  # numbers in these images together
SLIDERS = {  # name in Perturbation: label, smallest, largest, step, format
    "right": ("Move to the right", -0.3, 0.3, 0.01, "percent"),
    "down": ("Move down", -0.3, 0.3, 0.01, "percent"),
    "zoom": ("Zoom", 0.5, 2.0, 0.05, "%.2f×"),
    "turn": ("Turn", -90.0, 90.0, 1.0, "%.0f°"),
    "brightness": ("Brightness", -0.5, 0.5, 0.01, "percent"),
    "contrast": ("Contrast", 0.0, 2.0, 0.05, "%.2f×"),
    "blur": ("Blur", 0.0, 0.15, 0.005, "percent"),
}
_shown = {field.name: Field(f"why.wobble.{field.name}", field.default) for field in fields(Perturbation)}


def does_it_wobble(seen: NDArray[np.uint8], classifier: Classifier) -> None:
    """Show the sliders for one picture as the neuron sees it, uint8 ``(h, w, c)``, and the table for the test
    images."""
    st.header("Does it stay with its answer?", anchor=False)
    st.markdown("Change the picture as a shaky hand or a dark room would, and watch the probability.")
    st.fragment(_play)(seen, classifier)
    st.subheader("And the test images?", anchor=False)
    if not frame.fits(classifier):
        frame.say_what_does_not_fit(classifier)
        return
    dataset = data.dataset()
    some = max(1, min(len(dataset.test), MAX_TEST_IMAGES, MAX_NUMBERS // dataset.n_x))
    print_of = hashlib.sha256(classifier.w.tobytes()).hexdigest()
    key = f"{print_of} {classifier.b!r} {classifier.threshold!r} {dataset.digest}"
    rows = _table(key, classifier=classifier, dataset=dataset, some=some)
    everything = len(dataset.test)
    which = count(some, "test image") if some == everything else f"first {some:,} of {everything:,} test images"
    st.markdown(
        f"How many of the {which} get another answer when they are …\n\n"
        "| change | answers that flip | share |\n|:--|--:|--:|\n"
        + "\n".join(f"| {name} | {flipped} | {percent(flipped / some)} |" for name, flipped in rows.items())
    )
    with st.expander("Why do answers flip?"):
        st.markdown(
            "Every weight belongs to one place. Move the picture by a pixel, and each brightness meets the weight of"
            " its neighbour: a person sees the same thing, the neuron other numbers. Networks made for pictures share"
            " weights between places, and train on moved and mirrored copies. A neuron that always says the same never"
            " flips."
        )


@once(100)
def _table(key: str, *, classifier: Classifier, dataset: Dataset, some: int) -> dict[str, int]:
    return compute(change_and_ask, classifier, dataset, some)


def change_and_ask(classifier: Classifier, dataset: Dataset, some: int, progress: Progress) -> dict[str, int]:
    """Return how many of the first ``some`` test images get another answer after each of the usual changes."""
    flipped: dict[str, int] = {}
    for name, perturbation in USUAL.items():
        progress(len(flipped) / len(USUAL))
        flipped[name] = int(flips(classifier, dataset.test.images[:some], perturbation).sum())
    return flipped


def _reset() -> None:
    for field in _shown.values():
        field.set(field.empty)


def _play(seen: NDArray[np.uint8], classifier: Classifier) -> None:
    """Show the sliders and the answer. Only this fragment reruns when a slider moves."""
    settings: dict[str, float] = {}
    pictures, sliders = st.columns([3, 2], gap="large")  # on a phone the pictures come first
    with sliders:
        for name, (label, smallest, largest, step, shown) in SLIDERS.items():
            settings[name] = st.slider(label, smallest, largest, step=step, format=shown, key=_shown[name].shown())
        mirror = st.toggle("Mirror", key=_shown["mirror"].shown())
        st.button("As it was", on_click=_reset, icon=":material/restart_alt:")
    changed = perturbed(seen[np.newaxis], Perturbation(mirror=mirror, **settings))
    before, after = (float(classifier.probabilities(images)[0]) for images in (seen[np.newaxis], changed))
    answers = [classifier.class_names[int(a > classifier.threshold)] for a in (before, after)]
    if answers[0] != answers[1]:
        acts.did("answer flipped")
        if lesson.look():
            st.rerun()  # rerun the whole page: the lesson bar changes
    with pictures:
        left, right = st.columns(2, gap="small", wrap=False)
        for column, title, pixels, a in ((left, "Before", seen, before), (right, "Now", changed[0], after)):
            with column:
                st.markdown(f"**{title}**: {chance(a)}")
                show_pixels(pixels, 240, width="stretch", alt=f"{title}: the picture as the neuron sees it")
        chart(
            verdict(after, classifier.class_names, classifier.threshold),
            key="why.wobbled",
            alt=f"Now {classifier.class_names[1]}: {chance(after)}",
        )
        aloud.say_change("wobbled", f"The neuron {'still' if answers[0] == answers[1] else 'now'} says {answers[1]}.")
        aloud.speak(key="why.aloud")
        st.markdown(
            f"The neuron {'still says' if answers[0] == answers[1] else 'now says'} **{as_text(answers[1])}**: the"
            f" probability of {as_text(classifier.class_names[1])} was {chance(before)} and is {chance(after)}."
        )
