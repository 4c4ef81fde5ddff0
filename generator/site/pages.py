"""A site → its pages: one for each entry, then the lists that link to them, the home page last."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from generator.model import Breach, Contract, Notice, Page, Site, notices
from generator.site.theme import address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.site.theme import Theme

NEWEST_ON_HOME = 8


def pages(site: Site, theme: Theme) -> Iterator[Page]:
    """Yield every page of HTML, each before the pages that link to it."""
    about = defaultdict[str, list[Breach]](list)
    for breach in site.breaches:
        about[breach.contract].append(breach)
    by_id = {contract.id: contract for contract in site.contracts}
    for contract in site.contracts:
        values = {"contract": contract, "status": status(contract, site), "notices": notices(contract)}
        yield _page(site, theme, address(contract), "contract.html", **values, breaches=about.get(contract.id, []))
    for breach in site.breaches:
        values = {"breach": breach, "notices": notices(breach), "contract": by_id.get(breach.contract)}
        yield _page(site, theme, address(breach), "breach.html", **values)
    rows = [(contract, contract.now, status(contract, site)) for contract in site.contracts]
    active = sum(state == "active" for *_, state in rows)
    yield _page(site, theme, "product-notification/index.html", "product-notification.html", rows=rows, active=active)
    yield _page(site, theme, "breach-notification/index.html", "breach-notification.html", breaches=site.breaches)
    yield _page(site, theme, "404.html", "404.html", urlsplit(site.settings.url).path)
    newest = sorted_notices(site)[:NEWEST_ON_HOME]
    yield _page(site, theme, "index.html", "home.html", newest=newest, active=active)


def status(contract: Contract, site: Site) -> str:
    """Return « active », « ended » or « withdrawn »; « unknown » where the end is not recorded."""
    if contract.withdrawn:
        return "withdrawn"
    expires = contract.now.expires
    if expires is None:
        return "unknown"
    return "ended" if expires and expires.end <= site.now else "active"


def sorted_notices(site: Site) -> list[Notice]:
    """Return all dated notices of a site, newest first; of one moment, in the order of their ids."""
    told = [notice for entry in (*site.contracts, *site.breaches) for notice in notices(entry) if notice.dated]
    told.sort(key=lambda notice: notice.id)
    return sorted(told, key=lambda notice: notice.dated.start.timestamp() if notice.dated else 0.0, reverse=True)


def _page(site: Site, theme: Theme, path: str, template: str, root: str | None = None, **values: object) -> Page:
    root = "../" * path.count("/") if root is None else root
    every = {"site": site.settings, "open_breaches": site.open_breaches, "root": root, "today": site.now.date()}
    return Page(path, theme.render(template, **every, **values).encode())
