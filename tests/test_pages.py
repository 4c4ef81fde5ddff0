"""What Python computes for pages: statuses, counts, new notices, breach timelines, duty limits."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import unquote

import pytest
from lxml import etree, html

from generator.answers.timing import Event, Gap, timeline
from generator.core.dates import Period
from generator.core.duties import PRESETS, WRITTEN_CONTRACT_SINCE, duties
from generator.core.model import (
    CONTRACT_STATUSES,
    Breach,
    Extent,
    Notified,
    Prose,
    Update,
    Withdrawal,
    contract_state,
)
from generator.core.notices import Notice, notices
from generator.core.site import Committed, Inputs, Posting
from generator.site.listing import (
    BREACH_STATUSES,
    count_by_status,
)
from generator.site.urls import short_address
from helpers.pages import NOW, at, contract, page_texts, text_of
from helpers.roots import CONTRACT, READER, compiled, short, site

SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
BREACH = """\
---
contract: northstar-reader
occurred: {occurred}
discovered: {discovered}
received: {received}
involves: unknown
students: unknown
summary: Lost.
{more}---
"""
OTHER = CONTRACT.replace("Northstar Reader", "Another")
DATES = {"occurred": "unknown", "discovered": "unknown", "received": "2026-11-12 15:40"}
NO_DATES = ("occurred", "discovered", "received", "notified", "resolved", "body", "withdrawn")


def breach_text(more: str = "", **dates: str) -> str:
    """Return the text of a breach with these dates, and other lines."""
    return BREACH.format(**DATES | dates, more=more)


def breach(updates: tuple[str, ...] = (), **values: str) -> Breach:
    """Return a breach of which only these dates are known, as an entry writes them."""
    first, _, last = values.pop("occurred", "").partition(" to ")
    dates: dict[str, Any] = {name: at(value) for name, value in values.items()}
    if first:
        dates["occurred"] = Period(at(first), at(last or first))
    if "notified" in dates:
        dates["notified"] = Notified(dates["notified"])
    if "withdrawn" in dates:
        dates["withdrawn"] = Withdrawal(
            dates["withdrawn"], Prose("Sent in error.", ""), "withdrawal"
        )
    texts = dict.fromkeys(("path", "contract", "contractor", "product"), "")
    fields: dict[str, Any] = {**texts, **dict.fromkeys(NO_DATES), **dates}
    fields["updates"] = tuple(
        Update(at(on), Prose("", ""), name=f"update-{i}") for i, on in enumerate(updates, start=1)
    )
    return Breach(id="one", first=Extent(), legacy=False, **fields)


# The status of a contract


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"terms": {"expires": at("2027-06-30")}}, "active"),
        ({"terms": {"expires": at("2026-11-25")}}, "active"),
        ({"terms": {"expires": at("2026-11-24")}}, "ended"),
        ({"terms": {"expires": at("2026-11")}}, "active"),
        ({"terms": {"expires": at("2026-10")}}, "ended"),
        ({"terms": {"expires": False}}, "active"),
        ({"terms": {"expires": None}}, "unknown"),
        ({"terms": {"expires": None}, "legacy": True}, "unknown"),
        ({"terms": {"expires": at("2027-06-30")}, "executed": at("2026-11-25")}, "active"),
        ({"terms": {"expires": at("2027-06-30")}, "executed": at("2026-11-26")}, "upcoming"),
        (
            {
                "terms": {"expires": False},
                "withdrawn": Withdrawal(at("2026-01-01"), Prose("Wrong.", "")),
            },
            "withdrawn",
        ),
    ],
)
def test_a_contract_is_active_through_its_last_day(values: dict[str, Any], expected: str) -> None:
    """The last day counts, even of a month; an end that is not recorded is not guessed."""
    assert contract_state(contract(**values), NOW).status == expected


def test_every_status_has_a_count() -> None:
    """The counts are in a fixed order and include zeros."""
    counts = count_by_status(iter(["ended", "active", "ended"]), CONTRACT_STATUSES)

    numbers = {"active": 1, "upcoming": 0, "ended": 2, "withdrawn": 0, "unknown": 0}
    assert list(counts.items()) == list(numbers.items())
    assert count_by_status([], BREACH_STATUSES) == dict.fromkeys(BREACH_STATUSES, 0)


# When a list last changed


def dated(*dates: str) -> list[Notice]:
    """Return the notices of contracts of these dates, in this order."""
    return [notices(contract(executed=at(day)))[0] for day in dates]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("notified: {at: 2025-08-20, by: email}", "Last updated: August 20, 2025."),
        ("posted: 2025-08-22", "Last updated: August 22, 2025."),
        ("notified: 2025-08-25\nposted: 2025-08-21", "Last updated: August 21, 2025."),
        ("", ""),
    ],
)
def test_a_list_was_updated_when_its_newest_notice_was_given(lines: str, expected: str) -> None:
    """That is when families were notified or it was posted, not when the contract was signed."""
    text = CONTRACT.replace("notified: {at: 2025-08-20, by: email}", lines)
    page = text_of(
        page_texts(site({READER: text}, law="statute"))["product-notification/index.html"]
    )

    assert re.findall("Last updated: [A-Z][a-z]{3,} .*?[.]", page) == [expected][: bool(expected)]


def test_without_dates_of_its_own_git_knows_when_a_notice_was_given() -> None:
    """An entry may not say when families were notified, or that it was posted elsewhere."""
    text = CONTRACT.replace("notified: {at: 2025-08-20, by: email}\n", "")
    posting = Posting(Committed("c0ffee", datetime(2025, 8, 23, 2, 30, tzinfo=UTC)))
    inputs = replace(site({READER: text}), postings={"contracts/northstar-reader": posting})

    page = text_of(page_texts(inputs)["product-notification/index.html"])
    assert "Last updated: August 22, 2025, 10:30" in page


def test_the_footer_and_the_list_have_the_date_of_their_newest_notice() -> None:
    """A breach update changes the date in each footer and the breach list, not the product list."""
    text = breach_text("update-1.md: {on: 2026-11-20, text: More.}\n")
    files = page_texts(site({"content/breaches/one.md": text}))
    updated = re.compile(r"Last updated: Nov 20, 2026\.")
    framed = {
        path: page
        for path, page in files.items()
        if path.endswith(".html") and not path.startswith("embed/")
    }

    assert all(updated.search(page) for page in framed.values())
    assert "Last updated: November 20, 2026." in text_of(files["breach-notification/index.html"])
    assert "Last updated: August 20, 2025." in text_of(files["product-notification/index.html"])


def test_an_empty_site_says_so_and_dates_it() -> None:
    """An empty site shows no change date, and states no breaches as of the day of the build."""
    inputs = site({})
    settings = tuple(source for source in inputs.sources if "contracts" not in source.path)
    files = page_texts(Inputs(settings, {}, inputs.themes, inputs.now))

    assert "Last updated" not in files["index.html"]
    assert "Last updated" not in files["product-notification/index.html"]
    breaches = text_of(files["breach-notification/index.html"])
    assert "As of November 25, 2026, there are no breach notices." in breaches


def test_the_list_counts_its_products() -> None:
    """The counts are those of the rows, without the statuses that no row has."""
    ended = CONTRACT.replace("expires: none", "expires: 2026-01-31")
    entries = {"content/contracts/ended.md": ended, "content/contracts/other.md": ended}
    page = page_texts(site(entries))["product-notification/index.html"]

    assert "1 in use, 2 ended" in text_of(page)


# The banner of open breaches


def open_breaches(count: int) -> dict[str, str]:
    """Return this many open breaches, one for each day."""
    return {
        f"content/breaches/b{i}.md": breach_text(received=f"2026-11-0{i} 09:00")
        for i in range(1, count + 1)
    }


@pytest.mark.parametrize(
    ("count", "elsewhere", "own"),
    [
        (0, "", ""),
        (1, "Open breach: Northstar Reader", ""),
        (2, "2 open breaches", "Another open breach: Northstar Reader"),
        (3, "3 open breaches", "2 more open breaches"),
        (7, "7 open breaches", "6 more open breaches"),
    ],
)
def test_open_breaches_are_in_one_line_above_every_heading(
    count: int, elsewhere: str, own: str
) -> None:
    """Each page links to the open breaches in one line, and a breach's page to the others."""
    for path, page in page_texts(site(open_breaches(count))).items():
        if not path.endswith(".html") or path.startswith("embed/") or path == "index.html":
            continue  # home has them in a box of its own
        if re.match(r"schools/.+/", path):
            continue  # a school begins with those that may involve it
        document = html.document_fromstring(page)
        alerts = document.xpath("//aside[@class='alert']")
        links = document.xpath("//aside[@class='alert']//a/@href")
        about = re.search(r"^breach-notification/b(\d)/", path)
        expected = own if about else elsewhere
        lines = [" ".join(alert.text_content().split()) for alert in alerts]

        assert lines == [expected] * bool(expected)
        assert len(links) == len(alerts)
        assert not about or not any(f"b{about[1]}/" in link for link in links)
        assert not alerts or page.index('class="alert"') < page.index("<h1")


def test_a_closed_breach_is_not_in_the_banner() -> None:
    """A breach that is resolved, withdrawn, or old with no recorded end is not open."""
    withdrawn = "withdrawal.md: {on: 2026-11-20, reason: Sent in error.}\n"
    entries = {
        "content/breaches/resolved.md": breach_text("resolved: 2026-11-20\n"),
        "content/breaches/withdrawn.md": breach_text(withdrawn),
        "content/breaches/legacy.md": "---\ncontractor: Old Co\nlegacy: true\n---\n",
    }

    assert not any('class="alert"' in page for page in page_texts(site(entries)).values())


# The timeline of a breach: order


def names(line: list[Event]) -> list[str]:
    """Return the names of events, with a question mark before those without a date."""
    return [event.name if event.first else f"? {event.name}" for event in line]


def test_events_are_in_the_order_of_the_law() -> None:
    """The order is: breach, discovery, district notice, family notice, updates, and end."""
    line = timeline(
        breach(
            ("2026-11-17", "2026-11-23"),
            occurred="2026-10-30 to 2026-11-02",
            discovered="2026-11-04",
            received="2026-11-12 15:40",
            notified="2026-11-13 17:30",
            resolved="2026-12-01",
        )
    )

    assert names(line) == [
        *("occurred", "discovered", "received", "notified", "update", "update", "resolved")
    ]
    assert [event.anchor for event in line if event.anchor] == ["update-1", "update-2"]


def test_an_event_that_is_surely_earlier_is_first() -> None:
    """Dates out of order, which old entries have, are shown in their own order."""
    dates = {"discovered": "2021-03-20", "received": "2021-03-05", "resolved": "2021-01-15"}

    assert names(timeline(breach(("2021-02-01",), **dates))) == [
        *("? occurred", "resolved", "update", "received", "? notified", "discovered")
    ]


def test_events_that_can_be_in_order_stay_in_order() -> None:
    """A date with only a month or a day never goes before an event that the law puts first."""
    months = timeline(breach(discovered="2021-03-20", received="2021-03"))
    days = timeline(breach(received="2026-11-12 15:40", notified="2026-11-12"))

    assert names(months)[1:3] == ["discovered", "received"]
    assert names(days)[2:4] == ["received", "notified"]


def test_an_event_without_a_date_keeps_its_place() -> None:
    """An event without a date follows what comes before it in the law."""
    line = timeline(breach(received="2026-11-01 09:00"))

    unknown = ["? occurred", "? discovered", "? received", "? notified"]
    assert names(line) == [name.replace("? received", "received") for name in unknown]
    assert names(timeline(breach())) == unknown


def test_a_district_can_learn_of_a_breach_before_the_contractors_notice() -> None:
    """The page shows both, and that the contractor's notice has not arrived."""
    line = timeline(breach(learned="2026-11-12 09:00", notified="2026-11-12"))
    text = breach_text("learned: 2026-11-12\n", received="unknown")
    page = page_texts(site({"content/breaches/x.md": text}))["breach-notification/x/index.html"]

    assert names(line) == [*("? occurred", "? discovered", "learned", "? received", "notified")]
    assert "We found out on our own Nov 12, 2026 The company told us Not yet" in text_of(page)


def test_a_withdrawn_notice_has_no_other_end() -> None:
    """The withdrawal is its last event."""
    line = timeline(breach(received="2026-11-01 09:00", withdrawn="2026-11-03"))

    assert names(line)[-2:] == ["? notified", "withdrawn"]
    assert line[-1].anchor == "withdrawal"


# The days between events


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ({"discovered": "2026-11-04", "received": "2026-11-12"}, Gap(8, 8)),
        ({"discovered": "2026-11-04", "received": "2026-11-04 23:59"}, Gap(0, 0)),
        ({"discovered": "2026-11-04 23:59", "received": "2026-11-05 00:00"}, Gap(1, 1)),
        # The clocks go back between them.
        ({"discovered": "2026-10-31", "received": "2026-11-02"}, Gap(2, 2)),
        ({"discovered": "2021-02", "received": "2021-03-05"}, Gap(5, 32)),
        ({"discovered": "2021-02", "received": "2021-03"}, Gap(1, 58)),
        ({"discovered": "2021-02", "received": "2021-02"}, Gap(0, 27)),
        ({"discovered": "2021-02-10", "received": "2021-02"}, Gap(0, 18)),
        ({"occurred": "2026-10-30 to 2026-11-02", "discovered": "2026-11-04"}, Gap(2, 2)),
        ({"occurred": "2026-10-30 to 2026-11-02", "discovered": "2026-10-31"}, None),
        ({"occurred": "2026-05", "discovered": "2026-05-11"}, Gap(0, 10)),
    ],
)
def test_days_are_counted_as_exactly_as_they_are_known(
    dates: dict[str, str], expected: Gap | None
) -> None:
    """A period counts from its last day, a month gives a range, and overlapping dates no days."""
    _, later = [event for event in timeline(breach(**dates)) if event.first]

    assert later.gap == expected


@pytest.mark.parametrize(
    ("received", "notified", "expected"),
    [
        ("2026-11-12 15:40", "2026-11-13 17:30", Gap(26, 26, "hours")),
        ("2026-11-12 15:40", "2026-11-12 15:40", Gap(1, 1, "hours")),
        ("2026-11-12 15:40", "2026-11-14 15:40", Gap(48, 48, "hours")),
        ("2026-11-12 15:40", "2026-11-14 15:41", Gap(49, 49, "hours")),
        # The clocks go back between them.
        ("2026-10-31 12:00", "2026-11-01 12:00", Gap(25, 25, "hours")),
        ("2026-11-12 15:40", "2026-11-15 15:40", Gap(72, 72, "hours")),
        ("2026-11-12 15:40", "2026-11-15 15:41", Gap(3, 3)),
        ("2026-11-12 15:40", "2026-11-13", Gap(1, 1)),
        ("2026-11-12", "2026-11-13 17:30", Gap(1, 1)),
    ],
)
def test_the_notice_to_families_is_counted_in_hours_if_possible(
    received: str, notified: str, expected: Gap
) -> None:
    """The time to a family notice is in real hours, rounded up, or in days if over three days."""
    line = timeline(breach(received=received, notified=notified))
    _, later = [event for event in line if event.first]

    assert later.gap == expected


def test_the_page_lists_each_event() -> None:
    """The list has each event and the time between; an event without a date says so."""
    text = breach_text("notified: 2026-11-13 17:30\n", discovered="2026-11-04")
    files = page_texts(site({"content/breaches/one.md": text}))
    document = html.document_fromstring(files["breach-notification/one/index.html"])
    listed = [
        " ".join(item.text_content().split()) for item in document.xpath("//ol[@class='events']/li")
    ]

    assert listed == [
        "The breach Not yet known",
        "The company found out Nov 4, 2026",
        "The company told us Nov 12, 2026, 3:40 PM 8 days later",
        "We notified families Nov 13, 2026, 5:30 PM (our records don’t say how) within 26 hours",
    ]


def test_an_update_is_in_the_line_only_if_families_were_late() -> None:
    """One that was on time says so itself, below; one that was not stays among the first dates."""
    updates = """\
notified: {at: 2026-11-13 08:00, by: email}
update-1.md: {on: 2026-11-14, text: More., students: 9, received: 2026-11-14 08:00, notified: {at: 2026-11-14 18:00, by: email}}
update-2.md: {on: 2026-11-20, text: Again., students: 12, received: 2026-11-17 08:00, notified: {at: 2026-11-20 08:00, by: email}}
"""
    text = breach_text(updates, students="4")
    made = site({"content/breaches/one.md": text}, show_deadlines="true")
    page = html.document_fromstring(page_texts(made)["breach-notification/one/index.html"])
    line = page.xpath("//ol[@class='events']/li")
    (early,) = page.xpath("//details[@id='update-1']//*[@class='leg']")
    last = " ".join(line[-1].text_content().split())

    assert [item.findtext("b") or item.find("b/a").get("href") for item in line] == [
        *("The breach", "The company found out", "The company told us", "We notified families"),
        "#update-2",
    ]
    assert "after 72 hours, 48 hours allowed, 24 hours late" in last
    assert early.text_content().split() == "10 of 48 hours, on time".split()


def test_without_dates_there_is_no_list() -> None:
    """An old breach without any recorded date says so once."""
    text = "---\ncontractor: Old Co\nlegacy: true\n---\n"
    files = page_texts(site({"content/breaches/one.md": text}))
    page = files["breach-notification/one/index.html"]

    assert 'class="events"' not in page
    assert "No date is on file." in page


# Duties


LIMITS = {
    "contractor-breach-notice-30": (30, "days"),
    "contractor-breach-notice-60": (60, "days"),
    "contract-posting": (5, "business days"),
}
PAGE_LIMITS = {"contract-notice": (5, "days"), "family-breach-notice": (48, "hours")}
STATUTE_LIMITS = {"family-breach-notice": (2, "business days")}


@pytest.mark.parametrize(
    ("law", "expected"),
    [("district-page", LIMITS | PAGE_LIMITS), ("statute", LIMITS | STATUTE_LIMITS)],
)
def test_each_preset_of_the_law_has_its_limits(
    law: str, expected: dict[str, tuple[int, str]]
) -> None:
    """The district's page counts days and hours, and today's statute business days."""
    assert {duty.name: duty.clock for duty in duties(law, {}) if duty.clock} == expected


def test_the_district_has_every_duty_of_state_law_and_one_more() -> None:
    """The district's page adds one promise; each preset has a date for written contracts."""
    presets = {law: {(duty.name, duty.who) for duty in preset} for law, preset in PRESETS.items()}

    assert presets["district-page"] == presets["statute"] | {("contract-notice", "board")}
    assert set(WRITTEN_CONTRACT_SINCE) == set(PRESETS)
    assert WRITTEN_CONTRACT_SINCE["district-page"] == date(2016, 10, 1)


@pytest.mark.parametrize(
    ("settings", "says", "lacks"),
    [
        (
            {},
            "within 5 days|within 5 business days|within 48 hours|October 1, 2016|hours include weekends",
            "within 2 business days",
        ),
        (
            {"law": "statute"},
            "within 5 business days|within 2 business days|July 1, 2018|Business days do not include",
            "48 hours|days or hours include weekends|directly, for example",
        ),
        (
            {"deadlines": "{family-breach-notice: 1 hour}"},
            "within 1 hour|within 5 days|days or hours include weekends",
            "48 hours",
        ),
    ],
)
def test_your_rights_has_the_limits_of_the_settings(
    settings: dict[str, str], says: str, lacks: str
) -> None:
    """The numbers of the page come from the preset of the law and the district's own limits."""
    text = text_of(page_texts(site({}, **settings))["your-rights/index.html"])
    parts = (*says.split("|"), "within 30 days", "within 60 days")

    assert [part for part in parts if part not in text] == []
    assert [part for part in lacks.split("|") if part in text] == []


def test_your_rights_has_an_anchor_for_each_duty_and_each_term() -> None:
    """Other pages can link to each of them."""
    document = html.document_fromstring(page_texts(site({}))["your-rights/index.html"])
    terms = {"contractor", "operator", "consultant", "student-information", "student-records"}
    terms |= {"student-generated-content", "directory-information"}
    clocks = {duty.name for duty in duties("district-page", {}) if duty.clock}

    assert clocks | terms <= {*document.xpath("//@id")}


# Files for programs


def test_the_sitemap_lists_every_page_by_its_address() -> None:
    """The sitemap lists each page once by canonical address, and when its newest notice was given."""
    notified = "notified: 2026-11-02 10:00\ninvolves:"
    texts = {path: text.replace("involves:", notified) for path, text in open_breaches(1).items()}
    files = page_texts(site(texts))
    sitemap = etree.fromstring(files["sitemap.xml"].encode())
    named = {
        url.findtext("s:loc", "", SITEMAP): url.findtext("s:lastmod", "", SITEMAP)
        for url in sitemap
    }
    canonical = {
        address
        for path, page in files.items()
        if path.endswith(".html")
        for address in html.document_fromstring(page).xpath("//link[@rel='canonical']/@href")
    }
    home = "https://privacy.example/notices/"

    assert set(named) == canonical
    assert not any("/embed/" in address for address in named)
    assert len(sitemap) == len(named) == 14
    assert named[home] == named[f"{home}breach-notification/b1/"] == "2026-11-02T10:00-05:00"
    assert named[f"{home}product-notification/northstar-reader/"] == "2025-08-20"
    assert named[f"{home}your-rights/"] == ""


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://www.a.example/", "a.example"),
        ("http://b.example/X", "b.example/X"),
        ("a/b.pdf", "b.pdf"),
    ],
)
def test_an_address_is_shown_short(address: str, shown: str):
    """A family recognizes a website without its scheme and “www.”, and a file by its name."""
    assert short_address(address) == shown


def test_the_404_page_has_no_address_of_its_own() -> None:
    """It is shown at any address, so it has no canonical one, and it is `noindex`."""
    page = html.document_fromstring(page_texts(site({}))["404.html"])

    assert page.xpath("//link[@rel='canonical']") == []
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]


def test_the_robots_file_links_to_the_sitemap() -> None:
    """Robots may read everything, and the sitemap has an absolute address."""
    lines = page_texts(site({}))["robots.txt"].split("\n")

    assert lines[:2] == ["User-agent: *", "Allow: /"]
    assert "Sitemap: https://privacy.example/notices/sitemap.xml" in lines


OFFICE = "mailto:privacy@example.example"


def test_each_name_is_on_every_page_as_it_is_written() -> None:
    """An apostrophe or an ampersand is escaped once, in text, descriptions and email subjects."""
    school, product = "St. Mary's & Sons", "Kids' A & B"
    entries = {
        READER: CONTRACT.replace("Northstar Reader", product),
        "content/breaches/b.md": breach_text("schools: [mary]\n"),
    }
    schools = f'{{mary: {{name: "{school}", grades: K-6}}}}'
    texts = page_texts(site(entries, district='"O\'Brien & Co."', schools=schools))
    files = {path: text for path, text in texts.items() if path.endswith(".html")}
    pages = {path: html.document_fromstring(text) for path, text in files.items()}
    subjects = [
        unquote(href)
        for tree in pages.values()
        for href in tree.xpath("//a[starts-with(@href, 'mailto:')]/@href")
    ]
    descriptions = {
        path: tree.xpath("string(//meta[@name='description']/@content)")
        for path, tree in pages.items()
    }

    assert not [path for path, text in files.items() if re.search("&amp;(amp|#)", text)]
    assert not [subject for subject in subjects if re.search("&(amp|#)", subject)]
    assert any(s.startswith(f"{OFFICE}?subject=Data breach: {product}&body") for s in subjects)
    assert f"about {school} students, and" in descriptions["schools/mary/index.html"]
    assert "about O'Brien & Co. students, and" in descriptions["index.html"]
    assert f"They may be at {school}" in text_of(files["breach-notification/b/index.html"])


def test_a_withdrawn_entry_is_struck_out_and_explained() -> None:
    """Its name is struck out on its page and in its row; the page says when and why.

    A search engine gets no promise that the page says what families can do.
    """
    text = breach_text("withdrawal.md: {on: 2026-11-20, reason: Sent in error.}\n")
    files = page_texts(site({"content/breaches/one.md": text}))
    page = files["breach-notification/one/index.html"]
    tree = html.document_fromstring(page)

    assert tree.xpath("string(//h1/s)") == "Data breach: Northstar Reader"
    description = tree.xpath("string(//meta[@name='description']/@content)")
    assert description == "This notice was withdrawn on November 20, 2026."
    assert "withdrawn on November 20, 2026. Sent in error." in text_of(page)
    assert "What you can do now" not in page
    assert "<s>Northstar Reader</s>" in files["breach-notification/index.html"]


CHECK = "terms: {form: ndpa, checked: 2025-08-18}"
ANOTHER = "change-1.md: {kind: amendment, executed: 2026-09-14, agreement: files/northstar.pdf}"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            [CHECK],
            "The National Data Privacy Agreement. The district checked on August 18, 2025 that "
            "all ten required terms are in the contract.",
        ),
        (
            ["terms: {form: own, checked: 2025-08-18, missing: [deletion, severability]}"],
            "Another form of contract. The district checked on August 18, 2025. The contract does "
            "not say how we ask the contractor to delete data. The contract does not say that the "
            "rest still applies if a court throws out one part.",
        ),
        (
            ["terms: {form: own, checked: 2025-08-18, missing: [connecticut-law]}"],
            "Another form of contract. The district checked on August 18, 2025. The contract does "
            "not say that Connecticut law governs it.",
        ),
        ([], ""),
        ([CHECK, ANOTHER], ""),  # nobody has checked the new document
    ],
)
def test_the_page_has_the_result_of_the_check_of_the_contract(
    lines: list[str], expected: str
) -> None:
    """The page says that the contract has all ten required terms, or lists the missing ones."""
    entry = CONTRACT.replace("expires: none", "\n".join(["expires: none", *lines]))
    page = page_texts(site({READER: entry}))["product-notification/northstar-reader/index.html"]
    facts = html.document_fromstring(page).xpath("//dl[@class='facts'][dt = 'Basis']")[0]

    terms = facts.xpath("dt[.='Required terms']/following-sibling::dd[1]//text()")
    assert " ".join("".join(terms).split()) == expected


@pytest.mark.parametrize(("lines", "names"), [([], ["Southfield"]), ([ANOTHER], [])])
def test_the_page_names_the_district_whose_agreement_was_joined(
    lines: list[str], names: list[str]
) -> None:
    """It is about one document, so a new one has not joined it."""
    own = "\n".join(["expires: none", "joined: {district: Southfield}", *lines])
    page = page_texts(site({READER: CONTRACT.replace("expires: none", own)}))
    main = html.document_fromstring(page["product-notification/northstar-reader/index.html"])
    facts = main.xpath("//dl[@class='facts'][dt = 'Basis']")[0]
    found = facts.xpath("dt[.='Joined the agreement of']/following-sibling::dd[1]/text()")

    assert [name.strip() for name in found] == names


def test_a_contract_that_never_changed_has_no_history() -> None:
    """A contract with a renewal has a history, with the first terms below the renewal."""
    changes = "change-1.md: {kind: renewal, executed: 2026-07-01, expires: 2027-06-30}\n"
    path = "product-notification/northstar-reader/index.html"
    entry = CONTRACT.replace("expires: none\n", f"expires: 2026-06-30\n{changes}")
    before, after = (page_texts(site(entries))[path] for entries in ({}, {READER: entry}))
    history = html.document_fromstring(after).xpath("//*[@class='history']/details")

    assert 'class="history"' not in before
    assert [notice.get("id") for notice in history] == ["change-1", None]
    assert ["June 30, 2027" in notice.text_content() for notice in history] == [True, False]
    assert "June 30, 2026" in history[1].text_content()


LEARNED_LATER = """\
not-involved: [passwords, addresses]
update-1.md: {on: 2026-11-20, text: The company has counted., students: about 140, not-involved: unknown, summary: Two lists were lost.}
update-2.md: {on: 2026-11-21, text: It has counted again., students: at least 150}
"""
LATER_PAGES = {
    "": ("What data was not involved", "at least 150", "About 140"),
    "es/": ("Qué datos no se vieron afectados", "al menos 150", "Alrededor de 140"),
}


@pytest.mark.parametrize("language", LATER_PAGES)
def test_a_breach_page_keeps_earlier_summaries(language: str) -> None:
    """The newest summary and number come first; each earlier one stays with its notice."""
    text = breach_text(LEARNED_LATER, received="2026-11-19 09:00")
    pages = page_texts(site({"content/breaches/lost.md": text}, languages="[en, es]"))
    page = text_of(pages[f"{language}breach-notification/lost/index.html"])
    data, now, before = LATER_PAGES[language]

    assert page.index(now) < page.index("Two lists were lost.") < page.index(before)
    assert page.count("Two lists were lost.") == 1
    assert page.index("It has counted again.") < page.index("Lost.", page.index(before))
    assert page.count(data) == 1  # only the first notice says it
    assert page.index(before) < page.index(data)
    assert now in text_of(pages[f"{language}breach-notification/index.html"]).casefold()


@pytest.mark.parametrize(
    ("id", "summary", "students"),
    [
        ("breaches/lost", "Lost.", ""),
        ("breaches/lost/update-1", "Two lists were lost.", "about 140 students"),
        ("breaches/lost/update-2", "Two lists were lost.", "at least 150 students"),
    ],
)
def test_a_feed_item_has_the_facts_at_its_date(id: str, summary: str, students: str) -> None:
    """An item has the summary and the number of its own notice, not of a later notice."""
    text = breach_text(LEARNED_LATER, received="2026-11-19 09:00")
    feed = compiled(site({"content/breaches/lost.md": text}))["feeds/breach-notification.json"]
    items = {item["id"].rpartition(":")[2]: item for item in json.loads(feed)["items"]}
    content = items[id]["content_html"]

    assert summary in content
    assert students in content
    assert ("Two lists" in content) == (summary != "Lost.")


@pytest.mark.parametrize(
    ("phone", "link"),
    [
        ("203-555-0100", "tel:203-555-0100"),
        ("(203) 555 0100", "tel:(203)5550100"),
        ("203-555-0100 ext. 12", "tel:203-555-0100;ext=12"),
        ("'203-555-0100, Extension 12'", "tel:203-555-0100;ext=12"),
        ("203-555-0100x12", "tel:203-555-0100;ext=12"),
    ],
)
def test_a_link_to_a_phone_number_dials_its_extension(phone: str, link: str):
    """The page shows the number as written, and links to it as RFC 3966 writes it."""
    page = page_texts(site({}, contact=f"{{name: Office, phone: {phone}}}"))[
        "your-rights/index.html"
    ]
    links = html.document_fromstring(page).xpath("//a[starts-with(@href, 'tel:')]")

    assert links
    assert {(item.get("href"), item.text_content()) for item in links} == {(link, phone.strip("'"))}


@pytest.mark.parametrize(
    ("zone", "first", "second", "written"),
    [
        ("America/New_York", "2026-11-01T01:30-04:00", "2026-11-01T01:30-05:00", "01:30-05:00"),
        ("America/New_York", "2026-11-01T01:30-05:00", "2026-11-01T01:30-04:00", "01:30-04:00"),
        ("America/New_York", "2026-11-01 01:30", "2026-11-01T01:30-05:00", "01:30-05:00"),
        ("America/Chicago", "2026-11-01T01:30-05:00", "2026-11-01T01:30-05:00", "01:30-05:00"),
        ("UTC", "2026-11-01T01:30-04:00", "2026-11-01T01:30-05:00", "06:30+00:00"),
    ],
)
def test_a_time_has_its_own_offset(zone: str, first: str, second: str, written: str) -> None:
    """It is that of the second breach, even if the first one has the same time without an offset.

    The theme remembers how it has written a date, also for the zone of the site before.
    """
    breaches = {"first": first, "second": second}
    texts = {
        f"content/breaches/{id}.md": breach_text(received=time) for id, time in breaches.items()
    }
    pages = page_texts(site(texts, timezone=zone))
    _, page = (pages[f"breach-notification/{id}/index.html"] for id in breaches)

    assert f'datetime="2026-11-01T{written}"' in page


def test_a_closed_school_keeps_its_page_and_leads_to_the_other():
    """It has what was signed for it, or for all schools, up to its last day, and so has its feed."""
    schools = "{dodd: {name: Dodd, closed: 2025-12-31, into: peck}, peck: {name: Peck}}"
    own = CONTRACT.replace("notified:", "schools: [dodd]\nnotified:").replace(
        "Northstar R", "Own R"
    )
    later = CONTRACT.replace("2025-08", "2026-08").replace("Northstar Reader", "Later Reader")
    lost = "---\ncontractor: All Data, Inc.\nreceived: {} 09:00\ndiscovered: unknown\nstudents: 3\n"
    lost += "involves: unknown\nsummary: Lost {}.\n---\n"
    entries = {"content/contracts/own.md": own, "content/contracts/later.md": later}
    entries |= {
        f"content/breaches/{day}.md": lost.format(day, day) for day in ("2025-12-31", "2026-01-01")
    }
    pages = page_texts(site(entries, schools=schools))
    dodd, peck = (text_of(pages[f"schools/{id}/index.html"]) for id in ("dodd", "peck"))

    assert "This school closed on December 31, 2025. It became part of Peck." in dodd
    assert "Dodd became part of this school." in peck
    products = ("Northstar Reader", "Own Reader", "Later Reader")
    assert [name in dodd for name in products] == [True, True, False]
    assert [name in peck for name in products] == [True, False, True]
    assert [name in pages["feeds/schools/dodd.xml"] for name in products] == [True, True, False]
    page = pages["schools/dodd/index.html"]
    assert ("/2025-12-31/" in page, "/2026-01-01/" in page) == (True, False)
    assert "Dodd (closed)" in pages["product-notification/index.html"]
    assert text_of(pages["index.html"]).index("Peck") < text_of(pages["index.html"]).index("Dodd")


def test_the_page_of_a_school_has_what_it_uses_now():
    """It leads to what has ended, and counts what is in use."""
    ended = OTHER.replace("expires: none", "expires: 2026-01-31")
    both = page_texts(site({READER: CONTRACT, "content/contracts/other.md": ended}))
    one = page_texts(site({READER: ended}))
    path, way = "schools/dodd/index.html", "../../product-notification/"
    pages = [html.document_fromstring(pages[path]) for pages in (both, one)]
    rows = [page.xpath("//ul[contains(@class, 'rows')]/li//a/@href") for page in pages]
    links = [page.xpath("//a[. = 'What ended, and what was deleted']/@href") for page in pages]

    assert rows == [[f"{way}northstar-reader/index.html"], []]
    assert links == [["../../ended/index.html"]] * 2
    assert [page.xpath("string((//h2)[2])") for page in pages] == [
        "1 product or service",
        "Products and services",
    ]


def named(name: str, collects: str, lines: str = "expires: none") -> dict[str, str]:
    """Return the entry of a product that may collect some student information, or not on file."""
    text = re.sub(r"collects:\n.*\n", collects and f"collects: {{{collects}}}\n", CONTRACT)
    text = text.replace("Northstar Reader", name).replace("expires: none", lines)
    return {f"content/contracts/{name}.md": text}


def test_the_page_of_a_school_has_what_is_sensitive_first():
    """Then comes the rest; what has few details is in a fold, unless it is sensitive or breached."""
    entries = {
        **named("both", "student-records: [SSN, nurse visits]"),
        **named("ended", "student-records: [SSN]", "expires: 2026-01-31"),
        **named("high", "student-records: [allergies]", "schools: [highland]\nexpires: none"),
        **named("plain", "student-records: [scores]"),
        **named("old", "", "legacy: true"),
    }
    page = html.document_fromstring(page_texts(site(entries))["schools/dodd/index.html"])
    parts = [
        [" ".join(link.itertext()) for link in part.xpath(".//a[@class='main']")]
        for part in page.xpath("//ul[contains(@class, 'rows')]")
    ]
    hot = page.xpath("//ul[@class='hot-list']/li")

    assert parts == [["both"], ["Northstar Reader", "plain"], ["old"]]
    assert [" ".join(each.itertext()).split(": ")[0].split() for each in hot] == [
        ["Social", "Security", "number"],
        ["Health"],
    ]
    assert page.xpath("string(//details[ul]/summary)") == "1 with few details on file"


GRADES = [
    # grades of the product, of the breach: what grade 3 of a school with K-5 reads
    ("3-5", "3-5", "1 open breach may involve grade 3. 1 product may be used in it."),
    ("4-5", "4-5", "No open breach involves grade 3, as far as we know. 0 products may be used"),
    ("K-3", "4-5", "No open breach involves grade 3, as far as we know. 1 product may be used"),
    ("", "", "1 open breach may involve grade 3. 1 product may be used in it."),
    ("K-3", "", "1 open breach may involve grade 3. 1 product may be used in it."),
    ("4-5", "", "No open breach involves grade 3, as far as we know. 0 products may be used"),
]


@pytest.mark.parametrize(("used", "involved", "said"), GRADES)
def test_a_grade_has_what_may_concern_it(used: str, involved: str, said: str):
    """A breach without grades has those of its product; what names no grade may concern each."""
    product = CONTRACT.replace("notified:", f"grades: {used}\nnotified:" if used else "notified:")
    breach = short(
        "breach",
        contract="northstar-reader",
        received="2026-11-02 10:00",
        discovered="2026-11-01",
        involves="unknown",
        students="3",
        summary="Lost.",
        **({"grades": involved} if involved else {}),
    )
    schools = "{dodd: {name: Dodd, grades: K-5}}"
    files = site({READER: product, "content/breaches/b.md": breach}, schools=schools)
    page = html.document_fromstring(page_texts(files)["schools/dodd/index.html"])
    (row,) = page.xpath("//ul[@class='rows by-grade']/li")
    grade = " ".join(page.xpath("string(//*[@id='grade-3'])").split())

    assert grade.startswith(f"Grade 3: {said}")
    assert ("for-3" in row.get("class", "for-3")) == ("1 product" in said)
    assert [link.get("href") for link in page.xpath("//nav[@class='grades screen']//a")] == [
        *(f"#grade-{name}" for name in ("K", "1", "2", "3", "4", "5")),
        "#all-grades",
    ]


def test_a_page_has_no_end_tag_that_html_leaves_out():
    """No page has the end tag of an item or a cell; the template of a page may have it."""
    own = {"themes/own/templates/404.html": "<ul>\n<li>One</li>\n<li>{{ 2 }}</li>\n</ul>"}
    pages = page_texts(
        site({READER: CONTRACT, "content/contracts/o.md": OTHER, **own}, theme="own")
    )
    found = [path for path in pages if re.search("</(li|dt|dd|td|th|option)>", pages[path])]

    assert pages["404.html"] == "<ul>\n<li>One\n<li>2\n</ul>"
    assert [path for path in found if path.endswith(".html")] == []
