"""How an answer on a form is read: what it means as an entry has it, and what it may mean.

A type of field names the functions that read its answers. Those that take a single value get its
answer on one line; those of a list get it with its lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from generator.content import entry_dates, human, phrases, school_names
from generator.content.addresses import HOST
from generator.core.settings import School

Answer = str | list[str] | dict[str, str]  # a value as an entry has it
# The meanings of phrases, such as “N/A”, that say nothing about most fields; see `phrases`.
NO_ANSWER = frozenset({"blank", "unknown", "same", "elsewhere"})
MAX_LENGTH = 1_000  # of an answer that may be in another notation
# A link in Markdown, such as GitHub puts into a form for a file that somebody drags there:
# https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/attaching-files
LINK = re.compile(r"(?:\[[^\]\n]*\]\(|<)(https?://[^)>\s]+)[)>]")
COUNT = re.compile(
    r"(?:(?P<about>(?:approx(?:imately|\.)?|around|roughly|about|circa|ca\.|~) ?)"
    r"|(?P<least>(?:at least|no fewer than|not fewer than|a minimum of) ))?"
    r"(?P<number>[0-9][0-9,]*)(?P<plus> ?\+)?(?: (?:students|pupils|children|kids))?",
    re.IGNORECASE,
)
NUMBERS = {
    "a": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
}
HUNDREDS = re.compile(rf"\b({'|'.join(NUMBERS)})[ -](hundred|thousand)\b", re.IGNORECASE)
# What a notice cannot say about a number of students, and what it can say instead.
RANGES = {
    r"(?:between )?([\d,]+) ?(?:-|–|to|and) ?[\d,]+(?: \w+)?": "at least {}",
    r"(?:up to|at most|no more than|less than|fewer than|under) ([\d,]+)(?: \w+)?": "about {}",
    r"(?:more than|over) ([\d,]+)(?: \w+)?": "at least {}",
}
MONTHS = re.compile(r"(?P<number>[0-9]{1,3})(?: ?(?P<unit>months?|years?))?", re.IGNORECASE)
ADD = "add"  # the first item of a list that is added to the one before
ADDED = re.compile(
    r"(?:the )?same(?: as [^,;+]*?)?,?\s*(?:plus|and also|and|\+|with)\s+"
    r"|(?:please )?(?:(?:add(?:s|ing)?|plus|also(?! known)|\+|añadir|agregar|también|adicionar"
    r"|também|إضافة) ?:? |(?:added|new) ?: ?|(?:新增|增加|添加)[:\uff1a]?\s?)",
    re.IGNORECASE,
)
ADDED_ITEM = re.compile(rf"(\A|[,;\n]\s*)(?:{ADDED.pattern})", re.IGNORECASE)
NEITHER = re.compile(r",?\s+(?:or|nor|ni|nem|ou)\s+")


class FormContext(NamedTuple):
    """What an answer is read with: the district's schools, and whether the notice is a later one.

    A later notice adds to what earlier ones have named.
    """

    schools: Sequence[School] = ()
    is_later: bool = False


# A single value: what an answer means as an entry has it, or "" if it is to stay as it was written,
# because it has our notation already, is not known to mean anything, or may mean several things.
#
#     day("Nov. 20, 2026")     "2026-11-20"
#     day("3/2/2026")          "2026-03-02", as Americans read it; the reply says so in words
#     moment("3/2/2026 3:00")  "", because that is before or after noon
#     count("400+ students")   "at least 400"


def as_written(_text: str) -> str:
    """Leave any answer as it was written."""
    return ""


def day(text: str) -> str:
    """Return a date without a time, which would be lost."""
    dates = human.month_first(text)
    return "" if any(date.time for date in dates) else _only(dates)


def moment(text: str) -> str:
    """Return a date, with its time if it has one."""
    return _only(human.month_first(text))


def period(text: str) -> str:
    """Return a date, a month, or two of these with `to` between."""
    return _only(human.periods(text))


def count(text: str) -> str:
    """Return `about 400` or `at least 400` for a number that is not exact."""
    match = COUNT.fullmatch(HUNDREDS.sub(_in_digits, text))
    if not match or (match["about"] and match["plus"]):
        return ""
    if match["about"]:
        return f"about {match['number']}"
    return f"{'at least ' if match['least'] or match['plus'] else ''}{match['number']}"


def months(text: str) -> str:
    """Return the number of months: “24 months” is `24`, and so is “2 years”."""
    if not (match := MONTHS.fullmatch(text)):
        return ""
    number = int(match["number"])
    return str(number * 12 if match["unit"] and match["unit"][0] in "yY" else number)


def address(text: str) -> str:
    """Return a web address with its scheme, or that of a link or a file that was dragged in."""
    if link := LINK.fullmatch(text):
        return link[1]
    return f"https://{text}" if HOST.fullmatch(text) else ""


def file_or_address(text: str) -> str:
    """Return what `address` does, except for the path of a file of the site."""
    return "" if text.startswith("files/") else address(text)


def grades(text: str) -> str:
    """Return grades and ranges with commas between: “PreK to 2, 5th” is `PK-2, 5`."""
    return _only([", ".join(ranges) for ranges in human.grades(text)])


def _only(candidates: Sequence[object]) -> str:
    """Return the only value that a text may have, or "" if it has none or several."""
    return str(candidates[0]) if len(candidates) == 1 else ""


def _in_digits(words: re.Match[str]) -> str:
    number = NUMBERS[words[1].casefold()]
    return str(number * (100 if words[2].casefold() == "hundred" else 1000))


# A single value: what an answer that means nothing certain may mean on a day. `is_ahead` says that
# the field is about something that lies ahead; else, it has happened.


def no_guess(_text: str, _today: date, *, is_ahead: bool) -> tuple[str, ...]:  # noqa: ARG001 - as the others
    """Guess nothing."""
    return ()


def possible_days(text: str, today: date, *, is_ahead: bool) -> tuple[str, ...]:
    """Return the dates that a text without a year, or “Monday”, may mean."""
    found = possible_periods(text, today, is_ahead=is_ahead)
    return tuple(day for day in found if " to " not in day)


def possible_periods(text: str, today: date, *, is_ahead: bool) -> tuple[str, ...]:
    """Return the same as `possible_days`, and the periods that “Nov 2-5” may mean."""
    return () if entry_dates.STAMP.fullmatch(text) else human.near(text, today, is_ahead=is_ahead)


def possible_counts(text: str, _today: date, *, is_ahead: bool) -> tuple[str, ...]:  # noqa: ARG001 - as the others
    """Return what a notice can say instead of a range of numbers: `at least 400` for “400-500”."""
    matches = ((words, re.fullmatch(range, text, re.IGNORECASE)) for range, words in RANGES.items())
    return tuple(words.format(match[1]) for words, match in matches if match)


# Lists: the items of an answer. None says that it names nothing.


def split_addition(answer: str, form: FormContext) -> tuple[bool, str]:
    """Return whether an answer adds to an earlier list, and what it adds: “add Peck” is Peck.

    Each of its lines and items may begin so. Only a later notice and a correction add something.
    """
    if not form.is_later or not ADDED.match(answer.strip()):
        return False, answer
    return True, ADDED_ITEM.sub(r"\1", answer.strip())


def items(answer: str, _: FormContext) -> Answer | None:
    """Return the items that are there, on lines or between commas, without marks."""
    return phrases.items(answer)


def names(answer: str, _: FormContext) -> Answer | None:
    """Return the same as `items`, except that “Example Cloud, Inc.” is one."""
    return _names(answer)


def companies(answer: str, _: FormContext) -> Answer | None:
    """Return the names of companies, without “TBD”; the check asks about “ask vendor”."""
    return _names(answer, without=phrases.is_no_name) or None


def ids(answer: str, _: FormContext) -> Answer | None:
    """Return one id alone, or several as a list."""
    found = phrases.items(answer)
    return found[0] if len(found) == 1 else found


def elements(answer: str, form: FormContext) -> Answer | None:
    """Return elements of data that are there: “only the name” is `the name`.

    An answer of a later notice may begin each with a word such as “plus”, or say that the data is
    the same, which names nothing.
    """
    if form.is_later and phrases.meaning(answer) == "same":
        return None
    found = phrases.items(answer)
    if form.is_later:
        found = [ADDED.sub("", item, 1) for item in found]
    return [phrases.without_only(item) for item in found]


def denied(answer: str, _: FormContext) -> Answer | None:
    """Return elements of data that are not there: “no passwords or grades” has two."""
    found = list[str]()
    for item, _is_there in phrases.answers(answer):
        found += NEITHER.split(phrases.denied(item))
    return found


def schools(answer: str, form: FormContext) -> Answer | None:
    """Return the ids of schools, or the name of one that two share."""
    named = school_names.schools(answer, form.schools)
    return [school.ids[0] if len(school.ids) == 1 else school.text for school in named]


def only_school(answer: str, schools: Sequence[School]) -> str:
    """Return the id of the only school that an answer may mean, or ""."""
    found = [id for named in school_names.schools(answer, schools) for id in named.ids]
    return found[0] if len(found) == 1 else ""


def _names(answer: str, without: Callable[[str], bool] = lambda _: False) -> list[str]:
    """Return the items that are there, each with a suffix such as “Inc.” that follows it."""
    found = list[str]()
    for item, is_there in phrases.answers(answer):
        if found and phrases.SUFFIX.fullmatch(item):
            found[-1] += f", {item}"
        elif is_there and not without(item):
            found.append(item)
    return found
