"""Early stopping: keeps the best weights so far, and ends a run that no longer improves."""

from __future__ import annotations

from collections.abc import Callable

from numpy.typing import NDArray

from ..checks import check_count
from .record import Record

Best = tuple[Record, NDArray, float]  # the record, the coefficients ``(size, k)`` and the bias


class Patience:
    """Checks the iterations 0, ``every``, 2 ``every``, ..., and ends after ``looks`` checks in a row without
    improvement.

    looks: None: never check. Raises ArgumentError unless both are whole numbers from 1.

    best: the record with the best validation cost, and its weights; None before the first check.
    """

    def __init__(self, looks: int | None, every: int) -> None:
        check_count("look_every", every)
        if looks is not None:
            check_count("patience", looks)
        self._looks, self._every = looks, every
        self.best: Best | None = None
        self.has_ended = False

    @property
    def pace(self) -> int | None:
        """The iterations between checks; None without checks."""
        return None if self._looks is None else self._every

    def looks_at(self, iteration: int) -> bool:
        """Return whether this iteration has a check."""
        return self._looks is not None and iteration % self._every == 0

    def look(self, record: Record, held: Callable[[], tuple[NDArray, float]]) -> None:
        """Check a record. held: returns its coefficients and bias, as copies."""
        if self.best is None or record.validation_cost < self.best[0].validation_cost:
            self.best = (record, *held())
        elif self._looks is not None and record.iteration - self.best[0].iteration >= self._looks * self._every:
            self.has_ended = True
