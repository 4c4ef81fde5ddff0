"""Counting time as the law counts it.

The day of the event is not counted. N days end with the last of them, at midnight in the
district's time zone. Business days leave out Saturdays, Sundays and the holidays of Connecticut
(§ 1-4), with the exceptions in the district's calendar. Hours are elapsed hours, even when the
clocks change.

A date may be known to the minute, to the day or to the month, so everything here has two bounds:
the earliest and the latest possible value.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache, lru_cache
from math import ceil
from typing import NamedTuple

from generator.core.dates import ONE_DAY, When
from generator.core.duties import STATE_CALENDAR, Calendar, Clock, Unit
from generator.law.state_holidays import state_holidays

# A day in the district's time zone, or for hours a date-time in UTC.
Point = date
ONE_HOUR = timedelta(hours=1)
ONE_MINUTE = timedelta(minutes=1)
SATURDAY = 5
FIRST_TRIED_DAY = date(2018, 1, 1)


class Bounds(NamedTuple):
    """The earliest and the latest possible point, both inclusive."""

    first: Point
    last: Point


def bounds(when: When, unit: Unit) -> Bounds:
    """Return the possible days in the district's time zone, or for hours the minutes in UTC."""
    if unit == "hours":
        return Bounds(when.start.astimezone(UTC), when.end.astimezone(UTC) - ONE_MINUTE)
    return Bounds(when.day, when.last_day)


def deadline(trigger: When, clock: Clock, calendar: Calendar = STATE_CALENDAR) -> Bounds:
    """Return the last day within the limit, or for hours the last minute.

    The bounds are the results for the earliest and for the latest possible trigger.
    """
    first, last = bounds(trigger, clock.unit)
    earliest = _last_point(first, clock, calendar)
    return Bounds(earliest, earliest if first == last else _last_point(last, clock, calendar))


def taken(trigger: When, done: When, unit: Unit, calendar: Calendar = STATE_CALENDAR) -> int | None:
    """Return how many units it took, counting a partial unit as a full one.

    None if the dates are not exact enough to tell, or if it may have been done before its trigger.
    """
    if may_be_before(done, trigger, unit):
        return None
    start, end = bounds(trigger, unit), bounds(done, unit)
    least = _units_between(start.last, end.first, unit, calendar)
    most = _units_between(start.first, end.last, unit, calendar)
    return least if least == most else None


def may_be_before(done: When, trigger: When, unit: Unit) -> bool:
    """Return whether something may have been done before its trigger.

    On the same day it may, if the trigger has a time, whatever the unit. A trigger that is only a
    day, such as that of a contract, is not compared more exactly than the unit.
    """
    exact: Unit = "hours" if trigger.precision == "minute" else unit
    return bounds(done, exact).first < bounds(trigger, exact).last


@cache
def can_end_later(
    clock: Clock, other: Clock, zone: tzinfo, calendar: Calendar = STATE_CALENDAR
) -> bool:
    """Return whether there is a trigger for which a clock ends later than another.

    Clocks with different units are compared for the last minute of each day of 28 years, in which
    each date falls on each weekday. The last minute is used because a limit in hours then ends
    latest. This takes 0.1 s, so a preview asks once.
    """
    if clock.unit == other.unit:
        return clock.limit > other.limit
    days = (FIRST_TRIED_DAY + number * ONE_DAY for number in range(28 * 365 + 7))
    return any(_end(day, clock, zone, calendar) > _end(day, other, zone, calendar) for day in days)


def local(point: Point, zone: tzinfo | None) -> When:
    """Return a point as a day, or if it has a time as a minute, in the district's time zone."""
    if isinstance(point, datetime):
        return When(point.astimezone(zone), "minute")
    return When(datetime(point.year, point.month, point.day, tzinfo=zone), "day")


def is_business_day(day: date, calendar: Calendar = STATE_CALENDAR) -> bool:
    """Return whether the office is open on a day.

    It is closed on weekends and on the holidays of Connecticut (§ 1-4), except as the calendar
    says. Good Friday is a holiday, and so is the weekday on which a holiday is observed.
    """
    if day in calendar.open or day in calendar.closed:
        return day in calendar.open
    return day.weekday() < SATURDAY and day not in state_holidays(day.year)


def _end(day: date, clock: Clock, zone: tzinfo, calendar: Calendar) -> datetime:
    """Return the first moment after the limit, in UTC, if the trigger is a day's last minute."""
    if clock.unit == "hours":
        return _midnight(day + ONE_DAY, zone) + clock.limit * ONE_HOUR
    return _midnight(_last_point(day, clock, calendar) + ONE_DAY, zone)


def _midnight(day: date, zone: tzinfo) -> datetime:
    """Return the beginning of a day in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


@lru_cache(maxsize=10_000)  # many notices have the same day
def _last_point(event: Point, clock: Clock, calendar: Calendar) -> Point:
    """Return the last point within a limit after an event."""
    if clock.unit == "hours":
        return event + clock.limit * ONE_HOUR
    if clock.unit == "days":
        return event + clock.limit * ONE_DAY
    day = event
    business_days = 0
    while business_days < clock.limit:
        day += ONE_DAY
        if is_business_day(day, calendar):
            business_days += 1
    return day


def _units_between(event: Point, done: Point, unit: Unit, calendar: Calendar) -> int:
    """Return the smallest limit, in units, that `done` meets; 0 if it is not after the event."""
    if done <= event:
        return 0
    if unit != "business days":
        return ceil((done - event) / (ONE_HOUR if unit == "hours" else ONE_DAY))
    days = (event + number * ONE_DAY for number in range(1, (done - event).days + 1))
    business_days = sum(is_business_day(day, calendar) for day in days)
    return business_days if is_business_day(done, calendar) else business_days + 1
