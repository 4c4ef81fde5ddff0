"""JSON Schemas: the shapes of values, put together, and each said once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

Json = Any  # a value of a JSON document
Shape = dict[str, Any]  # a JSON Schema, or a part of one
DIALECT = "https://json-schema.org/draft/2020-12/schema"
ABOUT = ("description", "examples")  # a property has its own, beside a reference to its shape
VALUES = ("examples", "enum", "const")  # of what is described; no shape is in them
MIN_LENGTH = 60  # of a shape as JSON; a reference to a shorter one would be no shorter


def pattern_shape(pattern: str, advice: str = "") -> Shape:
    """Return the shape of a text that a pattern matches, spaces aside; editors show the advice."""
    shape = {"type": "string", "pattern": rf"^\s*(?:{pattern})\s*$"}
    return {**shape, "patternErrorMessage": advice} if advice else shape


def any_case(*words: str) -> str:
    """Return a pattern for one of some lowercase words, in lowercase, capitals or both."""
    return "".join(f"[{c.upper()}{c}]" if c.isalpha() else c for c in "|".join(words))


def closed(properties: Mapping[str, Shape]) -> Shape:
    """Return the part of a shape that requires these properties and allows no other."""
    return {"properties": properties, "required": list(properties), "additionalProperties": False}


def any_of(*shapes: Shape) -> Shape:
    """Return the shape of a value that has at least one of these shapes."""
    choices: list[Shape] = []
    for shape in shapes:
        choices += shape["anyOf"] if shape.keys() == {"anyOf"} else [shape]
    return {"anyOf": choices}


def shared(schema: Shape, names: Mapping[str, Shape]) -> Shape:
    """Return a schema that refers to the shapes with `names`, wherever they are in it.

    Suppose that `Day` is the name of `{"type": "string", "pattern": "…"}`. Then the property
    `{"type": "string", "pattern": "…", "description": "When it ended."}` becomes
    `{"$ref": "#/$defs/Day", "description": "When it ended."}`, and the shape goes into `$defs`. Of
    several names, a shape has the first one.
    """
    known = {name: shape for name, shape in names.items() if len(json.dumps(shape)) > MIN_LENGTH}
    found = dict[str, Shape]()
    document: Shape = _with_references(schema, known, found)
    return {**document, "$defs": document.get("$defs", {}) | dict(sorted(found.items()))}


def _with_references(part: Any, known: Mapping[str, Shape], found: dict[str, Shape]) -> Any:  # noqa: ANN401 - any part of a schema
    """Return a part of a schema with references, and add each shape that it refers to."""
    if isinstance(part, list):
        return [_with_references(item, known, found) for item in part]
    if not isinstance(part, dict):
        return part
    alone = {name: value for name, value in part.items() if name not in ABOUT}
    for shape in (part, alone):
        if name := next((name for name, one in known.items() if one == shape), ""):
            if name not in found:
                found[name] = _inside(shape, known, found)
            reference = {"$ref": f"#/$defs/{name}"}
            about = {key: value for key, value in part.items() if key not in shape}
            return reference | about
    return _inside(part, known, found)


def _inside(shape: Shape, known: Mapping[str, Shape], found: dict[str, Shape]) -> Shape:
    return {
        name: part if name in VALUES else _with_references(part, known, found)
        for name, part in shape.items()
    }
