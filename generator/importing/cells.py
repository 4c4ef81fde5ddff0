"""One cell of somebody's table → the value of a field, as people write dates, addresses, grades and schools."""

from __future__ import annotations

import re
from calendar import monthrange
from typing import TYPE_CHECKING, NamedTuple

from generator.content import written_dates
from generator.content.values import HOST, WEB_ADDRESS
from generator.core.model import GRADES
from generator.core.problems import shorten

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from generator.authoring.writing import Value

YEARS_OF_THE_1900S = 70  # 26 is 2026, 98 is 1998
MONTH_OF = {name[:length]: i for i, name in enumerate(written_dates.MONTHS, start=1) for length in (3, 4, len(name))}
NAME, DAY, YEAR = r"([a-z]{3,9})\.?", r"(\d\d?)(?:st|nd|rd|th)?", r"(\d{4}|'?\d\d)"
TIME = re.compile(
    r"[t\s]+(\d\d?):(\d\d)(?::\d\d(?:\.\d+)?)?\s*([ap])?\.?(?:m\.?)?\s*(z|[+-]\d\d:?\d\d)?\Z", re.IGNORECASE
)
WEEKDAY = re.compile(r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+")
WITHOUT_END = re.compile(
    r"none|no (?:end|expiration|expiry)(?: date)?|perpetual|ongoing|evergreen"
    r"|until (?:terminated|ended|cancell?ed)"
)
A_FILE = re.compile(r"[^/]+\.(?:pdf|docx?|xlsx?|html?|odt)", re.IGNORECASE)
ALL_SCHOOLS = frozenset({"all", "allschools", "districtwide", "alldistrict", "entiredistrict", "wholedistrict"})
SAYS_NOTHING = frozenset({"unknown", "n/a", "na", "none", "tbd", "-", "–", "—", "?", "not applicable"})


class Reading(NamedTuple):
    """What a cell says to a field: None where it does not fit, and goes to the body.

    `remark` tells a person what was done; `whole` is False where the cell says more than the value holds.
    """

    value: Value | None
    remark: str = ""
    whole: bool = True


def line(text: str) -> Reading:
    """Read a plain text on one line; one that only says that nothing is known is none."""
    folded = " ".join(text.split())
    return Reading(None if folded.casefold() in SAYS_NOTHING else folded)


def day(text: str) -> Reading:
    """Read a date to the day or the month as Americans write it: 3/2/2026 is March 2; a time is left to the body."""
    read = moment(text)
    if isinstance(read.value, str) and " " in read.value:
        return Reading(read.value.partition(" ")[0], whole=False)
    return read


def moment(text: str) -> Reading:
    """Read a date, with its time unless that is midnight, which a spreadsheet writes behind every date."""
    folded = WEEKDAY.sub("", " ".join(text.casefold().split()))
    date, time = folded, ""
    found = TIME.search(folded)
    clock = written_dates.clock(found[1], found[2], found[3] or "") if found else ""
    if found and (clock == "00:00" or (clock and not found[4])):  # a time of another zone is for a person to read
        date, time = folded[: found.start()], "" if clock == "00:00" else f" {clock}"
    for year, month, day in _dates(date):
        if 1 <= month <= 12 and year >= 1000 and (day is None or 1 <= day <= monthrange(year, month)[1]):
            return Reading(f"{year}-{month:02}" + (f"-{day:02}{time}" if day else ""))
    return Reading(None, f"{shorten(text)} is no date that can be read")


def end(text: str) -> Reading:
    """Read the end of a contract: a date, or words that say it has none."""
    words = " ".join(text.casefold().split())
    if WITHOUT_END.fullmatch(words):
        return Reading("none", "" if words == "none" else f"{shorten(text)} is read as none", whole=words == "none")
    return day(text)


def web(text: str, files: Collection[str] = ()) -> Reading:
    """Read a web address, also one without https:// or among words; of a contract, also a file that is there."""
    words = text.split()
    if len(words) == 1 and f"files/{words[0].removeprefix('files/')}" in files:
        return Reading(f"files/{words[0].removeprefix('files/')}")
    if len(words) == 1 and A_FILE.fullmatch(words[0]):
        return Reading(None, f"{shorten(text)} is a file, which can go to content/files/ and be the `agreement`")
    found = [word for word in (word.strip("<>(),;") for word in words) if WEB_ADDRESS.fullmatch(word)]
    if not found and len(words) == 1 and HOST.fullmatch(words[0]) and WEB_ADDRESS.fullmatch(f"https://{words[0]}"):
        return Reading(f"https://{words[0]}", f"{shorten(text)} has no https://, which was added")
    if not found:
        return Reading(None, f"{shorten(text)} is no web address")
    return Reading(found[0], whole=words == [found[0]])


def grades(text: str) -> Reading:
    """Read grades: K-5, PreK to 2, 9th-12th, 6, 7 and 8."""
    plain = re.sub(r"\bgrades?\b|(?<=\d)(?:st|nd|rd|th)\b", " ", text.casefold())
    plain = re.sub(r"\bpre[\s-]?k(?:indergarten)?\b|\bpre[\s-]?school\b", "pk", plain)
    plain = re.sub(r"\bkindergarten\b|\bkdg?\b", "k", plain)
    parts = [part for part in re.split(r"[,;&\n/]|\band\b", plain) if part.strip()]
    ranges = [_range(part) for part in parts]
    if not ranges or not all(ranges):
        return Reading(None, f"{shorten(text)} is no grade that can be read")
    return Reading(ranges[0] if len(ranges) == 1 else ranges)


def schools(text: str, named: Mapping[str, str]) -> Reading:
    """Read schools by their ids or names, or that all use it; one that is not known leaves all of them to the body."""
    ids = {_letters(word): id for id, name in named.items() for word in (id, name, _without_school(name))}
    if _letters(text) in ALL_SCHOOLS:
        return Reading("all")
    if _letters(text) in ids:
        return Reading([ids[_letters(text)]])
    parts = [" ".join(part.split()) for part in re.split(r"[,;&/\n]|\band\b", text) if part.strip()]
    unknown = [part for part in parts if _letters(part) not in ids]
    if unknown or not parts:
        return Reading(None, f"{shorten(', '.join(unknown) or text)} is no school of content/site.yaml")
    return Reading(list(dict.fromkeys(ids[_letters(part)] for part in parts)))


def _dates(text: str) -> Iterator[tuple[int, int, int | None]]:
    """Yield the year, month and, if it is given, day of each way to read a text as one date."""
    if found := re.fullmatch(r"(\d{4})([-/.])(\d\d?)(?:\2(\d\d?))?", text):
        yield int(found[1]), int(found[3]), int(found[4]) if found[4] else None
    elif found := re.fullmatch(rf"(\d\d?)([-/.])(\d\d?)\2{YEAR}", text):
        yield _year(found[4]), int(found[1]), int(found[3])
    elif found := re.fullmatch(r"(\d\d?)[-/](\d{4})", text):
        yield int(found[2]), int(found[1]), None
    elif found := re.fullmatch(rf"{NAME} {DAY},? {YEAR}", text):
        yield _year(found[3]), MONTH_OF.get(found[1], 0), int(found[2])
    elif found := re.fullmatch(rf"{DAY}[ -](?:of )?{NAME},?[ -]{YEAR}", text):
        yield _year(found[3]), MONTH_OF.get(found[2], 0), int(found[1])
    elif found := re.fullmatch(rf"{NAME}(?:,? (?=\d{{4}}|')|-){YEAR}", text):
        yield _year(found[2]), MONTH_OF.get(found[1], 0), None


def _year(text: str) -> int:
    year = int(text.lstrip("'"))
    return year if year > 99 else 1900 + year if year >= YEARS_OF_THE_1900S else 2000 + year


def _range(text: str) -> str:
    """Return a grade or a range as an entry writes it, or nothing."""
    ends = [part.strip().upper().lstrip("0") for part in re.split(r"\s*(?:-|–|—|\bto\b|\bthrough\b|\bthru\b)\s*", text)]
    places = [GRADES.index(end) if end in GRADES else -1 for end in ends]
    if len(ends) > 2 or -1 in places or places != sorted(places):
        return ""
    return "-".join(dict.fromkeys(ends))


def _letters(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())


def _without_school(name: str) -> str:
    return re.sub(r"\s+school\s*\Z", "", name, flags=re.IGNORECASE)


INFORMATION, RECORDS, CONTENT = KINDS = ("student-information", "student-records", "student-generated-content")

# The first line that holds a word of the element gives its kind; what none holds is student information.
WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (INFORMATION, ("grade level", "grade levels", "current grade", "next grade", "school of attendance")),
    (
        CONTENT,
        (
            *("student work", "student generated", "generated content", "essay", "essays", "writing", "writings"),
            *("artwork", "drawing", "drawings", "portfolio", "portfolios", "project", "projects", "answers"),
            *("survey responses", "responses", "communications", "messages", "posts", "recording", "recordings"),
            *("video", "videos", "voice", "audio", "submissions", "assignments submitted"),
        ),
    ),
    (
        RECORDS,
        (
            *("score", "scores", "grade", "grades", "assessment", "assessments", "test results", "observation"),
            *("evaluation", "evaluations", "transcript", "transcripts", "attendance", "absences", "conduct"),
            *("behavior", "behavioral", "discipline", "enrollment", "homeroom", "guidance counselor", "curriculum"),
            *("graduation", "schedule", "schedules", "course", "courses", "class", "classes", "class period"),
            *("english learner", "english language learner", "low income", "free or reduced", "medical", "health"),
            *("disability", "iep", "504", "special education", "living situation", "performance", "progress"),
            *("program membership", "programs", "extracurricular", "activities", "honors", "fines", "fees"),
            *("checkout", "balance", "eligibility", "eligible", "assignment", "assignments"),
        ),
    ),
)
PATTERNS = [(kind, re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b")) for kind, words in WORDS]
LEVELS = re.compile(r"grades?|grade(?:\s*\(?s?\)?)?\s*level\w*")  # alone, it is the grade that a student is in
BULLET = re.compile(r"^\s*(?:[•·▪●◦*]|[-–](?=\s))\s*")
OUTSIDE_BRACKETS = re.compile(r",(?![^()]*\))")


def elements(text: str) -> list[str]:
    """Return the elements that a cell names: on lines, between semicolons, or else between commas; each once."""
    parts = [part for part in re.split(r"[;\n]", text) if part.strip()]
    if len(parts) == 1:
        parts = OUTSIDE_BRACKETS.split(parts[0])
    found = [" ".join(BULLET.sub("", part).split()) for part in parts]
    return list(dict.fromkeys(part for part in found if part))


def kind(element: str) -> str:
    """Return the kind that an element most likely is of, § 10-234aa; student information where no word tells."""
    text = " ".join(re.findall(r"\w+", element.casefold()))
    if LEVELS.fullmatch(text):
        return INFORMATION
    return next((kind for kind, words in PATTERNS if words.search(text)), INFORMATION)
