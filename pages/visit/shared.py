"""Caches for all visitors: values that are equal for all, and values derived from an object.

No data of a visitor outlive the visit: `once` caches no visitor's data, `once_each` releases a value with its object.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from concurrent.futures import CancelledError, Future
from threading import Lock
from typing import Generic, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

P = ParamSpec("P")
T = TypeVar("T")
K = TypeVar("K")


class Once(Generic[P, T]):
    """A function with a cache of its last ``most`` results, which are read-only.
    Positional arguments are the key: small values, quickly hashed. Keyword arguments are only used to compute the
    result.
    Concurrent callers with one key wait for the first. An exception is not cached. If the rerun of the first caller
    ends early, a waiting caller computes the result.
    """

    def __init__(self, make: Callable[P, T], most: int) -> None:
        self._make, self._most = make, most
        self._results: dict[Hashable, Future[T]] = {}
        self._lock = Lock()

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        with self._lock:
            is_new = args not in self._results
            result = Future() if is_new else self._results.pop(args)
            self._results[args] = result  # last: the most recently used
            if len(self._results) > self._most:
                del self._results[next(iter(self._results))]
        if is_new:
            try:
                result.set_result(self._make(*args, **kwargs))
            except BaseException as problem:
                with self._lock:
                    self._results.pop(args, None)
                if isinstance(problem, Exception):
                    result.set_exception(problem)
                else:  # Streamlit ends the rerun of this visitor only
                    result.cancel()
                raise
        try:
            return result.result()
        except CancelledError:
            return self(*args, **kwargs)

    def clear(self) -> None:
        """Clear the cache."""
        with self._lock:
            self._results.clear()


def once(most: int) -> Callable[[Callable[P, T]], Once[P, T]]:
    """A decorator: cache the last ``most`` results for all visitors."""
    return lambda make: Once(make, most)


def once_each(make: Callable[[K], T]) -> Callable[[K], T]:
    """A decorator: cache the value derived from an object as long as the object exists. The value is read-only and must
    not hold the object, or neither would ever be released.
    """
    made: WeakKeyDictionary[K, Once[..., T]] = WeakKeyDictionary()

    def by_name(*, of: K) -> T:
        return make(of)

    return lambda it: made.setdefault(it, Once(by_name, 1))(of=it)
