"""What a process that has given up its rights can still do: to the server, to files, to others, and by itself."""

from __future__ import annotations

import ctypes
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from classroom.exercise.child import LIMITS as LEARNER_LIMITS
from logreg_core.sources.hdf5_child import LIMITS as HDF5_LIMITS
from logreg_core.untrusted import confine
from logreg_core.untrusted.photo_decoder import LIMITS as PHOTO_LIMITS

ROOT = Path(__file__).resolve().parents[2]
MISSING = confine.missing()
FILTER = pytest.mark.skipif(bool(MISSING) and not os.environ.get("CI"), reason=MISSING)  # where it must be, it must run
EITHER = pytest.mark.parametrize("threads", [False, True], ids=["calculating", "decoding"])

# What a process that hostile bytes or code have taken over would try. Each line is a deed, and its name.
DEEDS = r"""
signal the server: os.kill(server, signal.SIGCONT)
signal by the thread: call(tgkill, server, server, signal.SIGCONT)
ask whether the server lives: os.kill(server, 0)
read the server's memory: read_memory()
write the server's memory: write_memory()
open the server's memory: open(f"/proc/{server}/mem", "rb")
trace the server: trace()
slow the server down: os.setpriority(os.PRIO_PROCESS, server, 19)
pin the server: os.sched_setaffinity(server, {0})
starve the server: resource.prlimit(server, resource.RLIMIT_NOFILE)
open a file: open(file)
open a file by its folder: os.open("secret", os.O_RDONLY, dir_fd=folder)
write a file: open(file + ".new", "w")
unlink a file: os.unlink(file)
rename a file: os.rename(file, file + ".moved")
change a file's mode: os.chmod(file, 0o777)
change a file's times: os.utime(file)
change a file's length: os.truncate(file, 0)
link a file: os.link(file, file + ".link")
link a file by name: os.symlink(file, file + ".symlink")
look at a file: os.stat(file)
make a folder: os.mkdir(file + ".folder")
leave the folder: os.chdir("/")
list a folder: os.listdir("/")
make a pipe by name: os.mkfifo(file + ".pipe")
hold a file in memory: os.memfd_create("x")
make a socket: socket.socket()
make a pair of sockets: socket.socketpair()
make a pipe: os.pipe()
copy a handle: os.dup(1)
fork: fork()
fork by the old call: child_of(call(vfork))
fork by the new call: child_of(call(clone3, bytes(88), 88))
fork by clone: child_of(call(clone, signal.SIGCHLD, 0, 0, 0, 0))
run a program: os.execv("/bin/true", ["true"])
leave the group: os.setsid()
become another group: os.setpgid(0, 0)
share memory by number: call(shmget, 0, 4096, 0o1600)
queue work for the kernel: call(io_uring_setup, 1, bytes(120))
make a program of the kernel's: call(bpf, 0, bytes(120), 120)
watch the kernel: call(perf_event_open, bytes(120), 0, -1, -1, 0)
become dumpable: call(prctl, 4, 1, 0, 0, 0)
a namespace of one's own: os.unshare(0x10000000) if hasattr(os, "unshare") else call(unshare, 0x10000000)
memory that holds code: mmap.mmap(-1, 4096, prot=7)
memory that becomes code: become_code()
memory that is shared: mmap.mmap(-1, 4096)
memory that is shared and validated: map_memory(0x23)
memory that grows as a stack: map_memory(0x122)
be woken: signal.setitimer(signal.ITIMER_REAL, 60)
"""
NAMES = [line.partition(": ")[0] for line in DEEDS.strip().splitlines()]

PROGRAM = r"""
import ctypes, errno, importlib.util, json, mmap, os, resource, signal, socket, sys, threading
server, address, file, confined, threads = int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:6]
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
folder = os.open(os.path.dirname(file), os.O_RDONLY)
arm = os.uname().machine == "aarch64"
tgkill, readv, writev, ptrace, prctl, shmget = (131, 270, 271, 117, 167, 194) if arm else (234, 310, 311, 101, 157, 29)
vfork, clone, unshare, bpf, perf_event_open = (220, 220, 97, 280, 241) if arm else (58, 56, 272, 321, 298)
clone3, io_uring_setup = 435, 425

def call(number, *arguments):
    answer = libc.syscall(number, *arguments)
    if answer < 0:
        raise OSError(ctypes.get_errno(), "")
    return answer

class Piece(ctypes.Structure):
    _fields_ = [("start", ctypes.c_void_p), ("length", ctypes.c_size_t)]

held = ctypes.create_string_buffer(8)

def read_memory():
    here, there = Piece(ctypes.addressof(held), 8), Piece(address, 8)
    call(readv, server, ctypes.byref(here), 1, ctypes.byref(there), 1, 0)

def write_memory():
    here, there = Piece(ctypes.addressof(held), 8), Piece(address, 8)
    call(writev, server, ctypes.byref(here), 1, ctypes.byref(there), 1, 0)

def trace():
    call(ptrace, 0x4206, server, 0, 0)  # PTRACE_SEIZE

def child_of(pid):
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)

def fork():
    child_of(os.fork())

def map_memory(flags):
    if libc.mmap(None, ctypes.c_size_t(4096), 3, flags, -1, ctypes.c_size_t(0)) == ctypes.c_void_p(-1).value:
        raise OSError(ctypes.get_errno(), "")

def become_code():
    place = libc.mmap(None, ctypes.c_size_t(4096), 3, 0x22, -1, ctypes.c_size_t(0))
    if libc.mprotect(ctypes.c_void_p(place), ctypes.c_size_t(4096), 5):
        raise OSError(ctypes.get_errno(), "")

if confined == "confined":
    place = importlib.util.spec_from_file_location("confine", "logreg_core/untrusted/confine.py")
    confine = importlib.util.module_from_spec(place)
    place.loader.exec_module(confine)
    assert confine.restrict({}, threads=threads == "decoding")
outcome = {}
for line in json.load(sys.stdin):
    name, _, deed = line.partition(": ")
    try:
        exec(deed)
        outcome[name] = "done"
    except OSError as error:
        outcome[name] = errno.errorcode.get(error.errno, "refused")
def noop(): pass
try:
    thread = threading.Thread(target=noop)
    thread.start()
    thread.join()
    outcome["thread"] = "done"
except RuntimeError:
    outcome["thread"] = "refused"
os.write(1, json.dumps(outcome).encode())
os._exit(0)
"""

SERVER = f"""
import ctypes, subprocess, sys
secret = ctypes.create_string_buffer(b"password")
run = subprocess.run([sys.executable, "-c", {PROGRAM!r}, str(__import__("os").getpid()),
    str(ctypes.addressof(secret)), *sys.argv[1:]], stdin=sys.stdin, capture_output=True, start_new_session=False)
sys.stderr.write(run.stderr.decode())
assert secret.value == b"password" or "free" in sys.argv
print(run.stdout.decode())
"""


def deeds(lines: list[str], folder: Path, *words: str) -> dict[str, str]:
    """What became of each deed, in a child of a server of the test's own."""
    file = folder / "secret"
    file.write_text("swordfish")
    run = subprocess.run(
        [sys.executable, "-c", SERVER, str(file), *words],
        cwd=ROOT,
        input=json.dumps(lines),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip(), run.stderr
    found: dict[str, str] = json.loads(run.stdout)
    return found


@FILTER
@EITHER
def test_nothing_of_what_an_intruder_would_do_is_let_through(threads: bool, tmp_path: Path) -> None:
    outcome = deeds(DEEDS.strip().splitlines(), tmp_path, "confined", "decoding" if threads else "calculating")
    assert outcome.pop("thread") == ("done" if threads else "refused")
    assert list(outcome) == NAMES
    assert {name: said for name, said in outcome.items() if said not in ("EPERM", "ENOSYS")} == {}
    assert (tmp_path / "secret").read_text() == "swordfish"
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


@FILTER
def test_the_same_deeds_are_done_where_nothing_is_given_up(tmp_path: Path) -> None:
    """So the test before this one can fail. Left out is what would disturb the ones that follow."""
    harmless = [line for line in DEEDS.strip().splitlines() if not re.match("run|fork by the [on]|write the s", line)]
    outcome = deeds(harmless, tmp_path, "free", "calculating")
    undone = {name for name, said in outcome.items() if said != "done"}
    assert not undone & {
        "signal the server",
        "open a file",
        "make a folder",
        "fork",
        "leave the group",
        "make a socket",
        "memory that holds code",
        "memory that becomes code",
        "be woken",
        "thread",
        *(("read the server's memory",) if os.geteuid() == 0 else ()),  # else the system's own rules may forbid it
    }


@FILTER
def test_without_the_filter_landlock_still_keeps_files_away(tmp_path: Path) -> None:
    if ctypes.CDLL(None).syscall(confine.LANDLOCK_CREATE, None, ctypes.c_size_t(0), 1) < 1:
        pytest.skip("this kernel has no Landlock")
    program = PROGRAM.replace("assert confine.restrict", "confine.SECCOMP = (99999,) * 2; assert not confine.restrict")
    (tmp_path / "secret").write_text("swordfish")
    tried = ["open: open(file)", "make: os.mkdir(file + '.x')", "list: os.listdir('/')", "pipe: os.pipe()"]
    run = subprocess.run(
        [sys.executable, "-c", program, str(os.getpid()), "0", str(tmp_path / "secret"), "confined", "calculating"],
        cwd=ROOT,
        input=json.dumps(tried),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    outcome = json.loads(run.stdout)
    assert outcome == {"open": "EACCES", "make": "EACCES", "list": "EACCES", "pipe": "done", "thread": "done"}


TABLES = {
    0: (Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"), r"#define __NR_(\w+) (\d+)"),
    1: (Path("/usr/include/asm-generic/unistd.h"), r"#define __NR(?:3264)?_(\w+) (\d+)"),
}


@pytest.mark.parametrize("column", TABLES, ids=list(confine.MACHINES))
def test_the_numbers_of_the_calls_are_those_of_the_kernels_own_tables(column: int) -> None:
    path, pattern = TABLES[column]
    if not path.exists():
        pytest.skip("the kernel's headers are not installed")
    table = {name: int(number) for name, number in re.findall(pattern, path.read_text())}
    ours = confine.CALCULATING | confine.THREADS | confine.MEMORY
    ours |= {"clone": confine.CLONE, "clone3": confine.CLONE3, "seccomp": confine.SECCOMP}
    assert {name: numbers[column] for name, numbers in ours.items()} == {name: table[name] for name in ours}


def test_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert "only Linux" in confine.missing()
    if hasattr(os, "uname"):
        monkeypatch.setattr(sys, "platform", "linux")
        monkeypatch.setattr(confine, "MACHINES", {"mips": (0, 0)})
        assert "mips" in confine.missing()


LIMITED = {
    "bytearray(2**31)": "MemoryError",
    "open('/etc/hosts')": "OSError",
    "socket.socket()": "OSError",
    "print('harmless')": "harmless",
}


@pytest.mark.parametrize("limits", [PHOTO_LIMITS, HDF5_LIMITS, LEARNER_LIMITS], ids=["photo", "hdf5", "learner"])
def test_limits_alone_keep_memory_files_and_sockets_away(limits: dict[str, int]) -> None:
    """As on a system without filter and Landlock."""
    pytest.importorskip("resource")
    expected = dict(LIMITED)
    if sys.platform == "darwin":  # macOS does not limit memory
        del expected["bytearray(2**31)"]
    program = f"""
import socket
import importlib.util
place = importlib.util.spec_from_file_location("confine", "logreg_core/untrusted/confine.py")
confine = importlib.util.module_from_spec(place)
place.loader.exec_module(confine)
confine.MACHINES = {{}}
assert not confine.restrict({limits!r}, threads=False)
for deed in {list(expected)!r}:
    try:
        eval(deed)
    except (MemoryError, OSError) as error:
        print('MemoryError' if isinstance(error, MemoryError) else 'OSError')
"""
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, timeout=60, check=True
    )
    assert run.stdout.decode().split() == list(expected.values())
