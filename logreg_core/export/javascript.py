"""Joins JavaScript modules into one text, for a page that cannot load a second file."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_IMPORT = re.compile(r'^import \{[^}]*\} from "(\.[^"]+)";\n', re.MULTILINE)


@cache
def joined(path: Path) -> str:
    """Return the module in a file, preceded by the modules that it imports by relative paths, each once."""
    *imported, own = modules(path.resolve())
    texts = [re.sub(r"^export ", "", _without_imports(each), flags=re.MULTILINE) for each in imported]
    return "\n".join([*texts, _without_imports(own)])


def styles(path: Path) -> str:
    """Return the style sheets beside a module and the modules that it imports."""
    sheets = (each.with_suffix(".css") for each in modules(path.resolve()))
    return "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets if sheet.exists())


def modules(path: Path, seen: tuple[Path, ...] = ()) -> tuple[Path, ...]:
    """Return ``seen`` with a module and its direct and indirect imports added: each once, imports first."""
    if path in seen:
        return seen
    for imported in _IMPORT.findall(path.read_text(encoding="utf-8")):
        seen = modules((path.parent / imported).resolve(), seen)
    return (*seen, path)


def _without_imports(path: Path) -> str:
    return _IMPORT.sub("", path.read_text(encoding="utf-8"))
