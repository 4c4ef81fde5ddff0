"""File names: the entry that a source is, and the names that cannot be published."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple
from unicodedata import normalize

from generator.content import values
from generator.core.model import Section
from generator.core.problems import Problem, Span, listed, problem
from generator.core.site import Source

SETTINGS = "content/site.yaml"
SECTIONS: tuple[Section, ...] = ("contracts", "breaches")
ID = re.compile(values.ID)
TRANSLATION = re.compile(rf"({values.ID})\.([a-z]{{2,3}}(?:-[A-Za-z0-9]+)*)")
MAX_ID_LENGTH = 60  # of a generated id, so that its address is easy to read out on the phone
# The file names in links to a new file, if nobody has replaced them.
PLACEHOLDER = re.compile(r"name-of-the-product|year-month-.+|.+-name-of-the-product")
DEVICES = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)),
}
FILE_TYPES = ("csv", "docx", "gif", "jpeg", "jpg", "odt", "pdf", "png", "txt", "webp", "xlsx")


class EntrySource(NamedTuple):
    """A source that is an entry or its translation, with the section and id from its path."""

    section: Section
    id: str
    source: Source
    language: str = ""

    @property
    def key(self) -> tuple[Section, str]:
        """What the entry and its translations have in common, and no other entry has."""
        return self.section, self.id


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

    def unfit_name(code: str, path: str, name: str, example: str) -> Problem:
        return problem(code, Span(path), name=name, example=example)

    for section, id, source, _ in entries:
        name = source.path.rpartition("/")[2]
        ending = name.removeprefix(id)
        if PLACEHOLDER.fullmatch(id):
            better = "2026-11-northstar-reader" if section == "breaches" else "northstar-reader"
            yield unfit_name("E008 placeholder", source.path, name, f"{better}{ending}")
        elif id in DEVICES:
            yield unfit_name("E008 windows", source.path, name, f"{id}-1{ending}")
    for path in files:
        for name in path.split("/")[2:]:
            stem, dot, ending = name.partition(".")
            if stem.strip().lower() in DEVICES:
                yield unfit_name("E008 windows", path, name, f"{stem}-1{dot}{ending}")


def as_file(id: str) -> str:
    """Return an id that is a valid file name on Windows, with `-1` added if necessary."""
    return f"{id}-1" if id in DEVICES else id


def unpublished(files: Mapping[str, int]) -> Iterator[Problem]:
    """Yield a problem for each file under `content/files/` whose type is not allowed.

    The allowed types are those that parents can open and browsers do not run.
    """
    for path in files:
        if path.rpartition(".")[2].lower() not in FILE_TYPES:
            yield problem(
                "E125", Span(path), name=path.rpartition("/")[2], choices=listed(FILE_TYPES)
            )


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
