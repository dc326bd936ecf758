"""The built-in datasets, and those of plug-ins, as a list that a page can show before it loads anything."""

from __future__ import annotations

from . import cats, digits, drawings, faces
from .entry import Entry

CATALOG: dict[str, Entry] = {each.ENTRY.key: each.ENTRY for each in (faces, cats, drawings, digits)}
