"""A Jupyter notebook as plain JSON, cell by cell."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

Cell = dict[str, Any]


def text(source: str) -> Cell:
    """A cell of Markdown."""
    return {"cell_type": "markdown", "metadata": {}, "source": source.splitlines(keepends=True)}


def code(source: str, *, folded: bool = False) -> Cell:
    """A cell of Python. folded: whether Jupyter and Colab show it closed."""
    lines = source.strip("\n").splitlines(keepends=True)
    about = {"jupyter": {"source_hidden": True}, "cellView": "form"} if folded else {}
    return {"cell_type": "code", "execution_count": None, "metadata": about, "outputs": [], "source": lines}


def notebook(cells: Sequence[Cell]) -> bytes:
    """A notebook of these cells, in version 4.5 of its format."""
    numbered = [{**cell, "id": f"cell-{number}"} for number, cell in enumerate(cells)]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    about = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": about, "cells": numbered}, indent=1).encode()
