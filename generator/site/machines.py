"""What stands once, whatever the languages of a site: the page for what is not there, and what machines read."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from generator.site.listing import last_changed, of_section
from generator.site.pages import folder
from generator.site.theme import FOLDERS, address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.core.dates import When
    from generator.core.notice import Notice
    from generator.core.site import Draft, Page, Site
    from generator.site.pages import Press


class Address(NamedTuple):
    """A page in the sitemap: its path below the site's root, and when what it tells last changed."""

    path: str
    changed: When | None


def for_machines(press: Press) -> Iterator[Draft]:
    """Yield the 404 page, in the first language, and the maps for machines, which name the pages in all of them."""
    base = urlsplit(press.site.settings.url).path
    yield press.draft("404.html", partial(press.page, "404.html", "404.html", root=base))
    yield press.draft("sitemap.xml", partial(_sitemap, press))
    yield press.draft("robots.txt", partial(press.page, "robots.txt", "robots.txt"))


def _sitemap(press: Press) -> Page:
    found = list(addresses(press.site, press.told))
    every = [one._replace(path=f"{folder(press.site, of)}{one.path}") for of in press.languages for one in found]
    return press.page("sitemap.xml", "sitemap.xml", addresses=every)


def addresses(site: Site, told: list[Notice]) -> Iterator[Address]:
    """Yield the pages of a sitemap, with the date of the newest of its notices where a page shows some."""
    yield Address("", last_changed(told))
    for section, name in FOLDERS.items():
        yield Address(f"{name}/", last_changed(of_section(told, section)))
    yield from (Address(f"{name}/", None) for name in ("your-rights", "subscribe"))
    yield from (Address(f"schools/{school.id}/", None) for school in site.settings.schools)
    newest = {notice.entry.path: notice.dated for notice in reversed(told)}
    for entry in site.entries:
        yield Address(address(entry).removesuffix("index.html"), newest.get(entry.path))
