"""The limits of a server, in one table. Environment variables override them at start."""

from __future__ import annotations

import os
from dataclasses import dataclass

from logreg_core.environment import Variable

MB = 2**20


@dataclass(frozen=True)
class Limit:
    """A whole number that the operator of the server may set.

    variable: of the environment. default: if unset. least, most: the valid range. about: its meaning and unit.
    """

    variable: str
    default: int
    least: int
    most: int
    about: str

    @property
    def value(self) -> int:
        """The current value. Raises ArgumentError unless it is a whole number in the range."""
        rule = f"a whole number from {self.least:,} to {self.most:,}"
        return int(Variable(self.variable, rule, self._is_within).value or self.default)

    def _is_within(self, text: str) -> bool:
        return text.isascii() and text.isdigit() and len(text) < 10 and self.least <= int(text) <= self.most


visitors = Limit("LOGREG_VISITORS", 0, 1, 100_000, "pages open at the same time; none: as many as come")
memory = Limit(
    "LOGREG_MEMORY_MB", 0, 300, 1_000_000, "MB of the process, above which nobody new and no file is let in; none: any"
)
upload = Limit("LOGREG_UPLOAD_MB", 64, 8, 512, "MB of one file")
waiting_of_one = Limit("LOGREG_WAITING_OF_ONE_MB", 160, 1, 10_000, "MB of one visitor's files that wait to be read")
waiting = Limit("LOGREG_WAITING_MB", 640, 1, 100_000, "MB of all visitors' files that wait to be read")
session = Limit("LOGREG_SESSION_MB", 80, 1, 10_000, "MB of pictures of one visitor")
readers = Limit("LOGREG_READERS", 3, 1, 64, "processes that read files, up to 512 MB each")
programs = Limit(
    "LOGREG_PROGRAMS",
    min(os.cpu_count() or 1, 4),
    1,
    64,
    "processes that run learners' code, 400 to 800 MB each",
)
pages = Limit("LOGREG_PAGES", 2, 1, 64, "pages that are made at the same time")
threads = Limit("LOGREG_THREADS", 2, 1, 64, "threads that compute runs in the background")
works = Limit("LOGREG_WORKS", 2, 1, 64, "works of seconds at the same time, such as a sweep")
rooms = Limit("LOGREG_ROOMS", 200, 1, 100_000, "rooms of classes that are open at the same time")

TABLE = (
    visitors,
    memory,
    upload,
    waiting_of_one,
    waiting,
    session,
    readers,
    programs,
    pages,
    threads,
    works,
    rooms,
)
