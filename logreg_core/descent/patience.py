"""Early stopping: the best of what was looked at, and when to look for no better one."""

from __future__ import annotations

from collections.abc import Callable

from numpy.typing import NDArray

from ..checks import check_count
from .record import Record

Best = tuple[Record, NDArray, float]  # the coefficients ``(size, k)`` and the bias beside how they did


class Patience:
    """Looks at the iterations 0, ``every``, 2 ``every``, ..., and ends after ``looks`` in a row that are no better.

    looks: None for one that never looks. Raises ArgumentError unless both are whole numbers from 1.

    best: the record with the best validation cost, and the weights there; None before the first look.
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
        """The iterations from one look to the next; None where it never looks."""
        return None if self._looks is None else self._every

    def looks_at(self, iteration: int) -> bool:
        """Whether it looks there."""
        return self._looks is not None and iteration % self._every == 0

    def look(self, record: Record, held: Callable[[], tuple[NDArray, float]]) -> None:
        """held: gives the coefficients and the bias of this record, in memory of their own."""
        if self.best is None or record.validation_cost < self.best[0].validation_cost:
            self.best = (record, *held())
        elif self._looks is not None and record.iteration - self.best[0].iteration >= self._looks * self._every:
            self.has_ended = True
