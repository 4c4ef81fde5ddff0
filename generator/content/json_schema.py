"""The fields of an entry or of the settings as a JSON Schema, for editors that check while somebody writes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import yaml

from generator.content.field_types import Needed, any_of
from generator.content.fields import (
    BREACH,
    CONTRACT,
    NEEDED_BY_BREACH,
    NEEDED_BY_CONSULTANT,
    NEEDED_BY_OPERATOR,
    SETTINGS,
)
from generator.content.values import LOOSER, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.content.field_types import Field, Group, Shape

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TITLES = {"contract": "A contract", "breach": "A breach", "site": "The settings of the site"}
BODY: Shape = {
    "description": "The text below the fields, in Markdown.",
    "type": ["string", "number", "boolean", "null"],
}
IS_LEGACY: Shape = {"properties": {"legacy": any_of({"const": True}, whole("true"))}, "required": ["legacy"]}
IS_CONSULTANT: Shape = {"properties": {"kind": whole("consultant")}, "required": ["kind"]}
UNKNOWN = whole("unknown")  # on a legacy entry as good as nothing
KNOWN: Shape = {"not": UNKNOWN}
# A breach names its contract, from which contractor and product come, or else its contractor.
WHOSE = any_of(
    {"required": ["contract"], "properties": {"contractor": False, "product": False}},
    {"required": ["contractor"], "properties": {"contract": False}},
)
WHOSE_OF_OLD = any_of(
    {"required": ["contract"], "properties": {"contract": KNOWN, "contractor": False, "product": False}},
    {"required": ["contractor"], "properties": {"contract": UNKNOWN, "contractor": KNOWN}},
)


def printed(kind: str) -> str:
    """Return the JSON Schema of a `contract`, a `breach` or the `site` as text."""
    return json.dumps(schema(kind), indent=2)


def schema(kind: str) -> Shape:
    """Return the JSON Schema of a kind, equal to what the reader accepts.

    Beyond a schema are: the YAML itself, whether a file, a school or a contract is there, whether a time zone or a time
    exists, the order of two dates, and what Markdown makes of a text. Of values that YAML has already read an editor
    cannot tell how they were written: `007` from 7, `True` from true.
    """
    group = {"contract": CONTRACT, "breach": BREACH, "site": SETTINGS}[kind]
    fields, groups = _group(group), {inner.name: _group(inner) for inner in _groups(group)}
    if kind == "site":
        groups["ContactFields"] |= any_of({"required": ["email"]}, {"required": ["phone"]})
        return _whole(kind, fields, groups)
    fields.pop("required", None)  # a new entry needs more, and an old one less
    fields["properties"]["body"] = BODY
    new = {**fields, **(_needed_by_contract() if kind == "contract" else {"required": [*NEEDED_BY_BREACH], **WHOSE})}
    old = _excused(fields)
    if kind == "contract":
        old |= {"required": ["contractor"], "not": {"properties": {"contractor": UNKNOWN}}}
    else:
        old |= WHOSE_OF_OLD
    groups |= {f"Old{name}": _rebuilt(group, _looser) for name, group in groups.items()}
    choice = {"if": IS_LEGACY, "then": {"$ref": "#/$defs/Old"}, "else": {"$ref": "#/$defs/New"}}
    return _whole(kind, choice, {**groups, "New": new, "Old": old})


def _groups(group: Group) -> Iterator[Group]:
    """Yield the groups of fields in a group, and those in them."""
    for field in group.fields.values():
        if inner := field.type.group:
            yield inner
            yield from _groups(inner)


def _group(group: Group) -> Shape:
    """Return the shape of a group of fields, in which those within it are referred to by their names."""
    required = [field.name for field in group.fields.values() if field.needed is Needed.ALWAYS]
    return {
        "description": group.meaning,
        "type": "object",
        "properties": {field.name: _field(field) for field in group.fields.values()},
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }


def _field(field: Field) -> Shape:
    """Return the shape of a field, with its example as the value that it is, not as a line of YAML."""
    example = yaml.load(field.example, Loader=yaml.CBaseLoader)
    return {**field.type.shape, "description": field.meaning, "examples": [example]}


def _rebuilt(shape: Shape, change: Callable[[Shape], Shape]) -> Shape:
    """Return a shape in which every shape has been changed, the innermost first."""
    return change({name: _rebuilt_part(part, change) for name, part in shape.items()})


def _rebuilt_part(part: object, change: Callable[[Shape], Shape]) -> object:
    if isinstance(part, list):
        return [_rebuilt_part(item, change) for item in part]
    return _rebuilt(part, change) if isinstance(part, dict) else part


def _needed_by_contract() -> Shape:
    return {
        "if": IS_CONSULTANT,
        "then": {"required": [*NEEDED_BY_CONSULTANT]},
        "else": {"required": [*NEEDED_BY_OPERATOR]},
    }


def _excused(fields: Shape) -> Shape:
    """Return the fields of a legacy entry: a date may be a month, and nearly all may be unknown."""
    loose = _rebuilt(fields, _looser)
    kept = {name: shape if name == "legacy" else any_of(shape, UNKNOWN) for name, shape in loose["properties"].items()}
    return {**loose, "properties": kept}


def _looser(shape: Shape) -> Shape:
    """Return a shape in which a date may be a month, in the groups that it refers to as well."""
    made = dict(shape)
    if isinstance(pattern := shape.get("pattern"), str):
        made["pattern"] = LOOSER.get(pattern, pattern)
    if isinstance(group := shape.get("$ref"), str):
        made["$ref"] = group.replace("/$defs/", "/$defs/Old")
    return made


def _whole(kind: str, fields: Shape, groups: dict[str, Shape]) -> Shape:
    return {
        "$schema": DIALECT,
        "title": TITLES[kind],
        "type": "object",
        **fields,
        "$defs": dict(sorted(groups.items())),
    }
