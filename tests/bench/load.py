"""What a class of visitors feels when all of them train at the same time on one server: `make load`.

Real browsers would measure the browsers, so a visitor here is a websocket that speaks Streamlit's own messages: it
opens the Train page, presses Train, gets the whole run in one answer, as a browser does that then plays it without
another word, stops in its middle, and walks through other pages. In another lesson all write a function and press
Check at the same moment, while one more visitor walks through the pages. In a third all are in the room of a class, and
one of them is watched on its board.

`LOAD_URL=http://HOST:8501 make load` measures the app that runs there already, such as the one of `make replicas`, and
never saves LOAD.md: what its servers work and hold is not seen from here, so it stands as nan.
"""

from __future__ import annotations

import asyncio
import json
import os
import platform
import random
import re
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.BidiComponent_pb2 import BidiComponent
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from logreg_core.container import unpack_arrays
from logreg_core.descent import Recording
from pages.base import limits
from tests.browser.server import Server, running_server

from .measure import MB, processor
from .report import lasts, printed, save, say

RESULTS = Path(__file__).with_name("LOAD.md")
ADDRESS = os.environ.get("LOAD_URL", "").rstrip("/")  # of an app that runs already
CLASSES = [int(visitors) for visitors in os.environ.get("LOAD_VISITORS", "30").split(",")]
TIMES = int(os.environ.get("LOAD_TIMES", "3"))  # a class meets: chance decides how many of it click at the same moment
MEETINGS = [visitors for visitors in CLASSES for _ in range(TIMES)]
ARRIVALS = 10.0  # seconds over which a class presses Train
PAUSE = 3.0  # seconds that a visitor looks at a page
PATIENCE = 120.0  # seconds until a visitor gives up
WALK = ("weights", "evaluate", "why", "predict", "explore", "train")
GOAL, PLACE = 2000, 1000  # iterations of the run, and at which of them a visitor stops it
DATASETS = ("faces", "drawings")
WATCHED = ("sweep", "features") * 4  # where the one goes that is watched on the board, and nobody else
SIGMOID = "def sigmoid(z):\n    return 1 / (1 + np.exp(-z))\n"


@dataclass
class Visitor:
    """One websocket, what the page shows it, and how long it waited for the answers to its clicks, in seconds."""

    socket: ClientConnection
    query: str
    page: str = ""
    buttons: dict[str, str] = field(default_factory=dict)
    components: dict[str, BidiComponent] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)  # in boxes of success, since the last question
    clicks: list[float] = field(default_factory=list)
    looks: dict[str, float] = field(
        default_factory=dict
    )  # what the page does anew by itself, and after how many seconds
    places: str = ""  # what the board of a room says of where its members are
    word: str = ""  # of the room

    @property
    def player(self) -> BidiComponent | None:
        """The player, once the page has shown it."""
        return self.components.get("player")

    async def ask(
        self,
        *,
        page: str = "",
        press: str = "",
        component: str = "",
        state: dict[str, object] | None = None,
        look: str = "",
    ) -> float:
        """Send what a browser sends on a click, from a component or by itself. Returns the seconds until the answer."""
        self.said = []
        message = BackMsg()
        rerun = message.rerun_script
        rerun.query_string = self.query
        if page:
            rerun.page_name = page
        else:
            rerun.page_script_hash = self.page
        if look:
            rerun.fragment_id, rerun.is_auto_rerun = look, True
        else:
            self.looks = {}
        if press:
            rerun.widget_states.widgets.add(id=self.buttons[press], trigger_value=True)
        if component:
            rerun.widget_states.widgets.add(id=self.components[component].id, json_value=json.dumps(state))
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
        elif kind == "auto_rerun":
            self.looks[answer.auto_rerun.fragment_id] = answer.auto_rerun.interval
        elif kind == "delta" and answer.delta.HasField("new_element"):
            element = answer.delta.new_element
            if element.HasField("button"):
                self.buttons[element.button.label] = element.button.id
            elif element.HasField("bidi_component"):
                self.components[element.bidi_component.component_name] = element.bidi_component
                if element.bidi_component.component_name == "chart":
                    words = json.loads(element.bidi_component.bytes)["alt"]
                    self.places = words if words.startswith("Where they are") else self.places
            elif element.HasField("markdown") and (
                found := re.match(r"Room \*\*([A-Z]{4})\*\*", element.markdown.body)
            ):
                self.word = found[1]
            elif element.HasField("alert"):
                self.said.append(element.alert.body)
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
        place = {"version": header["version"], "iteration": PLACE}
        self.clicks.append(await self.ask(component="player", state={"place": place}))
        return seconds

    async def walk(self, pause: float = PAUSE) -> None:
        """Look at one page after the other."""
        for page in WALK:
            await asyncio.sleep(pause)
            self.clicks.append(await self.ask(page=page))

    async def stay(self, seconds: float) -> None:
        """Look at a page that looks by itself for what is new."""
        until = time.perf_counter() + seconds
        while (left := until - time.perf_counter()) > 0:
            await asyncio.sleep(min([left, *self.looks.values()]))
            for look in list(self.looks):
                await self.ask(look=look)

    async def write(self) -> None:
        """Write a function on the page Code."""
        data = json.loads(self.components["editor"].bytes[1:])
        written = {"name": data["name"], "revision": data["revision"], "text": SIGMOID}
        await self.ask(component="editor", state={"written": written})

    async def check(self) -> float:
        """Press Check. Returns the seconds until the page says what the checks found."""
        seconds = await self.ask(press="Check")
        if not any("passed" in text for text in self.said):
            raise RuntimeError(f"The checks did not pass. The page says {self.said}.")
        return seconds


@asynccontextmanager
async def visit(url: str, dataset: str, page: str = "train", more: str = "") -> AsyncIterator[Visitor]:
    """A visitor who has a page open, with one of the datasets in hand. more: of the query."""
    address = url.replace("http", "ws") + "/_stcore/stream"
    async with connect(address, subprotocols=["streamlit"], max_size=None) as socket:  # type: ignore[list-item]
        visitor = Visitor(socket, f"data={dataset}{more}")
        await visitor.ask(page=page)
        yield visitor


@contextmanager
def told_server() -> Iterator[Server]:
    """A fresh server, whose log is said where a visitor meets an error: a page says nothing of its reason. Or the one
    that runs at `ADDRESS`, whose process is not known.
    """
    if ADDRESS:
        yield Server(ADDRESS, Path(os.devnull), 0)
        return
    with running_server() as server:
        try:
            yield server
        except RuntimeError:
            sys.stderr.write(server.log())
            raise


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


async def check_together(server: Server, visitors: int) -> tuple[list[float], list[float]]:
    """The seconds that each of a class waits for its checks, and those of the clicks of one who walks meanwhile."""
    async with asyncio.timeout(PATIENCE), AsyncExitStack() as stack:
        room = [visit(server.url, "faces", "code") for _ in range(visitors)]
        writers = [await stack.enter_async_context(visitor) for visitor in room]
        walker = await stack.enter_async_context(visit(server.url, "faces"))
        for writer in writers:
            await writer.write()
        checks = asyncio.gather(*(writer.check() for writer in writers))
        await walker.walk(pause=0.2)
        return await checks, walker.clicks


def checks_of_a_class() -> Iterator[str]:
    """Rows of the second table."""
    for visitors in (1, *MEETINGS):
        say(f"Now: {visitors} write a function and check it.")
        with told_server() as server:
            checks, clicks = asyncio.run(check_together(server, visitors))
        cells = [np.median(checks), max(checks), np.median(clicks), max(clicks)]
        yield f"| {visitors} | {' | '.join(f'{seconds:.2f}' for seconds in cells)} |"


async def learn_in_a_room(server: Server, visitors: int) -> tuple[list[float], list[float], list[float]]:
    """What a class in a room feels: the seconds after which the board shows where one of them went, those of the clicks
    of all, and those that the board takes to look.
    """
    async with asyncio.timeout(2 * PATIENCE), AsyncExitStack() as stack:
        board = await stack.enter_async_context(visit(server.url, "faces", "board"))
        await board.ask(press="Open a room")
        members = []
        for number in range(visitors):
            way_in = visit(server.url, DATASETS[number % len(DATASETS)], "join", f"&room={board.word}")
            member = await stack.enter_async_context(way_in)
            await member.ask(press="Join")
            members.append(member)
        draw = random.Random(0)
        first, *others = members
        delays: list[float] = []
        looked: list[float] = []
        work = [asyncio.create_task(learn(each, draw.uniform(0, ARRIVALS))) for each in others]
        gone: dict[str, float] = {}
        work.append(asyncio.create_task(be_watched(first, gone)))
        while not all(each.done() for each in work):
            (look, interval), *_ = board.looks.items()
            await asyncio.sleep(interval)
            looked.append(await board.ask(look=look))
            now = time.perf_counter()
            seen = [page for page in gone if f"{page.capitalize()} 1" in board.places]
            delays += [now - gone.pop(page) for page in seen]
        await asyncio.gather(*work)
        return delays, [click for each in members for click in each.clicks], looked


async def learn(member: Visitor, arrival: float) -> None:
    """Train, and walk through the pages, each of which looks by itself for what the teacher has put."""
    await member.stay(arrival)
    member.clicks.append(await member.ask(page="train"))
    await member.train()
    for page in WALK:
        await member.stay(PAUSE)
        member.clicks.append(await member.ask(page=page))


async def be_watched(member: Visitor, gone: dict[str, float]) -> None:
    """Go where nobody else is, again and again. gone: since when the board might show it, by page."""
    for page in WATCHED:
        await member.stay(PAUSE)
        gone.clear()
        gone[page] = time.perf_counter()
        member.clicks.append(await member.ask(page=page))
    await member.stay(PAUSE)


def rooms_of_a_class() -> Iterator[str]:
    """Rows of the third table."""
    for visitors in MEETINGS:
        say(f"Now: {visitors} train and walk in a room.")
        with told_server() as server:
            delays, clicks, looked = asyncio.run(learn_in_a_room(server, visitors))
        if len(delays) < len(WATCHED):
            raise RuntimeError(f"The board has shown {len(delays)} of {len(WATCHED)} pages.")
        cells = [np.median(delays), max(delays), np.median(clicks), np.quantile(clicks, 0.95), np.median(looked)]
        yield f"| {visitors} | {' | '.join(f'{seconds:.2f}' for seconds in cells)} |"


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


def lessons_of_a_class() -> Iterator[str]:
    """Rows of the first table."""
    for visitors in (1, *MEETINGS):
        say(f"Now: {visitors} train and walk.")
        with told_server() as server:
            lessons = asyncio.run(meet(server, visitors))
            memory = memory_of(server.pid)
        runs, clicks = [each.run for each in lessons], [click for each in lessons for click in each.clicks]
        work = f"{lessons[0].worked:.2f}" if visitors == 1 else "–"  # of several, nobody can tell whose it is
        felt = [f"{seconds:.2f}" for seconds in (np.median(clicks), np.quantile(clicks, 0.95))]
        sizes = f"{np.median([each.size for each in lessons]) / 1000:.0f}"
        cells = [str(visitors), f"{np.median(runs):.2f}", f"{max(runs):.2f}", work, sizes, *felt, f"{memory:.0f}"]
        yield f"| {' | '.join(cells)} |"


def lines() -> Iterator[str]:
    """The document, line by line, each as soon as it is measured."""
    yield from (
        "# What `make load` measured",
        "",
        f"{processor()}, {os.cpu_count()} cores, Python {platform.python_version()}.",
        f"Visitors are websockets, to {ADDRESS}." if ADDRESS else "Visitors are websockets on the same machine.",
        f"Within {ARRIVALS:g} seconds all press Train, and get {GOAL:,} iterations, to be played in their browsers.",
        f"They stop at iteration {PLACE:,}. Then they walk through {len(WALK)} pages, {PAUSE:g} seconds apart.",
        f"They have {' or '.join(DATASETS)} in hand.",
        "",
        "| visitors | run, median s | run, longest s | its work, s | its kB | click, median s | click, 95 % s |"
        " server, MB |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    )
    yield from lessons_of_a_class()
    yield from (
        "",
        "On the page Code all write a function and press Check at the same moment: each check runs in a process of its",
        f"own, {limits.programs.value} at once. One more visitor walks through {len(WALK)} pages meanwhile.",
        "",
        "| visitors | check, median s | check, longest s | the walker's click, median s | longest s |",
        "| --- | --- | --- | --- | --- |",
    )
    yield from checks_of_a_class()
    yield from (
        "",
        "In a room all train and walk in the same way, while each page looks by itself for what the teacher has put,",
        "and the board at the room. One goes where nobody else is, and is watched on the board.",
        "",
        "| students | on the board, median s | longest s | click, median s | click, 95 % s | a look of the board, s |",
        "| --- | --- | --- | --- | --- | --- |",
    )
    yield from rooms_of_a_class()


def expected() -> float:
    """About how many seconds all of it takes: the pauses of the visitors, and the start of each server."""
    walks, start = len(WALK) * PAUSE, 5.0
    alone = 2 * start + walks
    return alone + sum(3 * start + 2 * (ARRIVALS + walks) + visitors for visitors in MEETINGS)


def main() -> None:
    """Measure one visitor and each class, several times, on a fresh server; print each row as soon as it is there.

    LOAD.md is saved if that is asked for. What it has of earlier versions, under headings of its own, stays.
    """
    say(f"All tables take about {lasts(expected())} on two cores.")
    text = printed(lines())
    if ADDRESS:
        say("Not written: LOAD.md is only for a server of its own.")
    else:
        save(RESULTS, text, below=True)


if __name__ == "__main__":
    main()
