"""What a walk needs of a browser, whichever it is: an address to go to, and what a script in the page gives."""

from __future__ import annotations

import shutil
from typing import Any, Protocol

from tests.core.valkey_server import install

# Complaints of a page, heard from before its first script on; those that a page makes as it goes are kept for the next.
LISTEN = """(() => {
    const complaints = [];
    window.complaints = complaints;
    const say = (...words) => complaints.push(words.map(String).join(" ").slice(0, 600));
    const { error } = console;
    console.error = (...words) => (say(...words), error.apply(console, words));
    addEventListener("error", ({ message, error }) => say(message ?? "It could not be loaded.", error?.stack ?? ""));
    addEventListener("unhandledrejection", ({ reason }) => say(reason, reason?.stack ?? ""));
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
        say("Against the policy:", violatedDirective, blockedURI));
})();"""


class Engine(Protocol):
    """A browser with one window."""

    name: str

    def go(self, address: str) -> None:
        """Open an address."""

    def run(self, script: str) -> Any:
        """What an asynchronous function with this body gives, as plain values. Raises RuntimeError where it throws."""

    def resize(self, width: int, height: int) -> None:
        """Make the window so large, or as small as it gets."""

    def close(self) -> None:
        """End the browser."""


def program(package: str, *names: str) -> str:
    """The path of the first of these programs, from a package of Debian where there is none. Raises RuntimeError."""
    for _ in range(2):
        if found := next(filter(None, map(shutil.which, names)), None):
            return found
        install(package)
    raise RuntimeError(
        f"There is no {names[0]}, and only root on Debian or Ubuntu can have it installed here: {package}."
    )
