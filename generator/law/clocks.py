"""Counting time as the law counts it.

The day of the event is not counted. N days end with the last of them, at midnight on the district's clock. Business
days leave out Saturdays, Sundays and the holidays of Connecticut. Hours are hours that pass, whatever the clocks on
the wall do meanwhile.

A date may be known to the minute, to the day or to the month, so everything here has two bounds: the earliest and the
latest that it may be.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from generator.core.dates import When

if TYPE_CHECKING:
    from datetime import tzinfo

    from generator.core.duties import Unit

Mark = date  # where hours are counted a date-time in UTC, else a day on the district's clock
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
SATURDAY = 5


class Bounds(NamedTuple):
    """The earliest and the latest mark that something may be, both included."""

    first: Mark
    last: Mark


def bounds(when: When, unit: Unit) -> Bounds:
    """Return the days that a point in time may be, on the district's clock; for hours the minutes, in UTC."""
    if unit == "hours":
        return Bounds(when.start.astimezone(UTC), when.end.astimezone(UTC) - MINUTE)
    return Bounds(when.day, when.last_day)


def due(trigger: When, limit: int, unit: Unit) -> Bounds:
    """Return the last day on which, or for hours the last minute at which, something is done in time.

    The bounds are the answers for the earliest and for the latest trigger.
    """
    first, last = bounds(trigger, unit)
    return Bounds(_later(first, limit, unit), _later(last, limit, unit))


def taken(trigger: When, done: When, unit: Unit) -> int | None:
    """Return the shortest limit that would have been kept; None where the two dates leave that open."""
    begun, ended = bounds(trigger, unit), bounds(done, unit)
    least, most = _between(begun.last, ended.first, unit), _between(begun.first, ended.last, unit)
    return least if least == most else None


def local(mark: Mark, zone: tzinfo | None) -> When:
    """Return a mark as a point in time on the district's clock: a day, or a minute where it has a time."""
    if isinstance(mark, datetime):
        return When(mark.astimezone(zone), "minute")
    return When(datetime(mark.year, mark.month, mark.day, tzinfo=zone), "day")


def is_business_day(day: date) -> bool:
    """Say whether a day is no weekend and no holiday of Connecticut, among them Good Friday and observed days."""
    return day.weekday() < SATURDAY and day not in _holidays(day.year)


def _later(event: Mark, limit: int, unit: Unit) -> Mark:
    """Return the mark that is so many units after an event."""
    if unit != "business days":
        return event + limit * (HOUR if unit == "hours" else DAY)
    while limit:
        event += DAY
        limit -= is_business_day(event)
    return event


def _between(event: Mark, done: Mark, unit: Unit) -> int:
    """Return the fewest units after an event that reach what was done; 0 where it was done at once, or before."""
    if done <= event:
        return 0
    if unit != "business days":
        return -((event - done) // (HOUR if unit == "hours" else DAY))
    days = (event + number * DAY for number in range(1, (done - event).days + 1))
    whole = sum(is_business_day(day) for day in days)
    return whole if is_business_day(done) else whole + 1


@cache
def _holidays(year: int) -> frozenset[date]:
    from holidays import country_holidays  # 0.1 s, for those who count business days

    return frozenset(country_holidays("US", subdiv="CT", years=year))
