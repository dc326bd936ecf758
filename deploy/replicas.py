"""Two replicas of the app behind HAProxy on this machine, and a Valkey for what visitors share: `make replicas`.

It stands beside compose.yaml, with the same haproxy.cfg, and not among the tests: who has one machine and no containers
serves a course with it. It starts a replica again that ended. SIGHUP ends and starts one after the other, which is how
the app is updated under its visitors; SIGTERM and Ctrl-C end all of it. The browser keeps what a visitor has in hand,
so her replica may end at any moment: she goes on in the other one.

Secrets come from the environment: LOGREG_KEY, which signs receipts, and STREAMLIT_SERVER_COOKIE_SECRET, made anew where
there is none. With LOGREG_SHARED it uses the Valkey that is there; with REPLICAS_CERTIFICATE, a file with a certificate
and its key, it speaks https. REPLICAS_BEHIND is for a proxy before it, see haproxy.cfg. LOGREG_METRICS_PORT is the port
of the first replica; the second one has the next.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TextIO
from urllib.error import URLError
from urllib.request import urlopen

APP = Path(__file__).resolve().parents[1] / "streamlit_app.py"
CONFIGURATION = Path(__file__).with_name("haproxy.cfg")
NAMES = ("one", "two")  # as haproxy.cfg calls them
SHARED, DRAIN, SECRET = "LOGREG_SHARED", "LOGREG_DRAIN", "STREAMLIT_SERVER_COOKIE_SECRET"
METRICS, LOG = "LOGREG_METRICS_PORT", "LOGREG_LOG"
CERTIFICATE = "REPLICAS_CERTIFICATE"  # as in haproxy.cfg
DRAINS = "3"  # seconds: HAProxy asks every second
MEMORY = "100mb"  # of the Valkey: a room of 300 needs less than one of them
START_SECONDS, END_SECONDS = 120.0, 30.0
LOOK = 0.1  # seconds between two looks
PAUSE = 2.0  # seconds until a replica that ended is started again


class CannotStart(Exception):
    """A program is missing or does not start; the message says what to do."""


@dataclass
class Replica:
    """A process of the app: its name in haproxy.cfg, its port, and what it is started with."""

    name: str
    port: int
    command: Sequence[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    ended_at: float = 0.0  # by the clock `time.monotonic`; 0: it has not

    def start(self) -> None:
        """Start it, and say so."""
        self.process, self.ended_at = _start(self.name, self.command, self.environment, cwd=APP.parent), 0.0
        _say(f"Replica {self.name}: process {self.process.pid}, port {self.port}.")

    def has_ended(self) -> bool:
        """Whether it does not run."""
        return self.process is None or self.process.poll() is not None

    def is_ready(self) -> bool:
        """Whether it takes visitors."""
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/_ready", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False


def find(*names: str) -> str:
    """The path of the first of these programs that is here. Raises CannotStart."""
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"])
    for name in names:
        if found := shutil.which(name, path=path):
            return found
    raise CannotStart(
        f"{' or '.join(names)} is missing. On Debian and Ubuntu: apt-get install haproxy valkey-server. Or use the"
        " containers of deploy/compose.yaml, which bring their own."
    )


class Replicas:
    """All of it. at: where browsers come, such as ``:8501``; others: what goes on to `streamlit run`."""

    def __init__(self, at: str, others: Sequence[str], folder: Path) -> None:
        haproxy, valkey = find("haproxy"), find("valkey-server", "redis-server")
        environment = {DRAIN: DRAINS, SECRET: secrets.token_hex(32), **os.environ}
        self._valkey: Sequence[str] = ()
        if SHARED not in environment:
            place = folder / "valkey.sock"
            environment[SHARED] = f"unix://{place}"
            keeps_nothing = ("--save", "", "--appendonly", "no", "--maxmemory", MEMORY)
            private = ("--port", "0", "--unixsocket", str(place), "--unixsocketperm", "700", "--loglevel", "warning")
            self._valkey = (valkey, *private, *keeps_nothing, "--dir", str(folder))
        ports = free_ports(len(NAMES))
        self.replicas = [
            Replica(name, port, (*_app(port), *others), {**environment, **_metrics(number)})
            for number, (name, port) in enumerate(zip(NAMES, ports, strict=True))
        ]
        places = {f"REPLICA_{each.name.upper()}": f"127.0.0.1:{each.port}" for each in self.replicas}
        self._haproxy = (haproxy, "-db", "-f", str(CONFIGURATION))
        self._asked = folder / "haproxy.sock"
        self._environment = {**os.environ, "REPLICAS_AT": at, "REPLICAS_SOCKET": str(self._asked), **places}
        self._helpers: list[subprocess.Popen[bytes]] = []
        self.is_over, self.is_to_be_renewed = False, False

    def run(self, ready: Callable[[], None]) -> None:
        """Serve until `is_over`. ready: called when visitors can come. Raises CannotStart."""
        try:
            if self._valkey:
                self._helpers.append(_start("valkey", self._valkey, os.environ))
            for each in self.replicas:
                each.start()
            if not self._wait(lambda: all(each.is_ready() for each in self.replicas), START_SECONDS, alive=True):
                if self.is_over:
                    return
                raise CannotStart("A replica does not start. What it says stands above.")
            self._helpers.append(haproxy := _start("haproxy", self._haproxy, self._environment))
            self._wait(lambda: bool(self._led_to()) or haproxy.poll() is not None, START_SECONDS)
            self._look_at_helpers()
            ready()
            while not self.is_over:
                self._look_at_helpers()
                self._revive()
                if self.is_to_be_renewed:
                    self.is_to_be_renewed = False
                    self._renew()
                time.sleep(LOOK)
        finally:
            self._end()

    def _revive(self) -> None:
        for each in self.replicas:
            if not each.has_ended():
                continue
            each.ended_at = each.ended_at or time.monotonic()
            if time.monotonic() - each.ended_at > PAUSE:
                each.start()

    def _renew(self) -> None:
        """End and start one after the other, first those to which nobody is led; each only while visitors are led to
        all others.
        """
        led_to = self._led_to()
        for each in sorted(self.replicas, key=lambda each: each.name in led_to):
            if not self._are_led_to({other.name for other in self.replicas} - {each.name}):
                return
            if each.process is not None:
                each.process.terminate()
            if not self._wait(each.has_ended, END_SECONDS) and each.process is not None:
                each.process.kill()
            if self.is_over:
                return
            each.start()
        if self._are_led_to({each.name for each in self.replicas}):
            _say("All replicas are renewed.")

    def _are_led_to(self, names: set[str]) -> bool:
        """Wait until HAProxy leads visitors to all of these replicas. Returns whether it does."""
        if self._wait(lambda: names <= self._led_to(), START_SECONDS):
            return True
        if not self.is_over:
            missing = " and ".join(sorted(names - self._led_to()))
            _say(f"Nobody is led to replica {missing}, so what is not renewed yet stays as it is.")
        return False

    def _led_to(self) -> set[str]:
        """The replicas that are ready and that HAProxy leads visitors to: it sees who is there later than we."""
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(END_SECONDS)
                line.connect(str(self._asked))
                line.sendall(b"show stat\n")
                told = line.makefile(encoding="ascii").read()
        except OSError:
            return set()
        rows = csv.DictReader(told.removeprefix("# ").splitlines())
        up = {row["svname"] for row in rows if row["status"].startswith("UP")}
        return {each.name for each in self.replicas if each.name in up and each.is_ready()}

    def _wait(self, condition: Callable[[], bool], seconds: float, *, alive: bool = False) -> bool:
        """Wait until something holds; not longer than these seconds, nor when all is to end, nor, where they must be
        ``alive``, when a replica has ended. Returns whether it holds.
        """
        until = time.monotonic() + seconds
        while not (holds := condition()) and time.monotonic() < until and not self.is_over:
            if alive and any(each.has_ended() for each in self.replicas):
                break
            time.sleep(LOOK)
        return holds

    def _look_at_helpers(self) -> None:
        for each in self._helpers:
            if each.poll() is not None:
                raise CannotStart(f"{Path(str(each.args[0])).name} has ended. What it says stands above.")  # type: ignore[index]

    def _end(self) -> None:
        """End all, in bounded time: the replicas first, and without the time to leave, since there is no other."""
        replicas = [each.process for each in self.replicas if each.process is not None]
        for _ in range(2):  # the second time says: at once
            for process in replicas:
                process.terminate()
            time.sleep(LOOK)
        for process in [*replicas, *reversed(self._helpers)]:
            process.terminate()
            try:
                process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def free_ports(number: int) -> list[int]:
    """So many ports of this machine that nobody uses, no two alike."""
    probes = [socket.socket() for _ in range(number)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def main(arguments: Sequence[str]) -> int:
    """Serve until SIGTERM or Ctrl-C. What is not ours goes on to `streamlit run`. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m deploy.replicas", description=__doc__)
    parser.add_argument("--port", type=int, default=8501)
    parser.add_argument("--address", default="", help="of this machine; without one, all of them")
    ours, others = parser.parse_known_args(arguments)
    with TemporaryDirectory(prefix="neuron-", ignore_cleanup_errors=True) as folder:  # only its owner looks into it
        try:
            replicas = Replicas(f"{ours.address}:{ours.port}", others, Path(folder))

            def end(_number: int, _frame: object) -> None:
                replicas.is_over = True

            def renew(_number: int, _frame: object) -> None:
                replicas.is_to_be_renewed = True

            signal.signal(signal.SIGTERM, end)
            signal.signal(signal.SIGINT, end)
            signal.signal(signal.SIGHUP, renew)
            scheme = "https" if CERTIFICATE in os.environ else "http"
            where = f"{scheme}://{ours.address or 'localhost'}:{ours.port}"
            replicas.run(lambda: _say(f"Ready: {where}\nkill -HUP {os.getpid()} renews it, Ctrl-C ends it."))
        except CannotStart as error:
            _say(str(error), to=sys.stderr)
            return 1
    return 0


def _metrics(number: int) -> dict[str, str]:
    """The port at which the replica with this number tells what it counts, where one is asked for."""
    first = os.environ.get(METRICS, "")
    return {METRICS: str(int(first) + number)} if first.isascii() and first.isdigit() else {}


def _app(port: int) -> tuple[str, ...]:
    options = {"address": "127.0.0.1", "port": str(port), "headless": "true", "fileWatcherType": "none"}
    return (
        *(sys.executable, "-m", "streamlit", "run", str(APP)),
        *(f"--server.{name}={value}" for name, value in options.items()),
    )


def _start(
    name: str, command: Sequence[str], environment: Mapping[str, str], cwd: Path | None = None
) -> subprocess.Popen[bytes]:
    """Start a process that Ctrl-C in a terminal does not reach: it is ended in its turn. What it says is said here."""
    given: dict[str, Any] = {"env": dict(environment), "cwd": cwd, "start_new_session": True}
    if not _is_json():
        return subprocess.Popen(command, **given)
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **given)
    threading.Thread(target=_repeat, args=(name, process.stdout), daemon=True).start()
    return process


def _is_json() -> bool:
    return os.environ.get(LOG, "").strip() == "json"


def _repeat(name: str, lines: Iterable[bytes]) -> None:
    """Say the lines of a process; those that are no objects as such."""
    for line in lines:
        words = line.decode(errors="replace").strip()
        if words:
            _say(words, name)


def _say(words: str, name: str = "replicas", to: TextIO = sys.stdout) -> None:
    """A line of the log, from the process with this name. As JSON it goes to standard error, as the app's lines do."""
    if _is_json() and not words.startswith("{"):
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        words = json.dumps({"time": now, "level": "info", "logger": name, "message": words})
    out = sys.stderr if _is_json() else to
    out.write(f"{words}\n")
    out.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
