"""Feeds announce each notice once and in full; IDs depend only on the record and never change."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import unquote

import feedparser
import pytest
import yaml
from lxml import etree, html

from generator.core.site import Committed, Inputs, Posting, Source
from generator.system import disk
from helpers import sites
from helpers.roots import CONTRACT, NOW, compiled, site
from helpers.sites import ROOTS

TAG = "tag:privacy.lindenhall.example,2026:"
URL = "https://privacy.lindenhall.example/notices/"
SMALL = {  # every notice of the small site, newest first, with its moment in UTC
    "breaches/2026-inkwell-writer/update-2": datetime(2026, 11, 20, 13, 15, tzinfo=UTC),
    "breaches/2026-inkwell-writer/update-1": datetime(2026, 11, 16, 5, 0, tzinfo=UTC),
    "breaches/2026-inkwell-writer": datetime(2026, 11, 9, 20, 40, tzinfo=UTC),
    "contracts/inkwell-writer/change-2": datetime(2026, 9, 14, 4, 0, tzinfo=UTC),
    "contracts/inkwell-writer/change-1": datetime(2026, 6, 29, 4, 0, tzinfo=UTC),
    "breaches/2026-quickquiz/update-1": datetime(2026, 3, 6, 5, 0, tzinfo=UTC),
    "contracts/quickquiz/withdrawal": datetime(2026, 3, 1, 5, 0, tzinfo=UTC),
    "breaches/2026-quickquiz": datetime(2026, 2, 23, 13, 5, tzinfo=UTC),
    "contracts/quickquiz": datetime(2026, 2, 2, 5, 0, tzinfo=UTC),
    "contracts/maple-hearing": datetime(2026, 1, 12, 5, 0, tzinfo=UTC),
    "contracts/inkwell-writer": datetime(2025, 8, 18, 4, 0, tzinfo=UTC),
}
CONTRACTS = [notice for notice in SMALL if notice.startswith("contracts/")]
BREACHES = [notice for notice in SMALL if notice.startswith("breaches/")]
BREACH = """\
---
contractor: Lost and Found, Inc.
received: {received}
discovered: unknown
involves: unknown
students: unknown
summary: Lost.
{more}---
"""


@cache
def inputs(name: str) -> Inputs:
    """Return the inputs of one of the three sites."""
    tree = disk.read(ROOTS[name])
    return Inputs(tree.sources, tree.files, tree.themes, NOW, tree.unread)


def built(name: str) -> dict[str, bytes]:
    """Return the files of one of the three sites, made once."""
    return sites.site(name).files


def feed(pages: dict[str, bytes], name: str) -> Any:
    """Return a feed as feedparser reads it."""
    return read(pages[f"feeds/{name}.xml"])


@cache
def read(data: bytes) -> Any:
    """Return what feedparser makes of a feed, with its HTML as it is; to clean it takes longer."""
    return feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)


def ids(pages: dict[str, bytes], name: str, tag: str = TAG) -> list[str]:
    """Return the ids of the notices in a feed, in its order."""
    guids = [entry.id for entry in feed(pages, name).entries]
    assert [guid for guid in guids if not guid.startswith(tag)] == []
    return [guid.removeprefix(tag) for guid in guids]


def contents(pages: dict[str, bytes], name: str) -> dict[str, html.HtmlElement]:
    """Return the content of each item of a feed, as HTML, by the item's id."""
    contents_by_id = {}
    for item in etree.fromstring(pages[f"feeds/{name}.xml"]).iter("item"):
        encoded = item.findtext("{http://purl.org/rss/1.0/modules/content/}encoded")
        content = html.fragment_fromstring(
            encoded or item.findtext("description"), create_parent="div"
        )
        contents_by_id[str(item.findtext("guid"))] = content
    return contents_by_id


def changed(made: Inputs, path: str, old: str, new: str) -> Inputs:
    """Return inputs in which a text says something else."""
    texts = {source.path: source.data for source in made.sources}
    assert old.encode() in texts[path]
    texts[path] = texts[path].replace(old.encode(), new.encode())
    return replace(made, sources=tuple(Source(path, data) for path, data in texts.items()))


def every_feed() -> list[tuple[str, str]]:
    """Return site and path of every feed in XML of the three sites."""
    return [
        (name, path)
        for name in ROOTS
        for path in built(name)
        if path.endswith((".xml", ".atom")) and "feeds/" in path
    ]


# Every feed of three sites


def test_every_feed_is_read_without_complaint() -> None:
    """Feedparser finds nothing wrong in any feed, and each has what a reader shows of it."""
    wrong = []
    for name, path in every_feed():
        parsed = read(built(name)[path])
        needed = ("title", "link", "subtitle", "language", "updated")
        lacks = [name for name in needed if not parsed.feed.get(name)]
        version = "atom10" if path.endswith(".atom") else "rss20"
        if parsed.bozo or lacks or parsed.version != version:
            wrong.append((name, path, parsed.get("bozo_exception"), lacks, parsed.version))
    assert wrong == []


def test_every_item_has_what_a_reader_shows() -> None:
    """Each item has a title, a link, a date, content, and a unique ID that is not an address."""
    wrong = []
    for name, path in every_feed():
        entries = read(built(name)[path]).entries
        lacking = [
            e.id for e in entries if not (e.title and e.link and e.published_parsed and e.summary)
        ]
        repeated = len(entries) != len({entry.id for entry in entries})
        is_link = path.endswith(".xml") and any(entry.get("guidislink") for entry in entries)
        if lacking or repeated or is_link:
            wrong.append((name, path, lacking))

    assert wrong == []


def source(name: str, path: str) -> str:
    """Return a text of one of the sites."""
    return next(source.data.decode() for source in inputs(name).sources if source.path == path)


@pytest.mark.parametrize("name", ROOTS)
def test_items_are_newest_first(name: str) -> None:
    """In each feed no item is newer than the one above it."""
    for site_name, path in every_feed():
        if site_name == name:
            dates = [entry.published_parsed for entry in read(built(name)[path]).entries]

            assert sorted(dates, reverse=True) == dates


def expected_ids(name: str) -> set[str]:
    """Return the IDs of all notices in the feed of everything, read from the entries' own YAML."""
    expected = set()
    for path, data in ((source.path, source.data.decode()) for source in inputs(name).sources):
        if not path.startswith(("content/contracts/", "content/breaches/")) or path.count(".") > 1:
            continue  # the settings, a message or a translation
        text = data.split("---\n")[1] if path.endswith(".md") else data
        fields = yaml.load(text, yaml.CBaseLoader)
        notice = path.removeprefix("content/").rpartition(".")[0]
        name = notice.partition("/")[2].partition("/")[2]
        is_notice = name.startswith(("change", "update", "withdrawal"))
        if is_notice or (not name and fields.get("legacy") != "true"):
            expected.add(notice)
    return expected


@pytest.mark.parametrize("name", ROOTS)
def test_every_notice_is_an_item_and_every_item_a_notice(name: str) -> None:
    """The feed of everything has each change, update, withdrawal, and non-legacy first notice."""
    settings = source(name, "content/site.yaml")
    authority = re.search(r"^feed_authority: (\S+)", settings, re.MULTILINE)[1]
    actual = ids(built(name), "all", f"tag:{authority}:")

    assert expected_ids(name) == set(actual)


@pytest.mark.parametrize("name", ROOTS)
def test_every_item_leads_to_its_place(name: str) -> None:
    """Each item's link, and each site link in its content, leads to a file and a place in it."""
    pages = built(name)
    base = sites.site(name).base
    links = [entry.link for entry in feed(pages, "all").entries]
    links += [
        link for content in contents(pages, "all").values() for *_, link, _ in content.iterlinks()
    ]
    broken = []
    for link in links:
        path, _, fragment = link.removeprefix(base).partition("#")
        path = unquote(path) + ("index.html" if not path or path.endswith("/") else "")
        if (link.startswith(base) and path not in pages) or (
            fragment
            and not html.document_fromstring(pages[path]).xpath("//*[@id=$id]", id=fragment)
        ):
            broken.append(link)
    apart = {
        link for link in broken if "/agreements/" in link
    }  # the district's own website beside the notices

    assert set(broken) - apart == set()
    assert [link for link in links if link.startswith(base)]


@pytest.mark.parametrize("name", ROOTS)
def test_no_address_in_an_item_depends_on_where_it_is_read(name: str) -> None:
    """Each link and each picture in a content begins with its scheme."""
    for path in built(name):
        if path.startswith("feeds/") and path.endswith(".xml"):
            items = contents(built(name), path[len("feeds/") : -len(".xml")])
            links = [link for content in items.values() for *_, link, _ in content.iterlinks()]

            assert [
                link for link in links if not re.match(r"https?://[^/]|mailto:|tel:", link)
            ] == []


# The small site, notice by notice


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("all", list(SMALL)),
        ("product-notification", CONTRACTS),
        ("breach-notification", BREACHES),
        (
            "schools/brook",
            [notice for notice in SMALL if not notice.startswith("breaches/2026-quickquiz")],
        ),
        (
            "schools/hill",
            [notice for notice in SMALL if not notice.startswith("breaches/2026-inkwell-writer")],
        ),
    ],
)
def test_a_feed_holds_its_notices_newest_first(name: str, expected: list[str]) -> None:
    """A list feed has its notices, a school feed those about it at the time, and `all` has all."""
    assert expected == ids(built("small"), name)


def test_an_item_has_the_date_of_its_notice_on_the_clock_of_the_district() -> None:
    """A notice is dated by its entry, a bare date as midnight there; summer time counts."""
    entries = feed(built("small"), "all").entries
    dates = {
        entry.id.removeprefix(TAG): datetime(*entry.published_parsed[:6], tzinfo=UTC)
        for entry in entries
    }

    assert dates == SMALL
    assert entries[0].published == "Fri, 20 Nov 2026 08:15:00 -0500"
    assert entries[-1].published == "Mon, 18 Aug 2025 00:00:00 -0400"


def test_a_feed_is_dated_by_its_newest_item() -> None:
    """The date of a feed is that of its newest item, never that of the build."""
    dates = {
        name: feed(built("small"), name).feed.updated_parsed[:3]
        for name in ("all", "product-notification")
    }

    assert dates == {"all": (2026, 11, 20), "product-notification": (2026, 9, 14)}


# The words that the item of a notice has, and the words that it does not have.
WORDS = {
    "contracts/inkwell-writer": (
        "Inkwell & Daughters, Inc.|Drafting and revising essays in class.|"
        "name, school email address|Writing practice in grades 3 to 8.|rubric scores|essays|"
        "August 18, 2025|June 30, 2026|Encrypted when stored and when sent.|Example Cloud|"
        "Brook School|Hill Middle School|inkwell%202025.pdf|August 20, 2025|ask the school office|"
        "30 days|203-555-0100",
        "after one year|June 30, 2027|rubric scores, essays",
    ),
    "contracts/inkwell-writer/change-1": (
        "June 30, 2027|July 1, 2026|rubric scores|Encrypted when stored",
        "June 30, 2026|after one year",
    ),
    "contracts/inkwell-writer/change-2": (
        "deletes essays after one year|essays, drawings|Brook School|September 15, 2026|"
        "June 30, 2027",
        "Hill Middle School|rubric scores|Encrypted when stored",
    ),
    "contracts/maple-hearing": (
        "Maple Hearing Services|hearing test results|takes five minutes|by letter|January 12, 2026",
        "",
    ),
    "contracts/quickquiz": ("Short quizzes on a tablet.|February 4, 2026", "never signed"),
    "contracts/quickquiz/withdrawal": (
        "we told you about QuickQuiz. Please disregard that notice. Here is why:|March 1, 2026|"
        "The contract was never signed by both sides.",
        "Short quizzes",
    ),
    "breaches/2026-inkwell-writer": (
        "Inkwell Writer|Inkwell & Daughters, Inc.|Someone copied essays|November 9, 2026",
        "1,204|412|One year of identity protection.",
    ),
    "breaches/2026-inkwell-writer/update-1": (
        "The company has named the data.|1,204|Data involved|November 16, 2026",
        "412|One year of identity protection.",
    ),
    "breaches/2026-inkwell-writer/update-2": (
        "Only one school is concerned.|412|One year of identity protection.|Brook School",
        "1,204|The company has named the data.",
    ),
    "breaches/2026-quickquiz": (
        "A list of names stood open|31|photograph|Hill Middle School|February 23, 2026",
        "has deleted the list",
    ),
    "breaches/2026-quickquiz/update-1": ("The company has deleted the list.|March 6, 2026", ""),
}


@pytest.mark.parametrize("notice", WORDS)
def test_an_item_has_the_whole_notice_of_its_date(notice: str) -> None:
    """The content has all that was true on the notice's date, and nothing that came later."""
    text = " ".join(contents(built("small"), "all")[f"{TAG}{notice}"].text_content().split())
    present, absent = (words.split("|") for words in WORDS[notice])

    assert [words for words in present if words not in text] == []
    assert [words for words in absent if words and words in text] == []


def test_links_and_pictures_of_a_text_are_whole() -> None:
    """Feeds use full addresses for `files/` links and pictures; outside links stay the same."""
    content = contents(built("small"), "all")[f"{TAG}contracts/inkwell-writer"]
    links = {address for *_, address, _ in content.iterlinks()}

    assert links >= {
        f"{URL}files/essay.png",
        f"{URL}files/inkwell%202025.pdf",
        "https://inkwell.example/privacy?a=1&b=2",
    }


def test_a_link_to_a_place_on_the_page_is_whole() -> None:
    """A text that links to a place on its own page leads there from a feed, too."""
    text = f"{CONTRACT}\nSee [the change](#change-1).\n".replace(
        "expires: none", "expires: none\nchange-1.md: {kind: renewal, executed: 2026-01-01}"
    )
    pages = compiled(site({"content/contracts/northstar-reader.md": text}))
    content = contents(pages, "all")["tag:privacy.example,2026:contracts/northstar-reader"]
    links = {address for *_, address, _ in content.iterlinks()}

    assert {link for link in links if link.endswith("#change-1")} == {
        "https://privacy.example/notices/product-notification/northstar-reader/#change-1"
    }


# What changes an id, and what does not


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("contracts/inkwell-writer.md", "product: Inkwell Writer", "product: Inkwell Scribe"),
        ("contracts/inkwell-writer.md", "Inkwell & Daughters", "Inkwell & Granddaughters"),
        ("contracts/inkwell-writer/change-1.md", "executed: 2026-06-29", "executed: 2026-06-28"),
        ("contracts/inkwell-writer/change-1.md", "kind: renewal", "kind: amendment"),
        ("breaches/2026-inkwell-writer.md", "Someone copied", "Somebody has copied"),
        ("breaches/2026-inkwell-writer.md", "2026-11-09 15:40", "2026-11-09 15:45"),
        (
            "breaches/2026-inkwell-writer/update-1.md",
            "The company has named the data.",
            "They named it.",
        ),
        ("site.yaml", "district: Lindenhall", "district: Greater Lindenhall"),
        ("site.yaml", "timezone: America/New_York", "timezone: America/Chicago"),
        ("site.yaml", f"url: {URL}", "url: https://elsewhere.example"),
    ],
)
def test_a_correction_brings_no_second_item(path: str, old: str, new: str) -> None:
    """A new wording, title, date, kind, zone, or domain changes a feed's text, but no ID."""
    after = compiled(changed(inputs("small"), f"content/{path}", old, new))

    assert built("small")["feeds/all.xml"] != after["feeds/all.xml"]
    for name in ("all", "product-notification", "breach-notification"):
        assert sorted(ids(built("small"), name)) == sorted(ids(after, name))


def test_another_theme_brings_no_second_item() -> None:
    """Another theme changes the items but keeps their ids."""
    default = inputs("small").themes["default"]
    words = default["templates/words.html"].replace(b"New contract", b"A contract")
    own = {**default, "templates/words.html": words}
    made = changed(inputs("small"), "content/site.yaml", "district:", "theme: own\ndistrict:")
    after = compiled(replace(made, themes={**made.themes, "own": own}))

    assert b"A contract" in after["feeds/all.xml"]
    assert ids(built("small"), "all") == ids(after, "all")


def test_a_move_to_another_format_of_file_brings_no_second_item() -> None:
    """An entry that becomes a `.yaml` file keeps its ids."""
    texts = {source.path: source.data for source in inputs("small").sources}
    text = texts.pop("content/contracts/quickquiz.md")
    texts["content/contracts/quickquiz.yaml"] = text.replace(b"---\n", b"")
    after = compiled(
        replace(inputs("small"), sources=tuple(Source(*item) for item in texts.items()))
    )

    assert built("small")["feeds/all.xml"] == after["feeds/all.xml"]


@pytest.mark.parametrize(
    ("notice", "text"),
    [
        (
            "breaches/2026-inkwell-writer/update-3",
            "---\non: 2026-11-22\n---\nIt is over.\n",
        ),
        ("contracts/quickquiz/change-1", "---\nkind: amendment\nexecuted: 2026-02-20\n---\n"),
        ("contracts/maple-hearing/withdrawal", "---\non: 2026-11-01\n---\nIt has ended.\n"),
    ],
)
def test_an_addition_brings_exactly_one_item(notice: str, text: str) -> None:
    """An update, change, or withdrawal adds one item; all others keep their IDs and order."""
    before = ids(built("small"), "all")
    small = inputs("small")
    file = Source(f"content/{notice}.md", text.encode())
    after = ids(compiled(replace(small, sources=(*small.sources, file))), "all")

    assert set(after) - set(before) == {notice}
    assert before == [known for known in after if known != notice]


# Which notices are items


def test_the_first_notice_of_a_legacy_entry_is_no_item() -> None:
    """An import announces no old notices; later additions are announced."""
    contract = CONTRACT.replace("expires: none", "expires: none\nlegacy: true")
    renewal = "legacy: true\nchange-1.md: {kind: renewal, executed: 2026-01-01}"
    withdrawal = "legacy: true\nwithdrawal.md: {on: 2026-02-01, reason: Twice.}"
    breach = "---\ncontractor: Lost, Inc.\nreceived: 2020-03\nlegacy: true\n"
    update = "update-1.md: {on: 2026-03-01, text: More.}\n"
    entries = {
        "contracts/legacy": contract,
        "contracts/renewed": contract.replace("legacy: true", renewal),
        "contracts/undated": "---\ncontractor: A\nlegacy: true\n---\n",
        "contracts/withdrawn": contract.replace("legacy: true", withdrawal),
        "breaches/old": f"{breach}---\n",
        "breaches/updated": f"{breach}{update}---\n",
    }
    pages = compiled(site({f"content/{name}.md": text for name, text in entries.items()}))

    assert ids(pages, "all", "tag:privacy.example,2026:") == [
        "breaches/updated/update-1",
        "contracts/withdrawn/withdrawal",
        "contracts/renewed/change-1",
        "contracts/northstar-reader",
    ]


def dated(days: Iterable[date], notified: str = "2025-08-20") -> dict[str, str]:
    """Return contracts that were signed on some days, in the order of the days."""
    contract = CONTRACT.replace("2025-08-20", notified)
    return {
        f"content/contracts/c{number:03}.md": contract.replace("2025-08-18", str(day))
        for number, day in enumerate(days)
    }


def test_the_newest_60_and_every_notice_of_an_open_breach_are_items() -> None:
    """A notice leaves a feed after 60 newer ones, unless it is about a breach still open."""
    update = "update-1.md: {on: 2020-04-01, text: More.}\n"
    entries = dated(date(2026, 9, 1) - timedelta(days=i) for i in range(70)) | {
        "content/breaches/open.md": BREACH.format(received="2020-03-01 10:00", more=update),
        "content/breaches/closed.md": BREACH.format(
            received="2020-03-02 10:00", more=f"{update}resolved: 2020-05-01\n"
        ),
        "content/breaches/withdrawn.md": BREACH.format(
            received="2020-03-03 10:00", more="withdrawal.md: {on: 2020-05-01, reason: Twice.}\n"
        ),
    }
    pages = compiled(site(entries))
    newest = [f"contracts/c{number:03}" for number in range(60)]
    tag = "tag:privacy.example,2026:"

    assert ids(pages, "all", tag) == [*newest, "breaches/open/update-1", "breaches/open"]
    assert ids(pages, "schools/dodd", tag) == [*newest, "breaches/open/update-1", "breaches/open"]
    assert ids(pages, "product-notification", tag) == newest
    assert ids(pages, "breach-notification", tag) == [
        "breaches/withdrawn/withdrawal",
        "breaches/closed/update-1",
        "breaches/open/update-1",
        "breaches/withdrawn",
        "breaches/closed",
        "breaches/open",
    ]


SIXTY = dated(date(2026, 9, 1) for _ in range(60))
TOO_LATE = datetime(2026, 10, 26, 16, 0, tzinfo=UTC)  # at noon in Connecticut, as the build


def test_a_notice_of_the_last_30_days_is_an_item() -> None:
    """A reader who comes once a month gets each notice, however old the event that it is about."""
    dates = {
        "old": "notified: {at: 2025-08-20, by: email}",
        "notified-on-the-day": "notified: 2026-10-27",
        "notified-in-time": "notified: {at: 2026-10-26 12:01}",
        "notified-too-late": "notified: {at: 2026-10-26 12:00}",
        "posted-on-the-day": "notified: {at: 2025-08-20, by: email}\nposted: 2026-10-27",
        "posted-too-late": "notified: {at: 2025-08-20, by: email}\nposted: 2026-10-26",
    }
    commits = {
        "seen-in-time": Committed("0123", TOO_LATE + timedelta(minutes=1)),
        "seen-too-late": Committed("0123", TOO_LATE),
        "not-yet-seen": None,  # it is committed
    }
    texts = {**dates, **dict.fromkeys(commits, dates["old"])}
    entries = {
        f"content/contracts/{name}.md": CONTRACT.replace(dates["old"], text)
        for name, text in texts.items()
    }
    postings = {f"contracts/{name}": Posting(commit) for name, commit in commits.items()}
    pages = compiled(replace(site({**SIXTY, **entries}), postings=postings))

    assert {*ids(pages, "all", "tag:privacy.example,2026:")[60:]} == {
        "contracts/notified-on-the-day",
        "contracts/notified-in-time",
        "contracts/posted-on-the-day",
        "contracts/seen-in-time",
        "contracts/not-yet-seen",
    }


def test_recent_notices_are_at_most_200() -> None:
    """Of 230 notices of one month, the newest 200 are items."""
    days = [date(2026, 11, 25) - timedelta(days=number // 8) for number in range(230)]
    pages = compiled(site(dated(days, notified="2026-11-25")))

    assert ids(pages, "all", "tag:privacy.example,2026:") == [
        f"contracts/c{number:03}" for number in range(200)
    ]


@pytest.mark.parametrize("name", ["all", "product-notification", "schools/dodd"])
def test_a_feed_says_where_older_notices_are(name: str) -> None:
    """The description of a feed, in each format, ends with the address of its page."""
    pages = compiled(site({}))
    document = json.loads(pages[f"feeds/{name}.json"])
    older = f"Older ones are at {document['home_page_url']}"

    assert document["description"].endswith(older)
    for ending in ("xml", "atom"):
        assert read(pages[f"feeds/{name}.{ending}"]).feed.subtitle == document["description"]


def test_notices_of_one_moment_keep_one_order() -> None:
    """Items of the same moment are in the order of their IDs, so that no rebuild reorders them."""
    entries = {
        f"content/contracts/{name}.md": CONTRACT for name in ("zebra", "ant", "m-1", "m-10", "m-2")
    }
    made = site(entries)
    turned = replace(made, sources=made.sources[::-1])

    assert ids(compiled(made), "all", "tag:privacy.example,2026:contracts/") == [
        *("ant", "m-1", "m-10", "m-2", "northstar-reader", "zebra")
    ]
    assert compiled(made)["feeds/all.xml"] == compiled(turned)["feeds/all.xml"]


def test_an_item_first_says_what_happened_to_whom() -> None:
    """Then come the data, what to do, and what happened; nothing is empty."""
    entries = {
        "content/breaches/lost.md": "---\ncontract: northstar-reader\ndiscovered: unknown\n"
        "received: 2026-11-24 15:40\ninvolves: unknown\nstudents: unknown\n"
        "summary: A list was lost.\nupdate-1.md: {on: 2026-11-25, text: It was found., "
        "involves: {student-information: [SSN]}, students: 3}\n---\n",
    }
    feed = json.loads(compiled(site(entries))["feeds/all.json"])
    texts = [html.fromstring(item["content_html"]).text_content() for item in feed["items"]]
    update, breach, contract = (" ".join(text.split()) for text in texts)

    assert breach.startswith(
        "Northstar Learning, Inc. told us about a data breach at Northstar Reader. "
        "We don’t know yet how many students are involved, if any."
    )
    assert update.startswith(
        "We have new information about the Northstar Learning, Inc. data breach. "
        "This breach involves 3 students at all schools. Update from November 25, 2026 It was"
    )
    assert contract.startswith(
        "We signed a contract with Northstar Learning, Inc. for Northstar Reader "
        "on August 18, 2025. What it does"
    )
    order = ("Which data?", "What you can do", "What happened", "Write to")
    for text in (update, breach):
        assert sorted(order, key=text.index) == [*order]
    assert "It was found." not in breach
    assert "Not on file" not in update + breach + contract


@pytest.mark.parametrize(
    "product", ["<b>R & D</b>", "]]> &amp; &lt;", "“Zaļā” 中学校 🎒", "a\u200fb", "'\"", "x" * 500]
)
def test_any_title_is_read_as_it_was_written(product: str) -> None:
    """A product's name is in a feed as it was written, whatever characters it has."""
    written = "'" + product.replace("'", "''") + "'"
    contract = CONTRACT.replace("Northstar Reader", written)
    pages = compiled(site({"content/contracts/northstar-reader.md": contract}))
    items = etree.fromstring(pages["feeds/all.xml"]).iter("item")
    titles = [item.findtext("title") for item in items]
    texts = [content.text_content() for content in contents(pages, "all").values()]

    assert [product in str(title) for title in titles] == [True]
    assert [product in text for text in texts] == [True]
    assert not feed(pages, "all").bozo


def test_what_lies_ahead_is_not_announced_as_done() -> None:
    """A renewal is in the feeds from its day on; until then, its page and its letter say *will*."""
    renewal = (
        "change-1.md: {kind: renewal, executed: 2026-11-26, expires: none, notified: 2026-11-24}"
    )
    entry = CONTRACT.replace("expires: none", f"expires: 2026-11-30\n{renewal}")
    ahead = site({"content/contracts/northstar-reader.md": entry})
    on_the_day = replace(ahead, now=datetime(2026, 11, 26))
    paths = ("product-notification/northstar-reader/index.html", "record/index.html")

    for inputs, is_done in ((ahead, False), (on_the_day, True)):
        pages = compiled(inputs)
        feeds = [pages[path] for path in sorted(pages) if path.startswith("feeds/product")]
        texts = [pages[path].decode() for path in paths]

        assert [b"Contract renewed: " in feed for feed in feeds] == [is_done] * 3
        assert ["Will be renewed" in text for text in texts] == [not is_done] * 2
        assert [">Renewed" in text for text in texts] == [is_done] * 2
