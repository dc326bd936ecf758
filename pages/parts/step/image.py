"""The same iteration with a real image, with most of its numbers folded."""

from __future__ import annotations

import streamlit as st

from classroom.exercise.one_image import OneImage, Row, first_image
from logreg_core.settings import LEARNING_RATE
from pages.shared import frame
from pages.shared.pictures import show_pixels
from pages.shared.words import as_text, cost, number, signed, squeezed
from pages.visit import data, model, settings

HEADS = ("Of the image", "Pixel x", "Weight w", "w·x", "Slope dw = x·dz", "After: w − rate·dw")


def show_first_image() -> None:
    """Show the first training image forward and backward, and the effect of one step on it alone."""
    dataset = data.dataset()
    split = dataset.train
    classifier = model.classifier()
    fits = classifier is not None and classifier.representation == "pixels" and frame.fits(classifier)
    rate = settings.setting(LEARNING_RATE)
    one = first_image(split, classifier if fits else None, rate)
    whose = "the current neuron" if fits else "a neuron that has learned nothing: all weights are 0"
    picture, words = st.columns([1, 5], vertical_alignment="center")
    with picture:
        show_pixels(split.images[0], 96, alt=f"Training image 0, class {dataset.class_names[one.y]}")
    words.markdown(
        f"Training image 0, {as_text(dataset.class_names[one.y])} (*y* = {one.y}), has {len(one.x):,} numbers. The"
        f" weights are those of {whose}. The cost is of this image alone, and the rate is {rate:g}."
    )
    rows = "".join(map(_as_html, one.rows()))
    bias = _line("bias", "1", one.b, one.b, one.db, one.b_after)
    head = "".join(f'<th scope="col">{title}</th>' for title in HEADS)
    st.html(
        f'{frame.TABLE_STYLE}<div style="overflow-x:auto" tabindex="0" role="region" aria-label="All its numbers">'
        f'<table class="scores short"><thead><tr>{head}</tr></thead><tbody>{rows}{bias}</tbody></table></div>'
    )
    st.markdown(_ending(one))


def _as_html(row: Row) -> str:
    one = row.first == row.last
    name = f"{row.first:,}" if one else f"{row.first:,} to {row.last:,}, added up"
    return _line(name, number(row.x), row.w, row.wx, row.dw, row.after)


def _line(name: str, x: str, *values: float) -> str:
    cells = "".join(f"<td>{_told(value)}</td>" for value in values)
    return f'<tr><th scope="row">{name}</th><td>{x}</td>{cells}</tr>'


def _ending(one: OneImage) -> str:
    """Return the sum and all that is computed from it."""
    return (
        f"The column *w·x* adds up to *z* = {_told(one.z)}. So *a* = sigmoid(*z*) = {squeezed(one.a)},"
        f" the cost is {cost(one.cost)}, and *dz* = *a* − *y* ="
        f" {signed(one.dz, '.4f' if round(one.dz, 4) else '.0e')}."
    )


def _told(value: float) -> str:
    """Format a number with its sign; a number that rounds to zero gets more digits instead."""
    return signed(value, ".4f") if round(value, 4) else f"{0:.4f}" if value else "0"
