"""A document → a contract, a breach, a translation or the settings, with its problems.

Markdown texts are rendered first, and checked where they are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as ByName
from dataclasses import replace
from html import unescape
from typing import Any, NamedTuple

from generator.content.field_groups import Group, Needed
from generator.content.fields import (
    BREACH,
    BREACH_WORDS,
    CONTRACT,
    CONTRACT_WORDS,
    DEFAULTS,
    MARKDOWN_FIELDS,
    MARKDOWN_INSIDE,
    OF_A_CONTRACTOR,
    SETTINGS,
    TABLES,
    needed,
)
from generator.content.frontmatter import CODE_FENCE, Document
from generator.content.hosts import sent_host
from generator.content.markdown import LIMITS, Renderer
from generator.content.phrases import is_no_name
from generator.content.source_reading import Known
from generator.content.validate import missing, validate
from generator.content.yaml_nodes import List, Mapping, Node, Scalar, form, raw_value
from generator.core.characters import VISIBLE
from generator.core.model import (
    Breach,
    Contract,
    Entry,
    Extent,
    Loc,
    Prose,
    Section,
    Terms,
    Translation,
)
from generator.core.problems import Problem, Span, Suggestions, listed, problem
from generator.core.settings import Settings
from generator.core.site import EntrySource

MIN_FOREIGN_FIELDS = 3  # by which an entry is known to be of the other section
MAY_BE_UNKNOWN = frozenset({"discovered", "involves", "students"})  # in any breach
OWN_FIELDS: dict[Section, frozenset[str]] = {  # that entries of the other section do not have
    "contracts": frozenset(CONTRACT.fields.keys() - BREACH.fields.keys()),
    "breaches": frozenset(BREACH.fields.keys() - CONTRACT.fields.keys()),
}
NOUNS: dict[Section, str] = {"contracts": "a contract", "breaches": "a breach"}
ENTRY_FIELDS = CONTRACT.fields.keys() | BREACH.fields.keys()
# Fields that change a published notice.
STATES = {
    "changes",
    "deletion",
    "notified",
    "posted",
    "received",
    "resolved",
    "updates",
    "withdrawn",
}
FIELD_LINE = re.compile(r"([a-z]+(?:-[a-z]+)*)\s*:(?=\s|$)")


def settings(document: Document, known: Known) -> tuple[Settings | None, list[Problem]]:
    """Return the settings of the site and the problems; None if there is an error."""
    read = validate(document, SETTINGS, known, {})
    problems = document.problems + read.problems
    if read.values is None or any(problem.is_error for problem in problems):
        return None, problems
    zone = read.values.pop("timezone")
    if since := read.values.get("since"):  # it was read before the zone was known
        read.values["since"] = since._replace(start=since.start.replace(tzinfo=zone))
    if schools := read.values.get("schools"):  # in lists, those that have closed are the last
        read.values["schools"] = tuple(sorted(schools, key=lambda school: bool(school.closed)))
    said = read.values.pop("alerts_in", ())
    problems += _alerts_in_other_languages(said, read.values.get("languages", ()), document)
    settings = Settings(zone=zone, alerts_in=dict(said), **read.values)
    if not settings.contact.email and not settings.contact.phone:
        problems.append(missing(document.place("contact"), SETTINGS, ("contact", "email")))
    problems += _ambiguous_schools(settings, document)
    return settings, problems


def _alerts_in_other_languages(
    said: Sequence[tuple[str, str]], languages: Sequence[str], document: Document
) -> Iterator[Problem]:
    """Yield an error for each language that the site has not, that is its first, or again."""
    tags = [tag for tag, _ in said]
    wanted = "another language of the site than its first one, each once"
    for i, tag in enumerate(tags):
        if tag not in languages[1:] or tag in tags[:i]:
            span = document.place("alerts_in", i, "language")
            given = {"field": "language", "value": tag, "example": "language: es"}
            yield problem("E107 setting", span, wanted=wanted, **given)


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
    source: EntrySource, document: Document, known: Known, renderer: Renderer
) -> tuple[Entry | None, list[Problem]]:
    """Return an entry and its problems, including those of its rendered texts.

    An entry with errors lacks what could not be read, or is None if its fields were not found.
    `join` adds to a breach what its contract says.
    """
    if found := misplaced(source.section, document):
        return None, [found]
    group = TABLES[source.section]
    legacy = document.is_legacy
    without = {"body"}  # which is read with the other texts
    if legacy:  # an unknown field counts as missing
        known = replace(known, legacy=True)
        words = {name: document.word(name) for name in document.fields.fields}
        without |= {name for name, word in words.items() if word == "unknown"} - {"contractor"}
    texts = render_texts(document, renderer)
    values, names, problems = validate(document, group, known, texts.by_location, without)
    problems = [*document.problems, *problems, *texts.problems]
    is_operator = not legacy and document.word("kind") != "consultant"
    is_reported = document.word("by") != "district"
    more = [Needed.OPERATOR] * is_operator + [Needed.REPORTED] * is_reported
    required = needed(group, Needed.NEW, *more)
    given = names - (without - MAY_BE_UNKNOWN)
    problems += _missing(document, group, required, given, legacy)
    if group is BREACH:
        problems += _names_its_contract(document, names - without)
    if values is None:
        return None, problems
    values, nameless = _nameless(values, document)
    problems += nameless
    body = texts.by_location.get(("body",))
    values |= {"id": source.id, "path": document.path, "body": body, "since": known.since}
    if group is CONTRACT:
        contract, doubts = _contract(values, document, legacy=legacy)
        return contract, [*problems, *doubts]
    # Without a value, the schools are those of the contract, or all schools without a contract.
    own = None if legacy or values.get("contract") else ()
    values["first"] = Extent.stating(BREACH.restated, **{"schools": own, **values})
    return Breach.stating(BREACH.own, **values), problems


def _contract(
    values: dict[str, Any], document: Document, *, legacy: bool
) -> tuple[Contract, list[Problem]]:
    """Return a contract, which says of itself what a new one need not, and a warning, if any."""
    new: dict[str, Any] = {**DEFAULTS, "schools": ()}
    problems: list[Problem] = []
    if values.get("basis") == "special-education-exception":  # for few students, so not all schools
        new["schools"] = None
        if values.get("schools") == ():
            problems.append(problem("W131 all", document.place("schools")))
            del values["schools"]
    values = {**({} if legacy else new), **values}
    values["first"] = Terms.stating(CONTRACT.restated, **values)
    return Contract.stating(CONTRACT.own, **values), problems


def _nameless(values: dict[str, Any], document: Document) -> tuple[dict[str, Any], list[Problem]]:
    """Return the values without what is no company's name, and a warning for each."""
    problems = []
    changes = [*values.get("changes", ())]
    if is_no_name(name := values.get("contractor", "")):
        problems.append(problem("W139", document.place("contractor"), value=name))
        values = {**values, "contractor": ""}
    for i, change in enumerate(changes):
        if is_no_name(name := change.states.get("contractor", "")):
            place = document.place("changes", i, "contractor")
            problems.append(problem("W139", place, value=name))
            changes[i] = replace(change, states={**change.states, "contractor": ""})
    return {**values, "changes": tuple(changes)} if changes else values, problems


def misplaced(section: Section, document: Document) -> Problem | None:
    """Return a problem if an entry has only fields of the other section, and several of them."""
    other: Section = "breaches" if section == "contracts" else "contracts"
    names = document.fields.fields.keys()
    if names & OWN_FIELDS[section] or len(names & OWN_FIELDS[other]) < MIN_FOREIGN_FIELDS:
        return None
    return problem("E019", document.place(), kind=NOUNS[other], section=section, other=other)


def translation(
    source: EntrySource, document: Document, known: Known, renderer: Renderer
) -> tuple[Translation, list[Problem]]:
    """Return a translation and its problems."""
    texts = render_texts(document, renderer)
    group = CONTRACT_WORDS if source.section == "contracts" else BREACH_WORDS
    read = validate(document, group, known, texts.by_location, {"body"})
    values = read.values or {}
    elements = values.pop("elements", ())
    words: dict[Loc, str | Prose] = {**dict(_words(values)), **texts.by_location}
    translation = Translation(
        source.section, source.id, source.language, document.path, words, elements
    )
    return translation, [*document.problems, *read.problems, *texts.problems]


def _words(words: ByName[str, Any], *at: str | int) -> Iterator[tuple[Loc, str]]:
    """Yield the plain texts of a translation, with their locations."""
    for name, value in words.items():
        if isinstance(value, str):
            yield (*at, name), value
        elif isinstance(value, tuple) and not isinstance(value, Prose):
            for i, item in enumerate(value):
                yield from _words(item, name, i)


def _missing(
    document: Document, group: Group, required: tuple[str, ...], names: frozenset[str], legacy: bool
) -> Iterator[Problem]:
    """Yield an error for each missing field, or for a legacy entry one warning for all of them."""
    lacking = [name for name in required if name not in names]
    if not document.is_readable or not lacking:
        return
    if legacy:
        yield problem("W101", document.place(), fields=listed(lacking, "and"))
        return
    for name in lacking:
        yield missing(document.place(), group, (name,))


def _names_its_contract(document: Document, names: frozenset[str]) -> Iterator[Problem]:
    """A breach names either its contract or its contractor, not both; the district's own neither.

    Nor does a breach of the district's own have the dates of a contractor's notice.
    """
    if not document.is_readable:
        return
    if document.word("by") == "district":
        given = (name for name in OF_A_CONTRACTOR if name in document.fields.keys)
        others = [name for name in given if document.word(name) != "unknown"]
        if others:
            span = document.fields.keys[others[0]]
            yield problem("E138", span, names=listed(others, "and"))
        return
    if "contract" not in names and "contractor" not in names:
        example = "contract: northstar-reader`, `contractor: Northstar` or `contractor: unknown"
        yield problem("E102", document.place(), name="contract", place="", example=example)
    others = [
        name for name in ("contractor", "product", "products") if name in document.fields.keys
    ]
    if "contract" in names and others:
        yield problem("E203", document.fields.keys[others[0]], names=listed(others, "and"))


# Markdown


class Texts(NamedTuple):
    """The rendered Markdown texts of a document by location, and their problems."""

    by_location: dict[Loc, Prose]
    problems: list[Problem]


def render_texts(document: Document, renderer: Renderer) -> Texts:
    """Render the body and every Markdown field of a document, even if it has other errors."""
    texts = Texts({}, [])
    suggestions = Suggestions()
    body = document.node("body")
    if isinstance(body, Scalar) and document.body:
        texts.problems.append(problem("E206", document.fields.keys["body"]))
    elif isinstance(body, List | Mapping):
        values = {"field": "body", "wanted": "text", "got": form(raw_value(body))}
        example = "body: Teachers create the accounts."
        texts.problems.append(problem("E107", body.span, example=example, **values))
    if document.body:
        texts.problems.extend(_fields_below(document.body))
    for loc, node in _markdown(document):
        html, offenses = renderer.render(node.text)
        texts.by_location[loc] = Prose(node.text, html)
        may_be_blank = loc == ("body",) or not node.text.strip()
        if not may_be_blank and not offenses and not _is_visible(html):
            texts.problems.append(
                problem("E103 invisible", node.span, field=loc[-1], value=node.text)
            )
        occurrences: dict[str, int] = {}
        for offense in offenses:
            skip = occurrences.get(offense.words, 0)
            first_line = re.escape(offense.words.partition("\n")[0])
            span = document.match(first_line, node.span, skip)
            occurrences[offense.words] = skip + 1
            limit = f"{LIMITS.get(offense.code, 0):,}"
            meant = suggestions.of(offense.words, renderer.files)
            values = {"value": offense.words, "field": "the text", "limit": limit, "meant": meant}
            values["host"] = sent_host(offense.words)
            texts.problems.append(problem(offense.code, span, **values))
    return texts


def _is_visible(html: str) -> bool:
    """Return whether a reader sees anything of a text."""
    return "<img" in html or bool(VISIBLE.search(unescape(re.sub("<[^>]*>", "", html))))


def _fields_below(body: Scalar) -> list[Problem]:
    """Return an error for each line of a body that looks like a field that changes a notice.

    Other fields get a warning, and so does a code fence without an end. Lines in fenced code are
    ignored.
    """
    problems: list[Problem] = []
    fence = ""
    fenced_since = 0
    opened = (0, "")
    for number, line in enumerate(body.text.split("\n"), start=body.span.line):
        if ":" not in line and "```" not in line and "~~~" not in line:
            continue  # as most lines, which takes less time than a pattern
        mark = CODE_FENCE.fullmatch(line)
        if mark and not fence:
            fence = mark[1]
            fenced_since = len(problems)
            opened = (number, line)
        elif mark and mark[1].startswith(fence) and not mark[2].strip():
            fence = ""
            problems = problems[:fenced_since]  # the fenced lines are code
        elif (field := FIELD_LINE.match(line)) and (name := field[1]) in ENTRY_FIELDS:
            span = Span(body.span.path, number, 1, number, len(name) + 1)
            problems.append(problem("E208" if name in STATES else "W113", span, name=name))
    if fence:
        number, line = opened
        span = Span(body.span.path, number, 1, number, len(line) + 1)
        problems.append(problem("W137", span, value=line))
    return problems


def _markdown(document: Document) -> Iterator[tuple[Loc, Scalar]]:
    """Yield each Markdown text of a document with its location."""
    body = document.body or document.node("body")
    if isinstance(body, Scalar):
        yield ("body",), body
    yield from _markdown_in(document.fields)


def _markdown_in(node: Node, *at: str | int) -> Iterator[tuple[Loc, Scalar]]:
    """Yield each Markdown text in a group or in a list of groups with its location."""
    if isinstance(node, List):
        for i, item in enumerate(node.items):
            yield from _markdown_in(item, *at, i)
    for name, inner in node.fields.items() if isinstance(node, Mapping) else ():
        if name in MARKDOWN_FIELDS and isinstance(inner, Scalar):
            yield (*at, name), inner
        elif name in MARKDOWN_INSIDE:
            yield from _markdown_in(inner, *at, name)
