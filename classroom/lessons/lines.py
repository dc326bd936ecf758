"""On which lines the keys of a TOML text stand, so that an error can name one. The text has been parsed already."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

Place = tuple[str | int, ...]  # ("title",), ("steps", 2, "task"): names of keys, numbers in arrays of tables

DEEPEST = 4  # parts of a place; a lesson has no deeper ones
MAX_DOTS = 8  # in one key: reading a key with thousands of them takes minutes
TOKEN = re.compile(
    r"""(?P<text>"{3}(?:[^"\\]|\\.|"{1,2}(?!"))*+(?:"{3,5}|\Z)|"(?:[^"\\\n]|\\[^\n])*+"?"""
    r"""|'{3}(?:[^']|'{1,2}(?!'))*+(?:'{3,5}|\Z)|'[^'\n]*'?)"""
    r"|(?P<remark>\#[^\n]*)|(?P<opens>[\[{])|(?P<closes>[\]}])|(?P<end>\n)",
    re.DOTALL,
)
DOTTED = re.compile(rf"(?<![\w-])(?:[\w-]++[ \t]*+\.[ \t]*+){{{MAX_DOTS + 1}}}")


def dotted_too_often(text: str) -> int:
    """The first line with a key of more than `MAX_DOTS` dots, before anything is parsed; 0 where there is none."""
    bare = TOKEN.sub(lambda token: "x" + "\n" * token[0].count("\n") if token["text"] else token[0], text)
    found = DOTTED.search(re.sub(r"#.*", "", bare))
    return 0 if found is None else found.string[: found.start()].count("\n") + 1


def lines_of(text: str) -> dict[Place, int]:
    """The line, counted from 1, on which each key and each table of a valid TOML text begins."""
    found: dict[Place, int] = {}
    counts: dict[Place, int] = {}  # of the tables in each array
    table: Place = ()
    for line, statement in _statements(text.replace("\r\n", "\n")):
        names = _names(tomllib.loads(statement))
        is_table = statement.lstrip().startswith("[")
        if statement.lstrip().startswith("[["):
            counts[names] = counts.get(names, 0) + 1
        place = _numbered(names, counts) if is_table else (*table, *names)
        table = place if is_table else table
        for end in range(1, len(place) + 1):
            found.setdefault(place[:end], line)
    return found


def line_of(text: str, place: Place) -> int:
    """The line of a place, or of the nearest one that holds it; 1 where nothing does."""
    found = lines_of(text)
    return next((found[place[:end]] for end in range(len(place), 0, -1) if place[:end] in found), 1)


def _statements(text: str) -> list[tuple[int, str]]:
    """Each key with its value, and each head of a table, with the line on which it begins."""
    found = []
    line = begun_at = 1
    depth = begun = 0
    for token in TOKEN.finditer(text + "\n"):
        if token["opens"]:
            depth += 1
        elif token["closes"]:
            depth -= 1
        elif token["text"]:
            line += token[0].count("\n")
        elif token["end"]:
            line += 1
            if depth == 0:
                statement = text[begun : token.start()]
                if statement.strip() and not statement.lstrip().startswith("#"):
                    found.append((begun_at, statement))
                begun, begun_at = token.end(), line
    return found


def _names(value: Mapping[str, Any]) -> Place:
    """The names of the keys, one in the other, as far as there is only one in each."""
    names: list[str] = []
    inner: Any = value
    while isinstance(inner, dict) and len(inner) == 1 and len(names) < DEEPEST:
        ((name, inner),) = inner.items()
        names.append(name)
    return tuple(names)


def _numbered(names: Place, counts: Mapping[Place, int]) -> Place:
    """The names with the number of the table that was begun last, behind that of each array of tables."""
    place: Place = ()
    for end in range(1, len(names) + 1):
        place = (*place, names[end - 1])
        if count := counts.get(names[:end], 0):
            place = (*place, count - 1)
    return place
