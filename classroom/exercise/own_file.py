"""Splits a learner's Python file into its functions."""

from __future__ import annotations

import ast
import tokenize
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from logreg_core.errors import UploadError

from .functions import NAMES, lines_of
from .results import Failure
from .translate import located, translated

MAX_FILE_BYTES = 200_000  # bytes; the six functions have about 5,000


@dataclass(frozen=True)
class OwnFile:
    """The six functions in a file.

    written: the text of each function in the file, with the file's imports, constants and other functions.
    numbers: the line numbers of each text in the file.
    """

    written: dict[str, str]
    numbers: dict[str, tuple[int, ...]]


def read(path: Path) -> OwnFile:
    """The six functions in a file. Nothing is run, and other statements are left out.

    Raises UploadError, naming the file, if it is missing, not text or not Python.
    """
    return taken_apart(text_of(path), path.name)


def text_of(path: Path) -> str:
    """The text of a file, in its declared encoding or UTF-8. Raises UploadError as `read` does."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise UploadError(f"The file {str(path)!r} cannot be read: {why}. Is the name right?") from None
    if len(content) > MAX_FILE_BYTES:
        raise UploadError(
            f"The file {path.name!r} has more than {MAX_FILE_BYTES:,} bytes. Keep only the six functions (about 5,000)."
        )
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise UploadError(f"The file {path.name!r} is UTF-16, which Python does not read. Save it as UTF-8.")
    if 0 in content:
        line = content[: content.index(0)].count(b"\n") + 1
        raise UploadError(f"The file {path.name!r} has a NUL byte in line {line}, so it is not text. Save it as UTF-8.")
    try:
        encoding, _ = tokenize.detect_encoding(BytesIO(content).readline)
        return lines_of(content.decode(encoding))
    except (SyntaxError, LookupError):
        raise UploadError(
            f"The file {path.name!r} is not in its declared encoding, or in UTF-8. Save it as UTF-8."
        ) from None
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UploadError(
            f"The file {path.name!r} is not {error.encoding.upper()}: line {line} has the byte"
            f" {content[error.start]:#04x}."
            " Save it as UTF-8."
        ) from None


def taken_apart(text: str, name: str = "the text") -> OwnFile:
    """The six functions in a text, as in `read`. Raises UploadError if it is not Python."""
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        failure = Failure("syntax", error.msg, error.lineno, type(error).__name__)
        lines = text.split("\n")
        code = lines[error.lineno - 1] if error.lineno and error.lineno <= len(lines) else ""
        where = located(error.lineno, code) if error.lineno else ""
        raise UploadError(f"{where} {translated(failure, text)} (Python says: {error.msg}.)".strip()) from None
    except (ValueError, RecursionError, MemoryError):
        raise UploadError(f"Python cannot read {name}: it is nested too deeply. Write it in shorter steps.") from None
    own = {mark: [each for each in tree.body if _assigns(each) == mark] for mark in NAMES}
    shared = [each for each in tree.body if _is_helper(each)]
    lines, written, numbers = text.split("\n"), {}, {}
    for mark, parts in own.items():
        if parts:
            kept = [number for part in [parts[-1], *shared] for number in _lines(part)]
            written[mark] = "\n".join(lines[number - 1] for number in kept)
            numbers[mark] = tuple(kept)
    return OwnFile(written, numbers)


def _assigns(part: ast.stmt) -> str:
    """The name of a function or of an assigned variable; else ""."""
    if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef):
        return part.name
    if isinstance(part, ast.Assign) and isinstance(part.targets[0], ast.Name):
        return part.targets[0].id
    return ""


def _is_helper(part: ast.stmt) -> bool:
    """Whether the functions may need it: an import, another function or class, a constant."""
    if _assigns(part) in NAMES:
        return False
    if isinstance(part, ast.Assign):
        return not any(isinstance(each, ast.Call) for each in ast.walk(part.value))
    return isinstance(part, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef)


def _lines(part: ast.stmt) -> range:
    marks = getattr(part, "decorator_list", [])
    return range(min([part.lineno, *(mark.lineno for mark in marks)]), (part.end_lineno or part.lineno) + 1)
