"""Training with the visitor's own functions, beside the textbook and the engine."""

from __future__ import annotations

from math import inf, isfinite, isnan

import streamlit as st

from classroom.exercise.beside import Beside, Reference, most_iterations, neuron_of, train_beside
from classroom.exercise.functions import program
from classroom.exercise.results import Failure
from classroom.exercise.run import thinned
from classroom.exercise.translate import translated
from logreg_core import Dataset, LogregError
from logreg_core.settings import BATCH_SIZE, INPUTS, L2, MOMENTUM, PATIENCE
from pages.figures.exercise import over_each_other
from pages.shared.bursts import say_how_many_are_cut
from pages.shared.chart import chart
from pages.shared.terms import term
from pages.shared.words import as_text, cost, count, percent
from pages.shared.work import work
from pages.visit import code, model, settings
from pages.visit.store import Recall

from .trace import place_of

STEEP = 300  # costs that differ by this factor need a logarithmic axis
BEYOND = (L2, MOMENTUM, BATCH_SIZE, PATIENCE, INPUTS)  # settings that the six functions do not have

_trained: Recall[Beside] = Recall("own_training", reset_on={"dataset"})


def show_training(dataset: Dataset) -> None:
    """Once `model` passes, offer to train with it; then show the result, and a button to use the neuron."""
    st.header("Train with my code")
    if code.status("model") != "passed":
        st.markdown("Once `model` passes all its checks, your functions train on the current dataset.")
        return
    recipe, most = settings.recipe(), most_iterations(dataset)
    iterations = min(recipe.num_iterations, most)
    st.markdown(
        f"On “{as_text(dataset.name)}”, {term('iteration', count(iterations, 'iteration'))} at a"
        f" {term('learning rate')} of {recipe.learning_rate:g}, as set on Train."
        + (f" More than {most:,} would take too long here." if iterations < recipe.num_iterations else "")
        + _left_out(recipe.settings)
    )
    text, _ = program(code.written.get())
    beside = work(
        _trained, "Train with my code", train_beside, text, dataset, recipe.learning_rate, iterations, stays=True
    )
    if beside is not None:
        _show(beside, dataset)


def _left_out(values: dict[str, float]) -> str:
    set_here = [each.label.lower() for each in BEYOND if values.get(each.name, each.default) != each.default]
    return f" Without {' and '.join(set_here)}: the six functions do not have that." if set_here else ""


def _show(beside: Beside, dataset: Dataset) -> None:
    learned, others = beside.learned, {"the engine": beside.engine, "the textbook": beside.textbook}
    ways = {name: way for name, way in others.items() if way is not None}
    if learned.failure is not None:
        st.error(_why(learned.failure), icon=":material/close:")
    curves = {name: thinned(way.costs) for name, way in ways.items()} | {"your code": learned.costs}
    costs = [value for points in curves.values() for _, value in points if 0 < value < inf]
    if learned.costs:
        chart(
            over_each_other(curves, log=bool(costs) and max(costs) > STEEP * min(costs)),
            key="code.curves",
            alt=f"The training cost of your code, from {_cost(learned.costs[0][1])} to {_cost(learned.costs[-1][1])}"
            + (f", over the lines of {' and '.join(ways)}" if ways else ""),
        )
    if learned.failure is not None:
        return
    st.markdown("  \n".join(_compared(beside, name, way) for name, way in ways.items()))
    if not learned.costs:
        st.info("Your `model` does not call `propagate`, so its costs were not seen.")
    elif lost := beside.costs_lost:
        st.warning(
            f"Your cost is no finite number at {lost:,} of the {count(len(learned.costs), 'iteration')} looked at."
            " An answer that is exactly 0 or 1 may be why: its cost takes the logarithm of 0. Your weights are numbers"
            " all the same.",
            icon=":material/warning:",
        )
    try:
        neuron = neuron_of(beside, dataset)
    except LogregError as error:
        st.error(as_text(str(error)))
        return
    st.markdown(
        f"In {learned.seconds:.1f} s. {percent(neuron.accuracy(dataset.train))} of the {len(dataset.train):,} training"
        f" images are right, and {percent(neuron.accuracy(dataset.test))} of the {len(dataset.test):,} test images."
    )
    say_how_many_are_cut(dataset)
    held = model.taken_classifier()
    if held is not None and held.digest == neuron.digest:
        st.success("All pages now use this neuron.", icon=":material/check:")
        st.page_link("weights.py", label="See what it learned", icon=":material/arrow_forward:")
        return
    st.button(
        "Use this model",
        type="primary",
        icon=":material/check:",
        on_click=model.take_classifier,
        args=(neuron,),
        key="code.take",
        help="All pages then ask this one. Finished runs stay on Compare.",
    )


def _why(failure: Failure) -> str:
    """Return why there is no neuron, with the line of the learner's code."""
    text, _ = program(code.written.get())
    words = translated(failure, text)
    if failure.line is None:
        return words
    name, line = place_of(failure.line, code.written.get())
    return f"**Line {line} of `{name}`.** {words}" if name else words


def _compared(beside: Beside, name: str, way: Reference) -> str:
    gap, weight = beside.cost_difference(way), beside.weight_difference(way)
    costs = "" if isnan(gap) else f"the costs differ by {_small(gap)} at most, and "
    return f"From {name}, {costs}the weights differ by {_small(weight)} of the largest weight at most."


def _cost(number: float) -> str:
    return cost(number) if isfinite(number) else "no number"


def _small(number: float) -> str:
    return "nothing" if number == 0 else f"{number:.1e}" if number < 0.001 else f"{number:.3g}"
