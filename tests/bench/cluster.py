"""`make cluster`: a descent on a Dask cluster here, on more images than its workers may hold, beside one process.

A scheduler and two workers are started here. One worker is killed on the way.
"""

from __future__ import annotations

import contextlib
import os
import signal
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import numpy as np
import psutil
from distributed import Client, LocalCluster
from numpy.typing import NDArray

from logreg_core.descent import Descent
from logreg_core.large.images import open_images

from .report import lasts, printed, say

IMAGES = int(os.environ.get("CLUSTER_IMAGES", "200000"))
ITERATIONS = int(os.environ.get("CLUSTER_ITERATIONS", "4"))
SHAPE = (64, 64, 3)
IN_FILE = 2048  # images: 25 MB
MEMORY = "1 GB"  # of each worker
RATE = 0.002
WRITING, TRAINING = 8e-5, 4e-5  # seconds of an image, and of one in one iteration


def main() -> None:
    """Make images, train on them in three ways, and print what was measured, each line as soon as it is there."""
    say(f"All of it takes about {lasts(15 + IMAGES * (WRITING + 3 * ITERATIONS * TRAINING))} on two cores.")
    printed(lines())


def lines() -> Iterator[str]:
    """What was measured."""
    with tempfile.TemporaryDirectory(prefix="logreg-cluster-") as folder:
        size = IMAGES * int(np.prod(SHAPE))
        say(f"Now: {IMAGES:,} images are made.")
        write(Path(folder))
        yield f"{IMAGES:,} images of {SHAPE}: {size / 1e9:.2f} GB as uint8, on a disk."
        say("Now: one process trains.")
        here, seconds_here = train(Path(folder))
        yield f"One process, Dask's threads, read from the disk: {seconds_here:.2f} s per iteration."
        say("Now: two workers start and train.")
        with (
            LocalCluster(
                n_workers=2, threads_per_worker=1, memory_limit=MEMORY, dashboard_address=None, local_directory=folder
            ) as cluster,
            Client(cluster) as client,
        ):
            peaks = Peaks(cluster)
            there, seconds = train(Path(folder))
            moved = bytes_moved(client)
            yield f"Two workers of {MEMORY}: {seconds:.2f} s per iteration."
            yield f"Weights, largest difference over the largest weight: {difference(here, there):.1e}."
            say("Now: the same, and a worker is killed.")
            killed, seconds_killed = train(Path(folder), kill=cluster)
            yield f"The same with a worker killed on the way: {seconds_killed:.2f} s per iteration."
            yield f"Weights: {difference(there, killed):.1e} from those of the run before."
            yield f"Moved in the network in the first run: {moved / ITERATIONS / 1e6:.2f} MB per iteration."
            yield f"Most memory of a worker: {peaks.stop() / 1e6:,.0f} MB."


def write(folder: Path) -> None:
    """Images of noise, one class a little brighter in its middle, in files of IN_FILE images."""
    for number, start in enumerate(range(0, IMAGES, IN_FILE)):
        random = np.random.default_rng(number)
        count = min(IN_FILE, IMAGES - start)
        labels = random.integers(0, 2, count)
        images = random.integers(0, 216, (count, *SHAPE), dtype=np.uint8)
        images[:, 24:40, 24:40] += (20 * labels[:, np.newaxis, np.newaxis, np.newaxis]).astype(np.uint8)
        np.save(folder / f"images-{number:05}.npy", images)
        np.save(folder / f"labels-{number:05}.npy", labels)


def train(folder: Path, kill: LocalCluster | None = None) -> tuple[NDArray[np.float64], float]:
    """The weights after ITERATIONS, and the seconds of one, the setting up apart."""
    images = open_images(folder)
    descent = Descent(images.X, images.Y, learning_rate=RATE, divisor=255.0, record_every=ITERATIONS)
    start = perf_counter()
    for iteration in range(ITERATIONS):
        if kill is not None and iteration == ITERATIONS // 2:
            threading.Timer(0.5, kill_one, [kill]).start()
        descent.advance(1)
    return descent.w, (perf_counter() - start) / ITERATIONS


def kill_one(cluster: LocalCluster) -> None:
    """End one worker as a power cut would."""
    worker = next(iter(cluster.workers.values()))
    os.kill(worker.pid, signal.SIGKILL)


def difference(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """The largest difference, over the largest weight."""
    return float(np.abs(one - other).max() / np.abs(one).max())


def bytes_moved(client: Client) -> float:
    """What the workers have fetched from each other since they began."""
    found = client.run(lambda dask_worker: sum(each["total"] for each in dask_worker.transfer_incoming_log))
    return float(sum(found.values()))


class Peaks:
    """Looks ten times a second at how much memory the workers hold."""

    def __init__(self, cluster: LocalCluster) -> None:
        self._cluster, self._over, self._most = cluster, threading.Event(), 0
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._over.wait(0.1):
            for worker in list(self._cluster.workers.values()):
                with contextlib.suppress(psutil.Error, AttributeError, TypeError):
                    self._most = max(self._most, psutil.Process(worker.pid).memory_info().rss)

    def stop(self) -> int:
        """The most bytes that one held."""
        self._over.set()
        self._thread.join()
        return self._most


if __name__ == "__main__":
    main()
