"""Limits short matrix products to one BLAS thread, because waking a second one takes longer than the product.

In a series of products, as in a descent, the second thread is awake. On two idle processors it cut a `dsymv` product
for 1,000 images to 0.6 of the time; with another process running, the product took ten times as long.

NumPy and SciPy each bring a BLAS with its own threads, which spin for a while after a product. If both are used in turn
on few or busy processors, each waits for the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock

from threadpoolctl import ThreadpoolController

LONG = 2**28  # multiplications: a few milliseconds of one thread
_setting = Lock()


@contextmanager
def threads_for(multiplications: int) -> Iterator[None]:
    """Use one BLAS thread inside the block if the product is short, then restore the old setting.

    The setting holds for the whole process, so only one caller at a time changes it. Concurrent and nested callers use
    the current setting.
    """
    if multiplications < LONG and _setting.acquire(blocking=False):
        try:
            if any(library.get_num_threads() != 1 for library in _libraries().lib_controllers):
                with _libraries().limit(limits=1):
                    yield
            else:
                yield
        finally:
            _setting.release()
    else:
        yield


@cache
def _libraries() -> ThreadpoolController:
    """Return the BLAS libraries of this process, cached: the search takes milliseconds."""
    return ThreadpoolController().select(user_api="blas")
