"""How a cell of an existing list is read: the value that it has, and what a person should know.

A type of field names the function that reads its cells.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta, tzinfo
from enum import Enum
from typing import NamedTuple

from generator.content import human, school_names
from generator.content.addresses import HOST, WEB_ADDRESS
from generator.content.phrases import is_no_company, is_no_name, meaning
from generator.core.problems import shorten
from generator.core.settings import School

# What a spreadsheet adds to a date without a time.
MIDNIGHT = (
    r"(?i)(?:t|,?\s+(?:at )?)(?:0?0:00(?::00(?:\.0+)?)?|12:00(?::00)?\s*a\.?m\.?)\s*"
    r"(?:z|[+-]\d\d:?\d\d)?\s*\Z"
)
EXPORTED = r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:[Zz]|[+-]\d\d:?\d\d)"
UNTIL = r"(?i)\A\s*(?:valid )?(?:through|thru|until|till|to)\s+"
FILE_NAME = r"(?i)[^/]+\.(?:pdf|docx?|xlsx?|html?|odt)"
# A date may be written as a spreadsheet's number of days: here, from 2000 to 2069.
SERIAL_ZERO = date(1899, 12, 30)
SERIALS = range(36526, 62093)
MARKS = r"[\\`*]|(?<![^\W_])_|_(?![^\W_])"
LOOKS_LIKE_ENTITY = r"&(?=#?\w+;)"
BLOCK_START = r"[-+>#](?=.)|\d+(?=[.)])"
COUNT = (
    r"(?i)(?:(?P<about>(?:approx(?:imately|\.)?|around|roughly|about|circa|ca\.|~) ?)"
    r"|(?P<least>(?:at least|no fewer than|not fewer than|a minimum of) ))?"
    r"(?P<number>[0-9][0-9,]*)(?P<plus> ?\+)?(?: (?:students|pupils|children|kids))?"
)


class DateOrder(Enum):
    """The notation of the dates in a column: 3/2/2026 is March 2, February 3, or not certain."""

    MONTH_FIRST = "month/day"
    DAY_FIRST = "day/month"
    MIXED = "both"


class ListCell(NamedTuple):
    """The text of a cell, and what it is read with.

    `dates` is the notation of its column, `files` are those of the site, and `schools` and `zone`
    those of the district.
    """

    text: str
    dates: DateOrder = DateOrder.MONTH_FIRST
    files: Collection[str] = ()
    schools: Sequence[School] = ()
    zone: tzinfo | None = None


class Reading(NamedTuple):
    """A cell's value or None, a remark about it, and whether the value says all of the cell."""

    value: str | list[str] | dict[str, str] | None
    remark: str = ""
    is_complete: bool = True


def as_typed(text: str) -> str:
    """Return Markdown that shows a line of text exactly as it was typed."""
    text = re.sub(MARKS, r"\\\g<0>", re.sub(LOOKS_LIKE_ENTITY, "&amp;", " ".join(text.split())))
    text = text.replace("<", "&lt;").replace("](", "]\\(")
    if text.startswith(":"):  # a definition
        return f"&#58;{text[1:]}"
    start = re.match(BLOCK_START, text)
    if start and start[0].isdigit():  # the number of a list, before its dot
        return f"{start[0]}\\{text[start.end() :]}"
    return f"\\{text}" if start else text


def line(cell: ListCell) -> Reading:
    """Read a text as one line; it has no value if nothing is known."""
    one_line = " ".join(cell.text.split())
    return _unless(is_no_name(one_line), one_line)


def product(cell: ListCell) -> Reading:
    """Read the name of a product, which may be “All” or “No Limits”."""
    one_line = " ".join(cell.text.split())
    is_empty = meaning(one_line) in ("unknown", "blank") or one_line.casefold() == "none"
    return _unless(is_empty, one_line)


def _unless(is_empty: bool, one_line: str) -> Reading:
    """Return a line, unless it is empty or repeats the cell above it."""
    return Reading(None if is_empty or not one_line.strip("\"'”″〃") else one_line)


def word(cell: ListCell) -> Reading:
    """Read one of the words that a field accepts."""
    return Reading(cell.text.casefold())


def prose(cell: ListCell) -> Reading:
    """Read a text as Markdown that shows each line as it was typed, as a paragraph."""
    return Reading("\n\n".join(map(as_typed, filter(str.strip, cell.text.split("\n")))))


def count(cell: ListCell) -> Reading:
    """Read a number of people: “400+” is `at least 400`."""
    match = re.fullmatch(COUNT, " ".join(cell.text.split()))
    if not match or (match["about"] and match["plus"]):
        return Reading(cell.text)
    if match["about"]:
        return Reading(f"about {match['number']}")
    return Reading(f"{'at least ' if match['least'] or match['plus'] else ''}{match['number']}")


def day(cell: ListCell) -> Reading:
    """Read a date to the day or the month; a time is left out of the value."""
    reading = moment(cell)
    if isinstance(reading.value, str) and " " in reading.value:
        return Reading(reading.value.partition(" ")[0], is_complete=False)
    return reading


def last_day(cell: ListCell) -> Reading:
    """Read a date as `day` does, also after “through”."""
    return day(cell._replace(text=re.sub(UNTIL, "", cell.text)))


def moment(cell: ListCell) -> Reading:
    """Read a date, with its time if certain and not midnight.

    The notation of the column decides about 3/2/2026.
    """
    text = cell.text
    written = re.sub(MIDNIGHT, "", cell.text.strip())
    if cell.zone and re.fullmatch(EXPORTED, written):
        return _exported(written, cell.zone)
    if written.isdecimal() and len(written) == 5 and int(written) in SERIALS:
        value = (SERIAL_ZERO + timedelta(days=int(written))).isoformat()
        return Reading(value, f"{written} is a spreadsheet's number for {value}")
    dates = human.dates(written)
    if len({date.date for date in dates}) > 1:
        if cell.dates is DateOrder.MIXED:
            why = "the column also has days before months"
            return Reading(None, f"{shorten(text)} is not certain, because {why}")
        is_day_first = cell.dates is DateOrder.DAY_FIRST
        dates = tuple(date for date in dates if date.is_day_first is is_day_first)
    if not dates:
        return Reading(None, f"{shorten(text)} is not a date that can be read")
    if len(dates) > 1:  # its time is before or after noon
        return Reading(dates[0].date, is_complete=False)
    return Reading(str(dates[0]))


def _exported(text: str, zone: tzinfo) -> Reading:
    """Read a moment with its offset, as databases export it, in the district's time zone.

    Midnight is a day, and so is the last minute before it.
    """
    try:
        local = datetime.fromisoformat(text).astimezone(zone)
    except (ValueError, OverflowError):
        return Reading(None, f"{shorten(text)} is not a date that can be read")
    is_day = (local.hour, local.minute) in ((0, 0), (23, 59))
    value = local.strftime("%Y-%m-%d" if is_day else "%Y-%m-%d %H:%M")
    return Reading(value, f"{shorten(text)} is read as {value}")


def period(cell: ListCell) -> Reading:
    """Read a date or a month, or two of these, with the month first."""
    found = human.periods(cell.text)
    if len(found) == 1:
        return Reading(found[0])
    return Reading(None, f"{shorten(cell.text)} is not a date that can be read")


def web(cell: ListCell) -> Reading:
    """Read a web address, also without https:// or among words."""
    text = cell.text
    words = text.split()
    only_word = words[0] if len(words) == 1 else ""
    if re.fullmatch(FILE_NAME, only_word):
        advice = "put it in content/files/, and name it as `agreement`"
        return Reading(None, f"{shorten(text)} is a file: {advice}")
    stripped = [word.strip("<>(),;") for word in words]
    addresses = [word for word in stripped if WEB_ADDRESS.fullmatch(word)]
    if addresses:
        return Reading(addresses[0], is_complete=words == [addresses[0]])
    if HOST.fullmatch(only_word) and WEB_ADDRESS.fullmatch(f"https://{only_word}"):
        remark = f"{shorten(text)} has no https://, which was added"
        return Reading(f"https://{only_word}", remark)
    return Reading(None, f"{shorten(text)} is not a web address")


def file_or_web(cell: ListCell) -> Reading:
    """Read the path of one of the files, also without `files/`, or else a web address."""
    words = cell.text.split()
    path = f"files/{words[0].removeprefix('files/')}" if len(words) == 1 else ""
    return Reading(path) if path in cell.files else web(cell)


def grades(cell: ListCell) -> Reading:
    """Read grades: K-5, PreK to 2, 9th-12th, 6, 7 and 8."""
    candidates = human.grades(cell.text)
    if len(candidates) != 1:
        return Reading(None, f"{shorten(cell.text)} is not a grade that can be read")
    ranges = [*candidates[0]]
    return Reading(ranges[0] if len(ranges) == 1 else ranges)


def schools(cell: ListCell) -> Reading:
    """Read schools by their ids, names or words for all; none has a value if one is not known."""
    if school_names.is_every_school(cell.text):
        return Reading("all")
    named = school_names.schools(cell.text, cell.schools)
    if several := next((school for school in named if len(school.ids) > 1), None):
        return Reading(None, f"{shorten(several.text)} may be {' or '.join(several.ids)}")
    unknown = [school.text for school in named if not school.ids]
    if unknown or not named:
        schools = shorten(", ".join(unknown) or cell.text)
        return Reading(None, f"{schools} is not a school in content/site.yaml")
    return Reading(list(dict.fromkeys(school.ids[0] for school in named)))


def companies(cell: ListCell) -> Reading:
    """Read the names of companies; what names none, as “ask vendor” does, is left out."""
    parts = items(cell.text)
    named = [part for part in parts if not is_no_company(part)]
    if not named:
        return Reading(None, f"{shorten(cell.text)} names no company")
    return Reading(named, is_complete=len(named) == len(parts))


def items(text: str) -> list[str]:
    """Return the items of a cell, each on one line: those on lines, between semicolons or bars."""
    return [" ".join(part.split()) for part in re.split(r"[;|\n]", text) if part.strip()]
