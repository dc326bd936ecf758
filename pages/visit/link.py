"""The link with the settings of a run, the dataset and the iteration, so that others get the same run."""

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
_refusal: Slot[tuple[str, dict[str, str]]] = Slot(
    "link_refusal", ("", {})
)  # the reasons, and the run and dataset at that time


def link() -> dict[str, str]:
    """Return the parameters of the link: the settings that differ from their defaults, the dataset, and the iteration,
    if the current run has these settings. A link holds no dataset of the visitor's own, nor an iteration on it.
    """
    recipe = settings.recipe()
    return link_to(recipe.settings, trained=_trained(recipe))


def link_to(values: Mapping[str, float], *, trained: int = 0) -> dict[str, str]:
    """Return the link for these settings by name, on the current dataset. trained: the iteration to which the link
    trains; 0 for no training.
    """
    given = {each: values.get(each.name, each.default) for each in RUN_SETTINGS}
    spelled = {each.name: f"{value:.12g}" for each, value in given.items() if value != each.default}
    if not data.is_own() and data.key() != DEFAULT_DATASET:
        spelled[LINK_DATA] = data.key()
    if trained and not data.is_own():
        spelled[LINK_TRAINED] = f"{trained}"
    return spelled


def _trained(recipe: Recipe) -> int:
    """Return the visitor's iteration in the current run, also if it is still being computed; 0 if the settings do not
    lead there.
    """
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
    """Write the link into the browser's address, once the old address was read. Other parameters stay."""
    wanted = link()
    if _is_read.get() and given() != wanted:
        others = {name: st.query_params.get_all(name) for name in st.query_params if name not in NAMES}
        st.query_params.from_dict({**others, **wanted})


def read() -> None:
    """Apply the visitor's link once. Invalid parts are skipped, and `refusal` reports them. If the link names an
    iteration and has no invalid part, its run begins, in the background if it is long.
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
    """Ignore the address: it is applied already, or the current state takes precedence."""
    _is_read.set(True)


def given() -> dict[str, str]:
    """Return the parameters of the browser's address that describe a run."""
    said = st.query_params.to_dict()
    return {name: said[name] for name in NAMES if name in said}


def is_given() -> bool:
    """Return whether the browser's address describes a run."""
    return bool(given())


def _take_data(key: str) -> None:
    """Choose the dataset. Raises ArgumentError if it is unknown, and as `data.choose` does."""
    if key not in CATALOG:
        raise ArgumentError(
            f"{LINK_DATA} must be one of {', '.join(CATALOG)}. Got {key!r:.60}. The dataset here is {DEFAULT_DATASET}."
        )
    data.choose(key)


def _take_setting(of: Setting, text: str) -> None:
    """Set the setting. Raises ArgumentError if the value is not a number, or out of range."""
    try:
        value = float(text)
    except ValueError:
        raise ArgumentError(f"{of.name} must be a number. Got {text!r:.60}. The default is {of.default:g}.") from None
    settings.set_setting(of, value)


def _train(text: str, *, is_whole: bool) -> None:
    """Begin the run of the current settings, and go to this iteration. is_whole: whether all other parts of the link
    were valid.
    Raises ArgumentError if they were not, and if the run has no such iteration.
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
    """Return what was wrong with the visitor's link, in sentences; empty if nothing was, and once the run or dataset
    changes.
    """
    why, with_it = _refusal.get()
    return why if why and with_it == link() else ""
