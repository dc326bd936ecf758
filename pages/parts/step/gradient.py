"""A gradient check: measured slopes beside the formula's."""

from __future__ import annotations

import streamlit as st

from classroom.exercise.by_hand import IMAGES, TYPED, ByHand, in_symbols
from classroom.exercise.gradient_check import STEP, GradientCheck, check_gradient, check_some_weights
from logreg_core import Classifier
from logreg_core.data.preprocess import channel_names
from pages.shared import frame
from pages.shared.terms import term
from pages.shared.words import signed
from pages.visit import data, model
from pages.visit.store import Field, Recall

SEED = Field("step.seed", 0)
_checked: Recall[tuple[list[str], GradientCheck]] = Recall("step.checked", reset_on={"neuron"})


def check_by_hand(state: ByHand) -> None:
    """Check the slopes of the sheet's weights and bias."""
    st.markdown(
        f"Make one weight larger by {STEP:g}, then smaller by as much, and work out the cost each time. The difference,"
        f" divided by {2 * STEP:g}, is the slope, found without the formula: by {term('finite differences')}."
    )
    checked, m = check_gradient(state.w, state.b, state.X, state.Y), len(IMAGES)
    st.html(_table([in_symbols(f"d{name}") for name in TYPED[:-1]], checked))
    st.markdown(
        f"The relative error of all together is **{power_of_ten(checked.error)}**. Without the 1/{m} in the formula it"
        f" would be {(m - 1) / (m + 1):g}, and with the wrong sign 1."
    )


def check_the_neuron() -> None:
    """Check the slopes of some weights of the current neuron, on all training images."""
    classifier = model.classifier()
    if classifier is None:
        st.info("For weights of a trained neuron, train one first.")
        frame.offer_to_train()
    elif not frame.fits(classifier):
        frame.say_what_does_not_fit(classifier)
    elif classifier.representation != "pixels":
        st.info("The current neuron does not look at pixels, so its slopes are not checked here.")
    else:
        split = data.dataset().train
        left, right = st.columns([2, 1], vertical_alignment="bottom")
        seed = int(right.number_input("Seed", 0, 10**6, step=1, key=SEED.shown()))
        checked = _checked.of(classifier, data.dataset(), seed)
        if checked is None:
            positions, found = check_some_weights(classifier, split, seed=seed)
            checked = ([_where(classifier, int(position)) for position in positions], found)
            _checked.remember(checked, classifier, data.dataset(), seed)
        left.markdown(
            f"**{len(checked[0])} weights of the current neuron**, drawn by the seed; the cost is the mean over"
            f" {len(split):,} training images, without a penalty."
        )
        st.markdown(f"The relative error of all together is **{power_of_ten(checked[1].error)}**.")
        with st.expander("All of them"):
            st.html(_table(*checked))


def _where(classifier: Classifier, position: int) -> str:
    _, width, channels = classifier.image_shape
    pixel, channel = divmod(position, channels)
    row, column = divmod(pixel, width)
    colour = f", {channel_names(channels)[channel]}" if channels > 1 else ""
    return f"row {row}, column {column}{colour}"


def _table(names: list[str], checked: GradientCheck) -> str:
    rows = "".join(
        f'<tr><th scope="row">{name}</th><td>{signed(formula, ".7f")}</td><td>{signed(measured, ".7f")}</td>'
        f"<td>{power_of_ten(error)}</td></tr>"
        for name, formula, measured, error in zip(names, checked.formula, checked.measured, checked.errors, strict=True)
    )
    head = "".join(f'<th scope="col">{title}</th>' for title in ("Slope of", "Formula", "Measured", "Relative error"))
    return f'{frame.TABLE_STYLE}<table class="scores short"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def power_of_ten(number: float) -> str:
    """``2·10⁻¹⁰``; ``0``."""
    if not number:
        return "0"
    digit, exponent = f"{number:.0e}".split("e")
    return f"{digit}·10{str(int(exponent)).translate(str.maketrans('-0123456789', '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'))}"
