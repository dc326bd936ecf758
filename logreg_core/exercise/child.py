"""The process in which a learner's code runs: standard input brings it, standard output takes what came of it."""

from __future__ import annotations

import json
import os
import sys

from ..sandbox import restrict
from . import runner

# What the process may use: seconds of computing in case that nobody is left to stop it, no new file, no new process.
LIMITS = {"DATA": 512 * 2**20, "CPU": 70, "FSIZE": 0, "CORE": 0, "NOFILE": 0, "NPROC": 0}


def main() -> None:
    """Read everything, answer once, and end without a goodbye."""
    restrict(LIMITS)
    job = json.loads(sys.stdin.buffer.read())
    results = runner.run(job["code"], job["calls"], trace=job["trace"])
    sys.stdout.buffer.write(json.dumps({"results": results}).encode())
    sys.stdout.buffer.flush()
    os._exit(0)
