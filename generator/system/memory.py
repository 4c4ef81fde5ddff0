"""How a build of many entries uses this process's memory."""

from __future__ import annotations

import gc
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MMAP_THRESHOLD = -3  # M_MMAP_THRESHOLD in glibc's malloc.h
LARGE = 128 * 1024  # bytes, what glibc begins with


@contextmanager
def without_garbage_collection() -> Iterator[None]:
    """Switch off the garbage collector, because millions of objects stay until the site is made.

    Afterward, it does not look at the objects that are there now.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()


def collect_garbage() -> None:
    """Free garbage, even among the objects that the collector does not look at otherwise."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def return_large_blocks() -> None:
    """Have each large block of memory returned to the system when it is freed.

    Otherwise glibc keeps every block that is smaller than the largest one freed so far. Once the
    open data is written, that is all of them: the lists, and what other processes have sent. Other
    C libraries have no such setting.
    """
    _call_library("mallopt", MMAP_THRESHOLD, LARGE)


def return_freed_blocks() -> None:
    """Return small blocks to the system that were freed between others, such as texts of entries.

    Otherwise glibc returns only those behind the last block that is used.
    """
    _call_library("malloc_trim", 0)


def _call_library(function: str, *arguments: int) -> None:
    """Call a function of the C library if it has that function."""
    from ctypes import CDLL

    with suppress(AttributeError, TypeError):  # TypeError on Windows
        CDLL(None)[function](*arguments)
