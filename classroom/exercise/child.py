"""The process in which a learner's code runs: standard input brings it, standard output takes what came of it.

In comes the length of a header (4 bytes, little-endian), the header (JSON), and for a training the pixels, one byte
each. Out goes a dot at the start and for each step of progress, and then JSON. Text is parsed, compiled and run only
after this process has given up its rights, for any of the three may be what an attack is aimed at.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from logreg_core.untrusted.confine import restrict

from . import runner
from .policy import walled
from .runtime_guards import walled_names, warm

# What the process may use: memory, seconds of computing in case that nobody is left to stop it, no new file, no new
# process. A training may use more, by what its images take.
LIMITS = {"AS": 640 * 2**20, "DATA": 384 * 2**20, "CPU": 90, "FSIZE": 0, "CORE": 0, "NOFILE": 0, "NPROC": 0}


def main(what: str, memory: str, seconds: str, unfiltered: str) -> None:
    """Read everything, answer once, and end without a goodbye.

    what: "calls" or "training". memory: bytes beside LIMITS. seconds: that the program has. unfiltered: "may" or
    "may not" run where the kernel has no filter.
    """
    warm()
    answers = _called if what == "calls" else _trainer()
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, runner.time_is_up)
        signal.setitimer(signal.ITIMER_REAL, float(seconds), runner.REMIND)
    more = {name: LIMITS[name] + int(memory) for name in ("AS", "DATA")}
    filtered = restrict(LIMITS | more, threads=False)
    os.write(1, b".")
    if not filtered and unfiltered != "may":
        answer: dict[str, Any] = {"unavailable": True}
    else:
        source = sys.stdin.buffer
        job = json.loads(source.read(int.from_bytes(source.read(4), "little")))
        answer = answers(job, source.read())
    os.write(1, b"\n")
    sys.stdout.buffer.write(json.dumps(answer).encode())
    sys.stdout.buffer.flush()
    os._exit(0)


def _called(job: dict[str, Any], _: bytes) -> dict[str, Any]:
    running = runner.Running(job["code"], walled, walled_names(), trace=job["trace"])
    return {"results": runner.results(running, job["calls"])}


def _trainer() -> Callable[[dict[str, Any], bytes], dict[str, Any]]:
    from . import model_run  # what only a training needs, while there are files

    def trained(job: dict[str, Any], data: bytes) -> dict[str, Any]:
        pixels, labels, start = {}, {}, 0
        for part, (n_x, m) in job["train"].items():
            images = np.frombuffer(data, np.uint8, n_x * m, start).reshape(m, n_x)
            pixels[part], start = images.T, start + n_x * m
            labels[part] = np.frombuffer(data, np.uint8, m, start).astype(np.int64)[np.newaxis]
            start += m
        running = runner.Running(job["code"], walled, walled_names())
        return model_run.run(running, pixels, labels, job["settings"], lambda: os.write(1, b"."))

    return trained
