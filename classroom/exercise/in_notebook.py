"""The checks inside a notebook: they read the code of its cells and run it there, without a sandbox."""

from __future__ import annotations

import inspect
import sys
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from .checks import check
from .functions import NAMES, lines_of
from .results import Call, Result
from .runner import run_here


class Checks:
    """The checks that the cells call.

    cells: all names of the notebook, as in ``globals()`` of a cell.
    """

    def __init__(self, cells: Mapping[str, Any]) -> None:
        self._cells = cells

    def check(self, function: Any) -> None:
        """Print the report of one of the six functions, given as a function or by name."""
        name = function if isinstance(function, str) else getattr(function, "__name__", "")
        written, numbers = {}, {}
        for each in NAMES:
            if each in self._cells:
                try:
                    lines, first = inspect.getsourcelines(self._cells[each])
                except (OSError, TypeError):
                    sys.stdout.write(f"The code of `{each}` cannot be found. Run its cell again.\n")
                    return
                written[each] = lines_of("".join(lines))
                numbers[each] = tuple(range(first, first + len(lines)))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an overflow shows in the value
            report = check(name, written, self._run, numbers)
        sys.stdout.write(f"{report.words()}\n")

    def check_all(self) -> None:
        """Check all six functions in order."""
        for name in NAMES:
            self.check(name)

    def _run(self, code: str, calls: Sequence[Call], *, trace: bool = False) -> list[Result]:
        """As `run_here`; the learner's functions can use everything else that the cells define."""
        more = {name: value for name, value in self._cells.items() if name not in NAMES and not name.startswith("_")}
        return run_here(code, calls, trace=trace, more=more)
