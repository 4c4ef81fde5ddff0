"""A `map` that runs in several processes and returns the results in order."""

from __future__ import annotations

import multiprocessing
import os
import signal
import traceback
from contextlib import contextmanager, suppress
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

MIN_ITEMS = 150  # with fewer items, starting processes takes longer than they save
CHUNK = 64
AHEAD = 2  # chunks that a worker is given at once, so that it never waits for the next one
Item = TypeVar("Item")
Result = TypeVar("Result")


class _Worker(NamedTuple):
    """A process, and the pipe through which it gets numbers of chunks and sends their results."""

    process: BaseProcess
    pipe: Connection


def processor_count() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def spread(jobs: int) -> Callable[[Callable[[Item], Result], list[Item]], Iterable[Result]]:
    """Return a `map` that uses a number of processes, or only this one.

    It uses only this one if there are few items, or where a process cannot be forked. An exception
    of the function is raised here, after the results before it. Ctrl-C ends the work and the
    processes.
    """

    def mapped(function: Callable[[Item], Result], items: list[Item]) -> Iterable[Result]:
        if jobs < 2 or len(items) < MIN_ITEMS or not hasattr(os, "fork"):
            for start in range(0, len(items), CHUNK):
                yield from _each(function, items[start : start + CHUNK])
            return
        workers: list[_Worker] = []
        try:
            with _interrupts_blocked():
                workers += [_start(function, items) for _ in range(jobs)]
            yield from _results(workers, len(items))
        finally:
            for worker in workers:
                worker.process.terminate()
            for worker in workers:
                worker.process.join()

    return mapped


def _each(function: Callable[[Item], Result], items: list[Item]) -> Iterator[Result]:
    """Yield the results of some items; all at once if the function can do that with `many`."""
    if hasattr(function, "many"):
        yield from function.many(items)
        return
    for item in items:  # `map` would end early if the function raises StopIteration
        yield function(item)


def _results(workers: list[_Worker], count: int) -> Iterator[Any]:
    """Give chunks to whichever worker has room, and yield the results of all items in order."""
    chunks = _chunks(count)
    waiting = _order(chunks)
    arrived: dict[int, tuple[list[Any], Exception | None]] = {}
    for worker in workers * AHEAD:
        _give(worker, waiting)
    for i in range(len(chunks)):
        while i not in arrived:
            ready = wait([worker.pipe for worker in workers])
            for worker in workers:
                if worker.pipe in ready:
                    number, results, error = _receive(worker)
                    arrived[number] = (results, error)
                    _give(worker, waiting)
        results, error = arrived.pop(i)
        yield from results
        if error:
            raise error


def _chunks(count: int) -> list[slice]:
    """Return the chunks that `count` items are divided into.

    The last items are chunks of one, because the last pages are the lists and the data, each as
    much work as hundreds of other pages.
    """
    single_from = max(0, count - CHUNK) // CHUNK * CHUNK
    large = [slice(start, start + CHUNK) for start in range(0, single_from, CHUNK)]
    single = [slice(start, start + 1) for start in range(single_from, count)]
    return large + single


def _order(chunks: list[slice]) -> Iterator[int]:
    """Return the numbers of chunks in the order of work: the single items come first.

    So no process begins a long one while the others have nothing left to do.
    """
    return iter(sorted(range(len(chunks)), key=lambda i: chunks[i].stop - chunks[i].start > 1))


def _give(worker: _Worker, waiting: Iterator[int]) -> None:
    """Send a worker the number of the next chunk, if any is left."""
    number = next(waiting, None)
    if number is not None:
        with suppress(BrokenPipeError):  # it was killed, which `_receive` reports
            worker.pipe.send(number)


def _receive(worker: _Worker) -> tuple[int, list[Any], Exception | None]:
    """Return a chunk's number, its results, and the exception that ended them, if any.

    Raises ChildProcessError if the worker was killed.
    """
    try:
        number, results, error = worker.pipe.recv()
    except (EOFError, ConnectionResetError):
        raise ChildProcessError("a worker process was ended from outside") from None
    return number, results, error


def _start(function: Callable[[Item], Result], items: list[Item]) -> _Worker:
    """Start a worker, which has the function and the items in its memory, as they are here.

    So only the results have to be sent.
    """
    here, there = multiprocessing.Pipe()
    arguments = (function, items, there, here)
    context = multiprocessing.get_context("fork")
    process = context.Process(target=_work, args=arguments, daemon=True)
    process.start()
    there.close()
    return _Worker(process, here)


def _work(
    function: Callable[[Item], Result],
    items: list[Item],
    pipe: Connection,
    other_end: Connection,
) -> None:
    """Send the results of each chunk that this worker is given, until nobody gives any.

    If the process that started it is killed, the worker ends before its next item.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one
    other_end.close()  # so that this end notices when the parent process ends
    chunks, parent = _chunks(len(items)), os.getppid()
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            i = pipe.recv()
            results: list[Result] = []
            failure: Exception | None = None
            try:
                for result in _each(function, items[chunks[i]]):
                    if os.getppid() != parent:
                        return
                    results.append(result)
            except Exception as error:  # noqa: BLE001 - it is raised where the results are read
                error.add_note(traceback.format_exc())
                failure = error
            pipe.send((i, results, failure))


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Delay Ctrl-C until all workers have started."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
