"""On which lines the keys of a TOML text stand, so that an error can name one. The text has been parsed already."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

Place = tuple[str | int, ...]  # ("title",), ("steps", 2, "task"): names of keys, numbers in arrays of tables

DEEPEST = 4  # parts of a place; a lesson has no deeper ones
TOKEN = re.compile(
    r"""(?P<text>"{3}(?:[^"\\]|\\.|"{1,2}(?!"))*"{3,5}|'{3}(?:[^']|'{1,2}(?!'))*'{3,5}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
    r"|(?P<remark>\#[^\n]*)|(?P<opens>[\[{])|(?P<closes>[\]}])|(?P<end>\n)",
    re.DOTALL,
)


def lines_of(text: str) -> dict[Place, int]:
    """The line, counted from 1, on which each key and each table of a valid TOML text begins."""
    found: dict[Place, int] = {}
    table: Place = ()
    for line, statement in _statements(text.replace("\r\n", "\n")):
        is_table = statement.lstrip().startswith("[")
        place = _numbered(_names(tomllib.loads(statement)), found, is_new=statement.lstrip().startswith("[["))
        if is_table:
            table = place
        else:
            place = (*table, *place)
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
        if isinstance(inner, list) and len(inner) == 1 and inner[0] == {}:
            break
    return tuple(names)


def _numbered(names: Place, found: Mapping[Place, int], *, is_new: bool) -> Place:
    """The names with the number of the table in each array of tables.

    is_new: whether the last one begins another table.
    """
    place: Place = ()
    for position, name in enumerate(names):
        place = (*place, name)
        count = sum(len(each) == len(place) + 1 and each[:-1] == place and isinstance(each[-1], int) for each in found)
        if is_new and position == len(names) - 1:
            place = (*place, count)
        elif count:
            place = (*place, count - 1)
    return place
