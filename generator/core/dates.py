"""Dates as far as they are known: to the minute, the day or the month."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Literal, NamedTuple

Precision = Literal["month", "day", "minute"]


class When(NamedTuple):
    """A point in time as precisely as an entry gives it; `start` is in the district's time zone.

    A day starts at 00:00 and a month on its first day. A minute that is `twice` on the clock, because the clocks go
    back and nobody wrote its offset, may be either of the two, of which `start` is the first.
    """

    start: datetime
    precision: Precision
    twice: bool = False

    @property
    def day(self) -> date:
        """The day, or the first of the month."""
        return self.start.date()

    @property
    def end(self) -> datetime:
        """The first moment that is no longer part of it."""
        try:
            if self.precision == "minute":  # elapsed, also where the clocks change
                last = self.start.replace(fold=1) if self.twice else self.start
                return (last.astimezone(UTC) + timedelta(minutes=1)).astimezone(self.start.tzinfo)
            after = self.day + timedelta(days=1 if self.precision == "day" else 31)
        except OverflowError:  # the last day that a calendar has
            return self.start
        after = after if self.precision == "day" else after.replace(day=1)
        return datetime(after.year, after.month, after.day, tzinfo=self.start.tzinfo)

    @property
    def last_day(self) -> date:
        """The last day that it may be."""
        return self.day if self.precision == "minute" else self.end.date() - timedelta(days=1)

    @property
    def iso(self) -> str:
        """The text for `<time datetime>`: 2025-08, 2025-08-20 or 2025-08-20T15:10-04:00."""
        if self.precision == "minute":
            return self.start.isoformat(timespec="minutes")
        return self.day.isoformat()[: 7 if self.precision == "month" else 10]

    @property
    def written(self) -> str:
        """The text as an entry writes it, for messages."""
        return self.start.replace(tzinfo=None).isoformat(" ", "minutes") if self.precision == "minute" else self.iso

    def surely_before(self, other: When) -> bool:
        """Say whether every moment that this may be comes before every moment that the other may be."""
        return self.end.timestamp() <= other.start.timestamp()


class Period(NamedTuple):
    """From one point in time to another; both ends are the same when only one is given."""

    first: When
    last: When
