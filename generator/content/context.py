"""Loads what every entry is read with: the settings, and the names that it may refer to.

The name of a file says which entry it is, and some names cannot be published.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import chain
from typing import NamedTuple
from unicodedata import normalize
from zoneinfo import ZoneInfo

from generator.content import frontmatter, load, values
from generator.content.frontmatter import Document
from generator.content.markdown import Renderer
from generator.content.source_reading import Known
from generator.content.yaml_nodes import folded
from generator.core.model import Section
from generator.core.problems import Problem, Span, listed, problem
from generator.core.settings import Settings
from generator.core.site import FOLDERS, EntrySource, Inputs, Past, Source, listed_once, source_at

SETTINGS = "content/site.yaml"
SECTIONS: tuple[Section, ...] = ("contracts", "breaches")
ID = re.compile(values.ID)
ENTRY = re.compile(rf"((?:.*/)?content/(?:contracts|breaches)/{ID.pattern})\.(?:md|yaml)")
TRANSLATION = re.compile(rf"({values.ID})\.([a-z]{{2,3}}(?:-[A-Za-z0-9]+)*)")
# The end of a company's name, in the form that `slug` gives it.
LEGAL_FORM = r"(?:-(?:inc|incorporated|llc|llp|ltd|limited|corp|corporation|co|pbc))+\Z"
MAX_ID_LENGTH = 60  # of a generated id, so that its address is easy to read out on the phone
# The file names in links to a new file, if nobody has replaced them.
PLACEHOLDER = r"name-of-the-product|year-month-.+|.+-name-of-the-product"
DEVICES = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)),
}
FILE_TYPES = ("gif", "jpeg", "jpg", "pdf", "png", "webp")
FORMER_TYPES = ("csv", "docx", "odt", "txt", "xlsx")  # which keep more than they show
UTC = ZoneInfo("UTC")  # used if the settings cannot be read, so that entries are still checked


class Context(NamedTuple):
    """The settings, the names of all entries and translations, and the problems with these.

    `settings` is None if they have errors, and `document` has their locations. `now` is in the
    district's time zone, or in UTC without settings. `paths` are those of all sources and files,
    also of unreadable ones. `earlier` is the context of what was published, if it is compared.
    """

    settings: Settings | None
    document: Document | None
    entries: list[EntrySource]
    translations: list[EntrySource]
    known: Known
    now: datetime
    problems: tuple[Problem, ...]
    paths: frozenset[str]
    earlier: Context | None = None

    @classmethod
    def of(cls, inputs: Inputs) -> Context:
        """Read the settings and the names of all sources, without reading an entry."""
        document, settings, problems = _settings(inputs)
        zone = settings.zone if settings else UTC
        sources, misnamed = entry_sources(inputs.sources)
        earlier = cls.of(past) if (past := inputs.earlier) else None
        was = {entry.key: entry.source for entry in earlier.entries} if earlier else {}
        entries = [
            source._replace(was=was.get(source.key)) if was else source
            for source in sources
            if not source.language
        ]
        problems += [
            *inputs.unread,
            *misnamed,
            *unpublished(inputs.files, inputs.published),
            *clashing(inputs.files),
        ]
        problems += unfit(sources, inputs.files)
        return cls(
            settings=settings,
            document=document,
            entries=entries,
            translations=[source for source in sources if source.language],
            known=_known(inputs, settings, entries, zone),
            now=inputs.moment(zone),
            problems=tuple(problems),
            paths=frozenset(
                chain(
                    (source.path for source in inputs.sources),
                    (unread.span.path for unread in inputs.unread),
                    inputs.files,
                )
            ),
            earlier=earlier,
        )


class EntryNames(NamedTuple):
    """The product and the contractor of an entry; "" for one that it lacks, or that is broken.

    `earlier` has the names that it had before a change.
    """

    product: str
    contractor: str
    earlier: tuple[EntryNames, ...] = ()

    @property
    def title(self) -> str:
        """The product, or the contractor if there is no product."""
        return self.product or self.contractor

    def slugs(self, name: str) -> set[str]:
        """Return each `product`, `contractor` or `title` that it has had, as made by `slug`."""
        return {slug(getattr(each, name)) for each in (*self.earlier, self)} - {""}


def with_name(names: Mapping[str, EntryNames], name: str) -> list[str]:
    """Return the keys of the entries that have had a title as made by `slug`, or a company."""
    company = re.sub(LEGAL_FORM, "", name)
    titled = [key for key, own in names.items() if name in own.slugs("title")]
    return titled or [
        key
        for key, own in names.items()
        if company and company in {re.sub(LEGAL_FORM, "", each) for each in own.slugs("contractor")}
    ]


def entry_names(sources: Iterable[Source]) -> dict[str, EntryNames]:
    """Return the names in all entries by `section/id`.

    A breach that names its contracts has the names of these.
    """
    names: dict[str, EntryNames] = {}
    entries = [entry for entry in entry_sources(sources)[0] if not entry.language]
    for entry in sorted(entries, key=lambda entry: entry.section != "contracts"):
        document = frontmatter.read(entry.source.path, entry.source.data)
        ids = [*map(folded, document.items("contract"))] or [document.text("contract")]
        contracts = [names[key] for id in ids if (key := f"contracts/{id}") in names]
        own = _joined_names(contracts) if contracts else _own_names(document)
        names[f"{entry.section}/{entry.id}"] = own
    return names


def _own_names(document: Document) -> EntryNames:
    """Return the names in an entry as it is today, and those that a renewal has replaced."""
    names = EntryNames("", "")
    for _, nodes in document.notices():
        product = folded(nodes.get("product")) or names.product
        contractor = folded(nodes.get("contractor")) or names.contractor
        if (product, contractor) != (names.product, names.contractor):
            earlier = (*names.earlier, names._replace(earlier=())) if names.title else ()
            names = EntryNames(product, contractor, earlier)
    return names


def _joined_names(contracts: Sequence[EntryNames]) -> EntryNames:
    """Return the names of a breach with these contracts, which are with one contractor."""
    products = listed_once(names.product for names in contracts)
    earlier = tuple(each for names in contracts for each in names.earlier)
    return EntryNames(products, contracts[0].contractor, earlier)


@lru_cache(maxsize=2)
def renderer(known: Known) -> Renderer:
    """Return a renderer whose links may lead to any entry or list of the site."""
    ids = {FOLDERS["contracts"]: known.contracts, FOLDERS["breaches"]: known.breaches}
    pages = {f"{folder}/{id}" for folder, names in ids.items() for id in names}
    return Renderer(known.files, frozenset(pages | set(ids)))


def _settings(inputs: Inputs) -> tuple[Document | None, Settings | None, list[Problem]]:
    source = source_at(inputs.sources, SETTINGS)
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
    ids = defaultdict[str, set[str]](set)
    for entry in entries:
        ids[entry.section].add(entry.id)
    for path in unread:
        ids[path.partition("/")[0]].add(path.rpartition("/")[2].rpartition(".")[0])
    return Known(
        zone=zone,
        schools=frozenset(school.id for school in settings.schools) if settings else None,
        contracts=frozenset(ids["contracts"]),
        breaches=frozenset(ids["breaches"]),
        files=frozenset({path.removeprefix("content/") for path in inputs.files} | unread),
        flaws={path.removeprefix("content/"): flaw for path, flaw in inputs.flaws.items()},
        since=settings.since if settings else None,
    )


# File names


def entry_sources(sources: Iterable[Source]) -> tuple[list[EntrySource], list[Problem]]:
    """Return the entries and translations among the sources, in order, and bad names."""
    by_stem: dict[tuple[Section, str], EntrySource] = {}
    problems: list[Problem] = []
    for source in sources:
        _, section, *rest = source.path.split("/")
        if section not in SECTIONS:
            continue
        name = "/".join(rest)
        stem, _, ending = name.rpartition(".")
        if fault := _fault(source.path, name, stem, ending):
            problems.append(fault)
        elif (section, stem) in by_stem:
            other = by_stem[section, stem].source.path
            problems.append(problem("E009", Span(source.path), name=stem, other=other))
        else:
            translation = TRANSLATION.fullmatch(stem)
            id, language = translation.groups() if translation else (stem, "")
            by_stem[section, stem] = EntrySource(section, id, source, language)
    return list(by_stem.values()), problems


def unfit(entries: Iterable[EntrySource], files: Iterable[str]) -> Iterator[Problem]:
    """Yield a problem for each placeholder name, and each name that Windows reserves for a device.

    A file under `content/files/` may have a placeholder name.
    """
    for section, id, source, *_ in entries:
        name = source.path.rpartition("/")[2]
        ending = name.removeprefix(id)
        if re.fullmatch(PLACEHOLDER, id):
            better = "2026-11-northstar-reader" if section == "breaches" else "northstar-reader"
            example = f"{better}{ending}"
            yield problem("E008 placeholder", Span(source.path), name=name, example=example)
        elif id in DEVICES:
            example = f"{id}-1{ending}"
            yield problem("E008 windows", Span(source.path), name=name, example=example)
    for path in files:
        for name in path.split("/")[2:]:
            stem, dot, ending = name.partition(".")
            if stem.strip().lower() in DEVICES:
                example = f"{stem}-1{dot}{ending}"
                yield problem("E008 windows", Span(path), name=name, example=example)


def as_file(id: str) -> str:
    """Return an id that is a valid file name on Windows, with `-1` added if necessary."""
    return f"{id}-1" if id in DEVICES else id


def is_published(path: str) -> bool:
    """Return whether a file under `content/files/` has a type that was ever allowed."""
    return path.rpartition(".")[2].lower() in (*FILE_TYPES, *FORMER_TYPES)


def unpublished(files: Iterable[str], published: Past | None = None) -> Iterator[Problem]:
    """Yield a problem for each file under `content/files/` whose type is not allowed.

    The allowed types are those that parents can open, browsers do not run, and a check can look
    into. A file of a type that was allowed stays published, because families may have its address;
    whether it is new is known only if the content is compared with what was published.
    """
    for path in files:
        ending = path.rpartition(".")[2].lower()
        if ending in FILE_TYPES:
            continue
        stays = ending in FORMER_TYPES and (published is None or path in published.files)
        code = "W161" if stays else "E125"
        name = path.rpartition("/")[2]
        yield problem(code, Span(path), name=name, choices=listed(FILE_TYPES))


def clashing(files: Iterable[str]) -> Iterator[Problem]:
    """Yield a problem for each file whose path, or folder, differs from another only by case."""
    spellings: dict[str, str] = {}
    for path in files:
        for end in (*(slash.start() for slash in re.finditer("/", path)), len(path)):
            part = path[:end]
            other = spellings.setdefault(normalize("NFC", part).casefold(), part)
            if other != part:
                yield problem(
                    "E009 capitals", Span(path), name=path.rpartition("/")[2], other=other
                )
                break


def slug(text: str) -> str:
    """Return an id for a title: its letters without accents and its digits; may be empty."""
    plain = normalize("NFKD", text.lower().replace("ß", "ss")).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", re.sub("['’]", "", plain)))[:MAX_ID_LENGTH].rstrip("-")


def _fault(path: str, name: str, stem: str, ending: str) -> Problem | None:
    if ending not in ("md", "yaml"):
        advice = "Move it out of this folder; a contract's PDF belongs in `content/files/`."
        if ending.lower() in ("md", "yaml", "yml", "markdown"):
            better = "yaml" if ending.lower().startswith("y") else "md"
            advice = f"Rename it to `{stem}.{better}`."
        return problem("E010", Span(path), name=name, advice=advice)
    own, _, second_ending = stem.rpartition(".")
    if second_ending in ("md", "yaml"):
        return problem("E008", Span(path), name=name, example=f"{slug(own)}.{ending}")
    if not ID.fullmatch(stem) and not TRANSLATION.fullmatch(stem):
        example = f"{slug(stem) or 'northstar-reader'}.{ending}"
        return problem("E008", Span(path), name=name, example=example)
    return None
