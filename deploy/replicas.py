"""Two replicas of the app behind HAProxy on this machine, and a Valkey for what visitors share: `make replicas`.

It stands beside compose.yaml, with the same haproxy.cfg, and not among the tests: who has one machine and no containers
serves a course with it. honcho starts what the Procfile names, and ends all of it at SIGTERM, at Ctrl-C, and when
HAProxy or Valkey ends. The browser keeps the visitor's state, so a replica may end at any moment: the visitor continues
in the other one.

Secrets come from the environment: LOGREG_KEY, which signs receipts, and STREAMLIT_SERVER_COOKIE_SECRET, made anew where
there is none. With LOGREG_SHARED it uses the Valkey that is there; with REPLICAS_CERTIFICATE, a file with a certificate
and its key, it speaks https. REPLICAS_BEHIND is for a proxy before it, see haproxy.cfg. LOGREG_METRICS_PORT is the port
of the first replica; the second one has the next.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import shutil
import socket
import sys
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from tempfile import TemporaryDirectory

from honcho.environ import parse_procfile
from honcho.manager import SIGNALS, Manager
from honcho.printer import Message, Printer

HERE = Path(__file__).parent
CONFIGURATION = HERE / "haproxy.cfg"
NAMES = ("one", "two")  # as haproxy.cfg calls them
SHARED, METRICS = "LOGREG_SHARED", "LOGREG_METRICS_PORT"
CERTIFICATE = "REPLICAS_CERTIFICATE"  # as in haproxy.cfg
DRAINS = "3"  # seconds: HAProxy asks every second


class CannotStart(Exception):
    """A program is missing; the message says what to do."""


class AsJson(Printer):  # type: ignore[misc] # honcho has no types
    """Each line of each process as an object, on standard error as the app's own, which stay as they are."""

    def write(self, message: Message) -> None:
        """Say the lines of a message, but no empty ones."""
        data = message.data
        text = data.decode(errors="replace") if isinstance(data, bytes) else data
        for words in filter(None, map(str.strip, text.splitlines())):
            if not words.startswith("{"):
                now = message.time.astimezone(UTC).isoformat(timespec="milliseconds")
                words = json.dumps({"time": now, "level": "info", "logger": message.name, "message": words})
            sys.stderr.write(f"{words}\n")
            sys.stderr.flush()


def find(*names: str) -> str:
    """The path of the first of these programs that is here. Raises CannotStart."""
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"])
    for name in names:
        if program := shutil.which(name, path=path):
            return program
    raise CannotStart(
        f"{' or '.join(names)} is missing. On Debian and Ubuntu: apt-get install haproxy valkey-server. Or use the"
        " containers of deploy/compose.yaml, which bring their own."
    )


def processes(at: str, others: Sequence[str], folder: Path) -> dict[str, tuple[str, dict[str, str]]]:
    """The command and the variables of each process. Raises CannotStart.

    at: where browsers come, such as ``:8501``; others: what goes on to `streamlit run`; folder: private.
    """
    ports = dict(zip(NAMES, free_ports(len(NAMES)), strict=True))
    every = {
        "LOGREG_DRAIN": DRAINS,
        "STREAMLIT_SERVER_COOKIE_SECRET": secrets.token_hex(32),
        SHARED: f"unix://{folder / 'valkey.sock'}",
        **os.environ,
        **{f"REPLICA_{name.upper()}": f"127.0.0.1:{port}" for name, port in ports.items()},
        "REPLICAS_AT": at,
        "REPLICAS_ARGS": " ".join(others),
        "PYTHON": sys.executable,
        "HAPROXY": find("haproxy"),
        "VALKEY": find("valkey-server", "redis-server"),
        "VALKEY_FOLDER": str(folder),
    }
    commands = parse_procfile((HERE / "Procfile").read_text(encoding="utf-8")).processes
    replica = commands.pop("replica")
    if SHARED in os.environ:
        del commands["valkey"]
    wanted = {name: (command, every) for name, command in commands.items()}
    for number, (name, port) in enumerate(ports.items()):
        wanted[name] = (replica, {**every, "PORT": str(port), **_metrics(number)})
    return wanted


def free_ports(number: int) -> list[int]:
    """So many ports of this machine that nobody uses, no two alike."""
    probes = [socket.socket() for _ in range(number)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def _metrics(number: int) -> dict[str, str]:
    """The port at which the replica with this number tells what it counts, where one is asked for."""
    first = os.environ.get(METRICS, "")
    return {METRICS: str(int(first) + number)} if first.isascii() and first.isdigit() else {}


def main(arguments: Sequence[str]) -> int:
    """Serve until SIGTERM or Ctrl-C. What is not ours goes on to `streamlit run`. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m deploy.replicas", description=__doc__)
    parser.add_argument("--port", type=int, default=8501)
    parser.add_argument("--address", default="", help="of this machine; without one, all of them")
    ours, others = parser.parse_known_args(arguments)
    scheme = "https" if CERTIFICATE in os.environ else "http"
    manager = Manager(AsJson() if os.environ.get("LOGREG_LOG", "").strip() == "json" else None)
    with TemporaryDirectory(prefix="neuron-", ignore_cleanup_errors=True) as folder:  # only its owner looks into it
        try:
            for name, (command, variables) in processes(f"{ours.address}:{ours.port}", others, Path(folder)).items():
                manager.add_process(name, command, env=variables, cwd=HERE.parent)
        except CannotStart as error:
            sys.exit(str(error))
        sys.stderr.write(f"Ready, once a server is UP: {scheme}://{ours.address or 'localhost'}:{ours.port}\n")
        manager.loop()
    return 0 if manager.returncode in [each["rc"] for each in SIGNALS.values()] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
