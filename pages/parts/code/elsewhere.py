"""Where no code of visitors may run: the same checks elsewhere."""

from __future__ import annotations

import streamlit as st

from logreg_core.exercise.functions import program
from pages.shared.download import download
from pages.shared.words import as_text
from pages.visit import code

FILE = "my_neuron.py"


def show_elsewhere(missing: str) -> None:
    """What is missing here, and the file to check in a terminal."""
    st.warning(
        f"{as_text(missing)} You can write here, and check on your own computer: in the folder of this project,"
        f" `python -m logreg_core.exercise {FILE}` runs the same checks.",
        icon=":material/shield:",
    )
    text, _ = program(code.written.get())
    download("Download my functions", lambda: text.encode("utf-8", "replace"), FILE)
    st.page_link("keep.py", label="Or take the notebook with blanks", icon=":material/arrow_forward:")
