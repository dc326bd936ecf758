"""Caches for all visitors: values that are equal for all, and values derived from an object.

Nothing of a visitor outlives the visit: `once` holds no visitor's data, `once_each` releases a value with its object.
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
    """A function whose last ``most`` results are kept. Nobody changes them.

    Positional arguments say which result is meant: small values, quickly hashed. Those by name are only what it is
    made of. Whoever asks for one that is being made waits for it. What raises is tried anew by the next. Where the
    script of the visitor who makes it is ended meanwhile, one of those who wait makes it.
    """

    def __init__(self, make: Callable[P, T], most: int) -> None:
        self._make, self._most = make, most
        self._results: dict[Hashable, Future[T]] = {}
        self._lock = Lock()

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        with self._lock:
            is_new = args not in self._results
            result = Future() if is_new else self._results.pop(args)
            self._results[args] = result  # at the end, as the one asked for last
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
                else:  # how Streamlit ends a script: it is about this visitor only
                    result.cancel()
                raise
        try:
            return result.result()
        except CancelledError:
            return self(*args, **kwargs)

    def clear(self) -> None:
        """Forget all results."""
        with self._lock:
            self._results.clear()


def once(most: int) -> Callable[[Callable[P, T]], Once[P, T]]:
    """As a decorator: keep the last ``most`` results for all visitors."""
    return lambda make: Once(make, most)


def once_each(make: Callable[[K], T]) -> Callable[[K], T]:
    """As a decorator: keep what is made of an object for all who have that object in hand, and as long as it is there.

    The result must not hold the object, or both would stay for ever. Nobody changes it.
    """
    made: WeakKeyDictionary[K, Once[..., T]] = WeakKeyDictionary()

    def by_name(*, of: K) -> T:
        return make(of)

    return lambda it: made.setdefault(it, Once(by_name, 1))(of=it)
