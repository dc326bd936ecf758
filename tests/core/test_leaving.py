"""A server that gets SIGTERM takes no new visitors, and is gone in bounded time, whatever it is at."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# A server like that of the app, as uvicorn runs it. It says its port; at /never it gives no answer.
PROGRAM = """
import asyncio, socket
from contextlib import asynccontextmanager
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route
from pages.server import leaving

leaving.END_SECONDS = 1

@asynccontextmanager
async def ready(_):
    leaving.leaving.listen()
    yield

async def never(_):
    print("asked", flush=True)
    await asyncio.sleep(3600)

listening = socket.socket()
listening.bind(("127.0.0.1", 0))
listening.listen()
print(listening.getsockname()[1], flush=True)
app = Starlette(routes=[leaving.ready_route("base"), Route("/never", never)], lifespan=ready)
uvicorn.Server(uvicorn.Config(app, log_level="error")).run([listening])
"""


def start(drain: str) -> tuple[subprocess.Popen[str], int]:
    """That server, with so much time to leave; and its port."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env={**os.environ, "LOGREG_DRAIN": drain},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    return process, int(process.stdout.readline())


def status(port: int, path: str) -> int:
    line = HTTPConnection("127.0.0.1", port, timeout=30)
    line.request("GET", path)
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer.status


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM")
def test_it_says_that_it_leaves_while_it_still_answers_and_the_second_time_ends_at_once() -> None:
    process, port = start("50")
    with process:
        assert status(port, "/base/_ready") == 200
        process.send_signal(signal.SIGTERM)
        for _ in range(1000):
            if status(port, "/base/_ready") == 404:
                break
        assert status(port, "/elsewhere") == status(port, "/base/_ready") == 404, "it still answers"
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=40) == -signal.SIGTERM


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM")
def test_an_answer_that_never_comes_keeps_it_from_nothing() -> None:
    process, port = start("")
    with process:
        line = HTTPConnection("127.0.0.1", port)
        line.request("GET", "/never")
        assert process.stdout is not None
        assert process.stdout.readline() == "asked\n"
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 1, "the watchdog has ended it"
        line.close()
        assert process.stderr is not None
        said = process.stderr.read()
        assert "most recent call first" in said, "where it was"
