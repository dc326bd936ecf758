"""One thread for short products: a second one takes longer to wake up than the product takes.

In a row of products, as in a descent, the second thread is awake. On two idle processors a product of `dsymv` for 1,000
images took 0.6 of the time with it; where something else ran as well, ten times as long, for each waits for both.

NumPy and SciPy each bring a BLAS with threads of its own, which keep the processors busy for a while after a product in
case another one comes. Where the two take turns, on few processors or on busy ones, each waits for the other.
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
    """One thread within, where a product has so few multiplications that more do not pay; what was set is set again.

    The number holds for the whole process. So one at a time sets it, and sets it back; whoever comes meanwhile, be it
    from within, takes it as it is.
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
    """The BLAS libraries of this process. To look for them takes milliseconds, and is done once."""
    return ThreadpoolController().select(user_api="blas")
