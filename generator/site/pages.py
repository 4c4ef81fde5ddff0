"""A site → its pages: one for each entry, then the lists that link to them, the home page and what machines read."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property, partial
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from babel import Locale
from markupsafe import Markup

from generator.content.translations import is_whole, translated
from generator.core.duties import WRITTEN_CONTRACT_SINCE
from generator.core.model import GRADES, Breach, Contract, Entry, Notice, notices
from generator.core.settings import School
from generator.core.site import FOLDERS, Draft, Page, Site
from generator.law import record
from generator.site import catalog, charts, listing
from generator.site.compared import altered
from generator.site.listing import (
    Row,
    concerns,
    last_changed,
    of_month,
    of_section,
    sorted_notices,
    status,
    until,
)
from generator.site.theme import theme_of
from generator.site.timeline import timeline
from generator.site.urls import language_folder, page_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from generator.core.dates import When
    from generator.core.duties import Duty
    from generator.core.model import Notice
    from generator.core.site import Draft, Page, Site
    from generator.site.catalog import Themes
    from generator.site.theme import Theme

NEWEST_ON_HOME = 8
PLAIN = ("subscribe",)  # pages at the root that show no entries; each has a template of its name
FRAME = ("head", "top", "bottom", "contact", "alert")


class Translated(NamedTuple):
    """A page in one of the site's languages: the language, its own name for itself, and where the page stands."""

    language: str
    name: str
    path: str


def pages(press: Press) -> Iterator[Draft]:
    """Yield every page of HTML in one language, each before those that link to it."""
    yield from (press.draft(page_path(entry), partial(press.entry, entry)) for entry in press.site.entries)
    for name, make in (("product-notification", press.products), ("breach-notification", press.breaches)):
        yield press.draft(f"{name}/index.html", make)
        yield press.draft(f"embed/{name}/index.html", partial(make, is_framed=True))
    for school in press.site.settings.schools:
        yield press.draft(f"schools/{school.id}/index.html", partial(press.school, school))
    yield press.draft("your-rights/index.html", press.rights)
    for name in PLAIN:
        yield press.draft(f"{name}/index.html", partial(press.listed, name))
    yield press.draft("index.html", press.home)


def presses(site: Site, themes: Themes) -> list[Press]:
    """Return what makes the pages of each language that the theme speaks, the first language first."""
    name = site.settings.theme
    first, *further = languages = catalog.spoken(name, themes, site.settings.languages)
    editions = [site, *(translated(site, language) for language in further)]
    return [Press(edition, theme_of(name, themes, edition.language, first), languages) for edition in editions]


class Press:
    """Makes pages of one site; what they have in common is made once. It travels between processes."""

    def __init__(self, site: Site, theme: Theme, languages: Sequence[str]) -> None:
        """Take a whole site in one language, its theme in that language, and all in which it is made."""
        self.site, self.theme, self.folder = site, theme, language_folder(site, site.language)
        self.languages = {one: str(Locale.parse(one, sep="-").get_display_name()) for one in languages}
        self.told = sorted_notices(site)
        self.news = until(site.now, self.told)
        self.contracts = {contract.id: contract for contract in site.contracts}
        self._about = defaultdict[str, list[Breach]](list)
        for breach in site.breaches:
            self._about[breach.contract].append(breach)
        self._frames: dict[tuple[str, str, str], dict[str, object]] = {}

    @cached_property
    def rows(self) -> list[Row]:
        """All contracts as their list shows them."""
        return [Row(contract, contract.now, status(contract, self.site.now)) for contract in self.site.contracts]

    def draft(self, path: str, make: Callable[[], Page]) -> Draft:
        """Return a page in this language that is yet to be made."""
        return Draft(f"{self.folder}{path}", make)

    def entry(self, entry: Entry) -> Page:
        """Return the page of a contract or a breach."""
        told, deadlines = notices(entry), self._deadlines(entry)
        if isinstance(entry, Contract):
            about, state = self._about.get(entry.id, []), status(entry, self.site.now)
            return self.page(
                page_path(entry),
                "contract.html",
                whole=is_whole(entry),
                contract=entry,
                status=state,
                notices=told,
                deadlines=deadlines,
                breaches=about,
                altered=altered(told),
            )
        contract, line = self.contracts.get(entry.contract), timeline(entry)
        return self.page(
            page_path(entry),
            "breach.html",
            whole=is_whole(entry),
            breach=entry,
            notices=told,
            deadlines=deadlines,
            contract=contract,
            timeline=line,
        )

    def home(self) -> Page:
        """Return the first page of all: the newest notices, and how many there are."""
        return self.page(
            "index.html",
            "home.html",
            newest=self.news[:NEWEST_ON_HOME],
            counts=listing.product_counts(self.rows),
            breach_counts=listing.breach_counts(self.site.breaches),
            duties=self._duties,
            charts=self._charts(),
        )

    def products(self, is_framed: bool = False) -> Page:
        """Return the list of contracts."""
        told = of_section(self.news, "contracts")
        new, changed = of_month(self.site.now, told), last_changed(told)
        values = {"rows": self.rows, "counts": listing.product_counts(self.rows), "new": new, "changed": changed}
        return self.listed("product-notification", is_framed, grades=self._grades, **values)

    def breaches(self, is_framed: bool = False) -> Page:
        """Return the list of breaches."""
        changed, counts = last_changed(of_section(self.news, "breaches")), listing.breach_counts(self.site.breaches)
        values = {"breaches": self.site.breaches, "contracts": self.contracts, "counts": counts, "changed": changed}
        return self.listed("breach-notification", is_framed, grades=self._grades, **values)

    def rights(self) -> Page:
        """Return the page of what the law asks."""
        return self.listed("your-rights", duties=self._duties, since=WRITTEN_CONTRACT_SINCE[self.site.settings.law])

    def school(self, school: School) -> Page:
        """Return the page of a school: what may concern it of both lists."""
        near = [row for row in self.rows if concerns(row.now.schools, school)]
        breaches = [breach for breach in self.site.breaches if concerns(breach.now.schools, school)]
        return self.page(
            f"schools/{school.id}/index.html",
            "school.html",
            school=school,
            rows=near,
            counts=listing.product_counts(near),
            breaches=breaches,
            breach_counts=listing.breach_counts(breaches),
            contracts=self.contracts,
        )

    def listed(self, name: str, is_framed: bool = False, **values: object) -> Page:
        """Return the page of a folder at the site's root, made by the template of its name.

        Framed by another website it has no masthead, and links as the page itself does.
        """
        path = f"{name}/index.html"
        if not is_framed:
            return self.page(path, f"{name}.html", None, **values)
        page = self.page(path, "embed.html", None, list=f"{name}.html", **values)
        return page._replace(path=f"{self.folder}embed/{path}")

    def page(self, path: str, template: str, root: str | None = None, **values: object) -> Page:
        """Return a page made by a template; `root` is the way to the site's root, relative if not given.

        A page with a root of its own is shown at other addresses than its own, and so has none to name.
        """
        here, _, rest = path.partition("/")
        home = "../" * path.count("/") if root is None else root
        way = f"{home}../" if self.folder else home
        shown = f"{self.folder}{path}"
        url = f"{self.site.settings.url}{shown.removesuffix('index.html')}" if root is None else ""
        editions = self._editions(path) if root is None else []
        frame = self._frame(way, home, here if rest else "", "page" if rest == "index.html" else "true")
        return Page(shown, self.theme.render(template, **frame, url=url, editions=editions, **values).encode())

    @cached_property
    def _duties(self) -> dict[str, Duty]:
        return {duty.name: duty for duty in self.site.settings.duties}

    @cached_property
    def _grades(self) -> list[str]:
        """The grades that some contract names."""
        return [grade for grade in GRADES if any(grade in row.now.grades for row in self.rows)]

    def _editions(self, path: str) -> list[Translated]:
        """Return a page in each language of the site; nothing where there is but one."""
        if len(self.languages) == 1:
            return []
        return [
            Translated(one, name, f"{language_folder(self.site, one)}{path}") for one, name in self.languages.items()
        ]

    def _deadlines(self, entry: Entry) -> list[record.RecordRow]:
        """Return the rows of the record that an entry's page shows, if the district wants them shown."""
        settings = self.site.settings
        return record.rows(entry, settings.duties, self.site.now, self.site.postings) if settings.show_deadlines else []

    def _charts(self) -> charts.Charts:
        """Return what the home page draws: of active contracts, of those that were not withdrawn, and of the record."""
        active = [row.now.collects for row in self.rows if row.status == "active"]
        held = [row.contract for row in self.rows if row.status != "withdrawn"]
        undated = sum(contract.executed is None for contract in held)
        return charts.Charts(
            len(active), tuple(charts.kinds(active)), tuple(charts.years(held)), undated, self._waits(held)
        )

    def _waits(self, held: list[Contract]) -> charts.Waits | None:
        """Return how long families waited to hear of contracts, or to read them, if the district wants that shown."""
        duty = next(duty for duty in self.site.settings.duties if duty.trigger == "executed")
        taken = [row.taken for contract in held for row in self._deadlines(contract) if row.duty == duty]
        return charts.waits(taken, duty.clock) if taken and duty.clock else None

    def _frame(self, root: str, home: str, here: str, current: str) -> dict[str, object]:
        """Return what every page shows: the settings, and the parts around its own, ready made for such a place.

        `root` is the way to the site's root, `home` to the first page in this language; `here` is the folder of the
        page there, and `current` is « page » on the folder's own page.
        """
        if (root, here, current) not in self._frames:
            settings = self.site.settings
            common = {
                "site": settings,
                "root": root,
                "home": home,
                "here": here,
                "current": current,
                "today": self.site.now.date(),
                "language": self.theme.language,
                "folder": self.folder,
                "direction": self.theme.direction,
                "is_reviewed": self.theme.is_reviewed,
            }
            values = {**common, "open_breaches": self.site.open_breaches, "updated": last_changed(self.news)}
            ready = {part: Markup(self.theme.render(f"{part}.html", **values)) for part in FRAME}
            self._frames[root, here, current] = {**common, **ready}
        return self._frames[root, here, current]


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
    found = list(addresses(press.site, press.news))
    every = [
        one._replace(path=f"{language_folder(press.site, of)}{one.path}") for of in press.languages for one in found
    ]
    return press.page("sitemap.xml", "sitemap.xml", addresses=every)


def addresses(site: Site, told: list[Notice]) -> Iterator[Address]:
    """Yield the pages of a sitemap, with the date of the newest of its notices where a page shows some."""
    yield Address("", last_changed(told))
    for section, name in FOLDERS.items():
        yield Address(f"{name}/", last_changed(of_section(told, section)))
    yield from (Address(f"{name}/", None) for name in ("your-rights", *PLAIN))
    yield from (Address(f"schools/{school.id}/", None) for school in site.settings.schools)
    newest = {notice.entry.path: notice.dated for notice in reversed(told)}
    for entry in site.entries:
        yield Address(page_path(entry).removesuffix("index.html"), newest.get(entry.path))
