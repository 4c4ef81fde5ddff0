"""How an answer on a form is read: what it means as an entry has it, and what it may mean.

A type of field names the functions that read its answers. Those that take a single value get its
answer on one line; those of a list get it with its lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from generator.content import human, phrases, school_names
from generator.content.addresses import HOST
from generator.core.settings import School

Answer = str | list[str] | dict[str, str]  # a value as an entry has it
# The meanings of phrases, such as “N/A”, that say nothing about most fields; see `phrases`.
NO_ANSWER = frozenset({"blank", "unknown", "same", "elsewhere"})
MAX_LENGTH = 1_000  # of an answer that may be in another notation
# A link in Markdown, such as GitHub puts into a form for a file that somebody drags there:
# https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/attaching-files
LINK = r"(?:\[[^\]\n]*\]\(|<)(https?://[^)>\s]+)[)>]"
COUNT = (
    r"(?i)(?:(?P<about>(?:approx(?:imately|\.)?|around|roughly|about|circa|ca\.|~) ?)"
    r"|(?P<least>(?:at least|no fewer than|not fewer than|a minimum of) ))?"
    r"(?P<number>[0-9][0-9,]*)(?P<plus> ?\+)?(?: (?:students|pupils|children|kids))?"
)
MONTHS = r"(?i)(?P<number>[0-9]{1,3})(?: ?(?P<unit>months?|years?))?"
ADD = "add"  # the first item of a list that is added to the one before
ADDED = (
    r"(?i:(?:the )?same(?: as [^,;+]*?)?,?\s*(?:plus|and also|and|\+|with)\s+"
    r"|(?:please )?(?:(?:add(?:s|ing)?|plus|also(?! known)|\+|añadir|agregar|también|adicionar"
    r"|também|إضافة) ?:? |(?:added|new) ?: ?|(?:新增|增加|添加)[:\uff1a]?\s?))"
)
ADDED_ITEM = rf"(\A|[,;\n]\s*){ADDED}"


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
    match = re.fullmatch(COUNT, text)
    if not match or (match["about"] and match["plus"]):
        return ""
    if match["about"]:
        return f"about {match['number']}"
    return f"{'at least ' if match['least'] or match['plus'] else ''}{match['number']}"


def months(text: str) -> str:
    """Return the number of months: “24 months” is `24`, and so is “2 years”."""
    if not (match := re.fullmatch(MONTHS, text)):
        return ""
    number = int(match["number"])
    return str(number * 12 if match["unit"] and match["unit"][0] in "yY" else number)


def address(text: str) -> str:
    """Return a web address with its scheme, or that of a link or a file that was dragged in."""
    if link := re.fullmatch(LINK, text):
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


# Lists: the items of an answer. None says that it names nothing.


def split_addition(answer: str, form: FormContext) -> tuple[bool, str]:
    """Return whether an answer adds to an earlier list, and what it adds: “add Peck” is Peck.

    Each of its lines and items may begin so. Only a later notice and a correction add something.
    """
    if not form.is_later:
        return False, answer
    return bool(re.match(ADDED, answer.strip())), re.sub(ADDED_ITEM, r"\1", answer.strip())


def names(answer: str, _: FormContext) -> Answer | None:
    """Return the items, on lines or between commas; “Example Cloud, Inc.” is one."""
    return _names(answer)


def companies(answer: str, _: FormContext) -> Answer | None:
    """Return the names of companies, without “TBD”; the check asks about “ask vendor”."""
    return [name for name in _names(answer) if not phrases.is_no_name(name)] or None


def ids(answer: str, _: FormContext) -> Answer | None:
    """Return one id alone, or several as a list."""
    found = phrases.items(answer)
    return found[0] if len(found) == 1 else found


def elements(answer: str, form: FormContext) -> Answer | None:
    """Return elements of data; the check asks about an answer that denies some of them.

    An answer of a later notice may say that the data is the same, which names nothing.
    """
    is_same = form.is_later and phrases.meaning(answer) == "same"
    return None if is_same else phrases.data(answer)


def schools(answer: str, form: FormContext) -> Answer | None:
    """Return the ids of schools, or the name of one that two share."""
    named = school_names.schools(answer, form.schools)
    return [school.ids[0] if len(school.ids) == 1 else school.text for school in named]


def only_school(answer: str, schools: Sequence[School]) -> str:
    """Return the id of the only school that an answer may mean, or ""."""
    found = [id for named in school_names.schools(answer, schools) for id in named.ids]
    return found[0] if len(found) == 1 else ""


def _names(answer: str) -> list[str]:
    """Return the items of an answer, each with a suffix such as “Inc.” that follows it."""
    found = list[str]()
    for item in phrases.items(answer):
        if found and re.fullmatch(phrases.SUFFIX, item):
            found[-1] += f", {item}"
        else:
            found.append(item)
    return found
