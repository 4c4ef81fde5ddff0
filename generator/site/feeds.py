"""A site → its RSS 2.0 feeds: an item for each notice, whole, with an id that never changes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from feedgen.feed import FeedGenerator

from generator.model import Breach, Contract, Notice, Page, Site
from generator.site.pages import sorted_notices
from generator.site.theme import SECTIONS, address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.site.theme import Theme

NEWEST = 200
NO_ITEM_YET = datetime(1970, 1, 1, tzinfo=UTC)  # a feed's date comes from its items, never from the clock


def feeds(site: Site, theme: Theme) -> Iterator[Page]:
    """Yield the feed of each list, of each school, and of everything."""
    desk = _Desk(site, theme)
    told = [notice for notice in sorted_notices(site) if notice.anchor or not notice.entry.legacy]
    for section, name in SECTIONS.items():
        yield desk.feed(name, [notice for notice in told if notice.entry.section == section])
    for school in site.settings.schools:
        near = [notice for notice in told if not notice.held.schools or school.id in notice.held.schools]
        yield desk.feed(f"schools/{school.id}", near, school.name)
    yield desk.feed("all", told)


class _Desk:
    """Writes feeds of one site; a notice that stands in several feeds is written once."""

    def __init__(self, site: Site, theme: Theme) -> None:
        self.site, self.theme = site, theme
        self.written: dict[str, str] = {}

    def feed(self, name: str, notices: list[Notice], school: str = "") -> Page:
        """Return one feed of notices, newest first: the newest 200, and every one of an open breach.

        The first notice of a legacy entry is no item: an import does not announce what families heard long ago.
        """
        settings = self.site.settings
        path = f"feeds/{name}.xml"
        feed = FeedGenerator()
        feed.title(self.theme.text("feed_titles", "school" if school else name, school=school, site=settings))
        feed.description(
            self.theme.text("feed_descriptions", "school" if school else name, school=school, site=settings)
        )
        feed.link(href=f"{settings.url}{path}", rel="self", type="application/rss+xml")
        feed.link(href=f"{settings.url}{name}/" if name in SECTIONS.values() else settings.url, rel="alternate")
        feed.language(settings.languages[0])
        feed.generator("notices")
        shown = notices[:NEWEST] + [n for n in notices[NEWEST:] if isinstance(n.entry, Breach) and n.entry.is_open]
        dates = [notice.dated.start for notice in shown if notice.dated]
        feed.lastBuildDate(dates[0] if dates else NO_ITEM_YET)
        for notice, dated in zip(shown, dates, strict=True):
            item = feed.add_entry(order="append")
            item.guid(f"tag:{settings.feed_authority}:{notice.id}", permalink=False)
            item.title(self.theme.text("notice_titles", notice.kind, title=notice.entry.title))
            item.link(href=self.link(notice))
            item.published(dated)
            item.content(self.content(notice), type="html")
        return Page(path, feed.rss_str(pretty=True))

    def link(self, notice: Notice) -> str:
        """Return the address of a notice's place on the page of its entry."""
        page = address(notice.entry).removesuffix("index.html")
        return f"{self.site.settings.url}{page}{'#' if notice.anchor else ''}{notice.anchor}"

    def content(self, notice: Notice) -> str:
        """Return a whole notice as HTML that stands without its page: every address is absolute."""
        if notice.id not in self.written:
            template = "feed-contract.html" if isinstance(notice.entry, Contract) else "feed-breach.html"
            values = {
                "notice": notice,
                "entry": notice.entry,
                "held": notice.held,
                "link": self.link(notice),
            }
            html = self.theme.render(template, site=self.site.settings, root=self.site.settings.url, **values)
            self.written[notice.id] = html.strip()
        return self.written[notice.id]
