"""How long and how much memory: the two measures of the benchmark."""

from __future__ import annotations

import os
import platform
import tracemalloc
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from time import perf_counter, sleep

from threadpoolctl import threadpool_info

MB = 2**20


def seconds(*works: Callable[[], object], repeats: int = 5) -> list[float]:
    """The least time of each work, taken in turn: what else the machine does can only make it longer.

    A pause before each lets the threads of the work before it go to sleep.
    """
    times: list[list[float]] = [[] for _ in works]
    for _ in range(repeats):
        for own, work in zip(times, works, strict=True):
            sleep(0.1)
            start = perf_counter()
            work()
            own.append(perf_counter() - start)
    return [min(own) for own in times]


def peak(work: Callable[[], object]) -> int:
    """The bytes that a work holds at once at most, beyond what was there before it began."""
    tracemalloc.start()
    work()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def processor() -> str:
    """The name of the processor."""
    cpu = Path("/proc/cpuinfo")
    lines = cpu.read_text().splitlines() if cpu.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def machine() -> str:
    """The processor, the versions, and the kernels that multiply matrices."""
    libraries = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "scikit-learn"))
    kernels = {
        f"{pool['internal_api']} {pool['version']} ({pool.get('architecture', '?')}, {pool['num_threads']} threads)"
        for pool in threadpool_info()
        if pool["user_api"] == "blas"
    }
    return (
        f"{processor()}, {os.cpu_count()} cores;"
        f" Python {platform.python_version()}, {libraries}; {'; '.join(sorted(kernels))}."
    )
