"""The process's memory and its limit of open files."""

from __future__ import annotations

import ctypes
import sys

LARGE = 2**20  # bytes; what is larger gets pages of its own, and so much may wait at the end of a heap
MAX_FILES = 65_536  # that may be open, where the system allows more
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # of `malloc.h`


def give_back_what_is_freed() -> bool:
    """Have large arrays go back to the system as soon as they are freed. Returns whether this C library can.

    The GNU C library keeps what was freed for the next time, the more of it the larger it was, up to 64 MB in a heap,
    and has heaps for eight threads per processor. So a server has the largest images in all of them, and never gets
    smaller: after eighteen visitors, six at a time, it had 574 MB, and 317 with this, in the same time.
    """
    if sys.platform != "linux" or (set_option := getattr(ctypes.CDLL(None), "mallopt", None)) is None:
        return False
    return all(set_option(option, LARGE) == 1 for option in (_M_MMAP_THRESHOLD, _M_TRIM_THRESHOLD))


def open_as_many_as_allowed() -> None:
    """Raise the limit of files that the process may have open as far as it may itself.

    Many systems begin with 1,024. A visitor takes four: a connection, and three for a loop of events that Streamlit
    makes for each session, one whose page was closed too.
    """
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MAX_FILES if hard == resource.RLIM_INFINITY else min(hard, MAX_FILES)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
