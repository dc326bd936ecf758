"""JavaScript modules become one text, for a page that cannot reach a second file."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_IMPORT = re.compile(r'^import \{[^}]*\} from "(\.[^"]+)";\n', re.MULTILINE)


@cache
def joined(path: Path) -> str:
    """The module in a file, with the modules that it imports by relative paths put in front of it, each once."""
    *imported, own = modules(path.resolve())
    texts = [re.sub(r"^export ", "", _without_imports(each), flags=re.MULTILINE) for each in imported]
    return "\n".join([*texts, _without_imports(own)])


def styles(path: Path) -> str:
    """The style sheets beside a module and those that it imports."""
    sheets = (each.with_suffix(".css") for each in modules(path.resolve()))
    return "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets if sheet.exists())


def modules(path: Path, found: tuple[Path, ...] = ()) -> tuple[Path, ...]:
    """What was found already, what a module imports, directly or not, and the module itself, each once."""
    if path in found:
        return found
    for imported in _IMPORT.findall(path.read_text(encoding="utf-8")):
        found = modules((path.parent / imported).resolve(), found)
    return (*found, path)


def _without_imports(path: Path) -> str:
    return _IMPORT.sub("", path.read_text(encoding="utf-8"))
