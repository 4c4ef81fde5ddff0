"""What people write for a date or for grades, and every value that it may have.

Forms, lists and the advice on an entry all read with these functions. Each returns the values that
a text may have, in the notation of an entry: none if it is no such text, several if it is not
certain. Each caller says what to do with none, one or several of them.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import NamedTuple

from generator.core.model import GRADES

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
    words = _in_english(plain(text))
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


def plain(text: str) -> str:
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
    words = plain(text)
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
    words = plain(text).removeprefix("from ")
    if days := re.fullmatch(DAYS, words, re.ASCII):
        month, first, other_month, last, year = days.groups()
        ends = [f"{month} {first}, {year}", f"{other_month or month} {last}, {year}"]
    else:
        ends = re.split(BETWEEN, words)
    if len(ends) > 2:
        return ()
    found = [dict.fromkeys(map(str, month_first(end))) for end in ends]
    return tuple(" to ".join(each) for each in product(*found))


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


# The end of a contract

WITHOUT_END = (
    r"none|no (?:end|expiration|expiry)(?: date)?|perpetual|ongoing|evergreen"
    r"|until (?:terminated|ended|cancell?ed)"
    r"|(?:auto(?:matic(?:ally)?)?[ -]?renew(?:s|al|ing|ed)?|renew(?:s|al) automatic(?:ally)?)"
    r"(?: (?:annually|yearly|(?:each|every) year))?"
)


def is_without_end(text: str) -> bool:
    """Return whether a contract with such an end runs until someone ends it."""
    return bool(re.fullmatch(WITHOUT_END, plain(text).rstrip(".")))
