"""What a class of visitors feels when all of them train at the same time on one server: `make load`.

Real browsers would measure the browsers, so a visitor here is a websocket that speaks Streamlit's own messages: it
opens the Train page, presses Train, gets the whole run in one answer, as a browser does that then plays it without
another word, stops in its middle, and walks through other pages.
"""

from __future__ import annotations

import asyncio
import json
import os
import platform
import random
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.BidiComponent_pb2 import BidiComponent
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from logreg_core.container import unpack_arrays
from logreg_core.descent import Recording
from tests.browser.server import Server, running_server

from .measure import MB, processor

RESULTS = Path(__file__).with_name("LOAD.md")
CLASSES = [int(visitors) for visitors in os.environ.get("LOAD_VISITORS", "30").split(",")]
TIMES = int(os.environ.get("LOAD_TIMES", "3"))  # a class meets: chance decides how many of it click at the same moment
ARRIVALS = 10.0  # seconds over which a class presses Train
PAUSE = 3.0  # seconds that a visitor looks at a page
PATIENCE = 120.0  # seconds until a visitor gives up
WALK = ("weights", "evaluate", "why", "predict", "explore", "train")
GOAL, PLACE = 2000, 1000  # iterations of the run, and at which of them a visitor stops it
DATASETS = ("faces", "drawings")


@dataclass
class Visitor:
    """One websocket, what the page shows it, and how long it waited for the answers to its clicks, in seconds."""

    socket: ClientConnection
    query: str
    page: str = ""
    buttons: dict[str, str] = field(default_factory=dict)
    player: BidiComponent | None = None
    clicks: list[float] = field(default_factory=list)

    async def ask(self, *, page: str = "", press: str = "", place: dict[str, object] | None = None) -> float:
        """Send what a browser sends on a click, or from the player. Returns the seconds until all is answered."""
        message = BackMsg()
        state = message.rerun_script
        state.query_string = self.query
        if page:
            state.page_name = page
        else:
            state.page_script_hash = self.page
        if press:
            state.widget_states.widgets.add(id=self.buttons[press], trigger_value=True)
        if place and self.player:
            state.widget_states.widgets.add(id=self.player.id, json_value=json.dumps({"place": place}))
        start = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(await self.socket.recv(decode=False))
            kind = answer.WhichOneof("type")
            if kind == "script_finished" and answer.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return time.perf_counter() - start
            self.hear(answer, kind or "")

    def hear(self, answer: ForwardMsg, kind: str) -> None:
        """Remember what this visitor needs of an answer."""
        if kind == "navigation":
            self.page = answer.navigation.page_script_hash
        elif kind == "delta" and answer.delta.HasField("new_element"):
            element = answer.delta.new_element
            if element.HasField("button"):
                self.buttons[element.button.label] = element.button.id
            elif element.HasField("bidi_component") and element.bidi_component.component_name == "player":
                self.player = element.bidi_component
            elif element.HasField("exception"):
                raise RuntimeError(element.exception.message)

    async def train(self) -> float:
        """Press Train, which brings the whole run. Returns how long that took, in seconds."""
        seconds = await self.ask(press="Train")
        if self.player is None:
            raise RuntimeError("The page has no player.")
        header, arrays = unpack_arrays(self.player.bytes)
        iteration = Recording.from_bytes(arrays["run"].tobytes()).iteration
        if iteration != GOAL:
            raise RuntimeError(f"The run ends at iteration {iteration}, not at {GOAL}.")
        self.clicks.append(seconds)
        self.clicks.append(await self.ask(place={"version": header["version"], "iteration": PLACE}))
        return seconds

    async def walk(self) -> None:
        """Look at one page after the other."""
        for page in WALK:
            await asyncio.sleep(PAUSE)
            self.clicks.append(await self.ask(page=page))


@asynccontextmanager
async def visit(url: str, dataset: str) -> AsyncIterator[Visitor]:
    """A visitor who has the Train page open, with one of the datasets in hand."""
    address = url.replace("http", "ws") + "/_stcore/stream"
    async with connect(address, subprotocols=["streamlit"], max_size=None) as socket:  # type: ignore[list-item]
        visitor = Visitor(socket, f"data={dataset}")
        await visitor.ask(page="train")
        yield visitor


@dataclass(frozen=True)
class Lesson:
    """What one visitor felt: the seconds until its run was there, and of all its clicks; what the server worked while
    the run was made, in seconds of a processor; and the bytes that the run took to it.
    """

    run: float
    worked: float
    size: int
    clicks: list[float]


async def attend(server: Server, number: int, arrival: float) -> Lesson:
    """One lesson of one visitor."""
    async with asyncio.timeout(PATIENCE), visit(server.url, DATASETS[number % len(DATASETS)]) as visitor:
        await asyncio.sleep(arrival)
        before = seconds_of(server.pid)
        run = await visitor.train()
        worked = seconds_of(server.pid) - before
        size = len(visitor.player.bytes) if visitor.player else 0
        await visitor.walk()
        return Lesson(run, worked, size, visitor.clicks)


async def meet(server: Server, visitors: int) -> list[Lesson]:
    """The lessons of all visitors, at the same time."""
    draw = random.Random(0)
    arrivals = [draw.uniform(0, ARRIVALS if visitors > 1 else 0) for _ in range(visitors)]
    return await asyncio.gather(*(attend(server, number, arrival) for number, arrival in enumerate(arrivals)))


def seconds_of(pid: int) -> float:
    """How long a process has kept processors busy so far, in seconds; nan where the system does not tell."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return float("nan")
    numbers = stat.read_text().rsplit(")", 1)[1].split()
    return (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")


def memory_of(pid: int) -> float:
    """The most memory that a process has held so far, in MB; nan where the system does not tell."""
    status = Path(f"/proc/{pid}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) * 1024 / MB for line in lines if line.startswith("VmHWM")), float("nan"))


def main() -> None:
    """Measure one visitor and each class, several times, on a fresh server; print what they felt; write LOAD.md.

    What stands there of earlier versions, under headings of its own, stays.
    """
    lines = [
        "# What `make load` measured",
        "",
        f"{processor()}, {os.cpu_count()} cores, Python {platform.python_version()}.",
        "Visitors are websockets on the same machine.",
        f"Within {ARRIVALS:g} seconds all press Train, and get {GOAL:,} iterations, to be played in their browsers.",
        f"They stop at iteration {PLACE:,}. Then they walk through {len(WALK)} pages, {PAUSE:g} seconds apart.",
        f"They have {' or '.join(DATASETS)} in hand.",
        "",
        "| visitors | run, median s | run, longest s | its work, s | its kB | click, median s | click, 95 % s |"
        " server, MB |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for visitors in (1, *[each for each in CLASSES for _ in range(TIMES)]):
        with running_server() as server:
            lessons = asyncio.run(meet(server, visitors))
            memory = memory_of(server.pid)
        runs, clicks = [each.run for each in lessons], [click for each in lessons for click in each.clicks]
        work = f"{lessons[0].worked:.2f}" if visitors == 1 else "–"  # of several, nobody can tell whose it is
        felt = [f"{seconds:.2f}" for seconds in (np.median(clicks), np.quantile(clicks, 0.95))]
        sizes = f"{np.median([each.size for each in lessons]) / 1000:.0f}"
        cells = [str(visitors), f"{np.median(runs):.2f}", f"{max(runs):.2f}", work, sizes, *felt, f"{memory:.0f}"]
        lines.append(f"| {' | '.join(cells)} |")
    text = "\n".join(lines) + "\n"
    _, heading, earlier = RESULTS.read_text(encoding="utf-8").partition("\n## ")
    RESULTS.write_text(text + heading + earlier, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
