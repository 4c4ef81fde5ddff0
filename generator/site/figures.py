"""The figures of pages: the charts of *The record*, and the timeline of a breach.

A bar of a chart is a count, with its share of the chart's width.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, timedelta
from math import ceil
from typing import NamedTuple

from generator.core.dates import When
from generator.core.duties import Clock
from generator.core.model import CONTRACT_KINDS, Breach, Contract, Data
from generator.law.record import RecordRow

MIN_SHARE = 0.5  # percent of the width that is still visible
MAX_YEARS = 8  # earlier years share one bar
MAX_BARS = 6  # within the limit; for a longer limit, a bar is several days or hours
MAX_HOURS = 72  # a notice to families is counted in hours up to three days


class Bar(NamedTuple):
    """A number with its name, and the length of its bar in percent of the chart's width."""

    name: str
    number: int
    share: float


class Wait(NamedTuple):
    """The number of notices that took from `least` to `most` units; `most` is None for no limit."""

    least: int
    most: int | None
    number: int
    share: float
    is_late: bool


class Waits(NamedTuple):
    """How long the notices of one duty took, and in how many its state in the record is which.

    The bars are those of the notices that have the limit of today; all others are counted as well.
    `untimed` counts those that were done, or may have been, and nobody knows how long they took.
    Those that were `early` were done before any time began.
    """

    name: str
    clock: Clock
    bars: tuple[Wait, ...]
    within: int
    late: int
    overdue: int
    unknown: int
    early: int
    untimed: int

    @property
    def all(self) -> int:
        """The number of notices that are due, with those of which nobody knows."""
        return self.within + self.late + self.overdue + self.unknown + self.early


class Charts(NamedTuple):
    """All charts. A chart without bars is not shown."""

    active: int
    kinds: tuple[Bar, ...]
    years: tuple[Bar, ...]
    undated: int
    waits: tuple[Waits, ...]


def kinds(collected: list[Data | None]) -> Iterator[Bar]:
    """Yield how many contracts collect each kind of data; a bar of full length is all of them."""
    counts = Counter(name for data in collected for name in _kinds(data))
    for name in (*Data._fields, "none", "unrecorded"):
        if collected and (counts[name] or name in CONTRACT_KINDS):
            yield Bar(name, counts[name], _share(counts[name], len(collected)))


def years(contracts: Iterable[Contract]) -> Iterator[Bar]:
    """Yield how many contracts were signed each year, first those before the first year shown."""
    by_year = Counter(contract.executed.day.year for contract in contracts if contract.executed)
    if not by_year:
        return
    last = max(by_year)
    first = max(min(by_year), last - MAX_YEARS + 1)
    counts = {str(year): by_year[year] for year in range(first, last + 1)}
    older = sum(count for year, count in by_year.items() if year < first)
    if older:
        counts = {"older": older, **counts}
    yield from (
        Bar(name, count, _share(count, max(counts.values()))) for name, count in counts.items()
    )


def waits(name: str, clock: Clock, rows: list[RecordRow]) -> Waits:
    """Return bars for times up to the limit, one up to twice the limit, and one beyond that.

    The rows are those of a duty in the record, which decides what is within the limit. A notice is
    counted even if it had another limit, or was withdrawn: what was late was late. It then has no
    bar, because the bars are compared with this limit.
    """
    states = Counter(row.state for row in rows)
    times = [(row, row.taken) for row in rows if row.state in ("met", "late")]
    known = [max(time, 0) for row, time in times if time is not None and row.duty.clock == clock]
    untimed = sum(time is None for _, time in times)
    early = sum(row.is_early for row in rows)
    unknown = states["unknown"] - early
    limit = clock.limit
    spans = [*_spans(limit), (limit + 1, 2 * limit), (2 * limit + 1, None)]
    counts = [
        sum(least <= time and (most is None or time <= most) for time in known)
        for least, most in spans
    ]
    bars = tuple(
        Wait(least, most, count, _share(count, max(counts)), is_late=least > limit)
        for (least, most), count in zip(spans, counts, strict=True)
    )
    return Waits(
        name,
        clock,
        bars,
        within=states["met"],
        late=states["late"],
        overdue=states["overdue"],
        unknown=unknown,
        early=early,
        untimed=untimed + unknown,
    )


def _kinds(data: Data | None) -> list[str]:
    """Return the names of the bars in which a contract is counted."""
    if data is None:
        return ["unrecorded"]
    return [kind for kind, _ in data.kinds] or ["none"]


def _spans(limit: int) -> Iterator[tuple[int, int | None]]:
    """Yield each unit up to the limit, or equal spans that end at the limit if there are too many.

    The first span may be longer.
    """
    step = ceil(limit / MAX_BARS)
    least = 0
    for most in range(limit % step if step > 1 else 0, limit + 1, step):
        if most or step == 1:
            yield least, most
            least = most + 1


def _share(count: int, longest: int) -> float:
    """Return the length of a bar in percent; a number above 0 has a visible bar."""
    return max(round(100 * count / longest, 1), MIN_SHARE) if count else 0.0


# The timeline of a breach: its dates in order, and the time between them


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


def _events(breach: Breach) -> Iterator[Event]:
    """Yield the events in the law's order. A withdrawn breach has an end only if it is known."""
    first, last = breach.occurred or (None, None)
    yield Event("occurred", first, last)
    yield Event("discovered", breach.discovered, breach.discovered)
    if breach.learned:
        yield Event("learned", breach.learned, breach.learned)
    yield Event("received", breach.received, breach.received)
    told = breach.notified
    yield Event("notified", told.at if told else None, told.last if told else None)
    for i, update in enumerate(breach.updates, start=1):
        yield Event("update", update.on, update.on, anchor=f"update-{i}")
    if breach.resolved or not breach.withdrawn:
        yield Event("resolved", breach.resolved, breach.resolved)
    if breach.withdrawn:
        yield Event("withdrawn", breach.withdrawn.on, breach.withdrawn.on, anchor="withdrawal")


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
