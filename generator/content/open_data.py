"""How the open data has a value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from generator.content.shapes import Json, Shape
from generator.core.dates import Period, When
from generator.core.model import Count, Prose


def as_json(value: Any, _: str = "") -> Json:  # noqa: ANN401 - any value of a field
    """Return a value for JSON: a date as precise as known, Markdown as written, "" as null."""
    match value:
        case str():  # most values
            return str(value) or None
        case None | bool() | int():
            return value
        case When():
            return value.iso
        case Period():
            return {"from": value.first.iso, "to": value.last.iso}
        case Count():
            return value.number
        case Prose():
            return value.text.strip("\n")
        case tuple():
            return list(value) or None
        case _:
            return str(value or "") or None


class Published(NamedTuple):
    """What the open data has of a field: its shape, a function of value and address, a note."""

    shape: Shape
    write: Callable[[Any, str], Json] = as_json
    note: str = ""


TEXT = Published({"type": ["string", "null"]})
DATE = "[0-9]{4}-[0-9]{2}|[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}[+-][0-9]{2}:[0-9]{2})?"
A_DATE = Published({"type": ["string", "null"], "pattern": f"^({DATE})$"})
