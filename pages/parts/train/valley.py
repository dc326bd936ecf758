"""The cost along the next step, and Newton's method beside it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from logreg_core import ArgumentError, Dataset, Recipe, Record, Training
from logreg_core.data.preprocess import columns_of
from logreg_core.descent import Space, newton_beside
from logreg_core.descent.spaces import DENSE_LIMIT
from logreg_core.experiments import STEPS, Valley, valleys
from logreg_core.settings import INPUTS, STANDARDISED
from logreg_core.training import QUICK, descent_of, validation_part
from pages.figures.valley import curvatures_figure, newton_figure, next_step_figure
from pages.shared.chart import chart
from pages.shared.guess import ask, tell
from pages.shared.terms import term
from pages.shared.words import cost, count, percent
from pages.visit import guesses
from pages.visit.shared import once
from pages.visit.watched import safe_learning_rate

DENSE = 1000  # maximum equations for a quick step of Newton's method
NEWTON = 8  # steps


def show_next_step(run: Training) -> None:
    """Show the cost along the next step, and why 2 / curvature is the cliff; for plain descent on few enough
    numbers."""
    if safe_learning_rate(run.dataset, _onward(run)) is None or not np.isfinite(run.descent.now.objective):
        return
    with st.expander(
        "Slope and bend: where would the next step land?",
        icon=":material/landscape:",
        key="train.next_step",
        on_change="rerun",
    ) as fold:
        if not fold.open:
            return
        step = run.descent.next_step()
        chart(
            next_step_figure(step),
            key="train.valley",
            alt=f"The cost along the next step, now {cost(step.objectives[0])}. At a learning rate of {step.rate:g} it"
            f" lands at {cost(step.landing)}. Up to {step.safe:.2g} no step can raise the cost.",
        )
        st.markdown(
            f"Where the cost bends by *c*, a step multiplies the distance to the bottom by 1 − rate · *c*. At a rate of"
            " 2 / *c* it lands as far up the other side as it came from, beyond that further:"
            f" {term('overshoot', 'the cliff')}. Here the sharpest {term('curvature', 'bend')} is"
            f" {step.curvature:.3g}; nowhere is any sharper than {2 / step.safe:.3g}, and 2 / {2 / step.safe:.3g} ="
            f" {step.safe:.2g}."
        )


def show_newton(run: Training) -> None:
    """Show eight steps of Newton's method from zero, if they are quick."""
    if min(run.dataset.n_x, len(run.dataset.train)) > DENSE or not np.isfinite(run.descent.now.objective):
        return
    if run.recipe.inputs == STANDARDISED and run.descent.l2:  # the penalty is different there
        return
    with st.expander(
        f"Newton's method: {NEWTON} steps against {run.iteration:,}",
        icon=":material/bolt:",
        key="train.newton",
        on_change="rerun",
    ) as fold:
        if not fold.open:
            return
        result = _newton(run.dataset.digest, _onward(run), dataset=run.dataset, space=run.descent.space)
        if result is None:
            st.markdown("It needs training images of both classes.")
            return
        newton, last = result
        current = run.descent.now
        records = [*run.descent.records, current]
        chart(
            newton_figure(newton, records, run.descent.turns),
            key="train.newton_curves",
            alt=f"After {count(len(newton) - 1, 'step')} of Newton's method the cost is {cost(newton[-1])}, after"
            f" {count(run.iteration, 'step')} of gradient descent {cost(current.objective)}.",
        )
        equations = min(run.dataset.n_x, len(run.dataset.train)) + 1
        newton_term = term("Newton's method")
        st.markdown(
            f"{term('gradient descent', 'Gradient descent')} knows the slope alone: its step is the slope times the"
            f" rate. {newton_term} knows the bend in every direction too, and steps to the bottom of the parabola that"
            f" fits here. The price: each of its steps solves up to {equations:,} equations at once."
            + (" The cost is shown with the penalty, which both lower." if run.descent.l2 else "")
            + (" Newton's method begins at zero here." if run.start else "")
        )
        if np.isfinite(last.test_cost):
            st.markdown(
                f"On the test images the cost{', without the penalty,' if run.descent.l2 else ''} is"
                f" {cost(last.test_cost)} after Newton's method, and {percent(last.test_accuracy)} are right; after"
                f" gradient descent {cost(current.test_cost)}, and {percent(current.test_accuracy)}."
            )


def show_centring(run: Training) -> None:
    """Show how the cost bends with raw, centred and standardised inputs, if that is quick to compute."""
    dataset, representation = run.dataset, run.recipe.representation
    if len(dataset.train) > DENSE_LIMIT or dataset.n_x * len(dataset.train) > QUICK:
        return
    with st.expander(
        "Long valleys: why centre the inputs?", icon=":material/align_center:", key="train.centring", on_change="rerun"
    ) as fold:
        if not fold.open:
            return
        if guesses.is_open("centred_steps"):
            ask("centred_steps")
            return
        valleys = _valleys(dataset.digest, representation, dataset=dataset)
        tell("centred_steps", valleys)
        names = {each.inputs: INPUTS.words(each.inputs) for each in valleys}
        chart(
            curvatures_figure({names[each.inputs]: each.curvatures for each in valleys}),
            key="train.curvatures",
            alt="How sharply the cost bends in each direction. Sharpest and least: "
            + "; ".join(
                f"{names[each.inputs]} {each.curvatures[0]:.2g} and {each.curvatures[-1]:.2g}" for each in valleys
            ),
        )
        st.markdown(
            "| Inputs | Sharpest bend / least | Safe rate | Cost |\n|:--|--:|--:|--:|\n"
            + "\n".join(
                f"| {names[each.inputs]} | {float(f'{each.condition:.2g}'):,.0f} | {each.safe_rate:.2g} |"
                f" {cost(each.cost)} |"
                for each in valleys
            )
        )
        st.markdown(
            f"The cost is that after {STEPS} steps at the safe rate. A step that the sharpest"
            f" {term('curvature', 'bend')} allows is far too short for the others. That is a long valley: longer steps"
            " zigzag across it, short ones creep along it. **More settings** has a choice of inputs."
        )


@once(30)
def _valleys(digest: str, representation: str, *, dataset: Dataset) -> list[Valley]:
    return valleys(dataset, representation)


def _onward(run: Training) -> Recipe:
    """Return the recipe with the settings of a run's end, after all changes on the way."""
    return replace(run.recipe, l2=run.descent.l2, momentum=run.descent.momentum)


@once(100)
def _newton(digest: str, recipe: Recipe, *, dataset: Dataset, space: Space) -> tuple[list[float], Record] | None:
    """Return the costs of the steps and the scores of the last neuron; None with training images of one class only."""
    aside = validation_part(dataset.train, recipe)
    weights = None if aside is None else (~aside).astype(float)
    try:
        walk = newton_beside(**columns_of(dataset.train), l2=recipe.l2, example_weights=weights, steps=NEWTON)
    except ArgumentError:  # one class only
        return None
    start = (walk.w, walk.b)
    return walk.costs, descent_of(dataset.train, recipe, dataset.test, space=space, start=start).now
