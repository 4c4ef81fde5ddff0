"""What stands once, whatever the languages of a site: the page for what is not there, and what machines read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from generator.site.pages import entries, folder, last_changed, of_section
from generator.site.theme import SECTIONS, address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.dates import When
    from generator.ends import Page, Site
    from generator.notice import Notice
    from generator.site.pages import Press


class Address(NamedTuple):
    """A page in the sitemap: its path below the site's root, and when what it tells last changed."""

    path: str
    changed: When | None


def for_machines(press: Press) -> Iterator[Page]:
    """Yield the 404 page, in the first language, and the maps for machines, which name the pages in all of them."""
    site = press.site
    yield press.page("404.html", "404.html", root=urlsplit(site.settings.url).path)
    found = list(addresses(site, press.told))
    every = [one._replace(path=f"{folder(site, of)}{one.path}") for of in press.languages for one in found]
    yield press.page("sitemap.xml", "sitemap.xml", addresses=every)
    yield press.page("robots.txt", "robots.txt")


def addresses(site: Site, told: list[Notice]) -> Iterator[Address]:
    """Yield the pages of a sitemap, with the date of the newest of its notices where a page shows some."""
    yield Address("", last_changed(told))
    for section, name in SECTIONS.items():
        yield Address(f"{name}/", last_changed(of_section(told, section)))
    yield from (Address(f"{name}/", None) for name in ("your-rights", "subscribe"))
    yield from (Address(f"schools/{school.id}/", None) for school in site.settings.schools)
    newest = {notice.entry.path: notice.dated for notice in reversed(told)}
    for entry in entries(site):
        yield Address(address(entry).removesuffix("index.html"), newest.get(entry.path))
