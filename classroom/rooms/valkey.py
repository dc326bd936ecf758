"""A store in a Valkey server, for an app that runs as several processes. Needs the package valkey."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from math import ceil
from pathlib import Path
from typing import Any, Literal, TypeVar

import valkey
from valkey import exceptions
from valkey.backoff import NoBackoff
from valkey.retry import Retry

from logreg_core.errors import ArgumentError, SharedIsLost

from .limits import Limit

CONNECT, ANSWER = 0.2, 0.5  # timeouts in seconds
PAUSE = 2.0  # seconds before the next try after a lost connection
SCRIPT = Path(__file__).with_suffix(".lua")
GONE = (exceptions.ConnectionError, exceptions.TimeoutError, OSError)
_LOST = "Shared data cannot be reached at the moment. You can still work alone."
_FULL = "The space for shared data is full. You can still work alone; ending rooms frees space."
_REFUSED = "Valkey returned an unexpected answer: whoever runs this server should check it."

T = TypeVar("T")


class ValkeyStore:
    """A `Store` in Valkey. A script makes each operation atomic, and every key expires. Connects on first use.

    address: such as ``valkey://localhost:6379/0`` or ``unix:///run/valkey.sock``; never shown, since it may hold a
    password. clock: monotonic seconds. answer: timeout in seconds. Raises ArgumentError for an invalid address.
    """

    def __init__(self, address: str, *, clock: Callable[[], float] = time.monotonic, answer: float = ANSWER) -> None:
        try:
            self._client: Any = valkey.Valkey.from_url(
                address,
                decode_responses=True,
                encoding_errors="replace",
                socket_connect_timeout=CONNECT,
                socket_timeout=answer,
                retry=Retry(NoBackoff(), 0),
                lib_name=None,
                lib_version=None,
            )
        except (ValueError, TypeError) as error:
            raise ArgumentError("The address of Valkey is invalid: write it as valkey://HOST:6379/0.") from error
        self._script = self._client.register_script(SCRIPT.read_text(encoding="utf-8"))
        self._clock, self._ask_again, self._lock = clock, 0.0, threading.Lock()
        self._is_lost = False

    def create(
        self, shelves: Mapping[str, Mapping[str, str]], *, index: str, most: int, now: float, ends: float
    ) -> Literal["made", "taken", "full"]:
        """See `Store`."""
        fields = [json.dumps([text for pair in each.items() for text in pair]) for each in shelves.values()]
        outcome: Literal["made", "taken", "full"] = self._run(
            "create", [index, *shelves], repr(now), repr(ends), ceil(ends - now), most, *fields
        )
        return outcome

    def find(self, shelf: str, fields: Sequence[str], misses: Sequence[Limit]) -> dict[str, str] | None:
        """See `Store`."""
        counts = [value for limit in misses for value in limit[1:]]
        keys = [shelf, *(limit.shelf for limit in misses)]
        values = self._run("find", keys, json.dumps(list(fields)), *counts)
        return None if values is None else _present(fields, values)

    def read(self, shelf: str, fields: Sequence[str] = ()) -> dict[str, str]:
        """See `Store`."""
        if not fields:
            found: dict[str, str] = self._ask(lambda: self._client.hgetall(shelf))
            return found
        return _present(fields, self._ask(lambda: self._client.hmget(shelf, list(fields))))

    def write(self, shelf: str, changes: Mapping[str, str | None], *, only: Mapping[str, str | None]) -> bool:
        """See `Store`."""
        return bool(self._run("write", [shelf], *(json.dumps(list(each.items())) for each in (only, changes))))

    def add(self, shelf: str, kind: str, value: str, *, most: int) -> int:
        """See `Store`."""
        return int(self._run("add", [shelf], kind, value, most))

    def drop(self, shelf: str, kind: str, number: int, also: Sequence[str]) -> bool:
        """See `Store`."""
        return bool(self._run("drop", [shelf], kind, number, json.dumps(list(also))))

    def take(self, limit: Limit) -> bool:
        """See `Store`."""
        return bool(self._run("take", [limit.shelf], *limit[1:]))

    def remove(self, shelves: Sequence[str], *, index: str) -> None:
        """See `Store`. Works in a full server, too."""

        def both() -> None:
            with self._client.pipeline(transaction=True) as pipeline:
                pipeline.delete(*shelves)
                pipeline.zrem(index, shelves[0])
                pipeline.execute()

        self._ask(both)

    def _run(self, operation: str, keys: Sequence[str], *values: str | int) -> Any:
        return self._ask(lambda: self._script(keys=keys, args=[operation, *values]))

    def _ask(self, request: Callable[[], T]) -> T:
        """Send a request. Raises SharedIsLost, at once during the pause after a lost connection."""
        with self._lock:
            if self._is_lost:
                if self._clock() < self._ask_again:
                    raise SharedIsLost(_LOST)
                self._ask_again = self._clock() + PAUSE  # this thread tries again, the others raise until it returns
        try:
            answer = request()
        except GONE as error:
            with self._lock:
                self._is_lost, self._ask_again = True, self._clock() + PAUSE
            raise SharedIsLost(_LOST) from error
        except exceptions.OutOfMemoryError as error:
            raise SharedIsLost(_FULL) from error
        except exceptions.ValkeyError as error:
            raise SharedIsLost(_REFUSED) from error
        self._is_lost = False
        return answer


def _present(fields: Sequence[str], values: Sequence[str | None]) -> dict[str, str]:
    return {field: value for field, value in zip(fields, values, strict=True) if value is not None}
