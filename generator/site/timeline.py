"""The timeline of a breach: its dates in order, the time between them, and a picture of them."""

from __future__ import annotations

from datetime import UTC, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.core.dates import When
    from generator.core.model import Breach

MIN_DISTANCE = 8.5  # percent between two numbers, so that they do not touch on a narrow screen
LABEL_WIDTH = 17.0  # percent that the words “10 days” need
MAX_NUMBERS = 12  # with more, no number can be read
MAX_HOURS = 72  # a notice to families is counted in hours up to three days


class Gap(NamedTuple):
    """The time from one date to the next; `least` and `most` differ if a date is only a month."""

    least: int
    most: int
    unit: str = "days"


class Event(NamedTuple):
    """One date of a breach, with its number from 1 in order of time; 0 if the date is unknown.

    The positions are in percent of the picture's width: `at` and `until` are its beginning and
    end, `middle` is between them, and `flag` is the position of its number. `label` is the middle
    of the gap before it, or None if the days do not fit there.
    """

    name: str
    first: When | None
    last: When | None
    number: int = 0
    gap: Gap | None = None
    at: float = 0.0
    until: float = 0.0
    middle: float = 0.0
    flag: float = 0.0
    label: float | None = None
    anchor: str = ""


class Timeline(NamedTuple):
    """All events in order."""

    events: tuple[Event, ...]

    @property
    def dated(self) -> list[Event]:
        """The events with a date."""
        return [event for event in self.events if event.number]

    @property
    def is_drawn(self) -> bool:
        """Return whether there is a picture: for two or more events, on more than one day."""
        days = {when.day for event in self.dated for when in (event.first, event.last) if when}
        return len(self.dated) > 1 and len(days) > 1

    @property
    def is_crowded(self) -> bool:
        """Return whether the numbers of the picture would touch."""
        return len(self.dated) > MAX_NUMBERS


def timeline(breach: Breach) -> Timeline:
    """Return the timeline of a breach, in the law's order unless the dates certainly differ."""
    events = list(_events(breach))
    dated: list[Event] = []
    for event in events:
        if event.first:
            dated.insert(_index(event, dated), event)
    ordered = _placed(_numbered(dated))
    for i, event in enumerate(events):
        if not event.first:  # directly after the event before it in the law's order
            keys = [_key(other) for other in ordered]
            ordered.insert(keys.index(_key(events[i - 1])) + 1 if i else 0, event)
    return Timeline(tuple(ordered))


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


def _numbered(dated: list[Event]) -> list[Event]:
    """Return the events with their number and the gap before each."""
    gaps = [None, *(_gap(earlier, later) for earlier, later in pairwise(dated))]
    return [
        event._replace(number=number, gap=gap)
        for number, (event, gap) in enumerate(zip(dated, gaps, strict=False), start=1)
    ]


def _gap(earlier: Event, later: Event) -> Gap | None:
    """Return the time between two events, or None if the later began before the earlier ended."""
    start, end = earlier.last, later.first
    assert start and end
    is_exact = start.precision == end.precision == "minute" and not (start.twice or end.twice)
    if later.name == "notified" and is_exact:
        passed = end.start.astimezone(UTC) - start.start.astimezone(UTC)
        hours = max(1, -(-passed // timedelta(hours=1)))  # rounded up
        if passed >= timedelta() and hours <= MAX_HOURS:
            return Gap(hours, hours, "hours")
    most = (end.last_day - start.day).days
    return Gap(max(0, (end.day - start.last_day).days), most) if most >= 0 else None


def _placed(dated: list[Event]) -> list[Event]:
    """Return the events with their positions, to scale; numbers of close events are moved apart."""
    if not dated:
        return []
    spans = [_span(event) for event in dated]
    start = min(first for first, _ in spans)
    length = max(last for _, last in spans) - start

    def percent(moment: float) -> float:
        return min((moment - start) / length * 100, 100.0) if length else 50.0

    placed: list[Event] = []
    previous = 0.0
    for event, (first, last) in zip(dated, spans, strict=True):
        at, until = percent(first), percent(last)
        if at == until:  # a day may be any of its hours, so keep the order
            at = until = max(at, min(previous, percent(_latest(event))))
        middle = (at + until) / 2
        placed.append(
            event._replace(at=round(at, 1), until=round(until, 1), middle=round(middle, 1))
        )
        previous = until
    flags = _moved_apart([event.middle for event in placed])
    labels = [None, *(_label(earlier, later) for earlier, later in pairwise(placed))]
    return [
        event._replace(flag=flag, label=label)
        for event, flag, label in zip(placed, flags, labels, strict=True)
    ]


def _span(event: Event) -> tuple[float, float]:
    """Return the first and the last second of an event; for a day or a time, twice the first."""
    assert event.first and event.last
    first = event.first.start.timestamp()
    if event.first == event.last and event.first.precision != "month":
        return first, first
    return first, event.last.end.timestamp()


def _latest(event: Event) -> float:
    assert event.last
    return event.last.end.timestamp()


def _moved_apart(positions: list[float]) -> list[float]:
    """Return positions from 0 to 100 of which no two in a row are too close."""
    step = min(MIN_DISTANCE, 100 / max(1, len(positions) - 1))
    moved: list[float] = []
    for position in positions:
        moved.append(max(position, moved[-1] + step) if moved else position)
    limit = 100.0
    for i in reversed(range(len(moved))):
        moved[i] = min(moved[i], limit)
        limit = moved[i] - step
    return [round(max(0.0, position), 1) for position in moved]


def _label(earlier: Event, event: Event) -> float | None:
    """Return the middle between two events if the days between are exact and their number fits."""
    gap = event.gap
    is_exact = gap and gap.unit == "days" and gap.least == gap.most > 0
    if not is_exact or event.at - earlier.until < LABEL_WIDTH:
        return None
    return round((earlier.until + event.at) / 2, 1)
