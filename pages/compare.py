"""Compare: finished runs side by side."""

import streamlit as st

from pages.parts.compare.comparison import show_chart
from pages.parts.compare.run import show_one
from pages.parts.compare.table import show_table
from pages.shared import frame
from pages.shared.bursts import say_how_many_are_cut
from pages.visit import data, runs

st.title("Compare runs")
kept = runs.compared()
if not kept:
    st.info(
        f"No run has ended yet. The newest {runs.MAX_COMPARED} that end are kept here, with their settings, curves and"
        " neurons."
    )
    frame.offer_to_train()
    frame.end_page()
show_chart(kept)
show_table(kept)
if data.dataset().digest in {run.dataset_digest for run in kept}:
    say_how_many_are_cut(data.dataset())
st.caption(
    f"The newest {runs.MAX_COMPARED} runs are kept. Pinned ones stay. While a slider moves, only the last run is kept."
)
show_one(kept)
frame.onward("sweep.py", "Let a sweep find the settings")
