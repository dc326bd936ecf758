"""The line numbers of the keys of a valid TOML text, for error messages."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

KeyPath = tuple[str | int, ...]  # ("title",), ("steps", 2, "task"): names of keys, numbers in arrays of tables

DEEPEST = 4  # length of a path; lessons are no deeper
MAX_DOTS = 8  # in one key: parsing a key with thousands of them takes minutes
TOKEN = re.compile(
    r"""(?P<text>"{3}(?:[^"\\]|\\.|"{1,2}(?!"))*+(?:"{3,5}|\Z)|"(?:[^"\\\n]|\\[^\n])*+"?"""
    r"""|'{3}(?:[^']|'{1,2}(?!'))*+(?:'{3,5}|\Z)|'[^'\n]*'?)"""
    r"|(?P<remark>\#[^\n]*)|(?P<opens>[\[{])|(?P<closes>[\]}])|(?P<end>\n)",
    re.DOTALL,
)
DOTTED = re.compile(rf"(?<![\w-])(?:[\w-]++[ \t]*+\.[ \t]*+){{{MAX_DOTS + 1}}}")


def dotted_too_often(text: str) -> int:
    """The first line with a key of more than `MAX_DOTS` dots, found without parsing; 0 if none."""
    bare = TOKEN.sub(lambda token: "x" + "\n" * token[0].count("\n") if token["text"] else token[0], text)
    match = DOTTED.search(re.sub(r"#.*", "", bare))
    return 0 if match is None else match.string[: match.start()].count("\n") + 1


def lines_of(text: str) -> dict[KeyPath, int]:
    """The line, from 1, on which each key and each table begins."""
    lines: dict[KeyPath, int] = {}
    counts: dict[KeyPath, int] = {}  # of the tables in each array
    table: KeyPath = ()
    for line, statement in _statements(text.replace("\r\n", "\n")):
        names = _names(tomllib.loads(statement))
        is_table = statement.lstrip().startswith("[")
        if statement.lstrip().startswith("[["):
            counts[names] = counts.get(names, 0) + 1
        path = _numbered(names, counts) if is_table else (*table, *names)
        table = path if is_table else table
        for end in range(1, len(path) + 1):
            lines.setdefault(path[:end], line)
    return lines


def line_of(text: str, path: KeyPath) -> int:
    """The line of a path, or of its nearest known parent; 1 without either."""
    lines = lines_of(text)
    return next((lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in lines), 1)


def _statements(text: str) -> list[tuple[int, str]]:
    """Each key with its value, and each table header, with its first line."""
    statements = []
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
                    statements.append((begun_at, statement))
                begun, begun_at = token.end(), line
    return statements


def _names(value: Mapping[str, Any]) -> KeyPath:
    """The nested keys, down to the first table with more than one."""
    names: list[str] = []
    inner: Any = value
    while isinstance(inner, dict) and len(inner) == 1 and len(names) < DEEPEST:
        ((name, inner),) = inner.items()
        names.append(name)
    return tuple(names)


def _numbered(names: KeyPath, counts: Mapping[KeyPath, int]) -> KeyPath:
    """The path with the index of the latest table after the name of each array of tables."""
    path: KeyPath = ()
    for end in range(1, len(names) + 1):
        path = (*path, names[end - 1])
        if count := counts.get(names[:end], 0):
            path = (*path, count - 1)
    return path
