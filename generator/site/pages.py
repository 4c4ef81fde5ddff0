"""Make the pages of a site: entries, lists, the home page, and pages for machines."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from typing import NamedTuple

from babel import Locale
from markupsafe import Markup

from generator.answers.breach import BreachAnswers
from generator.answers.contract import ContractAnswers
from generator.answers.timing import Deadline, deadlines
from generator.content.places import site_on_pages
from generator.content.translations import is_fully_translated, translated
from generator.core.dates import When
from generator.core.duties import WRITTEN_CONTRACT_SINCE, Duty
from generator.core.model import (
    GRADES,
    Breach,
    Contract,
    Data,
    Entry,
)
from generator.core.notices import Notice, notices
from generator.core.settings import School
from generator.core.site import FOLDERS, Draft, Site
from generator.law.record import RecordRow, entry_rows
from generator.site import catalog, figures, listing
from generator.site.catalog import Themes
from generator.site.listing import (
    Row,
    affects,
    changes_by_year,
    last_changed,
    of_section,
    sorted_notices,
    until,
)
from generator.site.theme import Theme, load_theme
from generator.site.urls import language_folder, page_path

MAX_ON_HOME = 4  # notices
MAX_OPEN = 2  # breaches on the home page, with their answers
MAX_TO_CHOOSE = 200  # products of one request
# Where people name their language in other words than Babel.
OWN_NAMES = {"zh-Hans": "简体中文", "zh-Hant": "繁體中文"}
PLAIN_PAGES = ("subscribe",)  # without entries; each has its own template
# Templates that pages of a folder share.
FRAME_PARTS = ("head", "masthead", "tabs", "bottom", "contact", "call", "share")


class Translated(NamedTuple):
    """A page in one language: the language, its name in that language, and the page's path."""

    language: str
    name: str
    path: str


class Said(NamedTuple):
    """A part of a page in one language, with its direction."""

    language: str
    direction: str
    text: Markup


class PageLinks(NamedTuple):
    """What the links of a page depend on: where it is.

    `root` is the path from the page to the site's root, and `home` to the home page of its
    language. `here` is the folder of the page; `aria_current` is “page” on the folder's own page,
    and “true” below it. A page that `is_anywhere` may be shown at any address, even of another
    host, so it contains its style and its logo.
    """

    root: str
    home: str
    here: str
    aria_current: str
    is_anywhere: bool = False


def entry_pages(maker: PageMaker) -> Iterator[Draft]:
    """Yield the page of each entry in one language."""
    for entry in maker.site.entries:
        yield maker.draft(page_path(entry), partial(maker.entry, entry))


def pages(maker: PageMaker) -> Iterator[Draft]:
    """Yield every other page in one language, the long lists first."""
    yield maker.draft("product-notification/index.html", maker.products)
    yield maker.draft("record/index.html", maker.public_record)
    yield maker.draft("breach-notification/index.html", maker.breaches)
    if maker.site.settings.schools:
        yield maker.draft("schools/index.html", maker.schools)
    for school in maker.site.settings.schools:
        yield maker.draft(f"schools/{school.id}/index.html", partial(maker.school, school))
    for folder in FOLDERS.values():
        yield maker.draft(f"embed/{folder}/index.html", partial(maker.embedded, folder))
    for name in PLAIN_PAGES:
        yield maker.draft(f"{name}/index.html", partial(maker.listed, name))
    for year in maker.changes:
        yield maker.draft(f"changes/{year}/index.html", partial(maker.year, year))
    yield maker.draft("ended/index.html", maker.ended)
    yield maker.draft("your-rights/index.html", maker.rights)
    yield maker.draft("index.html", maker.home)


def page_makers(site: Site, themes: Themes) -> list[PageMaker]:
    """Return a maker for each language that the theme has, in the order of the settings.

    Raises ThemeError.
    """
    name = site.settings.theme
    languages = catalog.available_languages(name, themes, site.settings.languages)
    sites = [site, *(translated(site, language) for language in languages[1:])]
    return [
        PageMaker(
            site_on_pages(each), load_theme(name, themes, each.language, languages[0]), languages
        )
        for each in sites
    ]


class PageMaker:
    """Makes the pages of a site in one language, and what they share only once."""

    def __init__(self, site: Site, theme: Theme, languages: Sequence[str]) -> None:
        """The theme is in one language; `languages` are all those of the site."""
        self.site = site
        self.theme = theme
        self.folder = language_folder(site, site.language)
        self.languages = {
            language: OWN_NAMES.get(language)
            or str(Locale.parse(language, sep="-").get_display_name())
            for language in languages
        }
        self.notices = sorted_notices(site)
        self.news = until(site.now, self.notices)
        self.changes = changes_by_year(site, self.news)
        self.namesakes = listing.namesakes(self.notices)
        self.contracts = {contract.id: contract for contract in site.contracts}
        self._breaches = listing.by_name(site.breaches)
        self._frames: dict[PageLinks, dict[str, object]] = {}
        self._answers: dict[str, ContractAnswers] = {}
        self._of_breaches: dict[str, BreachAnswers] = {}

    @cached_property
    def rows(self) -> list[Row]:
        """The rows of the list of contracts, from A to Z."""
        return listing.a_to_z(
            Row(
                answers.contract,
                answers.terms,
                answers.status,
                bool(answers.open_breaches),
                self.namesakes.get(f"contracts/{answers.contract.id}"),
            )
            for answers in map(self.contract_answers, self.site.contracts)
        )

    def draft(self, path: str, make: Callable[[], bytes]) -> Draft:
        """Return a page in this language that is yet to be made."""
        return Draft(f"{self.folder}{path}", make)

    def entry(self, entry: Entry) -> bytes:
        """Return the page of a contract or a breach."""
        values = {
            "whole": not self.folder or is_fully_translated(entry),
            "notices": notices(entry),
            "deadlines": self._deadlines(entry),
        }
        if isinstance(entry, Contract):
            return self.page(
                page_path(entry),
                "contract.html",
                **values,
                contract=entry,
                answers=self.contract_answers(entry),
            )
        return self.page(
            page_path(entry),
            "breach.html",
            **values,
            breach=entry,
            answers=self.answers(entry),
            contracts=[self.contracts[id] for id in entry.contract],
        )

    def contract_answers(self, contract: Contract) -> ContractAnswers:
        """Return the answers about a contract now, which its page and the lists share."""
        if contract.id not in self._answers:
            own, others = listing.about(contract, self._breaches)
            self._answers[contract.id] = ContractAnswers(contract, own, self.site.now, others)
        return self._answers[contract.id]

    def answers(self, breach: Breach) -> BreachAnswers:
        """Return the answers about a breach now, which its page and the lists share."""
        if breach.id not in self._of_breaches:
            site = self.site
            duties = site.settings.duties
            self._of_breaches[breach.id] = BreachAnswers(breach, duties, site.now, site.postings)
        return self._of_breaches[breach.id]

    def home(self) -> bytes:
        """Return the home page: the search, open breaches, the newest notices and the counts."""
        return self.page(
            "index.html",
            "home.html",
            open_answers=[self.answers(each) for each in self.site.open_breaches[:MAX_OPEN]],
            newest=self.news[:MAX_ON_HOME],
            changes=next(iter(self.changes.items()), None),
            counts=listing.product_counts(self.rows),
            breach_counts=listing.breach_counts(self.site.breaches),
            duties=self._duties,
        )

    def year(self, year: int) -> bytes:
        """Return the page of a year: what was new, what changed and what ended."""
        changes = self.changes[year]
        return self.page(
            f"changes/{year}/index.html",
            "changes.html",
            year=year,
            changes=changes,
            namesakes={part: listing.namesakes(of_part) for part, of_part in changes.items()},
            years=list(self.changes),
        )

    def public_record(self) -> bytes:
        """Return the public record: each notice with its dates, and charts of all of them."""
        rows = listing.shown_rows(self.site)
        return self.listed(
            "record",
            recorded=listing.recorded(self.notices, rows, self.site.settings.show_deadlines),
            counts=listing.product_counts(self.rows),
            breach_counts=listing.breach_counts(self.site.breaches),
            charts=self._charts(rows),
        )

    def products(self) -> bytes:
        """Return the list of contracts."""
        notices = of_section(self.news, "contracts")
        return self.listed(
            "product-notification",
            parts=listing.parts(self.rows),
            counts=listing.product_counts(self.rows),
            changed=last_changed(notices, self.site),
            **self._choices([row.current.collects for row in self.rows]),
            absent=listing.absent_topics(
                row.current.collects for row in self.rows if row.status != "withdrawn"
            ),
            others=self.site.breaches,
            answers=self.answers,
            grades_of=self.grades_of,
        )

    def breaches(self) -> bytes:
        """Return the list of breaches."""
        return self.listed(
            "breach-notification",
            breaches=self.site.breaches,
            answers=self.answers,
            settled=[breach for breach in self.site.breaches if not breach.is_open],
            grades_of=self.grades_of,
            counts=listing.breach_counts(self.site.breaches),
            changed=last_changed(of_section(self.news, "breaches"), self.site),
            **self._choices([breach.current.involves for breach in self.site.breaches]),
            absent=listing.Absent(),
            others=None,
        )

    def rights(self) -> bytes:
        """Return the page about what the law requires, and what a family can ask for."""
        since = WRITTEN_CONTRACT_SINCE[self.site.settings.law]
        in_use = [row for row in self.rows if row.part == "now" and row.current.collects != Data()]
        products = in_use if len(in_use) <= MAX_TO_CHOOSE else ()
        return self.listed("your-rights", duties=self._duties, since=since, products=products)

    def ended(self) -> bytes:
        """Return the list of ended contracts, the latest first: was the data deleted?"""
        found = [self.contract_answers(row.contract) for row in self.rows if row.status == "ended"]
        found.sort(key=_end, reverse=True)
        kinds = Counter(answers.deletion.kind for answers in found)
        counts = {
            "confirmed": kinds["confirmed"],
            "open": kinds["asked"] + kinds["not confirmed"],
            "leaked": kinds["leaked"],
        }
        return self.listed("ended", ended=found, kinds=counts)

    def schools(self) -> bytes:
        """Return the list of all schools, each with the number of its open breaches."""
        schools = self.site.settings.schools
        counts = [(s, sum(breach.is_open for breach in self._breaches_at(s))) for s in schools]
        return self.page("schools/index.html", "schools-list.html", schools=counts)

    def school(self, school: School) -> bytes:
        """Return the page of a school: the breaches that may affect it, and what it uses now."""
        rows = [
            row for row in self.rows if affects(row.current.schools, school, row.contract.executed)
        ]
        breaches = self._breaches_at(school)
        in_use = [row for row in rows if row.status not in ("ended", "withdrawn")]
        return self.page(
            f"schools/{school.id}/index.html",
            "school.html",
            school=school,
            breaches=breaches,
            open=[breach for breach in breaches if breach.is_open],
            earlier=[breach for breach in breaches if not breach.is_open],
            answers=self.answers,
            grades_of=self.grades_of,
            by_grade=[
                (grade, listing.grade_counts(grade, in_use, breaches, self.grades_of))
                for grade in school.grades
            ],
            in_use=len(in_use),
            products=listing.by_worry(in_use),
            has_ended=any(row.status == "ended" for row in rows),
            into=[s for s in self.site.settings.schools if s.id == school.into],
            merged=[s for s in self.site.settings.schools if s.into == school.id],
        )

    def _breaches_at(self, school: School) -> list[Breach]:
        """Return the breaches that may involve students of a school."""
        return [b for b in self.site.breaches if affects(b.current.schools, school, b.reported)]

    def grades_of(self, breach: Breach) -> Sequence[str]:
        """Return the grades that a breach names, or those of its contracts, for the filter."""
        contracts = (self.contracts[id].current for id in breach.contract)
        return breach.current.grades or [g for terms in contracts for g in terms.grades]

    def listed(self, name: str, **values: object) -> bytes:
        """Return the page of a folder at the site's root, made by the template of that name."""
        return self.page(f"{name}/index.html", f"{name}.html", **values)

    def embedded(self, folder: str) -> bytes:
        """Return the page that another website frames; its links are those of the list."""
        return self.page(f"{folder}/index.html", "embed.html")

    def page(self, path: str, template: str, **values: object) -> bytes:
        """Return a page made by a template; `path` is relative to the folder of the language."""
        home = "../" * path.count("/")
        links = PageLinks(
            root=f"{home}../" if self.folder else home,
            home=home,
            here=path.partition("/")[0] if "/" in path else "",
            aria_current="page" if path.partition("/")[2] == "index.html" else "true",
        )
        url = f"{self.site.settings.url}{self.folder}{path.removesuffix('index.html')}"
        values = {**self._frame(links), "url": url, "editions": self._editions(path), **values}
        return self.theme.render(template, **values).encode()

    def not_found(self, makers: Sequence[PageMaker]) -> bytes:
        """Return the page that a server shows for any missing address, at any depth.

        It says in each language that it is missing. Its links are full addresses, and it names no
        address of its own.
        """
        url = self.site.settings.url
        links = PageLinks(
            url, f"{url}{self.folder}", here="", aria_current="true", is_anywhere=True
        )
        said = [maker.missing("h1" if maker is self else "h2") for maker in makers]
        values = {**self._frame(links), "url": "", "editions": [], "in_languages": said}
        return self.theme.render("404.html", **values).encode()

    def missing(self, heading: str) -> Said:
        """Return what the page for a missing address says in this language."""
        home = f"{self.site.settings.url}{self.folder}"
        text = self.theme.render("missing.html", home=home, heading=heading)
        return Said(self.theme.language, self.theme.direction, Markup(text))

    @cached_property
    def updated(self) -> When | None:
        """When the newest notice was given."""
        return last_changed(self.news, self.site)

    @cached_property
    def _duties(self) -> dict[str, Duty]:
        """The duties of today by name, each with the limit of what starts today."""
        today = self.site.now.date()
        return {duty.name: duty for duty in self.site.settings.duties if duty.is_in_force(today)}

    def _choices(self, all_data: Sequence[Data | None]) -> dict[str, object]:
        """Return what the search of a list with these data offers to choose."""
        return {
            "all": len(all_data),
            "held": listing.held_topics(all_data),
            "levels": listing.levels(self.site.settings.schools),
            "grades": self._grades,
            "latest_year": next(iter(self.changes), None),
        }

    @cached_property
    def _grades(self) -> list[str]:
        """The grades of all contracts, the youngest first."""
        return [grade for grade in GRADES if any(grade in row.current.grades for row in self.rows)]

    def _editions(self, path: str) -> list[Translated]:
        """Return a page in each language of the site, or nothing if the site has only one."""
        if len(self.languages) == 1:
            return []
        return [
            Translated(language, name, f"{language_folder(self.site, language)}{path}")
            for language, name in self.languages.items()
        ]

    def _deadlines(self, entry: Entry) -> tuple[Deadline, ...]:
        """Return the deadlines that an entry's page shows, if the settings allow it."""
        site = self.site
        if not site.settings.show_deadlines:
            return ()
        if isinstance(entry, Breach):
            return self.answers(entry).deadlines
        return deadlines(entry_rows(entry, site.settings.duties, site.now, site.postings))

    def _charts(self, shown: list[RecordRow]) -> figures.Charts:
        """Return the charts: data of active contracts, years of signing, times until notice."""
        active = [row.current.collects for row in self.rows if row.status == "active"]
        entries = [row.contract for row in self.rows if row.status != "withdrawn"]
        contracts = [entry for entry in entries if entry.has_contract]
        return figures.Charts(
            active=len(active),
            kinds=tuple(figures.kinds(active)),
            years=tuple(figures.years(contracts)),
            undated=sum(contract.executed is None for contract in contracts),
            waits=tuple(self._waits(shown)),
        )

    def _waits(self, rows: list[RecordRow]) -> Iterator[figures.Waits]:
        """Yield how long notices took, for contracts and breaches, if the settings show that."""
        for duty in self._duties.values():
            of_duty = [row for row in rows if row.duty.name == duty.name]
            is_usual = duty.breach_by == "contractor"  # another is shown if there is one
            is_shown = duty.who == "board" and self.site.settings.show_deadlines
            if is_shown and duty.clock and (is_usual or of_duty):
                yield figures.waits(duty.name, duty.clock, of_duty)

    def _frame(self, links: PageLinks) -> dict[str, object]:
        """Return the values that every page has: the settings, and the rendered parts around it."""
        if links not in self._frames:
            settings = self.site.settings
            folder = links.here
            official = ""  # the name that the law prescribes for a list
            if folder in FOLDERS.values():
                official = self.theme.text("feed_titles", folder, site=settings)
            common = {
                "site": settings,
                **links._asdict(),
                "today": self.site.now.date(),
                "language": self.theme.language,
                "folder": self.folder,
                "official": official,
                "direction": self.theme.direction,
                "is_reviewed": self.theme.is_reviewed,
                "open_breaches": self.site.open_breaches,
                "namesakes": self.namesakes,
            }
            values = {**common, "updated": self.updated}
            parts = {
                part: Markup(self.theme.render(f"{part}.html", **values)) for part in FRAME_PARTS
            }
            self._frames[links] = {**common, **parts}
        return self._frames[links]


def _end(answers: ContractAnswers) -> float:
    """Return when a contract ended, to sort by."""
    expires = answers.terms.expires
    return expires.end.timestamp() if expires else 0.0


class Address(NamedTuple):
    """A page in the sitemap: its path below the site's root, and when its content last changed."""

    path: str
    changed: When | None


def machine_pages(makers: Sequence[PageMaker]) -> Iterator[Draft]:
    """Yield the 404 page, and the sitemap and robots.txt, which are about all languages."""
    maker = makers[0]
    yield maker.draft("404.html", partial(maker.not_found, makers))
    yield maker.draft("sitemap.xml", partial(_sitemap, maker))
    yield maker.draft("robots.txt", partial(maker.page, "robots.txt", "robots.txt"))


def _sitemap(maker: PageMaker) -> bytes:
    pages = list(addresses(maker.site, maker.news, maker.changes))
    folders = [language_folder(maker.site, language) for language in maker.languages]
    translated = [
        page._replace(path=f"{folder}{page.path}") for folder in folders for page in pages
    ]
    return maker.page("sitemap.xml", "sitemap.xml", addresses=translated)


def addresses(site: Site, notices: list[Notice], years: Iterable[int]) -> Iterator[Address]:
    """Yield the pages of a sitemap; a page with notices has the date of the newest of them."""
    by_entry = defaultdict[str, list[Notice]](list)
    for notice in notices:
        by_entry[notice.entry.path].append(notice)
    updated = last_changed(notices, site)
    yield Address("", updated)
    for section, name in FOLDERS.items():
        yield Address(f"{name}/", last_changed(of_section(notices, section), site))
    yield Address("record/", updated)
    yield from (Address(f"changes/{year}/", None) for year in years)
    yield from (Address(f"{name}/", None) for name in ("ended", "your-rights", *PLAIN_PAGES))
    if site.settings.schools:
        yield Address("schools/", None)
    yield from (Address(f"schools/{school.id}/", None) for school in site.settings.schools)
    for entry in site.entries:
        changed = last_changed(by_entry[entry.path], site)
        yield Address(page_path(entry).removesuffix("index.html"), changed)
