"""The tests of what visitors share need a Valkey, so this finds its server, or installs one, and starts it.

`make test` runs it before pytest. It looks for Valkey, then for Redis, and as root on Debian or Ubuntu installs the
distribution's package. In CI it is a failure when all of that fails; elsewhere these tests are skipped then.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import valkey

from tests.browser.chromium import PACKAGE_SECONDS, succeeds

COMMANDS = ("valkey-server", "redis-server")  # and packages of the same names
START_SECONDS = 120


def find() -> str | None:
    """The path of a server that starts, or None."""
    paths = filter(None, map(shutil.which, COMMANDS))
    return next((path for path in paths if succeeds([path, "--version"], START_SECONDS)), None)


def missing() -> str:
    """Why there is none, and what to do, in one sentence."""
    return (
        f"No server of Valkey starts here (tried {', '.join(COMMANDS)}, and, where `make test` runs as root, apt-get):"
        " install the package valkey-server, or redis-server."
    )


class Running(NamedTuple):
    """A server, and where it is reached."""

    address: str
    process: subprocess.Popen[str]

    def client(self) -> valkey.Valkey:
        """What a test looks into the server with."""
        return valkey.Valkey.from_url(self.address, decode_responses=True)


@contextmanager
def running(path: str, *options: str, socket: str = "") -> Iterator[Running]:
    """Start the server, on a socket in a folder of its own or on the one that is given; it keeps nothing on a disk."""
    with tempfile.TemporaryDirectory() as folder:  # short: the path of a socket has 107 signs at most
        socket = socket or str(Path(folder) / "valkey.sock")
        process = subprocess.Popen(
            [path, "--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no", *options],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            assert process.stdout is not None
            said = []
            for line in process.stdout:  # until it says so, or ends
                said.append(line)
                if "ready to accept connections" in line.lower():
                    break
            else:
                raise RuntimeError(f"{path} does not start: {''.join(said)[-2_000:]}")
            yield Running(f"unix://{socket}", process)
        finally:
            process.kill()
            process.wait()
            if process.stdout is not None:
                process.stdout.close()


def main() -> int:
    """Find a server or install one, and say which. Returns the exit code."""
    path = find() or next((found for name in COMMANDS if install(name) and (found := find())), None)
    if path:
        print(f"Valkey for the tests: {path}")
        return 0
    in_ci = os.environ.get("CI") == "true"
    print(missing() if in_ci else f"{missing()} Until then the tests that need it are skipped.")
    return 1 if in_ci else 0


def install(package: str) -> bool:
    """As root on Debian or Ubuntu, install a package of the distribution. Returns whether that went well."""
    if sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    print(f"Installing the package {package} for the tests ...", flush=True)
    install = ["apt-get", "install", "--yes", "--no-install-recommends", package]
    return succeeds(["apt-get", "update"], PACKAGE_SECONDS) and succeeds(install, PACKAGE_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
