"""What a name says: which entry a source is, for ever, or why it can be none; and whether a file can be published."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize

from generator.content import values
from generator.core.model import Section
from generator.core.problems import Problem, Span, listed, problem
from generator.core.site import Source

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

SETTINGS = "content/site.yaml"
SECTIONS: tuple[Section, ...] = ("contracts", "breaches")
ID = re.compile(values.ID)
TRANSLATION = re.compile(rf"({values.ID})\.([a-z]{{2,3}}(?:-[A-Za-z0-9]+)*)")
MAX_ID_LENGTH = 60  # of an id that is made; with it an address is still read over the phone
# Of the links to a new file, where nobody has put a name of its own in their place.
PLACEHOLDER = re.compile(r"name-of-the-product|year-month-.+|.+-name-of-the-product")
DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
PUBLISHED = ("csv", "docx", "gif", "jpeg", "jpg", "odt", "pdf", "png", "txt", "webp", "xlsx")


class Named(NamedTuple):
    """A source that is an entry, or its translation into a language: the folder and the id that its name gives it."""

    section: Section
    id: str
    source: Source
    language: str = ""


def named(sources: Iterable[Source]) -> tuple[list[Named], list[Problem]]:
    """Return the entries among the sources and their translations, in order, and what is wrong with names."""
    found: dict[tuple[Section, str], Named] = {}
    problems: list[Problem] = []
    for source in sources:
        _, section, *rest = source.path.split("/")
        if section not in SECTIONS:
            continue
        name = "/".join(rest)
        stem, _, ending = name.rpartition(".")
        if fault := _fault(source.path, name, stem, ending):
            problems.append(fault)
        elif (section, stem) in found:
            other = found[section, stem].source.path
            problems.append(problem("E009", Span(source.path), name=stem, other=other))
        else:
            is_translation = TRANSLATION.fullmatch(stem)
            id, language = is_translation.groups() if is_translation else (stem, "")
            found[section, stem] = Named(section, id, source, language)
    return list(found.values()), problems


def unfit(entries: Iterable[Named], files: Iterable[str], published: Collection[str]) -> Iterator[Problem]:
    """Yield the names that are a placeholder, or that Windows keeps for a device; one that is `published` stays.

    A file under `content/files/` may have any name that Windows can hold.
    """
    for one in entries:
        _, _, name = one.source.path.rpartition("/")
        if PLACEHOLDER.fullmatch(one.id):
            right = name.replace(
                one.id, "2026-11-northstar-reader" if one.section == "breaches" else "northstar-reader"
            )
            yield _unfit("E017", one.source.path, f"{one.section}/{one.id}", name, right, published)
        elif one.id in DEVICES:
            yield _unfit(
                "E018", one.source.path, f"{one.section}/{one.id}", name, f"{one.id}-1{name[len(one.id) :]}", published
            )
    for path in files:
        for name in path.split("/")[2:]:
            stem, dot, ending = name.partition(".")
            if stem.strip().lower() in DEVICES:
                yield _unfit("E018", path, path.removeprefix("content/"), name, f"{stem}-1{dot}{ending}", published)


def _unfit(code: str, path: str, key: str, name: str, example: str, published: Collection[str]) -> Problem:
    if key in published:
        return problem("W115", Span(path), name=name)
    return problem(code, Span(path), name=name, example=example, key=key)


def as_file(id: str) -> str:
    """Return an id that Windows can hold as a file's name: this one, or with a number behind it."""
    return f"{id}-1" if id in DEVICES else id


def unpublished(files: Mapping[str, int]) -> Iterator[Problem]:
    """Yield the files under `content/files/` that are of a kind a browser could run, or that no parent can open."""
    for path in files:
        if path.rpartition(".")[2].lower() not in PUBLISHED:
            yield problem("E125", Span(path), name=path.rpartition("/")[2], choices=listed(PUBLISHED))


def clashing(files: Iterable[str]) -> Iterator[Problem]:
    """Yield the files whose name, or whose folder's, another one has on a disk that keeps small and capitals alike."""
    spelt: dict[str, str] = {}
    for path in files:
        for end in (*(found.start() for found in re.finditer("/", path)), len(path)):
            part = path[:end]
            other = spelt.setdefault(normalize("NFC", part).casefold(), part)
            if other != part:
                yield problem("E016", Span(path), name=path.rpartition("/")[2], other=other)
                break


def slug(text: str) -> str:
    """Return the id that a title would have: its letters without accents and its digits, or nothing."""
    plain = normalize("NFKD", text.lower().replace("ß", "ss")).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", re.sub("['’]", "", plain)))[:MAX_ID_LENGTH].rstrip("-")


def _fault(path: str, name: str, stem: str, ending: str) -> Problem | None:
    if ending not in ("md", "yaml"):
        advice = "Move it out of this folder; a contract's PDF belongs into `content/files/`."
        if ending.lower() in ("md", "yaml", "yml", "markdown"):
            right = f"{stem}.{'yaml' if ending.lower().startswith('y') else 'md'}"
            advice = f"Rename it to `{right}`."
        return problem("E010", Span(path), name=name, advice=advice)
    if not ID.fullmatch(stem) and not TRANSLATION.fullmatch(stem):
        return problem("E008", Span(path), name=name, example=f"{slug(stem) or 'northstar-reader'}.{ending}")
    return None
