"""The combinations of a sweep, and the sweep itself."""

from __future__ import annotations

import streamlit as st

from logreg_core import Dataset
from logreg_core.data.division import folds_and_bursts
from logreg_core.data.preprocess import columns_of
from logreg_core.descent import Combination, sweep
from logreg_core.settings import INPUTS, ITERATIONS, L2, LEARNING_RATE, SEED
from pages.shared.controls import choose_number
from pages.shared.work import Progress, work
from pages.visit import data, findings, settings


def ask() -> tuple[list[float], list[float], int]:
    """Show the fields for learning rates, penalties and folds. Returns their values."""
    left, right = st.columns(2, gap="large")
    with left:
        st.select_slider(
            "Learning rates",
            LEARNING_RATE.stops,
            findings.rates.empty,
            format_func=lambda rate: f"{rate:g}",
            key=findings.rates.shown(),
            persist_state="session",
        )
        choose_number(ITERATIONS, lambda *_, **__: None)
    with right:
        st.multiselect(
            "Penalties (L2)",
            L2.stops,
            max_selections=findings.MAX_CHOSEN,
            format_func="{:g}".format,
            key=findings.penalties.shown(),
            persist_state="session",
        )
        st.segmented_control(
            "Folds",
            findings.FOLDS,
            required=True,
            key=findings.folds.shown(),
            persist_state="session",
            help="The training images are dealt into so many parts. Each part is held out once, and judged by a"
            " neuron that has learned from the others.",
        )
    low, high = findings.rates.get()
    rates = [rate for rate in LEARNING_RATE.stops if low <= rate <= high]
    return rates, sorted(findings.penalties.get()), findings.folds.get()


def find(
    rates: list[float], l2s: list[float], folds: int, iterations: int, *, allowed: bool
) -> list[Combination] | None:
    """Train all combinations in one batch; returns None until that is done."""
    seed, shown = (int(settings.setting(each)) for each in (SEED, INPUTS))
    inputs = (data.dataset(), rates, l2s, folds, iterations, seed, shown)
    return work(findings.sweep, "Sweep", try_all, *inputs, disabled=not allowed, guess=guesses(rates, l2s))


def guesses(rates: list[float], l2s: list[float]) -> list[str]:
    """Return the questions for a sweep: which of three or more is best."""
    tried = {"best_rate": rates, "best_penalty": l2s}
    return [name for name, values in tried.items() if len(values) > 2]


def try_all(
    dataset: Dataset,
    rates: list[float],
    l2s: list[float],
    folds: int,
    iterations: int,
    seed: int,
    shown: int,
    progress: Progress,
) -> list[Combination]:
    """Train each rate with each penalty on the training images. shown: a key of INPUTS. Raises as `sweep` does."""
    folds, bursts = folds_and_bursts(dataset.train.Y, folds, dataset.train_bursts)
    return sweep(
        **columns_of(dataset.train),
        learning_rates=rates,
        l2s=l2s,
        folds=folds,
        iterations=iterations,
        seed=seed,
        bursts=bursts,
        inputs=shown,
        progress=progress,
    )
