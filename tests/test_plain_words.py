"""Public sentences say only what is so, in words that an American would use."""

from __future__ import annotations

import re
from functools import cache

import pytest

from generator.core.codes import MESSAGES
from helpers.letters import letter_of
from helpers.messages import messages
from helpers.pages import page_texts, text_of
from helpers.program import REPOSITORY
from helpers.roots import CONTRACT, READER, site

PRODUCT = "product-notification/northstar-reader/index.html"
BREACH = """\
---
contractor: {contractor}
discovered: 2026-11-04
received: 2026-11-12 15:40
notified: {{at: 2026-11-13 17:30, by: email}}
involves: unknown
students: unknown
schools: all
summary: A list was [found](https://news.example/list).
resolved: 2026-11-13
---
"""
ENDED = CONTRACT.replace("expires: none", "expires: 2025-12-31")


def page(text: str) -> str:
    """Return the text of the page of a contract."""
    return text_of(page_texts(site({READER: text}, show_deadlines="true"))[PRODUCT])


@pytest.mark.parametrize("basis", ["pledge", "special-education-exception"])
def test_what_is_no_contract_is_not_called_one(basis: str) -> None:
    """Its page, its feed, its letter and the news name it otherwise; only its basis says why.

    The exception for special education has no letter.
    """
    change = "change-1.md: {{kind: {}, executed: 2026-{}, expires: none, notified: 2026-09-02}}\n"
    for kind, title in (("renewal", "Renewed"), ("amendment", "Changed")):
        more = f"basis: {basis}\n{change.format(kind, '09-01')}---\n"
        text = CONTRACT.replace("agreement: files/northstar.pdf\n", "")[:-4] + more
        inputs = site({READER: text}, show_deadlines="true")
        built = page_texts(inputs)
        id = "contracts/northstar-reader/change-1"
        letters = [letter_of(inputs, id).text] if basis == "pledge" else []
        basis_in_words = r"[^.]*no contract is on file|There is no contract"

        for told in (text_of(built[PRODUCT]), *letters):
            assert not re.search(r"(?i)\bcontract\b", re.sub(basis_in_words, "", told))
        assert f"{title}: Northstar Reader" in text_of(built["index.html"])
        assert "New product or service: Northstar Reader" in built["feeds/all.xml"]
    assert "Contract" in page(CONTRACT)


ALL, MUST_NOT = "All schools", "must not keep the data"
EXCEPTION, TERMS = (
    "basis: special-education-exception",
    "terms: {{form: own, checked: 2025-08-18{}}}",
)
RENEWED = "change-1.md: {{kind: renewal, executed: {0}, expires: 2027-06-30, notified: {0}}}"


@pytest.mark.parametrize(
    ("text", "more", "sentence", "is_said"),
    [
        (CONTRACT, "", ALL, True),
        (CONTRACT, EXCEPTION, ALL, False),
        (CONTRACT, f"{EXCEPTION}\nschools: all", ALL, False),
        (CONTRACT, "", MUST_NOT, False),
        (ENDED, "", MUST_NOT, True),
        (ENDED, TERMS.format(""), MUST_NOT, True),
        (ENDED, TERMS.format(", missing: [ferpa]"), MUST_NOT, True),
        (ENDED, TERMS.format(", missing: [retention]"), MUST_NOT, False),
        (ENDED.replace("executed: 2025-08-18", "executed: 2018-07-01"), "", MUST_NOT, True),
        (ENDED.replace("executed: 2025-08-18", "executed: 2018-06-30"), "", MUST_NOT, False),
        (ENDED, "basis: pledge", MUST_NOT, False),
        (ENDED, RENEWED.format("2025-12-31"), "ContractAug 18, 2025 to Jun 30, 2027", True),
        (ENDED, RENEWED.format("2026-01-01"), "ContractAug 18, 2025 to Jun 30, 2027", True),
        (ENDED, RENEWED.format("2026-01-02"), "ContractAug 18, 2025 to Dec 31, 2025Jan 2", True),
    ],
)
def test_a_page_says_only_what_is_so(text: str, more: str, sentence: str, is_said: bool) -> None:
    """Few students use an exception, a term must be in the contract, and a gap is not covered."""
    assert (sentence in page(f"{text[:-4]}{more}\n---\n")) == is_said


@pytest.mark.parametrize("contractor", ["unknown", "To be determined", "TBD"])
def test_no_sentence_says_what_an_unknown_company_did(contractor: str) -> None:
    """The notice goes out with “not known” in place of a name."""
    inputs = site({"content/breaches/b.md": BREACH.format(contractor=contractor)})
    letter = letter_of(inputs, "breaches/b").text

    assert "We are writing about a breach of student data." in letter
    built = page_texts(inputs)
    names = ("index.html", "breach-notification/index.html", "breach-notification/b/index.html")
    for text in (letter, built["feeds/all.xml"], *(text_of(built[name]) for name in names)):
        assert contractor not in text


def test_a_letter_that_says_not_to_click_has_no_links() -> None:
    """It gives the addresses as text, and what happened after its date is not in it."""
    inputs = site({"content/breaches/b.md": BREACH.format(contractor="Northstar")})
    letter = letter_of(inputs, "breaches/b")

    assert "Do not click links" in letter.text
    assert "found (<bdi>https://news.example/list</bdi>)" in letter.html
    assert "<bdi>https://privacy.example/notices/breach-notification/b/</bdi>" in letter.html
    assert 'href="http' not in letter.html
    assert "November 20" not in letter.text
    assert 'href="http' in letter_of(inputs, "contracts/northstar-reader").html


def test_no_page_claims_a_check_or_that_nobody_tracks() -> None:
    """Nobody recorded who checked the sources of advice, and the host may log visits."""
    built = page_texts(site({"content/breaches/b.md": BREACH.format(contractor="Northstar")}))

    assert "Checked" not in text_of(built["breach-notification/b/index.html"])
    assert "The company that hosts this website may log visits." in text_of(
        built["subscribe/index.html"]
    )


MAX_WORDS = 25
# The terms of the law, which a page must use, count as one word each.
TERMS = re.compile(
    "student-generated content|directory information|student information|student records"
    "|student data|without unreasonable delay|Commission for Educational Technology",
    re.IGNORECASE,
)


@cache
def sentences() -> dict[str, str]:
    """Return the sentences of the pages, each by its template and itself."""
    return {f"{m.template}: {m.text}": str(m.text) for m in messages() if m.context != "element"}


def test_no_sentence_of_a_page_is_long() -> None:
    """A tired parent reads it on a phone, so it has at most 25 words."""
    parts = [part for text in sentences().values() for part in re.split(r"(?<=[.?!:;])\s", text)]
    long = [part for part in parts if len(TERMS.sub("term", part).split()) > MAX_WORDS]

    assert long == []


MESSAGE_TEXTS = {code: " ".join(texts) for code, texts in MESSAGES.items()}
HABITS = (REPOSITORY / "tests/habits.txt").read_text("utf-8").splitlines()[1:]


@pytest.mark.parametrize("habit", HABITS)
def test_no_sentence_has_a_habit_that_sounds_foreign(habit: str) -> None:
    """Pages and messages, which families and staff read, say what an American would."""
    found = re.compile(habit.partition("  =>  ")[0]).search
    written = sentences() | MESSAGE_TEXTS

    assert [name for name, text in written.items() if found(text)] == []
