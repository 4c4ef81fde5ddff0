"""When we knew and when we told: the dates of a breach as a line in time, with their deadlines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, timedelta
from math import ceil
from typing import Literal, NamedTuple

from generator.core.dates import When
from generator.core.duties import Clock
from generator.core.model import Breach
from generator.law.record import RecordRow, State

MAX_HOURS = 72  # a notice to families is counted in hours up to three days
ONE_HOUR = timedelta(hours=1)
# `before`: families were notified before the clock began, which is neither on time nor late.
# `not counted`: they were notified, but not electronically.
Verdict = State | Literal["before", "not counted"]


class Deadline(NamedTuple):
    """A deadline of a notice, and what became of it: the one answer to “on time?” everywhere."""

    row: RecordRow
    clock: Clock

    @property
    def verdict(self) -> Verdict:
        """What became of it."""
        row = self.row
        if row.not_electronic:
            return "not counted"
        return "before" if row.is_early else row.state

    @property
    def taken(self) -> int | None:
        """How many units it took, see `RecordRow.taken`; None if that is unknown or not over."""
        return self.row.taken if self.verdict in ("met", "late") else None

    @property
    def excess(self) -> int:
        """By how many units it was late; 0 if it was not, or nobody knows."""
        return max((self.taken or 0) - self.clock.limit, 0)

    @property
    def exactly(self) -> tuple[int, int] | None:
        """The hours and minutes, if rounding up would make them the whole limit; otherwise None.

        Families were notified after 47 hours and 45 minutes, and the limit is 48 hours. “48 of 48
        hours” would look like the last moment.
        """
        passed = self._passed
        if passed is None or self.taken != self.clock.limit or passed % ONE_HOUR == timedelta():
            return None
        return passed // ONE_HOUR, passed % ONE_HOUR // timedelta(minutes=1)

    @property
    def used(self) -> float | None:
        """How much of the limit was used, in percent; above 100 if it was late, None if unknown."""
        if self.taken is None:
            return None
        limit = self.clock.limit
        share = (
            self._passed / (limit * ONE_HOUR) if self._passed is not None else self.taken / limit
        )
        return round(100 * share, 1)

    @property
    def _passed(self) -> timedelta | None:
        """The exact time, if the limit is in hours."""
        start, end = self.row.trigger, self.row.done
        if self.clock.unit != "hours" or not start or not end or self.taken is None:
            return None
        return end.start.astimezone(UTC) - start.start.astimezone(UTC)


def deadlines(rows: Iterable[RecordRow]) -> tuple[Deadline, ...]:
    """Return the deadlines among the rows of a record, in their order."""
    return tuple(Deadline(row, row.duty.clock) for row in rows if row.duty.clock)


def on_time(deadlines: Iterable[Deadline]) -> State | None:
    """Return the one state of several deadlines: the worst; None if there are none.

    What is late or overdue is not made good by what was on time, and what nobody knows is neither.
    """
    worst_first: tuple[State, ...] = ("overdue", "late", "unknown", "open", "met")
    found = {deadline.row.state for deadline in deadlines}
    return next((state for state in worst_first if state in found), None)


class Gap(NamedTuple):
    """The time from one date to the next; `least` and `most` differ if a date is only a month."""

    least: int
    most: int
    unit: str = "days"


class Event(NamedTuple):
    """One date of a breach, from `first` to `last`, which are None if it is unknown.

    `gap` is the time since the date before it. `anchor` is that of its notice on the page.
    `deadlines` are those that it met or missed.
    """

    name: str
    first: When | None
    last: When | None
    anchor: str = ""
    gap: Gap | None = None
    deadlines: tuple[Deadline, ...] = ()

    @property
    def is_in_doubt(self) -> bool:
        """Whether a deadline was missed, is still open, or nobody knows."""
        return any(each.verdict not in ("met", "withdrawn") for each in self.deadlines)


def timeline(breach: Breach, deadlines: Iterable[Deadline] = ()) -> list[Event]:
    """Return the dates of a breach, in the law's order unless they certainly differ.

    Each has the deadlines of which it is the end.
    """
    return _in_order(list(_events(breach, [*deadlines])))


def line_in_time(breach: Breach, deadlines: Iterable[Deadline]) -> list[Event]:
    """Return the same without the updates that families got on time, or by no deadline.

    A page says of each update itself when families were notified of it. Only what was late, or may
    have been, is worth a place among the dates that a family reads first.
    """
    events = _events(breach, [*deadlines])
    return _in_order([each for each in events if each.name != "update" or each.is_in_doubt])


def _ends(event: Event, row: RecordRow) -> bool:
    """Return whether an event is what the clock of a row runs to."""
    if event.anchor:
        return row.notice.id.endswith(f"/{event.anchor}")
    return row.notice.id.count("/") == 1 and row.duty.done == event.name


def _in_order(events: list[Event]) -> list[Event]:
    """Return the dates, each with the time since the one before it."""
    dated: list[Event] = []
    for event in events:
        if event.first:
            index = len(dated)
            while index and _surely_before(event, dated[index - 1]):
                index -= 1
            dated.insert(index, event)
    gaps = [None, *map(_gap, dated, dated[1:])]
    ordered = [event._replace(gap=gap) for event, gap in zip(dated, gaps, strict=False)]
    for i, event in enumerate(events):
        if not event.first:  # directly after the event before it in the law's order
            keys = [_key(other) for other in ordered]
            ordered.insert(keys.index(_key(events[i - 1])) + 1 if i else 0, event)
    return ordered


def _key(event: Event) -> tuple[str, str]:
    return event.name, event.anchor


def _events(breach: Breach, deadlines: list[Deadline]) -> Iterator[Event]:
    """Yield the events in the law's order, each with the deadlines of which it is the end."""
    for event in _dates(breach):
        ended = tuple(each for each in deadlines if _ends(event, each.row))
        yield event._replace(deadlines=ended)


def _dates(breach: Breach) -> Iterator[Event]:
    """Yield the events in the law's order; the end only if it has come."""
    first, last = breach.occurred or (None, None)
    yield Event("occurred", first, last)
    yield Event("discovered", breach.discovered, breach.discovered)
    if breach.learned:
        yield Event("learned", breach.learned, breach.learned)
    if not breach.is_own:
        yield Event("received", breach.received, breach.received)
    told = breach.notified
    yield Event("notified", told.at if told else None, told.last if told else None)
    for update in breach.updates:
        yield Event("update", update.on, update.on, anchor=update.name)
    if breach.resolved:
        yield Event("resolved", breach.resolved, breach.resolved)
    if breach.withdrawn:
        yield Event(
            "withdrawn", breach.withdrawn.on, breach.withdrawn.on, anchor=breach.withdrawn.name
        )


def _surely_before(event: Event, other: Event) -> bool:
    return bool(event.first and other.first and event.first.surely_before(other.first))


def _gap(earlier: Event, later: Event) -> Gap | None:
    """Return the time between two events, or None if the later began before the earlier ended."""
    start = earlier.last
    end = later.last if later.name == "notified" else later.first
    assert start and end
    is_exact = start.precision == end.precision == "minute" and not (start.twice or end.twice)
    if later.name == "notified" and is_exact:
        passed = end.start.astimezone(UTC) - start.start.astimezone(UTC)
        hours = max(1, ceil(passed / timedelta(hours=1)))
        if passed >= timedelta() and hours <= MAX_HOURS:
            return Gap(hours, hours, "hours")
    most = (end.last_day - start.day).days
    return Gap(max(0, (end.day - start.last_day).days), most) if most >= 0 else None
