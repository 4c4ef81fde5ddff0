"""The public record lists each notice with its dates; the home page links to what is new."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from lxml import html

from generator.core.site import Committed, Posting
from helpers.letters import ENTRIES
from helpers.pages import page_texts, text_of
from helpers.roots import CONTRACT, READER, site

AGREEMENT = "agreement: files/northstar.pdf\n"
BREACHED = """\
---
contract: northstar-reader
received: 2026-11-12 15:40
discovered: 2026-11-04
notified: {at: 2026-11-13 09:00, by: email}
involves: {student-information: [home address]}
students: 3
summary: Someone opened a list.
posted: 2026-11-14
---
"""


def rows_of(page: str, section: str) -> list[list[str]]:
    """Return the texts of the cells of a table of the record, row by row."""
    rows = html.document_fromstring(page).xpath(
        f"//table[contains(@class, 'record {section}')]/tbody/tr"
    )
    return [[" ".join(cell.text_content().split()) for cell in row] for row in rows]


def test_the_record_has_every_notice_and_every_date() -> None:
    """A date that is not on record is a dash; a notice without a date comes last.

    A row has the id of its notice, to which a reference can link.
    """
    page = page_texts(site(ENTRIES))["record/index.html"]
    contracts, breaches = rows_of(page, "contracts"), rows_of(page, "breaches")

    reader = ("northstar-reader/change-2", "northstar-reader/change-1", "northstar-reader")
    lists = ("told/update-1", "withdrawn/withdrawal", "lists", "told", "withdrawn", "old")
    assert html.document_fromstring(page).xpath("//tbody/tr/@id") == [
        *(f"contracts/{name}" for name in ("harborlight", *reader, "mill")),
        *(f"breaches/{name}" for name in lists),
    ]
    assert contracts[2][:3] == ["Northstar Reader", "Renewed", "Jul 1, 2026"]
    assert contracts[4] == ["Old Mill Press", "", "—", "—", "—"]
    assert breaches[3][2:-2] == ["Nov 12, 2026", "Nov 4, 2026", "Nov 12, 2026"]
    assert breaches[3][-2:] == ["Nov 13, 2026 Our records don’t say how.", "—"]


def test_a_row_of_the_record_links_to_its_notice() -> None:
    """It is the product's name; a screen reader also hears the id, which no other link has."""
    document = html.document_fromstring(page_texts(site(ENTRIES))["record/index.html"])
    links = {
        a.get("aria-label").split(", ")[-1]: a.get("href")
        for a in document.xpath("//tbody/tr/th/a")
    }

    assert links["told/update-1"] == "../breach-notification/told/index.html#update-1"
    assert links["mill"] == "../product-notification/mill/index.html"
    assert len(links) == len(document.xpath("//tbody/tr/th/a"))


@pytest.mark.parametrize("is_shown", ["true", "false"])
@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (AGREEMENT, "Aug 22, 2025"),
        (f"{AGREEMENT}posted: 2025-08-19\n", "Aug 19, 2025"),
        ("", "—"),
        ("posted: 2025-08-19\n", "—"),
    ],
)
def test_a_contract_was_posted_when_its_entry_or_git_says(
    lines: str, expected: str, is_shown: str
) -> None:
    """Its notice counts only with the contract itself."""
    commit = Committed("c0ffee", datetime(2025, 8, 23, 2, 30, tzinfo=UTC))
    inputs = replace(
        site({READER: CONTRACT.replace(AGREEMENT, lines)}, show_deadlines=is_shown),
        postings={"contracts/northstar-reader": Posting(commit, commit)},
    )

    ((*_, posted),) = rows_of(page_texts(inputs)["record/index.html"], "contracts")
    assert posted == expected


@pytest.mark.parametrize("is_shown", [False, True])
def test_limits_are_shown_only_if_the_settings_ask(is_shown: bool) -> None:
    """Dates are always shown; the district decides whether to publish that a duty was met."""
    settings = {"show_deadlines": "true"} if is_shown else {}
    pages = page_texts(site({"content/breaches/lists.md": BREACHED}, **settings))
    ((_, notice, *dates),) = rows_of(pages["record/index.html"], "breaches")
    verdicts = (
        " The company’s report on student information: on time (deadline: 30 days)"
        " Families notified: on time (deadline: 48 hours)"
    )

    assert notice == f"Data breach{verdicts if is_shown else ''}"
    assert dates[-1] == "Nov 14, 2026"


def test_the_record_can_be_cited_and_downloaded() -> None:
    """It has its own address and date, and the name of each file."""
    text = text_of(page_texts(site({}))["record/index.html"])

    assert (
        "Example Public Schools. “Student data privacy: The record.” As of November 25, 2026. "
        "https://privacy.example/notices/record/" in text
    )
    for name in ("contracts.csv", "contracts.json", "breaches.schema.json"):
        assert name in text


@pytest.mark.parametrize(
    ("collects", "is_more"),
    [
        ("{student-information: [name, grade level, age]}", True),
        ("{student-information: [Name]}", False),
        ("nothing", False),
    ],
)
def test_home_says_if_a_product_may_collect_more(collects: str, is_more: bool) -> None:
    """An amendment that collects less, or the same, is only listed as an amendment."""
    change = f"change-1.md: {{kind: amendment, executed: 2026-09-01, collects: {collects}, "
    change += "agreement: files/northstar.pdf, notified: 2026-09-02}\n"
    pages = page_texts(site({READER: CONTRACT + change}))

    more, other = "Northstar Reader may now collect more", "Contract amended: Northstar Reader"
    assert f"Sep 1, 2026 {more if is_more else other}" in text_of(pages["index.html"])


def test_an_open_breach_is_on_the_home_page_and_in_the_row_of_its_product() -> None:
    """A parent sees it without opening a list, and beside the product in the list."""
    pages = page_texts(site({"content/breaches/lists.md": BREACHED}))
    text = BREACHED.removesuffix("---\n") + "resolved: 2026-11-20\n---\n"
    resolved = page_texts(site({"content/breaches/lists.md": text}))
    home = text_of(pages["index.html"])

    assert "Breach: Northstar Reader 3 students" in home
    assert "Open breach" in text_of(pages["product-notification/index.html"])
    assert "3 students" not in text_of(resolved["index.html"])
    assert "Breach, not" not in text_of(resolved["product-notification/index.html"])


MAIL = "mailto:privacy@example.example?subject=Email%20me%20about%20every%20breach&body="


@pytest.mark.parametrize(
    ("own", "button"),
    [
        ({}, MAIL + "Please%20email%20me%20each%20notice%20of%20a%20data%20breach."),
        ({"alerts": "We email every family.", "alerts_url": "none"}, None),
        ({"alerts_url": "https://a.example/b"}, "https://a.example/b"),
        ({"contact": "{name: Office, phone: 203-555-0100}"}, None),
    ],
)
def test_one_button_gets_every_breach_by_email(own: dict[str, str], button: str | None) -> None:
    """It leads to the district's own page or writes to the contact; without it, feeds are open."""
    page = page_texts(site({}, **own))["subscribe/index.html"]
    (fold,) = html.document_fromstring(page).xpath("//main/details")
    buttons = html.document_fromstring(page).xpath("//main//a[@class='button']/@href")

    assert text_of(page).startswith("Get alerts If a breach involves your child, we notify you")
    assert own.get("alerts", "") in text_of(page)
    assert buttons == [button] * bool(button)
    assert (fold.get("open") is None) == bool(button)


# Were we on time?


def told(day: str, id: str) -> dict[str, str]:
    """Return a contract of August 18, 2025, of which families were notified on a day, or unknown."""
    text = CONTRACT.replace(
        "notified: {at: 2025-08-20, by: email}", f"notified: {day}" if day else "legacy: true"
    )
    return {f"content/contracts/{id}.md": text}


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (["2025-08-20", "2025-08-23"], "We were on time for 2 of 2."),
        (["2025-08-20", "2025-08-24"], "We were on time for 1 of 2. We were late for 1."),
        (["2025-08-20", ""], "We were on time for 1 of 2. We don’t know for 1 of 2."),
        (["2025-09-30"], "We were on time for 0 of 1. We were late for 1."),
        ([""], "We don’t know for 1 of 1."),
        (["2025-08-20", "2025-09-01", ""], "1 of 3. We were late for 1. We don’t know for 1 of 3."),
    ],
)
def test_what_is_not_known_is_neither_on_time_nor_late(days: list[str], expected: str) -> None:
    """Each sentence counts the rows of one duty; an unknown one is said to be unknown."""
    entries = {}
    for i, day in enumerate(days):
        entries |= told(day, "northstar-reader" if not i else f"c{i}")
    files = page_texts(site(entries, show_deadlines="true"))
    first, second, third = html.document_fromstring(files["record/index.html"]).xpath(
        "//h1/following-sibling::p[position() <= 3]"
    )

    assert " ".join(first.text_content().split()).endswith(expected)
    assert "5 days to notify families of a new or changed contract" in first.text_content()
    assert "5 business days to post" in second.text_content()
    assert third.text_content().strip().endswith("There is nothing to count yet.")
    assert "Were we on time?" in text_of(files["index.html"])


def test_a_district_that_shows_no_deadlines_says_nothing_about_them() -> None:
    """The page of the record and the links to it have another name."""
    files = page_texts(site({}))

    assert text_of(files["record/index.html"]).startswith("The record Here are all notices")
    assert not [path for path, page in files.items() if "Were we on time?" in page]


# What changed in a year


def test_a_year_has_a_page_of_what_was_new_and_what_ended() -> None:
    """Each notice and each end is on the page of its year, and what was withdrawn is not counted."""
    ended = CONTRACT.replace("expires: none", "expires: 2026-06-30").replace("Northstar R", "R")
    future = ended.replace("2026-06-30", "2026-12-31")
    gone = ended.replace("---\n", "---\nwithdrawal.md: {on: 2026-02-03, reason: Never used.}\n", 1)
    resolved = BREACHED.replace("contract:", "resolved: 2026-11-20\ncontract:")
    entries = {"ended": ended, "future": future, "gone": gone}
    texts = {f"content/contracts/{id}.md": text for id, text in entries.items()}
    withdrawn = resolved.replace(
        "summary:", "withdrawal.md: {on: 2026-11-24, reason: No.}\nsummary:"
    )
    texts |= {"content/breaches/lists.md": resolved, "content/breaches/gone.md": withdrawn}
    files = page_texts(site(texts))
    document = html.document_fromstring(files["changes/2026/index.html"])
    parts = {
        heading.text: [" ".join(li.text_content().split()) for li in heading.getnext()]
        for heading in document.xpath("//section/h2")
    }

    assert parts == {
        "Data breaches": ["Nov 12, 2026 Northstar Readerhome address"] * 2,
        "Breaches resolved": ["Nov 20, 2026 Northstar Reader"],
        "Ended": ["Jun 30, 2026 Readername, grade level"],
        "Withdrawn": ["Nov 24, 2026 Northstar Reader", "Feb 3, 2026 Reader"],
    }
    assert "1 ended, 1 data breach" in text_of(files["index.html"])
    assert document.xpath("//ul[@class='years']//a/@href") == ["../2025/index.html"]
    before = files["changes/2025/index.html"]
    assert "3 new" in text_of(before) and before.count("<s>") == 1
    assert "https://privacy.example/notices/changes/2025/" in files["sitemap.xml"]


def test_a_contract_that_was_renewed_after_its_end_ended_too() -> None:
    """A renewal before the end moves it; one long after it begins another time."""
    renewal = "change-1.md: {{kind: renewal, executed: {}, expires: none, "
    renewal += "agreement: files/northstar.pdf, notified: {}}}\n"
    for day, has_ended in (("2026-01-30", False), ("2026-09-01", True)):
        text = CONTRACT.replace("expires: none", "expires: 2026-01-31")
        files = page_texts(site({READER: text + renewal.format(day, day)}))
        assert ("Ended: Northstar Reader" in files["changes/2026/index.html"]) == has_ended
