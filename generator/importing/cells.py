"""Read the cells of a list: dates, addresses, grades and schools as people write them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from generator.content import human
from generator.content.values import HOST, WEB_ADDRESS, meaning
from generator.core.problems import shorten

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from generator.authoring.writing import Value
    from generator.core.settings import School

# What a spreadsheet adds to a date without a time.
MIDNIGHT = re.compile(
    r"(?:t|,?\s+(?:at )?)(?:0?0:00(?::00(?:\.0+)?)?|12:00(?::00)?\s*a\.?m\.?)\s*"
    r"(?:z|[+-]\d\d:?\d\d)?\s*\Z",
    re.IGNORECASE,
)
FILE_NAME = re.compile(r"[^/]+\.(?:pdf|docx?|xlsx?|html?|odt)", re.IGNORECASE)
# A date may be written as a spreadsheet's number of days: here, from 2000 to 2069.
SERIAL_ZERO, SERIALS = date(1899, 12, 30), range(36526, 62093)
NUMERIC = re.compile(r"(\d\d?)([-/.])(\d\d?)\2(?:\d{4}|'?\d\d)(?=\D|\Z)")


class Reading(NamedTuple):
    """The value of a cell for a field, or None if it does not fit.

    `remark` tells a person what was done, or why it does not fit. `is_complete` is False if the
    cell says more than the value.
    """

    value: Value | None
    remark: str = ""
    is_complete: bool = True


def line(text: str) -> Reading:
    """Read a text as one line; one that only says that nothing is known has no value."""
    one_line = " ".join(text.split())
    is_unknown = meaning(one_line) in ("unknown", "blank") or one_line.casefold() == "none"
    return Reading(None if is_unknown else one_line)


class DateOrder(Enum):
    """The notation of the dates in a column: 3/2/2026 is March 2, February 3, or not certain."""

    MONTH_FIRST = "month/day"
    DAY_FIRST = "day/month"
    MIXED = "both"


def date_order(texts: Iterable[str]) -> DateOrder:
    """Return the notation of all dates in a column, which one of them may give away.

    25/12/2025 has its day first, because no month has the number 25.
    """
    numbers = [(int(match[1]), int(match[3])) for match in map(NUMERIC.match, texts) if match]
    is_day_first = any(first > 12 >= second for first, second in numbers)
    if not is_day_first:
        return DateOrder.MONTH_FIRST
    is_month_first = any(second > 12 >= first for first, second in numbers)
    return DateOrder.MIXED if is_month_first else DateOrder.DAY_FIRST


def day(text: str, order: DateOrder = DateOrder.MONTH_FIRST) -> Reading:
    """Read a date to the day or the month; a time is left out of the value."""
    reading = moment(text, order)
    if isinstance(reading.value, str) and " " in reading.value:
        return Reading(reading.value.partition(" ")[0], is_complete=False)
    return reading


def moment(text: str, order: DateOrder = DateOrder.MONTH_FIRST) -> Reading:
    """Read a date, with its time unless that is midnight or may be before or after noon.

    The dates of the column say which day 3/2/2026 is.
    """
    written = MIDNIGHT.sub("", text.strip())
    if written.isdecimal() and len(written) == 5 and int(written) in SERIALS:
        value = (SERIAL_ZERO + timedelta(days=int(written))).isoformat()
        return Reading(value, f"{written} is a spreadsheet's number for {value}")
    dates = human.dates(written)
    if len({date.date for date in dates}) > 1:
        if order is DateOrder.MIXED:
            reason = "is not certain, because the column also has days before months"
            return Reading(None, f"{shorten(text)} {reason}")
        is_day_first = order is DateOrder.DAY_FIRST
        dates = tuple(date for date in dates if date.is_day_first is is_day_first)
    if not dates:
        return Reading(None, f"{shorten(text)} is not a date that can be read")
    if len(dates) > 1:  # its time is before or after noon
        return Reading(dates[0].date, is_complete=False)
    return Reading(str(dates[0]))


def end(text: str, order: DateOrder = DateOrder.MONTH_FIRST) -> Reading:
    """Read the end of a contract: a date, or words that say that it has none."""
    words = " ".join(text.casefold().split())
    if words == "none":
        return Reading("none")
    if human.is_without_end(words):
        return Reading("none", f"{shorten(text)} is read as none", is_complete=False)
    return day(text, order)


def web(text: str, files: Collection[str] = ()) -> Reading:
    """Read a web address, also without https:// or among words, or the name of one of the files.

    `files` are paths such as files/agreement.pdf.
    """
    words = text.split()
    only_word = words[0] if len(words) == 1 else ""
    path = f"files/{only_word.removeprefix('files/')}"
    if only_word and path in files:
        return Reading(path)
    if FILE_NAME.fullmatch(only_word):
        advice = "put it into content/files/, and name it as `agreement`"
        return Reading(None, f"{shorten(text)} is a file: {advice}")
    stripped = [word.strip("<>(),;") for word in words]
    addresses = [word for word in stripped if WEB_ADDRESS.fullmatch(word)]
    if addresses:
        return Reading(addresses[0], is_complete=words == [addresses[0]])
    if HOST.fullmatch(only_word) and WEB_ADDRESS.fullmatch(f"https://{only_word}"):
        remark = f"{shorten(text)} has no https://, which was added"
        return Reading(f"https://{only_word}", remark)
    return Reading(None, f"{shorten(text)} is not a web address")


def grades(text: str) -> Reading:
    """Read grades: K-5, PreK to 2, 9th-12th, 6, 7 and 8."""
    candidates = human.grades(text)
    if len(candidates) != 1:
        return Reading(None, f"{shorten(text)} is not a grade that can be read")
    ranges = [*candidates[0]]
    return Reading(ranges[0] if len(ranges) == 1 else ranges)


def schools(text: str, known: Iterable[School]) -> Reading:
    """Read schools by their ids, names or aliases, or words such as "all schools".

    If one school is not known, none has a value, because an entry must not say that only the others
    use a product.
    """
    if human.is_every_school(text):
        return Reading("all")
    named = human.schools(text, known)
    several = [school for school in named if len(school.ids) > 1]
    if several:
        choices = " or ".join(several[0].ids)
        return Reading(None, f"{shorten(several[0].text)} may be {choices}")
    unknown = [school.text for school in named if not school.ids]
    if unknown or not named:
        schools = shorten(", ".join(unknown) or text)
        return Reading(None, f"{schools} is not a school in content/site.yaml")
    return Reading(list(dict.fromkeys(school.ids[0] for school in named)))


BULLET = re.compile(r"^\s*(?:[•·▪●◦*]|[-–](?=\s))\s*")
COMMA_OUTSIDE_BRACKETS = re.compile(r",(?![^()]*\))")


def elements(text: str) -> list[str]:
    """Return the data elements in a cell, each once.

    They are on lines, between semicolons, or else between commas.
    """
    parts = [part for part in re.split(r"[;\n]", text) if part.strip()]
    if len(parts) == 1:
        parts = COMMA_OUTSIDE_BRACKETS.split(parts[0])
    names = [" ".join(BULLET.sub("", part).split()) for part in parts]
    return list(dict.fromkeys(name for name in names if name))
