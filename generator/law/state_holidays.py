"""The holidays of Connecticut, as § 1-4 and the proclamations of its governor set them."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import NamedTuple

from generator.core.dates import ONE_DAY

MONDAY = 0
THURSDAY = 3
SATURDAY = 5
SUNDAY = 6


class Holiday(NamedTuple):
    """A holiday that § 1-4 names: a day of a month, or the first weekday on or after it."""

    month: int
    day: int
    weekday: int | None = None
    since: int = 0

    def in_year(self, year: int) -> date:
        """Return its date in a year."""
        day = date(year, self.month, self.day)
        return day if self.weekday is None else day + (self.weekday - day.weekday()) % 7 * ONE_DAY


HOLIDAYS = (
    Holiday(1, 1),  # New Year's Day
    Holiday(1, 15, MONDAY),  # Martin Luther King, Jr. Day
    Holiday(2, 12),  # Lincoln Day
    Holiday(2, 15, MONDAY),  # Washington's Birthday, the third Monday
    Holiday(5, 25, MONDAY),  # Memorial Day, the last Monday
    Holiday(6, 19, since=2023),  # Juneteenth, by PA 22-128 (from 2022-10-01)
    Holiday(7, 4),  # Independence Day
    Holiday(9, 1, MONDAY),  # Labor Day, the first Monday
    Holiday(10, 8, MONDAY),  # Columbus Day, the second Monday
    Holiday(11, 11),  # Veterans' Day
    Holiday(11, 22, THURSDAY),  # Thanksgiving, by proclamation
    Holiday(12, 25),  # Christmas
)


@cache
def state_holidays(year: int) -> frozenset[date]:
    """Return the weekdays of a year that are holidays.

    A holiday on a Saturday is observed on the Friday before it, and one on a Sunday on the Monday
    after it. So New Year's Day may be a holiday of the year before. The governor proclaims Good
    Friday, two days before Easter, a day of fasting each year.
    """
    named = (
        _observed(holiday.in_year(number))
        for holiday in HOLIDAYS
        for number in (year, year + 1)
        if number >= holiday.since
    )
    good_friday = _easter(year) - 2 * ONE_DAY
    return frozenset(day for day in (*named, good_friday) if day.year == year)


def _observed(day: date) -> date:
    shift = {SATURDAY: -ONE_DAY, SUNDAY: ONE_DAY}
    return day + shift.get(day.weekday(), 0 * ONE_DAY)


def _easter(year: int) -> date:
    """Return Easter Sunday, by the Gregorian rule as J.-M. Oudin gave it in 1940."""
    century = year // 100
    golden = year % 19
    moon = (century - century // 4 - (century - (century - 17) // 25) // 3 + 19 * golden + 15) % 30
    moon -= moon // 28 * (1 - 29 // (moon + 1) * ((21 - golden) // 11))
    days = moon - (year + year // 4 + moon + 2 - century + century // 4) % 7
    return date(year, 3, 28) + days * ONE_DAY
