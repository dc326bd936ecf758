"""The front door: what it lets in, before any page hears of it."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import plotly
import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

import streamlit_app
from pages.server import assets, uploads
from pages.server.assets import Assets
from pages.server.headers import SECURITY_HEADERS, SecurityHeaders
from pages.server.index import Index
from pages.server.uploads import UploadLimit

MEGABYTE = 2**20


def apart(work: Coroutine[Any, Any, Any]) -> Any:
    """What the work gives, done in a thread of its own: the browser's tests keep a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def put(door: UploadLimit, session: str, size: int | str | None, path: str = "/_stcore/upload_file") -> int:
    """The status of the answer to a file of this size."""
    answers: list[Any] = []

    async def send(message: Any) -> None:
        answers.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    headers = [] if size is None else [(b"content-length", str(size).encode())]
    scope = {"type": "http", "method": "PUT", "path": f"{path}/{session}/file", "headers": headers}
    apart(door(scope, receive, send))
    return answers[0]["status"]


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Bytes that wait to be read, by session."""
    sizes: dict[str, int] = {}
    monkeypatch.setattr(
        uploads,
        "waiting_bytes",
        lambda session=None: sum(sizes.values()) if session is None else sizes.get(session, 0),
    )
    return sizes


@pytest.fixture
def door() -> UploadLimit:
    async def app(_: Any, __: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})

    return UploadLimit(app)


def test_a_visitor_with_much_waiting_is_refused_and_others_are_not(door: UploadLimit, waiting: dict[str, int]) -> None:
    waiting["one"] = 150 * MEGABYTE
    assert put(door, "one", 20 * MEGABYTE) == 413
    assert put(door, "one", 5 * MEGABYTE) == 204
    assert put(door, "two", 64 * MEGABYTE) == 204
    assert put(door, "one", 20 * MEGABYTE, path="/elsewhere") == 204


@pytest.mark.parametrize("size", [None, "-1", "many"])
def test_a_file_that_does_not_say_its_size_is_refused(
    door: UploadLimit, waiting: dict[str, int], size: str | None
) -> None:
    assert put(door, "one", size) == 413
    assert not door.declared
    assert door.arrived == 0


def test_all_visitors_together_cannot_fill_the_memory(door: UploadLimit, waiting: dict[str, int]) -> None:
    waiting.update({str(number): 150 * MEGABYTE for number in range(4)})
    assert put(door, "new", 64 * MEGABYTE) == 413
    waiting.clear()
    assert put(door, "new", 64 * MEGABYTE) == 204


def test_files_that_are_still_on_their_way_count_too(waiting: dict[str, int]) -> None:
    statuses: list[int] = []

    async def app(scope: Any, _: Any, send: Any) -> None:
        if len(statuses) < 3:  # while this one arrives, the next one knocks
            statuses.append(0)
            statuses.append(await knock())
        await send({"type": "http.response.start", "status": 204, "headers": []})

    door = UploadLimit(app)

    async def knock() -> int:
        answers: list[Any] = []

        async def send(message: Any) -> None:
            answers.append(message)

        headers = [(b"content-length", str(100 * MEGABYTE).encode())]
        scope = {"type": "http", "method": "PUT", "path": "/_stcore/upload_file/one/file", "headers": headers}
        await door(scope, None, send)  # type: ignore[arg-type]
        return answers[0]["status"]

    assert apart(knock()) == 204
    assert 413 in statuses
    assert not door.declared
    assert door.arrived == 0


def test_an_upload_that_falls_silent_is_ended_and_gives_its_room_back(
    waiting: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MAX_SILENCE", 0.05)
    heard: list[Any] = []

    async def app(_: Any, receive: Any, send: Any) -> None:
        while True:
            message = await receive()
            heard.append(message["type"])
            if message["type"] == "http.disconnect":
                await send({"type": "http.response.start", "status": 500, "headers": []})
                raise ClientDisconnect

    door = UploadLimit(app)
    answers: list[Any] = []
    parts = iter([{"type": "http.request", "body": b"x", "more_body": True}])

    async def receive() -> Any:
        if (part := next(parts, None)) is not None:
            return part
        await asyncio.Event().wait()  # for ever
        raise AssertionError

    async def send(message: Any) -> None:
        answers.append(message)

    headers = [(b"content-length", str(100 * MEGABYTE).encode())]
    scope = {"type": "http", "method": "PUT", "path": "/_stcore/upload_file/one/file", "headers": headers}
    apart(door(scope, receive, send))
    assert heard == ["http.request", "http.disconnect"]
    assert [message["status"] for message in answers if "status" in message] == [408]
    assert not door.declared
    assert door.arrived == 0


async def take_all(_: Any, receive: Any, send: Any) -> None:
    """An app that reads a file to its end."""
    while (message := await receive())["type"] == "http.request":
        if not message.get("more_body"):
            await send({"type": "http.response.start", "status": 204, "headers": []})
            return
    raise ClientDisconnect


def upload_of(session: str, declared: int) -> dict[str, Any]:
    """What a server says of an upload that begins."""
    headers = [(b"content-length", str(declared).encode())]
    return {"type": "http", "method": "PUT", "path": f"/_stcore/upload_file/{session}/file", "headers": headers}


def test_slow_uploads_that_declare_much_take_no_room_from_another_visitor(waiting: dict[str, int]) -> None:
    door, statuses = UploadLimit(take_all), list[int]()

    async def send(message: Any) -> None:
        statuses.append(message["status"])

    async def main() -> None:
        over = asyncio.Event()

        async def slow() -> Any:
            if over.is_set():
                return {"type": "http.request", "body": b"x", "more_body": False}
            await over.wait()
            return {"type": "http.request", "body": b"x", "more_body": True}

        async def quick() -> Any:
            return {"type": "http.request", "body": bytes(20 * MEGABYTE), "more_body": False}

        scopes = [upload_of(f"slow {number // 2}", 63 * MEGABYTE) for number in range(20)]
        under_way = [asyncio.create_task(door(scope, slow, send)) for scope in scopes]
        await asyncio.sleep(0)
        await door(upload_of("another", 20 * MEGABYTE), quick, send)
        assert statuses == [204]
        over.set()
        await asyncio.gather(*under_way)

    apart(main())
    assert statuses == [204] * 21
    assert not door.declared
    assert door.arrived == 0


def test_an_upload_for_which_no_room_is_left_while_it_arrives_is_ended(waiting: dict[str, int]) -> None:
    door, statuses = UploadLimit(take_all), list[int]()

    async def send(message: Any) -> None:
        if "status" in message:
            statuses.append(message["status"])

    async def receive() -> Any:
        waiting["others"] = uploads.MAX_OF_ALL_VISITORS
        return {"type": "http.request", "body": b"x", "more_body": True}

    apart(door(upload_of("one", 20 * MEGABYTE), receive, send))
    assert statuses == [413]
    assert door.arrived == 0


PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"


def get(base: str, path: str, *headers: tuple[bytes, bytes]) -> tuple[int, dict[bytes, bytes], bytes]:
    """Status, headers and body of the answer where what a browser may keep for good is served."""
    return ask(Starlette(middleware=[Middleware(SecurityHeaders), Middleware(Assets, base=base)]), path, *headers)


def ask(app: Starlette, path: str, *headers: tuple[bytes, bytes]) -> tuple[int, dict[bytes, bytes], bytes]:
    """Status, headers and body of the answer of an app."""
    answers: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        answers.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": headers, "root_path": ""}
    apart(app(scope, receive, send))
    start, *rest = answers
    return start["status"], dict(start["headers"]), b"".join(each.get("body", b"") for each in rest)


@pytest.mark.parametrize("base", ["", "one/neuron", "/one/"])
def test_the_drawing_program_is_that_of_the_package_for_good_and_as_small_as_the_browser_can_read(base: str) -> None:
    path = "/".join(["", *base.strip("/").split("/"), assets.PLOTLY]).replace("//", "/")
    status, headers, small = get(base, path, (b"accept-encoding", b"gzip, br"))
    assert (status, headers[b"content-encoding"]) == (200, b"gzip")
    plain_status, plain_headers, whole = get(base, path)
    assert plain_status == 200
    assert b"content-encoding" not in plain_headers
    assert whole == gzip.decompress(small) == assets.lighter(PLOTLY.read_text("utf-8")).encode()
    assert len(small) < len(whole) / 3
    for each in (headers, plain_headers):
        assert each[b"cache-control"] == b"public, max-age=31536000, immutable"
        assert each[b"vary"] == b"Accept-Encoding"
        assert each[b"content-type"].startswith(b"text/javascript")
        assert dict(SECURITY_HEADERS).items() <= each.items()
    assert get(base, path.replace("plotly-", "plotly-0"))[0] == 404, "another version"


def test_the_drawing_program_registers_our_types_first_and_is_whole_if_its_text_is_another() -> None:
    whole = PLOTLY.read_text("utf-8")
    first, _, others = assets.lighter(whole).rpartition(".registerOthers=")
    registered = first.rpartition(".register([")[2].partition("]")[0].split(",")
    assert len(registered) == len(assets.TRACES) == 3
    call = others.partition("register([")[2].partition("]")[0]
    assert not set(registered) & set(call.split(","))
    assert ".register([" + ",".join([registered[0], call.split(",")[0]]) in whole, "bar, then box"
    assert ', (() => {\n"use strict";var Plotly=' in first, "compiled while it arrives"
    assert others.endswith("return Plotly;\n})));")
    unlike = whole.replace("return Plotly;", "return window.Plotly;")
    assert "(() => {\n" not in assets.lighter(unlike) != unlike
    for old, new in (('name:"waterfall"', 'name:"falls"'), ("=W((", "=V(("), ("register([", "registerAll([")):
        changed = whole.replace(old, new)
        assert assets.lighter(changed) == changed != whole
    assert assets.lighter("") == ""


@pytest.mark.parametrize("base", ["", "one/neuron"])
def test_streamlits_own_scripts_and_styles_are_compressed_once_and_all_else_is_handed_on(base: str) -> None:
    static = Path(st.__file__).parent / "static"
    root = f"/{base}/".replace("//", "/")
    for pattern in ("index.*.js", "index.*.css"):
        file = next((static / "static").rglob(pattern))
        path = root + file.relative_to(static).as_posix()
        status, headers, small = get(base, path, (b"accept-encoding", b"gzip"))
        assert (status, headers[b"content-encoding"]) == (200, b"gzip")
        assert int(headers[b"content-length"]) == len(small) < file.stat().st_size / 2
        assert gzip.decompress(small) == get(base, path)[2] == file.read_bytes()
        again, _, nothing = get(base, path, (b"if-none-match", headers[b"etag"]))
        assert (again, nothing) == (304, b"")
        assert get(base, path, (b"if-none-match", b'"another"'))[0] == 200
    for elsewhere in ("", "index.html", "static/js/", "static/js/../../index.html", "static/js/none.js"):
        assert get(base, root + elsewhere)[0] == 404, "Streamlit answers, or nobody"
    if base:
        assert get(base, f"/{file.relative_to(static).as_posix()}")[0] == 404, "outside of the app"


HTML = (Path(st.__file__).parent / "static" / "index.html").read_text()


def get_page(
    path: str, *headers: tuple[bytes, bytes], answer: Response | None = None
) -> tuple[int, dict[bytes, bytes], bytes]:
    """The same where Streamlit would send its HTML, or another ``answer``."""
    page = Route("/{path:path}", lambda _: answer or HTMLResponse(HTML, headers={"etag": '"theirs"'}))
    app = Starlette(routes=[page], middleware=[Middleware(Index), Middleware(GZipMiddleware)])
    return ask(app, path, *headers)


def test_every_page_begins_with_streamlits_html_and_asks_ahead() -> None:
    status, headers, small = get_page("/explore", (b"accept-encoding", b"gzip"))
    assert (status, headers[b"content-encoding"], headers[b"cache-control"]) == (200, b"gzip", b"no-cache")
    page = gzip.decompress(small).decode()
    assert page == get_page("/")[2].decode()
    ours, ahead = re.subn(r'    <script type="module" src="./(one-neuron/ahead\.\w+\.js)"></script>\n', "", page)
    ours, style = re.subn("    <style>.*?</style>", "", ours, flags=re.S)
    assert ahead == style == 1
    assert "".join(ours.split()) == "".join(re.sub("<!--.*?-->", "", HTML, flags=re.S).split())
    again, _, nothing = get_page("/explore", (b"if-none-match", headers[b"etag"]))
    assert (again, nothing) == (304, b"")
    assert get_page("/explore", (b"if-none-match", b'"theirs"'))[0] == 200


def test_what_is_asked_ahead_is_there_and_was_not_asked_for_already() -> None:
    later, soon = assets.publish("0", "later.js"), assets.publish("0", "chart.js")
    address = re.search(rb'"./(one-neuron/ahead[^"]+)"', get_page("/")[2])
    assert address
    code = get("", f"/{address[1].decode()}")[2].decode()
    ahead = json.loads(re.search(r"const NEXT = (.*);", code)[1])  # type: ignore[index]
    assert ahead[0].startswith(f"plotly-{plotly.__version__}-")
    assert 0 < ahead.index(soon) < ahead.index(later)
    assert all(get("", f"/{each}")[0] == 200 for each in ahead)
    assert len(set(ahead)) == len(ahead)
    assert not [each for each in ahead if each in HTML]


def test_what_is_not_the_page_is_left_alone() -> None:
    for path in ("/media/card.html", "/component/one/index.html", "/_stcore/health"):
        assert get_page(path)[2].decode() == HTML
    assert get_page("/explore", answer=PlainTextResponse("no", 404))[::2] == (404, b"no")
    assert get_page("/", answer=PlainTextResponse("words"))[::2] == (200, b"words")


def test_a_text_has_an_address_that_another_text_does_not_have() -> None:
    text = "export default () => 1; // é"
    address = assets.publish(text, "one.js")
    assert address == assets.publish(text, "one.js")
    assert address != assets.publish(text + " ", "one.js")
    assert get("", f"/{address}")[2].decode() == text


def test_the_front_door_lets_through_what_is_no_request() -> None:
    """A server that is told nothing of its start would begin without what `ready` does, and say so in its log only."""
    heard: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        heard.append(scope["type"])

    async def nothing(*_: Any) -> Any:
        raise AssertionError

    door: Any = app
    for each in reversed(streamlit_app.app._user_middleware):
        door = each.cls(door, *each.args, **each.kwargs)
    apart(door({"type": "lifespan", "asgi": {"version": "3.0"}}, nothing, nothing))
    assert heard == ["lifespan"]
