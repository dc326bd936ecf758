"""The notebook with blanks runs without this project: its cells in a bare interpreter, blank, half and filled."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from classroom.exercise.functions import EXERCISES, NAMES
from classroom.exercise.notebook import notebook
from logreg_core.export.notebook import code, text
from logreg_core.export.notebook import notebook as notebook_of

WAYS = {exercise.name: exercise.way for exercise in EXERCISES}

# What runs the cells one after the other, as Jupyter does: one namespace, each cell a file of its own for `inspect`.
JUPYTER = """
import importlib.util, json, linecache, sys
assert importlib.util.find_spec("logreg_core") is None
cells = {"__name__": "__main__"}
for number, cell in enumerate(json.load(open("blanks.ipynb"))["cells"]):
    if cell["cell_type"] == "code":
        source, name = "".join(cell["source"]), f"<cell {number}>"
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        exec(compile(source, name, "exec"), cells)
"""


def run_alone(content: bytes, folder: Path) -> str:
    """What the cells print where nothing of this project can be imported."""
    (folder / "blanks.ipynb").write_bytes(content)
    command = [sys.executable, "-I", "-W", "error", "-c", JUPYTER]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_blank_one_says_six_times_that_it_is_blank(tmp_path: Path) -> None:
    said = run_alone(notebook(), tmp_path)
    assert said.count("is still blank") == 12, "under each function, and once more at the end"
    assert "passed" not in said


def test_the_filled_one_passes_all_checks(tmp_path: Path) -> None:
    said = run_alone(notebook(WAYS), tmp_path)
    assert said.count("checks passed") == 12
    assert all(f"{name}: all " in said for name in NAMES)


def test_a_mistake_is_told_as_the_app_tells_it_with_the_line_of_the_cell(tmp_path: Path) -> None:
    wrong = WAYS["propagate"].replace("w.T @ X", "w @ X")
    line = wrong.split("\n").index("    A = sigmoid(w @ X + b)") + 3
    said = run_alone(notebook({"propagate": f"# mine\n\n{wrong}"}), tmp_path)
    assert f"Line {line}, `A = sigmoid(w @ X + b)`: `w` is (2, 1) and `X` is (2, 3)" in said


def test_helpers_in_other_cells_are_found(tmp_path: Path) -> None:
    helper = "HALF = 0.5\n\n\ndef mean(values):\n    return np.sum(values) / values.size\n\n\n"
    written = WAYS | {
        "initialize": helper + WAYS["initialize"],
        "propagate": WAYS["propagate"].replace("np.sum(A - Y) / m", "mean(A - Y)"),
        "predict": WAYS["predict"].replace("0.5)", "HALF)"),
    }
    assert run_alone(notebook(written), tmp_path).count("checks passed") == 12


def test_it_is_a_notebook_of_version_4_whose_cells_are_the_exercises() -> None:
    made = json.loads(notebook())
    assert (made["nbformat"], made["nbformat_minor"]) == (4, 5)
    cells = made["cells"]
    assert len({cell["id"] for cell in cells}) == len(cells)
    for cell in cells:
        assert set(cell) == {"cell_type", "metadata", "source", "id"} | (
            {"execution_count", "outputs"} if cell["cell_type"] == "code" else set()
        )
    sources = ["".join(cell["source"]) for cell in cells]
    for exercise in EXERCISES:
        at = sources.index(exercise.start.strip("\n"))
        assert all(hint in sources[at - 1] for hint in exercise.hints)
        assert sources[at + 1] == f'check("{exercise.name}")'


def test_the_checks_are_folded_readable_and_not_much() -> None:
    (folded,) = [cell for cell in json.loads(notebook())["cells"] if cell["metadata"]]
    source = "".join(folded["source"])
    ast.parse(source)
    assert "def sigmoid_" not in source
    assert max(map(len, source.splitlines())) <= 200, "text that can be read, and nothing packed"
    assert len(source) < 200_000


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_what_was_written_elsewhere_keeps_its_lines(newline: str) -> None:
    made = json.loads(notebook({"sigmoid": WAYS["sigmoid"].replace("\n", newline)}))
    assert WAYS["sigmoid"].strip("\n") in ["".join(cell["source"]) for cell in made["cells"]]


def test_cells_become_a_notebook() -> None:
    made = json.loads(notebook_of([text("# a\nb"), code("\nx = 1\ny = 2\n"), code("z", folded=True)]))
    assert [cell["source"] for cell in made["cells"]] == [["# a\n", "b"], ["x = 1\n", "y = 2"], ["z"]]
    assert [cell["id"] for cell in made["cells"]] == ["cell-0", "cell-1", "cell-2"]
    assert made["cells"][2]["metadata"]["jupyter"] == {"source_hidden": True}
