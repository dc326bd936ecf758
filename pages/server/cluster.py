"""Computations on a Dask cluster, with the same results and progress; falls back to local threads.

What goes there is a function of ours by its name and values of ours; what comes back is such a value. Nobody else may
speak to the scheduler: Dask's protocol is pickle, so it belongs into the network of the servers and nowhere else.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
import weakref
from collections import OrderedDict, deque
from collections.abc import Callable, Generator, Iterable
from concurrent import futures
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from secrets import token_hex
from threading import Lock
from time import monotonic
from typing import Any, TypeVar

import dask
from distributed import Client, Future, get_worker
from distributed.client import FutureCancelledError
from distributed.comm.core import connect
from distributed.security import Security

from logreg_core import Cancelled, Dataset, LogregError, environment

from .executor import POLL_SECONDS, Executor, Watcher
from .plugged import plugins

CONNECT = 5.0  # seconds until a scheduler that cannot be reached is taken for lost
ANSWER = 30.0  # until one that does not answer any more is, or has no worker: one that imports our modules is slow
AGAIN = 30.0  # seconds until it is asked once more
TRIES = 3  # of a work whose dataset is lost with a worker
HELD = 2**28  # bytes of datasets that stay on the workers beside the one that was asked for last
UNDER_WAY = 4  # works of those that belong together: files of up to 25 MB each
LOST = "The cluster does not answer, so this is computed here."
FAILED = "The cluster could not compute this, so it is computed here."
LIBRARIES = ("numpy", "scipy", "scikit-image", "pillow", "pillow-heif")  # that results depend on
ROOT = Path(__file__).parents[2]

dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 GB"})  # a photo is no mistake

T = TypeVar("T")
log = logging.getLogger(__name__)


class _Lost(Exception):
    """The scheduler does not answer, or has no worker."""


class _Failed(Exception):
    """The cluster cannot do this work."""


class Cluster:
    """Does works on the workers of a scheduler.

    address: of the scheduler, such as ``tcp://10.0.0.5:8786``. instead: who does them while that is lost.
    """

    def __init__(self, address: str, instead: Executor) -> None:
        self._address, self._instead = address, instead
        self._topic = f"logreg-{token_hex(8)}"  # one for all works: a scheduler forgets none
        self._client: Client | None = None
        self._lost_at, self._lock = float("-inf"), Lock()
        self._datasets: OrderedDict[str, tuple[Future, int]] = OrderedDict()  # by mark; and their bytes
        self._heard: dict[str, _Heard] = {}

    def run(self, do: Callable[..., T], inputs: tuple[Any, ...], watcher: Watcher) -> T:
        """As `Executor.run`."""
        said = LOST
        for _ in range(TRIES):
            client = self._connected()
            if client is None:
                break
            try:
                return self._run(client, do, inputs, watcher)
            except FutureCancelledError as error:  # a dataset was lost with its worker, and is sent anew
                log.warning("A work was lost on the cluster: %s", error)
                with self._lock:
                    self._datasets.clear()
            except _Lost as error:
                log.warning("The cluster was lost: %s", error)
                self._lose(client)
            except _Failed as error:
                log.warning("The cluster could not do a work: %s", error)
                said = FAILED
                break
        watcher.say(said)
        return self._instead.run(do, inputs, watcher)

    def each(
        self, do: Callable[..., T], every: Iterable[tuple[Any, ...]], watcher: Watcher
    ) -> Generator[T, None, None]:
        """As `Executor.each`: so many are under way at once, each as `run` does it."""
        pool, given_up = futures.ThreadPoolExecutor(UNDER_WAY), threading.Event()
        under_way: deque[tuple[futures.Future[T], _Apart]] = deque()
        to_come = iter(every)
        try:
            while True:
                for inputs in islice(to_come, UNDER_WAY - len(under_way)):
                    apart = _Apart(given_up)
                    under_way.append((pool.submit(self.run, do, inputs, apart), apart))
                if not under_way:
                    return
                first, apart = under_way.popleft()
                while futures.wait([first], POLL_SECONDS).not_done:
                    apart.tell(watcher)
                if apart.said:
                    watcher.say(apart.said)
                yield first.result()
        finally:
            given_up.set()
            pool.shutdown(wait=False, cancel_futures=True)

    def _run(self, client: Client, do: Callable[..., T], inputs: tuple[Any, ...], watcher: Watcher) -> T:
        name = f"logreg-{token_hex(8)}"
        given = [self._there(client, each) if isinstance(each, Dataset) else each for each in inputs]
        heard = self._heard[name] = _Heard()
        future = client.submit(_do, do, name, self._topic, _version(), *given, key=name, pure=False)
        future.add_done_callback(lambda _: heard.wake())
        try:
            self._wait(client, future, heard, watcher)
            try:
                result: T = future.result(timeout=ANSWER)
            except (LogregError, FutureCancelledError):
                raise
            except TimeoutError as error:
                raise (_Failed if future.status == "error" else _Lost)(repr(error)) from error
            except Exception as error:  # a bug is one here too, and a fault of the worker is none
                raise _Failed(repr(error)) from error
            return result
        except BaseException:
            if client.status == "running":
                future.cancel()
            raise
        finally:
            del self._heard[name]

    def _wait(self, client: Client, future: Future, heard: _Heard, watcher: Watcher) -> None:
        asked = monotonic()
        while not future.done():
            if client.status != "running":
                raise _Lost("The scheduler is gone.")
            if heard.share is None:
                watcher.waits()
            else:
                watcher.report(heard.share)
            if monotonic() - asked > ANSWER:
                if not _ask(client, client.nthreads):
                    raise _Lost("It has no worker.")
                asked = monotonic()
            heard.wait()

    def _there(self, client: Client, dataset: Dataset) -> Future:
        """The dataset on the workers, sent there once for all works, for as long as somebody here has it in hand."""
        with self._lock:
            held, size = self._datasets.pop(dataset.mark, (None, 0))
            if held is None or held.status not in ("finished", "pending"):
                size = sys.getsizeof(dataset)
                while sum(each for _, each in [*self._datasets.values()]) > HELD:
                    self._datasets.popitem(last=False)
                held = _ask(client, lambda: client.scatter(dataset, hash=False, asynchronous=True))
                weakref.finalize(dataset, self._datasets.pop, dataset.mark, None).atexit = False  # from any thread
            self._datasets[dataset.mark] = held, size
            return held

    def _connected(self) -> Client | None:
        with self._lock:
            if self._client is not None and self._client.status == "running":
                return self._client
            if monotonic() - self._lost_at < AGAIN:
                return None
            try:
                asyncio.run(asyncio.wait_for(_greet(self._address), CONNECT))
                self._client = Client(self._address, timeout=CONNECT, set_as_default=False, direct_to_workers=False)
            except (OSError, TimeoutError, TypeError, ValueError) as error:
                log.warning("The cluster at LOGREG_SCHEDULER does not answer: %r", error)
                self._lost_at = monotonic()
                return None
            self._client.subscribe_topic(self._topic, self._hear)
            self._datasets.clear()
            return self._client

    def _hear(self, event: tuple[float, tuple[str, float]]) -> None:
        """A worker says when, and how much is done of which work."""
        name, share = event[1]
        if (heard := self._heard.get(name)) is not None:
            heard.hear(share)

    def _lose(self, client: Client) -> None:
        with self._lock:
            if self._client is client:
                self._client, self._lost_at = None, monotonic()
                self._datasets.clear()
        with suppress(OSError, TimeoutError):
            client.close(timeout=1)


async def _greet(address: str) -> None:
    """Hear a scheduler's greeting: a `Client` waits for that for ever. Raises OSError, TimeoutError or ValueError."""
    comm = await connect(address, **Security().get_connection_args("client"))
    await comm.close()


def _ask(client: Client, question: Callable[[], Any]) -> Any:
    """What the scheduler answers. Raises _Lost where it does not."""
    try:
        return client.sync(question, callback_timeout=ANSWER)
    except (OSError, TimeoutError) as error:
        raise _Lost(repr(error)) from error


class _Heard:
    """What a worker has said of its work. share: how much is done; None before it begins."""

    def __init__(self) -> None:
        self.share: float | None = None
        self._news = threading.Event()

    def hear(self, share: float) -> None:
        """A worker says how much is done."""
        self.share = share
        self.wake()

    def wake(self) -> None:
        """It is over, or there is news."""
        self._news.set()

    def wait(self) -> None:
        """Until there is news, for a moment at the most."""
        self._news.wait(POLL_SECONDS)
        self._news.clear()


class _Apart:
    """Watches one of several works in a thread beside that of the page, which asks it what there is to be told."""

    def __init__(self, given_up: threading.Event) -> None:
        self._given_up = given_up
        self._share: float | None = None
        self.said = ""

    def waits(self) -> None:
        """It waits for a turn. Raises Cancelled where it is given up."""
        if self._given_up.is_set():
            raise Cancelled("Nobody waits for it any more.")

    def report(self, share: float) -> None:
        """This share of it is done. Raises as `waits`."""
        self.waits()
        self._share = share

    def say(self, sentence: str) -> None:
        """Something that the visitor should know."""
        self.said = sentence

    def tell(self, watcher: Watcher) -> None:
        """Tell who really waits how far it is."""
        if self._share is None:
            watcher.waits()
        else:
            watcher.report(self._share)


def _do(do: Callable[..., T], name: str, topic: str, version: str, *inputs: Any) -> T:
    """The work, on a worker. It tells how far it is, and ends where nobody waits for it any more.

    Raises RuntimeError where the worker is of another version, since its results might be others, and where Dask may
    write what it has of a visitor to a disk.
    """
    worker, told = get_worker(), float("-inf")
    if version != _version():
        raise RuntimeError(f"{worker.address} has another version of this project, its plug-ins or libraries.")
    if not isinstance(worker.data, dict):
        raise RuntimeError(f"{worker.address} may write visitors' pictures to its disk: see docs/scale.md.")
    plugins()
    worker.log_event(topic, (name, 0.0))

    def report(share: float) -> None:
        nonlocal told
        if monotonic() - told > POLL_SECONDS:
            told = monotonic()
            task = worker.state.tasks.get(name)
            if task is None or task.state != "executing":  # given up, or who asked for it is gone
                raise Cancelled("Nobody waits for it any more.")
            worker.log_event(topic, (name, float(share)))

    return do(*inputs, report)


ROOMS = ("logreg_core", "classroom", "pages")  # whose sources a result depends on


@cache
def _version() -> str:
    """What tells the programs that results depend on from all others: the sources, the plug-ins, and libraries."""
    sha = sha256(repr([*map(version, LIBRARIES), environment.plugins.value]).encode())
    for file in sorted(each for room in ROOMS for each in (ROOT / room).rglob("*.py")):
        sha.update(sha256(file.read_bytes()).digest())
    return sha.hexdigest()
