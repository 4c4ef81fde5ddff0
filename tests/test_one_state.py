"""The record, the page of an entry, the public record and its headline give one state for a duty."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from lxml import html

from generator.compiler import compile_site, read_content
from generator.core.site import Committed, Inputs, Posting
from generator.law.record import record
from helpers.roots import CONTRACT, READER, site

NOW = "2026-11-25T12:00"
PAGE, RECORD = "product-notification/northstar-reader/index.html", "record/index.html"
SIGNED = "executed: 2025-08-18"


def text_of(entry: str, now: str, *, is_proven: bool = True) -> tuple[str, dict[str, str]]:
    """Return the state of a contract's notice to families, and the texts of the site's pages."""
    inputs = made(entry, now, is_proven=is_proven)
    content = read_content(inputs)
    assert content.site, content.problems
    states = [row.state for row in record(content.site) if row.duty.name == "contract-notice"]
    outcome = compile_site(inputs)
    pages = {page.path: page.data for page in outcome.pages if page.path in (PAGE, RECORD)}
    return states[0], {path: words(data) for path, data in pages.items()}


def made(entry: str, now: str, *, is_proven: bool) -> Inputs:
    """Return a site with one contract at a moment; if it is proven, its postings are known."""
    inputs = site({READER: entry}, show_deadlines="true")
    posted = Committed("a" * 40, datetime.fromisoformat("2025-08-19T12:00Z"))
    postings = {"contracts/northstar-reader": Posting(posted, posted)} if is_proven else None
    return replace(inputs, now=datetime.fromisoformat(now), postings=postings)


def words(page: bytes) -> str:
    """Return the text of a page on one line."""
    return " ".join(html.document_fromstring(page).text_content().split())


TOLD = "notified: {at: 2025-08-20, by: email}"
LATE = "notified: {at: 2025-08-24, by: email}"


@pytest.mark.parametrize(
    ("told", "now", "state", "words", "headline"),
    [
        (TOLD, NOW, "met", "2 of 5 days, on time", "We were on time for 1 of 1."),
        (
            *(LATE, NOW, "late", "after 6 days, 5 days allowed, 1 day late"),
            "We were on time for 0 of 1. We were late for 1.",
        ),
        (
            *("", "2025-08-24T00:00", "overdue"),
            "5 days allowed, no record of it; the deadline was August 23, 2025",
            "We were on time for 0 of 1. For 1, the deadline has passed with nothing on record.",
        ),
        (
            *("", "2025-08-23T23:59", "open"),
            "5 days allowed, the deadline is August 23, 2025",
            "There is nothing to count yet.",
        ),
        (
            *("legacy: true", NOW, "unknown", "5 days allowed, we don’t know if it was on time"),
            "We don’t know for 1 of 1.",
        ),
        (
            *(f"{LATE}\nlegacy: true", NOW, "late", "after 6 days, 5 days allowed, 1 day late"),
            "We were on time for 0 of 1. We were late for 1.",
        ),
    ],
)
def test_every_page_gives_the_state_of_the_record(
    told: str, now: str, state: str, words: str, headline: str
) -> None:
    """Each state has its words, and they are the same on the page, in the record and above it."""
    found, pages = text_of(CONTRACT.replace(TOLD, told), now)
    page, record = pages[PAGE], pages[RECORD]
    verdict = words.partition(", ")[2].removeprefix("5 days allowed, ")

    assert found == state
    assert f"{words} Posted with the contract" in page
    assert f"Families notified: {verdict} (deadline: 5 days)" in record
    assert f"of a new or changed contract. {headline} " in record


def test_a_page_does_not_count_the_days() -> None:
    """While a limit runs, the pages of each day are the same; so are those after it."""
    untold = CONTRACT.replace(f"{TOLD}\n", "")
    days = ("2025-08-20T00:00", "2025-08-23T23:59", "2025-08-24T00:00", "2026-11-25T12:00")
    first, last, next_day, later = (text_of(untold, day)[1][PAGE] for day in days)

    assert first == last
    assert next_day == later
    assert first != next_day


def test_git_does_not_make_an_old_notice_late() -> None:
    """A contract of 2023 that was imported in 2025 has no date of posting on any page."""
    old = CONTRACT.replace(SIGNED, "executed: 2023-08-18").replace(TOLD, "legacy: true")
    _, pages = text_of(old, NOW)
    new = text_of(old.replace("legacy: true", TOLD), NOW)[1]

    assert "Posted with the contract: we don’t know if it was on time" in pages[RECORD]
    assert " late" not in pages[RECORD]
    assert "August 19, 2025" not in pages[PAGE]
    assert "Aug 18, 2023——" in pages[RECORD]  # neither notified nor posted
    assert "Posted with the contract: 491 business days late" in new[RECORD]
