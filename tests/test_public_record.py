"""The public record lists each notice with its dates; the home page links to what is new."""

from __future__ import annotations

import pytest
from lxml import html

from helpers.letters import ENTRIES
from helpers.pages import page_texts, text_of
from helpers.roots import CONTRACT, READER, site

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
    """A date that is not on record is a dash; a notice without a date comes last."""
    page = page_texts(site(ENTRIES))["record/index.html"]
    contracts, breaches = rows_of(page, "contracts"), rows_of(page, "breaches")

    reader = ("northstar-reader/change-2", "northstar-reader/change-1", "northstar-reader")
    assert [row[0] for row in contracts] == ["harborlight", *reader, "mill"]
    assert [row[0] for row in breaches] == [
        *("told/update-1", "withdrawn/withdrawal", "lists", "told", "withdrawn", "old")
    ]
    assert contracts[2][1:4] == ["Contract renewed: Northstar Reader", "Jul 1, 2026", "Jul 2, 2026"]
    assert contracts[4] == ["mill", "Old Mill Press", "—", "—", "—"]
    assert breaches[3][2:] == ["Nov 12, 2026", "Nov 4, 2026", "Nov 12, 2026", "Nov 13, 2026", "—"]


def test_a_row_of_the_record_links_to_its_notice() -> None:
    """The text of the link is the id, so no two links on the page have the same text."""
    document = html.document_fromstring(page_texts(site(ENTRIES))["record/index.html"])
    links = {link.text: link.get("href") for link in document.xpath("//tbody/tr/th/a")}

    assert links["told/update-1"] == "../breach-notification/told/index.html#update-1"
    assert links["mill"] == "../product-notification/mill/index.html"
    assert len(links) == len(document.xpath("//tbody/tr/th/a"))


@pytest.mark.parametrize("is_shown", [False, True])
def test_limits_are_shown_only_if_the_settings_ask(is_shown: bool) -> None:
    """Dates are always shown; the district decides whether to publish that a duty was met."""
    settings = {"show_deadlines": "true"} if is_shown else {}
    pages = page_texts(site({"content/breaches/lists.md": BREACHED}, **settings))
    ((_, notice, *dates),) = rows_of(pages["record/index.html"], "breaches")
    verdicts = (
        " District notified of student information: within the limit of 30 days"
        " Families notified: within the limit of 48 hours"
    )

    assert notice == f"Data breach: Northstar Reader{verdicts if is_shown else ''}"
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
    change = f"changes:\n  - {{kind: amendment, executed: 2026-09-01, collects: {collects}, "
    change += "agreement: files/northstar.pdf, notified: 2026-09-02}\n---\n"
    pages = page_texts(site({READER: CONTRACT.removesuffix("---\n") + change}))

    more, other = "Northstar Reader may now collect more", "Contract amended: Northstar Reader"
    assert f"Sep 1, 2026 {more if is_more else other}" in text_of(pages["index.html"])


def test_an_open_breach_is_on_the_home_page_and_in_the_row_of_its_product() -> None:
    """A parent sees it without opening a list, and beside the product in the list."""
    pages = page_texts(site({"content/breaches/lists.md": BREACHED}))
    text = BREACHED.removesuffix("---\n") + "resolved: 2026-11-20\n---\n"
    resolved = page_texts(site({"content/breaches/lists.md": text}))
    home = text_of(pages["index.html"])

    assert "Open data breaches Northstar Reader Students: 3" in home
    assert "Data involved: home address" in home
    assert "Breach, not resolved" in text_of(pages["product-notification/index.html"])
    assert "Open data breaches" not in text_of(resolved["index.html"])
    assert "Breach, not" not in text_of(resolved["product-notification/index.html"])


@pytest.mark.parametrize(
    ("own", "sentence", "is_open"),
    [
        ({}, "", True),
        ({"alerts": "We email every family."}, "We email every family.", False),
        ({"alerts_url": "https://a.example/b"}, "Sign up for the district’s messages", False),
    ],
)
def test_alerts_begin_with_the_districts_own_messages(
    own: dict[str, str], sentence: str, is_open: bool
) -> None:
    """The district's sentence or link comes first, and the feeds are then closed."""
    page = page_texts(site({}, **own))["subscribe/index.html"]
    (fold,) = html.document_fromstring(page).xpath("//main/details")

    assert text_of(page).startswith(f"Get alerts {sentence}".rstrip())
    assert (fold.get("open") is not None) == is_open
