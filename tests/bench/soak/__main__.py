"""Does the server stay as it is while visitors come and go? `make soak`; `SOAK_MINUTES=` says for how long.

Some come to learn, some with files that mean harm, and many leave in the middle. The server is sampled all the time. Of
what belongs to visitors, such as sessions, nothing may be left when all have gone. Memory and threads stay in part, so
they are judged by their slope, in a run that is long enough to know it.
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
from tests.bench.report import lasts, save, say
from tests.browser.server import Server, running_server

from .probe import VARIABLE
from .slopes import FLAT, GROWS, slope
from .visitors import VISITS, Tally, Town, live, token

RESULTS = Path(__file__).parents[1] / "SOAK.md"
MINUTES = float(os.environ.get("SOAK_MINUTES", "10"))
VISITORS = int(os.environ.get("SOAK_VISITORS", "8"))  # at the same time
PAUSE = 2.0  # seconds between two visits of one, at most
WARM = min(5.0, 0.4 * MINUTES)  # minutes until caches are full, and rooms that nobody ended are gone
EVERY = 5.0  # seconds between two samples
LIFE = 30  # seconds that the server keeps the session of a line that is cut
LAG = round(3 * LIFE / EVERY)  # samples after which one is forgotten: what a visit leaves behind is gone by then
ENOUGH = 3 * LAG  # samples from which on a slope is judged: in a shorter run what still fills up looks like growth
REST = LIFE + 45.0  # seconds without visitors, after which nothing may be left of them
SPEAK = 30.0  # seconds between two lines that say how far the run is
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
# What belongs to visitors is gone when they are, so it is judged by what is left: its slope would be that of their
# number. The others are judged by their slope: caches, heaps and pools of threads keep a part, and rooms that nobody
# ended stay for five minutes.
OF_VISITORS = ("descriptors", "children", "temporary", "sessions", "drawers", "waiting_bytes")
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
    say(f"Now: visitors come for {lasts(WARM * 60)}, which do not count.")
    await _visits(town, watch, tally, WARM * 60)
    before = await _rest(watch)
    say(f"Now: visitors come for {lasts((MINUTES - WARM) * 60)}.")
    samples = await _visits(town, watch, tally, (MINUTES - WARM) * 60)
    return samples, before, await _rest(watch)


async def _rest(watch: Watch) -> Sample:
    say(f"Now: nobody comes for {lasts(REST)}.")
    await asyncio.sleep(REST)
    return watch.look() | watch.ask("held")


async def _visits(town: Town, watch: Watch, tally: Tally, seconds: float) -> list[Sample]:
    start, samples, spoken = time.monotonic(), [], 0.0
    end = start + seconds
    guests = [
        asyncio.create_task(live(town, number, lambda: time.monotonic() > end, tally, PAUSE))
        for number in range(VISITORS)
    ]
    while (passed := time.monotonic() - start) < seconds:
        await asyncio.sleep(EVERY - passed % EVERY)
        now = await asyncio.to_thread(watch.look)
        samples.append(now)
        if (passed := time.monotonic() - start) >= spoken + SPEAK:
            spoken = passed
            found = ", ".join(f"{MEASURES[name]} {now[name]:,.0f}" for name in ("resident", "sessions", "descriptors"))
            say(f"  {lasts(passed)} of {lasts(seconds)}, {sum(tally.made.values()):,} visits so far; {found}")
    await asyncio.gather(*guests)
    return samples[min(round(REST / EVERY), len(samples) // 2) :]  # the town fills up first


def report(samples: list[Sample], before: Sample, after: Sample, tally: Tally, failures: int) -> tuple[str, bool]:
    """What SOAK.md says, and whether nothing grows and nothing went wrong."""
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
        f"*Left* is what was there when nobody had been there for {REST:g} seconds, before and after. What belongs to",
        "visitors, such as sessions and files, *grows* if more is left after than before; it has no slope here, since",
        "its number is that of the visitors.",
        "",
        "Memory, threads and class rooms keep a part of what they had, so they are judged by the slope of least",
        "squares, with the number of sessions held equal, since what one machine can do in a minute changes.",
        f"Its interval holds the truth in 95 of 100, by the standard errors of Newey and West over {LAG} samples,",
        f"with the factor for few samples. *Grows*: more than chance, where all {_sloped()} slopes together are to be",
        "right in 95 of 100. *Unsure*: its own interval is above 0, which one in forty is by chance: only a longer run",
        f"can tell. *Too short*: the slope has fewer than {ENOUGH} samples; a run of 10 minutes has them.",
        "",
        "| | median | most | slope in an hour | 95 % interval | | left before | left after |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    verdicts = []
    for name, title in MEASURES.items():
        values = sorted(each[name] for each in samples)
        gain, interval, verdict = _judged(name, samples, before, after)
        verdicts.append(verdict)
        sizes = [f"{values[len(values) // 2]:,.6g}", f"{values[-1]:,.6g}"]
        edges = [f"{float(each[name]):,.6g}" for each in (before, after)]
        lines.append(f"| {' | '.join([title, *sizes, gain, interval, verdict, *edges])} |")
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
    is_well = GROWS not in verdicts and not problems and not failures
    return "\n".join([*lines, *(problems or ["- nothing"])]) + "\n", is_well


def _judged(name: str, samples: list[Sample], before: Sample, after: Sample) -> tuple[str, str, str]:
    """The slope of a measure, its interval, and the verdict."""
    if name in OF_VISITORS:
        return "–", "–", GROWS if after[name] > before[name] else FLAT
    values = [each[name] for each in samples]
    if len(samples) < ENOUGH:
        return "–", "–", "too short"
    if min(values) == max(values):
        return "0", "constant", FLAT
    seconds, sessions = ([each[beside] for each in samples] for beside in ("at", "sessions"))
    found = slope(seconds, values, lag=LAG, together=_sloped(), beside=sessions)
    return f"{found.an_hour:+,.3g}", f"{found.low:+,.3g} to {found.high:+,.3g}", found.verdict


def _sloped() -> int:
    """How many measures are judged by their slope."""
    return len(MEASURES) - len(OF_VISITORS)


def main() -> int:
    """Soak a fresh server; print what was found, and save SOAK.md if that is asked for. Returns the exit code.

    What stands there of earlier runs, under headings of its own, stays.
    """
    if sys.platform != "linux":
        sys.stderr.write("`make soak` reads /proc, which is there on Linux only.\n")
        return 2
    say(f"The whole run takes about {lasts(MINUTES * 60 + 2 * REST + 15)}.")
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
    print(text, flush=True)
    save(RESULTS, text, below=True)
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
