"""Read the cells of a list: dates, addresses, grades and schools as people write them."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from generator.authoring.answers import WITHOUT_END
from generator.content import written_dates
from generator.content.values import HOST, WEB_ADDRESS
from generator.core.model import GRADES
from generator.core.problems import shorten

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from generator.authoring.writing import Value

CENTURY_FROM = 70  # a year of two digits: 70 to 99 are 1970 to 1999, 00 to 69 are 2000 to 2069
MONTH_OF = {
    name[:length]: month
    for month, name in enumerate(written_dates.MONTHS, start=1)
    for length in (3, 4, len(name))
}
NAME, DAY, YEAR = r"([a-z]{3,9})\.?", r"(\d\d?)(?:st|nd|rd|th)?", r"(\d{4}|'?\d\d)"
TIME = re.compile(
    r"[t\s]+(?P<hour>\d\d?):(?P<minute>\d\d)(?::\d\d(?:\.\d+)?)?\s*"
    r"(?P<half>[ap])?\.?(?:m\.?)?\s*(?P<zone>z|[+-]\d\d:?\d\d)?\Z",
    re.IGNORECASE,
)
WEEKDAY = re.compile(r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+")
FILE_NAME = re.compile(r"[^/]+\.(?:pdf|docx?|xlsx?|html?|odt)", re.IGNORECASE)
ALL_SCHOOLS = frozenset(
    {"all", "allschools", "districtwide", "alldistrict", "entiredistrict", "wholedistrict"}
)
# A date may be written as a spreadsheet's number of days: here, from 2000 to 2069.
SERIAL_ZERO, SERIALS = date(1899, 12, 30), range(36526, 62093)
NUMERIC = re.compile(rf"(\d\d?)([-/.])(\d\d?)\2{YEAR}(?=\D|\Z)")
NO_VALUE = frozenset({"unknown", "n/a", "na", "none", "tbd", "-", "–", "—", "?", "not applicable"})


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
    return Reading(None if one_line.casefold() in NO_VALUE else one_line)


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
    """Read a date to the day or the month, as Americans write it: 3/2/2026 is March 2.

    A time is left out of the value.
    """
    reading = moment(text, order)
    if isinstance(reading.value, str) and " " in reading.value:
        return Reading(reading.value.partition(" ")[0], is_complete=False)
    return reading


def moment(text: str, order: DateOrder = DateOrder.MONTH_FIRST) -> Reading:
    """Read a date, with its time unless that is midnight.

    A spreadsheet adds midnight to every date. A time with a zone is not read.
    """
    written = WEEKDAY.sub("", " ".join(text.casefold().split()))
    suffix = ""
    match = TIME.search(written)
    if match:
        clock = written_dates.clock(match["hour"], match["minute"], match["half"] or "")
        if clock == "00:00":
            written = written[: match.start()]
        elif clock and not match["zone"]:
            written, suffix = written[: match.start()], f" {clock}"
    if written.isdecimal() and len(written) == 5 and int(written) in SERIALS:
        value = (SERIAL_ZERO + timedelta(days=int(written))).isoformat()
        return Reading(value, f"{written} is a spreadsheet's number for {value}")
    if order is DateOrder.MIXED and _is_ambiguous(written):
        remark = f"{shorten(text)} is not certain, because the column also has days before months"
        return Reading(None, remark)
    for year, month, day in _dates(written, order):
        if 1 <= month <= 12 and year >= 1000:
            if day is None:
                return Reading(f"{year}-{month:02}")
            if 1 <= day <= monthrange(year, month)[1]:
                return Reading(f"{year}-{month:02}-{day:02}{suffix}")
    return Reading(None, f"{shorten(text)} is not a date that can be read")


def _is_ambiguous(text: str) -> bool:
    match = NUMERIC.fullmatch(text)
    return match is not None and match[1] != match[3] and max(int(match[1]), int(match[3])) <= 12


def end(text: str, order: DateOrder = DateOrder.MONTH_FIRST) -> Reading:
    """Read the end of a contract: a date, or words that say that it has none."""
    words = " ".join(text.casefold().split())
    if words == "none":
        return Reading("none")
    if WITHOUT_END.fullmatch(words):
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
    plain = re.sub(r"\bgrades?\b|(?<=\d)(?:st|nd|rd|th)\b", " ", text.casefold())
    plain = re.sub(r"\bpre[\s-]?k(?:indergarten)?\b|\bpre[\s-]?school\b", "pk", plain)
    plain = re.sub(r"\bkindergarten\b|\bkdg?\b", "k", plain)
    parts = [part for part in re.split(r"[,;&\n/]|\band\b", plain) if part.strip()]
    ranges = [_grade_range(part) for part in parts]
    if not ranges or not all(ranges):
        return Reading(None, f"{shorten(text)} is not a grade that can be read")
    return Reading(ranges[0] if len(ranges) == 1 else ranges)


def schools(text: str, names: Mapping[str, Collection[str]]) -> Reading:
    """Read schools by their ids, names or aliases, or words such as "all schools".

    `names` are the names and aliases of the schools by their ids. If one school is unknown, none
    has a value, because an entry must not say that only the others use a product.
    """
    ids = {
        _letters(word): id
        for id, own in names.items()
        for name in (id, *own)
        for word in (name, _without_school(name))
    }
    if _letters(text) in ALL_SCHOOLS:
        return Reading("all")
    if _letters(text) in ids:
        return Reading([ids[_letters(text)]])
    parts = [" ".join(part.split()) for part in re.split(r"[,;&/\n]|\band\b", text) if part.strip()]
    unknown = [part for part in parts if _letters(part) not in ids]
    if unknown or not parts:
        schools = shorten(", ".join(unknown) or text)
        return Reading(None, f"{schools} is not a school in content/site.yaml")
    return Reading(list(dict.fromkeys(ids[_letters(part)] for part in parts)))


def _dates(text: str, order: DateOrder) -> Iterator[tuple[int, int, int | None]]:
    """Yield the year, the month and the day, if any, of a text that is a date."""
    if match := re.fullmatch(r"((?:19|20)\d\d)(\d\d)(\d\d)", text):
        yield int(match[1]), int(match[2]), int(match[3])
    elif match := re.fullmatch(r"(\d{4})([-/.])(\d\d?)(?:\2(\d\d?))?", text):
        yield int(match[1]), int(match[3]), int(match[4]) if match[4] else None
    elif match := NUMERIC.fullmatch(text):
        first, second = int(match[1]), int(match[3])
        is_day_first = order is DateOrder.DAY_FIRST or (order is DateOrder.MIXED and first > 12)
        month, day = (second, first) if is_day_first else (first, second)
        yield _year(match[4]), month, day
    elif match := re.fullmatch(r"(\d\d?)[-/](\d{4})", text):
        yield int(match[2]), int(match[1]), None
    elif match := re.fullmatch(rf"{NAME} {DAY},? {YEAR}", text):
        yield _year(match[3]), MONTH_OF.get(match[1], 0), int(match[2])
    elif match := re.fullmatch(rf"{DAY}[ -](?:of )?{NAME},?[ -]{YEAR}", text):
        yield _year(match[3]), MONTH_OF.get(match[2], 0), int(match[1])
    elif match := re.fullmatch(rf"{NAME}(?:,? (?=\d{{4}}|')|-){YEAR}", text):
        yield _year(match[2]), MONTH_OF.get(match[1], 0), None


def _year(text: str) -> int:
    year = int(text.lstrip("'"))
    if year > 99:
        return year
    return (1900 if year >= CENTURY_FROM else 2000) + year


def _grade_range(text: str) -> str:
    """Return a grade or a range as in an entry, or nothing."""
    parts = re.split(r"\s*(?:-|–|—|\bto\b|\bthrough\b|\bthru\b)\s*", text)
    ends = [part.strip().upper().lstrip("0") for part in parts]
    if len(ends) > 2 or not all(end in GRADES for end in ends):
        return ""
    if ends != sorted(ends, key=GRADES.index):
        return ""
    return "-".join(dict.fromkeys(ends))


def _letters(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())


def _without_school(name: str) -> str:
    return re.sub(r"\s+school\s*\Z", "", name, flags=re.IGNORECASE)


INFORMATION, RECORDS, CONTENT = KINDS = (
    "student-information",
    "student-records",
    "student-generated-content",
)

# The first row with a word of the element gives its kind. Without one it is student information.
WORDS = (
    (INFORMATION, "grade level, grade levels, current grade, next grade, school of attendance"),
    (
        CONTENT,
        "student work, student generated, generated content, essay, essays, writing, "
        "writings, artwork, drawing, drawings, portfolio, portfolios, project, projects, "
        "answers, survey responses, responses, communications, messages, posts, recording, "
        "recordings, video, videos, voice, audio, submissions, assignments submitted",
    ),
    (
        RECORDS,
        "score, scores, grade, grades, assessment, assessments, test results, observation, "
        "evaluation, evaluations, transcript, transcripts, attendance, absences, conduct, "
        "behavior, behavioral, discipline, enrollment, homeroom, guidance counselor, "
        "curriculum, graduation, schedule, schedules, course, courses, class, classes, class "
        "period, english learner, english language learner, low income, free or reduced, "
        "medical, health, disability, iep, 504, special education, living situation, "
        "performance, progress, program membership, programs, extracurricular, activities, "
        "honors, fines, fees, checkout, balance, eligibility, eligible, assignment, "
        "assignments",
    ),
)
PATTERNS = [
    (kind, re.compile(rf"\b(?:{'|'.join(map(re.escape, words.split(', ')))})\b"))
    for kind, words in WORDS
]
# Alone, "grade" is the grade that a student is in.
GRADE_LEVEL = re.compile(r"grades?|grade(?:\s*\(?s?\)?)?\s*level\w*")
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


def kind(element: str) -> str:
    """Guess the kind of a data element, § 10-234aa; without a known word, student information."""
    text = " ".join(re.findall(r"\w+", element.casefold()))
    if GRADE_LEVEL.fullmatch(text):
        return INFORMATION
    return next((kind for kind, pattern in PATTERNS if pattern.search(text)), INFORMATION)
