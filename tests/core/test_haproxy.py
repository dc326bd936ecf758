"""HAProxy before two replicas that have one place each: who is led where, and what is told to whom.

The replicas are what uvicorn runs with the app's own front door, and nothing behind it.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection, RemoteDisconnected
from pathlib import Path
from typing import NamedTuple

import pytest

from deploy import replicas
from pages.server import full
from pages.server.certificate import certificate_for

ROOT = Path(__file__).resolve().parents[2]
COOKIE = "one-neuron-replica"
HTML = {"Accept": "text/html"}
PATIENCE = 60  # seconds

# It says its port. A page is its name, /scheme what it knows of the line, and the socket stays open.
PROGRAM = """
import socket, sys
from contextlib import asynccontextmanager
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from pages.server import leaving
from pages.server.full import Full
from pages.server.headers import SecurityHeaders

name = sys.argv[1]

@asynccontextmanager
async def ready(_):
    leaving.leaving.listen()
    yield

async def stay(line):
    await line.accept()
    async for _ in line.iter_text():
        pass

def say(request):
    return PlainTextResponse(name)

def line(request):
    return PlainTextResponse(f"{request.url.scheme} {request.client.host}")

listening = socket.socket()
listening.bind(("127.0.0.1", 0))
listening.listen(100)
print(listening.getsockname()[1], flush=True)
routes = [leaving.ready_route(""), WebSocketRoute("/_stcore/stream", stay), Route("/line", line),
          Route("/{path:path}", say, methods=["GET", "PUT"])]
door = [Middleware(SecurityHeaders), Middleware(Full, visitors=1, memory=0)]
app = Starlette(routes=routes, lifespan=ready, middleware=door)
uvicorn.Server(uvicorn.Config(app, log_level="error", ws="websockets-sansio")).run([listening])
"""


class Front(NamedTuple):
    """Where HAProxy is reached, and the processes behind it by their names."""

    port: int
    processes: dict[str, subprocess.Popen[str]]
    ports: dict[str, int]

    def ask(self, path: str = "/train", at: str = "", browser: str = "", method: str = "GET", **more: str) -> Answer:
        """Ask for a page, with the cookies of a browser that was at this replica."""
        line = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        line.request(method, path, headers={**HTML, **cookies(at, browser), **more})
        answer = line.getresponse()
        text = answer.read().decode()
        line.close()
        return heard(answer, text)

    @contextmanager
    def page(self, at: str = "", browser: str = "") -> Iterator[Answer]:
        """The socket of an open page; left, it is closed."""
        asked = {
            "Host": f"127.0.0.1:{self.port}",
            **{"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"},
            **{"Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==", **cookies(at, browser)},
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in asked.items())
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE) as line:
            line.sendall(f"GET /_stcore/stream HTTP/1.1\r\n{head}\r\n".encode())
            answer = HTTPResponse(line)
            answer.begin()
            yield heard(answer, line=line)
            answer.close()

    def wait_until(self, status: int, at: str, browser: str = "") -> Answer:
        """Ask until a page has this status: what is closed is heard of a little later."""
        until = time.monotonic() + PATIENCE
        while (answer := self.ask(at=at, browser=browser)).status != status:
            assert time.monotonic() < until, answer
            time.sleep(0.02)
        return answer


class Answer(NamedTuple):
    """What came: ``at`` is the replica that the browser is told to go to from now on."""

    status: int
    text: str
    at: str
    headers: dict[str, str]
    line: socket.socket | None = None


def cookies(at: str, browser: str) -> dict[str, str]:
    """The header with both cookies. browser: a name, which all pages of a browser share."""
    told = [f"{COOKIE}={at}"] if at else []
    if browser:
        told.append(f"{full.BROWSER}={full.signed(browser)}")
    return {"Cookie": "; ".join(told)} if told else {}


def heard(answer: HTTPResponse, text: str = "", line: socket.socket | None = None) -> Answer:
    headers = {name.lower(): value for name, value in answer.getheaders()}
    found = re.search(rf"{COOKIE}=(\w+)", headers.get("set-cookie", ""))
    return Answer(answer.status, text, found[1] if found else "", headers, line)


def where_to(front: Front, path: str) -> str:
    """Where a browser is led that asks replica two for something; nowhere, where it gets no answer."""
    try:
        return front.ask(path, at="two").at
    except RemoteDisconnected:
        return ""


ANNA, BEN, CARA = ("a" * 32, "b" * 32, "c" * 32)


@contextmanager
def proxy(processes: dict[str, subprocess.Popen[str]], ports: dict[str, int], **more: str) -> Iterator[Front]:
    """HAProxy before these replicas, with these variables."""
    try:
        haproxy = replicas.find("haproxy")
    except replicas.CannotStart as why:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(str(why))
    (port,) = replicas.free_ports(1)
    places = {f"REPLICA_{name.upper()}": f"127.0.0.1:{each}" for name, each in ports.items()}
    environment = {**os.environ, **places, "REPLICAS_AT": f"127.0.0.1:{port}", **more}
    with subprocess.Popen([haproxy, "-db", "-f", str(replicas.CONFIGURATION)], env=environment) as process:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with socket.socket() as probe:
                if not probe.connect_ex(("127.0.0.1", port)):
                    break
            time.sleep(0.02)
        try:
            yield Front(port, processes, ports)
        finally:
            process.kill()


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """All of it. What the replicas say is nothing: no refusal is an error."""
    log = tmp_path_factory.mktemp("replicas") / "log"
    with log.open("w") as file:
        processes = {
            name: subprocess.Popen(
                [sys.executable, "-W", "ignore", "-c", PROGRAM, name],
                cwd=ROOT,
                env={**os.environ, "LOGREG_DRAIN": "50", "STREAMLIT_SERVER_COOKIE_SECRET": full.KEY.decode()},
                stdout=subprocess.PIPE,
                stderr=file,
                text=True,
            )
            for name in replicas.NAMES
        }
    try:
        ports = {name: int(each.stdout.readline()) for name, each in processes.items() if each.stdout}
        with proxy(processes, ports) as it:
            yield it
    finally:
        for each in processes.values():
            each.kill()
            each.communicate()
    assert log.read_text() == ""


def test_who_finds_her_replica_full_is_led_to_the_other_and_who_has_a_page_there_is_not(front: Front) -> None:
    with front.page("one", ANNA) as anna:
        assert (anna.status, anna.at) == (101, "")
        ben = front.ask(at="one", browser=BEN)
        assert (ben.status, ben.text, ben.at) == (200, "two", "two"), "her cookie leads her there from now on"
        hers = front.ask(at="one", browser=ANNA)  # a second page: the pictures of the first one lie in replica one
        assert (hers.status, hers.at) == (429, "")
        assert "one of them is this browser’s" in hers.text
        for path in ("/media/picture.png", "/_kept/run", "/plotly-3.min.js"):
            assert front.ask(path, at="one", browser=ANNA).text == "one"
            assert front.ask(path, at="one", browser=BEN).text == "one"
        with front.page("one", BEN) as moved:  # her line was cut, and the place is given away
            assert (moved.status, moved.at) == (101, "two")
            nobody = front.ask(at="one", browser=CARA)
            assert (nobody.status, nobody.headers["cache-control"].split(",")[0]) == (503, "no-store")
            assert "Every place is taken." in nobody.text
            with front.page("one", CARA) as none:
                assert none.status == 503
            with front.page("one", ANNA) as second:
                assert (second.status, second.at) == (429, "")
    assert front.wait_until(200, "one", CARA).text in {"one", "two"}


def test_who_loads_her_page_anew_has_her_place_again_though_it_was_given_away(front: Front) -> None:
    with front.page("one", ANNA), front.page("two", BEN):
        pass
    front.wait_until(200, "one", CARA)
    with front.page("one", CARA), front.page("two", "d" * 32):
        assert front.wait_until(200, "one", ANNA).text == "one"
        with front.page("one", ANNA) as anna:
            assert anna.status == 101
            assert front.ask(at="one", browser=BEN).text == "two"
            with front.page("two", BEN):
                assert front.ask(at="one", browser="e" * 32).status == 503


def test_a_cookie_that_nobody_gave_and_a_forged_address_lead_nowhere_else(front: Front) -> None:
    for forged in ("three", "one two", "../one", "x" * 4000, "%00", "one;two"):
        answer = front.ask(at=forged)
        assert answer.status == 200
        assert answer.text in replicas.NAMES
    assert front.ask(at="", Cookie=f"other=1; {COOKIE}=two; another=2").text == "two"
    said = {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https", "Forwarded": "for=203.0.113.7"}
    answer = front.ask("/line", **said)
    assert answer.text == "http 127.0.0.1"
    assert "Secure" not in answer.headers["set-cookie"]
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "SameSite=Lax" in answer.headers["set-cookie"]
    for closed in ("/_ready", "/metrics", "/_stcore/metrics", "/%5fready", "/_stcore%2Fmetrics", "/base/_ready"):
        assert front.ask(closed).status == 404


def test_behind_a_proxy_that_brings_https_the_cookie_is_secure_and_addresses_are_those_of_visitors(
    front: Front,
) -> None:
    with proxy(front.processes, front.ports, REPLICAS_BEHIND="127.0.0.0/8") as front:
        told = {"X-Forwarded-For": "198.51.100.1, 203.0.113.7", "X-Forwarded-Proto": "https"}
        answer = front.ask("/line", **told)
        assert answer.text == "https 203.0.113.7", "the last one is what that proxy saw"
        assert re.search(rf"{COOKIE}=\w+; path=/; HttpOnly; SameSite=Lax; Secure$", answer.headers["set-cookie"])
        assert front.ask("/line").text == "http 127.0.0.1"


def test_one_address_may_be_held_to_so_many_pages_and_what_they_need_is_served(front: Front) -> None:
    opens, elsewhere = {"Sec-Fetch-Mode": "navigate"}, {"X-Forwarded-For": "203.0.113.7"}
    with proxy(front.processes, front.ports, REPLICAS_MOST="1", REPLICAS_BEHIND="127.0.0.0/8") as front:
        assert front.ask(at="two", **opens).status == 200
        with front.page("one", ANNA) as anna:
            assert anna.status == 101
            assert "as many pages are open" in front.ask(at="two", **opens).text
            with front.page("two", BEN) as second:
                assert (second.status, second.headers["retry-after"]) == (429, "60")
            assert front.ask("/media/picture.png", at="one").text == "one"
            assert front.ask(at="two", **opens, **elsewhere).status == 200
        until = time.monotonic() + PATIENCE
        while front.ask(at="two", **opens).status != 200:
            assert time.monotonic() < until


def test_by_https_the_cookie_is_secure(front: Front, tmp_path: Path) -> None:
    certificate, key = certificate_for(["127.0.0.1"], tmp_path)
    (both := tmp_path / "both.pem").write_bytes(certificate.read_bytes() + key.read_bytes())
    with proxy(front.processes, front.ports, REPLICAS_CERTIFICATE=str(both)) as front:
        trusts = ssl.create_default_context(cafile=str(certificate))
        line = HTTPSConnection("127.0.0.1", front.port, timeout=PATIENCE, context=trusts)
        line.request("GET", "/line")
        answer = line.getresponse()
        assert answer.read() == b"https 127.0.0.1"
        cookie = answer.getheader("Set-Cookie", "")
        line.close()
    assert {"HttpOnly", "SameSite=Lax", "Secure"} <= {*cookie.split("; ")}


def test_a_replica_that_hangs_is_left_at_once_and_its_lines_are_cut(front: Front) -> None:
    two, led = front.processes["two"].pid, list[str]()
    with front.page("two", BEN) as ben:
        assert (ben.status, ben.line is not None) == (101, True)
        os.kill(two, signal.SIGSTOP)  # it neither answers nor dies
        began = time.monotonic()
        try:
            picture = threading.Thread(target=lambda: led.append(where_to(front, "/media/picture.png")))
            picture.start()
            answer = front.ask(at="two", browser=CARA, **{"Sec-Fetch-Mode": "navigate"})
            page = time.monotonic() - began
            assert ben.line is not None
            assert ben.line.recv(1) == b"", "her browser hears of it, and asks anew"
            print(
                f"Back {page:.1f} s after a replica hung, and its lines are cut {time.monotonic() - began:.1f} s after."
            )
            picture.join()
        finally:
            os.kill(two, signal.SIGCONT)
    assert led == [""], "while her line is there, what belongs to it is asked of nobody else"
    assert (answer.status, answer.text, answer.at) == (200, "one", "one")
    until = time.monotonic() + PATIENCE
    while front.ask("/media/a.png", at="two").text != "two":
        assert time.monotonic() < until, "it is there again"


def test_a_replica_that_leaves_takes_nobody_and_serves_who_is_there(front: Front) -> None:
    front.processes["one"].send_signal(signal.SIGTERM)
    until = time.monotonic() + PATIENCE
    while front.ask(at="one", browser=ANNA).text != "two":
        assert time.monotonic() < until
    with front.page("one", ANNA) as anna:
        assert (anna.status, anna.at) == (101, "two")
    assert front.ask("/media/picture.png", at="one").text == "one"


def test_where_no_replica_is_there_the_page_asks_again_by_itself() -> None:
    one, two = replicas.free_ports(2)
    with proxy({}, {"one": one, "two": two}) as front:
        until = time.monotonic() + PATIENCE
        nobody = None
        while nobody is None:
            try:
                nobody = front.ask()
            except RemoteDisconnected:  # under way when HAProxy saw that nobody is there
                assert time.monotonic() < until
    assert (nobody.status, nobody.headers["cache-control"], nobody.headers["retry-after"]) == (503, "no-store", "3")
    assert nobody.headers["content-type"] == "text/html; charset=utf-8"
    assert '<meta http-equiv="refresh" content="3">' in nobody.text
