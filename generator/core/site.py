"""What a compilation takes, makes and returns: inputs, a site of joined entries, and its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from itertools import chain
from typing import NamedTuple

from generator.core.dates import When
from generator.core.model import (
    Breach,
    Contract,
    Entry,
    Line,
    Notified,
    Section,
    Translation,
    as_of,
    remembered,
)
from generator.core.problems import Problem, Span
from generator.core.settings import Settings

# The folder of each list and its entries on the site. It is part of their permanent addresses.
FOLDERS: dict[Section, str] = {
    "contracts": "product-notification",
    "breaches": "breach-notification",
}


class Source(NamedTuple):
    """A file of the content or a theme: its path from the root, with slashes, and its bytes."""

    path: str
    data: bytes


def source_at(sources: Iterable[Source], path: str) -> Source | None:
    """Return the source at a path, or None."""
    return next((source for source in sources if source.path == path), None)


class Told(NamedTuple):
    """What a message says of one file of an entry: its `name` there, empty for the entry itself.

    `notified` is None if the message was withdrawn. `places` are the spans of its fields, and of
    the file with the name "". `lines` are the corrections and withdrawals of the message, and
    `before` has what it said until each of these, None if nothing.
    """

    name: str
    notified: Notified | None
    places: Mapping[str, Span]
    lines: tuple[Line, ...] = ()
    before: tuple[tuple[When, Notified | None], ...] = ()

    def at(self, moment: When | None) -> Notified | None:
        """Return what it said just before a moment, or what it says now."""
        later = (said for until, said in self.before if moment and until.start >= moment.start)
        return next(later, self.notified)


class EntrySource(NamedTuple):
    """The sources of an entry, or one translation of one of its files.

    `source` is the first notice, and `later` are the other files by their names, the oldest first.
    `told` are the messages that name them. A translation has a `language`, the `name` of the later
    file that it translates, empty for the first, and nothing else.
    """

    section: Section
    id: str
    source: Source
    language: str = ""
    name: str = ""
    later: tuple[tuple[str, Source], ...] = ()
    told: tuple[Told, ...] = ()

    @property
    def key(self) -> tuple[Section, str]:
        """What the entry and its translations have in common, and no other entry has."""
        return self.section, self.id

    @property
    def sources(self) -> list[Source]:
        """All its sources."""
        return [self.source, *(source for _, source in self.later)]


class Page(NamedTuple):
    """A file of the site: its path on the site, and its bytes or the path of the file to copy."""

    path: str
    data: bytes = b""
    copy_of: str = ""


class Draft(NamedTuple):
    """A page that is not made yet: its path, and the function that returns its bytes."""

    path: str
    data: Callable[[], bytes]

    def make(self) -> Page:
        """Return the page; raises ThemeError."""
        return Page(self.path, self.data())


class ThemeError(Exception):
    """A template has a mistake. `problem` says where, and the compiler reports it."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)  # the only argument, so that another process can receive it
        self.problem = problem


class Past(NamedTuple):
    """What was published earlier: the sources, and the paths of the files in `content/files/`.

    `replaced` are those files that have other bytes now.
    """

    sources: tuple[Source, ...]
    files: frozenset[str]
    replaced: frozenset[str] = frozenset()


class LiveNotices(NamedTuple):
    """What the live site has: its notices, such as contracts/reader/change-1, and its authority."""

    feed_authority: str
    ids: frozenset[str]


class Committed(NamedTuple):
    """A commit on the published branch, and when it arrived there, in UTC."""

    id: str
    at: datetime

    def when(self, zone: tzinfo | None) -> When:
        """Return its time in a time zone, to the minute."""
        return When(self.at.astimezone(zone).replace(second=0), "minute")

    def day(self, zone: tzinfo | None) -> str:
        """Return its day in a time zone, as in an entry."""
        return f"{self.at.astimezone(zone):%Y-%m-%d}"


class FileChange(NamedTuple):
    """What a commit did to a file; `old` differs from `new` only if the file was renamed.

    `status` and `mode` are git's, and `blob` is its name for the content, all zeros without one.
    """

    status: str
    old: str
    new: str
    mode: str
    blob: str


class Commit(NamedTuple):
    """A commit, and what it did. `seconds` is its time since 1970, whatever its author wrote."""

    id: str
    seconds: int
    parents: list[str]
    author: str
    changes: list[FileChange]

    @property
    def made(self) -> Committed:
        """The commit and its time."""
        return Committed(self.id, datetime.fromtimestamp(self.seconds, UTC))


class History(NamedTuple):
    """What git knows of a district's repository, with the oldest commits first.

    `published` are the commits of the published branch, at real times. `proofs` are those of the
    branch with the proofs, and if it has any, `remote` are the ids of those that `origin` has of
    the published one. `folder` is the path to the content, with a slash at its end. `texts` has
    entries and proofs, by blob, and `settings` those of each commit that a proof names.
    """

    published: list[Commit]
    proofs: list[Commit]
    folder: str
    texts: Mapping[str, bytes]
    settings: Mapping[str, bytes]
    remote: frozenset[str]


class Posting(NamedTuple):
    """What git says of one file of the content: commits on the published branch.

    `first` is the first commit with the file, and `with_contract` the first with its `agreement`.
    Each is None if there is no such commit. If it is known when the live site was seen, these two
    have that time instead, and are None as long as it was not; `is_doubtful` is whether someone has
    changed the proof of them. `made` is the first commit with the file, seen live or not. `changed`
    is the last commit that changed a fact in it, against the rule, and `back` the last one that put
    it back after it was removed. `removed` is the commit that removed it, if it is not there.
    """

    first: Committed | None
    with_contract: Committed | None = None
    made: Committed | None = None
    is_doubtful: bool = False
    changed: Committed | None = None
    back: Committed | None = None
    removed: Committed | None = None


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything that a site is made from. All paths are relative to the root.

    `files` has the sizes, in bytes, of the files in `content/files/`. `flaws` says what is wrong
    with those among them, by their paths, if it was looked for. `themes` has the sources of each
    theme, the default first. `now` is in the district's time zone if it has none.

    `unread` has the problems of reading: files that could not be read, and what git's history
    should not have. `published` is what was published before, if it is to be compared, and `live`
    what the live site has, if git has lost that. `postings` has a posting for each file of an entry
    that git knows, by its path in the content without the ending, or is None if git was not asked.
    `commit` is the commit that the site says it was built from, or empty. `format_files` are the
    schema and the page of the common format, by their paths on the site.
    """

    sources: tuple[Source, ...]
    files: Mapping[str, int]
    themes: Mapping[str, Mapping[str, bytes]]
    now: datetime
    unread: tuple[Problem, ...] = ()
    published: Past | None = None
    live: LiveNotices | None = None
    postings: Mapping[str, Posting] | None = None
    commit: str = ""
    flaws: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    format_files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def earlier(self) -> Inputs | None:
        """What was published, if it is to be compared with a folder that is there."""
        past = self.published
        if past is None or any(unread.span.path == "content" for unread in self.unread):
            return None
        files = dict.fromkeys(past.files, 0)
        return replace(self, sources=past.sources, files=files, unread=(), published=None)

    def moment(self, zone: tzinfo) -> datetime:
        """Return `now` in a time zone, which is the district's."""
        return self.now.astimezone(zone) if self.now.tzinfo else self.now.replace(tzinfo=zone)

    def with_sources_of(self, problems: Iterable[Problem]) -> Inputs:
        """Return what a report of these problems needs: without the sources that have none."""
        paths = {problem.span.path for problem in problems}
        return replace(self, sources=tuple(s for s in self.sources if s.path in paths))


@dataclass(frozen=True, slots=True)
class Outcome:
    """The site and its pages, and the problems. If there is an error, there is no site or page.

    It `is_cut` if there are more problems than it has.
    """

    pages: Sequence[Page]
    problems: tuple[Problem, ...]
    entries: int = 0
    site: Site | None = None
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """The site before its pages are made, and the problems; `ready` has pages that are complete.

    An error of the theme within a page is found only when the page is made.
    """

    ready: tuple[Page, ...]
    drafts: tuple[Draft, ...]
    problems: tuple[Problem, ...]
    entries: int = 0
    site: Site | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """All entries of a site without errors, in the order of their lists.

    Contracts are newest first. Open breaches come before the others, each newest first. Entries
    without a date are last. `now` is in the district's time zone, `language` is the language of
    the pages, and `postings` is the same as in `Inputs`.
    """

    settings: Settings
    contracts: tuple[Contract, ...]
    breaches: tuple[Breach, ...]
    now: datetime
    language: str
    translations: tuple[Translation, ...] = ()
    postings: Mapping[str, Posting] | None = None

    @property
    def entries(self) -> list[Entry]:
        """All entries, contracts first."""
        return [*self.contracts, *self.breaches]

    @property
    def open_breaches(self) -> list[Breach]:
        """The breaches that are neither resolved nor withdrawn."""
        return [breach for breach in self.breaches if breach.is_open]


def join(
    settings: Settings,
    entries: Iterable[Entry],
    translations: Iterable[Translation],
    now: datetime,
    postings: Mapping[str, Posting] | None = None,
) -> Site:
    """Return the site of all entries as of `now`, which is in the district's time zone."""
    entries = [as_of(entry, now) for entry in entries]
    contracts = {entry.id: entry for entry in entries if isinstance(entry, Contract)}
    breaches = [
        _in_district(joined(entry, contracts), settings.district)
        for entry in entries
        if isinstance(entry, Breach)
    ]
    breaches.sort(key=lambda breach: (not breach.is_open, *_newest_first(breach)))
    return Site(
        settings=settings,
        contracts=tuple(sorted(contracts.values(), key=_newest_first)),
        breaches=tuple(breaches),
        now=now,
        language=settings.languages[0],
        translations=tuple(translations),
        postings=postings,
    )


def joined(breach: Breach, contracts: Mapping[str, Contract]) -> Breach:
    """Return a breach with its contracts' contractor, products, and schools if it names none.

    They are those of the day on which the breach was reported, even if the contracts change later.
    """
    of_breach = [contracts[id] for id in breach.contract if id in contracts]
    if not of_breach:
        products = tuple(filter(None, (breach.product, *breach.products)))
        if not breach.products:
            return breach
        return replace(breach, product=listed_once(products), products=products)
    if breach.reported:
        of_breach = [replace(contract, at=breach.reported.start) for contract in of_breach]
    schools = breach.first.schools
    if schools is None:
        schools = _schools_of(of_breach)
    return replace(
        breach,
        contractor=of_breach[0].contractor,
        product=listed_once(contract.product for contract in of_breach),
        aliases=tuple(name for each in of_breach for name in each.more["aliases"] or ()),
        kind=of_breach[0].kind,
        first=replace(breach.first, schools=schools),
        has_exception=any(contract.is_exception for contract in of_breach),
    )


def _schools_of(contracts: Sequence[Contract]) -> tuple[str, ...] | None:
    """Return the schools of all contracts: () for all schools, and None if one contract names none.

    It takes no schools from a service for special education, because they could point to a child.
    For example, contracts for `[hill]` and `[brook, hill]` give `("hill", "brook")`.
    """
    if any(contract.is_exception or contract.current.schools is None for contract in contracts):
        return None
    named = [contract.current.schools or () for contract in contracts]
    return () if () in named else tuple(dict.fromkeys(chain.from_iterable(named)))


def _in_district(breach: Breach, district: str) -> Breach:
    """Return a breach with the district's name, and with its own kind if the data was there."""
    if breach.is_own or breach.contractor.casefold() == district.casefold():
        return replace(breach, district=district, kind="district", contractor=district)
    return replace(breach, district=district)


def listed_once(names: Iterable[str]) -> str:
    """Return names as a list with commas, each once, without empty ones."""
    return ", ".join(dict.fromkeys(filter(None, names)))


@remembered
def _newest_first(entry: Entry) -> tuple[float, str, str]:
    latest = entry.latest
    return (
        -latest.start.timestamp() if latest else float("inf"),
        entry.title.casefold(),
        entry.id,
    )
