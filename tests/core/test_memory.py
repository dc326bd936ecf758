"""What the server's process has of the machine: asked of the system, in a process of its own."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

from tests.browser.server import ROOT

BUSY = """
import threading
import numpy as np
from pages.server.memory import give_back_what_is_freed

if {gives_back}:
    assert give_back_what_is_freed()

def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4096 / 2**20

def visit(barrier):
    barrier.wait()
    for _ in range(3):  # the second of a size comes from a heap, once the first has gone
        for megabytes in (16, 12, 8):
            np.ones(megabytes * 2**20, np.uint8)
    barrier.wait()

before = resident()
barrier = threading.Barrier(6)
threads = [threading.Thread(target=visit, args=(barrier,)) for _ in range(6)]
for each in threads:
    each.start()
for each in threads:
    each.join()
print(resident() - before)
"""
OPEN = """
import resource
from pages.server.memory import MAX_FILES, open_as_many_as_allowed
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (100, hard))
open_as_many_as_allowed()
soft, after = resource.getrlimit(resource.RLIMIT_NOFILE)
assert after == hard
assert soft == (MAX_FILES if hard == resource.RLIM_INFINITY else min(hard, MAX_FILES)), soft
resource.setrlimit(resource.RLIMIT_NOFILE, (100, 200))
open_as_many_as_allowed()
assert resource.getrlimit(resource.RLIMIT_NOFILE) == (200, 200)
"""


def run(program: str) -> str:
    """What a program says in a fresh process."""
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only the GNU C library keeps as much")
def test_what_threads_have_freed_goes_back_to_the_system() -> None:
    kept, given_back = (float(run(BUSY.format(gives_back=each))) for each in (False, True))
    assert kept > 25, "the C library no longer keeps what was freed: then nothing needs to be set"
    assert given_back < 10


@pytest.mark.skipif(sys.platform == "win32", reason="no such limits")
def test_as_many_files_may_be_open_as_the_system_allows() -> None:
    run(OPEN)
