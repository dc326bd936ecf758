"""The exercise as a notebook: the six functions, hints and checks in one file that needs only NumPy."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from logreg_core.export.notebook import Cell, code, text
from logreg_core.export.notebook import notebook as cells_as_notebook

from .functions import EXERCISES, FIRST_LINE, Exercise, is_blank, lines_of

NOTHING: Mapping[str, str] = MappingProxyType({})
HOME = Path(__file__).resolve().parents[2]
PARTS = (  # modules of the two packages, each after its imports
    "logreg_core/errors.py",
    "logreg_core/words.py",
    *(
        f"classroom/exercise/{part}.py"
        for part in "results values report worked functions translate program wire runner".split()
    ),
    *(
        f"classroom/exercise/checks/{part}.py"
        for part in "judge places sigmoid initialize propagate optimize predict model".split()
    ),
    "classroom/exercise/checks/__init__.py",
    "classroom/exercise/in_notebook.py",
)
NAME = "neuron_checks"  # package name in the notebook, different from the installed package
LOADER = f'''
def load(path, source):
    """Load one module of the package {NAME}, which exists only in this cell."""
    name = ".".join(["{NAME}", *path.removesuffix(".py").removesuffix("/__init__").split("/")])
    module = sys.modules.setdefault(name, types.ModuleType(name))
    module.__package__ = name if path.endswith("__init__.py") else name.rpartition(".")[0]
    exec(compile(source, f"<{{name}}>", "exec"), module.__dict__)


for package in ("{NAME}", "{NAME}.exercise", "{NAME}.exercise.checks"):
    sys.modules[package] = types.ModuleType(package)
    sys.modules[package].__path__ = []
for part in [part for part in sys.modules if part.startswith("{NAME}.") and not hasattr(sys.modules[part], "__path__")]:
    del sys.modules[part]
load("exercise/run.py", "run_calls = None  # the app has a sandbox; the notebook runs its cells")
'''
START = f'''
checks = sys.modules["{NAME}.exercise.in_notebook"].Checks(globals())
check, check_all = checks.check, checks.check_all
'''
TITLE = """# One neuron, written by you

You need six functions. Each cell has a blank; the cell below it checks your code and explains common mistakes. Shapes
come first, then values, then edge cases. If another function needs one that is still blank, the textbook's is used, so
any order works.

The notebook needs only NumPy. Your code runs here like any notebook code, without a sandbox.

`w` is a column of weights `(n_x, 1)`, `b` a number, `X` has a column for each image `(n_x, m)`, `Y` is `(1, m)`.
"""


def notebook(written: Mapping[str, str] = NOTHING) -> bytes:
    """A Jupyter notebook with a cell and a check for each function.

    written: the learner's code by function name; the rest is blank.
    """
    cells = [
        text(TITLE),
        code(FIRST_LINE),
        text("The next cell holds the checks. Run it once; you need not read it."),
        code(_checks(), folded=True),
        *(cell for exercise in EXERCISES for cell in _cells(exercise, written.get(exercise.name, ""))),
        text("## All of it"),
        code("check_all()"),
    ]
    return cells_as_notebook(cells)


def _cells(exercise: Exercise, mine: str) -> list[Cell]:
    hints = "\n\n".join(
        f"<details><summary>Hint {number}</summary>\n\n{hint}\n\n</details>"
        for number, hint in enumerate(exercise.hints, 1)
    )
    return [
        text(f"## {exercise.name}\n\n{hints}"),
        code(exercise.start if is_blank(exercise, mine) else lines_of(mine)),
        code(f'check("{exercise.name}")'),
    ]


def _checks() -> str:
    """The source of the modules that the checks need, with code that loads them as a package."""
    loads = [f"load({part.partition('/')[2]!r}, {_quoted(_source_of(part))})" for part in PARTS]
    return "\n".join(["import sys\nimport types\n", LOADER.strip("\n"), *loads, START.strip("\n")])


def _source_of(part: str) -> str:
    return (HOME / part).read_text(encoding="utf-8").replace("from logreg_core.", f"from {NAME}.")


def _quoted(source: str) -> str:
    """Python source as a readable string literal."""
    return f"r'''\n{source}'''" if "'''" not in source and not source.endswith("'") else repr(source)
