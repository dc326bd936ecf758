"""The editor's scanner against Python's own `tokenize`: the same pieces of the same kinds, and not a sign lost."""

from __future__ import annotations

import io
import json
import keyword
import os
import shutil
import subprocess
import sys
import tokenize
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

ROOT = Path(__file__).parents[2]
SOURCES = sorted(
    path for room in ("logreg_core", "classroom", "pages", "tests") for path in ROOT.glob(f"{room}/**/*.py")
)
LIBRARY = [Path(str(module.__file__)) for module in (tokenize, json, subprocess, keyword, io)]
KINDS = {tokenize.COMMENT: "comment", tokenize.STRING: "string", tokenize.NUMBER: "number", tokenize.OP: "operator"}
LAYOUT = (tokenize.NEWLINE, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)

Pieces = list[tuple[str, str]]
Scan = Callable[[str], Pieces]

FRAGMENTS = (
    *("x = 1", "1if 2else 3", "0x_Ff + 0b1_0 - 0o17 * 1_000.5e-3 / .5j", "1..real", "012", "1_a", "5e", "0_0", "1.e5"),
    *(
        'f"{x!r:>{w}}"',
        "rb'\\''",
        "Rb'''a\n''b'''",
        'BR"\\\\"',
        "u'x' 'y'",
        "f'a' rf\"\\n\"",
        '"a\\\nb"',
        "'''''' ''",
        '""',
    ),
    *(
        "w.T @ X",
        "a->b",
        "a:=b",
        "x**=2//3",
        "a!=b<=c>>=d",
        "x[...]",
        "lambda x: ~x",
        "# é 'no string'",
        "b'#'",
        "x=\\\n 1",
    ),
    *(
        "def f(a, /, *, b): pass",
        "class C: ...",
        "async def g(): await h()",
        "α = 'ß'",
        "match x:\n  case _: pass",
    ),
)


@pytest.fixture(scope="module")
def scan() -> Iterator[Scan]:
    """The scanner, as Node runs it."""
    node = shutil.which("node")
    if node is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("Node is needed to run the editor's scanner.")
    command = [node, str(ROOT / "tests" / "js" / "scan.js")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        talk, answers = process.stdin, process.stdout
        assert talk
        assert answers

        def ask(text: str) -> Pieces:
            talk.write(json.dumps(text) + "\n")
            talk.flush()
            return [(kind, piece) for kind, piece in json.loads(answers.readline())]

        yield ask
        talk.close()


def tokens(text: str) -> tuple[list[tuple[int, str, str]], bool]:
    """Where Python's tokens begin, their kinds and texts, up to the first that is an error; and whether there is none.

    From 3.12 on an f-string is many tokens; here it is one, as before.
    """
    starts = [0]
    for line in io.StringIO(text, newline=""):
        starts.append(starts[-1] + len(line))
    found: list[tuple[int, str, str]] = []
    opened: list[int] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(text, newline="").readline):
            name = tokenize.tok_name[token.type]
            start = starts[token.start[0] - 1] + token.start[1]
            end = starts[token.end[0] - 1] + token.end[1]
            if name == "FSTRING_START":
                opened.append(start)
            elif name == "FSTRING_END":
                begin = opened.pop()
                if not opened:
                    found.append((begin, "string", text[begin:end]))
            elif token.type == tokenize.ERRORTOKEN and not token.string.isspace():
                is_prefix = bool(found) and found[-1][0] + len(found[-1][2]) == start  # of a string without an end
                return found[:-1] if is_prefix else found, False
            elif token.type in (*LAYOUT, tokenize.ERRORTOKEN) or opened:
                continue
            else:
                is_keyword = token.type == tokenize.NAME and keyword.iskeyword(token.string)
                kind = "keyword" if is_keyword else KINDS.get(token.type, "name")
                found.append((start, kind, token.string))
    except (tokenize.TokenError, SyntaxError):
        return found, False
    return found, True


def placed(pieces: Pieces) -> list[tuple[int, str, str]]:
    """Where the scanner's pieces begin, their kinds and texts, without what lies between Python's tokens."""
    found, at = [], 0
    for kind, piece in pieces:
        if kind != "space":
            found.append((at, {"defined": "name"}.get(kind, kind), piece))
        at += len(piece)
    return found


def expect_the_same(scan: Scan, text: str) -> bool:
    """Hold the scanner to Python on this text. Returns whether Python could read all of it."""
    pieces = scan(text)
    assert "".join(piece for _, piece in pieces) == text
    wanted, whole = tokens(text)
    given = placed(pieces)
    assert given[: len(wanted)] == wanted
    assert not whole or len(given) == len(wanted)
    return whole


def test_the_files_of_this_project_and_of_the_library_are_read_as_python_reads_them(scan: Scan) -> None:
    some = [*SOURCES[::4], *LIBRARY]
    assert len(some) > 50
    for path in some:
        assert expect_the_same(scan, path.read_text(encoding="utf-8")), path


@pytest.mark.parametrize("text", FRAGMENTS)
def test_fragments_that_are_easy_to_get_wrong(scan: Scan, text: str) -> None:
    expect_the_same(scan, text)


WORDS = st.sampled_from(
    [
        *(
            "def ",
            "x",
            "_a1",
            "in",
            "is not",
            "None",
            "é",
            "变量",
            "f",
            "rb",
            "0",
            "1_0",
            "0xF",
            ".5",
            "1.",
            "1e-3",
            "2j",
            "_",
        ),
        *(
            '"',
            "'",
            '"""',
            "'''",
            "\\",
            "\n",
            "    ",
            "\t",
            "#",
            "#!",
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            ":",
            ":=",
            "=",
            "==",
        ),
        *("@", "**", "//", "->", "...", ".", ",", ";", "~", "!", "!=", "?", "$", "`", "\r\n", "\f", "🙂", "\x00"),
    ]
)


@given(parts=st.lists(WORDS | st.text(alphabet="aB0_.'\"\\#\n ", max_size=4), max_size=25))
def test_whatever_is_typed_no_sign_is_lost_and_what_python_can_read_is_read_alike(scan: Scan, parts: list[str]) -> None:
    text = "".join(parts)
    pieces = scan(text)
    assert "".join(piece for _, piece in pieces) == text
    assert all(piece for _, piece in pieces)
    if sys.version_info < (3, 12) and not set(text) & set("\r\f\x00"):  # later ones refuse a text as a whole
        expect_the_same(scan, text)


def test_its_keywords_are_pythons(scan: Scan) -> None:
    every = scan(" ".join([*keyword.kwlist, *keyword.softkwlist, "print", "self"]))
    assert [piece for kind, piece in every if kind == "keyword"] == keyword.kwlist
