"""A `map` that runs in several processes and returns the results in order."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any, TypeVar

MIN_ITEMS = 500  # fewer: others save a fifth of a second, and cost a quarter more processor time
CHUNK = 16  # items that a process takes at once
AHEAD = 2  # chunks that a process has: one that it does, and the next one
Item = TypeVar("Item")
Result = TypeVar("Result")
# What a worker does: it has both in its memory from the fork, so only a number is sent to it.
_work: tuple[Callable[[Any], Any], list[Any]] = (lambda item: item, [])


def processor_count() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def spread(jobs: int) -> Callable[[Callable[[Item], Result], list[Item]], Iterable[Result]]:
    """Return a `map` that works in a number of processes, this one among them.

    The others get chunks of the items from the beginning. While the next result is not there yet,
    this process does the last chunk that nobody has, instead of waiting. It does all of the work
    if there are few items, or where a process cannot be forked. An exception of the function is
    raised here, after the results before it; ChildProcessError is raised if a process was killed.
    Ctrl-C ends the work and the other processes.
    """

    def mapped(function: Callable[[Item], Result], items: list[Item]) -> Iterable[Result]:
        if jobs < 2 or len(items) < MIN_ITEMS or not hasattr(os, "fork"):
            for item in items:  # `map` would end early if the function raises StopIteration
                yield function(item)
        else:
            yield from _in_processes(jobs, function, items)

    return mapped


def _in_processes(
    jobs: int, function: Callable[[Item], Result], items: list[Item]
) -> Iterator[Result]:
    """Yield the results of a function for all items, as `spread` says."""
    # Both take as long to load as a tenth of a check of a few entries, which needs neither.
    from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
    from multiprocessing import get_context

    def done_here(start: int) -> Future[list[Result]]:
        done: Future[list[Result]] = Future()
        try:
            done.set_result([function(item) for item in items[start : start + CHUNK]])
        except Exception as error:  # noqa: BLE001 - it is raised after the results before it
            done.set_exception(error)
        return done

    pool = ProcessPoolExecutor(
        jobs - 1, get_context("fork"), initializer=_begin, initargs=(function, items)
    )
    left = deque(range(0, len(items), CHUNK))  # where each chunk begins that nobody has
    given: deque[Future[list[Result]]] = deque()
    here: deque[Future[list[Result]]] = deque()
    try:
        while left or given or here:
            # The workers never see Ctrl-C, which is for this process; and here, it could leave a
            # lock held while a result is taken, so that nothing would end.
            with _interrupts_blocked():
                begun = sum(not chunk.done() for chunk in given)
                for _ in range(min(len(left), AHEAD * (jobs - 1) - begun)):
                    given.append(pool.submit(_results, left.popleft()))
                waits = bool(left) and not given[0].done()
                results = [] if waits else (given or here).popleft().result()
            if waits:
                here.appendleft(done_here(left.pop()))
            yield from results
    except BrokenExecutor:
        raise ChildProcessError("a worker process was ended from outside") from None
    finally:
        with _interrupts_blocked():
            pool.shutdown(cancel_futures=True)


def _begin(function: Callable[[Any], Any], items: list[Any]) -> None:
    """Begin to work in a new process, which ends when the one that started it ends."""
    global _work  # noqa: PLW0603 - a process works on one list
    _work = function, items
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    from multiprocessing import parent_process  # as above

    if parent := parent_process():
        parent.join()
        os._exit(1)


def _results(start: int) -> list[Any]:
    """Return the results of the chunk that begins at an item."""
    function, items = _work
    return [function(item) for item in items[start : start + CHUNK]]


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Delay Ctrl-C until the end of the block."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
