"""What every entry is read with: the district's settings, and the names that an entry may refer to."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from generator.content import frontmatter, load
from generator.content.field_types import Known
from generator.content.markdown import Renderer
from generator.content.names import SECTIONS, SETTINGS, Named, clashing, named, unfit, unpublished
from generator.content.yaml_nodes import Scalar
from generator.core.problems import Problem, Span, problem
from generator.core.site import FOLDERS

if TYPE_CHECKING:
    from datetime import datetime

    from generator.content.frontmatter import Document
    from generator.core.settings import Settings
    from generator.core.site import Inputs

UTC = ZoneInfo("UTC")  # until the settings are read; their mistakes are reported along with those of the entries


class Context(NamedTuple):
    """The settings if they can be read, the entries and translations by name, and what is wrong with any of these.

    `document` holds the places of the settings; `now` is in the district's time zone.
    """

    settings: Settings | None
    document: Document | None
    entries: list[Named]
    translations: list[Named]
    known: Known
    now: datetime
    problems: tuple[Problem, ...]


def read(inputs: Inputs) -> Context:
    """Read the settings and the names of all sources, but no entry."""
    document, settings, problems = _settings(inputs)
    zone = settings.zone if settings else UTC
    all_named, misnamed = named(inputs.sources)
    entries = [name for name in all_named if not name.language]
    problems += [*inputs.unread, *misnamed, *unpublished(inputs.files), *clashing(inputs.files)]
    problems += unfit(all_named, inputs.files, settings.published_names if settings else ())
    return Context(
        settings,
        document,
        entries,
        [name for name in all_named if name.language],
        _known(inputs, settings, entries, zone),
        inputs.moment(zone),
        tuple(problems),
    )


def titles(inputs: Inputs) -> dict[str, str]:
    """Return the titles of all contracts by their ids, as far as they can be read."""
    contracts = [name for name in named(inputs.sources)[0] if name.section == "contracts" and not name.language]
    found = ((name.id, frontmatter.read(name.source.path, name.source.data).fields.fields) for name in contracts)
    nodes = ((id, fields.get("product") or fields.get("contractor")) for id, fields in found)
    return {id: node.text for id, node in nodes if isinstance(node, Scalar)}


@lru_cache(maxsize=2)
def renderer(known: Known) -> Renderer:
    """Return the renderer of all texts, whose links may lead to the page of any entry and to either list."""
    ids = {FOLDERS["contracts"]: known.contracts, FOLDERS["breaches"]: known.breaches}
    pages = {f"{folder}/{id}" for folder, names in ids.items() for id in names}
    return Renderer(known.files, frozenset(pages | set(ids)))


def _settings(inputs: Inputs) -> tuple[Document | None, Settings | None, list[Problem]]:
    source = next((source for source in inputs.sources if source.path == SETTINGS), None)
    if source is None:
        is_reported = any(found.span.path in (SETTINGS, "content") for found in inputs.unread)
        return None, None, [] if is_reported else [problem("E002", Span(SETTINGS))]
    document = frontmatter.read(source.path, source.data)
    return document, *load.settings(document, Known(UTC))


def _known(inputs: Inputs, settings: Settings | None, entries: list[Named], zone: ZoneInfo) -> Known:
    """Return the names that an entry may refer to; a file that cannot be read is reported once, not at each use."""
    unread = {found.span.path.removeprefix("content/") for found in inputs.unread}
    ids = {section: {entry.id for entry in entries if entry.section == section} for section in SECTIONS}
    for section in SECTIONS:
        ids[section] |= {path.rpartition("/")[2].rpartition(".")[0] for path in unread if path.startswith(section)}
    return Known(
        zone=zone,
        schools=frozenset(school.id for school in settings.schools) if settings else None,
        contracts=frozenset(ids["contracts"]),
        breaches=frozenset(ids["breaches"]),
        files=frozenset({path.removeprefix("content/") for path in inputs.files} | unread),
    )
