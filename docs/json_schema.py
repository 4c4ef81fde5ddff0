"""The fields of an entry or of the settings as a JSON Schema, for editors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import yaml

from generator.content import values
from generator.content.entry_dates import DAY, MOMENT, MOMENTS, MONTH, PERIOD, POINT
from generator.content.field_groups import Needed
from generator.content.field_types import FieldType
from generator.content.fields import (
    BREACH,
    CONTRACT,
    NEEDED_BY_BREACH,
    NEEDED_BY_CONSULTANT,
    NEEDED_BY_OPERATOR,
    NEEDED_BY_REPORTED_BREACH,
    OF_A_CONTRACTOR,
    SETTINGS,
)
from generator.content.shapes import DIALECT, any_case, any_of, pattern_shape, shared

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.content.field_groups import Field, Group
    from generator.content.shapes import Shape

TITLES = {"contract": "A contract", "breach": "A breach", "site": "The settings of the site"}
BODY: Shape = {
    "description": "The text below the fields, in Markdown.",
    "type": ["string", "number", "boolean", "null"],
}
IS_LEGACY: Shape = {
    "properties": {"legacy": any_of({"const": True}, pattern_shape(any_case("true", "yes")))},
    "required": ["legacy"],
}
IS_CONSULTANT: Shape = {
    "properties": {"kind": pattern_shape(any_case("consultant"))},
    "required": ["kind"],
}
IS_OWN_BREACH: Shape = {
    "properties": {"by": pattern_shape(any_case("district"))},
    "required": ["by"],
}
UNKNOWN = pattern_shape(any_case("unknown"))  # in a legacy entry the same as a missing field
LOOSER = {  # in a legacy entry a date may be a month
    pattern_shape(strict)["pattern"]: pattern_shape(loose)["pattern"]
    for strict, loose in ((DAY, f"{DAY}|{MONTH}"), (MOMENT, POINT), (MOMENTS, PERIOD))
}
# A breach names its contract, which gives the contractor and product, or else its contractor.
CONTRACT_OR_CONTRACTOR = any_of(
    {"required": ["contract"], "properties": {"contractor": False, "product": False}},
    {"required": ["contractor"], "properties": {"contract": False}},
)
LEGACY_CONTRACT_OR_CONTRACTOR = any_of(
    {
        "required": ["contract"],
        "properties": {"contract": {"not": UNKNOWN}, "contractor": False, "product": False},
    },
    {"required": ["contractor"], "properties": {"contract": UNKNOWN}},
)
# A breach of the district's own has neither, and no date of a contractor's notice.
WITHOUT_CONTRACTOR: Shape = {"properties": dict.fromkeys(OF_A_CONTRACTOR, UNKNOWN)}


def printed(kind: str) -> str:
    """Return the JSON Schema of a `contract`, a `breach` or the `site` as text."""
    return json.dumps(schema(kind), indent=2)


def schema(kind: str) -> Shape:
    """Return the JSON Schema of a `contract`, a `breach` or the `site`.

    It accepts what the parser accepts, with these exceptions. A schema cannot check the YAML
    itself, whether a file, a school, a contract, a time zone or a time exists, or the rendered
    Markdown. Which dates are refused is in the descriptions. An editor cannot tell how a value was
    written once YAML has parsed it: `007` from 7.
    """
    group = {"contract": CONTRACT, "breach": BREACH, "site": SETTINGS}[kind]
    fields, groups = _group(group), {inner.name: _group(inner) for inner in _groups(group)}
    if kind == "site":
        groups["ContactFields"] |= any_of({"required": ["email"]}, {"required": ["phone"]})
        return _document(kind, fields, groups)
    fields.pop("required", None)  # a new entry needs more fields, and a legacy entry fewer
    fields["properties"]["body"] = BODY
    new, old = fields, _excused(fields)
    if kind == "contract":
        new = {**new, **_needed_by_contract()}
        old |= {"required": ["contractor"]}
    else:
        new = {**new, **_needed_by_breach()}
        old |= {
            "if": IS_OWN_BREACH,
            "then": WITHOUT_CONTRACTOR,
            "else": LEGACY_CONTRACT_OR_CONTRACTOR,
        }
    groups |= {f"Old{name}": _rebuilt(group, _looser) for name, group in groups.items()}
    choice = {"if": IS_LEGACY, "then": {"$ref": "#/$defs/Old"}, "else": {"$ref": "#/$defs/New"}}
    return _document(kind, choice, {**groups, "New": new, "Old": old})


def _groups(group: Group) -> Iterator[Group]:
    """Yield all groups of fields inside a group, at any depth."""
    for field in group.fields.values():
        if inner := field.group:
            yield inner
            yield from _groups(inner)


def _group(group: Group) -> Shape:
    """Return the shape of a group of fields, with references to the groups inside it."""
    required = [field.name for field in group.fields.values() if field.needed is Needed.ALWAYS]
    return {
        "description": group.meaning,
        "type": "object",
        "properties": {field.name: _field(field) for field in group.fields.values()},
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }


def _field(field: Field) -> Shape:
    """Return the shape of a field, with its example parsed from YAML."""
    example = yaml.load(field.example, Loader=yaml.CBaseLoader)
    return {**field.type.shape, "description": field.description, "examples": [example]}


def _rebuilt(shape: Shape, change: Callable[[Shape], Shape]) -> Shape:
    """Return a copy of a shape with a function applied to every shape in it, innermost first."""
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


def _needed_by_breach() -> Shape:
    return {
        "if": IS_OWN_BREACH,
        "then": {"required": [*NEEDED_BY_BREACH], **WITHOUT_CONTRACTOR},
        "else": {"required": [*NEEDED_BY_REPORTED_BREACH], **CONTRACT_OR_CONTRACTOR},
    }


def _excused(fields: Shape) -> Shape:
    """Return the fields of a legacy entry: dates may be months, and most values may be unknown."""
    loose = _rebuilt(fields, _looser)
    properties = {
        name: shape if name == "legacy" else any_of(shape, UNKNOWN)
        for name, shape in loose["properties"].items()
    }
    return {**loose, "properties": properties}


def _looser(shape: Shape) -> Shape:
    """Return a shape in which dates may be months, also in the groups that it refers to."""
    looser = dict(shape)
    if isinstance(pattern := shape.get("pattern"), str):
        looser["pattern"] = LOOSER.get(pattern, pattern)
    if isinstance(group := shape.get("$ref"), str):
        looser["$ref"] = group.replace("/$defs/", "/$defs/Old")
    return looser


def _document(kind: str, fields: Shape, groups: dict[str, Shape]) -> Shape:
    document = {
        "$schema": DIALECT,
        "title": TITLES[kind],
        "type": "object",
        **fields,
        "$defs": dict(sorted(groups.items())),
    }
    return shared(document, _names())


def _names() -> dict[str, Shape]:
    """Return the shapes of the types in `values.py` by name, and how dates are in a legacy entry.

    `PERIOD_OR_UNKNOWN` is named `PeriodOrUnknown`. Its own name comes first for a shape of several.
    """
    names: dict[str, Shape] = {"Unknown": UNKNOWN}
    for name, type in vars(values).items():
        if isinstance(type, FieldType):
            names[name.title().replace("_", "")] = type.shape
    return names | {f"Old{name}": _rebuilt(shape, _looser) for name, shape in names.items()}
