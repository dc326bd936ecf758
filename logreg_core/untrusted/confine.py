"""Removes rights of the current process for good: resource limits, file access and system calls.

Each sandboxed program calls `restrict` first, right after its imports (a later import would fail). On Linux this takes
three steps, without root and without a package. The process and its children can never gain rights (``no_new_privs``),
and no debugger can attach (``DUMPABLE``). Landlock removes all access to files. A kernel filter (seccomp) allows the
few system calls that computing needs, and refuses all others: signals to other processes, their memory, new processes,
files, sockets.

Sources: Linux man-pages, prctl(2), seccomp(2), landlock(7); the kernel's own tables of system calls, which differ from
machine to machine: here are those of two.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Mapping

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

# The allowed calls, and their numbers on x86-64 and on 64-bit ARM.
CALCULATING = {
    "read": (0, 63),  # standard input
    "write": (1, 64),  # standard output
    "close": (3, 57),
    "fstat": (5, 80),
    "lseek": (8, 62),
    "munmap": (11, 215),
    "brk": (12, 214),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sched_yield": (24, 124),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "getpid": (39, 172),
    "exit": (60, 93),
    "gettid": (186, 178),
    "futex": (202, 98),
    "restart_syscall": (219, 128),
    "clock_gettime": (228, 113),
    "exit_group": (231, 94),
    "getrandom": (318, 278),
}
THREADS = {  # also for the decoders of AVIF and HEIC: threads, but no processes
    "nanosleep": (35, 101),
    "sigaltstack": (131, 132),
    "sched_getaffinity": (204, 123),
    "clock_nanosleep": (230, 115),
    "set_robust_list": (273, 99),
    "rseq": (334, 293),
}
# Some calls are allowed with certain arguments only: memory for data, but not for new instructions, and neither shared
# memory nor stacks, which the memory limit (DATA) does not count.
MEMORY = {"mmap": (9, 222), "mprotect": (10, 226)}
PROT_EXEC, MAP_SHARED, MAP_GROWSDOWN, CLONE_THREAD = 0x4, 0x1, 0x100, 0x10000
NEVER = {"mmap": {2: PROT_EXEC, 3: MAP_SHARED | MAP_GROWSDOWN}, "mprotect": {2: PROT_EXEC}}  # argument: none of these
CLONE, CLONE3 = (56, 220), (435, 435)

MACHINES = {
    "x86_64": (0, 0xC000003E),
    "aarch64": (1, 0xC00000B7),
}  # column above, kernel's number
X32 = 0x40000000  # numbers from here on belong to another table of the same machine

EPERM, ENOSYS = 1, 38
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050000, 0x80000000
LOAD, EQUAL, FROM, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # instructions of the filter
NUMBER_AT, MACHINE_AT, ARGUMENTS_AT = 0, 4, 16  # byte offsets in the description of a call

PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 4, 38
SECCOMP = (317, 277)
SECCOMP_SET_FILTER, SECCOMP_IS_THERE, ALL_THREADS = 1, 2, 1
LANDLOCK_CREATE, LANDLOCK_RESTRICT = 444, 446
FILES = {1: 0x1FFF, 2: 0x3FFF, 3: 0x7FFF, 5: 0xFFFF}  # the rights that Landlock can remove, by its version
NETWORK_SINCE, SCOPES_SINCE = 4, 6


def restrict(limits: Mapping[str, int], *, threads: bool) -> bool:
    """Give up for good the rights that this process does not need, as far as the platform can.

    limits: names of resources as in `resource`, without their ``RLIMIT_``, such as ``{"AS": bytes, "CPU": seconds}``.
    threads: whether it may start threads.
    Returns whether the system call filter is active.
    """
    here = _here()
    if here:
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
        _take_files_away(libc)
    _limit(limits)
    if not here:
        return False
    column, machine = here
    filtered = _instructions(column, machine, threads=threads)
    held = ctypes.create_string_buffer(filtered)
    program = struct.pack("HxxxxxxP", len(filtered) // 8, ctypes.addressof(held))
    return bool(libc.syscall(SECCOMP[column], SECCOMP_SET_FILTER, ALL_THREADS, program) == 0)


def missing() -> str:
    """Return an empty text if the kernel can filter system calls; else what is missing, as the end of a sentence."""
    if sys.platform != "linux":
        return f"only Linux can filter the calls of a process, and this is {sys.platform}"
    machine = _here()
    if not machine:
        return f"the filter knows the calls of {' and '.join(MACHINES)}, and this is {os.uname().machine}"
    action = struct.pack("I", REFUSE)
    if ctypes.CDLL(None).syscall(SECCOMP[machine[0]], SECCOMP_IS_THERE, 0, action):
        return "this kernel, or the container around it, does not let a process filter its calls (seccomp)"
    return ""


def _here() -> tuple[int, int] | None:
    """Return the column of the tables for this machine, and the kernel's number for it."""
    if sys.platform != "linux" or struct.calcsize("P") != 8 or sys.byteorder != "little":
        return None
    return MACHINES.get(os.uname().machine)


def _limit(limits: Mapping[str, int]) -> None:
    for name, value in limits.items() if resource else ():
        kind = getattr(resource, f"RLIMIT_{name}", None)
        if kind is not None:
            _, hard = resource.getrlimit(kind)
            value = value if hard == resource.RLIM_INFINITY else min(value, hard)
            try:
                resource.setrlimit(kind, (value, value))
            except (OSError, ValueError):
                continue  # macOS knows some of the names and refuses them


def _take_files_away(libc: ctypes.CDLL) -> None:
    """Remove access to all files by Landlock, if the kernel has it. Its call numbers are the same on all machines."""
    version = libc.syscall(LANDLOCK_CREATE, None, ctypes.c_size_t(0), 1)
    if version < 1:
        return
    files = FILES[max(since for since in FILES if since <= version)]
    rules = struct.pack("QQQ", files, 3 * (version >= NETWORK_SINCE), 3 * (version >= SCOPES_SINCE))
    size = 24 if version >= SCOPES_SINCE else 16 if version >= NETWORK_SINCE else 8
    handle = libc.syscall(LANDLOCK_CREATE, rules, ctypes.c_size_t(size), 0)
    if handle >= 0:
        libc.syscall(LANDLOCK_RESTRICT, handle, 0)
        os.close(handle)


def _instructions(column: int, machine: int, *, threads: bool) -> bytes:
    """Return the filter that the kernel runs at each call: 8 bytes an instruction.

    An instruction has a code, the numbers of instructions to skip if its test is true or false, and a number.
    """

    def step(code: int, number: int, yes: int = 0, no: int = 0) -> bytes:
        return struct.pack("HBBI", code, yes, no, number)

    refuse, allow = step(RETURN, REFUSE | EPERM), step(RETURN, ALLOW)
    steps = [
        step(LOAD, MACHINE_AT),
        step(EQUAL, machine, yes=1),
        step(RETURN, KILL),  # a call from another machine's table
        step(LOAD, NUMBER_AT),
        step(FROM, X32, no=1),
        refuse,
    ]
    for number in sorted(numbers[column] for numbers in (CALCULATING | (THREADS if threads else {})).values()):
        steps += [step(EQUAL, number, no=1), allow]
    for name, numbers in MEMORY.items():
        steps.append(step(EQUAL, numbers[column], no=3 * len(NEVER[name]) + 1))
        for argument, bits in NEVER[name].items():
            steps += [step(LOAD, ARGUMENTS_AT + 8 * argument), step(ANY_BIT, bits, no=1), refuse]
        steps.append(allow)
    if threads:
        steps += [
            step(EQUAL, CLONE3[column], no=1),
            step(RETURN, REFUSE | ENOSYS),
        ]  # the library then uses `clone`
        steps += [
            step(EQUAL, CLONE[column], no=3),
            step(LOAD, ARGUMENTS_AT),
            step(ANY_BIT, CLONE_THREAD, no=1),
            allow,
        ]
    return b"".join([*steps, refuse])
