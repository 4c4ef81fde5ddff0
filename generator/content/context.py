"""Loads what every entry is read with: the settings, and the names that it may refer to."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from generator.content import frontmatter, load
from generator.content.field_types import Known
from generator.content.frontmatter import Document
from generator.content.markdown import Renderer
from generator.content.names import (
    SECTIONS,
    SETTINGS,
    EntrySource,
    clashing,
    entry_sources,
    unfit,
    unpublished,
)
from generator.core.problems import Problem, Span, problem
from generator.core.settings import Settings
from generator.core.site import FOLDERS, Inputs

UTC = ZoneInfo("UTC")  # used if the settings cannot be read, so that entries are still checked


class Context(NamedTuple):
    """The settings, the names of all entries and translations, and the problems with these.

    `settings` is None if they have errors, and `document` has their locations. `now` is in the
    district's time zone, or in UTC without settings.
    """

    settings: Settings | None
    document: Document | None
    entries: list[EntrySource]
    translations: list[EntrySource]
    known: Known
    now: datetime
    problems: tuple[Problem, ...]

    @classmethod
    def of(cls, inputs: Inputs) -> Context:
        """Read the settings and the names of all sources, without reading an entry."""
        document, settings, problems = _settings(inputs)
        zone = settings.zone if settings else UTC
        sources, misnamed = entry_sources(inputs.sources)
        entries = [source for source in sources if not source.language]
        problems += [*inputs.unread, *misnamed, *unpublished(inputs.files), *clashing(inputs.files)]
        problems += unfit(sources, inputs.files)
        return cls(
            settings=settings,
            document=document,
            entries=entries,
            translations=[source for source in sources if source.language],
            known=_known(inputs, settings, entries, zone),
            now=inputs.moment(zone),
            problems=tuple(problems),
        )


class EntryNames(NamedTuple):
    """The product and the contractor of an entry; "" for one that it lacks, or that is broken."""

    product: str
    contractor: str

    @property
    def title(self) -> str:
        """The product, or the contractor if there is no product."""
        return self.product or self.contractor


def entry_names(inputs: Inputs) -> dict[str, EntryNames]:
    """Return the names in all entries by `section/id`.

    A breach that names its contract has the names of the contract.
    """
    names: dict[str, EntryNames] = {}
    entries = [entry for entry in entry_sources(inputs.sources)[0] if not entry.language]
    for entry in sorted(entries, key=lambda entry: entry.section != "contracts"):
        document = frontmatter.read(entry.source.path, entry.source.data)
        own = EntryNames(document.text("product"), document.text("contractor"))
        contract = f"contracts/{document.text('contract')}"
        names[f"{entry.section}/{entry.id}"] = names.get(contract, own)
    return names


@lru_cache(maxsize=2)
def renderer(known: Known) -> Renderer:
    """Return a renderer whose links may lead to any entry or list of the site."""
    ids = {FOLDERS["contracts"]: known.contracts, FOLDERS["breaches"]: known.breaches}
    pages = {f"{folder}/{id}" for folder, names in ids.items() for id in names}
    return Renderer(known.files, frozenset(pages | set(ids)))


def _settings(inputs: Inputs) -> tuple[Document | None, Settings | None, list[Problem]]:
    source = next((source for source in inputs.sources if source.path == SETTINGS), None)
    if source is None:
        is_reported = any(problem.span.path in (SETTINGS, "content") for problem in inputs.unread)
        return None, None, [] if is_reported else [problem("E002", Span(SETTINGS))]
    document = frontmatter.read(source.path, source.data)
    return document, *load.settings(document, Known(UTC))


def _known(
    inputs: Inputs, settings: Settings | None, entries: list[EntrySource], zone: ZoneInfo
) -> Known:
    """Return the names that an entry may refer to.

    They include unreadable files, so that these are reported once instead of at each use.
    """
    unread = {problem.span.path.removeprefix("content/") for problem in inputs.unread}
    ids = {
        section: {entry.id for entry in entries if entry.section == section} for section in SECTIONS
    }
    for section in SECTIONS:
        names = [path.rpartition("/")[2] for path in unread if path.startswith(section)]
        ids[section] |= {name.rpartition(".")[0] for name in names}
    return Known(
        zone=zone,
        schools=frozenset(school.id for school in settings.schools) if settings else None,
        contracts=frozenset(ids["contracts"]),
        breaches=frozenset(ids["breaches"]),
        files=frozenset({path.removeprefix("content/") for path in inputs.files} | unread),
    )
