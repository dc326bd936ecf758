"""Work on a Dask cluster: the same results, the same progress, and where the cluster is lost the threads here.

What goes there is a function of ours by its name and values of ours; what comes back is such a value. Nobody else may
speak to the scheduler: Dask's protocol is pickle, so it belongs into the network of the servers and nowhere else.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from secrets import token_hex
from threading import Lock
from time import monotonic
from typing import Any, TypeVar

from distributed import Client, Event, Future, get_worker
from distributed.client import FutureCancelledError
from distributed.scheduler import KilledWorker

from logreg_core import Cancelled, Dataset

from .executor import LOOK, Executor, Watcher

CONNECT = 5.0  # seconds until a scheduler that does not answer is taken for lost
AGAIN = 30.0  # seconds until it is asked once more
RETRIES = 3  # of a work whose worker is lost
MOST_DATASETS = 8  # that stay on the workers
LOST = "The cluster does not answer, so this is computed here."

T = TypeVar("T")
log = logging.getLogger(__name__)


class Cluster:
    """Does works on the workers of a scheduler.

    address: of the scheduler, such as ``tcp://10.0.0.5:8786``. instead: who does them while that is lost.
    """

    def __init__(self, address: str, instead: Executor) -> None:
        self._address, self._instead = address, instead
        self._client: Client | None = None
        self._lost_at, self._lock = float("-inf"), Lock()
        self._datasets: OrderedDict[str, Future] = OrderedDict()

    def run(self, do: Callable[..., T], inputs: tuple[Any, ...], watcher: Watcher) -> T:
        """As `Executor.run`."""
        for _ in range(2):  # where a worker is lost with a dataset, that is sent anew
            client = self._connected()
            if client is None:
                break
            try:
                return self._run(client, do, inputs, watcher)
            except (FutureCancelledError, KilledWorker) as error:
                log.warning("A work was lost on the cluster: %s", error)
                with self._lock:
                    self._datasets.clear()
            except (OSError, TimeoutError) as error:
                log.warning("The cluster was lost: %s", error)
                self._lose(client)
        watcher.say(LOST)
        return self._instead.run(do, inputs, watcher)

    def _run(self, client: Client, do: Callable[..., T], inputs: tuple[Any, ...], watcher: Watcher) -> T:
        name, heard = f"logreg-{token_hex(8)}", _Heard()
        given = [self._there(client, each) if isinstance(each, Dataset) else each for each in inputs]
        client.subscribe_topic(name, heard.hear)
        future = client.submit(_do, do, name, *given, key=name, pure=False, retries=RETRIES)
        try:
            while not future.done():
                if client.status != "running":
                    raise OSError("The scheduler is gone.")
                if heard.share is None:
                    watcher.waits()
                else:
                    watcher.report(heard.share)
                heard.wait()
            result: T = future.result(timeout=CONNECT)
            return result
        except BaseException:
            if client.status == "running":
                Event(name, client=client).set()
                future.cancel()
            raise
        finally:
            if client.status == "running":
                client.unsubscribe_topic(name)

    def _there(self, client: Client, dataset: Dataset) -> Future:
        """The dataset on the workers, sent there once for all works."""
        with self._lock:
            held = self._datasets.pop(dataset.digest, None)
            if held is None or held.cancelled() or held.status not in ("finished", "pending"):
                held = client.scatter(dataset, hash=False)
            self._datasets[dataset.digest] = held
            while len(self._datasets) > MOST_DATASETS:
                self._datasets.popitem(last=False)
            return held

    def _connected(self) -> Client | None:
        with self._lock:
            if self._client is not None and self._client.status == "running":
                return self._client
            if monotonic() - self._lost_at < AGAIN:
                return None
            try:
                self._client = Client(self._address, timeout=CONNECT, set_as_default=False, direct_to_workers=False)
            except (OSError, TimeoutError, ValueError) as error:
                log.warning("The cluster at LOGREG_SCHEDULER does not answer: %s", error)
                self._lost_at = monotonic()
                return None
            self._datasets.clear()
            return self._client

    def _lose(self, client: Client) -> None:
        with self._lock:
            if self._client is client:
                self._client, self._lost_at = None, monotonic()
                self._datasets.clear()
        client.close(timeout=1)


class _Heard:
    """What a worker has said of its work. share: how much is done; None before it begins."""

    def __init__(self) -> None:
        self.share: float | None = None
        self._news = threading.Event()

    def hear(self, event: tuple[float, float]) -> None:
        """A worker says when, and how much is done."""
        self.share = event[1]
        self._news.set()

    def wait(self) -> None:
        """Until there is news, for a moment at the most."""
        self._news.wait(LOOK)
        self._news.clear()


def _do(do: Callable[..., T], name: str, *inputs: Any) -> T:
    """The work, on a worker. It tells how far it is, and ends where nobody waits for it any more."""
    worker, is_given_up, told = get_worker(), Event(name), float("-inf")
    worker.log_event(name, 0.0)

    def report(share: float) -> None:
        nonlocal told
        if monotonic() - told > LOOK:
            told = monotonic()
            worker.log_event(name, float(share))
            if is_given_up.is_set():
                raise Cancelled("Nobody waits for it any more.")

    return do(*inputs, report)
