"""Work for all visitors, done a slice at a time by two threads of the server that take turns: nobody waits for another.

It knows neither runs nor what a visitor has in hand.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from threading import Condition, Thread
from time import monotonic

from logreg_core import LogregError
from pages.base import limits, tally

SLICE = 0.1  # seconds that a slice should take at the most
THREADS = limits.threads.value
FORSAKEN = 5.0  # seconds without a look, after which a task waits for the next one


class Task:
    """Work that can be done a slice at a time, by one thread at a time, as long as somebody looks now and then.

    do: does a slice, and returns whether any is left. error: what `do` raised, which ends this task and no other.
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
        except Exception as error:  # whatever it is, the thread has the work of others to do
            self.error, self.over = error, True
            if not isinstance(error, LogregError):
                logging.getLogger(__name__).exception("A task ended with an error.")


class Background:
    """Deals slices to tasks in turn. Its threads begin with the first task, and end with the process.

    threads: how many; with none, whoever calls `turn` does the work. clock: in seconds.
    """

    def __init__(self, threads: int = THREADS, clock: Callable[[], float] = monotonic) -> None:
        self._threads, self.clock = threads, clock
        self._queue: deque[Task] = deque()
        self._in_work: list[Task] = []
        self._changed = Condition()

    def add(self, task: Task) -> None:
        """Let it have its turns, from now on for as long as somebody looks."""
        with self._changed:
            while self._threads:
                self._threads -= 1
                Thread(target=self._work_for_ever, name="background", daemon=True).start()
        self.look(task)

    def look(self, task: Task) -> None:
        """Say that somebody looks at it. Where it waited for that, it goes on."""
        with self._changed:
            task.looked_at = self.clock()
            if not task.is_queued and not task.over:
                self._put(task)

    def stop(self, task: Task) -> None:
        """Let it have no more turns. A slice that is being done is done to its end."""
        task.over = True

    @property
    def crowd(self) -> float:
        """How many tasks each thread has at the moment, 1 at the least."""
        return max(1.0, self.under_way / THREADS)

    @property
    def under_way(self) -> int:
        """How many tasks are being worked on or wait for a slice."""
        return len(self._queue) + len(self._in_work)

    def turn(self) -> bool:
        """Do a slice of the task whose turn it is. Returns whether there was one."""
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
        """The first that may have a turn. Those that are over, or that nobody looked at lately, leave the queue."""
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
            del task  # what nobody looks at any more is no thread's to keep


of_the_server = Background()
