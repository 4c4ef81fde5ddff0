"""A site → its feeds in three formats: an item for each notice, whole, with an id that never changes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING, NamedTuple

from feedgen.feed import FeedGenerator

from generator.core.dates import When
from generator.core.model import Breach, Contract, Notice, notices
from generator.core.settings import School, Settings
from generator.core.site import FOLDERS, Draft, Page
from generator.site.listing import concerns, of_section
from generator.site.urls import notice_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.site.pages import Press

NEWEST = 200
NO_ITEM_YET = datetime(1970, 1, 1, tzinfo=UTC)  # a feed's date comes from its items, never from the clock


@dataclass(frozen=True, slots=True)
class FeedItem:
    """A notice in a feed; `content` is HTML that stands without its page."""

    id: str
    title: str
    link: str
    dated: datetime
    content: str


class Channel(NamedTuple):
    """Which notices a feed holds: of one of the two lists or of both, and of one school or of all.

    `kind` is its name among the words of the theme, and `page` the folder of the page that shows the same.
    """

    kind: str
    section: str = ""
    page: str = ""
    school: School | None = None

    @property
    def name(self) -> str:
        """Where it stands among the feeds."""
        return self.kind.replace("school", f"schools/{self.school.id}", 1) if self.school else self.kind


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed says in whatever format: `page` is the page of the same notices, `items` stand newest first."""

    name: str
    title: str
    description: str
    page: str
    items: tuple[FeedItem, ...]
    settings: Settings
    language: str
    folder: str

    @property
    def id(self) -> str:
        """What names the feed wherever it stands."""
        return f"tag:{self.settings.feed_authority}:{self.folder}feeds/{self.name}"

    @property
    def dated(self) -> datetime:
        """The date of its newest item."""
        return self.items[0].dated if self.items else NO_ITEM_YET

    def path(self, ending: str) -> str:
        """Return where one format of it stands, from the site's root."""
        return f"{self.folder}feeds/{self.name}.{ending}"


def feeds(press: Press) -> Iterator[Draft]:
    """Yield the feeds of each list, of each school and its lists, and of everything, each in every format."""
    desk = _FeedWriter(press)
    for channel in _channels(desk.settings):
        for ending in FORMATS:
            yield Draft(f"{desk.folder}feeds/{channel.name}.{ending}", partial(desk.page, channel, ending))


def _channels(settings: Settings) -> Iterator[Channel]:
    """Yield what each feed is to hold."""
    yield from (Channel(name, section, f"{name}/") for section, name in FOLDERS.items())
    for school in settings.schools:
        page = f"schools/{school.id}/"
        yield Channel("school", "", page, school)
        yield from (Channel(f"school/{name}", section, page, school) for section, name in FOLDERS.items())
    yield Channel("all")


def rss(feed: Feed) -> bytes:
    """Return a feed as RSS 2.0."""
    made: bytes = _generated(feed, "xml", "application/rss+xml").rss_str(pretty=True)
    return made


def atom(feed: Feed) -> bytes:
    """Return a feed as Atom (RFC 4287)."""
    made: bytes = _generated(feed, "atom", "application/atom+xml").atom_str(pretty=True)
    return made


def json_feed(feed: Feed) -> bytes:
    """Return a feed as JSON Feed 1.1."""
    settings = feed.settings
    written = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": f"{settings.url}{feed.path('json')}",
        "description": feed.description,
        "authors": [{"name": settings.district, "url": settings.url}],
        "language": feed.language,
        "items": [
            {
                "id": item.id,
                "url": item.link,
                "title": item.title,
                "content_html": item.content,
                "date_published": item.dated.isoformat(),
                "date_modified": item.dated.isoformat(),
            }
            for item in feed.items
        ],
    }
    return f"{json.dumps(written, ensure_ascii=False, indent=1)}\n".encode()


FORMATS = {"xml": rss, "atom": atom, "json": json_feed}


def _generated(feed: Feed, ending: str, type: str) -> FeedGenerator:
    """Return a feed as feedgen holds it for RSS and for Atom; every date is given, since its default is the clock."""
    settings, made = feed.settings, FeedGenerator()
    made.id(feed.id)
    made.title(feed.title)
    made.description(feed.description)
    made.author(name=settings.district)
    made.link(href=f"{settings.url}{feed.path(ending)}", rel="self", type=type)
    made.link(href=feed.page, rel="alternate", type="text/html")  # the last link is the channel's
    made.language(feed.language)
    made.generator("notices")
    made.updated(feed.dated)
    for item in feed.items:
        entry = made.add_entry(order="append")
        entry.id(item.id)
        entry.title(item.title)
        entry.link(href=item.link)
        entry.published(item.dated)
        entry.updated(item.dated)
        entry.content(item.content, type="html")
    return made


class _FeedWriter:
    """Describes the feeds of one site; a notice that stands in several is written once."""

    def __init__(self, press: Press) -> None:
        self.site, self.settings, self.theme, self.folder = press.site, press.site.settings, press.theme, press.folder
        self.home = f"{self.settings.url}{self.folder}"
        self.told = [notice for notice in press.told if notice.is_announced]
        self.described: dict[Channel, Feed] = {}
        self.written: dict[str, FeedItem] = {}

    def page(self, channel: Channel, ending: str) -> Page:
        """Return a feed in one format; what it says is the same in all."""
        if channel not in self.described:
            self.described[channel] = self.feed(channel)
        feed = self.described[channel]
        return Page(feed.path(ending), FORMATS[ending](feed))

    def feed(self, channel: Channel) -> Feed:
        """Return what a feed says, newest first: the newest 200 notices, and every one of an open breach."""
        notices, school = self.notices(channel), channel.school
        shown = notices[:NEWEST] + [n for n in notices[NEWEST:] if isinstance(n.entry, Breach) and n.entry.is_open]
        values = {"school": school.name if school else "", "site": self.settings}
        return Feed(
            name=channel.name,
            title=self.theme.text("feed_titles", channel.kind, **values),
            description=self.theme.text("feed_descriptions", channel.kind, **values),
            page=f"{self.home}{channel.page}",
            items=tuple(self.item(notice, notice.dated) for notice in shown if notice.dated),
            settings=self.settings,
            language=self.theme.language,
            folder=self.folder,
        )

    def notices(self, channel: Channel) -> list[Notice]:
        """Return all notices of a feed, newest first."""
        told, school = self.told, channel.school
        if school:
            told = [n for n, schools in zip(told, self.concerned, strict=True) if concerns(schools, school)]
        return of_section(told, channel.section) if channel.section else told

    @cached_property
    def concerned(self) -> list[tuple[str, ...]]:
        """The schools that each of them concerns."""
        return [_schools(notice) for notice in self.told]

    def item(self, notice: Notice, dated: When) -> FeedItem:
        """Return a whole notice as an item; every address in it is absolute."""
        if notice.id not in self.written:
            whole = notice_url(self.site, notice)
            template = "feed-contract.html" if isinstance(notice.entry, Contract) else "feed-breach.html"
            values = {"notice": notice, "entry": notice.entry, "held": notice.statement, "link": whole}
            html = self.theme.render(template, site=self.settings, root=self.settings.url, home=self.home, **values)
            html = html.replace('<a href="#', f'<a href="{whole.partition("#")[0]}#')
            self.written[notice.id] = FeedItem(
                id=f"tag:{self.settings.feed_authority}:{notice.id}",
                title=self.theme.text("notice_titles", notice.kind, title=notice.entry.title),
                link=whole,
                dated=dated.start,
                content=html.strip(),
            )
        return self.written[notice.id]


def _schools(notice: Notice) -> tuple[str, ...]:
    """Return the schools that a notice concerns, none for all: those it names, and those it takes out of the entry."""
    held = notice.statement.schools
    if not held or not notice.number:
        return held or ()
    before = notices(notice.entry)[notice.number - 1].statement.schools
    return (*held, *before) if before else ()
