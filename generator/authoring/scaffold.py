"""A new entry or new settings: what a site has already, its id, its text with comments, its check.

A comment above each field says what to write.
"""

from __future__ import annotations

import textwrap
from collections.abc import Container, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import count
from typing import NamedTuple

from generator.authoring.questions import FORMS, SECTIONS, Kind
from generator.authoring.writing import INDENT, MAX_WIDTH, Value, fields, framed
from generator.compiler import Content, read_content
from generator.content import context
from generator.content.context import Context, EntryNames
from generator.content.field_groups import Field
from generator.content.fields import (
    NEEDED_BY_BREACH,
    NEEDED_BY_CONSULTANT,
    NEEDED_BY_OPERATOR,
    NEEDED_BY_REPORTED_BREACH,
    SETTINGS,
)
from generator.content.markdown import Renderer
from generator.content.source_reading import Known
from generator.core.problems import Problem, UserError
from generator.core.settings import School
from generator.core.site import Inputs, Past, Source

REQUIRED = "Required by law ({law}). Fill in a value after each colon."
OPTIONAL = "Optional. Delete the # to use a line."
SETTINGS_FOLLOW = "The settings of the site. Delete a # to use a line."
BODY_FOLLOWS = "Below the next line you can write more, in Markdown."


class EntryContext(NamedTuple):
    """What is needed to write an entry.

    `names` are those of all entries, by section/id. `today` is that of the district's time
    zone.
    """

    known: Known
    renderer: Renderer
    schools: tuple[School, ...]
    names: dict[str, EntryNames]
    today: date

    @property
    def month(self) -> str:
        """The current month, as YYYY-MM."""
        return self.today.strftime("%Y-%m")

    @property
    def contracts(self) -> dict[str, EntryNames]:
        """The names in all contracts by id."""
        return {
            id.removeprefix("contracts/"): names
            for id, names in self.names.items()
            if id.startswith("contracts/") and names.title
        }

    def ids(self, kind: Kind) -> frozenset[str]:
        """Return the ids of the entries of a kind."""
        return self.known.contracts if kind == "contract" else self.known.breaches


def entry_context(inputs: Inputs) -> EntryContext:
    """Return what is needed to write an entry for a site. Raises UserError without content."""
    for unread in inputs.unread:
        if unread.code == "E001":
            raise UserError(f"{unread.message} {unread.advice}")
    site = Context.of(inputs)
    return EntryContext(
        known=site.known,
        renderer=context.renderer(site.known),
        schools=site.settings.schools if site.settings else (),
        names=context.entry_names(inputs.sources),
        today=site.now.date(),
    )


def entry(kind: Kind, values: Mapping[str, Value], body: str = "", *, short: bool = False) -> str:
    """Return a new entry with these values.

    A required field without a value is left empty, and every other one is commented out. A short
    entry has only the usual fields, without examples.
    """
    names = _required(kind, values) | ({"product"} & values.keys())
    rows = FORMS[kind].rows.values()
    required = [field for field in rows if field.name in names]
    optional = [field for field in rows if field.name not in names and (not short or field.usual)]
    law = " and ".join(sorted({field.law for field in required if field.law}))
    lines = _comment(REQUIRED.format(law=law))
    for field in required:
        lines += _field(field, values, short=short, is_required=True)
    lines += ["", *_comment(OPTIONAL)]
    for field in optional:
        lines += _field(field, values, short=short, is_required=False)
    if not short:
        lines += ["", *_comment(BODY_FOLLOWS)]
    return framed("".join(f"{line}\n" for line in lines), body)


def settings(values: Mapping[str, Value]) -> str:
    """Return new settings with these values; every other field is commented out."""
    lines = _comment(SETTINGS_FOLLOW)
    for field in SETTINGS.fields.values():
        lines += _field(field, values, short=False, is_required=False)
    return "".join(f"{line}\n" for line in lines)


def _required(kind: Kind, values: Mapping[str, Value]) -> set[str]:
    """Return the names of the required fields; a breach has a contract, or else a contractor.

    A breach of the district's own has neither.
    """
    if kind == "contract":
        has_product = values.get("kind") != "consultant" or "product" in values
        return {*(NEEDED_BY_OPERATOR if has_product else NEEDED_BY_CONSULTANT)}
    if values.get("by") == "district":
        return {"by", *NEEDED_BY_BREACH}
    has_contractor = "contractor" in values or "product" in values
    return {"contractor" if has_contractor else "contract", *NEEDED_BY_REPORTED_BREACH}


def _field(
    field: Field, values: Mapping[str, Value], *, short: bool, is_required: bool
) -> Iterator[str]:
    """Yield the lines of a field: its meaning, and its value, its name or its example."""
    if not short:
        yield ""
    yield from _comment(field.in_file)
    if field.name in values:
        yield from fields({field.name: values[field.name]}).splitlines()
    elif is_required:
        yield from _empty(field, short)
    else:
        yield f"# {field.name}: {field.example}"


def _empty(field: Field, short: bool) -> Iterator[str]:
    """Yield a field to fill in, or a group with all its fields."""
    if group := field.group:
        if short:
            yield "# For a kind with no data, write nothing."
        else:
            yield "# For a kind with no data, write nothing. For example:"
            for inner in group.fields.values():
                yield f"# {INDENT}{inner.name}: {inner.example}"
        yield f"{field.name}:"
        yield from (f"{INDENT}{inner}:" for inner in group.fields)
    else:
        if not short:
            yield from _comment(f"For example: {field.example}")
        yield f"{field.name}:"


def _comment(text: str) -> list[str]:
    return textwrap.wrap(
        text, MAX_WIDTH, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False
    )


def id_of(kind: Kind, title: str, month: str) -> str:
    """Return the id of a new entry, or "" if the title has no letter or digit.

    The id of a breach begins with `month` (YYYY-MM).
    """
    name = context.slug(title)
    if name and kind == "breach":
        return f"{month}-{name}"[: context.MAX_ID_LENGTH].rstrip("-")
    return context.as_file(name)


def unused_id(id: str, taken: Container[str], repeats: int = 0) -> str:
    """Return the id, or else the id with the first free number; `repeats` of them are taken."""
    candidates = (f"{id}-{number}" if number > 1 else id for number in count(repeats + 1))
    return next(candidate for candidate in candidates if candidate not in taken)


def path_of(kind: Kind, id: str) -> str:
    """Return the path of an entry from the root."""
    return f"content/{SECTIONS[kind]}/{id}.md"


def contract_of(title: str, contracts: Mapping[str, EntryNames]) -> str:
    """Return the id of the one contract with a title or an id, or "" if none or several match."""
    name = context.slug(title)
    if title.strip() in contracts:
        return title.strip()
    titled = [id for id, other in contracts.items() if name in other.slugs("title")]
    if len(titled) == 1:
        return titled[0]
    return name if not titled and name in contracts else ""


class Trial(NamedTuple):
    """A site with an entry added or replaced, and the problems of that entry."""

    inputs: Inputs
    content: Content
    problems: list[Problem]


def check_entry(inputs: Inputs, path: str, text: str) -> Trial:
    """Return the site with an entry added or replaced.

    The entry as it was before counts as published.
    """
    others = [source for source in inputs.sources if source.path != path]
    changed = replace(
        inputs,
        sources=(*others, Source(path, text.encode())),
        published=Past(inputs.sources, frozenset(inputs.files)),
    )
    content = read_content(changed)
    return Trial(changed, content, [each for each in content.problems if each.span.path == path])
