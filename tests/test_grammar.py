"""A sentence stays one of its language, whatever value is filled in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from markupsafe import Markup

from generator.content.entry_dates import when
from generator.core.dates import When
from generator.core.model import GRADES, Count
from generator.core.site import Inputs
from generator.site.theme import Theme, load_theme
from helpers import town
from helpers.letters import letter_of
from helpers.pages import page_texts
from helpers.program import LANGUAGES, REPOSITORY
from helpers.roots import site

TABLE = REPOSITORY / "tests/tables/grammar.txt"


def date(text: str) -> When:
    return when(text, ZoneInfo("America/New_York"))


def students(text: str) -> Count:
    precision, _, number = text.rpartition(" ")
    return Count(int(number), precision or "exactly")


def grades(text: str) -> tuple[str, ...]:
    """Return grades from ranges such as “K-2, 5”."""
    ends = [item.split("-") for item in town.listed(text)]
    return tuple(
        grade
        for first, *_, last in ([*each, *each] for each in ends)
        for grade in GRADES[GRADES.index(first) : GRADES.index(last) + 1]
    )


def months(text: str) -> SimpleNamespace:
    return SimpleNamespace(months=int(text), by="Example")


def part(text: str) -> list[int]:
    """Return a number and a limit from a text such as “3 of 5”."""
    return [int(number) for number in text.split(" of ")]


def isolated(text: str) -> Markup:
    return Markup("<bdi>{}</bdi>").format(text)


OF_SENTENCES = '{% from "sentences.html" import how_many, part_of_limit %}'
# What a template says of a value, and how the value is read from the table.
WAYS: dict[str, tuple[str, Callable[[str], object]]] = {
    "grades": ("{{ value|grades }}", grades),
    "on": ("{{ value|on }}", date),
    "on day": ('{{ value|on("day") }}', date),
    "date": ("{{ value|plain_date }}", date),
    "day": ('{{ value|plain_date("day") }}', date),
    "students": ('{{ students_in_words(value, "") }}', students),
    "period": ("{{ value|with_period }}", str),
    "last updated": ('{{ _("Last updated: {date}.", date=value|date) }}', date),
    "pupils": (f"{OF_SENTENCES}{{{{ how_many(value) }}}}", students),
    "months": ("{{ protection_in_words(value) }}", months),
    **{
        f"of {unit}": (f'{OF_SENTENCES}{{{{ part_of_limit(value[0], value[1], "{unit}") }}}}', part)
        for unit in ("hours", "days", "business days")
    },
    "write": ('{{ _("Write to {email}.", email=value) }}', str),
    "write to a name": ('{{ _("Write to {email}.", email=value) }}', isolated),
    "days": ('{{ ngettext("{n} day", "{n} days", value, n=value|number) }}', int),
}


@cache
def loaded(language: str) -> Theme:
    """Return the default theme in a language, with a template for each way."""
    templates = {f"templates/{way}.html": text.encode() for way, (text, _) in WAYS.items()}
    return load_theme("ours", {**site({}).themes, "ours": templates}, language, "en")


@pytest.mark.parametrize(("language", "way", "value", "text"), town.rows(TABLE))
def test_a_value_is_said_as_the_language_says_it(
    language: str, way: str, value: str, text: str
) -> None:
    """Grades, days and months, numbers and periods, at the edges, too."""
    _, read = WAYS[way]
    said = Markup(loaded(language).render(f"{way}.html", value=read(value))).striptags()

    assert text == said


OLD = """\
---
legacy: true
product: Old Reader
contractor: Example Old, Inc.
collects: {student-information: [name]}
grades: PK-2
executed: 2019-08
expires: 2021-06
notified: 2019-09
terms: {form: own, checked: 2019-10}
deletion: {asked: 2021-07, confirmed: 2021-08}
change-1.md: {kind: renewal, executed: 2020-07, collects: {student-information: [name, age]}}
withdrawal-change-1.md: {of: change-1, on: 2020-10, reason: Sent by mistake.}
---
"""
ASKED = """\
---
legacy: true
product: Older Reader
contractor: Example Older
expires: 2021-06
deletion: {asked: 2021-07}
---
"""
AHEAD = """\
---
legacy: true
product: Newer Reader
contractor: Example Newer
executed: 2026-08
expires: 2027-06
change-1.md: {kind: amendment, executed: 2027-05}
change-2.md: {kind: renewal, executed: 2027-06}
---
"""
LEAK = """\
---
legacy: true
contract: old
occurred: 2021-08
received: 2021-09
notified: {at: 2021-10, by: email}
involves: {student-information: [name]}
students: about 1
grades: [4]
summary: Something.
offers: {text: Help., until: 2021-12}
protection: {months: 24, by: "Example Identity, Inc."}
update-1.md: {on: 2021-11, text: More., students: 12}
---
"""
OPEN = """\
---
contract: old
discovered: 2026-11-18
received: 2026-11-18 12:00
involves: {student-information: [age]}
students: 3
summary: Something.
offers: {text: Help., until: 2027-02-01}
next-update: 2026-12-01
---
"""
ENTRIES = {
    **{f"content/contracts/{id}.md": text for id, text in (("old", OLD), ("asked", ASKED))},
    "content/contracts/ahead.md": AHEAD,
    **{f"content/breaches/{id}.md": text for id, text in (("leak", LEAK), ("open", OPEN))},
}
END_OF_NAME = "\u2069"
MONTH = "§"  # before a date that is only a month, in the text of a page
# What no text has, such as “on July 2021”, or a mark of the wrong script.
NEVER = {
    "en": f"\\b[Oo]n {MONTH}",
    "es": f"\\b(?:[Ee]l|[Dd]el|[Aa]l) {MONTH}",
    "pt": r"\b1 de (?:jan|fev|mar|abr|mai|jun|jul|ago|set|out|nov|dez)",
    "zh-Hans": r"[\u4e00-\u9fff）][.:,](?:\s|$)",  # noqa: RUF001
    "ar": r"[\u0621-\u064a][,;?]",
}
TWICE = r"(?<!\.)\.\.(?!\.)"  # a period after “p.m.” or “Inc.”


def read(page: str) -> str:
    """Return the text of a page, with a mark before each date that is only a month."""
    text = re.sub(r"(?s)<(script|style|head)\b.*?</\1>", "", page)
    if 'dir="rtl"' in page:  # where the end of a name is not next to what comes after it
        text = text.replace("</bdi>", END_OF_NAME)
    return re.sub("<[^>]*>", "", re.sub(r'<time datetime="\d{4}-\d\d">', MONTH, text))


@cache
def built() -> tuple[Inputs, Mapping[str, str]]:
    """Return a district whose old entries know only the month, and its pages in each language."""
    inputs = site(ENTRIES, languages=f"[{', '.join(LANGUAGES)}]", show_deadlines="true")
    return inputs, page_texts(inputs)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_has_a_mark_or_a_preposition_that_does_not_fit(language: str) -> None:
    """Where a value ends with a period or is only a month, the sentence around it still fits."""
    folder = "" if language == "en" else f"{language}/"
    others = tuple(f"{other}/" for other in LANGUAGES if other != language)
    pages = {
        path: read(page)
        for path, page in built()[1].items()
        if path.endswith(".html") and path.startswith(folder) and not path.startswith(others)
    }
    pages.pop("404.html", None)  # which is in every language
    found = {
        (path, match[0])
        for path, text in pages.items()
        for match in re.finditer(f".*(?:{NEVER[language]}|{TWICE})", text)
    }

    assert found == set()
    assert len(pages) > 10


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("notice", ["breaches/open", "contracts/old", "contracts/asked"])
def test_no_letter_has_a_mark_that_does_not_fit(language: str, notice: str) -> None:
    """The text of a letter has the marks of its language, also where HTML has none."""
    text = letter_of(built()[0], notice, "" if language == "en" else language).text

    assert re.findall(f".*(?:{NEVER[language]}|{TWICE})", text) == []
