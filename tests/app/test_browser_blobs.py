"""Drawers: what a session hands out to its own browser and takes from it, and from nobody else."""

from __future__ import annotations

import asyncio
import gc
import hashlib
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from logreg_core import UploadError
from pages.server import browser_blobs as drawers
from pages.server import uploads, visits
from pages.server.browser_blobs import MAX_BYTES, MAX_OF_ONE_VISITOR, Drawer, drawer_route
from pages.server.uploads import UploadLimit

from .test_front_door import apart

MEGABYTE = 2**20


@dataclass
class Answer:
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@pytest.fixture(autouse=True)
def one_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a server, where there is one, and no file waits."""
    monkeypatch.setattr(visits, "uploads", lambda: None)
    monkeypatch.setattr(drawers, "_packing", asyncio.Semaphore(2))


def ask(
    method: str, name: str, token: str, *, said: int | None = None, parts: tuple[bytes, ...] = (b"",), **more: str
) -> Answer:
    """The answer at the door. said: how long the body is, as the request claims; else it says the truth."""
    app = Starlette(routes=[drawer_route("/neuron")], middleware=[Middleware(UploadLimit)])
    headers = {"x-drawer": token, **{key.replace("_", "-"): value for key, value in more.items()}}
    if method == "PUT":
        headers["content-length"] = str(sum(map(len, parts)) if said is None else said)
    scope = {
        "type": "http",
        "method": method,
        "path": f"/neuron/_kept/{name}",
        "headers": [(key.encode(), value.encode()) for key, value in headers.items()],
        "query_string": b"",
    }
    coming: Iterator[tuple[int, bytes]] = iter(enumerate(parts, 1))
    answer = Answer()

    async def receive() -> Any:
        number, part = next(coming, (len(parts), b""))
        return {"type": "http.request", "body": part, "more_body": number < len(parts)}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {key.decode(): value.decode() for key, value in message["headers"]}
        else:
            answer.body += message.get("body", b"")

    apart(app(scope, receive, send))
    return answer


def offering(data: bytes, mark: str = "ä mark") -> Drawer:
    drawer = Drawer()
    drawer.offer({"run": mark}, lambda _: lambda: data)
    return drawer


def test_who_has_the_token_gets_the_bytes_with_their_mark_and_digest() -> None:
    drawer = offering(b"weights")
    digest = hashlib.sha256(b"weights").hexdigest()
    answer = ask("GET", "run", drawer.token)
    assert (answer.status, answer.body, answer.headers["x-digest"]) == (200, b"weights", digest)
    assert answer.headers["x-mark"] == "%C3%A4%20mark"
    assert answer.headers["cache-control"] == "no-store"
    same = ask("GET", "run", drawer.token, x_digest=digest)
    assert (same.status, same.body) == (204, b"")


@pytest.mark.parametrize("token", ["", "0" * 32, "\xff", "x" * 5000])
def test_without_the_token_there_is_nothing(token: str) -> None:
    drawer = offering(b"weights")
    drawer.open(["run"])
    assert ask("GET", "run", token).status == 404
    assert ask("PUT", "run", token, parts=(b"evil",)).status == 404
    assert drawer.close() == {}


def test_a_token_has_128_random_bits_and_opens_nothing_after_its_session() -> None:
    tokens = {Drawer().token for _ in range(50)}
    assert len(tokens) == 50
    assert all(len(bytes.fromhex(token)) == 16 for token in tokens)
    drawer = offering(b"weights")
    token = drawer.token
    assert ask("GET", "run", token).status == 200
    del drawer
    gc.collect()
    assert ask("GET", "run", token).status == 404


def test_bytes_are_packed_once_for_a_mark_and_what_is_gone_is_handed_out_no_more() -> None:
    asked: list[str] = []
    drawer = Drawer()

    def pack(name: str) -> Any:
        asked.append(name)
        return lambda: name.encode()

    drawer.offer({"run": "1", "photo": "1"}, pack)
    drawer.offer({"run": "1", "photo": "2"}, pack)
    drawer.offer({"photo": "2"}, pack)
    assert asked == ["run", "photo", "photo"]
    assert ask("GET", "run", drawer.token).status == 404
    assert ask("GET", "photo", drawer.token).body == b"photo"


def test_what_cannot_be_packed_or_is_too_large_is_refused_with_a_reason() -> None:
    def fail() -> bytes:
        raise UploadError("A dataset must have at most 20 MB. Got 60.")

    drawer = Drawer()
    drawer.offer({"uploaded": "1"}, lambda _: fail)
    answer = ask("GET", "uploaded", drawer.token)
    assert (answer.status, answer.body.decode()) == (422, "A dataset must have at most 20 MB. Got 60.")
    assert ask("GET", "run", offering(bytes(MAX_BYTES + 1)).token).status == 413
    assert ask("GET", "run", offering(bytes(MAX_BYTES)).token).status == 200


def test_only_what_is_awaited_can_be_brought_and_it_is_taken_once() -> None:
    drawer = Drawer()
    assert ask("PUT", "run", drawer.token, parts=(b"early",)).status == 404
    drawer.open(["run", "photo"])
    assert ask("PUT", "other", drawer.token, parts=(b"other",)).status == 404
    assert ask("PUT", "run", drawer.token, parts=(b"no",)).status == 204
    assert ask("PUT", "run", drawer.token, parts=(b"wei", b"ghts")).status == 204
    assert drawers.waiting_bytes(drawer.token) == uploads.waiting_bytes(drawer.token) == 7
    assert drawer.close() == {"run": b"weights"}
    assert drawers.waiting_bytes(drawer.token) == 0
    assert ask("PUT", "run", drawer.token, parts=(b"late",)).status == 404


def test_who_claims_a_gigabyte_is_refused_before_a_byte_is_read() -> None:
    drawer = Drawer()
    drawer.open(["run"])
    assert ask("PUT", "run", drawer.token, said=2**30).status == 413
    assert ask("PUT", "run", drawer.token, said=-1).status == 413
    assert drawer.close() == {}


def test_who_sends_more_than_one_kind_may_have_or_all_together_is_refused() -> None:
    drawer = Drawer()
    drawer.open(["a", "b", "c", "d"])
    part = bytes(MEGABYTE)
    assert ask("PUT", "a", drawer.token, said=5, parts=(part,) * 21).status == 413
    for name in "abc":
        assert ask("PUT", name, drawer.token, parts=(part,) * 20).status == 204
    assert ask("PUT", "d", drawer.token, parts=(part,) * 5).status == 413
    assert ask("PUT", "d", drawer.token, parts=(part,) * 4).status == 204
    assert drawers.waiting_bytes() == drawers.waiting_bytes(drawer.token) == MAX_OF_ONE_VISITOR


def test_what_nobody_takes_is_let_go_of(monkeypatch: pytest.MonkeyPatch) -> None:
    drawer, now = Drawer(), [1000.0]
    monkeypatch.setattr(drawers, "monotonic", lambda: now[0])
    drawer.open(["run"])
    ask("PUT", "run", drawer.token, parts=(b"x",))
    now[0] += drawers.MAX_WAIT
    drawers.sweep()
    assert drawer.waiting_bytes() == 1
    now[0] += 1
    drawers.sweep()
    assert drawer.close() == {}


def test_drawers_are_swept_and_counted_while_another_thread_makes_new_ones() -> None:
    """The server sweeps in one thread, and visits begin in others. A sweep that fails is the last one."""
    held = [Drawer() for _ in range(2_000)]
    is_over, pause = threading.Event(), sys.getswitchinterval()

    def make() -> None:
        while not is_over.is_set():
            Drawer()

    maker = threading.Thread(target=make)
    sys.setswitchinterval(1e-6)
    try:
        maker.start()
        for _ in range(200):
            drawers.sweep()
            assert drawers.waiting_bytes() == 0
    finally:
        is_over.set()
        maker.join()
        sys.setswitchinterval(pause)
    assert len(drawers._drawers) >= len(held)
