"""A `map` that runs in several processes and returns the results in order.

Python's modules for processes are imported in functions, because few entries need no process.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import contextmanager, suppress
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

MIN_ITEMS = 150  # with fewer items, starting processes takes longer than they save
CHUNK = 64
MAX_CHUNKS = 1_000  # so that the numbers of all of them fit into the smallest pipe
NUMBER = 4  # bytes of a number in a pipe
PIPE = 1 << 20  # bytes of results that a worker can send before this process reads them
Item = TypeVar("Item")
Result = TypeVar("Result")


class _Message(NamedTuple):
    """The results of a chunk, and the exception that ended them, if any."""

    number: int
    results: list[Any]
    error: Exception | None


class _Worker(NamedTuple):
    """A process, and the pipe through which it sends the results of chunks."""

    process: BaseProcess
    pipe: Connection


def processor_count() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def spread(jobs: int) -> Callable[[Callable[[Item], Result], list[Item]], Iterable[Result]]:
    """Return a `map` that uses a number of processes, of which this is one.

    It uses only this one if there are few items, or where a process cannot be forked. An exception
    of the function is raised here, after the results before it. Ctrl-C ends the work and the other
    processes.
    """

    def mapped(function: Callable[[Item], Result], items: list[Item]) -> Iterable[Result]:
        if jobs < 2 or len(items) < MIN_ITEMS or not hasattr(os, "fork"):
            for start in range(0, len(items), CHUNK):
                yield from _each(function, items[start : start + CHUNK])
            return
        workers: list[_Worker] = []
        with _queues(_chunks(len(items))) as (large, single):
            try:
                with _interrupts_blocked():
                    workers += [_start(function, items, large, single) for _ in range(jobs - 1)]
                yield from _results(function, items, workers, _numbers(single, large))
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


def _results(
    function: Callable[[Item], Result],
    items: list[Item],
    workers: list[_Worker],
    numbers: Iterator[int],
) -> Iterator[Result]:
    """Work on chunks and receive those of the workers, and yield all results in order."""
    from multiprocessing.connection import wait

    chunks, pipes = _chunks(len(items)), [worker.pipe for worker in workers]
    arrived: dict[int, _Message] = {}
    for i in range(len(chunks)):
        while i not in arrived:
            number = next(numbers, None)
            if number is not None:
                results = _each(function, items[chunks[number]])
                arrived[number] = _Message(number, *_gathered(results))
            ready = wait(pipes, timeout=None if number is None else 0)
            for pipe in [pipe for pipe in pipes if pipe in ready]:
                if message := _receive(pipe):
                    arrived[message.number] = message
                else:
                    pipes.remove(pipe)
        message = arrived.pop(i)
        yield from message.results
        if message.error:
            raise message.error


def _chunks(count: int) -> list[slice]:
    """Return the chunks that `count` items are divided into.

    The last items are chunks of one, because the last pages are the lists and the data, each as
    much work as hundreds of other pages.
    """
    size = max(CHUNK, count // MAX_CHUNKS)
    first_single = max(0, count - CHUNK)
    starts = [*range(0, first_single, size), *range(first_single, count)]
    return [slice(*ends) for ends in pairwise([*starts, count])]


@contextmanager
def _queues(chunks: list[slice]) -> Iterator[tuple[int, int]]:
    """Yield two pipes with the numbers of the chunks of several items, and of single ones.

    Each number is in a pipe only once, and the process that reads it works on that chunk. The last
    single chunk comes first: the open data and the lists take the most memory, so they are made
    while the processes have copied little.
    """
    large = [i for i, chunk in enumerate(chunks) if chunk.stop - chunk.start > 1]
    single = [i for i, chunk in enumerate(chunks) if chunk.stop - chunk.start == 1]
    pipes = []
    try:
        for numbers in (large, single[::-1]):
            pipe, end = os.pipe()
            pipes.append(pipe)
            with open(end, "wb") as file:
                file.write(b"".join(number.to_bytes(NUMBER, "big") for number in numbers))
        yield pipes[0], pipes[1]
    finally:
        for pipe in pipes:
            os.close(pipe)


def _numbers(*queues: int) -> Iterator[int]:
    """Yield numbers of chunks that no other process has taken, from one queue after the other.

    The process that has all items begins with the single ones, which are the lists; they need all
    entries, and each other process copies the memory of whatever it needs.
    """
    for queue in queues:
        while number := os.read(queue, NUMBER):
            yield int.from_bytes(number, "big")


def _gathered(results: Iterator[Result]) -> tuple[list[Result], Exception | None]:
    """Return the results, and the exception that ended them, if any."""
    gathered: list[Result] = []
    try:
        gathered.extend(results)
    except Exception as error:  # noqa: BLE001 - it is raised where the results are read
        return gathered, error
    return gathered, None


def _receive(pipe: Connection) -> _Message | None:
    """Return what a worker sends, or None if it is done.

    Raises ChildProcessError if the worker was killed.
    """
    try:
        message: _Message | None = pipe.recv()
    except (EOFError, ConnectionResetError):
        raise ChildProcessError("a worker process was ended from outside") from None
    return message


def _start(
    function: Callable[[Item], Result], items: list[Item], large: int, single: int
) -> _Worker:
    """Start a worker, which has the function and the items in its memory, as they are here.

    So only the results have to be sent.
    """
    from multiprocessing import Pipe, get_context

    here, there = Pipe(duplex=False)
    if sys.platform == "linux":
        import fcntl

        with suppress(OSError):  # it may be more than this user's processes may have
            fcntl.fcntl(there.fileno(), fcntl.F_SETPIPE_SZ, PIPE)
    arguments = (function, items, there, here, _numbers(large, single))
    process = get_context("fork").Process(target=_work, args=arguments, daemon=True)
    process.start()
    there.close()
    return _Worker(process, here)


def _work(
    function: Callable[[Item], Result],
    items: list[Item],
    pipe: Connection,
    other_end: Connection,
    numbers: Iterator[int],
) -> None:
    """Send the results of each chunk that no other process works on, until none is left.

    If the process that started it is killed, the worker ends after its chunk at the latest.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one
    other_end.close()  # so that this end notices when the parent process ends
    chunks, parent = _chunks(len(items)), os.getppid()
    with suppress(BrokenPipeError, ConnectionResetError):
        for number in numbers:
            results = _each(function, items[chunks[number]])
            gathered, error = _gathered(_until_orphaned(results, parent))
            if error:
                error.add_note(_in_full(error))
            pipe.send(_Message(number, gathered, error))
        pipe.send(None)


def _in_full(error: Exception) -> str:
    """Return an exception with the lines that led to it."""
    from traceback import format_exception

    return "".join(format_exception(error))


def _until_orphaned(results: Iterator[Result], parent: int) -> Iterator[Result]:
    """Yield results, and end this process if the one that started it has ended."""
    for result in results:
        if os.getppid() != parent:
            sys.exit()
        yield result


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
