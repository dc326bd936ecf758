"""The catalog of built-in datasets and those of plug-ins, listed without loading them."""

from __future__ import annotations

from . import cats, digits, drawings, faces
from .entry import Entry

CATALOG: dict[str, Entry] = {each.ENTRY.key: each.ENTRY for each in (faces, cats, drawings, digits)}
