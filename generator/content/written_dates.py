"""Reads the dates of an entry. For a date in another notation, the fault suggests ours."""

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

# Patterns of real dates for the JSON Schema: what `when` and `period` accept, except that they do
# not exclude times that the clocks skip.
_YEAR = "(?!0000)[0-9]{4}"
_DAYS = (
    "(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|"
    "(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|"
    "02-(?:0[1-9]|1[0-9]|2[0-8])"
)
_LEAP = "(?!0000)(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29"
_OFFSET = "(?: ?(?:Z|[+-](?:[01][0-9]|2[0-3]):?[0-5][0-9]))?"
MONTH = rf"{_YEAR}-(?:0[1-9]|1[0-2])"
DAY = rf"(?:{_YEAR}-(?:{_DAYS})|{_LEAP})"
MOMENT = rf"{DAY}(?:[T ](?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?{_OFFSET})?"
POINT = rf"(?:{MOMENT}|{MONTH})"
PERIOD = rf"{POINT}(?:\s+(?:to|–|-)\s+{POINT})?"

STAMP = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d\d)(?:-(?P<day>\d\d)"
    r"(?:[T ](?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<second>\d\d))?"
    r"(?P<offset> ?(?:Z|[+-]\d\d:?[0-5]\d))?)?)?"
)
TIME = re.compile(
    r"(?<=[\s,T])(\d\d?)(?=[: ap])(?::(\d\d)(?::\d\d)?)?(?: ?([ap])\.?m\.?)?\Z", re.IGNORECASE
)
_MONTH_NAME = "|".join(f"{name[:3]}(?:{name[3:]}|t)?" for name in map(str.lower, month_name[1:]))
# A whole date in another notation, with no other word. It is a text here, like two others below,
# because few entries need it, so it is compiled when it is first used.
ANOTHER = (
    r"(?i)(?:(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?\.?,? )?"
    rf"(?:\d{{1,4}}[/.-]\d{{1,2}}[/.-]\d{{1,4}}"
    rf"|(?:{_MONTH_NAME})\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)? (?:{_MONTH_NAME})\.?,? \d{{4}})"
)
MONTH_AND_YEAR = rf"(?i)({_MONTH_NAME})\.?,? (\d{{4}})"
AT = re.compile(
    r",? (?:at )?(\d\d?)(?::(\d\d)(?: ?([ap])\.?m\.?)?| ?([ap])\.?m\.?)\Z", re.IGNORECASE
)
DAYS_OF_A_MONTH = (  # November 2-5, 2026
    rf"(?i)({_MONTH_NAME})\.? (\d{{1,2}}) ?(?:to|through|–|-) ?(\d{{1,2}}),? (\d{{4}})"
)
TWO_DATES = re.compile(rf"({DAY}) ?(?:to|through|until|–|-) ?\d.*")
MAX_LENGTH = 60  # of a text that may be a date in another notation
ZERO = timedelta(0)
MONTHS = tuple(month.lower() for month in month_name[1:])
LETTERS = str.maketrans("OoIl", "0011")  # letters that look like digits
LETTER = "A letter is in the place of a digit, such as O for 0. Write it in digits: {date}."
NO_DATE = "Write the date before the time: YYYY-MM-DD {time}."
MEANS = re.compile(r"(.*\d.*?),? (?:by|via|per) ([\w -]+)")
DAY_WORD = re.compile(
    r"(?:(?:today|yesterday|tonight|this morning|last night|"
    r"(?:last |on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day),?(?: at)?(?: |\Z))?",
    re.IGNORECASE,
)
HOUR = re.compile(r"(?:at )?(\d\d?)(?::(\d\d))?(?: ?([ap])\.?m\.?)?", re.IGNORECASE)
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
        raise BadValueError("E126", value=text)
    naive = datetime(year, month, day, hour, minute)
    if offset := stamp["offset"]:
        return _with_offset(naive, offset.strip(), zone, text)
    return _local(naive.replace(tzinfo=zone), text)


def _is_real(year: int, month: int, day: int) -> bool:
    if year < 1 or not 1 <= month <= 12:
        return False
    return 1 <= day <= monthrange(year, month)[1]


def _local(moment: datetime, text: str) -> When:
    """Return a minute in the district's time zone, unless the clocks skip it."""
    before, after = moment.utcoffset() or ZERO, moment.replace(fold=1).utcoffset() or ZERO
    if before < after:  # the clocks skip it
        raise BadValueError("E106", value=text)
    return When(moment, "minute", twice=before > after)


def _with_offset(naive: datetime, offset: str, zone: ZoneInfo, text: str) -> When:
    """Return a minute with an offset, converted to the district's time zone."""
    try:
        moment = datetime.fromisoformat(naive.isoformat() + offset)
        return When(moment.astimezone(zone), "minute")
    except (ValueError, OverflowError):
        raise BadValueError("E126", value=text) from None


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
    if not all(map(STAMP.fullmatch, ends)) and " to " in (dates := rewritten_period(text)):
        advice = f"Write it as YYYY-MM-DD to YYYY-MM-DD: {dates}."
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
    if dates := TWO_DATES.fullmatch(text):
        return BadValueError("E105", value=text, advice=A_SINGLE_DATE.format(date=dates[1]))
    if re.fullmatch(r"\d{4}-\d\d-\d\d[T ].*", text):
        return BadValueError("E126", value=text)
    text_of_date, time, later = _split_time(text)
    days = sorted(set(_guesses(text_of_date)))
    if not days:
        return BadValueError("E105", value=text, advice=EXAMPLE, is_guessed=False)
    time = time if timed else ""
    choices = [f"{day}{time}" for day in days]
    if len(days) > 1:
        choices = [f"{day}{time} for {_in_words(day)}" for day in days]
    notation = "YYYY-MM-DD HH:MM" if time else "YYYY-MM-DD"
    after_noon = AFTER_NOON.format(time=later) if time and later else ""
    advice = f"Write it as {notation}: {', or '.join(choices)}.{after_noon}"
    return BadValueError("E105", value=text, advice=advice)


def rewritten(text: str, *, timed: bool = True) -> str:
    """Return a date in our notation, or "" if it has words beside it or may be several dates.

    A time without AM or PM may be two times, unless it can only be of a 24-hour clock.
    """
    match = AT.search(text)
    time = clock(match[1], match[2] or "00", (match[3] or match[4] or "").lower()) if match else ""
    if match and (not timed or not time or not _is_half_known(match)):
        return ""
    written = text[: match.start()] if match else text
    days = set(_guesses(written)) if re.fullmatch(ANOTHER, written) else set()
    return f"{days.pop()} {time}".strip() if len(days) == 1 else ""


def _is_half_known(time: re.Match[str]) -> bool:
    """Return whether a time is before or after noon for sure."""
    return bool(time[3] or time[4] or time[1].startswith("0") or not 1 <= int(time[1]) <= 12)


def rewritten_period(text: str) -> str:
    """Return a date, a month, or a period between two, in our notation; or ""."""
    if days := re.fullmatch(DAYS_OF_A_MONTH, text):
        month, first, last, year = days.groups()
        ends = [f"{month} {first}, {year}", f"{month} {last}, {year}"]
    else:
        ends = re.split(r"\s+(?:to|through|until|–|-)\s+", text)
    dates = [_rewritten_end(end) for end in ends]
    return " to ".join(dates) if all(dates) and len(dates) <= 2 else ""


def _rewritten_end(text: str) -> str:
    if month := re.fullmatch(MONTH_AND_YEAR, text):
        number = [name[:3] for name in MONTHS].index(month[1][:3].lower()) + 1
        return f"{month[2]}-{number:02}"
    return text if STAMP.fullmatch(text) else rewritten(text)


def _without_date(text: str) -> str:
    """Return the time of a text that has no date, or "HH:MM" if a day is named without a time.

    Return "" for any other text. A time that may be before or after noon is given as both.
    """
    day = DAY_WORD.match(text)
    rest = text[day.end() :] if day else text
    if day and day[0] and not rest:
        return "HH:MM"
    time = HOUR.fullmatch(rest)
    if not time or not (time[2] or time[3] or (day and day[0])):
        return ""
    minute = time[2] or "00"
    if time[3] or time[1].startswith("0") or not 1 <= int(time[1]) <= 12:
        return clock(time[1], minute, (time[3] or "").lower())
    morning, afternoon = (clock(time[1], minute, half) for half in "ap")
    return f"{morning}, or YYYY-MM-DD {afternoon}"


def with_means(text: str) -> str:
    """Return “15:00 by email” as the group of fields that it means, or "" for any other text."""
    match = MEANS.fullmatch(text) if len(text) <= MAX_LENGTH else None
    if not match:
        return ""
    at, means = match[1], match[2]
    if not STAMP.fullmatch(at):
        time = _without_date(at)
        at = rewritten(at) or f"YYYY-MM-DD {time if len(time) == 5 else 'HH:MM'}"
    return f"{{at: {at}, by: {means}}}"


def _split_time(text: str) -> tuple[str, str, str]:
    """Return a date without its time, the time as " HH:MM", and the time if it was after noon.

    A time that does not exist, and one that must be what it says, is "".
    """
    match = TIME.search(text)
    if not match:
        return text, "", ""
    hour, minute, half = match[1], match[2] or "00", (match[3] or "").lower()
    time = clock(hour, minute, half)
    is_known = half or hour.startswith("0") or not 1 <= int(hour) <= 11
    later = "" if is_known else clock(hour, minute, "p")
    return text[: match.start()], f" {time}" if time else "", later


def clock(hour: str, minute: str, half: str) -> str:
    """Return a time as HH:MM, or "" if it does not exist.

    `half` is `a` for AM, `p` for PM, or empty for a 24-hour clock.
    """
    hours, minutes = int(hour), int(minute)
    if half:
        if not 1 <= hours <= 12:
            return ""
        hours = hours % 12 + (12 if half == "p" else 0)
    return f"{hours:02}:{minute}" if hours < 24 and minutes < 60 else ""


def _in_words(day: date) -> str:
    return f"{MONTHS[day.month - 1].capitalize()} {day.day}"


def _guesses(text: str) -> list[date]:
    """Return the possible days: 3/2/2026, 2026-3-2, 2 March 2026, March 2, 2026.

    A text with more numbers than one date has, such as March 2-5, 2026, gives none.
    """
    if len(text) > MAX_LENGTH:
        return []
    text_of_date = re.sub(r"\b\d\d?:\d\d.*", "", text)
    numbers = [int(number) for number in re.findall(r"\d+", text_of_date)]
    small = text.lower()
    months = [i for i, name in enumerate(MONTHS, start=1) if re.search(rf"\b{name[:3]}", small)]
    if months and len(numbers) == 2:
        orders = [(numbers[1], months[0], numbers[0])]
    elif months or len(numbers) != 3:
        return []
    elif numbers[0] > 31:
        orders = [(numbers[0], numbers[1], numbers[2])]
    else:
        orders = [(numbers[2], numbers[0], numbers[1]), (numbers[2], numbers[1], numbers[0])]
    days = []
    for year, month, day in orders:
        year += 2000 if year < 100 else 0
        if 1000 <= year <= 9999 and _is_real(year, month, day):
            days.append(date(year, month, day))
    return days


def exact(when: When, raw: str, *, legacy: bool) -> When:
    """Return a date; raises BadValueError for a month in a new entry."""
    if when.precision == "month" and not legacy:
        raise BadValueError("E118", value=raw)
    return when


def day(when: When, raw: str) -> When:
    """Return a day or a month; raises BadValueError for a time."""
    if when.precision == "minute":
        raise BadValueError("E119", value=raw, example=when.day.isoformat())
    return when
