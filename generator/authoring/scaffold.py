"""The fields → a new entry to be filled in, in which a comment above each field says what to write."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from generator.authoring.questions import MODEL
from generator.authoring.writing import INDENT, WIDEST, fields, framed
from generator.content.fields import LAW, NEEDED_BY_BREACH, NEEDED_BY_CONSULTANT, NEEDED_BY_OPERATOR, ORDER
from generator.content.groups import example_of, fields_of, inner_model

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic.fields import FieldInfo

    from generator.authoring.questions import Kind
    from generator.authoring.writing import Value

SOON = {"expires", "agreement", "notified", "occurred"}  # that a short entry offers as well
NEEDED = "What the law asks ({law}). Write behind each colon."
OPTIONAL = "What may be absent. To use a line, take away the # in front of its name."
BELOW = "Below the next line you may write more, in Markdown."


def entry(kind: Kind, values: Mapping[str, Value], body: str = "", *, short: bool = False) -> str:
    """Return a new entry with these values; what is needed and not given stands empty, the rest is commented out.

    A short one offers only what most entries have, without examples.
    """
    needed = [name for name in ORDER[kind] if name in _needed(kind, values) or (name == "product" and name in values)]
    others = [name for name in ORDER[kind] if name not in needed and (not short or name in SOON)]
    law = " and ".join(sorted({LAW[kind][name] for name in needed if name in LAW[kind]}))
    parts = [[*_comment(NEEDED.format(law=law))], *(_field(kind, name, values, short, True) for name in needed)]
    parts += [["", *_comment(OPTIONAL)], *(_field(kind, name, values, short, False) for name in others)]
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


def _field(kind: Kind, name: str, values: Mapping[str, Value], short: bool, is_needed: bool) -> Iterator[str]:
    """Yield the lines of a field: what it means, and its value, its name alone, or its example commented out."""
    field = fields_of(MODEL[kind])[name]
    if not short:
        yield ""
    yield from _comment(field.description or "")
    if name in values:
        yield from fields({name: values[name]}).splitlines()
    elif is_needed:
        yield from _empty(name, field, short)
    else:
        yield f"# {name}: {example_of(field)}"


def _empty(name: str, field: FieldInfo, short: bool) -> Iterator[str]:
    """Yield a field that is to be filled in, or a group with all its fields."""
    if model := inner_model(field.annotation):
        yield f"# Delete the lines that do not apply{'.' if short else ', or write for example:'}"
        if not short:
            yield from (f"# {INDENT}{inner}: {example_of(its)}" for inner, its in fields_of(model).items())
        yield f"{name}:"
        yield from (f"{INDENT}{inner}:" for inner in fields_of(model))
    else:
        if not short:
            yield from _comment(f"For example: {example_of(field)}")
        yield f"{name}:"


def _comment(text: str) -> list[str]:
    return textwrap.wrap(text, WIDEST, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False)
