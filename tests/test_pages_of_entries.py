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
        ("2026-12-31", ["Help for a year.", ENDS], ["Help for a year.", ENDS]),
        ("2027-01-01", ["Help for a year.", ENDED], [ENDED]),
    ],
)
def test_an_offer_is_offered_until_its_last_day(now: str, on_page: list[str], in_letter: list[str]):
    """After it, the page and the letter say that it ended; page and feed keep what was offered."""
    made = inputs(OFFER, now)
    pages, letter = compiled(made), " ".join(letter_of(made, "breaches/lists").text.split())
    said = ["Help for a year.", ENDS, ENDED]

    assert [part for part in said if part in words(pages[B])] == on_page
    assert [part for part in said if part in letter] == in_letter
    assert "Help for a year." in words(pages["feeds/breach-notification.xml"])


PROMISE = "We will post more by December 4, 2026."
UPDATE = "update-1.md: {on: 2026-11-20, text: More."


@pytest.mark.parametrize(
    ("more", "is_promised"),
    [
        ("next-update: 2026-12-04", True),
        (f"next-update: 2026-12-04\n{UPDATE}}}", False),
        (f"next-update: 2026-11-20\n{UPDATE}, next-update: 2026-12-04}}", True),
        ("next-update: 2026-12-04\nresolved: 2026-11-24", False),
        ("next-update: 2026-12-04\nwithdrawal.md: {on: 2026-11-24, reason: Sent in error.}", False),
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
    assert breach.count("3 and 5–6") == 1
    assert "412 students in grades 3 and 5–6 at all schools." in breach
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

    assert "We notified families Nov 13, 2026 to Nov 20, 2026" in words(pages[B])
    assert "Nov 20, 2026 (our records don’t say how) 8 days later" in words(
        pages[B]
    )  # the last family counts
    assert "Nov 13, 2026 to Nov 20, 2026" in words(pages["record/index.html"])
    assert (
        '"notified":{"at":"2026-11-13","until":"2026-11-20",'
        in pages["data/breaches.json"].decode()
    )


def test_a_page_says_one_day_of_notice_once():
    """If the first and the last family were notified on one day, only the times differ."""
    pages = compiled(inputs(notified="{at: 2026-11-13 09:00 to 2026-11-13 17:00, by: email}"))
    one_day = "We notified families Nov 13, 2026, 9:00 AM to 5:00 PM, by email"

    assert one_day in words(pages[B]).replace("\u202f", " ")
    assert "Nov 13, 2026 to" not in words(pages["record/index.html"])
    assert "Nov 13, 2026 to" not in words(pages["breach-notification/index.html"])


EARLIER = "Our earlier notices had reached all of these families."
NO_RECORD = "Our records don’t show if we had notified all of these families."
NOT_TOLD = "We have no record that we notified the families who were added"


@pytest.mark.parametrize(
    ("students", "told", "expected"),
    [
        ("438", "", [NOT_TOLD]),
        ("438", "notified: earlier", [EARLIER]),
        ("about 438", "", [NO_RECORD]),
        ("unknown", "notified: earlier", [EARLIER]),
        ("412", "notified: {at: 2026-11-20 10:00, by: email}", []),
        ("412", "notified: earlier", [EARLIER]),
    ],
)
def test_a_page_says_whether_the_families_of_a_new_number_were_told(
    students: str, told: str, expected: list[str]
):
    """It says that nobody is untold only if the update says so; so do its letter and feed."""
    update = f"{UPDATE}, students: {students}, {told}}}"
    made = inputs(update, notified="{at: 2026-11-13, by: email}")
    pages, letter = (
        compiled(made),
        " ".join(letter_of(made, "breaches/lists/update-1").text.split()),
    )
    feed = words(pages["feeds/breach-notification.xml"])

    found = [said for said in (EARLIER, NO_RECORD, NOT_TOLD) if said in words(pages[B])]
    assert found == expected
    assert [EARLIER in text for text in (letter, feed)] == ["earlier" in told] * 2


def test_a_breach_of_the_districts_own_blames_no_company():
    """Its page, letter and feed name the district, and no day of a contractor's notice."""
    text = BREACH.format(contract="", notified="notified: {at: 2026-11-13, by: email}", more="")
    text = text.replace("contract: \n", "by: district\n").replace(
        "received: 2026-11-12 15:40\n", ""
    )
    made = site({"content/breaches/lists.yaml": text}, show_deadlines="true")
    pages, letter = compiled(made), " ".join(letter_of(made, "breaches/lists").text.split())
    texts = [words(pages[B]), letter, words(pages["feeds/breach-notification.xml"])]

    assert ["Our school district had a data breach." in said for said in texts[1:]] == [True] * 2
    assert "We found out" in texts[0]
    assert "We found out on November 4, 2026." in letter
    for said in ("Company:", "Contractor", "company notified", "district was notified"):
        assert [said in text for text in texts] == [False] * 3


PROTECTED = "Free for 24 months, from Example Identity Services."


@pytest.mark.parametrize(
    ("entered", "is_said"),
    [
        ("", False),
        ("protection: not required", False),
        ("protection: {months: 24, by: Example Identity Services}", True),
        (f"{UPDATE}, protection: {{months: 24, by: Example Identity Services}}}}", True),
    ],
)
def test_protection_is_what_an_officer_has_entered(entered: str, is_said: bool):
    """The letter, the page and the feed say nothing of it before, not even for such numbers."""
    made = inputs(entered)
    numbers = b"[name, Social Security number]"
    sources = [
        source._replace(data=source.data.replace(b"[name]", numbers)) for source in made.sources
    ]
    made = replace(made, sources=tuple(sources))
    notice = "breaches/lists/update-1" if UPDATE in entered else "breaches/lists"
    pages, letter = compiled(made), " ".join(letter_of(made, notice).text.split())
    texts = [words(pages[B]), words(pages["feeds/breach-notification.xml"]), letter]

    assert [PROTECTED in text for text in texts] == [is_said] * 3
    assert "not required" not in "".join(texts)


ADDENDUM = (
    "change-1.md: {kind: amendment, executed: 2026-02-01, agreement: https://a.example/add.pdf, "
    "purpose: Art.}\n"
)
RENEWAL = (
    "change-2.md: {kind: renewal, executed: 2026-03-01, expires: none, "
    "agreement: https://a.example/new.pdf}\n"
)
SAME = "change-2.md: {kind: renewal, executed: 2026-03-01, expires: none}\n"
VOID = "withdrawal.md: {of: change-1, on: 2026-02-09, reason: Not ours., happened: no}\n"
FIRST = ("../../files/northstar.pdf", "Read the contract")
ADDED = ("https://a.example/add.pdf", "Read the amendment of Feb 1, 2026")
NEW = ("https://a.example/new.pdf", "Read the contract")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ("", [FIRST]),
        (ADDENDUM, [FIRST, ADDED]),
        (ADDENDUM + SAME, [FIRST, ADDED]),
        (ADDENDUM + RENEWAL, [NEW]),
        (ADDENDUM + VOID, [FIRST]),
        (ADDENDUM.replace("2026-02-01", "2027-02-01"), [FIRST]),  # it lies ahead
        (ADDENDUM.replace("https://a.example/add.pdf", "files/northstar.pdf"), [FIRST]),
    ],
)
def test_after_an_addendum_both_documents_can_be_read(
    changes: str, expected: list[tuple[str, str]]
) -> None:
    """An addendum has only what it adds; a renewal with its own document begins anew."""
    pages = compiled(site({READER: CONTRACT + changes}))
    page = pages["product-notification/northstar-reader/index.html"].decode()
    facts = page.partition('class="lines"')[2].partition("</dl>")[0]
    links = re.findall(r'<a href="([^"]*)">\s*(Read the .*?)</a>', facts)

    assert [(address, re.sub("<[^>]*>", "", text).strip()) for address, text in links] == expected
