"""Feed readers get each notice once and completely, in every format and after every rebuild."""

from __future__ import annotations

import json
from calendar import timegm
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import feedparser
import pytest
from jsonschema import Draft202012Validator
from lxml import etree

from generator.core.site import Inputs
from generator.system import disk
from helpers.hosting import BREACH, PATHS, TAG, TYPES, Host, published, with_field
from helpers.newsreaders import Newsboat, Rss2email
from helpers.program import REPOSITORY
from helpers.roots import CONTRACT, NOW, compiled, site, theme
from helpers.sites import ROOTS

TESTS = REPOSITORY / "tests"
ATOM = etree.RelaxNG(etree.parse(TESTS / "atom.rng"))
JSON_FEED = Draft202012Validator(json.loads((TESTS / "json-feed.schema.json").read_text()))
UPDATE = "update-1.md: {on: 2026-01-20, text: The password of every student is new.}\n"
RENEWAL = "change-1.md: {kind: renewal, executed: 2026-02-01, expires: 2027-06-30}\n"
WITHDRAWAL = "withdrawal.md: {on: 2026-03-01, reason: It was sent in error.}\n"


@pytest.fixture
def hosts() -> Iterator[tuple[Host, Host]]:
    """Give two web servers, the second for a site that moves."""
    both = Host(), Host()
    yield both
    for host in both:
        host.stop()


CORRECTED = {
    "contract": CONTRACT.replace("Reader", "Reading").replace("2025-08-18", "2025-08-19"),
    "breach": BREACH.replace("opened", "could open").replace("15:40", "15:45"),
}
WORDS = theme()["templates/words.html"].decode()
OWN_THEME = {
    "theme": "own",
    "themes/own/templates/words.html": WORDS.replace("{title}", "{title} (own)"),
    "themes/own/templates/feed-contract.html": "<p>{{ entry.contractor }}</p>",
    "themes/own/templates/feed-breach.html": "<p>{{ held.summary|rooted(root) }}</p>",
}
UPDATED = {**CORRECTED, "breach": with_field(CORRECTED["breach"], UPDATE)}
RENEWED = {**UPDATED, "contract": with_field(CORRECTED["contract"], RENEWAL)}
WITHDRAWN = {**RENEWED, "breach": with_field(UPDATED["breach"], WITHDRAWAL)}
STORY: list[tuple[str, dict[str, Any], list[str]]] = [
    ("the first notices", {}, [f"{TAG}breaches/lists", f"{TAG}contracts/northstar-reader"]),
    ("a rebuild, forty days later", {"now": NOW + timedelta(days=40)}, []),
    ("a correction of titles, dates and wording", CORRECTED, []),
    ("another theme", {**CORRECTED, **OWN_THEME}, []),
    ("an update of the breach", UPDATED, [f"{TAG}breaches/lists/update-1"]),
    ("a renewal of the contract", RENEWED, [f"{TAG}contracts/northstar-reader/change-1"]),
    ("a move to another domain", RENEWED, []),
    ("a withdrawal of the breach, there", WITHDRAWN, [f"{TAG}breaches/lists/withdrawal"]),
    ("another rebuild", WITHDRAWN, []),
]


@pytest.mark.tools
@pytest.mark.parametrize("ending", ["xml", "atom"])
@pytest.mark.parametrize("reader", [Newsboat, Rss2email])
def test_each_notice_arrives_once(hosts, tmp_path, reader, ending):
    """A new notice adds one item; a rebuild, correction, new theme, or new domain adds none."""
    host, there = hosts
    reading = reader(tmp_path, f"{host.url}feeds/all.{ending}")
    ids_by_event, published = {}, []
    for event, texts, _ in STORY:
        if "another domain" in event:
            host.moved, host = there.url, there
        host.publish(**texts)
        published.append(host.pages[f"feeds/all.{ending}"])
        ids_by_event[event] = reading.read()

    assert {event: expected for event, _, expected in STORY} == ids_by_event
    assert [before == after for before, after in pairwise(published)] == [
        "rebuild" in event for event, *_ in STORY[1:]
    ]


@pytest.mark.tools
@pytest.mark.parametrize("ending", ["xml", "atom"])
def test_a_mail_has_the_complete_notice(hosts, tmp_path, ending):
    """A parent who only reads mail misses nothing, and every link in it leads to the site."""
    here, _ = hosts
    here.publish()
    mails = Rss2email(tmp_path, f"{here.url}feeds/breach-notification.{ending}").mails()

    assert len(mails) == 1
    text = mails[0].get_payload(decode=True).decode()
    facts = ["Northstar Learning", "home address", "412", "class lists"]
    facts += ["<strong>password</strong>", "Privacy Office"]
    assert [fact for fact in facts if fact not in text] == []
    assert f'href="{here.url}files/northstar.pdf"' in text
    assert f'href="{here.url}breach-notification/lists/#what-to-do"' in text


def root_pages(name: str) -> dict[str, bytes]:
    """Return the pages of one of the test sites."""
    tree = disk.read(ROOTS[name])
    return compiled(Inputs(tree.sources, tree.files, tree.themes, NOW, tree.unread))


@pytest.fixture(scope="module", params=ROOTS)
def pages(request) -> dict[str, bytes]:
    """Give the pages of each of three sites."""
    return root_pages(request.param)


def names(pages: dict[str, bytes]) -> list[str]:
    """Return the paths of all feeds without their endings."""
    return sorted({path.rpartition(".")[0] for path in pages if path.startswith("feeds/")})


def parsed(pages: dict[str, bytes], path: str) -> Any:
    """Return a feed as feedparser reads it, unsanitized; fail if it is not well formed."""
    feed = feedparser.parse(pages[path], sanitize_html=False, resolve_relative_uris=False)
    assert not feed.bozo, feed.bozo_exception
    return feed


def xml_items(feed: Any) -> list[tuple[object, ...]]:
    """Return the items of a feed, as feedparser reads them."""
    return [
        (
            item.id,
            item.title,
            item.link,
            timegm(item.published_parsed),
            (item.get("content") or [item])[0].get("value", item.get("summary")),
        )
        for item in feed.entries
    ]


def json_items(feed: Any) -> list[tuple[object, ...]]:
    """Return the items of a JSON Feed."""
    return [
        (
            item["id"],
            item["title"],
            item["url"],
            datetime.fromisoformat(item["date_published"]).timestamp(),
            item["content_html"],
        )
        for item in feed["items"]
    ]


def test_every_feed_has_three_formats(pages):
    """All notices and both lists have feeds, for the district and each school."""
    schools = [
        f"schools/{school['id']}" for school in json.loads(pages["data/contracts.json"])["schools"]
    ]
    lists = ["product-notification", "breach-notification"]
    school_lists = [f"{school}/{name}" for school in schools for name in lists]
    expected = ["all", *lists, *schools, *school_lists]
    paths = [f"feeds/{name}.{ending}" for name in expected for ending in TYPES]

    assert sorted(paths) == sorted(path for path in pages if path.startswith("feeds/"))


def test_the_formats_have_the_same_items(pages):
    """RSS, Atom, and JSON Feed have the same items in order: id, title, link, date, all content."""
    for name in names(pages):
        rss = xml_items(parsed(pages, f"{name}.xml"))

        assert rss == xml_items(parsed(pages, f"{name}.atom"))
        assert rss == json_items(json.loads(pages[f"{name}.json"]))
        assert all(content for *_, content in rss)
    assert len(json.loads(pages["feeds/all.json"])["items"]) > 3


def test_every_atom_feed_is_valid(pages):
    """Every Atom feed is valid under RFC 4287; each entry's updated and published dates match."""
    for name in names(pages):
        tree = etree.fromstring(pages[f"{name}.atom"])
        ATOM.assertValid(tree)
        spaces = {"a": "http://www.w3.org/2005/Atom"}

        updated, published_dates = (
            tree.xpath(f"//a:entry/a:{name}/text()", namespaces=spaces)
            for name in ("updated", "published")
        )
        assert updated == published_dates


def test_every_json_feed_is_valid(pages):
    """Every JSON Feed is valid for version 1.1; each item's modified and published dates match."""
    for name in names(pages):
        feed = json.loads(pages[f"{name}.json"])
        JSON_FEED.validate(feed)

        assert all(item["date_modified"] == item["date_published"] for item in feed["items"])


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("all", ""),
        ("product-notification", "product-notification/"),
        ("breach-notification", "breach-notification/"),
        ("schools/dodd", "schools/dodd/"),
        ("schools/dodd/breach-notification", "schools/dodd/"),
    ],
)
def test_a_feed_describes_itself(name, page):
    """Each format gives the feed's id, own address, page, language, author, and date."""
    url, pages = "https://privacy.example/notices/", published()
    rss, atom = parsed(pages, f"feeds/{name}.xml").feed, parsed(pages, f"feeds/{name}.atom").feed
    feed = json.loads(pages[f"feeds/{name}.json"])
    dates = [item["date_published"] for item in feed["items"]] or ["1970-01-01T00:00:00+00:00"]

    assert atom.id == f"{TAG}feeds/{name}"
    assert [(link.rel, link.type, link.href) for link in atom.links] == [
        ("self", "application/atom+xml", f"{url}feeds/{name}.atom"),
        ("alternate", "text/html", f"{url}{page}"),
    ]
    assert (rss.link, feed["home_page_url"]) == (f"{url}{page}", f"{url}{page}")
    assert [link.href for link in rss.links if link.rel == "self"] == [f"{url}feeds/{name}.xml"]
    assert feed["feed_url"] == f"{url}feeds/{name}.json"
    assert (rss.language, atom.language, feed["language"]) == ("en", "en", "en")
    assert atom.author == feed["authors"][0]["name"] == "Example Public Schools"
    assert rss.title == atom.title == feed["title"]
    assert rss.description == atom.subtitle == feed["description"]
    assert atom.updated == dates[0]


def test_a_feed_without_items_is_valid():
    """A district without notices has every feed, valid and empty, without the current date."""
    pages = compiled(site({PATHS["contract"]: with_field(CONTRACT, "legacy: true\n")}))
    for name in names(pages):
        tree = etree.fromstring(pages[f"{name}.atom"])
        ATOM.assertValid(tree)
        JSON_FEED.validate(json.loads(pages[f"{name}.json"]))

        assert parsed(pages, f"{name}.xml").entries == parsed(pages, f"{name}.atom").entries == []
        assert json.loads(pages[f"{name}.json"])["items"] == []
        assert b"1970-01-01T00:00:00" in pages[f"{name}.atom"]


def test_a_school_feed_has_the_removal_of_the_school():
    """It has the updates that affect the school and the one that removes it, and no later ones."""
    updates = ""
    for number, schools in enumerate(("[dodd]", "[dodd]", "[highland]", "all"), start=1):
        states = f"on: 2026-01-{9 + number}, text: News., schools: {schools}"
        updates += f"update-{number}.md: {{{states}}}\n"
    pages = published(with_field(BREACH, updates))
    place = f"{TAG}breaches/lists"
    ids = {}
    for school in ("dodd", "highland"):
        items = xml_items(parsed(pages, f"feeds/schools/{school}.xml"))
        ids[school] = [id.removeprefix(place) for id, *_ in items]
    contract = f"{TAG}contracts/northstar-reader"

    assert ids["dodd"] == ["/update-4", "/update-3", "/update-2", "/update-1", "", contract]
    assert ids["highland"] == ["/update-4", "/update-3", "/update-1", "", contract]


def test_a_school_has_a_feed_of_each_list():
    """A school's product and breach feeds have exactly its full feed's items, with the same ids."""
    pages = published(BREACH.replace("students:", "schools: [dodd]\nstudents:"))
    ids = {
        name: [id for id, *_ in xml_items(parsed(pages, f"feeds/schools/{name}.xml"))]
        for name in (
            *("dodd", "dodd/product-notification", "dodd/breach-notification"),
            "highland/breach-notification",
        )
    }

    assert ids["dodd"] == ids["dodd/breach-notification"] + ids["dodd/product-notification"]
    assert ids["dodd/breach-notification"] == [f"{TAG}breaches/lists"]
    assert ids["highland/breach-notification"] == []


def test_a_withdrawal_says_when_families_were_told():
    """A withdrawn contract's item gives the day of the withdrawal, and when families were told."""
    pages = published(contract=with_field(CONTRACT, WITHDRAWAL))
    newest = json.loads(pages["feeds/product-notification.json"])["items"][0]

    assert newest["id"] == f"{TAG}contracts/northstar-reader/withdrawal"
    assert 'withdrawn on <time datetime="2026-03-01">' in newest["content_html"]
    assert (
        'On <time datetime="2025-08-20">August 20, 2025</time>, we told' in newest["content_html"]
    )
