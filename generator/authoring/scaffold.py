"""A new file with comments: an entry, what came later, a message, or new settings.

A comment above each field says what to write.
"""

from __future__ import annotations

import textwrap
from collections.abc import Container, Iterable, Iterator, Mapping
from itertools import count

from generator.authoring.writing import INDENT, MAX_WIDTH, Value, fields, framed
from generator.content import context
from generator.content.field_groups import Field, Needed
from generator.content.fields import (
    FILE_KINDS,
    NEEDED_BY_BREACH,
    NEEDED_BY_CONSULTANT,
    NEEDED_BY_OPERATOR,
    NEEDED_BY_REPORTED_BREACH,
    SETTINGS,
    needed,
)

REQUIRED = "Required. Fill in a value after each colon."
REQUIRED_BY_LAW = "Required by law ({law}). Fill in a value after each colon."
OPTIONAL = "Optional. Delete the # to use a line."
SETTINGS_FOLLOW = "The settings of the site. Delete a # to use a line."
BODY_FOLLOWS = "Below the next line you can write more, in Markdown."
TEXT_FOLLOWS = "Below the next line, write in Markdown: {meaning}"
# Files that say nothing without this field, although none of their fields is always required.
MAIN_FIELD = {"correction": "right", "deletion": "confirmed"}
# The names in links to a new file, which a person replaces: the name is the address of the notice.
FILE_NAMES = {"contract": "name-of-the-product", "breach": "year-month-name-of-the-product"}


def begin(kind: str) -> tuple[str, str]:
    """Return the path and the text of a new contract or breach, with only the usual fields."""
    return path_of(kind, FILE_NAMES[kind]), new(kind, {}, short=True)


def new(kind: str, values: Mapping[str, Value], *, short: bool = False) -> str:
    """Return a new file of a kind of `FILE_KINDS` with these values.

    A required field without a value is left empty, and every other one is commented out. A short
    one has only the usual fields, without examples.
    """
    file = FILE_KINDS[kind]
    names = _required(kind, values) | ({"product"} & values.keys())
    rows = [row for row in file.group.fields.values() if row.name != file.body]
    required = [row for row in rows if row.name in names]
    optional = [row for row in rows if row.name not in names and (not short or row.usual)]
    lines = list[str]()
    if required:
        law = " and ".join(sorted({row.law for row in required if row.law}))
        lines += _comment(REQUIRED_BY_LAW.format(law=law) if law else REQUIRED)
        for row in required:
            lines += _field(row, values, short=short, is_required=True)
        lines.append("")
    if optional:
        lines += _comment(OPTIONAL)
        for row in optional:
            lines += _field(row, values, short=short, is_required=False)
    if file.body and not short:
        text = file.group.fields.get(file.body)
        follows = TEXT_FOLLOWS.format(meaning=text.meaning) if text else BODY_FOLLOWS
        lines += ["", *_comment(follows)]
    return framed("".join(f"{line}\n" for line in lines).rstrip("\n") + "\n", "")


def settings(values: Mapping[str, Value]) -> str:
    """Return new settings with these values; every other field is commented out."""
    lines = _comment(SETTINGS_FOLLOW)
    for field in SETTINGS.fields.values():
        lines += _field(field, values, short=False, is_required=False)
    return "".join(f"{line}\n" for line in lines)


def _required(kind: str, values: Mapping[str, Value]) -> set[str]:
    """Return the names of the required fields; a breach has a contract, or else a contractor.

    A breach of the district's own has neither. A later file also has those with a value.
    """
    if kind not in FILE_NAMES:
        always = needed(FILE_KINDS[kind].group, Needed.ALWAYS, Needed.NEW)
        return {*always, *values, *filter(None, [MAIN_FIELD.get(kind)])}
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


def id_of(kind: str, title: str, month: str) -> str:
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


def path_of(kind: str, id: str) -> str:
    """Return the path of an entry from the root."""
    return f"content/{FILE_KINDS[kind].folders[0]}/{id}.md"


def contract_of(title: str, contracts: Mapping[str, Iterable[str]]) -> str:
    """Return the id of the one contract with a title or an id, or "" if none or several match.

    `contracts` has the titles that each has had, by id.
    """
    name = context.slug(title)
    if title.strip() in contracts:
        return title.strip()
    titled = [id for id, titles in contracts.items() if name in map(context.slug, titles)]
    if len(titled) == 1:
        return titled[0]
    return name if not titled and name in contracts else ""
