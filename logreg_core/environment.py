"""The environment variables of the app. Only this module reads them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from .errors import ArgumentError

SOURCE = re.compile(r"'self'|'none'|\*|(https?://)?(\*\.)?[a-zA-Z0-9.-]+(:[0-9]+)?")  # a source in CSP


@dataclass(frozen=True)
class Variable:
    """An environment variable that the operator of the server may set.

    variable: its name. rule: for the error message. is_right: whether a text follows the rule. needs: a required
    package and its file of requirements. is_secret: whether errors must not quote it.
    """

    variable: str
    rule: str
    is_right: Callable[[str], object]
    needs: tuple[str, str] | None = None
    is_secret: bool = False

    @property
    def value(self) -> str:
        """The text without surrounding spaces; empty if unset.

        Raises ArgumentError if it breaks the rule, or its package is missing.
        """
        said = os.environ.get(self.variable, "").strip()
        if said and not self.is_right(said):
            got = "what it holds is not" if self.is_secret else f"is {said[:60]!r}"
            raise ArgumentError(f"{self.variable} must be {self.rule}, and {got}: correct it, or leave it away.")
        if said and self.needs and find_spec(self.needs[0]) is None:
            package, file = self.needs
            raise ArgumentError(f"{self.variable} is set, and the package {package} is missing: pip install -r {file}")
        return said


def _port(said: str) -> bool:
    return bool(re.fullmatch("[1-9][0-9]{0,4}", said)) and int(said) < 65_536


public = Variable("LOGREG_PUBLIC", "1", "1".__eq__)  # required if strangers can write code
key = Variable("LOGREG_KEY", "16 characters or more", lambda said: len(said) >= 16, is_secret=True)  # signs receipts
shared = Variable(
    "LOGREG_SHARED",
    "the address of a Valkey, as valkey://HOST:6379/0, valkeys://HOST:6379/0 or unix://PATH",
    re.compile(
        r"(valkeys?://(\S*@)?([^\s/@:]+|\[[\da-f:]+\])(:\d{1,5})?(/\d+)?|unix://(\S*@)?/[^\s?]+)(\?\S*)?"
    ).fullmatch,
    ("valkey", "requirements-valkey.txt"),
    is_secret=True,
)
scheduler = Variable(
    "LOGREG_SCHEDULER",
    "the address of a Dask scheduler, as tcp://HOST:8786",
    re.compile(r"(tcp|tls|wss?)://[^\s/]+:[0-9]{1,5}").fullmatch,
    ("distributed", "requirements-dask.txt"),
)
drain = Variable(
    "LOGREG_DRAIN", "a number of seconds from 0 to 60", re.compile(r"[0-5]?[0-9](\.[0-9]{1,3})?|60").fullmatch
)
log = Variable("LOGREG_LOG", "json", "json".__eq__)
metrics_port = Variable(
    "LOGREG_METRICS_PORT", "a port, 1 to 65535", _port, ("prometheus_client", "requirements-metrics.txt")
)
frame_ancestors = Variable(
    "LOGREG_FRAME_ANCESTORS",
    "addresses such as https://moodle.school.org, with spaces between them",
    lambda said: all(map(SOURCE.fullmatch, said.split())),
)
hosts = Variable(  # hosts under which browsers may call the server
    "LOGREG_HOSTS",
    "names of hosts without ports, such as neuron.school.org, with spaces between them",
    lambda said: all(re.fullmatch(r"[a-zA-Z0-9.-]+|\[[0-9a-fA-F:]+\]", each) for each in said.split()),
)
plugins = Variable(
    "LOGREG_PLUGINS",
    "names of modules, with commas between them",
    lambda said: all(name.strip().replace(".", "").isidentifier() for name in said.split(",") if name.strip()),
)
data_dir = Variable(
    "LOGREG_DATA_DIR", "a folder", lambda said: Path(said).is_dir() or not os.path.lexists(said)
)  # created if it does not exist

TABLE = (public, key, shared, scheduler, drain, log, metrics_port, frame_ancestors, hosts, plugins, data_dir)
