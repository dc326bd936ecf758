"""The table ``labels.csv`` of a saved dataset: the label of each file."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from ..errors import ArchiveError

NAME = "labels.csv"
COLUMNS = ["file", "split", "label", "class", "height", "width", "channels"]
MAX_BYTES = 4 * 2**20
FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")  # characters that begin a formula in a spreadsheet


@dataclass(frozen=True)
class Row:
    """A photo: its path as in the table, "train" or "test", its label 0 or 1, and its class name."""

    file: str
    part: str
    label: int
    class_name: str


def write(rows: Iterable[Row], image_shape: tuple[int, int, int]) -> bytes:
    """Return the table of these photos, all of one size ``(h, w, c)``. No cell is a formula for a spreadsheet."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    writer.writerows((row.file, row.part, row.label, _guard(row.class_name), *image_shape) for row in rows)
    return table.getvalue().encode("utf-8-sig")


def read(data: bytes, files: Collection[str]) -> tuple[list[Row], tuple[int, int, int]] | None:
    """Return the rows of a table, and the size ``(h, w, c)`` of all its photos; None for another kind of table.

    files: the existing paths, as in the table.

    Raises ArchiveError with the line if the table contradicts itself or names a missing file.
    """
    if len(data) > MAX_BYTES:
        raise ArchiveError(f"{NAME} is too large: at most {MAX_BYTES:,} bytes are accepted.")
    try:
        lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        return None
    if not lines or lines[0] != COLUMNS or len(lines) < 2:
        return None
    rows, shapes = [], set()
    names: dict[str, str] = {}
    for number, line in enumerate(lines[1:], 2):
        if len(line) != len(COLUMNS) or line[1] not in ("train", "test") or line[2] not in ("0", "1"):
            raise ArchiveError(f"Line {number} of {NAME} is not like the others: {','.join(line)!r:.80}. Correct it.")
        file, part, label, class_name = *line[:3], " ".join(_unguard(line[3]).split())
        if file not in files:
            raise ArchiveError(f"{NAME} names a file that is not there: {file!r:.80}. Zip the whole folder.")
        if names.setdefault(label, class_name) != class_name:
            raise ArchiveError(f"{NAME} has two names for class {label}: {names[label]!r} and {class_name!r}.")
        rows.append(Row(file, part, int(label), class_name))
        shapes.add(tuple(line[4:]))
    if len(shapes) != 1 or not all(size.isdecimal() and len(size) < 5 for size in next(iter(shapes))):
        raise ArchiveError(f"Height, width and channels must be the same in every line of {NAME}. Correct it.")
    height, width, channels = map(int, shapes.pop())
    return rows, (height, width, channels)


def _guard(cell: str) -> str:
    """Escape a cell that a spreadsheet would run as a formula; `_unguard` is the inverse."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _unguard(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell
