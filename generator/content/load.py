"""A document → a contract, a breach or the settings, with all that is wrong in it alone."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from generator.content.field_types import in_order
from generator.content.fields import (
    NEEDED_BY_BREACH,
    NEEDED_BY_CONSULTANT,
    NEEDED_BY_OPERATOR,
    BreachFields,
    BreachWords,
    BusinessDaysFields,
    ChangeFields,
    Collected,
    ContractFields,
    ContractWords,
    DeadlinesFields,
    NotifiedFields,
    SettingsFields,
    UpdateFields,
    WithdrawnFields,
)
from generator.content.validate import MARKDOWN, example, place, render_texts, validate
from generator.core.duties import Calendar
from generator.core.model import Breach, Change, Contract, Data, Extent, Notified, Prose, Terms, Update, Withdrawal
from generator.core.problems import Problem, listed, problem
from generator.core.settings import Contact, School, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel

    from generator.content.field_types import Known
    from generator.content.frontmatter import Document
    from generator.content.markdown import Renderer
    from generator.content.validate import Texts
    from generator.core.duties import Clock
    from generator.core.model import Loc, Section

OF_TERMS, OF_EXTENT = (tuple(field.name for field in dataclasses.fields(kind)) for kind in (Terms, Extent))
SAID_UNKNOWN = frozenset({"discovered", "involves", "students"})  # any breach may say so


def settings(document: Document, known: Known) -> tuple[Settings | None, list[Problem]]:
    """Return the settings of the site, or None when one of them does not fit."""
    read = validate(document, SettingsFields, known)
    problems = document.problems + read.problems
    if (fields := read.values) is None or any(found.is_error for found in problems):
        return None, problems
    contact = fields.contact
    if not contact.email and not contact.phone:
        span = place(document, "contact")
        problems.append(
            problem("E102", span, name="email", place=" in `contact`", example="email: privacy@example.example")
        )
    schools = tuple(School(id, school.name, in_order(school.grades or ())) for id, school in fields.schools.items())
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
        deadlines=_clocks(fields.deadlines),
        since=fields.since,
        show_deadlines=fields.show_deadlines,
        theme=fields.theme,
        published_names=fields.published_names,
        business_days=_calendar(fields.business_days),
    )
    return made, problems


def contract(id: str, document: Document, known: Known, renderer: Renderer) -> tuple[Contract | None, list[Problem]]:
    """Return a contract and its problems; of one with errors, what could be read of it, or None."""
    legacy, without = _legacy(document)
    read = validate(document, ContractFields, replace(known, legacy=legacy), without)
    prose = render_texts(document, renderer)
    fields = read.values
    is_operator = not legacy and document.text("kind") != "consultant"
    needs = NEEDED_BY_OPERATOR if is_operator else NEEDED_BY_CONSULTANT
    problems = [*document.problems, *read.problems, *prose.problems]
    problems += _missing(document, ContractFields, needs, read.given - without, legacy)
    if fields is None:
        return None, problems
    made = Contract(
        id=id,
        path=document.path,
        contractor=fields.contractor or "",
        product=fields.product or "",
        kind=fields.kind or ("" if legacy else "operator"),
        basis=fields.basis or ("" if legacy else "contract"),
        website=fields.website or "",
        executed=fields.executed,
        notified=_notified(fields.notified),
        posted=fields.posted,
        first=_terms(fields, prose, legacy),
        changes=tuple(_change(change, prose, i) for i, change in enumerate(fields.changes)),
        body=prose.by_place.get(("body",)),
        legacy=fields.legacy,
        withdrawn=_withdrawal(fields.withdrawn),
    )
    return made, problems


def breach(id: str, document: Document, known: Known, renderer: Renderer) -> tuple[Breach | None, list[Problem]]:
    """Return a breach and its problems, as `contract` does; what its contract says comes later."""
    legacy, without = _legacy(document)
    read = validate(document, BreachFields, replace(known, legacy=legacy), without)
    prose = render_texts(document, renderer)
    fields = read.values
    problems = [*document.problems, *read.problems, *prose.problems]
    absent = without - SAID_UNKNOWN
    problems += _missing(document, BreachFields, NEEDED_BY_BREACH, read.given - absent, legacy)
    problems += _whose(document, read.given - without)
    if fields is None:
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
        posted=fields.posted,
        first=_extent(fields, prose, legacy),
        summary=prose.by_place.get(("summary",)),
        updates=tuple(_update(update, prose, i) for i, update in enumerate(fields.updates)),
        resolved=fields.resolved,
        body=prose.by_place.get(("body",)),
        legacy=fields.legacy,
        withdrawn=_withdrawal(fields.withdrawn),
    )
    return made, problems


def translation(
    section: Section, document: Document, known: Known, renderer: Renderer
) -> tuple[dict[Loc, str | Prose], list[Problem]]:
    """Return the texts of a translation by their places, and its problems."""
    model = ContractWords if section == "contracts" else BreachWords
    read = validate(document, model, known, frozenset({"body"}))
    prose = render_texts(document, renderer)
    plain = dict(_plain(read.values)) if read.values else {}
    return {**plain, **prose.by_place}, [*document.problems, *read.problems, *prose.problems]


def _plain(words: BaseModel, *at: str | int) -> Iterator[tuple[Loc, str]]:
    """Yield the plain texts of a translation, with their places."""
    for name, value in words:
        if isinstance(value, str) and name not in MARKDOWN:
            yield (*at, name), value
        elif isinstance(value, tuple):
            for i, item in enumerate(value):
                yield from _plain(item, name, i)


def _clocks(fields: DeadlinesFields) -> dict[str, Clock]:
    """Return the district's own clocks by the names of their duties."""
    return {name.replace("_", "-"): clock for name, clock in fields if clock}


def _calendar(fields: BusinessDaysFields) -> Calendar:
    return Calendar(frozenset(one.day for one in fields.open), frozenset(one.day for one in fields.closed))


def _legacy(document: Document) -> tuple[bool, frozenset[str]]:
    """Say whether an entry is legacy, and which of its fields say « unknown » and so count as absent."""
    if document.text("legacy") != "true":
        return False, frozenset({"body"})
    unknown = (name for name in document.fields.fields if document.text(name) == "unknown")
    return True, frozenset({"body", *unknown})


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


def _restated(fields: BaseModel, names: tuple[str, ...], prose: Texts, *at: str | int) -> dict[str, Any]:
    """Return what a group of fields states of the fields with these names, as the model holds it."""
    stated: dict[str, Any] = {}
    for name in (name for name in names if name in fields.model_fields_set):
        value = getattr(fields, name)
        if isinstance(value, Collected):
            value = Data(**dict(value))
        elif name == "grades":
            value = in_order(value)
        elif name in MARKDOWN:
            value = prose.by_place.get((*at, name))
        stated[name] = value
    return stated


def _terms(fields: ContractFields, prose: Texts, legacy: bool) -> Terms:
    """Return what a contract said at first; all schools use it unless it says otherwise."""
    return Terms(**{"schools": None if legacy else ()} | _restated(fields, OF_TERMS, prose))


def _extent(fields: BreachFields, prose: Texts, legacy: bool) -> Extent:
    """Return what was known of a breach at first; its schools are its contract's, or all where it names none."""
    schools = None if legacy or fields.contract else ()
    return Extent(**{"schools": schools} | _restated(fields, OF_EXTENT, prose))


def _change(fields: ChangeFields, prose: Texts, i: int) -> Change:
    states = _restated(fields, OF_TERMS, prose, "changes", i)
    return Change(fields.kind, fields.executed, _notified(fields.notified), states, fields.posted)


def _update(fields: UpdateFields, prose: Texts, i: int) -> Update:
    states = _restated(fields, OF_EXTENT, prose, "updates", i)
    return Update(fields.on, prose.by_place["updates", i, "text"], states, fields.received, _notified(fields.notified))


def _notified(fields: NotifiedFields | None) -> Notified | None:
    return Notified(fields.at, fields.by) if fields else None


def _withdrawal(fields: WithdrawnFields | None) -> Withdrawal | None:
    return Withdrawal(fields.on, fields.reason, _notified(fields.notified)) if fields else None
