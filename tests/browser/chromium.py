"""The browser tests need a Chromium, so this finds one, or installs one when there is none.

`make test` runs it before pytest. It looks for an installed browser, then for Playwright's own, then downloads
Playwright's own, and as root on Debian or Ubuntu installs the distribution's package. In CI it is a failure when all
of that fails; elsewhere the browser tests are skipped then.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

VARIABLE = "CHROMIUM"  # the environment variable that names a browser
COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_APPS = ("Chromium", "Google Chrome")
START_SECONDS = 120
DOWNLOAD_SECONDS = 300
PACKAGE_SECONDS = 600
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # the same with and without a network
)


def find() -> str | None:
    """The path of a Chromium that starts, or None. ``$CHROMIUM``, when set, is the only one that is looked at."""
    return next(filter(_starts, _candidates()), None)


def launch(playwright: Playwright, path: str, *flags: str) -> Browser:
    """Start the browser at this path. It knows no other host than this machine."""
    return playwright.chromium.launch(executable_path=path, args=[*FLAGS, *flags])


def main() -> int:
    """Find a browser or install one, and say which. Returns the exit code."""
    path = find() or (_install_playwrights() and find()) or (_install_debians() and find())
    if path:
        print(f"Chromium for the browser tests: {path}")
        return 0
    in_ci = os.environ.get("CI") == "true"
    print(missing() if in_ci else f"{missing()} Until then the browser tests are skipped.")
    return 1 if in_ci else 0


def missing() -> str:
    """Why there is no browser, and what to do, in one sentence."""
    if named := os.environ.get(VARIABLE):
        return f"The environment variable {VARIABLE} names {named}, which does not start: correct it, or unset it."
    return (
        f"No Chromium starts here (tried {', '.join(COMMANDS)}, Playwright's own, and, where `make test` runs as root,"
        f" apt-get): install Chromium or Chrome, or set the environment variable {VARIABLE} to the path of one."
    )


def _candidates() -> Iterator[str]:
    if named := os.environ.get(VARIABLE):
        yield shutil.which(named) or named
        return
    if sys.platform != "win32":  # there, asking a browser for its version opens a window
        yield from filter(None, map(shutil.which, COMMANDS))
    if sys.platform == "darwin":
        for home in (Path("/Applications"), Path.home() / "Applications"):
            yield from (str(home / f"{app}.app/Contents/MacOS/{app}") for app in MAC_APPS)
    with sync_playwright() as playwright:
        playwrights = playwright.chromium.executable_path
    yield playwrights


def _starts(path: str) -> bool:
    if not Path(path).is_file():
        return False
    return sys.platform == "win32" or succeeds([path, "--version"], START_SECONDS)


def _install_playwrights() -> bool:
    if os.environ.get(VARIABLE):
        return False
    print("Downloading Chromium for the browser tests ...", flush=True)
    return succeeds([sys.executable, "-m", "playwright", "install", "chromium"], DOWNLOAD_SECONDS)


def _install_debians() -> bool:
    if os.environ.get(VARIABLE) or sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    print("Installing the package chromium for the browser tests ...", flush=True)
    install = ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"]
    return succeeds(["apt-get", "update"], PACKAGE_SECONDS) and succeeds(install, PACKAGE_SECONDS)


def succeeds(command: list[str], seconds: float) -> bool:
    """Whether a command ends well within the time. It is quiet, and takes its children with it when it does not end."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
    except OSError:
        return False
    try:
        return process.wait(timeout=seconds) == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        if process.poll() is None:
            if sys.platform == "win32":
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


if __name__ == "__main__":
    sys.exit(main())
