"""The tests and the screenshot need the real server, so this starts one as a visitor's host would, and ends it."""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
ANY_CERTIFICATE = ssl.create_default_context()
ANY_CERTIFICATE.check_hostname, ANY_CERTIFICATE.verify_mode = False, ssl.CERT_NONE
PATIENCE = 180  # seconds until a server that does not answer has failed


@dataclass(frozen=True)
class Server:
    """A running server: its address without a slash at the end, the file that it writes its log to, its process, and
    the port on which it says what it counts.
    """

    url: str
    log_file: Path
    pid: int
    metrics_port: int = 0

    def log(self) -> str:
        """All that the server has said so far."""
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def counts(self, name: str) -> float:
        """One of its metrics that has no labels, such as ``logreg_waiting_bytes``, as it is now."""
        with urlopen(f"http://127.0.0.1:{self.metrics_port}/metrics", timeout=30) as answer:
            lines = answer.read().decode().splitlines()
        return next(float(line.split()[1]) for line in lines if line.startswith(f"{name} "))


@contextmanager
def running_server(
    module: str = "streamlit", surroundings: Mapping[str, str] = MappingProxyType({}), /, **more: str
) -> Iterator[Server]:
    """`streamlit run streamlit_app.py` on a free port of this machine, ready for its first visitor.

    module: what Python runs in the place of Streamlit. surroundings: variables beside those of this process.
    more: further options of the group ``server``; with ``port`` it is that one.
    """
    port = int(more.get("port", free_port()))
    options = {"headless": "true", "address": "127.0.0.1", "port": str(port), "fileWatcherType": "none", **more}
    command = [sys.executable, "-m", module, "run", "streamlit_app.py"]
    command += [part for name, value in options.items() for part in (f"--server.{name}", value)]
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        log_file = Path(folder, "server.log")
        with log_file.open("wb") as log:
            environment = {**os.environ, "LOGREG_METRICS_PORT": str(metrics_port := free_port()), **surroundings}
            process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
        server = Server(f"http://127.0.0.1:{port}", log_file, process.pid, metrics_port)
        try:
            wait_until_healthy(server, process)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def free_port() -> int:
    """A port of this machine that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_healthy(server: Server, process: subprocess.Popen[bytes]) -> None:
    """Wait until a server answers; its certificate may be one that nobody vouches for."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(f"{server.url}/_stcore/health", timeout=20, context=ANY_CERTIFICATE):
                return
        except (URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError(f"The server did not become healthy. Its log:\n{server.log()}")
