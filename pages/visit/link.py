"""The link with the settings of a run, the dataset and the iterations, so that others get the same run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

import streamlit as st

from logreg_core import ArgumentError, LogregError, Recipe
from logreg_core.settings import RUN_SETTINGS, Setting
from logreg_core.sources.catalog import CATALOG

from . import data, model, settings, training
from .data import DEFAULT_DATASET
from .store import Slot

LINK_DATA = "data"
LINK_TRAINED = "trained"  # the iteration at which the visitor stands in a run by these settings
NAMES = (LINK_DATA, *(each.name for each in RUN_SETTINGS), LINK_TRAINED)
_is_read = Slot("link_is_read", False)
_refusal: Slot[tuple[str, dict[str, str]]] = Slot("link_refusal", ("", {}))  # and what was in hand with it


def link() -> dict[str, str]:
    """The current settings that are not at their defaults, the dataset, and the place in the current run where it is
    one by these settings, as a link spells them.

    A dataset of the visitor's own is in no link, nor how far a run on it was trained.
    """
    recipe = settings.recipe()
    return link_to(recipe.settings, trained=_trained(recipe))


def link_to(values: Mapping[str, float], *, trained: int = 0) -> dict[str, str]:
    """The same for these settings of a run, by their names, on the current dataset.

    trained: the iteration up to which who opens the link trains; 0 for not at all.
    """
    given = {each: values.get(each.name, each.default) for each in RUN_SETTINGS}
    spelled = {each.name: f"{value:.12g}" for each, value in given.items() if value != each.default}
    if not data.is_own() and data.key() != DEFAULT_DATASET:
        spelled[LINK_DATA] = data.key()
    if trained and not data.is_own():
        spelled[LINK_TRAINED] = f"{trained}"
    return spelled


def _trained(recipe: Recipe) -> int:
    """Where the visitor stands in the current run, or will once it is computed; 0 where no settings lead there."""
    run = model.run()
    if run is None or run.start is not None:
        return 0
    training = model.training()
    if run.is_changed if training is None else not training.steady:
        return 0
    same = run.recipe if recipe.patience else replace(run.recipe, num_iterations=recipe.num_iterations)
    iteration = run.place_to_be
    return iteration if same == recipe and iteration <= recipe.num_iterations else 0


def write() -> None:
    """Put the link into the browser's address, once what it said was read. What is not of the link stays there."""
    wanted = link()
    if _is_read.get() and given() != wanted:
        others = {name: st.query_params.get_all(name) for name in st.query_params if name not in NAMES}
        st.query_params.from_dict({**others, **wanted})


def read() -> None:
    """Take over what the visitor's link says, once. What is wrong is left out, and `refusal` tells of it.

    Where it says how far to train, that run is begun: in a blink it is there, a longer one is computed in the
    background. It is not begun where something of the link was wrong: it would be another run.
    """
    if _is_read.get():
        return
    _is_read.set(True)
    said = given()
    known: dict[str, Callable[[str], None]] = {each.name: partial(_take_setting, each) for each in RUN_SETTINGS}
    known = {LINK_DATA: _take_data, **known}
    refusals = []
    for name, take in known.items():
        if name in said:
            try:
                take(said[name])
            except LogregError as problem:
                refusals.append(str(problem))
    if LINK_TRAINED in said:
        try:
            _train(said[LINK_TRAINED], is_whole=not refusals)
        except LogregError as problem:
            refusals.append(str(problem))
    _refusal.set((" ".join(refusals), link()))


def pass_over() -> None:
    """What the address says is not taken: it is in hand already, or what is in hand goes before it."""
    _is_read.set(True)


def given() -> dict[str, str]:
    """What the browser's address says of a run, as `link` spells it."""
    said = st.query_params.to_dict()
    return {name: said[name] for name in NAMES if name in said}


def is_given() -> bool:
    """Whether the browser's address says something of a run."""
    return bool(given())


def _take_data(key: str) -> None:
    """Raises ArgumentError for an unknown dataset, and as `data.choose` does."""
    if key not in CATALOG:
        raise ArgumentError(
            f"{LINK_DATA} must be one of {', '.join(CATALOG)}. Got {key!r:.60}. The dataset here is {DEFAULT_DATASET}."
        )
    data.choose(key)


def _take_setting(of: Setting, text: str) -> None:
    """Raises ArgumentError for what is not a number, or out of range."""
    try:
        value = float(text)
    except ValueError:
        raise ArgumentError(f"{of.name} must be a number. Got {text!r:.60}. The default is {of.default:g}.") from None
    settings.set_setting(of, value)


def _train(text: str, *, is_whole: bool) -> None:
    """Begin the run of the current settings, and stand at this iteration of it.

    is_whole: whether all else of the link was taken. Raises ArgumentError where it was not, and for what is not an
    iteration of that run.
    """
    goal = settings.recipe().num_iterations
    iteration = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(goal)) else 0
    if not 1 <= iteration <= goal:
        raise ArgumentError(
            f"{LINK_TRAINED} must be a whole number from 1 to {goal}, the number of iterations. Got {text!r:.60}."
            " Nothing was trained. Train on the page Train."
        )
    if not is_whole:
        raise ArgumentError("So nothing was trained. Train on the page Train.")
    training.begin()
    training.stand(iteration if iteration < goal else None)


def refusal() -> str:
    """What was wrong with the link with which the visitor arrived, a sentence or more for each; empty when nothing, and
    once something else is in hand.
    """
    why, with_it = _refusal.get()
    return why if why and with_it == link() else ""
