"""`make house`: every module of the app with the first sentence of its docstring, folder by folder."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("logreg_core", "classroom", "pages", "deploy")


def first_sentence(path: Path) -> str:
    """What a module says of itself, on one line; empty where it says nothing."""
    paragraph = (ast.get_docstring(ast.parse(path.read_text())) or "").split("\n\n")[0]
    return " ".join(paragraph.split()).split(". ")[0]


def lines() -> Iterator[str]:
    """A line for each folder, and below it one for each of its modules."""
    yield f"streamlit_app.py  {first_sentence(ROOT / 'streamlit_app.py')}"
    for top in FOLDERS:
        for folder in sorted({path.parent for path in (ROOT / top).rglob("*.py")}):
            package = folder / "__init__.py"
            yield f"\n{folder.relative_to(ROOT)}/  {first_sentence(package) if package.exists() else ''}".rstrip()
            for path in sorted(set(folder.glob("*.py")) - {package}):
                yield f"  {path.name:<24}{first_sentence(path)}"


if __name__ == "__main__":
    print("\n".join(lines()))
