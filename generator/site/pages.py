"""A site → its pages: one for each entry, then the lists that link to them, the home page last."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from markupsafe import Markup

from generator.law.record import rows
from generator.model import Breach, Contract, Entry, Notice, Page, Site, notices
from generator.site.theme import SECTIONS, address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from generator.law.record import Row
    from generator.site.theme import Theme

    Map = Callable[[Callable[[Entry], Page], list[Entry]], Iterable[Page]]

NEWEST_ON_HOME = 8


def pages(site: Site, theme: Theme, map: Map = map) -> Iterator[Page]:
    """Yield every page of HTML, each before the pages that link to it; `map` makes those of the entries."""
    press = Press(site, theme)
    yield from map(press.entry, [*site.contracts, *site.breaches])
    rows = [(contract, contract.now, status(contract, site)) for contract in site.contracts]
    counts = {state: sum(state == other for *_, other in rows) for state in ("active", "ended", "withdrawn", "unknown")}
    yield press.page("product-notification/index.html", "product-notification.html", rows=rows, counts=counts)
    yield press.page("breach-notification/index.html", "breach-notification.html", breaches=site.breaches)
    yield press.page("404.html", "404.html", urlsplit(site.settings.url).path)
    yield press.page("index.html", "home.html", newest=sorted_notices(site)[:NEWEST_ON_HOME], counts=counts)


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
    told = [(notice.dated.start, notice) for entry in _entries(site) for notice in notices(entry) if notice.dated]
    told.sort(key=lambda dated: dated[1].id)
    return [notice for _, notice in sorted(told, key=lambda dated: dated[0].timestamp(), reverse=True)]


def _entries(site: Site) -> list[Entry]:
    return [*site.contracts, *site.breaches]


class Press:
    """Makes pages of one site; what they have in common is made once. It travels between processes."""

    def __init__(self, site: Site, theme: Theme) -> None:
        """Take a whole site and its theme."""
        self.site, self.theme = site, theme
        self._contracts = {contract.id: contract for contract in site.contracts}
        self._about = defaultdict[str, list[Breach]](list)
        for breach in site.breaches:
            self._about[breach.contract].append(breach)
        self._frames: dict[tuple[str, str], dict[str, object]] = {}

    def entry(self, entry: Entry) -> Page:
        """Return the page of a contract or a breach."""
        told, deadlines = notices(entry), self._deadlines(entry)
        if isinstance(entry, Contract):
            about = self._about.get(entry.id, [])
            state = status(entry, self.site)
            return self.page(
                address(entry),
                "contract.html",
                contract=entry,
                status=state,
                notices=told,
                deadlines=deadlines,
                breaches=about,
            )
        contract = self._contracts.get(entry.contract)
        return self.page(
            address(entry), "breach.html", breach=entry, notices=told, deadlines=deadlines, contract=contract
        )

    def page(self, path: str, template: str, root: str | None = None, **values: object) -> Page:
        """Return a page made by a template; `root` is the way to the site's root, relative if not given."""
        root = "../" * path.count("/") if root is None else root
        here = path.rpartition("/")[0] if path in _LISTS else ""
        return Page(path, self.theme.render(template, **self._frame(root, here), **values).encode())

    def _deadlines(self, entry: Entry) -> list[Row]:
        """Return the rows of the record that an entry's page shows, if the district wants them shown."""
        settings = self.site.settings
        return rows(entry, settings.duties, self.site.now) if settings.show_deadlines else []

    def _frame(self, root: str, here: str) -> dict[str, object]:
        """Return what every page shows: the settings, and the ready top and bottom of a page at such a place."""
        if (root, here) not in self._frames:
            settings, today = self.site.settings, self.site.now.date()
            common = {"site": settings, "root": root, "today": today, "here": here}
            values = {**common, "open_breaches": self.site.open_breaches}
            ready = {part: Markup(self.theme.render(f"{part}.html", **values)) for part in ("top", "bottom", "contact")}
            self._frames[root, here] = {**common, **ready}
        return self._frames[root, here]


_LISTS = {f"{section}/index.html" for section in SECTIONS.values()}
