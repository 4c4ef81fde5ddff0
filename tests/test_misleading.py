"""What once misled families does not come back.

`tests/tables/misleading.txt` lists it sentence by sentence, and `misread.txt` as it was read on a
page or in a letter.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import cache, lru_cache

import pytest
from babel.messages.pofile import read_po

from generator.core.site import Inputs
from helpers import town
from helpers.letters import letter_of
from helpers.messages import messages
from helpers.pages import page_texts, text_of
from helpers.program import CATALOGS, LANGUAGES, REPOSITORY
from helpers.roots import CONTRACT, site

TABLES = REPOSITORY / "tests/tables"
WHOLE = "= "  # before what misleads only as a whole sentence
MANY_WORDS = 2  # semicolons in a list of words that people search
FIRST = ""  # the first language, as letters and folders name it
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
ENDED = """\
---
product: Word Garden
contractor: Example Garden Learning, Inc.
description: Short reading passages.
purpose: Reading practice.
collects: {student-information: [name]}
executed: 2024-08-18
expires: 2025-06-30
agreement: files/northstar.pdf
notified: 2024-08-18
terms: {form: own, checked: 2024-08-18}
---
=== change-1.md
---
kind: renewal
executed: 2025-07-01
collects: {student-information: [name, fingerprints]}
expires: 2026-06-30
---
"""
SENSITIVE = {  # data and what a page in the language must not leave in English
    "bank account number, credit card number": ("bank", "credit"),
    "Driver license number, passport number": ("license", "passport"),
    "driver's license number": ("license",),
    "Fingerprints, GPS location, browsing history": ("ingerprints", "location", "browsing"),
    "religion, citizenship, immigration status": ("religion", "citizenship", "immigration"),
    "homeless status, foster care status": ("homeless", "status"),
    "sexual orientation, gender identity": ("sexual orientation", "gender identity"),
}


@cache
def sentences(language: str) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """Return what the theme says in a language, with all plural forms, by context and English."""
    if language == "en":
        texts = [(m.context, m.text, m.text) for m in messages()]
    else:
        catalog = read_po(io.BytesIO(CATALOGS[language].read_bytes()))
        texts = [(m.context or "", m.id, m.string) for m in catalog]
    return {(context, forms(english)[0]): forms(said) for context, english, said in texts}


def is_named(sentence: str, name: str) -> bool:
    """Return whether a row means a sentence: by all of it, or by its beginning and “…”."""
    beginning = name.removesuffix("…")
    return sentence.startswith(beginning) if name != beginning else sentence == name


def forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    """Return the plural forms of a message, or the only one."""
    return (text,) if isinstance(text, str) else tuple(text)


@pytest.mark.parametrize(
    ("language", "context", "english", "wrong", "right"), town.rows(TABLES / "misleading.txt")
)
def test_a_sentence_that_misled_is_right(
    language: str, context: str, english: str, wrong: str, right: str
) -> None:
    """It has the right words, and no sentence of the language has the wrong ones."""
    (said,) = [
        said
        for (of, sentence), said in sentences(language).items()
        if of == context and is_named(sentence, english)
    ]

    assert [form for form in said if right not in form] == []
    if wrong.startswith(WHOLE):
        assert wrong.removeprefix(WHOLE) not in said
    else:
        everything = [form for each in sentences(language).values() for form in each]
        assert [form for form in everything if wrong in form] == []


@lru_cache(maxsize=4)  # the tests of one breach follow each other, a language each
def breach_site(data: str, grades: str) -> tuple[Inputs, Mapping[str, str]]:
    """Return a site with a breach that involves some data, and its pages in every language."""
    inputs = site(
        {
            "content/contracts/northstar-reader.md": CONTRACT,
            "content/contracts/garden.md": ENDED,
            "content/breaches/b.md": BREACH.format(data=data, grades=grades),
        },
        languages=f"[{', '.join(LANGUAGES)}]",
        show_deadlines="true",
    )
    return inputs, page_texts(inputs)


@cache
def texts(data: str, grades: str, language: str) -> Mapping[str, str]:
    """Return what families read about a breach that involves some data, and about a contract."""
    inputs, pages = breach_site(data, grades)
    own = FIRST if language == "en" else language
    folder = f"{own}/" if own else ""
    notice = letter_of(inputs, "breaches/b", own)
    return {
        "breach": text_of(pages[f"{folder}breach-notification/b/index.html"]),
        "breaches": text_of(pages[f"{folder}breach-notification/index.html"]),
        "record": text_of(pages[f"{folder}record/index.html"]),
        "product": text_of(pages[f"{folder}product-notification/garden/index.html"]),
        "letter": letter_of(inputs, "contracts/garden/change-1", own).text,
        "notice": notice.text,
        "feed": pages[f"{folder}feeds/breach-notification.xml"],
    }


def packed(text: str) -> str:
    """Return a text without spaces, because a letter may break a line anywhere in Chinese."""
    return "".join(text.split())


@pytest.mark.parametrize(("language", "where", "wrong", "right"), town.rows(TABLES / "misread.txt"))
def test_what_misled_is_read_nowhere(language: str, where: str, wrong: str, right: str) -> None:
    """A label and its value, or a kind of data and its mark, say together what is true."""
    text = packed(texts("name, suspensions", "K-5", language)[where])

    assert packed(right) in text
    assert packed(wrong) not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("grades", ["K-5", "8-10", "9-12"])
def test_the_freeze_is_free_at_any_age(language: str, grades: str) -> None:
    """The page and the letter give the same advice to families of younger and older children.

    They give none about data that opens no account.
    """
    (advice,) = [
        packed(said)
        for (_, english), (said, *_) in sentences(language).items()
        if english.startswith("Freeze your child’s credit. It")
    ]
    exposed = texts("name, SSN", grades, language)
    spared = texts("name, student number", grades, language)

    assert [advice in packed(exposed[where]) for where in ("breach", "notice")] == [True, True]
    assert [text for text in spared.values() if advice in packed(text)] == []


@pytest.mark.parametrize("language", CATALOGS)
@pytest.mark.parametrize(("data", "english"), SENSITIVE.items())
def test_the_most_sensitive_data_is_in_the_language(
    language: str, data: str, english: tuple[str, ...]
) -> None:
    """No page, letter or feed leaves it in English, however its first letter is written."""
    read = texts(data, "K-5", language)
    seen = {where: read[where] for where in ("breach", "breaches", "notice", "feed")}

    assert [(where, word) for where, text in seen.items() for word in english if word in text] == []


@pytest.mark.parametrize("language", CATALOGS)
def test_data_that_no_catalog_names_stays_as_written(language: str) -> None:
    """A page shows it in the district's words."""
    assert "locker combination" in texts("name, locker combination", "K-5", language)["breach"]


def terms() -> list[tuple[str, str, bool]]:
    """Return each term of docs/languages.md: its language, and whether a sentence may have it."""
    text = (REPOSITORY / "docs/languages.md").read_text(encoding="utf-8")
    _, *lines = text.partition("| what | ")[2].partition("\n\n")[0].splitlines()
    found = []
    for line in lines[1:]:
        _, *own, wrong = town.cells(line.strip("|"))
        named = zip(("es", "pt", "ar", "zh-Hans"), own, strict=True)
        found += [(language, term.strip("*"), True) for language, term in named]
        for each in wrong.split("; ") if wrong != "—" else ():
            language, _, term = each.partition(" ")
            found.append((language, term.strip("*"), False))
    return found


@pytest.mark.parametrize(("language", "term", "is_used"), terms())
def test_one_thing_has_one_term(language: str, term: str, is_used: bool) -> None:
    """A catalog has the terms of the list that translators read first, and not the others."""
    said = [
        form
        for (context, english), own in sentences(language).items()
        if context != "topic" and english.count(";") < MANY_WORDS
        for form in own
        if term in form.casefold()
    ]

    assert bool(said) == is_used, said
