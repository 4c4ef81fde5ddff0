"""Dates as far as they are known: to the minute, the day or the month."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from typing import Literal, NamedTuple

Precision = Literal["month", "day", "minute"]
ONE_DAY = timedelta(days=1)  # no change of the clocks is longer
LONGEST = timedelta(days=32)  # no month is longer


class When(NamedTuple):
    """A point in time as precisely as an entry gives it; `start` is in the district's time zone.

    A day starts at 00:00 and a month on its first day. `twice` is True for a minute that occurs
    twice because the clocks go back, if the entry gives no offset. `start` is then the first one.

    Two are equal only if their offsets are. Python ignores those within a zone, so it takes both
    minutes of the hour that occurs twice for the same.
    """

    start: datetime
    precision: Precision
    twice: bool = False

    def __eq__(self, other: object) -> bool:
        """Return whether the other is the same, with the same offset."""
        if not isinstance(other, When) or not tuple.__eq__(self, other):
            return False
        return self.start.utcoffset() == other.start.utcoffset()

    def __ne__(self, other: object) -> bool:
        """Return whether the other differs; that of `tuple` would ignore the offsets."""
        return not self == other

    def __hash__(self) -> int:
        """Return the same as without offsets, because Python hashes a time without its own."""
        return tuple.__hash__(self)

    @property
    def day(self) -> date:
        """The day, or the first of the month."""
        return self.start.date()

    @property
    def end(self) -> datetime:
        """The first moment after it, or the last one of the calendar."""
        try:
            if self.precision == "minute":  # in UTC, because the clocks may change
                last = self.start.replace(fold=1) if self.twice else self.start
                return (last.astimezone(UTC) + timedelta(minutes=1)).astimezone(self.start.tzinfo)
            next_day = self.day + timedelta(days=1 if self.precision == "day" else 31)
        except OverflowError:
            return datetime.max.replace(tzinfo=self.start.tzinfo)
        if self.precision == "month":
            next_day = next_day.replace(day=1)
        return datetime(next_day.year, next_day.month, next_day.day, tzinfo=self.start.tzinfo)

    @property
    def last_day(self) -> date:
        """The last possible day."""
        if self.precision == "month":
            return self.day.replace(day=monthrange(self.day.year, self.day.month)[1])
        return self.day

    @property
    def iso(self) -> str:
        """The text for `<time datetime>`: 2025-08, 2025-08-20 or 2025-08-20T15:10-04:00."""
        if self.precision == "minute":
            return self.start.isoformat(timespec="minutes")
        day = self.start.date().isoformat()
        return day[:7] if self.precision == "month" else day

    @property
    def written(self) -> str:
        """The text for messages, as in an entry: 2025-08, 2025-08-20 or 2025-08-20 15:10."""
        if self.precision == "minute":
            return self.start.replace(tzinfo=None).isoformat(" ", "minutes")
        return self.iso

    @property
    def in_words(self) -> str:
        """The text for a sentence: “November 14, 2026 at 3:40 PM EST”, or only the day or month."""
        start = self.start
        if self.precision == "month":
            return f"{start:%B %Y}"
        day = f"{start:%B} {start.day}, {start.year}"
        if self.precision == "day":
            return day
        return f"{day} at {start.hour % 12 or 12}:{start:%M %p %Z}"

    def has_begun(self, now: datetime) -> bool:
        """Return whether this has begun, also in the hour that occurs twice."""
        if abs(now - self.start) > ONE_DAY:  # fast, because it asks for no offset
            return self.start < now
        return self.start.timestamp() <= now.timestamp()

    def has_ended(self, now: datetime) -> bool:
        """Return whether this is over."""
        if now < self.start or now - self.start > LONGEST:  # fast, because it looks for no end
            return self.start < now
        return self.end <= now

    def surely_before(self, other: When) -> bool:
        """Return whether this is earlier than the other, for every moment that each may be."""
        if self.start - other.start > ONE_DAY:
            return False
        return self.end.timestamp() <= other.start.timestamp()


class Period(NamedTuple):
    """From one point in time to another. Both are equal if an entry gives only one."""

    first: When
    last: When
