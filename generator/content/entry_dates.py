"""The dates of an entry. They have one notation; for any other, the fault suggests that one."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from generator.content.human import (
    MAX_LENGTH,
    WrittenDate,
    dates,
    dates_within,
    in_words,
    month_first,
    other_way,
    periods,
    plain,
)
from generator.content.yaml_nodes import text_of
from generator.core.dates import Period, When
from generator.core.problems import BadValueError

# Patterns of real dates for the JSON Schema: what `when` and `period` accept, except that they do
# not exclude times that the clocks skip.
_YEAR = "(?!0000)[0-9]{4}"
DAY_OF_YEAR = (  # every year has these days, so February 29 is not one of them
    "(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|"
    "(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|"
    "02-(?:0[1-9]|1[0-9]|2[0-8])"
)
_LEAP = "(?!0000)(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29"
_OFFSET = "(?: ?(?:Z|[+-](?:[01][0-9]|2[0-3]):?[0-5][0-9]))?"
MONTH = rf"{_YEAR}-(?:0[1-9]|1[0-2])"
DAY = rf"(?:{_YEAR}-(?:{DAY_OF_YEAR})|{_LEAP})"
MOMENT = rf"{DAY}(?:[T ](?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?{_OFFSET})?"
POINT = rf"(?:{MOMENT}|{MONTH})"
PERIOD = rf"{POINT}(?:\s+(?:to|–|-)\s+{POINT})?"
MOMENTS = rf"{MOMENT}(?:\s+(?:to|–|-)\s+{MOMENT})?"
STAMP = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d\d)(?:-(?P<day>\d\d)"
    r"(?:[T ](?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<second>\d\d))?"
    r"(?P<offset> ?(?:Z|[+-]\d\d:?[0-5]\d))?)?)?"
)
TWO_DATES = re.compile(rf"({DAY}) ?(?:to|through|until|–|-) ?\d.*")
ZERO = timedelta(0)
MEANS = r"(.*\d.*?),? (?:by|via|per) ([\w -]+)"
TIME_WORD = (
    r"\d:\d|\d ?[ap]\.?m|\bat \d|\d ?h\b|ish\b|\b(?:noon|midnight|morning|afternoon|evening)"
)
EDGE = r"\b(?:before|by|until|till|after|since|prior to|no later than|between|or)\b"
NOT_THE_DAY = "If it was that day, write {day}. Otherwise write the day, as YYYY-MM-DD."
WITH_YEAR = "Write it with the year, as YYYY-MM-DD."
EXAMPLE = "Write it as YYYY-MM-DD, for example 2025-08-18."
WITH_TIME = "Write it as YYYY-MM-DD HH:MM, for example 2025-08-18 15:40."
AFTER_NOON = " If it was after noon, the time is {time}."
A_SINGLE_DATE = "Write a single date, for example {date}."
DATE_AND_TIME = r"\d{4}-\d\d-\d\d( \d\d:\d\d)?"


def without_dates(example: str) -> str:
    """Return an example with letters for each date, so that nobody copies one that is not true."""
    return re.sub(DATE_AND_TIME, lambda date: f"YYYY-MM-DD{' HH:MM' * bool(date[1])}", example)


def when(value: object, zone: ZoneInfo, *, timed: bool = True) -> When:
    """Return a month, a day or a minute in the district's time zone.

    A time without an offset is local, and may occur twice when the clocks go back.
    Raises BadValueError for a date or a time that does not exist, and for another notation. The
    advice then has the same date in our notation, with its time if `timed`.
    """
    text = text_of(value, "a date").strip()
    stamp = STAMP.fullmatch(text)
    if not stamp:
        raise _other_notation(text, timed=timed)
    year = int(stamp["year"])
    month = int(stamp["month"])
    day = int(stamp["day"] or 1)
    try:
        midnight = datetime(year, month, day, tzinfo=zone)
    except ValueError:  # no real date
        advice = _nearest_real(year, month, stamp["day"])
        raise BadValueError("E104", value=text, advice=advice) from None
    if not stamp["hour"]:
        return When(midnight, "day" if stamp["day"] else "month")
    hour = int(stamp["hour"])
    minute = int(stamp["minute"])
    second = int(stamp["second"] or 0)
    if hour > 23 or minute > 59 or second > 59:
        raise BadValueError("E104 time", value=text)
    moment = midnight.replace(hour=hour, minute=minute)
    if offset := stamp["offset"]:
        return _with_offset(moment.replace(tzinfo=None), offset.strip(), zone, text)
    return _local(moment, text)


def _local(moment: datetime, text: str) -> When:
    """Return a minute in the district's time zone, unless the clocks skip it."""
    before = moment.utcoffset() or ZERO
    after = moment.replace(fold=1).utcoffset() or ZERO
    if before < after:  # the clocks skip it
        raise BadValueError("E104 skipped", value=text)
    return When(moment, "minute", twice=before > after)


def _with_offset(naive: datetime, offset: str, zone: ZoneInfo, text: str) -> When:
    """Return a minute with an offset, converted to the district's time zone."""
    try:
        moment = datetime.fromisoformat(naive.isoformat() + offset)
        return When(moment.astimezone(zone), "minute")
    except (ValueError, OverflowError):
        raise BadValueError("E104 time", value=text) from None


def period(value: object, zone: ZoneInfo) -> Period:
    """Return one date or month as a period, or two with `to` between; raises BadValueError."""
    text = text_of(value, "a date, or two with `to` between").strip()
    ends = range_ends(text)
    lacks_spaces = len(ends) == 1 and TWO_DATES.fullmatch(text)
    if len(ends) > 2 or ends[-1].endswith(" to") or lacks_spaces:
        advice = "Write one date, or two with `to` between: 2024-12-19 to 2024-12-24."
        raise BadValueError("E105", value=value, advice=advice)
    if (
        not all(map(STAMP.fullmatch, ends))
        and len(found := periods(text)) == 1
        and " to " in found[0]
    ):
        advice = f"Write it as YYYY-MM-DD to YYYY-MM-DD: {found[0]}."
        raise BadValueError("E105", value=text, advice=advice)
    first, last = when(ends[0], zone), when(ends[-1], zone)
    if last != first and last.surely_before(first):
        values = {"value": last.written, "name": "its beginning", "other": first.written}
        raise BadValueError("E201", order="earlier", **values)
    return Period(first, last)


def range_ends(text: str) -> list[str]:
    """Return the two texts with `to` between them in an entry, or more; or the text alone."""
    return re.split(r"\s+(?:to|–|-)\s+", text.strip())


def _nearest_real(year: int, month: int, written_day: str | None) -> str:
    """Return advice for a date that does not exist, with a similar one that does."""
    year = max(year, 1)
    day = int(written_day or 1)
    if written_day and 12 < month <= 31 and 1 <= day <= 12:
        real = f"{year:04}-{day:02}-{month:02}"  # day and month are probably swapped
    else:
        real_month = min(max(month, 1), 12)
        real_day = min(max(day, 1), monthrange(year, real_month)[1])
        real = f"{year:04}-{real_month:02}-{real_day:02}"
    return f"Write it as YYYY-MM-DD, for example {real}."


class _Written(NamedTuple):
    """A text instead of a date, and which days and times it may mean.

    `whole` are the dates that all of the text may mean, and `within` those that a part of it may.
    `timed` is whether the field takes a time.
    """

    text: str
    timed: bool

    @property
    def whole(self) -> tuple[WrittenDate, ...]:
        return month_first(self.text)

    @property
    def days(self) -> set[str]:
        """The days that it may mean, as YYYY-MM-DD."""
        return {each.date for each in self._exact()}

    @property
    def times(self) -> list[str]:
        """The times that it may mean, as HH:MM; just that if there is one that nobody can read."""
        if not self.timed:
            return []
        if not self.whole and re.search(TIME_WORD, plain(self.text)):
            return ["HH:MM"]
        return [*dict.fromkeys(each.time for each in self._exact() if each.time)]

    @property
    def choices(self) -> str:
        """The day with the first of the times; also in words if another reads it otherwise."""
        day = min(self.days)
        words = in_words(day).rpartition(",")[0]
        is_certain = _Written(other_way(self.text), self.timed).days == self.days
        time = "".join(f" {time}" for time in self.times[:1])
        return f"{day}{time}" + ("" if is_certain else f" for {words}")

    def _exact(self) -> list[WrittenDate]:
        found = self.whole or dates_within(self.text)
        return [each for each in found if len(each.date) == len("YYYY-MM-DD")]


def _other_notation(text: str, *, timed: bool) -> BadValueError:
    """Return the fault for a date in another notation, with our notation if it can be guessed.

    The first of `OTHER_NOTATIONS` that fits the text says what is wrong.
    """
    written = _Written(text, timed)
    faults = (fault(written) for fault in OTHER_NOTATIONS)
    return next(fault for fault in faults if fault)


def _is_two_dates(written: _Written) -> BadValueError | None:
    two = TWO_DATES.fullmatch(written.text)
    if not two:
        return None
    return BadValueError("E105", value=written.text, advice=A_SINGLE_DATE.format(date=two[1]))


def _has_no_such_time(written: _Written) -> BadValueError | None:
    has_date = re.fullmatch(r"\d{4}-\d\d-\d\d[T ].*", written.text)
    return BadValueError("E104 time", value=written.text) if has_date else None


def _has_no_day(written: _Written) -> BadValueError | None:
    if written.days:
        return None
    advice = WITH_TIME if written.times else EXAMPLE
    if dates(f"{written.text}, 2024"):
        advice = WITH_YEAR
    return BadValueError("E105", value=written.text, advice=advice, is_guessed=False)


def _is_about_another_day(written: _Written) -> BadValueError | None:
    if written.whole or not re.search(EDGE, plain(written.text)):
        return None
    advice = NOT_THE_DAY.format(day=written.choices)
    return BadValueError("E105", value=written.text, advice=advice, is_guessed=False)


def _names_a_day(written: _Written) -> BadValueError | None:
    times = written.times
    notation = "YYYY-MM-DD HH:MM" if times else "YYYY-MM-DD"
    advice = f"Write it as {notation}: {written.choices}."
    if len(times) > 1 and times[0] < times[1]:
        advice += AFTER_NOON.format(time=times[1])
    return BadValueError("E105", value=written.text, advice=advice)


# What a person may write instead of a date, in the order in which it is tried.
OTHER_NOTATIONS = (
    _is_two_dates,  # 2025-08-18 to 2025-08-22
    _has_no_such_time,  # 2025-08-18 at three
    _has_no_day,  # August 18, or soon
    _is_about_another_day,  # before August 18, 2025
    _names_a_day,  # 8/9/25, 3:40: August 9, and maybe after noon
)


def with_means(text: str) -> str:
    """Return “15:00 by email” as the group of fields that it means, or "" for any other text."""
    match = re.fullmatch(MEANS, text) if len(text) <= MAX_LENGTH else None
    if not match:
        return ""
    at = match[1]
    means = match[2]
    if not STAMP.fullmatch(at):
        found = periods(at)
        at = found[0] if len(found) == 1 else "YYYY-MM-DD HH:MM"
    return f"{{at: {at}, by: {means}}}"
