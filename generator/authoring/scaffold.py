"""The fields → a new entry to be filled in, in which a comment above each field says what to write."""

from __future__ import annotations

import textwrap
from itertools import chain, count
from typing import TYPE_CHECKING

from generator.authoring.questions import SECTION, TABLE
from generator.authoring.writing import INDENT, WIDEST, fields, framed
from generator.content.fields import NEEDED_BY_BREACH, NEEDED_BY_CONSULTANT, NEEDED_BY_OPERATOR
from generator.content.names import MAX_ID_LENGTH, as_file, slug
from generator.content.yaml_nodes import fields as node_fields

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from generator.authoring.questions import Kind
    from generator.authoring.writing import Value
    from generator.content.field_types import Field
    from generator.content.frontmatter import Document

NEEDED = "What the law asks ({law}). Write behind each colon."
OPTIONAL = "What may be absent. To use a line, take away the # in front of its name."
BELOW = "Below the next line you may write more, in Markdown."


def entry(kind: Kind, values: Mapping[str, Value], body: str = "", *, short: bool = False) -> str:
    """Return a new entry with these values; what is needed and not given stands empty, the rest is commented out.

    A short one offers only what most entries have, without examples.
    """
    names, rows = _needed(kind, values), TABLE[kind].fields.values()
    needed = [field for field in rows if field.name in names or (field.name == "product" and "product" in values)]
    others = [field for field in rows if field not in needed and (not short or field.usual)]
    law = " and ".join(sorted({field.law for field in needed if field.law}))
    parts = [[*_comment(NEEDED.format(law=law))], *(_field(field, values, short, True) for field in needed)]
    parts += [["", *_comment(OPTIONAL)], *(_field(field, values, short, False) for field in others)]
    if not short:
        parts.append(["", *_comment(BELOW)])
    return framed("".join(f"{line}\n" for part in parts for line in part), body)


def _needed(kind: Kind, values: Mapping[str, Value]) -> tuple[str, ...]:
    """Return what the law asks; a breach names its contract, or else its contractor."""
    if kind == "contract":
        has_product = values.get("kind") != "consultant" or "product" in values
        return NEEDED_BY_OPERATOR if has_product else NEEDED_BY_CONSULTANT
    whose = ("contractor",) if "contractor" in values or "product" in values else ("contract",)
    return (*whose, *NEEDED_BY_BREACH)


def _field(field: Field, values: Mapping[str, Value], short: bool, is_needed: bool) -> Iterator[str]:
    """Yield the lines of a field: what it means, and its value, its name alone, or its example commented out."""
    if not short:
        yield ""
    yield from _comment(field.meaning)
    if field.name in values:
        yield from fields({field.name: values[field.name]}).splitlines()
    elif is_needed:
        yield from _empty(field, short)
    else:
        yield f"# {field.name}: {field.example}"


def _empty(field: Field, short: bool) -> Iterator[str]:
    """Yield a field that is to be filled in, or a group with all its fields."""
    if group := field.type.group:
        yield f"# Delete the lines that do not apply{'.' if short else ', or write for example:'}"
        if not short:
            yield from (f"# {INDENT}{inner.name}: {inner.example}" for inner in group.fields.values())
        yield f"{field.name}:"
        yield from (f"{INDENT}{inner}:" for inner in group.fields)
    else:
        if not short:
            yield from _comment(f"For example: {field.example}")
        yield f"{field.name}:"


def _comment(text: str) -> list[str]:
    return textwrap.wrap(text, WIDEST, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False)


def id_of(kind: Kind, title: str, month: str) -> str:
    """Return the id of a new entry, or nothing where the title gives none; that of a breach begins with its month."""
    name = slug(title)
    return f"{month}-{name}"[:MAX_ID_LENGTH].rstrip("-") if name and kind == "breach" else as_file(name)


def free(id: str, taken: Container[str]) -> str:
    """Return an id that no entry has: this one, or with the first number behind it."""
    return next(one for one in chain((id,), (f"{id}-{i}" for i in count(2))) if one not in taken)


def path_of(kind: Kind, id: str) -> str:
    """Return where an entry is filed, from the root."""
    return f"content/{SECTION[kind]}/{id}.md"


def values(kind: Kind, title: str, contracts: Mapping[str, str], kept: Mapping[str, Value]) -> dict[str, Value]:
    """Return what a title says of an entry, and what it keeps; `contracts` are titles by their ids.

    A breach whose title is that of one contract names the contract, from which its product comes.
    """
    if kind == "contract":
        return {"product": title, **kept}
    if "contract" in kept:
        return dict(kept)
    if contract := contract_of(title, contracts):
        return {"contract": contract, **{name: value for name, value in kept.items() if name != "contractor"}}
    return {"product": title, **kept}


def contract_of(title: str, contracts: Mapping[str, str]) -> str:
    """Return the id of the one contract that a title, or an id, means; or nothing."""
    name = slug(title)
    meant = [name] if name in contracts else [id for id, other in contracts.items() if name and slug(other) == name]
    return meant[0] if len(meant) == 1 else ""


def kept(kind: Kind, document: Document, contracts: Container[str]) -> dict[str, Value]:
    """Return what a new entry keeps of another; a breach that begins with a contract names it."""
    found = node_fields(document.fields)
    id = document.path.rpartition("/")[2].rpartition(".")[0]
    if kind == "breach" and document.path == path_of("contract", id) and id in contracts:
        return {"contract": id}
    return {name: found[name] for name, field in TABLE[kind].fields.items() if field.kept and found.get(name)}
