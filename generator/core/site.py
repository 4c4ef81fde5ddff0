"""The line's two ends and its middle: what a site is made from, the site as it was read, and what it becomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from generator.core.model import Breach, Contract, Entry, Translation
from generator.core.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime, tzinfo

    from generator.core.model import Section
    from generator.core.problems import Problem


# The folder of the site in which each list and its entries are: part of their address, which never changes.
FOLDERS: dict[Section, str] = {"contracts": "product-notification", "breaches": "breach-notification"}


class Source(NamedTuple):
    """A text of the content or of a theme: its path from the root, with slashes, and its bytes."""

    path: str
    data: bytes


class Page(NamedTuple):
    """A file of the site: its path below the site's root, and its bytes or the file on disk that it is a copy of."""

    path: str
    data: bytes = b""
    copy_of: str = ""


class Draft(NamedTuple):
    """A page that is yet to be made: where it will stand, and what makes it; a theme that fails raises ThemeError."""

    path: str
    make: Callable[[], Page]


class Past(NamedTuple):
    """What was published at an earlier time: the texts, and the paths of the files under `content/files/`."""

    sources: tuple[Source, ...]
    files: frozenset[str]


class Committed(NamedTuple):
    """A commit of the published branch, and the moment, in UTC, at which it came there."""

    id: str
    at: datetime


class Posting(NamedTuple):
    """What git knows of a notice: the commits with which it first stood on the published branch.

    `with_contract` is the first that has the notice with its own `agreement`, and `notified` the first that gives the
    `notified` date which the newest text gives; None where none does.
    """

    first: Committed
    with_contract: Committed | None = None
    notified: Committed | None = None


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that a site is made from. Paths begin at the root; `now` without a zone is the district's clock.

    `files` are the sizes of what stands under `content/files/`; `themes` the sources of each theme, the default
    first; `unread` what the disk could not read; `published` the past that this must be true to, if there is one;
    `postings` what git knows of each notice, by its id, or None if git was not asked; `commit` the commit that the
    site says it was built from, if any.
    """

    sources: tuple[Source, ...]
    files: Mapping[str, int]
    themes: Mapping[str, Mapping[str, bytes]]
    now: datetime
    unread: tuple[Problem, ...] = ()
    published: Past | None = None
    postings: Mapping[str, Posting] | None = None
    commit: str = ""

    def moment(self, zone: tzinfo) -> datetime:
        """Return `now` on the clock of a zone, which is the district's."""
        return self.now.astimezone(zone) if self.now.tzinfo else self.now.replace(tzinfo=zone)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The whole site and its pages, or what is wrong: with an error there are neither."""

    pages: Sequence[Page]
    problems: tuple[Problem, ...]
    entries: int = 0
    site: Site | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole site with its pages yet to be made, or what is wrong; `ready` stand as they are.

    Only what a theme does wrong in a page is not known yet.
    """

    ready: tuple[Page, ...]
    drafts: tuple[Draft, ...]
    problems: tuple[Problem, ...]
    entries: int = 0
    site: Site | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """All entries of a site without an error, in the order of their lists; `now` is in the district's zone.

    Contracts stand newest first; breaches open ones first, then the newest; what has no date stands last.
    `language` is that of its pages; `postings` is what git knows of its notices, as `Inputs` has it.
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
