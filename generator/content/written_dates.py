"""Reads the dates of an entry. For a date in another notation, the fault suggests ours.

`human.py` reads the other notations.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from generator.content import human
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

STAMP = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d\d)(?:-(?P<day>\d\d)"
    r"(?:[T ](?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<second>\d\d))?"
    r"(?P<offset> ?(?:Z|[+-]\d\d:?[0-5]\d))?)?)?"
)
TWO_DATES = re.compile(rf"({DAY}) ?(?:to|through|until|–|-) ?\d.*")
ZERO = timedelta(0)
LETTERS = str.maketrans("OoIl", "0011")  # letters that look like digits
LETTER = "A letter is in the place of a digit, such as O for 0. Write it in digits: {date}."
NO_DATE = "Write the date before the time: YYYY-MM-DD {time}."
MEANS = re.compile(r"(.*\d.*?),? (?:by|via|per) ([\w -]+)")
DAY_WORD = re.compile(
    r"(?:(?:today|yesterday|tonight|this morning|last night|"
    r"(?:last |on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day),?(?: at)?(?: |\Z))?",
    re.IGNORECASE,
)
EXAMPLE = "Write it as YYYY-MM-DD, for example 2025-08-18."
AFTER_NOON = " If it was after noon, the time is {time}."
A_SINGLE_DATE = "Write a single date, for example {date}."


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
    year, month, day = int(stamp["year"]), int(stamp["month"]), int(stamp["day"] or 1)
    try:
        midnight = _midnight(year, month, day, zone)
    except ValueError:  # no real date
        advice = _nearest_real(year, month, stamp["day"])
        raise BadValueError("E104", value=text, advice=advice) from None
    if not stamp["hour"]:
        return When(midnight, "day" if stamp["day"] else "month")
    hour, minute, second = int(stamp["hour"]), int(stamp["minute"]), int(stamp["second"] or 0)
    if hour > 23 or minute > 59 or second > 59:
        raise BadValueError("E104 time", value=text)
    naive = datetime(year, month, day, hour, minute)
    if offset := stamp["offset"]:
        return _with_offset(naive, offset.strip(), zone, text)
    return _local(naive.replace(tzinfo=zone), text)


def _local(moment: datetime, text: str) -> When:
    """Return a minute in the district's time zone, unless the clocks skip it."""
    before, after = moment.utcoffset() or ZERO, moment.replace(fold=1).utcoffset() or ZERO
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


@cache
def _midnight(year: int, month: int, day: int, zone: ZoneInfo) -> datetime:
    return datetime(year, month, day, tzinfo=zone)


def period(value: object, zone: ZoneInfo) -> Period:
    """Return one date or month as a period, or two with `to` between; raises BadValueError."""
    text = text_of(value, "a date, or two with `to` between").strip()
    ends = re.split(r"\s+(?:to|–|-)\s+", text)
    lacks_spaces = len(ends) == 1 and TWO_DATES.fullmatch(text)
    if len(ends) > 2 or ends[-1].endswith(" to") or lacks_spaces:
        advice = "Write one date, or two with `to` between: 2024-12-19 to 2024-12-24."
        raise BadValueError("E105", value=value, advice=advice)
    if (
        not all(map(STAMP.fullmatch, ends))
        and len(found := human.periods(text)) == 1
        and " to " in found[0]
    ):
        advice = f"Write it as YYYY-MM-DD to YYYY-MM-DD: {found[0]}."
        raise BadValueError("E105", value=text, advice=advice)
    first, last = when(ends[0], zone), when(ends[-1], zone)
    if last.surely_before(first):
        values = {"value": last.written, "name": "its beginning", "other": first.written}
        raise BadValueError("E201", order="earlier", **values)
    return Period(first, last)


def _nearest_real(year: int, month: int, written_day: str | None) -> str:
    """Return advice for a date that does not exist, with a similar one that does."""
    year, day = max(year, 1), int(written_day or 1)
    if written_day and 12 < month <= 31 and 1 <= day <= 12:
        real = f"{year:04}-{day:02}-{month:02}"  # day and month are probably swapped
    else:
        real_month = min(max(month, 1), 12)
        real_day = min(max(day, 1), monthrange(year, real_month)[1])
        real = f"{year:04}-{real_month:02}-{real_day:02}"
    return f"Write it as YYYY-MM-DD, for example {real}."


def _other_notation(text: str, *, timed: bool) -> BadValueError:
    """Return the fault for a date in another notation, with our notation if it can be guessed."""
    if STAMP.fullmatch(corrected := text.translate(LETTERS)):
        return BadValueError("E105", value=text, advice=LETTER.format(date=corrected))
    if only_time := _without_date(text):
        return BadValueError("E105", value=text, advice=NO_DATE.format(time=only_time))
    if two := TWO_DATES.fullmatch(text):
        return BadValueError("E105", value=text, advice=A_SINGLE_DATE.format(date=two[1]))
    if re.fullmatch(r"\d{4}-\d\d-\d\d[T ].*", text):
        return BadValueError("E104 time", value=text)
    dates = human.dates(text) or human.dates_within(text)
    days = {each.date: date.fromisoformat(each.date) for each in dates if len(each.date) == 10}
    if not days:
        return BadValueError("E105", value=text, advice=EXAMPLE, is_guessed=False)
    times = [*dict.fromkeys(each.time for each in dates if each.time and timed)]
    suffix = f" {times[0]}" if times else ""
    choices = [f"{day}{suffix}" for day in sorted(days)]
    if len(days) > 1:
        names = {day: human.MONTHS[date.month - 1].capitalize() for day, date in days.items()}
        choices = [f"{day}{suffix} for {names[day]} {days[day].day}" for day in sorted(days)]
    notation = "YYYY-MM-DD HH:MM" if times else "YYYY-MM-DD"
    after_noon = AFTER_NOON.format(time=times[1]) if len(times) > 1 and times[0] < times[1] else ""
    advice = f"Write it as {notation}: {', or '.join(choices)}.{after_noon}"
    return BadValueError("E105", value=text, advice=advice)


def _without_date(text: str) -> str:
    """Return the time of a text that has no date, or "" for any other text.

    That is "HH:MM" if a day is named without its time, or if it may be before or after noon.
    """
    day = DAY_WORD.match(text)
    rest = text[day.end() :] if day else text
    if day and day[0] and (not rest or re.fullmatch(r"\d\d?", rest)):
        return "HH:MM"
    times = human.times(rest)
    return times[0] if len(times) == 1 else "HH:MM" if times else ""


def with_means(text: str) -> str:
    """Return “15:00 by email” as the group of fields that it means, or "" for any other text."""
    match = MEANS.fullmatch(text) if len(text) <= human.MAX_LENGTH else None
    if not match:
        return ""
    at, means = match[1], match[2]
    if not STAMP.fullmatch(at):
        dates = human.dates(at)
        at = str(dates[0]) if len(dates) == 1 else f"YYYY-MM-DD {_without_date(at) or 'HH:MM'}"
    return f"{{at: {at}, by: {means}}}"
