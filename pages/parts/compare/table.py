"""All runs as a table."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from logreg_core.settings import RUN_SETTINGS, Setting
from pages.shared import described
from pages.shared.download import download
from pages.shared.words import csv_text
from pages.visit.runs import ComparedRun


def show_table(runs: tuple[ComparedRun, ...]) -> None:
    """Show all runs, which a click on a column sorts; the table can be downloaded."""
    table = table_of(runs)
    share = st.column_config.NumberColumn(format="percent")
    described.dataframe(
        table,
        hide_index=True,
        column_config=dict.fromkeys(("Training right", "Test right", "Best test right"), share)
        | dict.fromkeys(
            ("Training cost", "Training cost + penalty", "Test cost"), st.column_config.NumberColumn(format="%.4f")
        ),
        alt="The kept runs with their settings and scores. A click on a column sorts them.",
    )
    download("Download the table", lambda: table.to_csv(index=False), "runs.csv")


def table_of(runs: tuple[ComparedRun, ...]) -> pd.DataFrame:
    """Return one row for each run: settings and scores; a setting that was changed on the way has no value.

    Streamlit also offers the table as a file for a spreadsheet.
    """
    return pd.DataFrame(
        {
            "Name": csv_text(run.name),
            "Pinned": run.pinned,
            "Data": csv_text(run.dataset_name),
            "Training cost": run.result.cost,
            "Training cost + penalty": run.result.objective,
            "Test cost": run.result.test_cost,
            "Training right": run.result.train_accuracy,
            "Test right": run.result.test_accuracy,
            "Best test right": run.best_test.test_accuracy,
            "at iteration": run.best_test.iteration,
        }
        | {each.label: None if each.name in run.changed else _cell(run, each) for each in RUN_SETTINGS}
        for run in reversed(runs)
    )


def _cell(run: ComparedRun, setting: Setting) -> float | str:
    value: float = getattr(run.recipe, setting.name)
    return setting.words(value) if setting.names else value
