"""Progress bar for the terminal."""

from __future__ import annotations

import sys
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

DELAY = 1.0  # seconds of work before a bar is shown
Item = TypeVar("Item")


def with_progress(
    items: Iterable[Item], length: int, label: str, clock: Callable[[], float] = monotonic
) -> Iterator[Item]:
    """Yield the items, and show a progress bar on a terminal if they take longer than a second.

    `clock` returns seconds.
    """
    if not sys.stderr.isatty():
        yield from items
        return
    start, bar = clock(), None
    for count, item in enumerate(items, start=1):
        yield item
        if bar:
            bar.update(1)
        elif clock() - start > DELAY:
            bar = click.progressbar(length=length, label=label, file=sys.stderr)
            bar.update(count)
    if bar:
        bar.render_finish()
