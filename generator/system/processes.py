"""A `map` that spreads work over the processors; what comes back is in order, whatever their number."""

from __future__ import annotations

import multiprocessing
import os
import signal
import traceback
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

WORTH_IT = 150  # items below which starting processes costs more than they bring
CHUNK = 64
Item = TypeVar("Item")
Result = TypeVar("Result")


class _Worker(NamedTuple):
    """A process, and where it sends what it has done: results, and the exception that ended them, if any."""

    process: BaseProcess
    results: Connection


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def spread(jobs: int) -> Callable[[Callable[[Item], Result], list[Item]], Iterable[Result]]:
    """Return a `map` for a number of processes; it stays in this one where the list is short.

    An exception of the work is raised here, after the results before it. Ctrl-C ends the work and the workers.
    """

    def mapped(function: Callable[[Item], Result], items: list[Item]) -> Iterable[Result]:
        if jobs < 2 or len(items) < WORTH_IT:
            for item in items:  # not `map`, which ends early where the function raises StopIteration
                yield function(item)
            return
        workers: list[_Worker] = []
        try:
            with _interrupts_held():
                workers += [_started(function, items, place, jobs) for place in range(jobs)]
            for i in range(len(_chunks(len(items)))):
                done, error = _next(workers[i % jobs])
                yield from done
                if error:
                    raise error
        finally:
            for worker in workers:
                worker.process.terminate()
            for worker in workers:
                worker.process.join()

    return mapped


def _chunks(count: int) -> list[slice]:
    """Return how so many items are parted: workers take their turns with the parts.

    The last come one by one: there stand lists and data, each as much work as hundreds of pages, and as large.
    """
    whole = max(0, count - CHUNK) // CHUNK * CHUNK
    parts = [range(0, whole, CHUNK), range(whole, count)]
    return [slice(start, start + part.step) for part in parts for start in part]


def _next(worker: _Worker) -> tuple[list[Any], Exception | None]:
    """Return what a worker sends next; a worker that the machine has ended is the machine's failure."""
    try:
        done, error = worker.results.recv()
    except EOFError:
        raise ChildProcessError("one of the processes that share the work was ended") from None
    return done, error


def _started(function: Callable[[Item], Result], items: list[Item], place: int, jobs: int) -> _Worker:
    """Start the worker that does every chunk whose turn it is, from its place on.

    A forked one finds function and items in its memory, so that only results cross.
    """
    can_fork = "fork" in multiprocessing.get_all_start_methods()
    start = multiprocessing.get_context("fork").Process if can_fork else multiprocessing.get_context("spawn").Process
    receive, send = multiprocessing.Pipe(duplex=False)
    process = start(target=_work, args=(function, items, place, jobs, send, receive), daemon=True)
    process.start()
    send.close()
    return _Worker(process, receive)


def _work(
    function: Callable[[Item], Result], items: list[Item], place: int, jobs: int, send: Connection, receive: Connection
) -> None:
    """Do the chunks of one worker; it ends with the work, with a failure, or with the process that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one
    receive.close()  # so that none but that process reads, and its end is heard of
    for chunk in _chunks(len(items))[place::jobs]:
        done: list[Result] = []
        failed: Exception | None = None
        try:
            for item in items[chunk]:
                done.append(function(item))  # noqa: PERF401 - what came before a failure counts
        except Exception as error:  # noqa: BLE001 - it is raised again where the results are read
            error.add_note(traceback.format_exc())
            failed = error
        with suppress(BrokenPipeError):
            send.send((done, failed))
            continue
        return  # nobody reads any more


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Let Ctrl-C wait, so that no worker is half started; workers never see it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
