"""The timeline of a breach: its dates in order, and the time between them."""

from __future__ import annotations

from datetime import UTC, timedelta
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.core.dates import When
    from generator.core.model import Breach

MAX_HOURS = 72  # a notice to families is counted in hours up to three days


class Gap(NamedTuple):
    """The time from one date to the next; `least` and `most` differ if a date is only a month."""

    least: int
    most: int
    unit: str = "days"


class Event(NamedTuple):
    """One date of a breach, from `first` to `last`, which are None if it is unknown.

    `gap` is the time since the date before it. `anchor` is that of its notice on the page.
    """

    name: str
    first: When | None
    last: When | None
    anchor: str = ""
    gap: Gap | None = None


def timeline(breach: Breach) -> list[Event]:
    """Return the dates of a breach, in the law's order unless they certainly differ."""
    events = list(_events(breach))
    dated: list[Event] = []
    for event in events:
        if event.first:
            dated.insert(_index(event, dated), event)
    ordered = _with_gaps(dated)
    for i, event in enumerate(events):
        if not event.first:  # directly after the event before it in the law's order
            keys = [_key(other) for other in ordered]
            ordered.insert(keys.index(_key(events[i - 1])) + 1 if i else 0, event)
    return ordered


def _key(event: Event) -> tuple[str, str]:
    return event.name, event.anchor


def _events(breach: Breach) -> Iterator[Event]:
    """Yield the events in the law's order. A withdrawn breach has an end only if it is known."""
    first, last = breach.occurred or (None, None)
    yield Event("occurred", first, last)
    for name, when in (
        ("discovered", breach.discovered),
        ("received", breach.received),
        ("notified", breach.notified.at if breach.notified else None),
    ):
        if name == "received" and breach.learned:
            yield Event("learned", breach.learned, breach.learned)
        yield Event(name, when, when)
    for i, update in enumerate(breach.updates, start=1):
        yield Event("update", update.on, update.on, anchor=f"update-{i}")
    if breach.resolved or not breach.withdrawn:
        yield Event("resolved", breach.resolved, breach.resolved)
    if breach.withdrawn:
        yield Event("withdrawn", breach.withdrawn.on, breach.withdrawn.on, anchor="withdrawal")


def _index(event: Event, dated: list[Event]) -> int:
    """Return where to insert an event: last, or before events that were certainly later."""
    index = len(dated)
    while index and _surely_before(event, dated[index - 1]):
        index -= 1
    return index


def _surely_before(event: Event, other: Event) -> bool:
    return bool(event.first and other.first and event.first.surely_before(other.first))


def _with_gaps(dated: list[Event]) -> list[Event]:
    """Return the events with the time before each; the first has none."""
    gaps = [None, *(_gap(earlier, later) for earlier, later in pairwise(dated))]
    return [event._replace(gap=gap) for event, gap in zip(dated, gaps, strict=False)]


def _gap(earlier: Event, later: Event) -> Gap | None:
    """Return the time between two events, or None if the later began before the earlier ended."""
    start, end = earlier.last, later.first
    assert start and end
    is_exact = start.precision == end.precision == "minute" and not (start.twice or end.twice)
    if later.name == "notified" and is_exact:
        passed = end.start.astimezone(UTC) - start.start.astimezone(UTC)
        hours = max(1, ceil(passed / timedelta(hours=1)))
        if passed >= timedelta() and hours <= MAX_HOURS:
            return Gap(hours, hours, "hours")
    most = (end.last_day - start.day).days
    return Gap(max(0, (end.day - start.last_day).days), most) if most >= 0 else None
