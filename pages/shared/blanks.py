"""The notebook in which a visitor writes the six functions, as a file to take."""

from __future__ import annotations

from collections.abc import Mapping

from logreg_core.exercise.notebook import NOTHING, notebook

from .download import download


def offer_notebook(written: Mapping[str, str] = NOTHING) -> None:
    """A button that hands out the notebook. written: what is written already; the rest is blank."""
    download("Take the notebook", lambda: notebook(written), "my_neuron.ipynb", icon="edit_note")
