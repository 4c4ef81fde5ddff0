"""Pages, feeds and letters say what the fields of an entry say, on each day, and nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from html import unescape

import pytest

from generator.core.site import Inputs
from helpers.letters import letter_of
from helpers.roots import CONTRACT, READER, compiled, site

BREACH = """\
contract: {contract}
discovered: 2026-11-04
received: 2026-11-12 15:40
{notified}
involves: {{student-information: [name]}}
students: 412
summary: A list was copied.
{more}
"""
MATH = CONTRACT.replace("Reader", "Math").replace("none", "2026-10-31")
B = "breach-notification/lists/index.html"
MATH_PAGE = "product-notification/northstar-math/index.html"


def inputs(
    more: str = "",
    now: str = "2026-11-25",
    contract: str = "northstar-reader",
    notified: str = "",  # a letter that was not sent is one of today
    math: str = MATH,
) -> Inputs:
    """Return a site with two contracts, of which one has ended, and a breach with more fields."""
    told = f"notified: {notified}" if notified else ""
    breach = BREACH.format(contract=contract, notified=told, more=more)
    texts = {"content/breaches/lists.yaml": breach, "content/contracts/northstar-math.md": math}
    return replace(site(texts), now=datetime.fromisoformat(f"{now}T12:00"))


def words(html: bytes) -> str:
    """Return the text of a page or a feed on one line."""
    text = unescape(re.sub("<[^>]*>", " ", unescape(html.decode())))
    return re.sub(r" (?=[.,:])", "", " ".join(text.split()))


ENDED, ENDS = "The offer to families ended on", "The offer ends on December 31, 2026."
OFFER = "offers: {text: Help for a year., until: 2026-12-31}"


@pytest.mark.parametrize(
    ("now", "on_page", "in_letter"),
    [
        ("2026-12-31", ["Help for a year.", ENDS], ["Help for a year.", ENDS, "Use the help"]),
        ("2027-01-01", ["Help for a year.", ENDED], [ENDED]),
    ],
)
def test_an_offer_is_offered_until_its_last_day(now: str, on_page: list[str], in_letter: list[str]):
    """After it, the page and the letter say that it ended; page and feed keep what was offered."""
    made = inputs(OFFER, now)
    pages, letter = compiled(made), " ".join(letter_of(made, "breaches/lists").text.split())
    said = ["Help for a year.", ENDS, ENDED, "Use the help"]

    assert [part for part in said if part in words(pages[B])] == on_page
    assert [part for part in said if part in letter] == in_letter
    assert "Help for a year." in words(pages["feeds/breach-notification.xml"])


PROMISE = "We will post more by December 4, 2026."
UPDATE = "updates: [{on: 2026-11-20, text: More."


@pytest.mark.parametrize(
    ("more", "is_promised"),
    [
        ("next-update: 2026-12-04", True),
        (f"next-update: 2026-12-04\n{UPDATE}}}]", False),
        (f"next-update: 2026-11-20\n{UPDATE}, next-update: 2026-12-04}}]", True),
        ("next-update: 2026-12-04\nresolved: 2026-11-24", False),
        ("next-update: 2026-12-04\nwithdrawn: {on: 2026-11-24, reason: Sent in error.}", False),
    ],
)
def test_a_promise_of_news_is_shown_until_it_is_kept(more: str, is_promised: bool):
    """An update keeps it, and it ends with the breach; after its day, the page says so."""
    made = inputs(more)
    pages, notice = (
        compiled(made),
        "breaches/lists/update-1" if UPDATE in more else "breaches/lists",
    )
    texts = [words(pages[B]), words(pages["feeds/breach-notification.xml"])]
    texts.append(" ".join(letter_of(made, notice).text.split()))

    assert [PROMISE in text for text in texts] == [is_promised] * 3
    in_time, too_late = (words(compiled(inputs(more, f"2026-12-0{day}"))[B]) for day in (4, 5))
    assert (PROMISE in in_time, PROMISE in too_late) == (is_promised, False)
    assert (PROMISE.replace("will", "said that we would") in too_late) == is_promised


ASKED = "Has the data been deleted?"
NOT_CONFIRMED = "The company hasn’t confirmed it."


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("", f"{NOT_CONFIRMED} Oct 31, 2026 The contract ended No date Deletion confirmed"),
        ("deletion: {}", f"{NOT_CONFIRMED} Oct 31, 2026"),
        (
            "deletion: {asked: 2026-11-02}",
            f"{NOT_CONFIRMED} We asked on Nov 2, 2026. Oct 31, 2026 The contract ended "
            "Nov 2, 2026 We asked for deletion No date Deletion confirmed",
        ),
        (
            "deletion: {confirmed: 2026-11-09}",
            "Yes. The company confirmed it on Nov 9, 2026. Oct 31, 2026 The contract ended "
            "Nov 9, 2026 Deletion confirmed",
        ),
        (
            "kind: consultant\ndeletion: {asked: 2026-11-02}",
            "The organization hasn’t confirmed it. We asked on Nov 2, 2026.",
        ),
        ("kind: consultant\ndeletion: {}", "The organization hasn’t confirmed it. Oct 31"),
        ("kind: consultant\ndeletion: {confirmed: 2026-11-09}", "Yes. The organization confirmed"),
        ("basis: pledge", f"{NOT_CONFIRMED} Oct 31, 2026 Its use ended No date"),
        # On the last day, the product is still in use; on the day after, the question is there.
        ("expires: 2026-11-25", None),
        ("expires: 2026-11-24", f"{NOT_CONFIRMED} Nov 24, 2026 The contract ended"),
        # Before the end, it was not all of the data.
        ("deletion: {confirmed: 2025-01-09}", f"{NOT_CONFIRMED} Oct 31, 2026"),
        (
            "deletion: {asked: 2025-01-01, confirmed: 2025-01-09}",
            f"{NOT_CONFIRMED} We asked on Jan 1, 2025.",
        ),
        ("expires: none", None),
        ("collects: nothing", None),
    ],
)
def test_the_page_of_an_ended_contract_says_what_became_of_the_data(field: str, expected: str):
    """It says so, first, only of a contract that has ended and under which there was data."""
    name = field.partition(":")[0]
    kept = re.sub(rf"(?m)^{name or '-'}:.*\n(?: .*\n)*", "", MATH)
    page = words(
        compiled(inputs(math=kept.replace("executed", f"{field}\nexecuted", 1)))[MATH_PAGE]
    )

    assert (expected is None) == (ASKED not in page)
    assert expected is None or f"{ASKED} {expected}" in page
    assert expected is None or page.index(ASKED) < page.index("allowed to collect")
    assert ("Each one starts an email." in page) == (expected is None and "nothing" not in field)


def test_each_product_of_a_breach_shows_it():
    """Its title has each product; it affects all schools if one of its contracts is for all."""
    both, math = (
        "[northstar-reader, northstar-math]",
        MATH.replace("notified", "schools: [dodd]\nnotified"),
    )
    pages = compiled(inputs("grades: [3, 5-6]", contract=both, math=math))
    breach = words(pages[B])

    assert "Data breach: Northstar Reader, Northstar Math" in breach
    assert breach.count("3, 5–6") == 1
    assert "412 students in grades 3, 5–6 at all schools." in breach
    for page in (MATH_PAGE, READER.replace("content/contracts", "product-notification")):
        path = page.replace(".md", "/index.html")
        assert 'href="../../breach-notification/lists/index.html"' in pages[path].decode()


@pytest.mark.parametrize(
    "notified",
    [
        "2026-11-13 to 2026-11-20",
        "{at: 2026-11-13 to 2026-11-20}",
        "{at: 2026-11-13, until: 2026-11-20}",
    ],
)
def test_a_page_says_the_first_and_the_last_day_of_notice(notified: str):
    """However it is written, the page, the record and the data have both days."""
    pages = compiled(inputs(notified=notified))

    assert "The district notified families November 13, 2026 to November 20, 2026" in words(
        pages[B]
    )
    assert "November 20, 2026 (our records don’t say how) 8 days later" in words(
        pages[B]
    )  # the last family counts
    assert "Nov 13, 2026 to Nov 20, 2026" in words(pages["record/index.html"])
    assert (
        '"notified":{"at":"2026-11-13","until":"2026-11-20",'
        in pages["data/breaches.json"].decode()
    )
