"""A pool of worker processes in which a worker that dies costs its own task alone.

The pool of the standard library gives up all its tasks when one worker is killed. Here every worker has a
pipe of its own and one task at a time, so that the parent always knows which task a dead worker had.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

from ddx.corpus.errors import BatchError

T = TypeVar("T")
R = TypeVar("R")

_READY, _BROKEN, _DONE, _RAISED = "ready", "broken", "done", "raised"
_STILLBORN_LIMIT = 3
_MOST_MISSES = 3
_PARTING_SECONDS = 5.0


class PoolError(BatchError):
    """No worker can be had at all; the message says why."""


@dataclass(frozen=True)
class Lost:
    """What stands in place of a result that no worker could give, and why."""

    reason: str


@dataclass
class _Task(Generic[T]):
    value: T
    deaths: int = 0
    misses: int = 0


class Pool(Generic[T, R]):
    """Runs a function over tasks in `jobs` worker processes. Use as a context, or close it.

    `start` is called once in every worker and gives the function; it must be picklable. `timeout` is in
    seconds a task. A task whose worker dies is tried `tries` times in all, one that overstays its time once.
    """

    def __init__(
        self,
        start: Callable[[], Callable[[T], R]],
        jobs: int,
        *,
        timeout: float | None = None,
        tries: int = 2,
    ) -> None:
        self._start = start
        self._jobs = jobs
        self._timeout = timeout
        self._tries = tries
        self._workers: list[_Worker[T]] = []
        self._stillborn = 0

    def __enter__(self) -> Pool[T, R]:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(self, tasks: Iterable[T]) -> Iterator[tuple[T, R | Lost]]:
        """Each task with its result, as they come: with one job, in the tasks' order.

        A task is taken from `tasks` when a worker is free for it. Workers stay for the next run, but not
        where this one is broken off. Raises PoolError where workers do not get as far as their first task.
        """
        queue = _Queue(tasks)
        finished: list[tuple[T, R | Lost]] = []
        try:
            while True:
                self._hand_out(queue)
                yield from finished
                if queue.empty and not any(worker.task for worker in self._workers):
                    return
                finished = self._listen(queue)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End all workers, in the midst of their tasks if need be."""
        for worker in self._workers:
            worker.hang_up()
        for worker in self._workers:
            if worker.ready and worker.task is None:
                worker.end()
            else:
                worker.kill()
        self._workers.clear()

    def _hand_out(self, queue: _Queue[T]) -> None:
        """Fill the ranks, and give every free worker a task."""
        while len(self._workers) < self._jobs and not queue.empty:
            self._workers.append(_Worker(self._start))
        for worker in self._workers:
            if worker.ready and worker.task is None:
                task = queue.take()
                if task is None:
                    return
                worker.give(task)

    def _listen(self, queue: _Queue[T]) -> list[tuple[T, R | Lost]]:
        """Wait until a worker speaks, dies or overstays its time; what is finished by that."""
        finished: list[tuple[T, R | Lost]] = []
        ends = [worker.since + self._timeout for worker in self._workers if worker.task and self._timeout]
        patience = max(0.0, min(ends) - time.monotonic()) if ends else None
        speaking = set(wait([worker.pipe for worker in self._workers], patience))
        for worker in list(self._workers):
            if worker.pipe in speaking:
                finished.extend(self._hear(worker, queue))
            elif worker.task and self._timeout and time.monotonic() >= worker.since + self._timeout:
                finished.append((worker.task.value, Lost(f"took longer than {self._timeout:g} seconds")))
                self._workers.remove(worker)
                worker.kill()
        return finished

    def _hear(self, worker: _Worker[T], queue: _Queue[T]) -> Iterator[tuple[T, R | Lost]]:
        try:
            kind, value = worker.pipe.recv()
        except (EOFError, OSError):
            yield from self._mourn(worker, queue)
            return
        if kind == _BROKEN:
            raise PoolError(value)
        if kind == _READY:
            worker.ready = True
            self._stillborn = 0
        elif worker.task is not None:
            task, worker.task = worker.task, None
            yield task.value, value if kind == _DONE else Lost(value)

    def _mourn(self, worker: _Worker[T], queue: _Queue[T]) -> Iterator[tuple[T, R | Lost]]:
        """A worker has died: its task goes back into the queue, or is given up."""
        self._workers.remove(worker)
        worker.hang_up()
        cause = worker.end()
        if not worker.ready:
            self._stillborn += 1
            if self._stillborn >= _STILLBORN_LIMIT:
                raise PoolError(f"workers die before their first task ({cause})")
        task = worker.task
        if task is None:
            return
        task.deaths += 1
        if task.deaths < self._tries:
            queue.put_back(task)
        else:
            yield task.value, Lost(f"its worker died {task.deaths} times ({cause})")


class _Queue(Generic[T]):
    """The tasks still to be handed out: those put back, then fresh ones."""

    def __init__(self, tasks: Iterable[T]) -> None:
        self._fresh = iter(tasks)
        self._back: deque[_Task[T]] = deque()
        self._exhausted = False

    @property
    def empty(self) -> bool:
        return self._exhausted and not self._back

    def take(self) -> _Task[T] | None:
        if self._back:
            return self._back.popleft()
        for value in self._fresh:
            return _Task(value)
        self._exhausted = True
        return None

    def put_back(self, task: _Task[T]) -> None:
        self._back.append(task)


class _Worker(Generic[T]):
    """The parent's end of one worker process."""

    def __init__(self, start: Callable[[], Callable[[T], Any]]) -> None:
        # A forked child would hold its sisters' pipes open, and a parent with threads cannot fork safely.
        context = multiprocessing.get_context("spawn")
        self.pipe, far_end = context.Pipe()
        self._process = context.Process(target=_serve, args=(far_end, start), daemon=True)
        with _interrupts_held():
            self._process.start()
        far_end.close()
        self.ready = False
        self.task: _Task[T] | None = None
        self.since = 0.0

    def give(self, task: _Task[T]) -> None:
        """Hand over a task. A worker found dead keeps it until the pool hears of the death."""
        self.task = task
        self.since = time.monotonic()
        try:
            self.pipe.send(task.value)
        except OSError:
            if task.misses < _MOST_MISSES:  # it died before, and not of this
                task.misses += 1
                task.deaths -= 1

    def hang_up(self) -> None:
        """Close the pipe, which ends a worker that has no task."""
        self.pipe.close()

    def kill(self) -> None:
        """End the process in the midst of its work."""
        self.hang_up()
        self._process.kill()
        self._process.join()
        self._process.close()

    def end(self) -> str:
        """Wait for a process that has no task, or that is dying, to end; says how it ended."""
        self._process.join(_PARTING_SECONDS)
        if self._process.exitcode is None:
            self._process.kill()
            self._process.join()
        code = self._process.exitcode or 0
        self._process.close()
        if code >= 0:
            return f"exit status {code}"
        name = signal.Signals(-code).name
        return f"killed by {name}, perhaps for want of memory" if name == "SIGKILL" else f"killed by {name}"


def _serve(pipe: Connection, start: Callable[[], Callable[[T], R]]) -> None:
    """The life of a worker: build the function, then answer tasks until the parent hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_with_parent, daemon=True).start()
    try:
        try:
            work = start()
        except Exception as error:
            pipe.send((_BROKEN, str(error)))
            return
        pipe.send((_READY, None))
        while True:
            pipe.send(_attempt(work, pipe.recv()))
    except (EOFError, OSError):
        return


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Start a process that never hears Ctrl-C, which goes to the whole group: the parent alone decides."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _attempt(work: Callable[[T], R], task: T) -> tuple[str, R | str]:
    try:
        return _DONE, work(task)
    except MemoryError:
        return _RAISED, "there is not enough memory for it"
    except Exception as error:
        return _RAISED, f"{type(error).__name__}: {error}"


def _die_with_parent() -> None:
    """A worker deep in a text would not notice that its parent was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
