"""A document → a contract, a breach, a translation or the settings, with its problems."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from generator.content.field_types import Needed
from generator.content.fields import (
    BREACH,
    BREACH_WORDS,
    CONTRACT,
    CONTRACT_WORDS,
    NEEDED_BY_BREACH,
    SETTINGS,
    needed,
)
from generator.content.validate import example, validate
from generator.core.model import Breach, Contract, Extent, Prose, Terms
from generator.core.problems import Problem, listed, problem
from generator.core.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.content.field_types import Group, Known
    from generator.content.frontmatter import Document
    from generator.content.names import EntrySource
    from generator.content.texts import Texts
    from generator.core.model import Entry, Loc, Section

MIN_FOREIGN_FIELDS = 3  # by which an entry is known to be of the other section
MAY_BE_UNKNOWN = frozenset({"discovered", "involves", "students"})  # in any breach


def settings(document: Document, known: Known) -> tuple[Settings | None, list[Problem]]:
    """Return the settings of the site and the problems; None if there is an error."""
    read = validate(document, SETTINGS, known, {})
    problems = document.problems + read.problems
    if read.values is None or any(problem.is_error for problem in problems):
        return None, problems
    zone = read.values.pop("timezone")
    if since := read.values.get("since"):  # it was read before the zone was known
        read.values["since"] = since._replace(start=since.start.replace(tzinfo=zone))
    settings = Settings(zone=zone, **read.values)
    if not settings.contact.email and not settings.contact.phone:
        example = "email: privacy@example.example"
        span = document.place("contact")
        problems.append(problem("E102", span, name="email", place=" in `contact`", example=example))
    problems += _ambiguous_schools(settings, document)
    return settings, problems


def _ambiguous_schools(settings: Settings, document: Document) -> Iterator[Problem]:
    """Yield a warning for each name or alias of a school that is also a name of another one."""
    owners = {school.id: school.id for school in settings.schools}
    for school in settings.schools:
        names = [("name",), *(("aliases", i) for i in range(len(school.aliases)))]
        for loc, name in zip(names, (school.name, *school.aliases), strict=True):
            owner = owners.setdefault(" ".join(name.casefold().split()), school.id)
            if owner != school.id:
                span = document.place("schools", school.id, *loc)
                yield problem("W135", span, value=name, name=owner)


def entry(
    source: EntrySource, document: Document, known: Known, texts: Texts
) -> tuple[Entry | None, list[Problem]]:
    """Return an entry, or None if its fields were not found, and its problems."""
    if found := misplaced(source.section, document):
        return None, [found]
    read = contract if source.section == "contracts" else breach
    return read(source.id, document, known, texts)


def contract(
    id: str, document: Document, known: Known, texts: Texts
) -> tuple[Contract | None, list[Problem]]:
    """Return a contract and its problems, including those of its rendered texts.

    A contract with errors lacks what could not be read, or is None if its fields were not found.
    """
    legacy, without = _legacy(document)
    known = replace(known, legacy=True) if legacy else known
    read = validate(document, CONTRACT, known, texts.by_place, without)
    is_operator = not legacy and document.word("kind") != "consultant"
    required = needed(CONTRACT, Needed.NEW, *([Needed.OPERATOR] if is_operator else []))
    problems = [*document.problems, *read.problems, *texts.problems]
    problems += _missing(document, CONTRACT, required, read.names - without, legacy)
    if read.values is None:
        return None, problems
    schools = None if legacy else ()
    first = Terms.of(CONTRACT.restated, **{"schools": schools, **read.values})
    defaults = {} if legacy else {"kind": "operator", "basis": "contract"}
    own = {"id": id, "path": document.path, "first": first, "body": texts.by_place.get(("body",))}
    return Contract.of(CONTRACT.own, **{**defaults, **own, **read.values}), problems


def breach(
    id: str, document: Document, known: Known, texts: Texts
) -> tuple[Breach | None, list[Problem]]:
    """Return a breach and its problems, as `contract` does; `join` adds what its contract says."""
    legacy, without = _legacy(document)
    known = replace(known, legacy=True) if legacy else known
    read = validate(document, BREACH, known, texts.by_place, without)
    problems = [*document.problems, *read.problems, *texts.problems]
    names = read.names - (without - MAY_BE_UNKNOWN)
    problems += _missing(document, BREACH, NEEDED_BY_BREACH, names, legacy)
    problems += _names_its_contract(document, read.names - without)
    if read.values is None:
        return None, problems
    # Without a value, the schools are those of the contract, or all schools without a contract.
    schools = None if legacy or read.values.get("contract") else ()
    first = Extent.of(BREACH.restated, **{"schools": schools, **read.values})
    own = {"id": id, "path": document.path, "first": first, "body": texts.by_place.get(("body",))}
    return Breach.of(BREACH.own, **own, **read.values), problems


OWN_FIELDS: dict[Section, frozenset[str]] = {  # that entries of the other section do not have
    "contracts": frozenset(CONTRACT.fields.keys() - BREACH.fields.keys()),
    "breaches": frozenset(BREACH.fields.keys() - CONTRACT.fields.keys()),
}
KINDS: dict[Section, str] = {"contracts": "a contract", "breaches": "a breach"}


def misplaced(section: Section, document: Document) -> Problem | None:
    """Return a problem if an entry has only fields of the other section, and several of them."""
    other: Section = "breaches" if section == "contracts" else "contracts"
    names = document.fields.fields.keys()
    if names & OWN_FIELDS[section] or len(names & OWN_FIELDS[other]) < MIN_FOREIGN_FIELDS:
        return None
    return problem("E019", document.place(), kind=KINDS[other], section=section, other=other)


def translation(
    section: Section, document: Document, known: Known, texts: Texts
) -> tuple[dict[Loc, str | Prose], list[Problem]]:
    """Return the texts of a translation by location, and its problems."""
    group = CONTRACT_WORDS if section == "contracts" else BREACH_WORDS
    read = validate(document, group, known, texts.by_place, frozenset({"body"}))
    plain = dict(_plain(read.values)) if read.values else {}
    return {**plain, **texts.by_place}, [*document.problems, *read.problems, *texts.problems]


def _plain(words: Mapping[str, Any], *at: str | int) -> Iterator[tuple[Loc, str]]:
    """Yield the plain texts of a translation, with their locations."""
    for name, value in words.items():
        if isinstance(value, str):
            yield (*at, name), value
        elif isinstance(value, tuple) and not isinstance(value, Prose):
            for i, item in enumerate(value):
                yield from _plain(item, name, i)


def _legacy(document: Document) -> tuple[bool, frozenset[str]]:
    """Return whether an entry is legacy, and the fields that count as missing.

    In a legacy entry, a field that is `unknown` counts as missing. The body is read separately.
    """
    if not document.is_legacy:
        return False, frozenset({"body"})
    unknown = (name for name in document.fields.fields if document.word(name) == "unknown")
    return True, frozenset({"body", *unknown})


def _missing(
    document: Document, group: Group, required: tuple[str, ...], names: frozenset[str], legacy: bool
) -> Iterator[Problem]:
    """Yield an error for each missing field, or for a legacy entry one warning for all of them."""
    missing = [name for name in required if name not in names]
    if not document.is_readable or not missing:
        return
    if legacy:
        yield problem("W101", document.place(), fields=listed(missing, "and"))
        return
    for name in missing:
        values = {"name": name, "place": "", "example": example(group, (name,))}
        yield problem("E102", document.place(), **values)


def _names_its_contract(document: Document, names: frozenset[str]) -> Iterator[Problem]:
    """A breach names either its contract or its contractor, not both."""
    if not document.is_readable:
        return
    if "contract" not in names and "contractor" not in names:
        example = "contract: northstar-reader"
        yield problem("E102", document.place(), name="contract", place="", example=example)
    others = [name for name in ("contractor", "product") if name in document.fields.keys]
    if "contract" in names and others:
        yield problem("E203", document.fields.keys[others[0]], names=listed(others, "and"))
