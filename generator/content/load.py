"""A document → a contract, a breach or the settings, with all that is wrong in it alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from generator.content.field_types import Needed
from generator.content.fields import (
    BREACH,
    BREACH_WORDS,
    CONTRACT,
    CONTRACT_WORDS,
    EXTENT,
    NEEDED_BY_BREACH,
    SETTINGS,
    TERMS,
    needed,
)
from generator.content.validate import example, place, render_texts, validate
from generator.core.model import Breach, Contract, Extent, Prose, Terms
from generator.core.problems import Problem, listed, problem
from generator.core.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from generator.content.field_types import Group, Known
    from generator.content.frontmatter import Document
    from generator.content.markdown import Renderer
    from generator.core.model import Loc, Section, Statement

SAID_UNKNOWN = frozenset({"discovered", "involves", "students"})  # any breach may say so


def settings(document: Document, known: Known) -> tuple[Settings | None, list[Problem]]:
    """Return the settings of the site, or None when one of them does not fit."""
    read = validate(document, SETTINGS, known, {})
    problems = document.problems + read.problems
    if read.values is None or any(found.is_error for found in problems):
        return None, problems
    url, zone = read.values.pop("url").rstrip("/") + "/", read.values.pop("timezone")
    made = Settings(url=url, zone=zone, **read.values)
    if not made.contact.email and not made.contact.phone:
        values = {"name": "email", "place": " in `contact`", "example": "email: privacy@example.example"}
        problems.append(problem("E102", place(document, "contact"), **values))
    return made, problems


def contract(id: str, document: Document, known: Known, renderer: Renderer) -> tuple[Contract | None, list[Problem]]:
    """Return a contract and its problems; of one with errors, what could be read of it, or None."""
    legacy, without = _legacy(document)
    texts = render_texts(document, renderer)
    read = validate(document, CONTRACT, replace(known, legacy=legacy), texts.by_place, without)
    is_operator = not legacy and document.text("kind") != "consultant"
    needs = needed(CONTRACT, Needed.NEW, *([Needed.OPERATOR] if is_operator else []))
    problems = [*document.problems, *read.problems, *texts.problems]
    problems += _missing(document, CONTRACT, needs, read.given - without, legacy)
    if read.values is None:
        return None, problems
    first = Terms(schools=None if legacy else ()).after(_taken(read.values, TERMS, Terms))
    usual = {} if legacy else {"kind": "operator", "basis": "contract"}
    body = texts.by_place.get(("body",))
    return Contract(id, document.path, first, body=body, **{**usual, **read.values}), problems


def breach(id: str, document: Document, known: Known, renderer: Renderer) -> tuple[Breach | None, list[Problem]]:
    """Return a breach and its problems, as `contract` does; what its contract says comes later."""
    legacy, without = _legacy(document)
    texts = render_texts(document, renderer)
    read = validate(document, BREACH, replace(known, legacy=legacy), texts.by_place, without)
    problems = [*document.problems, *read.problems, *texts.problems]
    problems += _missing(document, BREACH, NEEDED_BY_BREACH, read.given - (without - SAID_UNKNOWN), legacy)
    problems += _whose(document, read.given - without)
    if read.values is None:
        return None, problems
    schools = None if legacy or read.values.get("contract") else ()  # its contract's, or all where it names none
    first = Extent(schools=schools).after(_taken(read.values, EXTENT, Extent))
    return Breach(id, document.path, first, body=texts.by_place.get(("body",)), **read.values), problems


def translation(
    section: Section, document: Document, known: Known, renderer: Renderer
) -> tuple[dict[Loc, str | Prose], list[Problem]]:
    """Return the texts of a translation by their places, and its problems."""
    group = CONTRACT_WORDS if section == "contracts" else BREACH_WORDS
    texts = render_texts(document, renderer)
    read = validate(document, group, known, texts.by_place, frozenset({"body"}))
    plain = dict(_plain(read.values)) if read.values else {}
    return {**plain, **texts.by_place}, [*document.problems, *read.problems, *texts.problems]


def _plain(words: Mapping[str, Any], *at: str | int) -> Iterator[tuple[Loc, str]]:
    """Yield the plain texts of a translation, with their places."""
    for name, value in words.items():
        if isinstance(value, str):
            yield (*at, name), value
        elif isinstance(value, tuple) and not isinstance(value, Prose):
            for i, item in enumerate(value):
                yield from _plain(item, name, i)


def _taken(values: dict[str, Any], names: Iterable[str], kind: type[Statement]) -> dict[str, Any]:
    """Take the values with these names out of a dictionary; what is not given and no attribute is None."""
    return {name: values.pop(name, None) for name in names if name in values or not hasattr(kind, name)}


def _legacy(document: Document) -> tuple[bool, frozenset[str]]:
    """Say whether an entry is legacy, and which of its fields say « unknown » and so count as absent."""
    if document.text("legacy") != "true":
        return False, frozenset({"body"})
    unknown = (name for name in document.fields.fields if document.text(name) == "unknown")
    return True, frozenset({"body", *unknown})


def _missing(
    document: Document, group: Group, needs: tuple[str, ...], given: frozenset[str], legacy: bool
) -> Iterator[Problem]:
    """What the law requires is an error when missing; a legacy entry names it in one warning."""
    missing = [name for name in needs if name not in given]
    if not document.whole or not missing:
        return
    if legacy:
        yield problem("W101", place(document), fields=listed(missing, "and"))
        return
    for name in missing:
        yield problem("E102", place(document), name=name, place="", example=example(group, (name,)))


def _whose(document: Document, given: frozenset[str]) -> Iterator[Problem]:
    """A breach names its contract, or else its contractor."""
    if not document.whole:
        return
    if "contract" not in given and "contractor" not in given:
        yield problem("E102", place(document), name="contract", place="", example="contract: northstar-reader")
    for name in ("contractor", "product"):
        if "contract" in given and name in document.fields.keys:
            yield problem("E203", document.fields.keys[name], name=name)
