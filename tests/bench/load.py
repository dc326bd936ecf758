"""What a class of visitors feels when all of them train at the same time on one server: `make load`.

Real browsers would measure the browsers, so a visitor here is a websocket that speaks Streamlit's own messages: it
opens the Train page, presses Train, asks for the next look whenever its clock says so, and then walks through other
pages.
"""

from __future__ import annotations

import asyncio
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
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from tests.browser.server import running_server

from .measure import MB, processor

RESULTS = Path(__file__).with_name("LOAD.md")
VISITORS = 30
TIMES = 3  # a class meets, since chance decides how many of them click at the same moment
ARRIVALS = 10.0  # seconds over which a class presses Train
PAUSE = 3.0  # seconds that a visitor looks at a page
PATIENCE = 120.0  # seconds until a visitor gives up
WALK = ("weights", "evaluate", "why", "predict", "explore", "film", "train")
GOAL = "2,000"
DATASETS = ("faces", "drawings")


@dataclass
class Visitor:
    """One websocket, what the page shows it, and how long it waited."""

    socket: ClientConnection
    query: str
    page: str = ""
    buttons: dict[str, str] = field(default_factory=dict)
    iteration: str = ""
    clock: tuple[float, str] | None = None  # seconds between two looks, and the part of the page to draw again
    clicks: list[float] = field(default_factory=list)

    async def ask(self, *, page: str = "", press: str = "", fragment: str = "") -> float:
        """Send what a browser sends on a click or a tick of its clock. Returns the seconds until all is answered."""
        message = BackMsg()
        state = message.rerun_script
        state.query_string = self.query
        if page:
            state.page_name = page
        else:
            state.page_script_hash = self.page
        if press:
            state.widget_states.widgets.add(id=self.buttons[press], trigger_value=True)
        if fragment:
            state.fragment_id, state.is_auto_rerun = fragment, True
        else:
            self.clock = None
        start = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(await self.socket.recv(decode=False))
            kind = answer.WhichOneof("type")
            if kind == "script_finished":
                if answer.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    return time.perf_counter() - start
                self.clock = None  # the whole page is about to come
            self.hear(answer, kind or "")

    def hear(self, answer: ForwardMsg, kind: str) -> None:
        """Remember what this visitor needs of an answer."""
        if kind == "navigation":
            self.page = answer.navigation.page_script_hash
        elif kind == "auto_rerun":
            self.clock = (answer.auto_rerun.interval, answer.auto_rerun.fragment_id)
        elif kind == "delta" and answer.delta.HasField("new_element"):
            element = answer.delta.new_element
            if element.HasField("button"):
                self.buttons[element.button.label] = element.button.id
            elif element.HasField("metric") and element.metric.label.startswith("Iteration"):
                self.iteration = element.metric.body
            elif element.HasField("exception"):
                raise RuntimeError(element.exception.message)

    async def train(self) -> float:
        """Press Train and look until the run is over. Returns how long that took, in seconds."""
        start = time.perf_counter()
        self.clicks.append(await self.ask(press="Train"))
        while self.clock:
            seconds, fragment = self.clock
            await asyncio.sleep(seconds)
            await self.ask(fragment=fragment)
        if self.iteration != GOAL:
            raise RuntimeError(f"The run ended at iteration {self.iteration or '?'}, not at {GOAL}.")
        return time.perf_counter() - start

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


async def attend(url: str, number: int, arrival: float) -> tuple[float, list[float]]:
    """One lesson of one visitor: how long its run took, and how long each click."""
    async with asyncio.timeout(PATIENCE), visit(url, DATASETS[number % len(DATASETS)]) as visitor:
        await asyncio.sleep(arrival)
        trained = await visitor.train()
        await visitor.walk()
        return trained, visitor.clicks


async def lesson(url: str, visitors: int) -> tuple[list[float], list[float]]:
    """All visitors at once: the seconds of their runs, and of all their clicks."""
    draw = random.Random(0)
    work = (attend(url, number, draw.uniform(0, ARRIVALS if visitors > 1 else 0)) for number in range(visitors))
    results = await asyncio.gather(*work)
    return [trained for trained, _ in results], [click for _, clicks in results for click in clicks]


def memory_of(pid: int) -> float:
    """The most memory that a process has held so far, in MB; nan where the system does not tell."""
    status = Path(f"/proc/{pid}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) * 1024 / MB for line in lines if line.startswith("VmHWM")), float("nan"))


def main() -> None:
    """Measure one visitor and a class, several times, each on a fresh server; print what they felt; write LOAD.md."""
    lines = [
        "# What `make load` measured",
        "",
        f"{processor()}, {os.cpu_count()} cores, Python {platform.python_version()}.",
        "Visitors are websockets on the same machine.",
        f"Within {ARRIVALS:g} seconds all press Train, and watch {GOAL} iterations.",
        f"Then they walk through {len(WALK)} pages, {PAUSE:g} seconds apart.",
        f"They have {' or '.join(DATASETS)} in hand.",
        "",
        "| visitors | run, median s | run, longest s | click, median s | click, 95 % s | server, MB |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for visitors in (1, *[VISITORS] * TIMES):
        with running_server() as server:
            runs, clicks = asyncio.run(lesson(server.url, visitors))
            memory = memory_of(server.pid)
        numbers = [np.median(runs), max(runs), np.median(clicks), np.quantile(clicks, 0.95)]
        lines.append("| " + " | ".join([str(visitors), *(f"{n:.2f}" for n in numbers), f"{memory:.0f}"]) + " |")
    text = "\n".join(lines) + "\n"
    RESULTS.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
