"""Does the server stay as it is while visitors come and go? `make soak`; `SOAK_MINUTES=` says for how long.

Some come to learn, some with files that mean harm, and many leave in the middle. What the server holds is looked at all
the time; what of it grows after the first minutes is told from what goes up and down, and SOAK.md says it.
"""

from __future__ import annotations

import asyncio
import json
import os
import platform
import socket
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.measure import processor
from tests.browser.server import Server, running_server

from .probe import VARIABLE
from .slopes import slope
from .visitors import VISITS, Tally, Town, live, token

RESULTS = Path(__file__).parents[1] / "SOAK.md"
MINUTES = float(os.environ.get("SOAK_MINUTES", "10"))
VISITORS = int(os.environ.get("SOAK_VISITORS", "8"))  # at the same time
PAUSE = 2.0  # seconds between two visits of one, at most
WARM = min(5.0, 0.4 * MINUTES)  # minutes until caches are full, and rooms that nobody ended are gone
EVERY = 5.0  # seconds between two samples
LIFE = 30  # seconds that the server keeps the session of a line that is cut
LAG = round(3 * LIFE / EVERY)  # samples after which one is forgotten: what a visit leaves behind is gone by then
REST = LIFE + 45.0  # seconds without visitors, after which nothing may be left of them
MEASURES = {
    "resident": "resident memory, MB",
    "allocated": "allocated by the C library, MB",
    "blocks": "small objects of Python",
    "threads": "threads of Python",
    "tasks": "threads of the system",
    "descriptors": "file descriptors",
    "children": "child processes",
    "temporary": "temporary files",
    "sessions": "sessions",
    "drawers": "drawers",
    "waiting_bytes": "uploaded bytes that wait",
    "shelves": "shelves of class rooms",
}
COUNTED = ("PatientSession", "PatientRunner", "SessionState", "Drawer", "Dataset", "Training", "Classifier")
OUR_NOISE = "Error deserializing back message"  # what Streamlit says, with a traceback, of those who are rude
Sample = Mapping[str, float]


@dataclass(frozen=True)
class Watch:
    """Looks at a server from within and from outside. door: of the probe. folder: of its temporary files."""

    server: Server
    door: str
    folder: Path

    def ask(self, what: str = "sample") -> dict[str, float]:
        """What the probe says."""
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(60)
            line.connect(self.door)
            with line.makefile("rw", encoding="utf-8") as talk:
                talk.write(f"{what}\n")
                talk.flush()
                found: dict[str, float] = json.loads(talk.read())
        return found

    def look(self) -> dict[str, float]:
        """One sample."""
        process = Path(f"/proc/{self.server.pid}")
        outside = {
            "at": time.monotonic(),
            "tasks": _count(process.glob("task/*")),
            "descriptors": _count(process.glob("fd/*")),
            "children": len(children(self.server.pid)),
            "temporary": _count(self.folder.rglob("*")),
        }
        inside = self.ask()
        return outside | inside


def children(pid: int) -> list[int]:
    """All processes below a process, zombies too."""
    own: list[int] = []
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            own += [int(number) for number in file.read_text().split()]
        except OSError:
            continue  # the thread has ended
    return own + [each for child in own for each in children(child)]


def _count(paths: Iterable[Path]) -> int:
    return sum(1 for _ in paths)


async def soak(watch: Watch, tally: Tally) -> tuple[list[Sample], Sample, Sample]:
    """The samples after the first minutes, and what is left of all visitors before and after them."""
    town = Town(watch.server, token(watch.server))
    await _visits(town, watch, tally, WARM * 60)
    before = await _rest(watch)
    samples = await _visits(town, watch, tally, (MINUTES - WARM) * 60)
    return samples, before, await _rest(watch)


async def _rest(watch: Watch) -> Sample:
    await asyncio.sleep(REST)
    return watch.look() | watch.ask("held")


async def _visits(town: Town, watch: Watch, tally: Tally, seconds: float) -> list[Sample]:
    end, samples = time.monotonic() + seconds, []
    guests = [
        asyncio.create_task(live(town, number, lambda: time.monotonic() > end, tally, PAUSE))
        for number in range(VISITORS)
    ]
    while time.monotonic() < end:
        await asyncio.sleep(EVERY)
        samples.append(await asyncio.to_thread(watch.look))
        if os.environ.get("SOAK_LOUD"):
            now = samples[-1]
            sys.stderr.write(
                " ".join(f"{name} {now[name]:.4g}" for name in MEASURES) + f" {sum(tally.made.values())}\n"
            )
    await asyncio.gather(*guests)
    return samples[min(round(REST / EVERY), len(samples) // 2) :]  # the town fills up first


def report(samples: list[Sample], before: Sample, after: Sample, tally: Tally, failures: int) -> tuple[str, bool]:
    """What SOAK.md says, and whether all is flat."""
    lines = [
        "# What `make soak` found",
        "",
        f"{processor()}, {os.cpu_count()} cores, Python {platform.python_version()}; {MINUTES:g} minutes, of which the"
        f" first {WARM:g} do not count.",
        f"{VISITORS} visitors at a time on one server, {sum(tally.made.values()):,} visits: "
        + ", ".join(f"{tally.made.get(visit.__name__, 0)} {visit.__name__.replace('_', ' ')}" for visit in VISITS)
        + ".",
        f"A session of which the line is cut is kept for {LIFE} seconds here. Every {EVERY:g} seconds the collector"
        " runs, then is counted what is left.",
        "",
        "The slope is that of least squares, with the number of sessions held equal, since what one machine can do in a"
        " minute changes, and with it how many there are.",
        f"Its interval holds the truth in 95 of 100, by the standard errors of Newey and West over {LAG} samples,",
        "with the factor for few samples. *Grows*: more than chance, where all"
        f" {len(MEASURES)} measures together are to be right in 95 of 100. *Unsure*: its own interval",
        "is above 0, which one in forty is by chance: only a longer run can tell.",
        "*Left* is what was there when nobody had been there for",
        f"{REST:g} seconds, before and after.",
        "",
        "| | median | most | slope in an hour | 95 % interval | | left before | left after |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    flat, seconds, sessions = True, [each["at"] for each in samples], [each["sessions"] for each in samples]
    for name, title in MEASURES.items():
        values = [each[name] for each in samples]
        edges = [f"{float(each[name]):,.6g}" for each in (before, after)]
        if min(values) == max(values):
            lines.append(
                f"| {title} | {values[0]:,.6g} | {values[0]:,.6g} | 0 | constant | flat | {' | '.join(edges)} |"
            )
            continue
        beside = () if name == "sessions" else sessions
        found = slope(seconds, values, lag=LAG, together=len(MEASURES), beside=beside)
        flat = flat and not found.grows
        cells = [title, f"{sorted(values)[len(values) // 2]:,.6g}", f"{max(values):,.6g}", f"{found.an_hour:+,.3g}"]
        cells += [f"{found.low:+,.3g} to {found.high:+,.3g}", found.verdict, *edges]
        lines.append(f"| {' | '.join(cells)} |")
    for name in COUNTED:
        edges = [f"{each.get(name, 0):,.0f}" for each in (before, after)]
        lines.append(f"| objects of {name} | – | – | – | – | – | {' | '.join(edges)} |")
    problems = [f"- {number} × {what}" for what, number in sorted(tally.wrong.items())]
    lines += [
        "",
        f"Tracebacks in the server's log, but for those of rude visitors: {failures}.",
        "",
        "What went wrong in a visit:",
        "",
    ]
    return "\n".join([*lines, *(problems or ["- nothing"])]) + "\n", flat and not problems and not failures


def main() -> int:
    """Soak a fresh server; print what was found, and write it to SOAK.md. Returns the exit code.

    What stands there of earlier runs, under headings of its own, stays.
    """
    if sys.platform != "linux":
        sys.stderr.write("`make soak` reads /proc, which is there on Linux only.\n")
        return 2
    tally = Tally()
    with TemporaryDirectory() as folder, TemporaryDirectory() as own:
        door = str(Path(own, "probe"))
        surroundings = {VARIABLE: door, "TMPDIR": folder}
        options = {"disconnectedSessionTTL": str(LIFE)}
        with running_server("tests.bench.soak.probe", surroundings, **options) as server:
            try:
                samples, before, after = asyncio.run(soak(Watch(server, door, Path(folder)), tally))
            except BaseException:
                sys.stderr.write(server.log()[-10_000:])
                raise
            log = server.log()
    if file := os.environ.get("SOAK_SAMPLES"):
        Path(file).write_text(json.dumps({"samples": samples, "before": before, "after": after, "log": log}))
    text, is_well = report(samples, before, after, tally, log.count("Traceback") - log.count(OUR_NOISE))
    earlier = RESULTS.read_text(encoding="utf-8").partition("\n## ") if RESULTS.exists() else ("", "", "")
    RESULTS.write_text(text + earlier[1] + earlier[2], encoding="utf-8")
    sys.stdout.write(text)
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
