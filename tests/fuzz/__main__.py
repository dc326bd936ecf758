"""Throws files at every way in until the time is over: `make fuzz`, or `python -m tests.fuzz --seconds 60 zip npz`.

A file may be read or refused with one of our own errors, and nothing else: no other exception, and no long wait. What
breaks that is written to `tests/fuzz/found/`, the shortest file for each place in the code, and becomes a test.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import traceback
import warnings
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from time import monotonic

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from classroom.receipts import read as read_receipt
from logreg_core import Classifier, LogregError, initialize
from logreg_core.sources import archive, hdf5, npz
from logreg_core.untrusted.photo import open_photo
from tests.bench.report import lasts, say
from tests.fuzz import files

FOUND = Path(__file__).with_name("found")
AT_ONCE = 100  # files between two looks at the clock
LONGEST = 15.0  # seconds for one small file on a busy machine
Way = tuple[st.SearchStrategy[bytes], Callable[[bytes], object]]


@dataclass
class Report:
    """How many files were thrown and read, and the shortest file for each place that broke."""

    thrown: int = 0
    read: int = 0
    slowest: float = 0.0
    broken: dict[str, bytes] = field(default_factory=dict)


def ways_in() -> Iterator[tuple[str, Way]]:
    """Every way in by its name: what to throw, and what reads it."""
    small = {"height": 8, "width": 8, "channels": 3, "test_share": 0.5, "seed": 0}
    photos = files.damaged(files.photos())
    zips = files.damaged(files.zips()) | files.packed(photos) | files.tables()
    yield "photo", (photos, open_photo)
    yield "zip", (zips, lambda data: (archive.look(data), archive.read(data, **small), archive.read(data)))
    yield "npz", (files.damaged(files.npzs()) | files.arrays(), lambda data: (npz.look(data), npz.load(data)))
    yield "hdf5", (files.damaged(files.hdf5s()), hdf5.load)
    yield "receipt", (files.damaged(files.receipts()) | files.retold(files.receipts()[0]), read_receipt)
    for name, (parcel, read_kept) in files.kept().items():
        inflated = files.deflated(files.damaged([zlib.decompress(parcel)]))
        yield name, (files.damaged([parcel]) | inflated, read_kept)
    try:
        export = importlib.import_module("logreg_core.export")
    except ModuleNotFoundError:
        return
    dataset = files.dataset()
    w, b = initialize(dataset.n_x)
    about = (dataset.image_shape, dataset.class_names, dataset.name, dataset.digest)
    models = [export.save_classifier(Classifier(w, b, *about))]
    yield "model", (files.damaged(models) | files.packed(files.damaged(models)), export.load_classifier)


def throw(way: Way, seconds: float) -> Report:
    """Throw files for so many seconds."""
    strategy, read = way
    report, end = Report(), monotonic() + seconds

    @settings(
        max_examples=AT_ONCE,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
        report_multiple_bugs=True,
    )
    @given(strategy)
    def one(data: bytes) -> None:
        start = monotonic()
        if start > end:
            return
        report.thrown += 1
        place = ""
        try:
            read(data)
            report.read += 1
        except LogregError as error:
            if not str(error).isprintable() or len(str(error)) > 700:
                place = f"{type(error).__name__} with an unfit message"
        except Exception as error:  # noqa: BLE001 - everything else is a finding
            last = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{type(error).__name__} in {Path(last.filename).name}, line {last.lineno}"
        report.slowest = max(report.slowest, monotonic() - start)
        if monotonic() - start > LONGEST:
            place = place or "too slow"
        if place and len(data) < len(report.broken.get(place, data + b" ")):
            report.broken[place] = data

    while monotonic() < end:
        one()
    return report


def main() -> int:
    """Fuzz the ways in that are named, or all, and say what was found. Returns the exit code."""
    warnings.simplefilter("ignore")
    known = dict(ways_in())
    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzz", description=__doc__.splitlines()[0] if __doc__ else ""
    )
    parser.add_argument("--seconds", type=float, default=300, help="for all ways in together")
    parser.add_argument("ways", nargs="*", default=[], help=f"of {', '.join(known)}; all without one")
    asked = parser.parse_args()
    if unknown := set(asked.ways) - set(known):
        parser.error(f"There is no way in called {', '.join(sorted(unknown))}.")
    names = asked.ways or list(known)
    failed, each = False, asked.seconds / len(names)
    say(f"All of it takes about {lasts(asked.seconds)}.")
    for name in names:
        say(f"Now: {name}, for {lasts(each)}.")
        report = throw(known[name], each)
        counts = f"{report.thrown:,} files, {report.read:,} of them read, the slowest in {report.slowest:.1f} s"
        print(f"{name}: {counts}", flush=True)
        for place, data in report.broken.items():
            FOUND.mkdir(exist_ok=True)
            file = FOUND / f"{name}-{sha256(place.encode()).hexdigest()[:8]}"
            file.write_bytes(data)
            print(f"  {place}: {len(data):,} bytes in {FOUND.name}/{file.name}")
            failed = True
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
