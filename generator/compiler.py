"""The straight line from what stands in the content to the whole site, or to what is wrong; nothing else.

Pure: no disk, no clock, no environment. The same inputs give the same pages, with any `map` that keeps the order.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache, partial
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar
from zoneinfo import ZoneInfo

from generator.content import frontmatter, load
from generator.content.field_types import Known
from generator.content.markdown import Renderer
from generator.content.names import SECTIONS, SETTINGS, Named, clashing, named, unfit, unpublished
from generator.content.translations import check_translations, read_translation, translated
from generator.content.validate import place
from generator.content.yaml_nodes import Scalar
from generator.core.dates import When
from generator.core.model import Breach, Contract, Entry, Translation
from generator.core.problems import Problem, Span, listed, meant, problem
from generator.core.settings import Settings
from generator.core.site import Draft, Inputs, Outcome, Page, Plan, Site
from generator.rules import across_entries, published, single_entry, student_data
from generator.site import catalog
from generator.site.data import data
from generator.site.feeds import feeds
from generator.site.pages import Press, for_machines, pages
from generator.site.theme import FOLDERS, Theme, ThemeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from generator.content.translations import Words
    from generator.core.duties import Duty
    from generator.rules.student_data import Suspect

    class Map(Protocol):
        """A `map` that keeps the order."""

        def __call__(self, function: Callable[[Item], Result], items: list[Item], /) -> Iterable[Result]:
            """Return the function's results for all items."""

    Kept = Callable[[Iterable[Page]], Sequence[Page]]


Item = TypeVar("Item")
Result = TypeVar("Result")
UTC = ZoneInfo("UTC")  # until the settings are read; what they get wrong is reported along with the entries


class Read(NamedTuple):
    """One source read alone: its entry if it could be read, what is wrong in it, and what looks like student data."""

    entry: Entry | None
    problems: tuple[Problem, ...]
    suspects: tuple[Suspect, ...]

    @property
    def is_whole(self) -> bool:
        """Say whether all of it could be read."""
        return not any(found.is_error for found in self.problems)


class Content(NamedTuple):
    """All sources read together: the site if nothing has an error, what is wrong, and how many are entries."""

    site: Site | None
    problems: tuple[Problem, ...]
    entries: int


class Reader(NamedTuple):
    """Reads a source alone, which depends on nothing else than this: a name among the others is all it may ask for."""

    known: Known
    since: When | None
    duties: tuple[Duty, ...]
    now: datetime

    def entry(self, name: Named) -> Read:
        """Read one entry: its fields, its texts, and the rules that need no other entry."""
        document = frontmatter.read(name.source.path, name.source.data)
        read = load.contract if name.section == "contracts" else load.breach
        entry, problems = read(name.id, document, self.known, _renderer(self.known))
        if entry:
            whole = not any(found.is_error for found in problems)
            at = partial(place, document)
            problems += single_entry.check(single_entry.Case(entry, at, self.since, self.duties, self.now, whole))
        return Read(entry, tuple(problems), student_data.suspects(document, problems))

    def words(self, name: Named) -> Words:
        """Read one translation."""
        return read_translation(name, self.known, _renderer(self.known))


def compile_site(inputs: Inputs, map: Map = map, kept: Kept = tuple) -> Outcome:
    """Return the whole site, or no page at all; and every problem of every source, sorted by place.

    `map` applies a function to every entry, in order; a pool of processes may be handed in. `kept` takes the pages as
    they are made, and says how they wait until the last of them is.
    """
    plan = plan_site(inputs, map)
    try:
        pages = kept(chain(plan.ready, each(map, _made, [*plan.drafts])))
    except ThemeError as error:
        return Outcome((), _sorted([*plan.problems, error.problem]), plan.entries)
    return Outcome(pages, plan.problems, plan.entries, plan.site)


def plan_site(inputs: Inputs, map: Map = map) -> Plan:
    """Return the whole site with each page yet to be made, or none; and every problem of every source.

    What a theme does wrong in a page comes as a ThemeError when that page is made.
    """
    site, problems, entries = read_content(inputs, map)
    if site is None:
        return Plan((), (), problems, entries)
    try:
        presses = _presses(site, inputs)
    except ThemeError as error:
        return Plan((), (), _sorted([*problems, error.problem]), entries)
    copies = [Page(path.removeprefix("content/"), copy_of=path) for path in inputs.files]
    return Plan((*presses[0].theme.static(), *copies), tuple(_drafts(site, presses)), problems, entries, site)


def read_content(inputs: Inputs, map: Map = map) -> Content:
    """Return all entries joined to a site, which makes no pages yet; and every problem, sorted by place."""
    settings, problems = _settings(inputs)
    zone = settings.zone if settings else UTC
    now = inputs.moment(zone)
    all_named, misnamed = named(inputs.sources)
    chosen, words = [one for one in all_named if not one.language], [one for one in all_named if one.language]
    problems += [*inputs.unread, *misnamed, *unpublished(inputs.files), *clashing(inputs.files)]
    problems += unfit(all_named, inputs.files, settings.published_names if settings else ())
    since, duties = (settings.since, settings.duties) if settings else (None, ())
    reader = Reader(_known(inputs, settings, chosen, zone), since, duties, now)
    read = list(each(map, reader.entry, chosen))
    problems += [found for one in read for found in one.problems]
    told = list(each(map, reader.words, words))
    problems += [found for one in told for found in one.problems]
    problems += _together(read, told, chosen, settings, now)
    if inputs.published:
        problems += published.check(inputs.published, inputs, zone)
    site = None
    if settings and not any(found.is_error for found in problems):
        site = _site(settings, [one.entry for one in read if one.entry], [one.translation for one in told], now)
    return Content(site, _sorted(problems), len(chosen))


def each(map: Map, function: Callable[[Item], Result], items: list[Item]) -> Iterator[Result]:
    """Yield a function's results for all items; ValueError if the map gives fewer results than there are items.

    Python's own `map` takes a StopIteration of the function for its end. The items after it would be lost in silence.
    """
    yield from (result for _, result in zip(items, map(function, items), strict=True))


def surroundings(inputs: Inputs) -> tuple[Settings | None, Known, Renderer]:
    """Return the settings, where they can be read, the names that an entry may refer to, and what renders its texts."""
    settings, _ = _settings(inputs)
    chosen = [one for one in named(inputs.sources)[0] if not one.language]
    known = _known(inputs, settings, chosen, settings.zone if settings else UTC)
    return settings, known, _renderer(known)


def titles(inputs: Inputs) -> dict[str, str]:
    """Return the titles of all contracts by their ids, as far as they can be read."""
    chosen = [one for one in named(inputs.sources)[0] if one.section == "contracts" and not one.language]
    found = ((one.id, frontmatter.read(one.source.path, one.source.data).fields.fields) for one in chosen)
    nodes = ((id, fields.get("product") or fields.get("contractor")) for id, fields in found)
    return {id: node.text for id, node in nodes if isinstance(node, Scalar)}


def _sorted(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda found: found.order))


def _known(inputs: Inputs, settings: Settings | None, chosen: list[Named], zone: ZoneInfo) -> Known:
    """Return the names that an entry may refer to; what is there but cannot be read has its own problem already."""
    unread = {found.span.path.removeprefix("content/") for found in inputs.unread}
    ids = {section: {entry.id for entry in chosen if entry.section == section} for section in SECTIONS}
    for section in SECTIONS:
        ids[section] |= {path.rpartition("/")[2].rpartition(".")[0] for path in unread if path.startswith(section)}
    return Known(
        zone=zone,
        schools=frozenset(school.id for school in settings.schools) if settings else None,
        contracts=frozenset(ids["contracts"]),
        breaches=frozenset(ids["breaches"]),
        files=frozenset({path.removeprefix("content/") for path in inputs.files} | unread),
    )


def _together(
    read: list[Read], told: list[Words], chosen: list[Named], settings: Settings | None, now: datetime
) -> Iterator[Problem]:
    """Yield what can be seen only when all entries are known."""
    sources = {name.source.path: name.source for name in chosen}

    def at(entry: Entry, *loc: str | int) -> Span:
        return place(frontmatter.read(entry.path, sources[entry.path].data), *loc)

    whole = [one.entry for one in read if one.entry and one.is_whole]
    yield from across_entries.check(whole, at, now)
    ids, by_id = {(one.section, one.id) for one in chosen}, {(entry.section, entry.id): entry for entry in whole}
    yield from check_translations(told, ids, by_id, settings.languages if settings else ())
    contracts = {one.entry.id: one.entry for one in read if isinstance(one.entry, Contract)}
    held = across_entries.by_contractor(contracts.values())
    suspected = [(one.entry, one.suspects) for one in read]
    suspected += [(by_id.get((one.translation.section, one.translation.id)), one.suspects) for one in told]
    for entry, suspects in suspected:
        if suspects:
            joined = _joined(entry, contracts) if isinstance(entry, Breach) else entry
            own = student_data.own(settings, held.get(across_entries.same(joined.contractor), []) if joined else [])
            yield from student_data.problems(suspects, own)


@lru_cache(maxsize=2)
def _renderer(known: Known) -> Renderer:
    """Return the renderer for all texts of a run; a link of theirs may lead to any page of an entry, and to a list."""
    ids = {FOLDERS["contracts"]: known.contracts, FOLDERS["breaches"]: known.breaches}
    pages = {f"{folder}/{id}" for folder, names in ids.items() for id in names}
    return Renderer(known.files, frozenset(pages | set(ids)))


def _settings(inputs: Inputs) -> tuple[Settings | None, list[Problem]]:
    """Read `content/site.yaml`; its theme must be one of the themes."""
    source = next((source for source in inputs.sources if source.path == SETTINGS), None)
    if source is None:
        told = any(found.span.path in (SETTINGS, "content") for found in inputs.unread)
        return None, [] if told else [problem("E002", Span(SETTINGS))]
    document = frontmatter.read(source.path, source.data)
    settings, problems = load.settings(document, Known(UTC))
    if settings and settings.theme not in inputs.themes:
        themes = {"value": settings.theme, "meant": meant(settings.theme, inputs.themes)}
        problems.append(problem("E501", place(document, "theme"), **themes, choices=listed(inputs.themes)))
        return None, problems
    if settings:
        for i, language in enumerate(settings.languages):
            at = place(document, "languages", i)
            problems += catalog.problems(settings.theme, inputs.themes, language, at, is_first=i == 0)
    return settings, problems


def _site(settings: Settings, entries: list[Entry], translations: list[Translation], now: datetime) -> Site:
    """Join each breach with its contract, and put both lists in their order."""
    contracts = {entry.id: entry for entry in entries if isinstance(entry, Contract)}
    breaches = [_joined(entry, contracts) for entry in entries if isinstance(entry, Breach)]
    return Site(
        settings,
        tuple(sorted(contracts.values(), key=_newest_first)),
        tuple(sorted(breaches, key=lambda breach: (not breach.is_open, *_newest_first(breach)))),
        now,
        settings.languages[0],
        tuple(translations),
    )


def _joined(breach: Breach, contracts: dict[str, Contract]) -> Breach:
    """Return a breach with what its contract says: contractor, product and, unless it names some, schools."""
    contract = contracts.get(breach.contract)
    if contract is None:
        return breach
    schools = contract.now.schools if breach.first.schools is None else breach.first.schools
    first = replace(breach.first, schools=schools)
    return replace(breach, contractor=contract.contractor, product=contract.product, first=first)


def _newest_first(entry: Entry) -> tuple[float, str, str]:
    return (-entry.latest.start.timestamp() if entry.latest else float("inf"), entry.title.casefold(), entry.id)


def _presses(site: Site, inputs: Inputs) -> list[Press]:
    """Return what makes the pages of each language that the theme speaks, the first one first."""
    name, themes = site.settings.theme, inputs.themes
    first, *further = languages = catalog.spoken(name, themes, site.settings.languages)
    editions = [site, *(translated(site, language) for language in further)]
    files = tuple((one, tuple(themes[one].items())) for one in dict.fromkeys((catalog.DEFAULT, name)))
    return [Press(edition, _theme(name, files, edition.language, first), languages) for edition in editions]


@lru_cache(maxsize=16)
def _theme(name: str, files: tuple[tuple[str, tuple[tuple[str, bytes], ...]], ...], language: str, first: str) -> Theme:
    """Return a theme in a language; while nothing of it changes, its templates are compiled once."""
    return Theme(name, {one: dict(held) for one, held in files}, language, first)


def _drafts(site: Site, presses: list[Press]) -> Iterator[Draft]:
    """Yield all that is to be made, each page before those that link to it."""
    for press in presses:
        yield from pages(press)
    yield from for_machines(presses[0])
    for press in presses:
        yield from feeds(press)
    yield from data(site)


def _made(draft: Draft) -> Page:
    return draft.make()
