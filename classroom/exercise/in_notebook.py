"""The checks inside a notebook: they read what stands in its cells, and run it there, without a sandbox."""

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
    """What the cells call.

    cells: all that is defined in the notebook, as ``globals()`` of a cell gives it.
    """

    def __init__(self, cells: Mapping[str, Any]) -> None:
        self._cells = cells

    def check(self, function: Any) -> None:
        """Write what is right so far of one of the six functions, given by itself or by its name."""
        name = function if isinstance(function, str) else getattr(function, "__name__", "")
        written, numbers = {}, {}
        for each in NAMES:
            if each in self._cells:
                try:
                    lines, first = inspect.getsourcelines(self._cells[each])
                except (OSError, TypeError):
                    sys.stdout.write(f"The text of `{each}` is not to be found. Run its cell once more.\n")
                    return
                written[each] = lines_of("".join(lines))
                numbers[each] = tuple(range(first, first + len(lines)))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what overflows is judged by its value
            report = check(name, written, self._run, numbers)
        sys.stdout.write(f"{report.words()}\n")

    def check_all(self) -> None:
        """All six, one after the other."""
        for name in NAMES:
            self.check(name)

    def _run(self, code: str, calls: Sequence[Call], *, trace: bool = False) -> list[Result]:
        """As `run_here` does; what else the cells define, her functions find."""
        more = {name: value for name, value in self._cells.items() if name not in NAMES and not name.startswith("_")}
        return run_here(code, calls, trace=trace, more=more)
