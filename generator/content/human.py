"""What people write for a date, grades or schools, and every value that it may have.

Forms, lists and the advice on an entry all read with these functions. Each returns the values that
a text may have, in the notation of an entry: none if it is no such text, several if it is not
certain. Each caller says what to do with none, one or several of them.

The dates of an entry have one notation. For any other, the fault suggests that one.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from itertools import product
from typing import NamedTuple
from zoneinfo import ZoneInfo

from generator.content.yaml_nodes import text_of
from generator.core.dates import Period, When
from generator.core.model import GRADES
from generator.core.problems import BadValueError
from generator.core.settings import School

HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012–—\u2212", "-"))
TO = r"(?:-|\bto\b|\bthrough\b|\bthru\b|\buntil\b)"


# Dates

MAX_LENGTH = 60  # of a text that may be a date
CENTURY_FROM = 70  # a year of two digits: 70 to 99 are 1970 to 1999, 00 to 69 are 2000 to 2069
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
# In Spanish, Portuguese and Arabic; Chinese has numbers (see `CHINESE_DATE`).
OTHER_MONTHS = (
    "enero janeiro يناير",
    "febrero fevereiro فبراير",
    "marzo março مارس",
    "abril أبريل ابريل",
    "mayo maio مايو",
    "junio junho يونيو",
    "julio julho يوليو",
    "agosto أغسطس اغسطس",
    "septiembre setiembre setembro سبتمبر",
    "octubre outubro أكتوبر اكتوبر",
    "noviembre novembro نوفمبر",
    "diciembre dezembro ديسمبر",
)
IN_ENGLISH = {
    word: month for month, words in zip(MONTHS, OTHER_MONTHS, strict=True) for word in words.split()
}
CHINESE_DATE = r"(\d{4}) ?年 ?(\d\d?) ?月(?: ?(\d\d?) ?日)?"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAY = r"(mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day\b|\b)\.?,? (?:the )?"
_MONTHS = "|".join(f"{name[:3]}(?:{name[3:]}|{name[3:4]})?" for name in MONTHS)
NAME = rf"(?P<month>{_MONTHS})(?![a-z])\.?"
DAY_NUMBER = r"(?P<day>\d\d?)(?:st|nd|rd|th)?"
# Among words, a year has four digits: March 2-15 and March 15 have no year.
YEAR = r"(?P<year>\d{4}|'\d\d)"
SHORT_YEAR = r"(?P<year>\d{4}|'?\d\d)"
# Patterns are texts here, because few entries need them: they are compiled when first used.
NOTATIONS = (
    r"(?P<year>\d{4})(?P<sign>[-/.])(?P<month>\d\d?)(?:(?P=sign)(?P<day>\d\d?))?",  # 2026-11-20
    r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)",  # 20261120
    rf"(?P<month>\d\d?)(?P<sign>[-/.])(?P<day>\d\d?)(?P=sign){SHORT_YEAR}",  # 11/20/26
    r"(?P<month>\d\d?)[-/](?P<year>\d{4})",  # 11/2026
    rf"{NAME} ?(?:the )?{DAY_NUMBER},? {YEAR}",  # november 20th, 2026
    rf"{NAME}-{DAY_NUMBER}-{SHORT_YEAR}",  # nov-20-26
    rf"(?:the )?{DAY_NUMBER} ?(?:of )?{NAME},? ?(?:of )?{YEAR}",  # 20th of november 2026
    rf"{DAY_NUMBER}-{NAME}-{SHORT_YEAR}",  # 20-nov-26
    rf"(?P<year>\d{{4}})[ -]{NAME}[ -]{DAY_NUMBER}",  # 2026 nov 20
    rf"{NAME},? (?:of )?{YEAR}",  # november 2026
    rf"{NAME}-{SHORT_YEAR}",  # nov-26
)
DAY_FIRST = rf"(?P<day>\d\d?)(?P<sign>[-/.])(?P<month>\d\d?)(?P=sign){SHORT_YEAR}"  # 20/11/26
NUMBERS = r"(?<![\d/.-])(\d\d?)([-/.])(\d\d?)(?=\2(?:\d{4}|'?\d\d)(?!\d))"  # 11/9 of 11/9/2026
ISO = (
    r"(?<![-/\w])(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>\d\d)"
    r"(?:[ T](?:(?P<hour>\d\d):(?P<minute>\d\d)|(?P<open>HH:MM)))?)?(?![-\w])"
)
AMONG_WORDS = r"(?<![\w/.-])(?:{})(?![\w/-]|\.\d)"
CLOCK = (
    r"(?P<hour>\d\d?)(?::(?P<minute>\d\d)(?::\d\d(?:\.\d+)?)?)?(?: ?(?P<half>[ap])\.?m\.?)?"
    r"|(?P<noon>(?:12 ?)?noon)"
)
TIME_AFTER = rf"(?:,? (?:at|a las|às) |, ?| | ?@ ?|(?<=\d)t)(?:{CLOCK})\Z"
# Two days of one year, such as november 2-5, 2026 and november 30 - december 2, 2026.
DAYS = rf"({_MONTHS})\.? (\d\d?) ?{TO} ?(?:({_MONTHS})\.? )?(\d\d?),? (\d{{4}})"
BETWEEN = rf" {TO} "


class WrittenDate(NamedTuple):
    """A date that a text may mean: 2026-03-02, or 2026-03 for a month, with the time as HH:MM.

    `is_day_first` is True if the day is written before the month, in numbers that may also be read
    the other way around.
    """

    date: str
    time: str = ""
    is_day_first: bool = False

    def __str__(self) -> str:
        """The date with its time, as in an entry."""
        return f"{self.date} {self.time}".rstrip()


def dates(text: str) -> tuple[WrittenDate, ...]:
    """Return the dates that a text may mean, the month before the day first.

    3/2/2026 may be two days, and 3:00 is before or after noon. A weekday decides between two days,
    and one that contradicts the date leaves none. A text with other words, a time zone or no year
    means no date.
    """
    words = _in_english(_plain(text))
    if len(words) > MAX_LENGTH:
        return ()
    weekday = re.match(WEEKDAY, words)
    words = words[weekday.end() :] if weekday else words
    clock = re.search(TIME_AFTER, words, re.ASCII)
    if clock and _is_time(clock):
        words = words[: clock.start()]
        hours = _clock_times(clock, is_24_hours=words[:4].isdecimal())
    else:
        hours = ("",)
    days = list(_days(words))
    if weekday:
        exact = [day for day in days if len(day.date) > len("2026-03")]
        names = {day: WEEKDAYS[date.fromisoformat(day.date).weekday()] for day in exact}
        days = [day for day in exact if names[day].startswith(weekday[1][:3])]
    if hours != ("",):
        days = [day for day in days if len(day.date) > len("2026-03")]
    return tuple(day._replace(time=hour) for day in days for hour in hours)


def month_first(text: str) -> tuple[WrittenDate, ...]:
    """Return the dates that a text means to an American: 3/2/2026 is March 2, and 13/2/2026 is not.

    Several differ in their times only: 3:00 is before or after noon.
    """
    found = dates(text)
    return tuple(each for each in found if not each.is_day_first) or found


def other_way(text: str) -> str:
    """Return a text with the day and the month of each date in numbers in each other's place."""
    return re.sub(NUMBERS, r"\3\2\1", text)


def in_words(text: str) -> str:
    """Return a text with each date as Americans write it: 2026-11-09 is November 9, 2026."""
    return re.sub(ISO, _as_americans_write, text)


def _as_americans_write(match: re.Match[str]) -> str:
    month = MONTHS[int(match["month"]) - 1].capitalize()
    words = f"{month} {int(match['day'])}, {match['year']}" if match["day"] else month
    words += "" if match["day"] else f" {match['year']}"
    if not match["hour"]:
        return words + (", with the time of day" if match["open"] else "")
    hour = int(match["hour"])
    half = "PM" if hour >= 12 else "AM"
    return f"{words} at {hour % 12 or 12}:{match['minute']} {half}"


def _plain(text: str) -> str:
    """Return a text in lowercase, with simple hyphens and without extra spaces."""
    words = " ".join(text.casefold().translate(HYPHENS).replace("’", "'").split())
    return re.sub(r" ?/ ?", "/", words)


def _in_english(text: str) -> str:
    """Return a plain text with the months of other languages in English, but no other words."""
    text = re.sub(CHINESE_DATE, lambda match: "-".join(filter(None, match.groups())), text)
    words = [IN_ENGLISH.get(word.strip(".,"), word) for word in text.split()]
    if words == text.split():
        return text
    return re.sub(r"\bdel? ", "of ", " ".join(words).removeprefix("el "))


def _days(text: str) -> Iterator[WrittenDate]:
    """Yield the days or months that a text may be, without a time."""
    days = [day for notation in NOTATIONS for day in _real(re.fullmatch(notation, text, re.ASCII))]
    yield from days
    for day in _real(re.fullmatch(DAY_FIRST, text, re.ASCII)):
        if day not in days:
            yield day._replace(is_day_first=True)


def _real(match: re.Match[str] | None) -> Iterator[WrittenDate]:
    """Yield the day or the month of a match, if it exists."""
    if not match:
        return
    parts = match.groupdict()
    year = int(parts["year"].lstrip("'"))
    month = parts["month"]
    day = int(parts.get("day") or 0)
    if year < 100:
        year += 1900 if year >= CENTURY_FROM else 2000
    names = [name[:3] for name in MONTHS]
    number = int(month) if month.isdecimal() else names.index(month[:3]) + 1
    if year < 1000 or not 1 <= number <= 12:
        return
    if not parts.get("day"):
        yield WrittenDate(f"{year}-{number:02}")
    elif 1 <= day <= monthrange(year, number)[1]:
        yield WrittenDate(f"{year}-{number:02}-{day:02}")


def dates_within(text: str) -> tuple[WrittenDate, ...]:
    """Return what the only date among the words of a text means, without a time."""
    words = _plain(text)
    if len(words) > MAX_LENGTH:
        return ()
    spans = {
        match.span()
        for notation in (*NOTATIONS, DAY_FIRST)
        for match in re.finditer(AMONG_WORDS.format(notation), words, re.ASCII)
    }
    whole = [
        (start, end)
        for start, end in spans
        if not any(
            other != (start, end) and other[0] <= start <= end <= other[1] for other in spans
        )
    ]
    return month_first(words[slice(*whole[0])]) if len(whole) == 1 else ()


def _is_time(match: re.Match[str]) -> bool:
    """Return whether a number has minutes, AM or PM, or is the word noon."""
    return bool(match["minute"] or match["half"] or match["noon"])


def times(text: str) -> tuple[str, ...]:
    """Return the times that a text may mean, as HH:MM: 3:00 is before or after noon."""
    match = re.fullmatch(CLOCK, _plain(text).removeprefix("at "), re.ASCII)
    return _clock_times(match, is_24_hours=False) if match and _is_time(match) else ()


def _clock_times(match: re.Match[str], *, is_24_hours: bool) -> tuple[str, ...]:
    """Return the times that a match may mean, none if there is no such time.

    A time without AM or PM is one of a 24-hour clock, or may be after noon if that has none like
    it, such as 09:00 and 15:00.
    """
    if match["noon"]:
        return ("12:00",)
    hour, minute = int(match["hour"]), match["minute"] or "00"
    if int(minute) > 59:
        return ()
    half = {"a": (0,), "p": (12,)}.get(match["half"] or "")
    if half:
        return (f"{hour % 12 + half[0]:02}:{minute}",) if 1 <= hour <= 12 else ()
    if hour > 23:
        return ()
    is_certain = is_24_hours or match["hour"].startswith("0") or not 1 <= hour <= 12
    hours = (hour,) if is_certain else (hour, (hour + 12) % 24)
    return tuple(f"{hour:02}:{minute}" for hour in hours)


def periods(text: str) -> tuple[str, ...]:
    """Return the periods that a text may mean, as in an entry: one date, or two with `to` between.

    Each date may be a month, or have a time, and has its month before its day.
    """
    words = re.sub(r"\Abetween (.+) and ", r"\1 to ", _plain(text).removeprefix("from "))
    if days := re.fullmatch(DAYS, words, re.ASCII):
        month, first, other_month, last, year = days.groups()
        ends = [f"{month} {first}, {year}", f"{other_month or month} {last}, {year}"]
    else:
        ends = re.split(BETWEEN, words)
    if len(ends) > 2:
        return ()
    found = [dict.fromkeys(map(str, month_first(end))) for end in ends]
    return tuple(" to ".join(each) for each in product(*found))


# The dates of an entry

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
LETTERS = str.maketrans("OoIl", "0011")  # letters that look like digits
LETTER = "A letter is in the place of a digit, such as O for 0. Write it in digits: {date}."
NO_DATE = "Write the date before the time: YYYY-MM-DD {time}."
MEANS = re.compile(r"(.*\d.*?),? (?:by|via|per) ([\w -]+)")
DAY_WORD = re.compile(
    r"(?:(?:today|yesterday|tonight|this morning|last night|"
    r"(?:last |on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day),?(?: at)?(?: |\Z))?",
    re.IGNORECASE,
)
# What a text says beside a date and its time, and is left out of the advice or asked about.
PART_OF_DAY = r"(?<=\d) ?(?:o'?clock )?in the (morning|afternoon|evening)\b"
ASIDE = r" ?\(?\b(?:e[sd]?t|eastern(?: time)?)\b\)?\Z|\b(?:around|about|approx\.?|approximately) "
TIME_WORD = (
    r"\d:\d|\d ?[ap]\.?m|\bat \d|\d ?h\b|ish\b|\b(?:noon|midnight|morning|afternoon|evening)"
)
EDGE = r"\b(?:before|by|until|till|after|since|prior to|no later than|between|or)\b"
NOT_THE_DAY = "If it was that day, write {day}. Otherwise write the day, as YYYY-MM-DD."
WITH_YEAR = "Write it with the year, as YYYY-MM-DD."
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
        return month_first(self.text) or month_first(_without_asides(self.text))

    @property
    def days(self) -> set[str]:
        """The days that it may mean, as YYYY-MM-DD."""
        return {each.date for each in self._exact()}

    @property
    def times(self) -> list[str]:
        """The times that it may mean, as HH:MM; just that if there is one that nobody can read."""
        if not self.timed:
            return []
        if not self.whole and re.search(TIME_WORD, _plain(self.text)):
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


def _has_letter(written: _Written) -> BadValueError | None:
    corrected = written.text.translate(LETTERS)
    if not STAMP.fullmatch(corrected):
        return None
    return BadValueError("E105", value=written.text, advice=LETTER.format(date=corrected))


def _is_time_alone(written: _Written) -> BadValueError | None:
    time = _without_date(written.text) if written.timed else ""
    advice = NO_DATE.format(time=time)
    return BadValueError("E105", value=written.text, advice=advice) if time else None


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
    advice = WITH_YEAR if dates(f"{written.text}, 2024") else EXAMPLE
    return BadValueError("E105", value=written.text, advice=advice, is_guessed=False)


def _is_about_another_day(written: _Written) -> BadValueError | None:
    if written.whole or not re.search(EDGE, _plain(written.text)):
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
    _has_letter,  # 2O25-08-18, with an O for 0
    _is_time_alone,  # 3:40 pm
    _is_two_dates,  # 2025-08-18 to 2025-08-22
    _has_no_such_time,  # 2025-08-18 at three
    _has_no_day,  # August 18, or soon
    _is_about_another_day,  # before August 18, 2025
    _names_a_day,  # 8/9/25, 3:40: August 9, and maybe after noon
)


def _without_asides(text: str) -> str:
    """Return a text with `am` or `pm` for a part of the day, and without the time zone."""
    words = re.sub(PART_OF_DAY, lambda part: " am" if part[1] == "morning" else " pm", _plain(text))
    return re.sub(ASIDE, "", words)


# Dates that depend on today

NO_YEAR = rf"({NAME} ?(?:the )?{DAY_NUMBER}|\d\d?/\d\d?)(?![\d/]|,? \d{{4}})"
DAYS_FROM_NOW = {"today": 0, "tonight": 0, "this morning": 0, "this afternoon": 0} | dict.fromkeys(
    ("yesterday", "yesterday morning", "yesterday afternoon", "last night", "ayer", "ontem"), -1
)
DAYS_FROM_NOW |= {"tomorrow": 1, "mañana": 1, "amanhã": 1, "明天": 1, "昨天": -1, "أمس": -1}
DAYS_FROM_NOW |= dict.fromkeys(("hoy", "hoje", "今天", "اليوم"), 0)
WORD_FOR_DAY = (
    rf"(?:on )?(?:({'|'.join(DAYS_FROM_NOW)})|(last |this |next |on )?({'|'.join(WEEKDAYS)}))"
    r"(?: |,|\Z)"
)
ABOUT_WHEN = r"(?:(?:before|after|in the|around) )?(?:\d\d?|morning|afternoon|evening|noon|night)"


def near(text: str, today: date, *, is_ahead: bool = False) -> tuple[str, ...]:
    """Return the dates or periods that a text without a date or its year may mean on a day.

    “Monday”, “Nov 3” and “Nov 2-5” are the latest ones that are not in the future or, if the field
    `is_ahead`, the next ones that are not past. No other direction is ever returned.
    """
    words = _without_asides(text)
    if len(words) > MAX_LENGTH:
        return ()
    if match := re.match(WORD_FOR_DAY, words):
        rest = words[match.end() :].removeprefix("at ")
        return _on_day(match, rest, today, is_ahead=is_ahead)
    return _with_year(words, today, 1 if is_ahead else -1)


def _on_day(match: re.Match[str], rest: str, today: date, *, is_ahead: bool) -> tuple[str, ...]:
    """Return the dates of a word such as “yesterday” or “Monday”, with the time in the rest.

    On a Monday, “Monday” is that day or another.
    """
    step = 1 if is_ahead else -1
    if match[1]:
        offsets = [DAYS_FROM_NOW[match[1]]]
    else:
        away = step * (WEEKDAYS.index(match[3]) - today.weekday()) % 7
        offsets = [step * away] if away else [0, 7 * step]
    days = [today + timedelta(offset) for offset in offsets if offset * step >= 0]
    if re.fullmatch(ABOUT_WHEN, rest):
        return tuple(f"{each} HH:MM" for each in days)
    return tuple(str(day) for each in days for day in dates(f"{each} {rest}".strip()))


def _with_year(words: str, today: date, step: int) -> tuple[str, ...]:
    """Return the dates or the period of this year or the last, the latest one until today.

    With a step of 1, they are of this year or the next, the first one from today.
    """
    match = re.match(NO_YEAR, words)
    for year in (today.year, today.year + step):
        found = [each for each in periods(f"{words}, {year}") if " to " in each]
        if match and not found:
            comma = "/" if "/" in match[0] else ", "
            found = [*map(str, month_first(f"{match[0]}{comma}{year}{words[match.end() :]}"))]
        days = {each: (date.fromisoformat(each[:10]) - today).days for each in found}
        if fitting := tuple(each for each, days_left in days.items() if days_left * step >= 0):
            return fitting
    return ()


def is_relative(text: str) -> bool:
    """Return whether a text means another day tomorrow, such as “yesterday” and “Monday”."""
    return bool(re.match(WORD_FOR_DAY, _without_asides(text)))


def _without_date(text: str) -> str:
    """Return the time of a text that has no date, or "" for any other text.

    That is "HH:MM" if a day is named without its time, or if it may be before or after noon.
    """
    day = DAY_WORD.match(text)
    rest = text[day.end() :] if day else text
    if day and day[0] and (not rest or re.fullmatch(r"\d\d?", rest)):
        return "HH:MM"
    found = times(rest)
    return found[0] if len(found) == 1 else "HH:MM" if found else ""


def with_means(text: str) -> str:
    """Return “15:00 by email” as the group of fields that it means, or "" for any other text."""
    match = MEANS.fullmatch(text) if len(text) <= MAX_LENGTH else None
    if not match:
        return ""
    at = match[1]
    means = match[2]
    if not STAMP.fullmatch(at):
        found = periods(at)
        at = found[0] if len(found) == 1 else f"YYYY-MM-DD {_without_date(at) or 'HH:MM'}"
    return f"{{at: {at}, by: {means}}}"


# Grades

GRADE_WORDS = (
    (r"\bgrades?\b|\bgr\b\.?|(?<=\d)(?:st|nd|rd|th)\b", " "),
    (r"\bpre[ -]?k(?:indergarten|dg)?\b|\bpre[ -]?school\b", "pk"),
    (r"\bkindergarten\b|\bkdg?\b\.?|\bkinder\b", "k"),
)
GRADE_SEPARATOR = r"[,;&/\n]|\band\b"


def grades(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the grades that a text may mean: each value has grades and ranges, such as PK and 3-5.

    No text means two of them: a range from a higher grade to a lower one, and words that name no
    grade, mean none.
    """
    words = text.casefold().translate(HYPHENS)
    for pattern, instead in GRADE_WORDS:
        words = re.sub(pattern, instead, words)
    parts = [part for part in re.split(GRADE_SEPARATOR, words) if part.strip()]
    ranges = tuple(map(_grade_range, parts))
    return (ranges,) if ranges and all(ranges) else ()


def _grade_range(text: str) -> str:
    """Return a grade or a range as in an entry, or nothing."""
    ends = [end.strip().upper().lstrip("0") for end in re.split(TO, text)]
    if len(ends) > 2 or not all(end in GRADES for end in ends):
        return ""
    if ends != sorted(ends, key=GRADES.index):
        return ""
    return "-".join(dict.fromkeys(ends))


# Schools

ALL_SCHOOLS = (
    r"all|(?:all|all of|every)(?: (?:the|our))? (?:schools?|grades?|grade levels?)"
    r"(?: (?:in|of) (?:the|our) district)?"
    r"|(?:the |our )?(?:all|entire|whole)[ -]?district|district[ -]?wide"
)
# A level, and how the names of its schools show it.
LEVELS = {
    r"elem(?:entary)?|es": r"(?i)\belementary\b",
    r"middle|ms|junior high|jr\.? high": r"(?i)\b(?:middle|junior high)\b",
    r"(?:senior )?high|hs": r"(?i)(?<!\bjunior )\bhigh\b",
}
SCHOOL_SEPARATOR = re.compile(r"(\s*(?:[,;\n]|[&/]|\band\b)\s*)", re.IGNORECASE)
SURE_SEPARATOR = re.compile(r"[,;\n]")  # but “and” may be in a name
NO_LETTER = re.compile(r"[\W_]+")  # nor a digit
BULLET = re.compile(r"^\s*[-*•]\s+", re.MULTILINE)


class WrittenSchool(NamedTuple):
    """A part of a text that names a school, and the ids of the schools that it may be."""

    text: str
    ids: tuple[str, ...]


def is_every_school(text: str) -> bool:
    """Return whether a text means all schools of the district."""
    return bool(re.fullmatch(ALL_SCHOOLS, _plain(text).rstrip(".")))


def schools(text: str, known: Iterable[School]) -> tuple[WrittenSchool, ...]:
    """Return the parts of a text that name a school each, with the schools that each may be.

    A part may be an id, a name or an alias, with or without “School”; one that names none has no
    ids. A name may contain a comma or “and”.
    """
    known = tuple(known)
    names, longest = _school_names(known)
    pieces = SCHOOL_SEPARATOR.split(BULLET.sub("", text).strip())  # each second is a separator
    found = list[tuple[int, int, tuple[str, ...]]]()
    start = 0
    while start < len(pieces):
        for end in range(min(start + longest, len(pieces)), start, -2):  # the longest name first
            if ids := names.get(plain_name("".join(pieces[start:end])), ()):
                break
        if not ids and (level := of_level(pieces[start], known)):
            is_all = re.match(r"(?:all|every|both|each) |.*schools\Z", _plain(pieces[start]))
            each = [(id,) for id in level] if is_all else [level]
            found += [(start, end, ids) for ids in each]
            start = end + 1
            continue
        is_rest = found and not ids and not found[-1][2]
        if is_rest and not SURE_SEPARATOR.search(pieces[start - 1]):
            found[-1] = (found[-1][0], end, ())  # of an unknown name with “and”
        else:
            found.append((start, end, ids))
        start = end + 1
    parts = ((" ".join("".join(pieces[i:end]).split()), ids) for i, end, ids in found)
    return tuple(WrittenSchool(part, ids) for part, ids in parts if part)


def of_level(text: str, known: Iterable[School]) -> tuple[str, ...]:
    """Return the ids of the schools of a level, such as “HS” and “all elementary”, by their names.

    They are none for any other text. For a level with several schools, “HS” may be any of them.
    """
    words = re.sub(r"^(?:(?:all|every|both|each) )?(?:(?:of )?(?:the|our) )?", "", _plain(text))
    words = re.sub(r"(?: schools?| levels?)+\Z", "", words)
    pattern = next((name for level, name in LEVELS.items() if re.fullmatch(level, words)), r"(?!)")
    is_open = (school for school in known if not school.closed)
    return tuple(school.id for school in is_open if re.search(pattern, school.name))


@cache
def _school_names(known: Sequence[School]) -> tuple[dict[str, tuple[str, ...]], int]:
    """Return the ids of the schools that each name may be, by its letters.

    A name without “School” at its end is that of a school only if no other has it in full. Also
    return how many pieces the longest name has, with the separators in it.
    """
    full = dict[str, dict[str, None]]()
    short = dict[str, dict[str, None]]()
    longest = 1
    for school in known:
        for name in (school.id, school.name, *school.aliases):
            longest = max(longest, len(SCHOOL_SEPARATOR.split(name)))
            full.setdefault(plain_name(name), {})[school.id] = None
            shortened = re.sub(r"\s+school\s*\Z", "", name, flags=re.IGNORECASE)
            short.setdefault(plain_name(shortened), {})[school.id] = None
    return {name: tuple(ids) for name, ids in (short | full).items() if name}, longest


@lru_cache(maxsize=100_000)
def plain_name(name: str) -> str:
    """Return a name for comparison, without case, spaces and punctuation."""
    return NO_LETTER.sub("", name.casefold())


# The end of a contract

WITHOUT_END = (
    r"none|no (?:end|expiration|expiry)(?: date)?|perpetual|ongoing|evergreen"
    r"|until (?:terminated|ended|cancell?ed)"
    r"|(?:auto(?:matic(?:ally)?)?[ -]?renew(?:s|al|ing|ed)?|renew(?:s|al) automatic(?:ally)?)"
    r"(?: (?:annually|yearly|(?:each|every) year))?"
)


def is_without_end(text: str) -> bool:
    """Return whether a contract with such an end runs until someone ends it."""
    return bool(re.fullmatch(WITHOUT_END, _plain(text).rstrip(".")))
