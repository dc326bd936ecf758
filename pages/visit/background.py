"""Background work for all visitors, done in slices by two threads in turn, so that no visitor blocks another. It knows
neither runs nor visitors.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from threading import Condition, Thread
from time import monotonic

from logreg_core import LogregError
from pages.base import limits, tally

SLICE = 0.1  # seconds, the intended maximum of a slice
THREADS = limits.threads.value
FORSAKEN = 5.0  # seconds without a poll, after which a task pauses until the next poll


class Task:
    """Work that is done in slices, by one thread at a time, while it is polled.

    do: does one slice and returns whether any is left. error: what `do` raised; it ends only this task.
    long: whether the next slice takes longer than a slice should and cannot be divided. One such is done at a time, so
    that a thread is left for the others.
    """

    def __init__(self, do: Callable[[], bool], *, long: bool = False) -> None:
        self._do, self.long = do, long
        self.over = False
        self.error: Exception | None = None
        self.looked_at = 0.0
        self.is_queued = False

    def run(self) -> None:
        """Do one slice."""
        try:
            self.over = not self._do() or self.over
        except Exception as error:  # the thread must go on with the work of others
            self.error, self.over = error, True
            if not isinstance(error, LogregError):
                logging.getLogger(__name__).exception("A task ended with an error.")


class Background:
    """Gives tasks their slices in turn. Its threads start with the first task and end with the process.

    threads: how many; with 0, the caller of `turn` does the work. clock: returns seconds.
    """

    def __init__(self, threads: int = THREADS, clock: Callable[[], float] = monotonic) -> None:
        self._threads, self.clock = threads, clock
        self._queue: deque[Task] = deque()
        self._in_work: list[Task] = []
        self._changed = Condition()

    def add(self, task: Task) -> None:
        """Start a task. It gets slices while it is polled."""
        with self._changed:
            while self._threads:
                self._threads -= 1
                Thread(target=self._work_for_ever, name="background", daemon=True).start()
        self.look(task)

    def look(self, task: Task) -> None:
        """Poll a task. A paused task continues."""
        with self._changed:
            task.looked_at = self.clock()
            if not task.is_queued and not task.over:
                self._put(task)

    def stop(self, task: Task) -> None:
        """Stop a task. A running slice is finished."""
        task.over = True

    @property
    def crowd(self) -> float:
        """Return the number of tasks per thread, at least 1."""
        return max(1.0, self.under_way / THREADS)

    @property
    def under_way(self) -> int:
        """Return the number of running and queued tasks."""
        return len(self._queue) + len(self._in_work)

    def turn(self) -> bool:
        """Do one slice of the next task. Returns whether there was a task."""
        with self._changed:
            task = self._take()
        if task is not None:
            self._work_on(task)
        return task is not None

    def _work_on(self, task: Task) -> None:
        was_long = task.long
        with tally.slices.timed():
            task.run()
        with self._changed:
            self._in_work.remove(task)
            task.is_queued = False
            if not task.over:
                self._put(task)
            if was_long:
                self._changed.notify_all()

    def _put(self, task: Task) -> None:
        task.is_queued = True
        self._queue.append(task)
        self._changed.notify()

    def _take(self) -> Task | None:
        """Return the next task to run. Finished tasks and tasks without a recent poll leave the queue."""
        now, is_long = self.clock(), any(task.long for task in self._in_work)
        for task in tuple(self._queue):
            if task.over or now - task.looked_at >= FORSAKEN:
                self._queue.remove(task)
                task.is_queued = False
            elif not (task.long and is_long):
                self._queue.remove(task)
                self._in_work.append(task)
                return task
        return None

    def _work_for_ever(self) -> None:
        while True:
            with self._changed:
                while (task := self._take()) is None:
                    self._changed.wait()
            self._work_on(task)
            del task  # a thread must not keep a task alive


of_the_server = Background()
