"""The visitors of the soak: what each comes for, and how badly it may leave."""

from __future__ import annotations

import asyncio
import json
import random
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import StringArray
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from pages.shared.persistence import COOKIE
from tests.bench.load import DATASETS, Visitor
from tests.browser.server import Server

from . import files

PATIENCE = 150.0  # seconds until a visit has failed
POLL_SECONDS = 0.5  # seconds that a visitor looks at a page at most
PAGES = (
    "explore step train weights evaluate break_it code predict build edit compare sweep features paint calibration"
    " experiments why you card many keep words goals lessons film"
).split()
WORKS = {"sweep": "Sweep", "features": "Compare them", "experiments": "Divide and train", "break_it": "Run both"}
LONG = "&num_iterations=100000&batch_size=32&learning_rate=0.01"  # a run that takes seconds
Place = tuple[str, int]  # of the server


@dataclass
class Guest(Visitor):
    """A visitor who also brings files, keeps what is in hand, and may be cut off."""

    session: str = ""
    uploaders: dict[str, str] = field(default_factory=dict)  # ids, by labels
    numbers: dict[str, str] = field(default_factory=dict)
    ways: dict[str, str] = field(default_factory=dict)
    place: Place = ("", 0)
    xsrf: str = ""

    def hear(self, answer: ForwardMsg, kind: str) -> None:
        """Remember what this visitor needs of an answer."""
        if kind == "new_session" and answer.new_session.initialize.session_id:
            self.session = answer.new_session.initialize.session_id
        elif kind == "delta" and answer.delta.HasField("new_element"):
            element = answer.delta.new_element
            if element.HasField("file_uploader"):
                self.uploaders[element.file_uploader.label] = element.file_uploader.id
            elif element.HasField("button_group"):
                self.ways[element.button_group.label] = element.button_group.id
            elif element.HasField("number_input"):
                self.numbers[element.number_input.label] = element.number_input.id
        super().hear(answer, kind)

    async def tell(self, widget: str, **value: Any) -> None:
        """Send what a widget says, and wait for the page."""
        message = BackMsg()
        rerun = message.rerun_script
        rerun.query_string, rerun.page_script_hash = self.query, self.page
        rerun.widget_states.widgets.add(id=widget, **value)
        await self.socket.send(message.SerializeToString())
        await self.until("script_finished")

    async def until(self, wanted: str) -> ForwardMsg:
        """The next message of this kind; what comes before is heard."""
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(await self.socket.recv(decode=False))
            kind = answer.WhichOneof("type") or ""
            self.hear(answer, kind)
            early = kind == "script_finished" and answer.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN
            if kind == wanted and not early:
                return answer

    async def upload(self, label: str, name: str, data: bytes, *, cut: int | None = None) -> int:
        """Put a file into a field. cut: so many bytes come, then the line is cut. Returns the status of the answer."""
        message = BackMsg()
        message.file_urls_request.request_id = "1"
        message.file_urls_request.file_names.append(name)
        message.file_urls_request.session_id = self.session
        await self.socket.send(message.SerializeToString())
        urls = (await self.until("file_urls_response")).file_urls_response.file_urls[0]
        edge = "soaksoaksoak"
        head = f'--{edge}\r\nContent-Disposition: form-data; name="f"; filename="{name}"\r\n\r\n'.encode()
        body = head + data + f"\r\n--{edge}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={edge}"}
        headers |= {"Cookie": f"_streamlit_xsrf={self.xsrf}", "X-Xsrftoken": self.xsrf}
        status, _ = await request(self.place, "PUT", urls.upload_url, headers, body, cut=cut)
        if status == 204:
            brought = BackMsg().rerun_script.widget_states.widgets.add().file_uploader_state_value
            brought.uploaded_file_info.add(name=name, size=len(data), file_id=urls.file_id, file_urls=urls)
            await self.tell(self.uploaders[label], file_uploader_state_value=brought)
        return status

    @property
    def persistence(self) -> dict[str, Any]:
        """What the server has told the browser to keep."""
        told: dict[str, Any] = json.loads(self.components["persistence"].bytes[1:])
        return told

    async def kept(self) -> dict[str, Any]:
        """What a browser keeps of this visit: its values, and the bytes that it fetches."""
        told = self.persistence
        if not told["hand"]:
            return {"shared": told["text"], "hand": "", "bytes": {}}
        found = {}
        for name in told["hand"]["marks"]:
            status, data = await request(self.place, "GET", f"/_kept/{name}", {"X-Drawer": told["token"]}, b"")
            if status == 200:
                found[name] = data
        return {"shared": told["text"], "hand": told["hand"]["text"], "bytes": found}

    async def bring(self, kept: dict[str, Any]) -> None:
        """Bring back what was kept, as a browser does on its first page."""
        told = self.persistence
        for name, data in kept["bytes"].items():
            await request(self.place, "PUT", f"/_kept/{name}", {"X-Drawer": told["token"]}, data)
        hand = {"text": kept["hand"], "names": list(kept["bytes"])}
        found = {"visit": told["visit"], "shared": kept["shared"], "hand": hand, "age": 60}
        said = json.dumps([{"event": "found", "value": found}])
        await self.tell(
            f"$$STREAMLIT_INTERNAL_KEY_{self.components['persistence'].id}__events", json_trigger_value=said
        )


async def request(
    place: Place, method: str, path: str, headers: dict[str, str], body: bytes, *, cut: int | None = None
) -> tuple[int, bytes]:
    """The status and the body of an answer. cut: so many bytes are sent, then the line is cut; the status is 0."""
    reader, writer = await asyncio.open_connection(*place)
    try:
        lines = [f"{method} {path} HTTP/1.1", f"Host: {place[0]}:{place[1]}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in headers.items()] + [f"Content-Length: {len(body)}", "", ""]
        writer.write("\r\n".join(lines).encode() + body[:cut])
        with suppress(ConnectionError):  # the server may answer, and close, before it has all
            await writer.drain()
        if cut is not None:
            return 0, b""
        answer = await reader.read()
        head, _, rest = answer.partition(b"\r\n\r\n")
        return int(head.split()[1]) if head else 0, rest
    finally:
        writer.close()


def token(server: Server) -> str:
    """What a browser gets against requests that other sites forge."""
    with urlopen(f"{server.url}/_stcore/health", timeout=30) as answer:
        found = re.search(r"_streamlit_xsrf=([^;]+)", " ".join(answer.headers.get_all("Set-Cookie") or []))
    return found[1] if found else ""


@dataclass(frozen=True)
class Town:
    """Where visitors come from, and where they go. xsrf: of all their browsers."""

    server: Server
    xsrf: str

    @asynccontextmanager
    async def guest(
        self, page: str, query: str = "", *, session: str = "", keeps: bool = False
    ) -> AsyncIterator[Guest]:
        """Somebody who opens a page, and leaves in one of two ways.

        session: of which the line was cut. keeps: whether the browser has kept something.
        """
        parts = urlsplit(self.server.url)
        cookies = {"Cookie": f"{COOKIE}=1"} if keeps else {}
        protocols: list[Any] = ["streamlit", "nobody", *([session] if session else [])]
        address = f"ws://{parts.netloc}/_stcore/stream"
        async with connect(address, subprotocols=protocols, additional_headers=cookies, max_size=None) as socket:
            guest = Guest(socket, query, place=(str(parts.hostname), int(parts.port or 80)), xsrf=self.xsrf)
            try:
                await guest.ask(page=page)
                yield guest
            finally:
                if random.random() < 0.5:
                    socket.transport.abort()  # without a word, as a telephone does


Visit = Callable[[Town, random.Random], Awaitable[None]]


def _data(draw: random.Random) -> str:
    return f"data={draw.choice(DATASETS)}"


async def _look(draw: random.Random) -> None:
    await asyncio.sleep(draw.uniform(0, POLL_SECONDS))


async def _cut(waits: Awaitable[object], seconds: float) -> None:
    """Wait no longer than that."""
    with suppress(TimeoutError):
        await asyncio.wait_for(waits, seconds)


async def learns(town: Town, draw: random.Random) -> None:
    """Train, stop in the middle, and look at some pages."""
    async with town.guest("train", _data(draw)) as guest:
        await guest.train()
        for page in draw.sample(PAGES, 5):
            await _look(draw)
            await guest.ask(page=page)


async def leaves_in_mid_run(town: Town, draw: random.Random) -> None:
    """Begin a long run, or another work that takes seconds, and be gone; or cancel it first."""
    if draw.random() < 0.5:
        async with town.guest("train", _data(draw) + LONG) as guest:
            await _cut(guest.ask(press="Train"), draw.uniform(0.1, 2))
        return
    page, label = draw.choice(list(WORKS.items()))
    async with town.guest(page, _data(draw)) as guest:
        if label in guest.buttons:
            await _cut(guest.ask(press=label), draw.uniform(0.1, 2))
        if draw.random() < 0.5 and "Cancel" in guest.buttons:
            await guest.ask(press="Cancel")


async def brings_a_photo(town: Town, draw: random.Random) -> None:
    """A photo for Predict, and one that means harm."""
    async with town.guest("train", _data(draw)) as guest:
        await guest.train()
        await guest.ask(page="predict")
        await guest.tell(guest.ways["Take a picture from"], string_array_value=StringArray(data=["Upload"]))
        for make in draw.sample([files.photo, files.hostile_photo, files.hostile_photo], 2):
            await guest.upload("A photo", "photo.jpg", make(draw))
            await _look(draw)


async def brings_a_dataset(town: Town, draw: random.Random) -> None:
    """A dataset of one's own that is trained on, and files that are none."""
    async with town.guest("explore") as guest:
        for make in draw.sample([files.dataset, files.dataset, files.hostile_dataset, files.hostile_dataset], 2):
            guest.buttons.pop("Use it", None)
            await guest.upload("File, or two files of the course", *make(draw))
            await _look(draw)
        if "Use it" in guest.buttons:
            await guest.ask(press="Use it")
            await guest.ask(page="train", press="")
            await guest.ask(press="Train")
            await guest.ask(page="evaluate")


async def breaks_off(town: Town, draw: random.Random) -> None:
    """An upload whose line is cut, and files that nobody ever uses."""
    async with town.guest("explore") as guest:
        label, data = "File, or two files of the course", draw.randbytes(2**20)
        await guest.upload(label, "cut.npz", data, cut=draw.randrange(len(data)))
        await guest.upload(label, "left.npz", data)


async def comes_back(town: Town, draw: random.Random) -> None:
    """Train, reload, and have what was in hand; or bring what nobody has kept."""
    query = _data(draw)
    async with town.guest("train", query) as guest:
        await guest.train()
        kept = await guest.kept()
    if "run" not in kept["bytes"]:
        raise RuntimeError(f"The browser was given {sorted(kept['bytes'])} to keep, and no run.")
    is_honest = draw.random() < 0.6
    if not is_honest:
        kept["bytes"] = {name: files.damaged(draw, data) for name, data in kept["bytes"].items()}
    async with town.guest("train", query, keeps=True) as guest:
        await _look(draw)
        await guest.bring(kept)
        if guest.player is None and is_honest:
            raise RuntimeError("The run is not back.")
        await guest.ask(page="weights")


async def is_cut_off(town: Town, draw: random.Random) -> None:
    """The line is cut in mid-run, and the same session goes on."""
    query = _data(draw)
    async with town.guest("train", query) as guest:
        await guest.train()
        session = guest.session
        guest.socket.transport.abort()
    await asyncio.sleep(draw.uniform(0.1, 1))
    async with town.guest("train", query, session=session) as guest:
        if guest.session != session or guest.player is None:
            raise RuntimeError("The session did not go on where the line was cut.")


async def writes(town: Town, draw: random.Random) -> None:
    """A function that is checked; one in five means harm, and some leave meanwhile."""
    async with town.guest("code") as guest:
        text = draw.choice(files.HOSTILE_CODE) if draw.random() < 0.2 else files.SOUND_CODE
        data = json.loads(guest.components["editor"].bytes[1:])
        written = {"name": data["name"], "revision": data["revision"], "text": text}
        await guest.ask(component="editor", state={"written": written})
        checking = guest.ask(press="Check")
        await (_cut(checking, draw.uniform(0.1, 1)) if draw.random() < 0.3 else checking)


async def teaches(town: Town, draw: random.Random) -> None:
    """A class in a room: three join, train, and leave as they like; one of three teachers forgets to end it."""
    async with town.guest("board") as board:
        minutes = {"widget": board.numbers["Minutes"], "double_value": 5.0}
        await board.tell(**minutes)
        await board.ask(press="Open a room")
        await asyncio.gather(*(_studies(town, random.Random(draw.random()), board.word) for _ in range(3)))
        for look in list(board.looks):
            await board.ask(look=look)
        if draw.random() < 2 / 3:
            await board.ask(press="End it for all")


async def _studies(town: Town, draw: random.Random, word: str) -> None:
    async with town.guest("join", f"{_data(draw)}&room={word}") as guest:
        await guest.ask(press="Join")
        await guest.ask(page="train")
        await guest.train()
        await guest.stay(draw.uniform(0, 4))


async def is_rude(town: Town, draw: random.Random) -> None:
    """Say what no browser says, to the socket and to the drawers of others."""
    async with town.guest("home") as guest:
        place, stranger = guest.place, {"X-Drawer": f"{draw.getrandbits(128):032x}"}
        await request(place, "GET", "/_kept/run", stranger, b"")
        await request(place, "PUT", "/_kept/run", {"X-Drawer": guest.persistence["token"]}, draw.randbytes(10_000))
        await request(place, "PUT", "/_stcore/upload_file/nobody/nothing", {}, draw.randbytes(1_000))
        with suppress(ConnectionClosed, TimeoutError):
            await guest.socket.send(draw.randbytes(200))
            await asyncio.wait_for(guest.socket.recv(), 1)


VISITS: dict[Visit, int] = {  # how often each is made among all
    learns: 5,
    leaves_in_mid_run: 4,
    brings_a_photo: 3,
    brings_a_dataset: 3,
    breaks_off: 1,
    comes_back: 3,
    is_cut_off: 2,
    writes: 2,
    teaches: 1,
    is_rude: 1,
}


@dataclass
class Tally:
    """How many visits of each kind were made, and what went wrong in them."""

    made: dict[str, int] = field(default_factory=dict)
    wrong: dict[str, int] = field(default_factory=dict)

    def count(self, visit: str, problem: str = "") -> None:
        """One more."""
        self.made[visit] = self.made.get(visit, 0) + 1
        if problem:
            self.wrong[f"{visit}: {problem}"] = self.wrong.get(f"{visit}: {problem}", 0) + 1


async def live(town: Town, number: int, is_over: Callable[[], bool], tally: Tally, pause: float) -> None:
    """One visit after the other, by chance. pause: seconds between two, at most."""
    draw = random.Random(number)
    while not is_over():
        (visit,) = draw.choices(list(VISITS), list(VISITS.values()))
        problem = ""
        try:
            async with asyncio.timeout(PATIENCE):
                await visit(town, draw)
        except TimeoutError:
            problem = f"not through after {PATIENCE:g} seconds"
        except (OSError, ConnectionClosed) as error:
            problem = f"{type(error).__name__}"
        except (RuntimeError, KeyError, ValueError) as error:
            problem = f"{type(error).__name__} {str(error)[:150]}"
        tally.count(visit.__name__, problem)
        await asyncio.sleep(draw.uniform(0, pause))
