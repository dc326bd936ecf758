"""The contributions of the pixels, and their sum row by row."""

from __future__ import annotations

import hashlib

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from logreg_core import Classifier, sigmoid
from logreg_core.data.preprocess import channel_names
from logreg_core.explain import Ledger, grey_out, ledger
from logreg_core.explain.contributions import edges
from pages.figures.explain import waterfall
from pages.figures.maps import contribution_map
from pages.shared.chart import chart
from pages.shared.controls import choose_one
from pages.shared.patches import patches
from pages.shared.pictures import data_uri, enlarge
from pages.shared.terms import term
from pages.shared.words import as_text, chance, count, signed, squeezed
from pages.visit import acts
from pages.visit.store import Recall

_greyed: Recall[tuple[int, ...]] = Recall("greyed")  # the patches of a picture that are off
SIDE = 480  # pixels across the picture with patches


def which_pixels(seen: NDArray[np.uint8], classifier: Classifier) -> None:
    """Show the map of contributions, their sum row by row, and the answer without some of the patches."""
    parts = ledger(classifier, seen)
    blue, red = map(as_text, classifier.class_names)
    st.header("Every pixel brings its share", anchor=False)
    st.markdown(
        "Each number of the picture, from 0 to 1, is multiplied with its weight. What comes out, its"
        f" {term('contribution')}, pushes towards"
        f" :red[**{red}**] when it is above zero, and towards :blue[**{blue}**] below. Click a {term('patch')} to"
        " see the answer with it grey."
    )
    play_with_patches(seen, classifier, parts)
    show_ledger(parts, classifier)


def play_with_patches(seen: NDArray[np.uint8], classifier: Classifier, parts: Ledger) -> None:
    """Show the picture under its patches beside the map of contributions, and the answer with some patches grey."""
    print_of = hashlib.sha256(repr(seen.shape).encode() + seen.tobytes()).hexdigest()
    greyed = _greyed.of(print_of) or ()
    rows, columns = parts.patches.shape
    painted = grey_out(seen, [divmod(number, columns) for number in greyed])
    left, right = st.columns(2, gap="small")
    with left:
        words = [
            f"Row {row + 1}, column {column + 1}: {signed(parts.patches[row, column])}"
            f" towards {classifier.class_names[int(parts.patches[row, column] > 0)]}"
            for row in range(rows)
            for column in range(columns)
        ]
        patches(
            data_uri(enlarge(painted, SIDE)),
            (np.diff(edges(seen.shape[0])).tolist(), np.diff(edges(seen.shape[1])).tolist()),
            words,
            greyed,
            lambda now: _grey(now, print_of),
            of=print_of,
            alt=f"The picture as the neuron sees it, in {rows} rows and {columns} columns of patches",
            help="Patches of the picture: press one to grey it out or to bring it back; arrow keys move",
            key="why.patches",
        )
        before, after = (float(classifier.probabilities(each[np.newaxis])[0]) for each in (seen, painted))
        sign = 1 if before > classifier.threshold else -1
        strongest = next(
            (int(n) for n in np.argsort(-sign * parts.patches, axis=None, kind="stable") if n not in greyed), None
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                "Grey out the strongest",
                on_click=_grey,
                args=((*greyed, strongest), print_of),
                disabled=strongest is None,
                help="The patch that pushes most towards the answer, among those that are left.",
            )
            st.button("Bring all back", on_click=_greyed.remember, args=((), print_of), disabled=not greyed)
        if greyed:
            answers = [classifier.class_names[int(a > classifier.threshold)] for a in (before, after)]
            change = "still says" if answers[0] == answers[1] else "now says"
            st.markdown(
                f"With {count(len(greyed), 'patch', 'patches')} grey, the neuron {change}"
                f" **{as_text(answers[1])}**: the probability of {as_text(classifier.class_names[1])} goes from"
                f" {chance(before)} to **{chance(after)}**."
            )
        else:
            st.caption("A grey patch still pushes, by its weights times about a half.")
    with right:
        values = parts.contributions.sum(axis=2)
        chart(
            contribution_map(values, seen, classifier.class_names),
            key="why.contributions",
            alt="Heatmap of weight times pixel over the picture",
        )


def _grey(patches: tuple[int, ...], print_of: str) -> None:
    _greyed.remember(patches, print_of)
    if len(patches) > 1:
        acts.did("greyed out")


def show_ledger(parts: Ledger, classifier: Classifier) -> None:
    """Show the sum as a staircase, by channel or by patch, with the sigmoid at its end."""
    st.subheader("The sum, line by line", anchor=False)
    columns = {"channels": "Colours"} if len(parts.channels) > 1 else {}
    columns |= {"patches": "Patches"}
    chosen = "patches"
    if len(columns) > 1:
        chosen = choose_one("Added up by", columns, key="why.columns")
    if chosen == "channels":
        names = [f"{name} channel" for name in channel_names(len(parts.channels))]
        steps, what = parts.channels, "what each channel adds"
    else:
        order = np.argsort(-parts.patches, axis=None, kind="stable")
        steps = parts.patches.ravel()[order]
        width = parts.patches.shape[1]
        names = [f"row {number // width + 1}, column {number % width + 1}" for number in order]
        what = f"the {len(steps)} patches, sorted by what they add"
    chart(
        waterfall(parts.bias, names, steps.tolist(), classifier.class_names, what=what),
        key="why.stairs",
        alt="A staircase from the bias to the score",
    )
    up, down = steps[steps > 0].sum(), steps[steps < 0].sum()
    st.markdown(
        f"Bias {signed(parts.bias)}, pushes up {signed(up)}, pushes down {signed(down)}: together the score *z* ="
        f" {signed(parts.z)}. The {term('sigmoid')} makes a probability of it: sigmoid({signed(parts.z)}) ="
        f" {squeezed(float(sigmoid(parts.z)))}."
    )
    with st.expander("Why is that the whole sum?"):
        st.markdown(
            "The neuron has no other step, and the shares add up to the score, but for rounding. They count from black:"
            " a black pixel has no share, whatever it means. In a large network there is no such sum."
        )
