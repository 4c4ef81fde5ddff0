"""Dates in an entry: text in, a date or a fault out; one in another notation is guessed, and offered in ours."""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from generator.content.yaml_nodes import text_of
from generator.core.dates import Period, When
from generator.core.problems import BadValueError

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

# The shape of what is a real date, for the JSON Schema: what `when` and `period` accept, but for the clocks' jumps.
_YEAR = "(?!0000)[0-9]{4}"
_DAYS = (
    "(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8])"
)
_LEAP = "(?!0000)(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29"
_OFFSET = "(?: ?(?:Z|[+-](?:[01][0-9]|2[0-3]):?[0-5][0-9]))?"
MONTH = rf"{_YEAR}-(?:0[1-9]|1[0-2])"
DAY = rf"(?:{_YEAR}-(?:{_DAYS})|{_LEAP})"
MOMENT = rf"{DAY}(?:[T ](?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?{_OFFSET})?"
POINT = rf"(?:{MOMENT}|{MONTH})"
PERIOD = rf"{POINT}(?:\s+(?:to|–|-)\s+{POINT})?"

STAMP = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d)(?:[T ](\d\d?):(\d\d)(?::(\d\d))?( ?(?:Z|[+-]\d\d:?[0-5]\d))?)?)?")
TIME = re.compile(r"(?<=[\s,T])(\d\d?)(?=[: ap])(?::(\d\d)(?::\d\d)?)?(?: ?([ap])\.?m\.?)?\Z", re.IGNORECASE)
MAX_LENGTH = 60  # characters of what may be a date in another notation
ZERO = timedelta(0)
MONTHS = tuple(month.lower() for month in month_name[1:])
EXAMPLE = "Write it as YYYY-MM-DD, for example 2025-08-18."


def when(value: object, zone: ZoneInfo, *, timed: bool = True) -> When:
    """Return a month, a day or a moment; one without an offset is the district's, and may be twice on its clock.

    Faults: a day that no calendar has, a time that no clock shows or that the clocks jump over, another notation, which
    is offered in ours with its time, unless the date is not `timed`.
    """
    text = text_of(value, "a date").strip()
    found = STAMP.fullmatch(text)
    if not found:
        raise _otherwise(text, timed=timed)
    year, month = int(found[1]), int(found[2])
    day, hour, minute, second = (int(part) if part else None for part in found.groups()[2:6])
    if year < 1 or not 1 <= month <= 12 or not 1 <= (1 if day is None else day) <= monthrange(year, month)[1]:
        raise BadValueError("E104", value=text, advice=_real(year, month, day))
    if hour is None or minute is None:
        return When(_midnight(year, month, day or 1, zone), "day" if day else "month")
    if hour > 23 or minute > 59 or (second or 0) > 59:
        raise BadValueError("E126", value=text)
    naive = datetime(year, month, day or 1, hour, minute)
    if offset := found[7]:
        return _offset(naive, offset.strip(), zone, text)
    moment = naive.replace(tzinfo=zone)
    before, after = moment.utcoffset() or ZERO, moment.replace(fold=1).utcoffset() or ZERO
    if before < after:  # the clocks jump over it
        raise BadValueError("E106", value=text)
    return When(moment, "minute", twice=before > after)


def _offset(naive: datetime, offset: str, zone: ZoneInfo, text: str) -> When:
    """Return a moment that was written with an offset, on the district's clock."""
    try:
        return When(datetime.fromisoformat(naive.isoformat() + offset).astimezone(zone), "minute")
    except (ValueError, OverflowError):
        raise BadValueError("E126", value=text) from None


@cache
def _midnight(year: int, month: int, day: int, zone: ZoneInfo) -> datetime:
    return datetime(year, month, day, tzinfo=zone)


def period(value: object, zone: ZoneInfo) -> Period:
    """Return one date or month, or two with « to » between."""
    ends = re.split(r"\s+(?:to|–|-)\s+", text_of(value, "a date, or two with `to` between").strip())
    if len(ends) > 2 or ends[-1].endswith(" to"):
        raise BadValueError(
            "E105", value=value, advice="Write one date, or two with `to` between: 2024-12-19 to 2024-12-24."
        )
    first, last = when(ends[0], zone), when(ends[-1], zone)
    if last.surely_before(first):
        raise BadValueError("E201", value=last.written, order="earlier", name="its beginning", other=first.written)
    return Period(first, last)


def _real(year: int, month: int, day: int | None) -> str:
    """Return advice for a date that is not real, with the nearest that is."""
    if month > 12 and day and day <= 12 and month <= 31:
        near = f"{max(year, 1):04}-{day:02}-{month:02}"
    else:
        month = min(max(month, 1), 12)
        near = f"{max(year, 1):04}-{month:02}-{min(max(day or 1, 1), monthrange(max(year, 1), month)[1]):02}"
    return f"Write it as YYYY-MM-DD, for example {near}."


def _otherwise(text: str, *, timed: bool) -> BadValueError:
    """Return the fault of a date in another notation, with the same date in ours where it can be guessed."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d[T ].*", text):
        return BadValueError("E126", value=text)
    written, time = _parted(text)
    days = sorted(set(_guesses(written)))
    if not days:
        return BadValueError("E105", value=text, advice=EXAMPLE)
    time = time if timed else ""
    ways = [f"{day}{time} for {_spelt(day)}" if len(days) > 1 else f"{day}{time}" for day in days]
    return BadValueError(
        "E105", value=text, advice=f"Write it as YYYY-MM-DD{' HH:MM' if time else ''}: {', or '.join(ways)}."
    )


def _parted(text: str) -> tuple[str, str]:
    """Return a date without the time that ends it, and that time in our notation: 3:40 PM is 15:40."""
    found = TIME.search(text)
    if not found:
        return text, ""
    time = clock(found[1], found[2] or "00", (found[3] or "").lower())
    return text[: found.start()], f" {time}" if time else ""


def clock(hour: str, minute: str, half: str) -> str:
    """Return a time as we write it, or nothing for one that no clock shows; `half` is « a », « p » or nothing."""
    hours = int(hour)
    if int(minute) > 59 or not (1 <= hours <= 12 if half else hours < 24):
        return ""
    return f"{hours % 12 + (12 if half == 'p' else 0) if half else hours:02}:{minute}"


def _spelt(day: date) -> str:
    return f"{MONTHS[day.month - 1].capitalize()} {day.day}"


def _guesses(text: str) -> list[date]:
    """Return the days that a foreign notation may mean: 3/2/2026, 2026-3-2, 2 March 2026, March 2, 2026."""
    numbers = [int(number) for number in re.findall(r"\d+", text)[:3]] if len(text) <= MAX_LENGTH else []
    names = [i for i, name in enumerate(MONTHS, start=1) if re.search(rf"\b{name[:3]}", text.lower())]
    if names and len(numbers) == 2:
        orders = [(numbers[1], names[0], numbers[0])]
    elif len(numbers) != 3:
        return []
    elif numbers[0] > 31:
        orders = [(numbers[0], numbers[1], numbers[2])]
    else:
        orders = [(numbers[2], numbers[0], numbers[1]), (numbers[2], numbers[1], numbers[0])]
    days = []
    for year, month, day in orders:
        year += 2000 if year < 100 else 0
        if 1000 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
            days.append(date(year, month, day))
    return days


def exact(found: When, raw: str, *, legacy: bool) -> When:
    """Refuse a month on a new entry."""
    if found.precision == "month" and not legacy:
        raise BadValueError("E118", value=raw)
    return found


def day(found: When, raw: str) -> When:
    """Refuse a time where a day is wanted."""
    if found.precision == "minute":
        raise BadValueError("E119", value=raw, example=found.day.isoformat())
    return found
