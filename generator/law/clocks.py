"""Counting time as the law counts it.

The day of the event is not counted. N days end with the last of them, at midnight on the district's clock. Business
days leave out Saturdays, Sundays and the holidays of Connecticut (§ 1-4), as the district's calendar corrects them for
its office. Hours are hours that pass, whatever the clocks on the wall do meanwhile.

A date may be known to the minute, to the day or to the month, so everything here has two bounds: the earliest and the
latest that it may be.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from generator.core.dates import When
from generator.core.duties import STATE_CALENDAR

if TYPE_CHECKING:
    from datetime import tzinfo

    from generator.core.duties import Calendar, Clock, Unit

Mark = date  # where hours are counted a date-time in UTC, else a day on the district's clock
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
SATURDAY = 5
TRIED_SINCE = date(2018, 1, 1)


class Bounds(NamedTuple):
    """The earliest and the latest mark that something may be, both included."""

    first: Mark
    last: Mark


def bounds(when: When, unit: Unit) -> Bounds:
    """Return the days that a point in time may be, on the district's clock; for hours the minutes, in UTC."""
    if unit == "hours":
        return Bounds(when.start.astimezone(UTC), when.end.astimezone(UTC) - MINUTE)
    return Bounds(when.day, when.last_day)


def due(trigger: When, clock: Clock, calendar: Calendar = STATE_CALENDAR) -> Bounds:
    """Return the last day on which, or for hours the last minute at which, something is done within its limit.

    The bounds are the answers for the earliest and for the latest trigger.
    """
    first, last = bounds(trigger, clock.unit)
    return Bounds(_later(first, clock, calendar), _later(last, clock, calendar))


def taken(trigger: When, done: When, unit: Unit, calendar: Calendar = STATE_CALENDAR) -> int | None:
    """Return the shortest limit that would have been kept; None where the two dates leave that open.

    What was done before its trigger took no time that could be counted.
    """
    begun, ended = bounds(trigger, unit), bounds(done, unit)
    if ended.first < begun.last:
        return None
    least, most = _between(begun.last, ended.first, unit, calendar), _between(begun.first, ended.last, unit, calendar)
    return least if least == most else None


def can_end_later(clock: Clock, other: Clock, zone: tzinfo, calendar: Calendar = STATE_CALENDAR) -> bool:
    """Say whether there is a trigger after which one clock ends later than another.

    Clocks of different units are tried with the last minute of each day of 28 years, in which all weekdays, leap days
    and holidays meet; the last minute, because hours that begin then end latest.
    """
    if clock.unit == other.unit:
        return clock.limit > other.limit
    days = (TRIED_SINCE + number * DAY for number in range(28 * 365))
    minutes = (When(datetime(day.year, day.month, day.day, 23, 59, tzinfo=zone), "minute") for day in days)
    return any(_end(minute, clock, calendar) > _end(minute, other, calendar) for minute in minutes)


def local(mark: Mark, zone: tzinfo | None) -> When:
    """Return a mark as a point in time on the district's clock: a day, or a minute where it has a time."""
    if isinstance(mark, datetime):
        return When(mark.astimezone(zone), "minute")
    return When(datetime(mark.year, mark.month, mark.day, tzinfo=zone), "day")


def is_business_day(day: date, calendar: Calendar = STATE_CALENDAR) -> bool:
    """Say whether the office is open: no weekend, and no holiday of Connecticut (§ 1-4), as the calendar corrects it.

    Good Friday is a holiday, and so is the weekday on which another is observed.
    """
    if day in calendar.open or day in calendar.closed:
        return day in calendar.open
    return day.weekday() < SATURDAY and day not in _holidays(day.year)


def _end(trigger: When, clock: Clock, calendar: Calendar) -> datetime:
    """Return the first moment after a clock, in UTC."""
    last = local(due(trigger, clock, calendar).last, trigger.start.tzinfo)
    return last.end.astimezone(UTC)


def _later(event: Mark, clock: Clock, calendar: Calendar) -> Mark:
    """Return the mark that is a clock's time after an event."""
    limit, unit = clock
    if unit != "business days":
        return event + limit * (HOUR if unit == "hours" else DAY)
    while limit:
        event += DAY
        limit -= is_business_day(event, calendar)
    return event


def _between(event: Mark, done: Mark, unit: Unit, calendar: Calendar) -> int:
    """Return the fewest units after an event that reach what was done; 0 where it was done at once."""
    if done <= event:
        return 0
    if unit != "business days":
        return -((event - done) // (HOUR if unit == "hours" else DAY))
    days = (event + number * DAY for number in range(1, (done - event).days + 1))
    whole = sum(is_business_day(day, calendar) for day in days)
    return whole if is_business_day(done, calendar) else whole + 1


@cache
def _holidays(year: int) -> frozenset[date]:
    from holidays import country_holidays  # 0.1 s, for those who count business days

    return frozenset(country_holidays("US", subdiv="CT", years=year))
