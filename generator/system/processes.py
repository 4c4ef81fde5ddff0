"""A `map` that runs in several processes and returns the results in order."""

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

MIN_ITEMS = 150  # with fewer items, starting processes takes longer than they save
CHUNK = 64
Item = TypeVar("Item")
Result = TypeVar("Result")


class _Worker(NamedTuple):
    """A process and the pipe through which it sends its results."""

    process: BaseProcess
    results: Connection


def processor_count() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def spread(jobs: int) -> Callable[[Callable[[Item], Result], list[Item]], Iterable[Result]]:
    """Return a `map` that uses a number of processes, or only this one if there are few items.

    An exception of the function is raised here, after the results before it. Ctrl-C ends the work
    and the processes.
    """

    def mapped(function: Callable[[Item], Result], items: list[Item]) -> Iterable[Result]:
        if jobs < 2 or len(items) < MIN_ITEMS:
            for item in items:  # `map` would end early if the function raises StopIteration
                yield function(item)
            return
        workers: list[_Worker] = []
        try:
            with _interrupts_blocked():
                workers += [_start(function, items, number, jobs) for number in range(jobs)]
            for i in range(len(_chunks(len(items)))):
                results, error = _receive(workers[i % jobs])
                yield from results
                if error:
                    raise error
        finally:
            for worker in workers:
                worker.process.terminate()
            for worker in workers:
                worker.process.join()

    return mapped


def _chunks(count: int) -> list[slice]:
    """Return the chunks that `count` items are divided into; the workers take turns with them.

    The last items are chunks of one, because the last pages are the lists and the data, each as
    much work as hundreds of other pages.
    """
    single_from = max(0, count - CHUNK) // CHUNK * CHUNK
    large = [slice(start, start + CHUNK) for start in range(0, single_from, CHUNK)]
    single = [slice(start, start + 1) for start in range(single_from, count)]
    return large + single


def _receive(worker: _Worker) -> tuple[list[Any], Exception | None]:
    """Return the next results of a worker, and the exception that ended them, if any.

    Raises ChildProcessError if the worker was killed.
    """
    try:
        results, error = worker.results.recv()
    except EOFError:
        raise ChildProcessError("a worker process was ended from outside") from None
    return results, error


def _start(
    function: Callable[[Item], Result], items: list[Item], number: int, jobs: int
) -> _Worker:
    """Start a worker.

    If processes can be forked, the worker already has the function and the items in its memory, so
    only the results have to be sent.
    """
    can_fork = "fork" in multiprocessing.get_all_start_methods()
    process_type = (
        multiprocessing.get_context("fork").Process
        if can_fork
        else multiprocessing.get_context("spawn").Process
    )
    receiver, sender = multiprocessing.Pipe(duplex=False)
    arguments = (function, items, number, jobs, sender, receiver)
    process = process_type(target=_work, args=arguments, daemon=True)
    process.start()
    sender.close()
    return _Worker(process, receiver)


def _work(
    function: Callable[[Item], Result],
    items: list[Item],
    number: int,
    jobs: int,
    sender: Connection,
    receiver: Connection,
) -> None:
    """Send the results of every chunk of worker `number`, until one fails or nobody reads them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one
    receiver.close()  # so that sending fails once the other end is closed
    for chunk in _chunks(len(items))[number::jobs]:
        results: list[Result] = []
        failure: Exception | None = None
        try:
            for item in items[chunk]:
                results.append(function(item))  # noqa: PERF401 - keep the results before a failure
        except Exception as error:  # noqa: BLE001 - it is raised again where the results are read
            error.add_note(traceback.format_exc())
            failure = error
        with suppress(BrokenPipeError):
            sender.send((results, failure))
            continue
        return


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
