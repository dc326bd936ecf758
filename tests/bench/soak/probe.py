"""The app with a window into its process: `python -m tests.bench.soak.probe run streamlit_app.py`, as `streamlit run`.

Who connects to the socket that the environment variable SOAK_PROBE names gets a line of JSON. Before it is written the
collector has run, so that what is counted is held by somebody.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import socket
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

VARIABLE = "SOAK_PROBE"
MB = 2**20


class _MallInfo(ctypes.Structure):
    """`struct mallinfo2` of the GNU C library."""

    _fields_ = [
        (name, ctypes.c_size_t)
        for name in "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost".split()
    ]


def serve(path: str) -> None:
    """Answer for as long as the process lives."""
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(path)
        door.listen()
        while True:
            connection, _ = door.accept()
            with connection, connection.makefile("rw", encoding="utf-8") as talk:
                wanted = talk.readline().strip()
                talk.write(json.dumps(held() if wanted == "held" else sample()))


def sample() -> dict[str, float]:
    """What this process holds."""
    from pages.server import browser_blobs as drawers
    from pages.server import uploads, visits
    from pages.visit.classroom import rooms

    found: dict[str, float] = {"resident_before": _resident()}
    start = time.perf_counter()
    gc.collect()
    found["seconds"] = time.perf_counter() - start
    found["resident"] = _resident()
    found["allocated"] = _allocated()
    found["blocks"] = sys.getallocatedblocks()
    found["threads"] = threading.active_count() - 1  # without this one
    found["sessions"] = visits.number()
    found["drawers"] = len(drawers._drawers)
    found["waiting_bytes"] = uploads.waiting_bytes()
    store: Any = rooms()._store
    found["shelves"] = len(store._shelves)
    return found


def held() -> dict[str, int]:
    """How many objects there are of each type, by its name; to be asked while nobody is there.

    Python builds some tuples piece by piece, and fails where somebody else holds one meanwhile, as this does.
    """
    gc.collect()
    return Counter(type(each).__name__ for each in gc.get_objects())


def _resident() -> float:
    """MB of memory that the process has."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / MB


def _allocated() -> float:
    """MB that were asked of the C library and not given back; what Python puts small objects into is not among it."""
    try:
        ask = ctypes.CDLL(None).mallinfo2
    except AttributeError:
        return float("nan")
    ask.restype = _MallInfo
    found = ask()
    return (found.uordblks + found.hblkhd) / MB


def main() -> None:
    """Begin to answer, then be Streamlit's command."""
    threading.Thread(target=serve, args=(os.environ[VARIABLE],), name="probe", daemon=True).start()
    from streamlit.web.cli import main as streamlit

    streamlit(prog_name="streamlit")


if __name__ == "__main__":
    main()
