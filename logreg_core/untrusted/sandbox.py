"""Runs one of our programs on untrusted bytes in a new process with minimal rights.

The process is spawned (not forked), with an empty folder and almost no environment. It reads all input, answers once,
and is killed after a given time, with all its children. Each program first gives up further rights: `confine`. Windows
has no such limits, and macOS refuses some of them.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic
from types import ModuleType

from ..errors import UploadError
from .fair_semaphore import FairSemaphore

WAIT_SECONDS = 10.0  # seconds to wait for a turn
POLL_SECONDS = 0.1  # seconds between two checks of the output so far
INHERITED = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")  # some Pythons do not start without these

# The code of the new process. It imports this package and that of the program without their `__init__`, which would
# load SciPy, and only the folders of the installed libraries.
BOOT = """
import importlib, os, sys, types
_, packages, libraries, module, *arguments = sys.argv
for folder in packages.split(os.pathsep):
    package = types.ModuleType(os.path.basename(folder))
    package.__path__ = [folder]
    sys.modules[package.__name__] = package
sys.path += libraries.split(os.pathsep)
importlib.import_module(module).main(*arguments)
"""

# First: on Linux the process ends with the thread that waits for it, also when the server is killed. If memory runs
# out, the kernel kills it before the server: a container has one limit for both.
LEASH = """
import sys
if sys.platform == "linux":
    import contextlib, ctypes, os, signal
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as first_to_go:
        first_to_go.write("1000")
    if os.getppid() != int(sys.argv.pop(1)):  # the parent was killed before this line
        os._exit(1)
"""


_turns = FairSemaphore(3)  # processes at once, so that a class that uploads together does not fill the memory
_running: set[subprocess.Popen[bytes]] = set()


def allow(processes: int) -> None:
    """Set how many processes may read files at once, by default 3. Call this before the first file is read."""
    global _turns
    _turns = FairSemaphore(processes)


def running() -> int:
    """Return the number of running processes."""
    return len(_running)


class Late(Exception):
    """The program was killed because it took too long."""


class Busy(Exception):
    """Too many were waiting for a turn."""


def ask(
    module: str,
    parts: Sequence[bytes],
    *,
    arguments: Sequence[str] = (),
    libraries: Sequence[ModuleType],
    seconds: float,
    longest_answer: int,
    error: type[UploadError],
    watch: Callable[[object], object] | None = None,
) -> bytes:
    """Return the answer of one of our programs to some bytes of an upload, as `talk` does.

    watch: called about ten times a second. An exception from it kills the program.

    Raises ``error`` if the program takes too long, if too many are waiting, or if no process can be started.
    """
    try:
        with _turns.take(WAIT_SECONDS, Busy(), watch):
            return talk(
                module,
                parts,
                arguments=arguments,
                libraries=libraries,
                seconds=seconds,
                longest_answer=longest_answer,
                hear=watch,
            )
    except Busy:
        raise error("Too many files are being read at the moment. Try again in a minute.") from None
    except Late:
        raise error(
            f"Reading took longer than {seconds:g} seconds and was stopped. Save it smaller, or write it again."
        ) from None
    except (OSError, RuntimeError) as failure:  # no process, no thread
        raise error("The server cannot read such files at the moment. Try again in a minute.") from failure


def talk(
    module: str,
    parts: Sequence[bytes],
    *,
    arguments: Sequence[str] = (),
    libraries: Sequence[ModuleType],
    seconds: float,
    longest_answer: int,
    hear: Callable[[bytes], object] | None = None,
) -> bytes:
    """Return the answer of one of our programs, unchecked, and cut one byte after the limit.

    module: its name, such as "logreg_core.untrusted.photo_decoder". Its ``main(*arguments)`` is called.
    parts: written to its standard input, one after the other.
    libraries: that it may import besides the standard library.
    hear: called about ten times a second with the output so far. An exception from it kills the program.

    Raises Late if it takes too long; OSError or RuntimeError if no process or thread can be started.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        child = _start([_folders_of(libraries), module, *arguments], folder)
        _running.add(child)
        answer = bytearray()
        reader = threading.Thread(target=_talk, args=(child, parts, longest_answer, answer), daemon=True)
        try:
            reader.start()
            end = monotonic() + seconds
            while reader.is_alive() and (left := end - monotonic()) > 0:
                reader.join(min(left, POLL_SECONDS) if hear else left)
                if hear:
                    hear(bytes(answer))
            late = reader.is_alive()
        finally:
            _end(child)
            _running.discard(child)
        reader.join(1)
    if late:
        raise Late
    return bytes(answer)


def _folders_of(libraries: Sequence[ModuleType]) -> str:
    return os.pathsep.join(sorted({str(Path(str(library.__file__)).resolve().parents[1]) for library in libraries}))


def _start(arguments: Sequence[str], folder: str) -> subprocess.Popen[bytes]:
    tops = {name.partition(".")[0] for name in (__name__, arguments[1])}
    packages = os.pathsep.join(sorted(str(Path(sys.modules[top].__path__[0]).resolve()) for top in tops))
    leash = [str(os.getpid())] if sys.platform == "linux" else []
    program = [sys.executable, "-I", "-S", "-B", "-c", LEASH + BOOT, *leash, packages]
    environment = {name: os.environ[name] for name in INHERITED if name in os.environ}
    environment |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # each thread takes address space
    environment |= {"HDF5_PLUGIN_PRELOAD": "::", "HDF5_PLUGIN_PATH": os.path.join(folder, "none")}  # no plug-ins
    return subprocess.Popen(
        [*program, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a damaged file can make a library print without end
        cwd=folder,
        env=environment,
        start_new_session=True,
    )


def _talk(child: subprocess.Popen[bytes], parts: Sequence[bytes], longest_answer: int, answer: bytearray) -> None:
    """Send everything, then read the answer: the child reads all input before it writes."""
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        with child.stdin:
            for part in parts:
                child.stdin.write(part)
    except OSError:
        pass  # it ended early, and may have written why
    with child.stdout:
        while (left := longest_answer + 1 - len(answer)) and (more := os.read(child.stdout.fileno(), min(left, 2**20))):
            answer += more


def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill the child and all its children."""
    try:
        if hasattr(os, "killpg"):
            os.killpg(child.pid, signal.SIGKILL)
        else:
            child.kill()
    except OSError:
        pass  # it ended by itself
    child.wait()
