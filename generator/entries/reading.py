"""A document → a contract, a breach or the settings, with all that is wrong in it alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from generator.entries.fields import (
    BreachFields,
    ChangeFields,
    Collected,
    ContractFields,
    NotifiedFields,
    SettingsFields,
    TermsFields,
    UpdateFields,
    WithdrawnFields,
)
from generator.entries.markup import MOST_BRACKETS
from generator.entries.nodes import List, Mapping, Scalar
from generator.entries.schema import example, place, validate
from generator.model import (
    Breach,
    Change,
    Contact,
    Contract,
    Data,
    Extent,
    Notified,
    Prose,
    School,
    Settings,
    Terms,
    Update,
    Withdrawal,
)
from generator.problems import Problem, Span, listed, meant, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel

    from generator.entries.frontmatter import Document
    from generator.entries.markup import Offence, Renderer
    from generator.entries.values import Known

MARKDOWN = {"summary", "offers", "security", "text"}
REQUIRED = {
    ContractFields: ("contractor", "description", "purpose", "collects", "executed"),
    BreachFields: ("received", "discovered", "involves", "students", "summary"),
}


def settings(document: Document, known: Known) -> tuple[Settings | None, list[Problem]]:
    """Return the settings of the site, or None when one of them does not fit."""
    read = validate(document, SettingsFields, known)
    problems = document.problems + read.problems
    if (fields := read.values) is None:
        return None, problems
    contact = fields.contact
    if not contact.email and not contact.phone:
        span = place(document, "contact")
        problems.append(
            problem("E102", span, name="email", place=" in `contact`", example="email: privacy@example.example")
        )
    schools = tuple(School(id, school.name, school.grades or ()) for id, school in fields.schools.items())
    made = Settings(
        district=fields.district,
        abbreviation=fields.abbreviation,
        url=fields.url.rstrip("/") + "/",
        zone=fields.timezone,
        languages=fields.languages,
        contact=Contact(contact.name, contact.email, contact.phone, contact.address),
        feed_authority=fields.feed_authority,
        schools=schools,
        law=fields.law,
        deadlines=dict(fields.deadlines),
        since=fields.since,
        show_deadlines=fields.show_deadlines,
        theme=fields.theme,
    )
    return made, problems


class _Texts(NamedTuple):
    """The Markdown of a document by its place, rendered, and what is wrong in it."""

    by_place: dict[tuple[str | int, ...], Prose]
    problems: list[Problem]


def contract(id: str, document: Document, known: Known, renderer: Renderer) -> tuple[Contract | None, list[Problem]]:
    """Return a contract, or None when something in it does not fit."""
    legacy, without = _legacy(document)
    read = validate(document, ContractFields, replace(known, legacy=legacy), without)
    texts = _texts(document, renderer)
    fields = read.values
    needs = REQUIRED[ContractFields]
    if _text_of(document, "kind") != "consultant":
        needs = ("product", *needs)
    problems = [*document.problems, *read.problems, *texts.problems]
    problems += _missing(document, ContractFields, needs, read.given - without, legacy)
    if fields is None or any(p.is_error for p in problems):
        return None, problems
    made = Contract(
        id=id,
        path=document.path,
        contractor=fields.contractor or "",
        product=fields.product or "",
        kind=fields.kind,
        basis=fields.basis,
        website=fields.website or "",
        executed=fields.executed,
        notified=_notified(fields.notified),
        posted=fields.posted,
        first=Terms(**_restated(fields, Terms, texts, ())),
        changes=tuple(_change(change, texts, i) for i, change in enumerate(fields.changes)),
        body=texts.by_place.get(("body",)),
        legacy=fields.legacy,
        withdrawn=_withdrawal(fields.withdrawn),
    )
    return made, problems


def breach(id: str, document: Document, known: Known, renderer: Renderer) -> tuple[Breach | None, list[Problem]]:
    """Return a breach, or None when something in it does not fit; what its contract says comes later."""
    legacy, without = _legacy(document)
    read = validate(document, BreachFields, replace(known, legacy=legacy), without)
    texts = _texts(document, renderer)
    fields = read.values
    problems = [*document.problems, *read.problems, *texts.problems]
    problems += _missing(document, BreachFields, REQUIRED[BreachFields], read.given - without, legacy)
    problems += _whose(document, read.given)
    if fields is None or any(p.is_error for p in problems):
        return None, problems
    made = Breach(
        id=id,
        path=document.path,
        contract=fields.contract or "",
        contractor=fields.contractor or "",
        product=fields.product or "",
        occurred=fields.occurred,
        discovered=fields.discovered,
        received=fields.received,
        notified=_notified(fields.notified),
        first=Extent(**_restated(fields, Extent, texts, ())),
        summary=texts.by_place.get(("summary",)),
        updates=tuple(_update(update, texts, i) for i, update in enumerate(fields.updates)),
        resolved=fields.resolved,
        body=texts.by_place.get(("body",)),
        legacy=fields.legacy,
        withdrawn=_withdrawal(fields.withdrawn),
    )
    return made, problems


def _legacy(document: Document) -> tuple[bool, frozenset[str]]:
    """Say whether an entry is legacy, and which of its fields say « unknown » and so count as absent."""
    legacy = _text_of(document, "legacy") == "true"
    unknown = {name for name in document.fields.fields if _text_of(document, name) == "unknown"}
    return legacy, frozenset({"body"} | (unknown - {"contractor", "contract"} if legacy else set()))


def _text_of(document: Document, name: str) -> str:
    node = document.fields.fields.get(name)
    return node.text.strip() if isinstance(node, Scalar) else ""


def _missing(
    document: Document, model: type[BaseModel], needs: tuple[str, ...], given: frozenset[str], legacy: bool
) -> Iterator[Problem]:
    """What the law requires is an error when missing; a legacy entry names it in one warning."""
    missing = [name for name in needs if name not in given]
    if not document.whole or not missing:
        return
    if legacy:
        required = [name for name in missing if name == "contractor"]
        if others := [name for name in missing if name not in required]:
            yield problem("W101", place(document), fields=listed(others, "and"))
        missing = required
    for name in missing:
        yield problem("E102", place(document), name=name, place="", example=example(model, (name,)))


def _whose(document: Document, given: frozenset[str]) -> Iterator[Problem]:
    """A breach names its contract, or else its contractor."""
    if not document.whole:
        return
    if "contract" not in given and "contractor" not in given:
        yield problem("E102", place(document), name="contract", place="", example="contract: northstar-reader")
    for name in ("contractor", "product"):
        if "contract" in given and name in document.fields.keys:
            yield problem("E203", document.fields.keys[name], name=name)


def _texts(document: Document, renderer: Renderer) -> _Texts:
    """Render the body and every Markdown field, whatever else is wrong with the entry."""
    texts = _Texts({}, [])
    body = document.fields.fields.get("body")
    if isinstance(body, Scalar) and document.body:
        texts.problems.append(problem("E206", document.fields.keys["body"]))
    for loc, node in _markdown(document):
        html, offences = renderer.render(node.text)
        texts.by_place[loc] = Prose(node.text, html)
        seen = Counter[str]()
        for offence in offences:
            span = _span_of(document, node.span, offence.words, seen[offence.words])
            seen[offence.words] += 1
            texts.problems.append(_offence(offence, span, renderer.files))
    return texts


def _markdown(document: Document) -> Iterator[tuple[tuple[str | int, ...], Scalar]]:
    """Yield each Markdown text of a document with its place."""
    body = document.body or document.fields.fields.get("body")
    if isinstance(body, Scalar):
        yield ("body",), body
    for name, node in document.fields.fields.items():
        if name in MARKDOWN and isinstance(node, Scalar):
            yield (name,), node
        elif name in ("changes", "updates") and isinstance(node, List):
            for i, item in enumerate(node.items):
                inner = item.fields.items() if isinstance(item, Mapping) else ()
                yield from (
                    ((name, i, key), text) for key, text in inner if key in MARKDOWN and isinstance(text, Scalar)
                )


def _span_of(document: Document, within: Span, words: str, skip: int) -> Span:
    """Return where words stand in the source of a text, the first `skip` times aside; the whole text if they do not."""
    first = words.partition("\n")[0]
    for number in range(within.line, min(within.end_line, len(document.lines)) + 1 if first else 0):
        line, column = document.lines[number - 1], -1
        while (column := line.find(first, column + 1)) >= 0:
            if not skip:
                return Span(document.path, number, column + 1, number, column + 1 + len(first))
            skip -= 1
    return within


def _offence(offence: Offence, span: Span, files: frozenset[str]) -> Problem:
    values = {"value": offence.words, "field": "the text", "limit": MOST_BRACKETS}
    return problem(offence.code, span, meant=meant(offence.words, files), **values)


def _restated(fields: BaseModel, model: type, texts: _Texts, at: tuple[str | int, ...]) -> dict[str, object]:
    """Return what a group of fields states of Terms or of an Extent, as the model holds it."""
    stated: dict[str, object] = {}
    for name in (name for name in model.__dataclass_fields__ if name in fields.model_fields_set):
        value = getattr(fields, name)
        if isinstance(value, Collected):
            value = Data(**dict(value))
        elif name in MARKDOWN:
            value = texts.by_place.get((*at, name))
        stated[name] = value
    return stated


def _change(fields: ChangeFields, texts: _Texts, i: int) -> Change:
    states = _restated(fields, Terms, texts, ("changes", i))
    return Change(fields.kind, fields.executed, _notified(fields.notified), states)


def _update(fields: UpdateFields, texts: _Texts, i: int) -> Update:
    return Update(fields.on, texts.by_place["updates", i, "text"], _restated(fields, Extent, texts, ("updates", i)))


def _notified(fields: NotifiedFields | None) -> Notified | None:
    return Notified(fields.at, fields.by) if fields else None


def _withdrawal(fields: WithdrawnFields | None) -> Withdrawal | None:
    return Withdrawal(fields.on, fields.reason) if fields else None
