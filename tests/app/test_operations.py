"""What a server says to whoever runs it, and what it keeps from everybody else."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import logging
import re
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.request import urlopen

import pytest
import streamlit as st
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.session_manager import SessionClientDisconnectedError
from streamlit.runtime.uploaded_file_manager import UploadedFileRec
from streamlit.testing.v1 import AppTest
from streamlit.web.server.starlette.starlette_app import create_streamlit_routes

import streamlit_app
from logreg_core import environment, errors
from pages.base import tally
from pages.server import full, headers, leaving, log, metrics, visits, wifi
from pages.server.full import Full
from pages.server.headers import SecurityHeaders, policy
from tests.app.test_front_door import apart, ask
from tests.browser.server import free_port
from tests.until import until

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def scraped(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], str]]:
    """What Prometheus reads at the moment."""
    port = free_port()
    monkeypatch.setenv(environment.metrics_port.variable, str(port))
    end = metrics.serve({"runs": ("Runs.", lambda: 7)})

    def read() -> str:
        with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60) as answer:
            assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
            text: str = answer.read().decode()
            return text

    yield read
    end()
    with socket.socket() as probe:  # it has let go of its port
        assert probe.connect_ex(("127.0.0.1", port))


def numbers(text: str) -> dict[str, float]:
    """Every sample, by its name and labels."""
    samples = [each for family in text_string_to_metric_families(text) for each in family.samples]
    return {
        each.name + "".join(f" {key}={value}" for key, value in each.labels.items()): each.value for each in samples
    }


def test_prometheus_reads_what_was_counted(scraped: Callable[[], str]) -> None:
    before = numbers(scraped())
    tally.refused.count("Hdf5Error")
    tally.pages.took(0.2)
    tally.pages.took(99.0)
    after = numbers(scraped())
    assert after["logreg_runs"] == 7
    refused = "logreg_refused_uploads_total reason=Hdf5Error"
    assert after[refused] == before.get(refused, 0) + 1
    grew = {name: after[name] - before[name] for name in after if name.startswith("logreg_page_seconds")}
    assert grew["logreg_page_seconds_bucket le=0.1"] == 0
    assert grew["logreg_page_seconds_bucket le=0.3"] == grew["logreg_page_seconds_bucket le=30.0"] == 1
    assert grew["logreg_page_seconds_bucket le=+Inf"] == grew["logreg_page_seconds_count"] == 2
    assert grew["logreg_page_seconds_sum"] == pytest.approx(99.2)


def test_a_counter_is_there_before_its_first_event(scraped: Callable[[], str]) -> None:
    found = numbers(scraped())
    reasons = [each.__name__ for each in (errors.UploadError, *errors.UploadError.__subclasses__())]
    assert {f"logreg_turned_away_total reason={why}" for why in full.WHY} <= found.keys()
    assert {f"logreg_refused_uploads_total reason={why}" for why in reasons} <= found.keys()


def test_operations_names_every_metric_of_the_app(scraped: Callable[[], str]) -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `(logreg_\w+)` \|", text, re.MULTILINE))
    types = dict(re.findall(r"^# TYPE (logreg_\w+) (\w+)$", scraped(), re.MULTILINE))
    front_door = set(re.findall(r'^    "(\w+)": \(', (ROOT / "streamlit_app.py").read_text(), re.MULTILINE))
    assert named == set(types) | {f"logreg_{name}" for name in front_door}
    assert {"children", "runs", "sessions", "waiting_bytes"} == front_door


def test_no_other_machine_can_ask_for_metrics(monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()
    monkeypatch.setenv(environment.metrics_port.variable, str(port))
    end = metrics.serve({})
    try:
        others = [address for address in wifi.addresses() if not address.startswith("127.")]
        for address in others:
            with socket.socket() as probe:
                probe.settimeout(5)
                assert probe.connect_ex((address, port)), f"{address} answers"
        monkeypatch.setattr(metrics, "LOG", quiet := logging.getLogger("quiet"))
        said: list[str] = []
        monkeypatch.setattr(quiet, "warning", lambda text, *parts: said.append(text % parts))
        metrics.serve({})()  # the port is taken: said, and the app goes on
        assert said
        assert str(port) in said[0]
    finally:
        end()


def test_without_a_port_nothing_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(environment.metrics_port.variable, raising=False)
    monkeypatch.setattr("prometheus_client.start_http_server", lambda *_: pytest.fail("It listens."))
    metrics.serve({})()


def answers(path: str, *more: tuple[bytes, bytes], **options: int) -> tuple[int, dict[bytes, bytes], bytes]:
    """Status, headers and body, behind the headers and the door."""
    door = Middleware(Full, visitors=options.get("visitors", 0), memory=options.get("memory", 0))
    page = Route("/{path:path}", lambda _: PlainTextResponse("page"))
    return ask(Starlette(routes=[page], middleware=[Middleware(SecurityHeaders), door]), path, *more)


def test_streamlits_own_metrics_are_closed_whatever_stands_before_them() -> None:
    for path in ("/_stcore/metrics", "/_stcore/metrics/", "/neuron/_stcore/metrics"):
        assert answers(path)[0] == 404
    for path in ("agent", "agent/openapi.json", "agent/mcp", "agent/interact/"):
        assert answers(f"/_stcore/{path}")[0] == answers(f"/neuron/_stcore/{path}")[0] == 404
    for path in ("/_stcore/health", "/_stcore/agents", "/_stcore/metrics.js", "/author/login", "/explore"):
        assert answers(path)[0] == 200


def test_operations_says_of_every_address_who_needs_it_and_what_nobody_needs_is_closed() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `(/[^`]*)` \| (.*) \|$", text, re.M))
    runtime = streamlit_app.app._create_runtime()
    routes = [*streamlit_app.app._user_routes, *create_streamlit_routes(runtime)]
    paths = {re.sub(r"\{(\w+).*?\}", "…", route.path) for route in routes if isinstance(route, Route | WebSocketRoute)}
    assert {path.replace("…/…", "…") for path in paths} == set(told) - {"/…"}
    for path, who in told.items():
        assert bool(headers.CLOSED.fullmatch(path)) == who.startswith("nobody"), path


HTML = (b"accept", b"text/html,*/*;q=0.8")


def test_who_comes_when_every_place_is_taken_is_told_and_asked_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally.visitors, "number", 3)
    assert answers("/train", HTML, visitors=4)[0] == 200
    before = tally.turned_away.times.get("visitors", 0)
    asked = [answers("/train", HTML, visitors=3) for _ in range(30)]
    assert tally.turned_away.times["visitors"] == before + len(asked)
    waits = set()
    for status, told, page in asked:
        assert (status, told[b"cache-control"]) == (503, b"no-store")
        waits.add(seconds := int(told[b"retry-after"]))
        assert f'content="{seconds}"' in page.decode()
        assert f'data-seconds="{seconds}"' in page.decode()
        assert "every 10 to 20 seconds" in page.decode()
        assert "<h1>Every place is taken.</h1>" in page.decode()
        assert b"{{" not in page
    assert waits <= set(range(10, 21))
    assert len(waits) > 3, "browsers that come together ask apart"
    for given, script in ((told, re.findall(rb'<script type="module">(.*?)</script>', page, re.DOTALL)),):
        digest = base64.b64encode(hashlib.sha256(script[0]).digest()).decode()
        assert f"script-src 'sha256-{digest}';" in given[b"content-security-policy"].decode(), "the script may run"
        assert len(script) == 1
    for path in ("/media/neuron.html", "/_stcore/health", "/component/one/index.html"):
        assert answers(path, HTML, visitors=3)[0] == 200, "who is there goes on"
    assert answers("/static/js/index.js", (b"accept", b"*/*"), visitors=3)[0] == 200
    assert answers("/plotly-7.1.0.min.js", HTML, visitors=3)[0] == 200, "as Chrome asks for it ahead"


def test_when_the_memory_is_used_up_nobody_new_comes_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(full, "resident_bytes", lambda: 1000)
    assert answers("/", HTML, memory=1001)[0] == 200
    status, _, page = answers("/", HTML, memory=1000)
    assert status == 503
    assert "no memory left for new visitors" in page.decode()
    assert "place is taken" not in page.decode()
    assert answers("/", HTML)[0] == 200


def test_a_server_that_ends_says_so_and_each_reason_has_its_own_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaving.leaving, "has_begun", True)
    status, told, page = answers("/", HTML)
    assert (status, int(told[b"retry-after"]) >= 10) == (503, True)
    assert "This server is being ended." in page.decode()
    assert answers("/media/picture.png", HTML)[0] == 200, "who is there is served to the end"
    assert len({heading for heading, _ in full.WHY.values()}) == len(full.WHY)


def test_all_open_pages_are_told_that_the_server_stops_by_one_message_each(monkeypatch: pytest.MonkeyPatch) -> None:
    leaving.tell(3)  # where no app runs, nobody is there
    told: list[list[Any]] = [[], [], []]
    pages = dict(zip("abc", (SimpleNamespace(write_forward_msg=each.append) for each in told), strict=True))

    def gone(_: object) -> None:
        raise SessionClientDisconnectedError

    pages["b"] = SimpleNamespace(write_forward_msg=gone)
    monkeypatch.setattr(visits, "_seen", dict.fromkeys("xabc", 0.0))
    monkeypatch.setattr(st.runtime, "get_instance", lambda: SimpleNamespace(get_client=pages.get))
    leaving.tell(3)
    toasts = [[each.delta.new_element.toast for each in some] for some in told]
    one = [(leaving.FAREWELL, 3)]
    assert [[(each.body, each.duration) for each in some] for some in toasts] == [one, [], one]
    assert len(leaving.FAREWELL) <= 104, "Streamlit folds the rest away"

    def page() -> None:
        from pages.server import leaving

        leaving.say_again()

    for name in ("streamlit.proto.RootContainer_pb2", "streamlit.runtime.session_manager"):  # another Streamlit
        with monkeypatch.context() as other:
            other.setitem(sys.modules, name, None)
            leaving.tell(3)
    monkeypatch.setattr(st.runtime, "get_instance", lambda: SimpleNamespace())
    leaving.tell(3)
    assert [len(some) for some in told] == [1, 0, 1]
    monkeypatch.undo()
    assert not AppTest.from_function(page).run().toast
    monkeypatch.setattr(leaving.leaving, "_ends", leaving.monotonic() + 50)
    assert [each.value for each in AppTest.from_function(page).run().toast] == [leaving.FAREWELL]


def page_of(browser: str, *more: str) -> tuple[bytes, bytes]:
    """The header of a browser with this name."""
    return b"cookie", "; ".join([*more, f"{full.BROWSER}={full.signed(browser)}"]).encode()


def test_a_browser_gets_a_signed_cookie_with_its_first_page_and_no_other_is_believed() -> None:
    def given(*headers: tuple[bytes, bytes], path: str = "/train") -> str:
        return answers(path, *headers)[1].get(b"set-cookie", b"").decode()

    first, second = given(HTML), given(HTML)
    assert re.fullmatch(rf"{full.BROWSER}=[0-9a-f]{{32}}\.[0-9a-f]{{64}}; Path=/; HttpOnly; SameSite=Lax", first)
    assert first != second
    cookie = first.partition(";")[0].encode()
    name = full.browser_of({"headers": [(b"cookie", cookie)]})
    assert name
    assert cookie.decode().endswith(name)
    assert not given(HTML, (b"cookie", cookie)), "it keeps the one that it has"
    assert not given(path="/media/picture.png")
    name, signature = name.split(".")
    for forged in ("", ".", name, f"{name}.", f"{'0' * 32}.{signature}", f"{name}.{signature[:-1]}é", f".{signature}"):
        assert not full.browser_of({"headers": [(b"cookie", f"{full.BROWSER}={forged}".encode("latin-1"))]})
    other = hmac.digest(b"another key", f"{full.BROWSER}={name}".encode(), "sha256").hex()
    assert not full.browser_of({"headers": [(b"cookie", f"{full.BROWSER}={name}.{other}".encode())]})


def test_by_https_the_cookie_of_a_browser_is_secure() -> None:
    scope = {"type": "http", "scheme": "https", "method": "GET", "path": "/", "headers": [HTML]}
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    apart(Full(PlainTextResponse("in"), visitors=0, memory=0)(scope, None, send))  # type: ignore[arg-type]
    assert dict(sent[0]["headers"])[b"set-cookie"].endswith(b"; SameSite=Lax; Secure")


def test_who_is_here_or_was_a_moment_ago_is_known_by_her_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally.visitors, "number", 0)
    now = [1000.0]
    monkeypatch.setattr(full, "monotonic", lambda: now[0])
    door = Full(PlainTextResponse("in"), visitors=2, memory=0)
    anna, ben = "a1" * 16, "b2" * 16

    def status(browser: str) -> int:
        return ask(door, "/", HTML, page_of(browser, 'odd="a b', "=x"))[0]  # type: ignore[arg-type]

    asked: list[int] = []

    async def stay(*_: object) -> None:
        tally.visitors.number += 1  # somebody else's
        asked.extend([await asyncio.to_thread(status, each) for each in (anna, ben)])
        tally.visitors.number = 3
        now[0] += full.A_MOMENT

    scope = {"type": "websocket", "path": "/_stcore/stream", "headers": [page_of(anna)]}
    inside = Full(stay, visitors=2, memory=0)
    door._here, door._gone = inside._here, inside._gone
    apart(inside(scope, None, None))  # type: ignore[arg-type]
    assert asked == [429, 503]
    tally.visitors.number = 2
    assert (status(anna), status(ben)) == (200, 503), "her place was given away, and she comes back in"
    tally.visitors.number = 3
    assert status(anna) == 503, "one more than there are places for is the most"
    tally.visitors.number = 2
    now[0] += full.A_MOMENT + 1
    assert status(anna) == 503
    assert not door._gone
    assert status("") == 503


def test_the_memory_is_what_the_system_says() -> None:
    before = full.resident_bytes()
    if before:  # on Linux
        assert before / 2**20 == pytest.approx(float(Path("/proc/self/statm").read_text().split()[1]) / 256, rel=0.5)


def test_an_open_page_is_counted_and_one_too_many_gets_no_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally.visitors, "number", 0)
    inside: list[int] = []

    async def stay(_: WebSocket) -> None:
        inside.append(tally.visitors.number)

    app = Full(Starlette(routes=[WebSocketRoute("/_stcore/stream", stay)]), visitors=1, memory=0)
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "websocket", "path": "/_stcore/stream", "root_path": "", "query_string": b"", "headers": []}
    apart(app(dict(scope), None, send))  # type: ignore[arg-type]
    assert (inside, tally.visitors.number) == ([1], 0)
    monkeypatch.setattr(tally.visitors, "number", 1)
    apart(app(dict(scope), None, send))  # type: ignore[arg-type]
    assert inside == [1]
    assert sent[-1] == {"type": "websocket.close", "code": 1013}


def test_a_script_needs_no_policy_and_all_else_has_one() -> None:
    def headers_of(kind: str) -> set[bytes]:
        page = Route("/one", lambda _: PlainTextResponse("x", media_type=kind))
        return set(ask(Starlette(routes=[page], middleware=[Middleware(SecurityHeaders)]), "/one")[1])

    about = {b"content-security-policy", b"permissions-policy"}
    for kind in ("text/html", "image/svg+xml", "text/xml", "application/octet-stream"):
        assert headers_of(kind) >= about | {b"x-content-type-options"}, kind
    for kind in ("text/javascript", "text/css", "image/png"):
        assert not headers_of(kind) & about
        assert b"x-content-type-options" in headers_of(kind)
    assert about <= set(answers("/_stcore/metrics")[1])


def rules(host: bytes = b"") -> dict[str, set[str]]:
    """The policy, taken apart."""
    parts = [each.split() for each in policy(host).decode().split(";")]
    return {name: set(sources) for name, *sources in parts}


def test_a_page_may_load_its_own_and_nothing_else() -> None:
    told = rules()
    assert told["default-src"] == {"'self'"}
    assert told["connect-src"] == {"'self'", "data:", "blob:"}, (
        "Streamlit's camera fetches what it took; nothing leaves"
    )
    assert told["object-src"] == told["base-uri"] == told["frame-src"] == {"'none'"}
    every = set().union(*told.values())
    assert not [each for each in every if "unsafe-eval" in each and not each.startswith("'wasm-")]
    assert [name for name, sources in told.items() if "'unsafe-inline'" in sources] == ["style-src"]
    assert not [each for each in every if each.startswith(("http", "ws", "*"))]
    html = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    hashes = {each for each in told["script-src"] if "sha256" in each}
    inline = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    found = {f"'sha256-{base64.b64encode(hashlib.sha256(each.encode()).digest()).decode()}'" for each in inline}
    assert hashes == found
    assert len(found) == 1


def test_the_socket_is_named_as_the_browser_calls_the_server_and_nothing_is_smuggled_in() -> None:
    assert rules(b"neuron.org")["connect-src"] - rules()["connect-src"] == {"ws://neuron.org", "wss://neuron.org"}
    assert rules(b"[::1]:8501")["connect-src"] >= {"'self'", "ws://[::1]:8501", "wss://[::1]:8501"}
    for evil in (b"a.org; script-src *", b"a.org *", b"*", b"a.org\r\nx: y", b"\xff", b"a.org/"):
        assert policy(evil) == policy()


def test_a_teacher_may_be_named_who_shows_the_app_in_a_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(environment.frame_ancestors.variable, raising=False)
    assert headers.frame_ancestors() == "'self'"
    monkeypatch.setenv(environment.frame_ancestors.variable, "https://moodle.school.org  *.school.org:8443")
    assert headers.frame_ancestors() == "'self' https://moodle.school.org *.school.org:8443"
    monkeypatch.setenv(environment.frame_ancestors.variable, "'none'")
    assert headers.frame_ancestors() == "'none'"


def test_a_page_is_answered_only_by_a_name_that_the_server_has(monkeypatch: pytest.MonkeyPatch) -> None:
    assert answers("/train", (b"host", b"evil.org"))[0] == 200
    monkeypatch.setenv(environment.hosts.variable, "neuron.school.org [::2]")
    for host in (b"neuron.school.org", b"Neuron.School.org:8501", b"[::2]:80", b"localhost:1", b"127.0.0.1"):
        assert answers("/train", (b"host", host))[0] == 200
    for host in (
        b"evil.org",
        b"neuron.school.org.evil.org",
        b"[::3]",
        b"",
        b"a b",
        b"\xff",
        b"neuron.school.org@evil.org",
    ):
        assert answers("/train", (b"host", host))[0] == 421
    for origin in (b"http://evil.org", b"null", b"https://neuron.school.org.evil.org"):
        assert answers("/train", (b"host", b"neuron.school.org"), (b"origin", origin))[0] == 421


def line_of(name: str, message: str, *parts: object, error: BaseException | None = None) -> dict[str, Any]:
    """A record as a line of the log."""
    about = None if error is None else (type(error), error, error.__traceback__)
    record = logging.LogRecord(name, logging.ERROR, "file.py", 1, message, parts, about)
    text = log.Lines().format(record)
    assert "\n" not in text
    line: dict[str, Any] = json.loads(text)
    return line


def fail_with(secret: str) -> ValueError:
    try:
        int(secret)
    except ValueError as error:
        return error
    raise AssertionError


def test_a_line_of_the_log_says_where_and_not_what_a_visitor_brought() -> None:
    line = line_of("streamlit.runtime", "Reading %s failed", "my diary.txt", error=fail_with("dear diary"))
    assert line["message"] == "Reading %s failed"
    assert line["error"] == "ValueError"
    assert re.fullmatch(r"tests/app/test_operations\.py:\d+ fail_with", line["at"][-1])
    assert "diary" not in json.dumps(line).replace("Reading", "")
    assert line_of("pages.server.metrics", "the port %s is taken", 8000)["message"] == "the port 8000 is taken"
    assert line_of("logreg_core.plugins", "two\nlines")["level"] == "error"


def test_all_loggers_speak_so_those_with_a_voice_of_their_own_too(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    root, own = logging.Logger("root"), logging.Logger("uvicorn.error")
    own.addHandler(logging.StreamHandler())
    own.propagate, own.parent = False, root
    monkeypatch.setattr(logging.root, "manager", manager := logging.Manager(root))  # type: ignore[arg-type]
    manager.loggerDict["uvicorn.error"] = own
    monkeypatch.setattr(logging, "getLogger", lambda name=None: root)
    monkeypatch.setenv(environment.log.variable, "json")
    log.begin()
    own.error("Gone: %s", "secret")
    lines = [json.loads(each) for each in capfd.readouterr().err.splitlines()]
    assert [each["message"] for each in lines][-1] == "Gone: %s"


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A Streamlit with the pages ``open``, which finds a closed session for 120 seconds, at the time ``now``."""
    held = SimpleNamespace(now=1000.0, open=set(), closed=[], script="", files=MemoryUploadedFileManager("/files"))
    runtime = SimpleNamespace(
        is_active_session=lambda session: session in held.open,
        close_session=lambda session: held.closed.append((session, held.now)),
        get_client=lambda session: None,
        uploaded_file_mgr=held.files,
    )
    monkeypatch.setattr(st.runtime, "get_instance", lambda: runtime)
    monkeypatch.setattr(visits, "get_script_run_ctx", lambda: SimpleNamespace(session_id=held.script))
    monkeypatch.setattr(visits, "monotonic", lambda: held.now)
    monkeypatch.setattr(visits, "_seen", {})
    monkeypatch.setattr(visits, "TTL", 120)
    monkeypatch.setattr(visits, "SWEEP_SECONDS", 5.0)
    return held


def test_a_visit_is_closed_once_its_page_is_gone_for_long_and_before_streamlit_loses_it(held: SimpleNamespace) -> None:
    for held.script in ("stays", "leaves", "comes back"):
        visits.enter()
        held.files.add_file(held.script, UploadedFileRec("1", "a.png", "image/png", b"x"))
    held.files.add_file("never ran", UploadedFileRec("1", "a.png", "image/png", b"x"))
    held.files.add_file("uploads first", UploadedFileRec("1", "a.png", "image/png", b"x"))
    for second in range(0, 300, 5):
        held.open = {"stays", "uploads first"} | ({"leaves"} if second < 20 else set())
        held.open |= set() if 20 <= second < 110 or second >= 180 else {"comes back"}
        visits.sweep()
        assert "never ran" not in held.files.file_storage, "of no session that is known"
        assert visits.number() == 3 - len(held.closed)
        held.now += 5
    gone = {"leaves": 1020, "comes back": 1180}
    assert [session for session, _ in held.closed] == list(gone)
    assert all(100 <= at - gone[session] < 120 for session, at in held.closed)
    assert set(held.files.file_storage) == {"stays", "uploads first"}


def test_the_visits_are_counted_while_pages_are_opened_and_closed(held: SimpleNamespace) -> None:
    """By the thread of the metrics, that is, while others change the table."""
    come_and_go, enough, switch = iter(range(10**9)), threading.Event(), sys.getswitchinterval()

    def server() -> None:
        while not enough.is_set():
            held.script = f"visit {next(come_and_go)}"
            visits.enter()
            held.now += 0.1
            visits.sweep()

    with ThreadPoolExecutor(1) as pool:
        sys.setswitchinterval(1e-5)
        try:
            working = pool.submit(server)
            until(lambda: visits.number() > 1)
            counted = [(visits.number(), len(visits.clients()))[0] for _ in range(1000)]
        finally:
            enough.set()
            sys.setswitchinterval(switch)
        working.result(timeout=60)
    assert all(0 <= number <= 1101 for number in counted)
