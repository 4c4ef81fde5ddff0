"""What once misled families does not come back: `tests/tables/misleading.txt`, sentence by sentence."""

from __future__ import annotations

import io
from functools import cache

import pytest
from babel.messages.pofile import read_po

from helpers import town
from helpers.letters import letter_of
from helpers.messages import messages
from helpers.pages import page_texts, text_of
from helpers.program import CATALOGS, LANGUAGES, REPOSITORY
from helpers.roots import CONTRACT, site

ROWS = town.rows(REPOSITORY / "tests/tables/misleading.txt")
WHOLE = "= "  # before what misleads only as a whole sentence
BREACH = """\
---
contract: northstar-reader
occurred: 2026-11-02
discovered: 2026-11-09
received: 2026-11-12 15:40
involves: {{student-information: [{data}]}}
students: 88
grades: {grades}
summary: Someone copied a list.
---
"""


@cache
def sentences(language: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return what the theme says in a language, with all plural forms, by context and English."""
    said: dict[tuple[str, str], tuple[str, ...]] = {}
    if language == "en":
        for message in messages():
            forms = message.text if isinstance(message.text, tuple) else (message.text,)
            said[message.context, forms[0]] = forms
        return said
    for entry in read_po(io.BytesIO(CATALOGS[language].read_bytes())):
        english = entry.id if isinstance(entry.id, str) else entry.id[0]
        forms = (entry.string,) if isinstance(entry.string, str) else tuple(entry.string)
        said[entry.context or "", english] = forms
    return said


@pytest.mark.parametrize(("language", "context", "english", "wrong", "right"), ROWS)
def test_a_sentence_that_misled_is_right(
    language: str, context: str, english: str, wrong: str, right: str
) -> None:
    """It has the right words, and no sentence of the language has the wrong ones."""
    whole = wrong.removeprefix(WHOLE) if wrong.startswith(WHOLE) else ""
    forms = sentences(language)[context, english]

    assert [form for form in forms if right not in form] == []
    assert whole not in forms
    assert [
        form
        for said in sentences(language).values()
        for form in said
        if not whole and wrong in form
    ] == []


def breach(data: str, grades: str, language: str) -> tuple[str, str, str]:
    """Return the page of a breach that involves some data, its letter and the feeds, as texts."""
    inputs = site(
        {
            "content/contracts/northstar-reader.md": CONTRACT,
            "content/breaches/b.md": BREACH.format(data=data, grades=grades),
        },
        languages=f"[{', '.join(LANGUAGES)}]",
        show_deadlines="true",
    )
    pages, folder = page_texts(inputs), "" if language == "en" else f"{language}/"
    letter = letter_of(inputs, "breaches/b", "" if language == "en" else language)
    page = text_of(pages[f"{folder}breach-notification/b/index.html"])
    return page, letter.text, pages[f"{folder}feeds/breach-notification.xml"]


def packed(text: str) -> str:
    """Return a text without spaces, because a letter may break a line anywhere in Chinese."""
    return "".join(text.split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("grades", ["K-5", "8-10", "9-12"])
def test_the_freeze_is_free_at_any_age(language: str, grades: str) -> None:
    """The page and the letter give the same advice to families of younger and older children."""
    (row,) = [
        forms[0]
        for (_, english), forms in sentences(language).items()
        if english.startswith("Freeze")
    ]
    page, letter, _ = breach("name, SSN", grades, language)
    others = breach("name, student number", grades, language)

    assert packed(row) in packed(page)
    assert packed(row) in packed(letter)
    assert [text for text in others if packed(row) in packed(text)] == []
