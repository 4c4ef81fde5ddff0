"""The fields of an entry or of the settings as a JSON Schema, for editors that check while somebody writes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Literal, Union, get_args, get_origin

import yaml
from pydantic import BaseModel, BeforeValidator
from pydantic.json_schema import GenerateJsonSchema

from generator.content.fields import (
    NEEDED_BY_BREACH,
    NEEDED_BY_CONSULTANT,
    NEEDED_BY_OPERATOR,
    BreachFields,
    ContractFields,
    SettingsFields,
)
from generator.content.readers import Reads
from generator.content.shapes import LOOSER, Shape, any_of, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydantic import BaseModel
    from pydantic.fields import FieldInfo
    from pydantic_core import core_schema

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
    if kind == "site":
        fields, groups = _fields(SettingsFields)
        groups["ContactFields"] |= any_of({"required": ["email"]}, {"required": ["phone"]})
        return _whole(kind, fields, groups)
    fields, groups = _fields(ContractFields if kind == "contract" else BreachFields)
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


class _PlainSchema(GenerateJsonSchema):
    """Pydantic's own, without titles, nulls and defaults: a field that says nothing is left out of an entry."""

    def field_title_should_be_set(self, _schema: object) -> bool:
        return False

    def nullable_schema(self, schema: core_schema.NullableSchema) -> Shape:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> Shape:
        return self.generate_inner(schema["schema"])

    def dict_schema(self, schema: core_schema.DictSchema) -> Shape:
        names = {"propertyNames": self.generate_inner(schema["keys_schema"])} if "keys_schema" in schema else {}
        return {"type": "object", **names, "additionalProperties": self.generate_inner(schema["values_schema"])}


def _fields(model: type[BaseModel]) -> tuple[Shape, dict[str, Shape]]:
    """Return the shape of a group of fields, and those of the groups in it."""
    made = _rebuilt(model.model_json_schema(schema_generator=_PlainSchema), _with_examples)
    groups: dict[str, Shape] = made.pop("$defs", {})
    return made, groups


def _rebuilt(shape: Shape, change: Callable[[Shape], Shape]) -> Shape:
    """Return a shape in which every shape has been changed, the innermost first."""
    return change({name: _rebuilt_part(part, change) for name, part in shape.items()})


def _rebuilt_part(part: object, change: Callable[[Shape], Shape]) -> object:
    if isinstance(part, list):
        return [_rebuilt_part(item, change) for item in part]
    return _rebuilt(part, change) if isinstance(part, dict) else part


def _with_examples(shape: Shape) -> Shape:
    """Return a shape with its examples as the values that they are, not as a line of YAML."""
    made = {name: part for name, part in shape.items() if name not in ("examples", "title")}
    examples = shape.get("examples")
    if isinstance(examples, list) and any(examples):
        made["examples"] = [yaml.load(text, Loader=yaml.CBaseLoader) for text in examples]
    return made


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


Type = object  # an annotation, as Python has no type for it


def words(field: FieldInfo) -> str:
    """Return what a field accepts, for example “`nothing`, or a group of fields”."""
    first, *others = dict.fromkeys(_words(_in_words(field)))
    return ", or ".join((first, *(other.replace(f", of which each is {first}", " of such") for other in others)))


def choices(field: FieldInfo) -> tuple[str, ...]:
    """Return the words that a field chooses from, if it does."""
    return next((tuple(shape["enum"]) for shape in _shapes(_in_words(field)) if "enum" in shape), ())


def _in_words(field: FieldInfo) -> Type:
    """Return the annotation of a field, of which pydantic keeps the outermost apart."""
    kept: Type = field.annotation
    for part in field.metadata:
        kept = Annotated[kept, part]
    return kept


def _words(annotation: Type) -> Iterator[str]:
    """Yield what is accepted, each way of writing it in turn."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        yield from _annotated(*inner)
    elif origin is Literal:
        yield from (f"`{word}`" for word in inner)
    elif origin is tuple:
        yield f"a list, of which each is {' or '.join(_words(inner[0]))}"
    elif origin is dict:
        yield f"a group that gives each {' or '.join(_words(inner[0]))} {' or '.join(_words(inner[1]))}"
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield "a group of fields"
    else:
        for part in inner:
            if part is not type(None):
                yield from _words(part)


def _annotated(kept: Type, *notes: object) -> Iterator[str]:
    """Yield what is accepted of a type with notes: its reader knows, or what comes before the reader."""
    reads = next((note for note in notes if isinstance(note, Reads)), None)
    before = [note.json_schema_input_type for note in notes if isinstance(note, BeforeValidator)]
    wider = next((one for one in before if get_origin(one) is not None or isinstance(one, type)), None)
    if reads:
        yield reads.words
    else:
        yield from _words(kept if wider is None else wider)


def _shapes(annotation: Type) -> Iterator[dict[str, list[str]]]:
    """Yield the shapes of what is accepted, and the alternatives in each."""
    for part in get_args(annotation):
        if isinstance(part, Reads):
            yield from part.accepts.get("anyOf", ())
        elif get_origin(part) in (Annotated, Union):
            yield from _shapes(part)
