"""Loads what every entry is read with: the settings, and the names that it may refer to.

The name of a file says which entry it is, and some names cannot be published.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from itertools import chain
from typing import NamedTuple
from unicodedata import normalize
from zoneinfo import ZoneInfo

from generator.content import frontmatter, load, values
from generator.content.fields import FIRST, LATER
from generator.content.frontmatter import Document
from generator.content.later_files import natural
from generator.content.markdown import Renderer
from generator.content.messages import Messages, MessageSource, of_each_year, read_messages
from generator.content.source_reading import Known
from generator.core.model import Section
from generator.core.problems import Problem, Span, listed, problem, suggestion
from generator.core.settings import Settings
from generator.core.site import FOLDERS, EntrySource, Inputs, Past, Source, source_at

SETTINGS = "content/site.yaml"
SECTIONS: tuple[Section, ...] = ("contracts", "breaches")
ID = re.compile(values.ID)
# The first file of an entry or a message, or a later one, without its ending.
ENTRY = re.compile(
    rf"((?:.*/)?content/(?:contracts|breaches|messages)/{ID.pattern}(?:/{ID.pattern})?)\.(?:md|yaml)"
)
DEEP = "Move it one folder up: the files of an entry are in one folder."
TRANSLATION = re.compile(rf"({values.ID})\.([a-z]{{2,3}}(?:-[A-Za-z0-9]+)*)")
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
    """The settings, the messages, the names of all entries and translations, and the problems.

    `settings` is None if they have errors, and `document` has their locations. `now` is in the
    district's time zone, or in UTC without settings. `paths` are those of all sources and files,
    also of unreadable ones. `ids` are those of all files of entries and messages, and `earlier` is
    the context of what was published, if it is compared.
    """

    settings: Settings | None
    document: Document | None
    entries: list[EntrySource]
    translations: list[EntrySource]
    messages: Messages
    known: Known
    now: datetime
    problems: tuple[Problem, ...]
    paths: frozenset[str]
    ids: frozenset[str]
    earlier: Context | None = None

    @classmethod
    def of(cls, inputs: Inputs) -> Context:
        """Read the settings, the messages, and the names of all sources, without an entry."""
        document, settings, problems = _settings(inputs)
        zone = settings.zone if settings else UTC
        found = content_files(inputs.sources)
        earlier = cls.of(past) if (past := inputs.earlier) else None
        problems += [
            *inputs.unread,
            *found.problems,
            *unpublished(inputs.files, inputs.published),
            *clashing(inputs.files),
        ]
        problems += unfit(found.entries, inputs.files)
        known = _known(inputs, settings, found.entries, zone)
        ids = found.ids | {problem.span.path for problem in inputs.unread}
        if earlier:
            known = replace(known, gone=earlier.ids)
        messages = read_messages(found.messages, ids, known, renderer(known))
        problems += messages.problems
        if settings:
            yearly = (each.notified for each in of_each_year(messages.yearly))
            settings = replace(settings, yearly=tuple(filter(None, yearly)))
        told = messages.told()
        return cls(
            settings=settings,
            document=document,
            entries=[
                entry._replace(told=tuple(told[entry.key])) if entry.key in told else entry
                for entry in found.entries
            ],
            translations=found.translations,
            messages=messages,
            known=known,
            now=inputs.moment(zone),
            problems=tuple(problems),
            paths=frozenset(
                chain(
                    (source.path for source in inputs.sources),
                    (unread.span.path for unread in inputs.unread),
                    inputs.files,
                )
            ),
            ids=ids,
            earlier=earlier,
        )


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


class ContentFiles(NamedTuple):
    """The files of the content by what their names say they are, and the bad names.

    `ids` are those of all files of entries and messages: the path in the content without ending.
    """

    entries: list[EntrySource]
    translations: list[EntrySource]
    messages: list[MessageSource]
    ids: frozenset[str]
    problems: list[Problem]


class _Name(NamedTuple):
    """A file in a section: its id, the name of the later file if it is one, and its language."""

    id: str
    name: str
    language: str
    source: Source

    def path_in(self, section: str) -> str:
        """Return its path in the content, without the ending."""
        return "/".join(filter(None, (section, self.id, self.name)))


def content_files(sources: Iterable[Source]) -> ContentFiles:
    """Return the files of the content, those of each entry and message together."""
    names = dict[str, dict[tuple[str, str, str], _Name]]()
    problems: list[Problem] = []
    for source in sources:
        _, section, *rest = source.path.split("/")
        if section not in FIRST:
            continue
        of_section = names.setdefault(section, {})
        named = _named(section, rest, source, of_section)
        if isinstance(named, Problem):
            problems.append(named)
        else:
            of_section[named.id, named.name, named.language] = named
    found = ContentFiles([], [], [], frozenset(), problems)
    for section, own in names.items():
        first = {each.id: each for each in own.values() if not each.name and not each.language}
        problems += _without_first(section, own.values(), first)
        there = [each for each in own.values() if not each.name or each.id in first]
        later = defaultdict[str, list[tuple[str, Source]]](list)
        for each in there:
            if each.name and not each.language:
                later[each.id].append((each.name, each.source))
        ids = {each.path_in(section) for each in there if not each.language}
        found = found._replace(ids=found.ids | ids)
        for id, each in first.items():
            files = tuple(sorted(later[id], key=lambda file: natural(file[0])))
            if section == "messages":
                found.messages.append(MessageSource(id, each.source, files))
            else:
                found.entries.append(EntrySource(_section(section), id, each.source, later=files))
        found.translations.extend(
            EntrySource(_section(section), each.id, each.source, each.language, each.name)
            for each in sorted(there, key=lambda file: (file.id, natural(file.name), file.language))
            if each.language and section in SECTIONS
        )
    return found


def _section(name: str) -> Section:
    return "contracts" if name == "contracts" else "breaches"


def _named(
    section: str, rest: Sequence[str], source: Source, others: Mapping[tuple[str, str, str], _Name]
) -> _Name | Problem:
    """Return what the path of a file says that it is, or what is wrong with the path."""
    *folders, name = rest
    stem, _, ending = name.rpartition(".")
    if len(folders) > 1:
        return problem("E010", Span(source.path), name=name, advice=DEEP)
    if fault := _fault(source.path, name, stem, ending, is_later=bool(folders)):
        return fault
    if folders and not ID.fullmatch(folders[0]):
        example = slug(folders[0]) or "northstar-reader"
        return problem("E008", Span(source.path), name=folders[0], example=example)
    translation = TRANSLATION.fullmatch(stem)
    own, language = translation.groups() if translation else (stem, "")
    id, later = (folders[0], own) if folders else (own, "")
    if later and (fault := _kind_fault(section, source.path, later)):
        return fault
    if section == "messages" and not later and not re.match(r"\d{4}-\d\d-\d\d(?:-|\Z)", id):
        return problem("E008 message", Span(source.path), name=name)
    if other := others.get((id, later, language)):
        return problem("E009", Span(source.path), name=stem, other=other.source.path)
    return _Name(id, later, language, source)


def _kind_fault(section: str, path: str, name: str) -> Problem | None:
    """Return what is wrong with the kind of a later file, which its name begins with."""
    word = name.partition("-")[0]
    here = [kind.name for kind in LATER.values() if section in kind.folders]
    kind = LATER.get(word)
    if kind is None:
        meant = suggestion(word, here)
        values = {"value": word, "meant": meant, "choices": listed(here), "example": here[0]}
        return problem("E041", Span(path), **values)
    if section not in kind.folders:
        of = FIRST[section].name
        return problem("E041 section", Span(path), value=word, of=of, choices=listed(here))
    return None


def _without_first(
    section: str, names: Iterable[_Name], first: Mapping[str, _Name]
) -> Iterator[Problem]:
    """Yield an error for each folder, and each translation, without the file that it is about."""
    reported = set[str]()
    everything = {(each.id, each.name) for each in names if not each.language}
    for each in names:
        is_folder = bool(each.name) and each.id not in first
        if is_folder and each.id not in reported:
            reported.add(each.id)
            meant = suggestion(each.id, first)
            path = f"content/{section}/{each.id}.md"
            yield problem("E040", Span(each.source.path), name=each.id, path=path, meant=meant)
        elif (
            each.language and each.name and not is_folder and (each.id, each.name) not in everything
        ):
            near = [name for id, name in everything if id == each.id and name]
            meant = suggestion(each.name, near)
            path = f"{each.name}.md"
            yield problem("E015 later", Span(each.source.path), name=path, meant=meant)


def unfit(entries: Iterable[EntrySource], files: Iterable[str]) -> Iterator[Problem]:
    """Yield a problem for each placeholder name, and each name that Windows reserves for a device.

    A file under `content/files/` may have a placeholder name.
    """
    for each in entries:
        section, id, source = each.section, each.id, each.source
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


def _fault(
    path: str, name: str, stem: str, ending: str, *, is_later: bool = False
) -> Problem | None:
    if is_later and ending == "yaml":
        return problem("E010", Span(path), name=name, advice=f"Save it as `{stem}.md`.")
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
