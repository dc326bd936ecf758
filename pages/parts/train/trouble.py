"""What is said when the steps are too long."""

from __future__ import annotations

import streamlit as st

from logreg_core.settings import (
    LEARNING_RATE,
)
from pages.shared.words import times, two_digits_below
from pages.visit import settings
from pages.visit.watched import WatchedRun

from .settings import change


def show_trouble(run: WatchedRun) -> None:
    """When the steps are too long, say so, and offer a rate at which the cost can never rise."""
    trouble = run.descent.trouble
    if trouble is None:
        return
    rate = two_digits_below(run.descent.safe_learning_rate)
    if trouble.diverging:
        st.error(
            f"The run diverges: the cost is {trouble.cost:,.2f}, and it was {trouble.start:.2f} before the first step."
            " Each step jumps over the valley and lands higher on the other side.",
            icon=":material/warning:",
        )
    else:
        st.warning(
            f"The training cost does not only fall: it rose {times(trouble.rises)} in {trouble.steps:,} steps and was"
            f" {trouble.highest:,.2f} at iteration {trouble.highest_at:,}, its highest. Some steps are longer than the"
            " valley is wide.",
            icon=":material/warning:",
        )
    offered = settings.setting(LEARNING_RATE) > rate
    if offered and st.button(f"Use a learning rate of {rate:g}", help="The cost can never rise at it."):
        settings.set_setting(LEARNING_RATE, rate)
        change(LEARNING_RATE)(rate)
        st.rerun()  # the whole page, so that the slider shows it
