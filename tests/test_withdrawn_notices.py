"""A change or an update that was withdrawn by itself, wherever families and officers read of it."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from lxml import html

from generator.compiler import compile_site
from generator.core.site import Inputs, Site
from helpers.letters import letter_of
from helpers.roots import CONTRACT, READER, site

LISTS = "content/breaches/lists.md"
BREACH = """\
---
contractor: Northstar Learning, Inc.
discovered: 2026-11-01
received: 2026-11-09 15:40
involves: {student-information: [name]}
students: 100
summary: A list was copied.
notified: {at: 2026-11-10 09:00, by: email}
---
=== update-1.md
---
on: 2026-11-12
received: 2026-11-12 09:00
involves: {student-information: [name, password]}
students: 412
notified: {at: 2026-11-18 09:00, by: email}
---
Passwords were in the list.
=== withdrawal-update-1.md
---
of: update-1
on: 2026-11-20
GONE
---
It was the list of another company.
"""
CHANGED = f"""{CONTRACT}\
=== change-1.md
---
kind: amendment
executed: 2025-09-01
collects: {{student-information: [name, grade level, location]}}
notified: {{at: 2025-09-20, by: email}}
---
=== withdrawal-change-1.md
---
of: change-1
on: 2025-10-01
GONE
---
It was for another product.
"""
NEVER, OTHERWISE = "happened: no", ""
PRODUCT = "product-notification/northstar-reader/index.html"
INCIDENT, RECORD = "breach-notification/lists/index.html", "record/index.html"
FEED = "feeds/all.json"
TEXTS = (".html", ".json")


class Made(NamedTuple):
    """A site, what it was made from, and its pages by their paths."""

    inputs: Inputs
    site: Site
    pages: dict[str, str]


def made(gone: str) -> Made:
    """Return the site of a contract and a breach, each with something that was withdrawn."""
    texts = {READER: CHANGED, LISTS: BREACH}
    entries = {path: text.replace("GONE\n", gone and f"{gone}\n") for path, text in texts.items()}
    inputs = site(entries, show_deadlines="true")
    outcome = compile_site(inputs)
    assert outcome.site, outcome.problems
    pages = {page.path: page.data.decode() for page in outcome.pages if page.path.endswith(TEXTS)}
    return Made(inputs, outcome.site, pages)


def words(page: str) -> str:
    """Return the text of a page on one line."""
    return " ".join(html.document_fromstring(page).text_content().split())


@pytest.mark.parametrize(
    ("gone", "data", "students"),
    [(NEVER, False, "100 students"), (OTHERWISE, True, "412 students")],
)
def test_only_what_never_happened_no_longer_counts(gone: str, data: bool, students: str) -> None:
    """Its data is not what the product may collect, or what the breach involves."""
    _, whole, pages = made(gone)
    contract, breach = whole.contracts[0], whole.breaches[0]
    incident = pages[INCIDENT].partition('class="updates"')[0]

    assert ("location" in contract.current.collects.elements) is data
    assert ("password" in breach.current.involves.elements) is data
    assert ("password" in words(incident)) is data
    assert students in words(incident)
    assert ("What may be collected changed" in words(pages[PRODUCT])) is data


@pytest.mark.parametrize("gone", [NEVER, OTHERWISE])
def test_it_stays_on_the_page_crossed_out_with_its_reason(gone: str) -> None:
    """What it said stays below, and its anchor and that of its withdrawal can be linked."""
    pages = made(gone).pages
    for path, anchor, title, reason in (
        (PRODUCT, "change-1", "Amended: Sep 1, 2025", "It was for another product."),
        (INCIDENT, "update-1", "Nov 12, 2026", "It was the list of another company."),
    ):
        page = html.document_fromstring(pages[path])
        (part,) = page.xpath(f"//*[@id='{anchor}']")
        (withdrawal,) = part.xpath(f".//*[@id='withdrawal-{anchor}']")

        assert title in " ".join(part.xpath(".//s")[0].text_content().split())
        assert reason in withdrawal.text_content()
        assert ("never happened" in withdrawal.text_content()) is (gone == NEVER)
        assert not page.xpath("//h1//s")


@pytest.mark.parametrize(
    ("gone", "contracts", "breaches"),
    [
        (NEVER, "We were on time for 1 of 1. We have 5 business days", "on time for 1 of 1."),
        (OTHERWISE, "We were on time for 1 of 2. We were late for 1.", "We were late for 1."),
    ],
)
def test_the_headline_counts_what_was_late(gone: str, contracts: str, breaches: str) -> None:
    """A withdrawal for another reason empties no headline; what never happened is not counted."""
    record = words(made(gone).pages[RECORD])
    headline = record.partition("How soon")[0]

    assert contracts in headline
    assert breaches in headline.partition("after a company reports a breach.")[2]
    assert ("never due, because it never happened" in record) is (gone == NEVER)


def test_feeds_announce_the_withdrawal_of_a_part() -> None:
    """It is an item with an id of its own, and says what was withdrawn, when and why."""
    feed = made(NEVER).pages[FEED]

    assert "northstar-reader/withdrawal-change-1" in feed
    assert "Amendment withdrawn: Northstar Reader" in feed
    assert "Update withdrawn: Northstar Learning, Inc." in feed
    assert "It was for another product." in feed
    assert "What it said never happened." in feed


@pytest.mark.parametrize(
    ("id", "lead"),
    [
        (
            "contracts/northstar-reader/withdrawal-change-1",
            "Please disregard our notice that Northstar Reader was changed on September 1, 2025.",
        ),
        (
            "breaches/lists/withdrawal-update-1",
            "Please disregard our update from November 12, 2026 about Northstar Learning, Inc.",
        ),
    ],
)
def test_a_letter_asks_families_to_disregard_it(id: str, lead: str) -> None:
    """It says what was withdrawn, and why, and nothing that was only in what was withdrawn."""
    text = letter_of(made(NEVER).inputs, id).text

    assert lead in " ".join(text.split())
    assert "another" in text
    assert "location" not in text
    assert "password" not in text


def test_the_letter_of_what_was_withdrawn_later_does_not_know_that() -> None:
    """A letter that was sent before says what was known when it was sent."""
    text = letter_of(made(NEVER).inputs, "contracts/northstar-reader/change-1").text

    assert "location" in text
    assert "withdrawn" not in text
