"""Progress bar for the terminal."""

from __future__ import annotations

import sys
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

WORTH_A_BAR = 1.0  # seconds of work after which a bar is shown
Item = TypeVar("Item")


def counted(items: Iterable[Item], length: int, label: str, clock: Callable[[], float] = monotonic) -> Iterator[Item]:
    """Pass items on; once they take longer than a second, show on a terminal how far they are.

    `clock` gives seconds since some moment.
    """
    if not sys.stderr.isatty():
        yield from items
        return
    began, bar = clock(), None
    for i, item in enumerate(items, start=1):
        yield item
        if bar:
            bar.update(1)
        elif clock() - began > WORTH_A_BAR:
            bar = click.progressbar(length=length, label=label, file=sys.stderr)
            bar.update(i)
    if bar:
        bar.render_finish()
