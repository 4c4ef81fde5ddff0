"""The feeds of a site in three formats. Each notice is an item with an id that never changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property, partial
from itertools import islice
from typing import NamedTuple

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator

from generator.answers.breach import BreachAnswers
from generator.answers.contract import ContractAnswers
from generator.content.places import notice_in
from generator.core.dates import When
from generator.core.model import Breach, Contract, Entry
from generator.core.notices import Notice, upto
from generator.core.settings import School, Settings
from generator.core.site import FOLDERS, Draft, Posting
from generator.site.data import ENCODE, document
from generator.site.listing import affects
from generator.site.pages import PageMaker
from generator.site.urls import notice_url

MIN_ITEMS = 60
MAX_ITEMS = 200  # recent notices fill up to it
RECENT = timedelta(days=30)  # how long a reader may be away without missing a notice
DATE_WITHOUT_ITEMS = datetime(1970, 1, 1, tzinfo=UTC)  # never the time of the build


@dataclass(frozen=True)
class FeedItem:
    """A notice in a feed; `content` is HTML that can be read without the page."""

    id: str
    title: str
    link: str
    dated: datetime
    content: str

    @cached_property
    def entry(self) -> FeedEntry:
        """The item for feedgen, the same in each feed that has it."""
        entry = FeedEntry()
        entry.id(self.id)
        entry.title(self.title)
        entry.link(href=self.link)
        entry.published(self.dated)
        entry.updated(self.dated)
        entry.content(self.content, type="html")
        return entry

    @cached_property
    def json(self) -> bytes:
        """The item of a JSON Feed, the same in each feed that has it."""
        dated = self.dated.isoformat()
        item = {
            "id": self.id,
            "url": self.link,
            "title": self.title,
            "content_html": self.content,
            "date_published": dated,
            "date_modified": dated,
        }
        return ENCODE(item).encode()


class _Announced(NamedTuple):
    """A notice that feeds announce, and the schools that it affects; () means all.

    It is recent if it happened or was made known in the last 30 days, and open if its breach is.
    """

    notice: Notice
    schools: tuple[str, ...]
    is_recent: bool
    is_open: bool


class Channel(NamedTuple):
    """The notices that a feed has: of one section or of both, and of one school or of all.

    `kind` is its name among the words of the theme, and `page` the folder of the page with the
    same notices.
    """

    kind: str
    section: str = ""
    page: str = ""
    school: School | None = None

    @property
    def name(self) -> str:
        """The feed's path below `feeds/`, without its ending."""
        if self.school is None:
            return self.kind
        return self.kind.replace("school", f"schools/{self.school.id}", 1)

    def has(self, announced: _Announced) -> bool:
        """Return whether a notice is one of those."""
        is_in_section = self.section in ("", announced.notice.entry.section)
        return is_in_section and (
            not self.school or affects(announced.schools, self.school, announced.notice.dated)
        )


@dataclass(frozen=True, slots=True)
class Feed:
    """The content of a feed in every format.

    `path` is from the site's root, without the ending of the format. `page` is the address of the
    page with the same notices, and `items` are sorted newest first.
    """

    path: str
    title: str
    description: str
    page: str
    items: tuple[FeedItem, ...]
    settings: Settings
    language: str


def feeds(maker: PageMaker) -> Iterator[Draft]:
    """Yield the feeds of sections, schools, their sections, and everything, in every format."""
    feed_maker = _FeedMaker(maker)
    for channel in _channels(feed_maker.settings):
        for ending in FORMATS:
            path = f"{feed_maker.path(channel)}.{ending}"
            yield Draft(path, partial(feed_maker.format, channel, ending))


def _channels(settings: Settings) -> Iterator[Channel]:
    """Yield the notices of each feed."""
    yield from (Channel(name, section, f"{name}/") for section, name in FOLDERS.items())
    for school in settings.schools:
        page = f"schools/{school.id}/"
        yield Channel("school", "", page, school)
        yield from (
            Channel(f"school/{name}", section, page, school) for section, name in FOLDERS.items()
        )
    yield Channel("all")


def rss(feed: Feed) -> bytes:
    """Return a feed as RSS 2.0."""
    text: bytes = _generator(feed, "xml", "application/rss+xml").rss_str(pretty=True)
    return text


def atom(feed: Feed) -> bytes:
    """Return a feed as Atom (RFC 4287)."""
    text: bytes = _generator(feed, "atom", "application/atom+xml").atom_str(pretty=True)
    return text


def json_feed(feed: Feed) -> bytes:
    """Return a feed as JSON Feed 1.1."""
    settings = feed.settings
    facts = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": f"{settings.url}{feed.path}.json",
        "description": feed.description,
        "authors": [{"name": settings.district, "url": settings.url}],
        "language": feed.language,
    }
    return document(facts, {"items": (item.json for item in feed.items)})


FORMATS = {"xml": rss, "atom": atom, "json": json_feed}


def _generator(feed: Feed, ending: str, type: str) -> FeedGenerator:
    """Return a feed for feedgen, with every date set, because its default is the clock."""
    settings = feed.settings
    generator = FeedGenerator()
    generator.id(f"tag:{settings.feed_authority}:{feed.path}")
    generator.title(feed.title)
    generator.description(feed.description)
    generator.author(name=settings.district)
    generator.link(href=f"{settings.url}{feed.path}.{ending}", rel="self", type=type)
    # The last link is the channel's.
    generator.link(href=feed.page, rel="alternate", type="text/html")
    generator.language(feed.language)
    generator.generator("notices")
    generator.updated(feed.items[0].dated if feed.items else DATE_WITHOUT_ITEMS)
    for item in feed.items:
        generator.add_entry(item.entry, order="append")
    return generator


class _FeedMaker:
    """Makes the feeds of a site; a notice that is in several feeds is rendered once."""

    def __init__(self, maker: PageMaker) -> None:
        self.site = maker.site
        self.theme = maker.theme
        self.folder = maker.folder
        self.settings = maker.site.settings
        self.home = f"{self.settings.url}{self.folder}"
        self._notices = maker.news
        self.feed = cache(self._feed)
        self._items: dict[str, FeedItem] = {}

    def path(self, channel: Channel) -> str:
        """Return the path of a feed from the site's root, without the ending of a format."""
        return f"{self.folder}feeds/{channel.name}"

    def format(self, channel: Channel, ending: str) -> bytes:
        """Return a feed in one format; its content is the same in all formats."""
        return FORMATS[ending](self.feed(channel))

    def _feed(self, channel: Channel) -> Feed:
        """Return the content of a feed."""
        page = f"{self.home}{channel.page}"
        values = {"school": channel.school.name if channel.school else "", "site": self.settings}
        description = self.theme.text("feed_descriptions", channel.kind, **values)
        return Feed(
            path=self.path(channel),
            title=self.theme.text("feed_titles", channel.kind, **values),
            description=f"{description} {self.theme.text('feed_words', 'older', page=page)}",
            page=page,
            items=tuple(
                self.item(notice, notice.dated)
                for notice in self.current_notices(channel)
                if notice.dated
            ),
            settings=self.settings,
            language=self.theme.language,
        )

    def current_notices(self, channel: Channel) -> list[Notice]:
        """Return the notices that a feed has now, newest first.

        These are the newest, those of the last 30 days, and every one of an open breach.
        """
        announced = [item for item in self._announced if channel.has(item)]
        news = (i for i, item in enumerate(announced) if i < MIN_ITEMS or item.is_recent)
        kept = set(islice(news, MAX_ITEMS))
        return [item.notice for i, item in enumerate(announced) if i in kept or item.is_open]

    @cached_property
    def _announced(self) -> list[_Announced]:
        """The notices that feeds announce, newest first."""
        postings = self.site.postings or {}
        now = self.site.now
        start = now - RECENT
        return [
            _Announced(
                notice,
                schools=_schools(notice),
                is_recent=any(
                    time > start for time in _times(notice, postings.get(notice.id), now)
                ),
                is_open=isinstance(notice.entry, Breach) and notice.entry.is_open,
            )
            for notice in self._notices
            if notice.is_announced
        ]

    def item(self, notice: Notice, dated: When) -> FeedItem:
        """Return a notice as an item; every address in it is absolute.

        It says what was so on its date. When something comes later, it no longer promises news.
        """
        if notice.id not in self._items:
            link = notice_url(self.site, notice)
            is_contract = isinstance(notice.entry, Contract)
            then = upto(notice, dated)
            seen = notice_in("feed", notice._replace(entry=then))
            html = self.theme.render(
                "feed-contract.html" if is_contract else "feed-breach.html",
                site=self.settings,
                root=self.settings.url,
                home=self.home,
                notice=seen,
                entry=seen.entry,
                answers=self._answers(seen.entry, dated.start),
                held=seen.statement,
                changed=(),
                is_latest=then == notice.entry,  # or else a promise of news was kept
                today=dated.day,
                link=link,
            )
            page = link.partition("#")[0]
            self._items[notice.id] = FeedItem(
                id=f"tag:{self.settings.feed_authority}:{notice.id}",
                title=self.theme.text("notice_titles", notice.wording, title=notice.title),
                link=link,
                dated=dated.start,
                content=html.replace('<a href="#', f'<a href="{page}#').strip(),
            )
        return self._items[notice.id]

    def _answers(self, entry: Entry, then: datetime) -> BreachAnswers | ContractAnswers:
        """Return the answers about an entry on the date of its notice."""
        if isinstance(entry, Breach):
            return BreachAnswers(entry, self.settings.duties, then, self.site.postings)
        return ContractAnswers(entry, (), then)


def _times(notice: Notice, posting: Posting | None, now: datetime) -> Iterator[datetime]:
    """Yield when a notice happened and when it was made known, as far as that is recorded.

    What nobody has seen on the live site yet is made known now.
    """
    for when in (notice.dated, notice.notified and notice.notified.at, notice.posted):
        if when:
            yield when.start
    if posting:
        yield posting.first.at if posting.first else now


def _schools(notice: Notice) -> tuple[str, ...]:
    """Return the schools that a notice affects, including those it removes; () means all."""
    schools = notice.statement.schools
    before = notice.before
    if not schools or before is None:
        return schools or ()
    return (*schools, *before.schools) if before.schools else ()
