"""The theme is plain: its English sentences read at an eighth-grade level, on every page."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
import textstat

TEMPLATES = Path(__file__).resolve().parent.parent / "themes" / "default" / "templates"
MAX_GRADE = 8.0
MAX_SENTENCE_GRADE = 10.0  # of the hardest sentence, which easy ones would otherwise hide
MAX_WORDS = 25
MARKED = re.compile(r'(?:\b_|\bngettext)\(\s*((?:"[^"]*"(?:,\s*)?)+)')
TEXT = re.compile(r'"([^"]*)"')
PROSE = re.compile(r"[.?!]”?$")  # a label, such as “Ends”, has no grade

# The statute's own terms: a page must use them, and explains them in place. A page as a whole is
# measured with them; a short sentence with two of them is hard because of its terms, so a
# sentence by itself is measured without them.
TERMS = {
    "student-generated content": "work",
    "directory information": "facts",
    "student information": "facts",
    "student records": "notes",
    "student data": "facts",
    "without unreasonable delay": "at once",
    "contractor": "firm",
    "Commission for Educational Technology": "office",
}
# What a reader sees in place of each value.
VALUES = {
    "{count}": "3",
    "{all}": "9",
    "{year}": "2026",
    "{number}": "3",
    "{date}": "May 3",
    "{first}": "May 3",
    "{last}": "May 9",
    "{district}": "the school",
    "{language}": "English",
    "{site.district}": "the school",
    "{site.abbreviation}": "school",
    "{school}": "the school",
    "{limit}": "5 days",
    "{time}": "5 days",
    "{means}": "mail",
    "{contractor}": "the firm",
    "{title}": "it",
    "{website}": "their site.",
    "{phone}": "us",
    "{email}": "us",
    "{elements}": "name and grade",
    "{unknown}": "not yet known",
    "{products}": "this list",
    "{breaches}": "that list",
    "{form}": "A form",
    **dict.fromkeys(("{before}", "{typed}", "{word}", "{words}"), "it"),
    "{students}": "3 students",
    "{schools}": "two schools",
    "{grades}": "3 to 5",
}


def sentences(template: str) -> list[str]:
    """Return the sentences that a template marks, with their usual values but without labels."""
    marked = [text for call in MARKED.findall(template) for text in TEXT.findall(call)]
    return [_filled(text) for text in marked if PROSE.search(text)]


def _filled(text: str) -> str:
    for value, usual in VALUES.items():
        text = text.replace(value, usual)
    return text


def grade(sentences: list[str]) -> float:
    """Return the grade of Flesch and Kincaid at which sentences can be read."""
    return float(textstat.flesch_kincaid_grade(" ".join(sentences)))


@cache
def prose() -> dict[str, list[str]]:
    """Return the sentences of each template that has some."""
    by_template = {
        path.name: sentences(path.read_text(encoding="utf-8"))
        for path in sorted(TEMPLATES.glob("*.html"))
    }
    return {name: texts for name, texts in by_template.items() if texts}


@pytest.mark.parametrize("name", prose())
def test_each_page_can_be_read_in_the_eighth_grade(name: str) -> None:
    """The sentences of one template together are of grade 8 or lower."""
    texts = prose()[name]
    print(name, grade(texts))

    assert grade(texts) <= MAX_GRADE, sorted(texts, key=lambda text: -grade([text]))[:3]


def single_sentences(texts: list[str]) -> list[str]:
    """Return each sentence by itself, with the statute's terms replaced."""
    parts = [part for text in texts for part in re.split(r"(?<=[.?!:;])\s", text)]
    for term, plain in TERMS.items():
        parts = [re.sub(term, plain, part, flags=re.IGNORECASE) for part in parts]
    return parts


def hard(sentences: list[str]) -> list[str]:
    """Return the sentences that are too long or too hard by themselves."""
    return [
        text
        for text in sentences
        if len(text.split()) > MAX_WORDS or grade([text]) > MAX_SENTENCE_GRADE
    ]


@pytest.mark.parametrize("name", prose())
def test_no_sentence_is_hard_by_itself(name: str) -> None:
    """However easy the rest of a page is, no sentence has over 25 words or is above grade 10."""
    assert hard(single_sentences(prose()[name])) == []


def test_every_marked_sentence_is_found() -> None:
    """As many sentences are measured as there are marks in the templates."""
    for path in TEMPLATES.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        marks = len(re.findall(r"\b_\(", text)) + len(re.findall(r"\bngettext\(", text))

        assert marks == len(MARKED.findall(text)), path.name


def test_every_value_of_a_sentence_has_an_example() -> None:
    """A sentence is measured as a reader sees it, without the names of its values."""
    assert [text for texts in prose().values() for text in texts if "{" in text] == []


def test_hard_sentences_are_found_and_labels_are_not_measured() -> None:
    """A sentence like a statute's is found among easy ones."""
    easy = "The cat sat on the mat."
    statute = "Notification of unauthorized acquisition necessitates comprehensive documentation."
    long = f"{'The cat sat, ' * 9}and so on."
    text = f"{easy} {statute} {long}"
    template = f'<h1>{{{{ _("Comprehensive documentation") }}}}</h1><p>{{{{ _("{text}") }}}}</p>'

    assert hard(single_sentences(sentences(template))) == [statute, long]
    assert grade([statute]) > 2 * MAX_GRADE
    assert grade([easy]) < 2
