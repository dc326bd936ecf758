"""Where the visitor would look, beside where the score comes from."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from classroom.exercise.rounds import PATCHES, Overlap, drawn, overlap, strongest
from logreg_core.evaluate import Judged
from logreg_core.explain import ledger
from logreg_core.explain.contributions import edges
from pages.figures.maps import contribution_map
from pages.shared.chart import chart
from pages.shared.patches import patches
from pages.shared.pictures import data_uri, enlarge
from pages.shared.words import as_text, count, percent
from pages.visit.store import Slot

SIDE = 240  # pixels across the picture

_chosen: Slot[tuple[int, ...]] = Slot("you.patches", (), reset_on={"neuron"})
_compared = Slot("you.patches_compared", False, reset_on={"neuron"})
_seed = Slot("you.picture", 0, reset_on={"dataset"})


def where_to_look(judged: Judged) -> None:
    """Show a picture whose patches the visitor chooses, then the patches that move the neuron's score most."""
    test, names = judged.dataset.test, judged.dataset.class_names
    position = int(drawn(len(test), _seed.get())[0])
    image = test.images[position]
    parts = ledger(judged.classifier, image)
    rows, columns = parts.patches.shape
    wanted = min(PATCHES, rows * columns // 2)
    if not wanted:
        st.info("These pictures have one pixel: there is only one place to look.")
        return
    red, blue = (as_text(names[label]) for label in (1, 0))
    st.markdown(
        f"**{red}** or **{blue}**? Choose the {count(wanted, 'patch', 'patches')} in which you would look to tell."
    )
    left, right = st.columns(2, gap="medium")
    with left:
        _choose(image, (rows, columns), wanted, f"{position}.{_seed.get()}")
    if _compared.get():
        with right:
            values = parts.contributions.sum(axis=2)
            chart(
                contribution_map(values, image, judged.classifier.class_names),
                key="you.contributions",
                alt="What each pixel adds to the score",
            )
        strong = set(strongest(parts.patches, wanted))
        st.markdown(in_words(overlap(set(_chosen.get()), strong, rows * columns)))
        st.button("Another picture", type="primary", on_click=_begin_anew)


def _choose(image: NDArray[np.uint8], grid: tuple[int, int], wanted: int, name: str) -> None:
    """Show the picture under its patches, and the button that ends the choice. name: identifies the picture."""
    chosen, columns = _chosen.get(), grid[1]
    patches(
        data_uri(enlarge(image, SIDE)),
        (np.diff(edges(image.shape[0])).tolist(), np.diff(edges(image.shape[1])).tolist()),
        [f"Row {number // columns + 1}, column {number % columns + 1}" for number in range(grid[0] * columns)],
        chosen,
        None if _compared.get() else _chosen.set,
        of=name,
        most=wanted,
        alt="A test image as the neuron sees it",
        help="Patches of the picture: press one to choose it or to take it back; arrow keys move",
        key="you.patches",
    )
    if not _compared.get():
        st.caption(f"{len(chosen)} of {wanted} chosen")
        st.button(
            "Where does the score come from?",
            type="primary",
            disabled=len(chosen) < wanted,
            on_click=_compared.set,
            args=(True,),
        )


def _begin_anew() -> None:
    _seed.set(_seed.get() + 1)
    _chosen.clear()
    _compared.clear()


def in_words(overlap: Overlap) -> str:
    """Return in words how many patches both chose, and how many chance would give."""
    return (
        f"**{overlap.common} of your {count(overlap.chosen, 'patch', 'patches')}** of {overlap.patches} are among the"
        f" {overlap.chosen} that move its score most, up or down, counted from black. As many at random would have"
        f" {overlap.expected:.1f} in common on average, and {overlap.common} or more in {percent(overlap.chance)} of"
        " all draws."
    )
