"""Computations on a Dask cluster, with the same results and progress; falls back to local threads.

The app sends the name of one of our functions and its arguments, and receives the result. Dask's protocol is pickle, so
the scheduler must be reachable only from the servers' own network.
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

CONNECT = 5.0  # seconds until an unreachable scheduler counts as lost
ANSWER = 30.0  # until a silent scheduler, or one without a worker, counts as lost: a worker imports our modules first
AGAIN = 30.0  # seconds until the next try
TRIES = 3  # of a job whose dataset was lost with a worker
HELD = 2**28  # bytes of datasets that stay on the workers, besides the last one used
UNDER_WAY = 4  # jobs of one family: files of up to 25 MB each
LOST = "The cluster does not answer, so this is computed here."
FAILED = "The cluster could not compute this, so it is computed here."
LIBRARIES = ("numpy", "scipy", "scikit-image", "pillow", "pillow-heif")  # results depend on their versions
ROOT = Path(__file__).parents[2]

dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 GB"})  # photos are large

T = TypeVar("T")
log = logging.getLogger(__name__)


class _Lost(Exception):
    """The scheduler does not answer or has no worker."""


class _Failed(Exception):
    """The cluster cannot do this job."""


class Cluster:
    """Runs jobs on the workers of a scheduler.

    address: of the scheduler, such as ``tcp://10.0.0.5:8786``. instead: the executor to use while it is lost.
    """

    def __init__(self, address: str, instead: Executor) -> None:
        self._address, self._instead = address, instead
        self._topic = f"logreg-{token_hex(8)}"  # one name for all jobs: a scheduler never deletes one
        self._client: Client | None = None
        self._lost_at, self._lock = float("-inf"), Lock()
        self._datasets: OrderedDict[str, tuple[Future, int]] = OrderedDict()  # by digest, with their bytes
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
            except FutureCancelledError as error:  # a dataset was lost with its worker; send it again
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
        """As `Executor.each`: a few run at the same time, each as in `run`."""
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
            except Exception as error:  # a bug would fail here too; a fault of the worker would not
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
        """Return the dataset on the workers, sent once for all jobs, and kept while a visitor here uses it."""
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
        """Receive a worker's message: the time, the job and the share done."""
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
    """Wait for a scheduler's greeting, with a timeout: a `Client` would wait for ever. Raises OSError, TimeoutError or
    ValueError."""
    comm = await connect(address, **Security().get_connection_args("client"))
    await comm.close()


def _ask(client: Client, question: Callable[[], Any]) -> Any:
    """Return the scheduler's answer. Raises _Lost if there is none."""
    try:
        return client.sync(question, callback_timeout=ANSWER)
    except (OSError, TimeoutError) as error:
        raise _Lost(repr(error)) from error


class _Heard:
    """The last report of a worker. share: the share done; None before the job starts."""

    def __init__(self) -> None:
        self.share: float | None = None
        self._news = threading.Event()

    def hear(self, share: float) -> None:
        """Store the share done."""
        self.share = share
        self.wake()

    def wake(self) -> None:
        """Wake the waiting thread: the job has ended, or its progress changed."""
        self._news.set()

    def wait(self) -> None:
        """Wait for news, at most a moment."""
        self._news.wait(POLL_SECONDS)
        self._news.clear()


class _Apart:
    """Watcher of one of several jobs, in a thread of its own. The page's thread reads its progress by `tell`."""

    def __init__(self, given_up: threading.Event) -> None:
        self._given_up = given_up
        self._share: float | None = None
        self.said = ""

    def waits(self) -> None:
        """The job waits for a turn. Raises Cancelled if it was cancelled."""
        if self._given_up.is_set():
            raise Cancelled("Nobody waits for it any more.")

    def report(self, share: float) -> None:
        """Report the share done. Raises as `waits`."""
        self.waits()
        self._share = share

    def say(self, sentence: str) -> None:
        """Store a message for the visitor."""
        self.said = sentence

    def tell(self, watcher: Watcher) -> None:
        """Pass the progress on to the real watcher."""
        if self._share is None:
            watcher.waits()
        else:
            watcher.report(self._share)


def _do(do: Callable[..., T], name: str, topic: str, version: str, *inputs: Any) -> T:
    """Run the job on a worker. Reports progress, and stops when nobody waits for the result.

    Raises RuntimeError if the worker has another version, as its results may differ, or if Dask may write a visitor's
    data to disk.
    """
    worker, reported = get_worker(), float("-inf")
    if version != _version():
        raise RuntimeError(f"{worker.address} has another version of this project, its plug-ins or libraries.")
    if not isinstance(worker.data, dict):
        raise RuntimeError(f"{worker.address} may write visitors' pictures to its disk: see docs/scale.md.")
    plugins()
    worker.log_event(topic, (name, 0.0))

    def report(share: float) -> None:
        nonlocal reported
        if monotonic() - reported > POLL_SECONDS:
            reported = monotonic()
            task = worker.state.tasks.get(name)
            if task is None or task.state != "executing":  # cancelled, or the session has ended
                raise Cancelled("Nobody waits for it any more.")
            worker.log_event(topic, (name, float(share)))

    return do(*inputs, report)


ROOMS = ("logreg_core", "classroom", "pages")  # results depend on their sources


@cache
def _version() -> str:
    """Return a fingerprint of all programs that results depend on: sources, plug-ins and libraries."""
    sha = sha256(repr([*map(version, LIBRARIES), environment.plugins.value]).encode())
    for file in sorted(each for room in ROOMS for each in (ROOT / room).rglob("*.py")):
        sha.update(sha256(file.read_bytes()).digest())
    return sha.hexdigest()
