"""A `map` that spreads work over the processors; what comes back is in order, whatever their number."""

from __future__ import annotations

import multiprocessing
import os
import signal
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

WORTH_IT = 150  # items below which starting processes costs more than they bring
CHUNK = 64
Item = TypeVar("Item")
Result = TypeVar("Result")
_work: tuple[Callable[[Any], Any], list[Any]] | None = None  # a worker's own: what it was started for


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def spread(jobs: int) -> Callable[[Callable[[Item], Result], list[Item]], Iterable[Result]]:
    """Return a `map` for a number of processes; it stays in this one where the list is short."""

    def mapped(function: Callable[[Item], Result], items: list[Item]) -> Iterable[Result]:
        if jobs < 2 or len(items) < WORTH_IT:
            yield from map(function, items)
            return
        # A forked worker finds function and items in its memory, so that only places cross to it.
        method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
        context = multiprocessing.get_context(method)
        with ProcessPoolExecutor(jobs, context, _start, (function, items)) as pool:
            starts = range(0, len(items), CHUNK)
            try:
                for results in pool.map(_some, starts):
                    yield from results
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    return mapped


def _start(function: Callable[[Any], Any], items: list[Any]) -> None:
    global _work  # noqa: PLW0603 - a worker is started for one piece of work
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one
    _work = (function, items)


def _some(start: int) -> list[Any]:
    assert _work is not None
    function, items = _work
    return [function(item) for item in items[start : start + CHUNK]]
