"""docs/law.md names a source for each sentence about law, and the pages cite no other law."""

from __future__ import annotations

import re

import pytest

from helpers.messages import messages
from helpers.program import REPOSITORY

ABOUT_LAW = {"your-rights.html", "words.html"}  # where every sentence is
LAW = re.compile(
    r"\b(laws?|must|rights|promise|limit|never|every|within|credit|may ask)\b|\{limit\}",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"\.”?\s|[.,]”?$|\{limit\}")  # a label, such as “Ends”, states nothing
ROW = re.compile(r"^\| (.+?) \| (.+) \|$", re.MULTILINE)
SOURCE = re.compile(r"page [1-6]|§ 10-234\w\w|PA \d\d-\d+|34 CFR 99\.\d+|FTC|SPPO|entries|practice")

DOCUMENT = (REPOSITORY / "docs/law.md").read_text()
LISTED, QUOTED = DOCUMENT.split("\n## What families may ask for\n")
ROWS = dict(row for row in ROW.findall(QUOTED) if row != ("sentence", "source"))
TEMPLATES = REPOSITORY / "themes/default/templates"
TERMS = re.search(
    r"{% set required_terms = {.+?}", (TEMPLATES / "words.html").read_text(), re.DOTALL
)
assert TERMS
# A long sentence is in several lines, each in quotes of its own.
JOINED = re.sub(r'"\n\s*"', "", (TEMPLATES / "your-rights.html").read_text())
TEMPLATE = JOINED.replace("required_terms.values()", TERMS[0])


def is_about_law(template: str, text: str) -> bool:
    """Say whether a message is a sentence that states something about law, duties or limits.

    A list of every notice on record claims only what the entries say.
    """
    is_of_entries = text.startswith(("All ", "Every ")) and "on record" in text
    is_of_law = template in ABOUT_LAW or bool(LAW.search(text))
    return bool(SENTENCE.search(text)) and is_of_law and not is_of_entries


def test_every_sentence_about_law_has_a_source() -> None:
    """A template's sentence about law without a row in docs/law.md is listed here."""
    stated = {
        str(text)
        for template, context, text in messages()
        if not context and is_about_law(template, str(text))
    }

    assert sorted(stated - set(ROWS)) == []


def test_every_sentence_with_a_source_is_published() -> None:
    """A row whose sentence is in no template is listed here."""
    assert sorted(set(ROWS) - {str(text) for _, _, text in messages()}) == []


def test_every_source_is_listed() -> None:
    """Each row names a source, and the page begins with a list of the same sources."""
    listed = {match[0] for name, _ in ROW.findall(LISTED) for match in SOURCE.finditer(name)}
    named = {match[0] for source in ROWS.values() for match in SOURCE.finditer(source)}

    assert [sentence for sentence, source in ROWS.items() if not SOURCE.search(source)] == []
    assert named == listed


CITED = [
    *re.findall(r'\(\s*_\("([^"]+)"[^"]*?\),\s*\(((?:"[^"]+",? ?)+)\),?\s*\)', TEMPLATE),
    *re.findall(r'heading = _\("(.+?)".*\n.*law\((.+)\) }}', TEMPLATE),
]


def test_the_law_of_each_section_is_at_the_end() -> None:
    """Every section with a duty or a right of state law is named there, and none is twice."""
    headings = re.findall(r'<h[23]>\{\{ _\("(.+?)"', TEMPLATE)
    cited = [heading for heading, _ in CITED]
    without = [
        *("Can I say no?", "Who can I complain to?", "When will you answer?"),
        "How do I freeze my child’s credit?",
    ]
    groups = ["What a contractor must do", "What the district must do", "Where the law says it"]

    assert sorted([*cited, *without, *groups]) == sorted(headings)


@pytest.mark.parametrize(("heading", "places"), CITED)
def test_a_duty_cites_the_sources_of_its_sentences(heading: str, places: str) -> None:
    """Each section and act that *Your rights* cites is the source of a sentence below its heading."""
    _, _, part = re.split(r"(?=<h[23]>)", TEMPLATE, maxsplit=1)[-1].partition(f'_("{heading}"')
    part = part.partition("</section>")[0]
    sources = " ".join(
        source for sentence, source in ROWS.items() if f'"{sentence}"' in f'"{heading}"{part}'
    )

    assert [place for place in re.findall(r'"([^"]+)"', places) if place not in sources] == []


@pytest.mark.parametrize(
    ("template", "text", "expected"),
    [
        ("home.html", "We never sell student data.", True),
        ("your-rights.html", "Student data does not belong to the contractor.", True),
        ("your-rights.html", "Contractor", False),
        ("home.html", "Your rights", False),
        ("home.html", "Post each contract within {limit}", True),
        ("subscribe.html", "Paste the address, and press “Add”.", False),
    ],
)
def test_a_sentence_about_law_is_recognized(template: str, text: str, expected: bool) -> None:
    """A label is not about law; a sentence is by its page or by a word of its own."""
    assert is_about_law(template, text) == expected
