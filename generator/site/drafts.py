"""Plan everything that a site consists of, yet to be made."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from generator.core.publication import BUILT
from generator.core.site import Draft, Page, Site
from generator.site.data import built, data
from generator.site.feeds import feeds
from generator.site.pages import entry_pages, machine_pages, page_makers, pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.site.catalog import Themes
    from generator.site.pages import PageMaker


def planned(site: Site, themes: Themes, commit: str) -> tuple[list[Page], list[Draft]]:
    """Return the static files of a site, and the drafts of all other pages.

    `commit` is what the site is built from, or "". Raises ThemeError.
    """
    makers = page_makers(site, themes)
    return [*makers[0].theme.static()], [*_drafts(site, makers, commit)]


def _drafts(site: Site, makers: list[PageMaker], commit: str) -> Iterator[Draft]:
    """Yield everything that is to be made: an entry's page before all that links to it.

    What takes the most memory is last, because a `map` of several processes begins with it.
    """
    for maker in makers:
        yield from entry_pages(maker)
    for maker in makers:
        yield from feeds(maker)
    yield from machine_pages(makers[0])
    for maker in makers:
        yield from pages(maker)
    yield from data(site)
    if commit:
        yield Draft(BUILT, partial(built, site, commit))
