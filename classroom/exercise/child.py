"""The sandboxed process of a learner's code: reads a job from standard input, writes results to standard output.

Input: the length of a header (4 bytes, little-endian), the header (JSON), and for a training the pixels, one byte
each. Output: a dot at the start and for each step of progress, then JSON. The process drops its rights before it
parses, compiles and runs the text, since an attack may aim at any of the three.
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

# Limits: memory, CPU seconds in case the server cannot stop the process, no new files, no new processes. A training
# gets additional memory for its images.
LIMITS = {"AS": 640 * 2**20, "DATA": 384 * 2**20, "CPU": 90, "FSIZE": 0, "CORE": 0, "NOFILE": 0, "NPROC": 0}


def main(what: str, memory: str, seconds: str, unfiltered: str) -> None:
    """Read everything, answer once, and exit at once.

    what: "calls" or "training". memory: bytes beyond LIMITS. seconds: the timeout. unfiltered: "may" or "may not" run
    without a kernel filter.
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
    from . import model_run  # import for a training, while files are available

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
