"""What the theme says is plain: its English sentences can be read by somebody of the eighth grade, on every page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import textstat

TEMPLATES = Path(__file__).resolve().parent.parent / "themes" / "default" / "templates"
MOST_GRADE = 8.0
MOST_WORDS = 25  # a long sentence may hide among short ones
MARKED = re.compile(r'(?:\b_|\bngettext)\(\s*((?:"[^"]*"(?:,\s*)?)+)')
TEXT = re.compile(r'"([^"]*)"')
PROSE = re.compile(r"[.?!]”?$")  # a label, such as « Ends », has no grade

# What a reader sees where a sentence has a value; the statute's own terms are measured as they stand.
VALUES = {
    "{count}": "3",
    "{number}": "3",
    "{date}": "May 3",
    "{first}": "May 3",
    "{last}": "May 9",
    "{district}": "the school",
    "{site.district}": "the school",
    "{site.abbreviation}": "school",
    "{school}": "the school",
    "{limit}": "5 days",
    "{time}": "5 days",
    "{means}": "mail",
    "{website}": "their site.",
    "{phone}": "us",
}


def sentences(template: str) -> list[str]:
    """Return the sentences that a template marks as such, labels left out, with their usual values."""
    marked = [text for call in MARKED.findall(template) for text in TEXT.findall(call)]
    return [_filled(text) for text in marked if PROSE.search(text)]


def _filled(text: str) -> str:
    for value, usual in VALUES.items():
        text = text.replace(value, usual)
    return text


def grade(sentences: list[str]) -> float:
    """Return the grade of Flesch and Kincaid at which sentences can be read."""
    return float(textstat.flesch_kincaid_grade(" ".join(sentences)))


def prose() -> dict[str, list[str]]:
    """Return the sentences of each template that has some."""
    found = {path.name: sentences(path.read_text(encoding="utf-8")) for path in sorted(TEMPLATES.glob("*.html"))}
    return {name: texts for name, texts in found.items() if texts}


@pytest.mark.parametrize("name", prose())
def test_each_page_can_be_read_in_the_eighth_grade(name: str) -> None:
    """The sentences of one template together are of grade 8 or lower."""
    texts = prose()[name]
    print(name, grade(texts))

    assert grade(texts) <= MOST_GRADE, sorted(texts, key=lambda text: -grade([text]))[:3]


def test_no_sentence_is_long() -> None:
    """No sentence has more than 25 words: short ones around it make none of it easier."""
    parts = [part for texts in prose().values() for text in texts for part in re.split(r"(?<=[.?!:;])\s", text)]

    assert [part for part in parts if len(part.split()) > MOST_WORDS] == []


def test_every_marked_sentence_is_found() -> None:
    """As many sentences are measured as a plain count of the marks finds."""
    for path in TEMPLATES.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        marks = len(re.findall(r"\b_\(", text)) + len(re.findall(r"\bngettext\(", text))

        assert marks == len(MARKED.findall(text)), path.name


def test_every_value_of_a_sentence_has_a_usual_one() -> None:
    """A sentence is measured as a reader sees it, and not with the names of its values."""
    assert [text for texts in prose().values() for text in texts if "{" in text] == []


def test_what_is_hard_is_found_and_a_label_is_not_measured() -> None:
    """A sentence as a statute writes it is far above the limit; names of columns count for nothing."""
    hard = (
        "Notwithstanding the aforementioned provisions, notification of unauthorized acquisition necessitates "
        "comprehensive documentation."
    )
    template = f'<h1>{{{{ _("Comprehensive documentation") }}}}</h1><p>{{{{ _("{hard}") }}}}</p>'

    assert sentences(template) == [hard]
    assert grade(sentences(template)) > 2 * MOST_GRADE
    assert grade(["The cat sat on the mat."]) < 2
