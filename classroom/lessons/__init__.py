"""Lessons that a teacher writes, one page per step: untrusted data, strictly validated."""

from .conditions import CONDITIONS, State, is_done, words
from .files import read, shipped, write
from .lesson import Lesson, Step
from .link import MAX_CODE, MAX_LINK, pack, unpack
from .places import NO_STEP, PLACES

__all__ = [
    "CONDITIONS",
    "MAX_CODE",
    "MAX_LINK",
    "NO_STEP",
    "PLACES",
    "Lesson",
    "State",
    "Step",
    "is_done",
    "pack",
    "read",
    "shipped",
    "unpack",
    "words",
    "write",
]
